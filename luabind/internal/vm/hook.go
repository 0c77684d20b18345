package vm

import (
	"context"
	"fmt"
)

// hook counts the instructions of a task. It is the context of the task's
// threads, so that the loop and Go functions find it, and is never handed to
// anything else: net/http would call Done from its own goroutines.
type hook struct {
	context.Context
	task  *Task
	done  <-chan struct{}
	alarm *alarm
	left  int // instructions until the next pause
	rest  int // of those that the run has given, until the next look behind that
	lent  int // instructions that the run had given at the last look
}

// closed is what done is once the budget is gone. The first machine closes it.
var closed chan struct{}

// pauseEvery is how many instructions may pass until the loop sees that the run
// was stopped.
const pauseEvery = 1 << 10

// pause looks at what may end the task. cf.Pc of the running frame is set.
func (h *hook) pause() {
	if n := &h.task.m.numbers; n.made > 0 {
		made := n.made
		n.made = 0
		h.task.Alloc(made * numberBlock)
	}
	h.left, h.rest = h.left+h.rest, 0
	if h.left <= 0 || h.alarm.Load() {
		h.look()
	}
	if h.left > pauseEvery {
		h.left, h.rest = pauseEvery, h.left-pauseEvery
	}
	select {
	case <-h.done:
		h.task.unwind()
	default:
	}
}

func (h *hook) steps(n int) {
	if h.left -= n; h.left <= 0 || h.alarm.Load() {
		h.pause()
		return
	}
	select {
	case <-h.done:
		h.task.unwind()
	default:
	}
}

// soon makes the loop pause before its next instruction.
func (h *hook) soon() { h.left, h.rest = 0, h.left+h.rest }

// returned is called after a function written in Go, which may have taken as
// long as any number of instructions.
func (h *hook) returned() {
	select {
	case <-h.done:
		h.soon()
	default:
	}
}

// grown charges what a table or another value has grown by.
func (h *hook) grown(bytes int) {
	if bytes != 0 {
		h.task.Alloc(bytes)
	}
}

// settle books what was counted since the last look.
func (h *hook) settle() {
	h.left, h.rest = h.left+h.rest, 0
	h.task.run.used += int64(h.lent - h.left)
	h.lent = h.left
}

// lend gives the hook some instructions of the run's budget.
func (h *hook) lend(n int) {
	r := h.task.run
	if max := r.limits.Instructions; max > 0 {
		if r.used >= max {
			h.exhaust(&LimitError{ErrInstructions, fmt.Sprint(max)})
		}
		n = int(min(int64(n), max-r.used))
	}
	h.left, h.rest, h.lent = n, 0, n
}

// look settles what was counted with the run's budget, and looks at the heap.
func (h *hook) look() {
	h.settle()
	h.alarm.Store(false)
	next, err := h.task.watchMemory()
	if err != nil {
		h.exhaust(err)
	}
	h.lend(next)
}

func (h *hook) exhaust(err error) {
	h.task.run.stop(err)
	h.done = closed
}
