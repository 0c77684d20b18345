package vm

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Task is one goroutine that runs Lua: a run's main chunk, or what
// task.spawn started. Its methods are for the goroutine that runs it, with
// the lock held, except Cancel.
type Task struct {
	m      *Machine
	run    *Run
	ctx    context.Context
	cancel context.CancelCauseFunc
	hook   hook

	own    *stack
	stack  *stack // where Lua runs now: own, or a coroutine's
	locals map[any]any
	doom   error   // the cause that ends it where it blocks next
	inner  []Frame // of a coroutine that an error came out of
	ended  []Frame // where the task was when it was stopped
	ending bool    // unwinding to its end
	looked int64   // what the process had allocated at the last look
	held   int     // bytes that functions in progress keep in Go
}

// stack is the threads that protected calls have opened inside each other. A
// coroutine has one of its own, which goes with it from task to task.
type stack struct {
	task    *Task
	threads []*lua.LState // outermost first
	below   []int         // for each, the calls in progress below it
	co      *coroutine    // whose it is; nil for a task's own
	parent  *stack        // who resumed the coroutine
}

// adopt makes a thread run under the task.
func (t *Task) adopt(L *lua.LState) {
	L.SetContext(&t.hook)
	threadOf(L).mainLoop = execute
}

// unwinding is the panic value that ends a stopped task through every
// protected call.
type unwinding struct{ task *Task }

func (t *Task) unwind() {
	t.ending = true
	panic(unwinding{t})
}

// Unwind ends a stopped task: nothing is raised, for nothing could catch it.
func (t *Task) Unwind() { t.unwind() }

// Stopped says whether the task was cancelled or its run stopped: nothing in
// it may catch an error any more. A context ends before those made from it, so
// what the run's end has ended may be seen before the task's own context ends.
func (t *Task) Stopped() bool {
	return t.run.ctx.Err() != nil || t.ctx.Err() != nil || t.hook.done == (<-chan struct{})(closed)
}

// Context is the task's plain context, for whatever blocks.
func (t *Task) Context() context.Context { return t.ctx }

// Run is the run that the task belongs to.
func (t *Task) Run() *Run { return t.run }

// Machine is the task's machine.
func (t *Task) Machine() *Machine { return t.m }

// Cancel ends the task with a cause. Safe from any goroutine.
func (t *Task) Cancel(cause error) { t.cancel(cause) }

// CancelLater ends the task with a cause where it blocks next. The lock is held.
func (t *Task) CancelLater(cause error) { t.doom = cause }

// Blocks says that the task is about to block: one that [Task.CancelLater] has
// marked is cancelled.
func (t *Task) Blocks() {
	if t.doom != nil {
		t.cancel(t.doom)
	}
}

// Local and SetLocal keep values that belong to the task alone.
func (t *Task) Local(key any) any { return t.locals[key] }

// ShareLocals makes the task's locals those of another: what one sets, both
// have.
func (t *Task) ShareLocals(other *Task) {
	if other.locals == nil {
		other.locals = map[any]any{}
	}
	t.locals = other.locals
}

// SetLocal stores a value under a key of the caller's own type.
func (t *Task) SetLocal(key, value any) {
	if t.locals == nil {
		t.locals = map[any]any{}
	}
	t.locals[key] = value
}

// Block gives the lock away while f runs, and takes it back. In a stopped task
// f is not called, and when the task was stopped meanwhile Block gives the
// cause, whatever f made of it: a program that was killed looks to its reader
// like one that has ended.
func (t *Task) Block(f func(ctx context.Context) error) (err error) {
	t.Blocks()
	if t.Stopped() {
		return t.Cause()
	}
	// Other tasks spend of the same budget meanwhile.
	t.hook.settle()
	t.m.Unlock()
	defer func() {
		t.m.Lock()
		t.hook.lend(t.hook.left)
		t.hook.soon()
	}()
	if err = f(t.ctx); t.Stopped() {
		err = t.Cause()
		t.cancel(err)
	}
	return err
}

// maxProtected bounds protected calls and callbacks: each nests Go frames.
const maxProtected = 200

// depth is how many calls are in progress on the stack, and below it.
func (s *stack) depth() int {
	n := len(s.threads)
	if n == 0 {
		if s.parent != nil {
			return s.parent.depth()
		}
		return 0
	}
	return s.below[n-1] + depth(s.threads[n-1])
}

// enter makes a thread the active one.
func (s *stack) enter(L *lua.LState) *lua.LState {
	below := s.depth()
	if len(s.threads) >= maxProtected || below >= s.task.m.depth {
		if L != nil {
			L.RaiseError("stack overflow")
		}
		panic(&lua.ApiError{Object: lua.LString("stack overflow")})
	}
	th := s.task.m.thread(s.task)
	s.threads = append(s.threads, th)
	s.below = append(s.below, below)
	return th
}

// leave undoes enter.
func (s *stack) leave() {
	s.threads[len(s.threads)-1] = nil
	s.threads = s.threads[:len(s.threads)-1]
	s.below = s.below[:len(s.threads)]
}

// Call runs fn with args on a thread of its own and gives its results. An
// error raised in it comes back as *Raised, unless the task was stopped: then
// the call does not return but unwinds to the task's end.
func (t *Task) Call(fn lua.LValue, args ...lua.LValue) ([]lua.LValue, error) {
	return t.protect(nil, fn, args, nil)
}

// Raised is an error that Lua code raised.
type Raised struct {
	Value  lua.LValue
	Frames []Frame // where it was raised, innermost first
}

func (e *Raised) Error() string { return e.Value.String() }

// handler is called with the thread that failed while its stack is still there.
type handler func(th *lua.LState, v lua.LValue) lua.LValue

func (t *Task) protect(L *lua.LState, fn lua.LValue, args []lua.LValue, h handler) (results []lua.LValue, err error) {
	s := t.stack
	th := s.enter(L)
	depth, ok := len(s.threads), false
	defer func() {
		if !ok {
			if s.passed(depth) {
				return
			}
			r := recover()
			v := s.caught(r, th, depth)
			if h != nil {
				v = h(th, v)
			}
			if again, ok := r.(*Raised); ok && h == nil {
				err = again
			} else {
				err = &Raised{Value: v, Frames: append(t.inner, t.Frames()...)}
			}
			t.inner = nil
			t.m.recycle(th)
		}
		s.leave()
	}()
	th.Push(fn)
	for _, a := range args {
		th.Push(a)
	}
	th.Call(len(args), lua.MultRet)
	n := th.GetTop()
	if n > 0 {
		results = make([]lua.LValue, n)
		for i := range results {
			results[i] = th.Get(i + 1)
		}
	}
	ok = true
	t.m.release(th)
	return results, nil
}

// passed says that the task is unwinding to its end, and forgets the thread:
// panics that nobody recovers from cost a part of those that are raised again.
func (s *stack) passed(depth int) bool {
	if !s.task.ending {
		return false
	}
	s.task.noteEnd()
	for len(s.threads) >= depth {
		s.leave()
	}
	return true
}

// caught turns what a recover gave into the Lua value that was raised; what
// ends a task or a coroutine goes on unwinding instead. Threads above the
// catching one are forgotten.
func (s *stack) caught(r any, th *lua.LState, depth int) lua.LValue {
	for len(s.threads) > depth {
		s.leave()
	}
	switch r.(type) {
	case unwinding, abandoned:
		s.task.noteEnd()
		s.leave()
		panic(r)
	}
	t := s.task
	t.stack = s
	if t.Stopped() {
		t.noteEnd()
		s.leave()
		t.unwind()
	}
	v := raised(r)
	if overflowed(r) {
		v = lua.LString(s.place() + "stack overflow")
	}
	if t.m.Catch != nil {
		t.m.Catch(th, v)
	}
	return v
}

// noteEnd keeps where a stopped task was, before its stack is gone.
func (t *Task) noteEnd() {
	if t.ended == nil && t.Stopped() {
		t.ended = append(t.inner, t.Frames()...)
	}
}

// Ended is how a task ends that was stopped.
type Ended struct {
	Err    error   // why
	Frames []Frame // where it was, innermost first
}

func (e *Ended) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *Ended) Unwrap() error { return e.Err }

// raised gives the Lua value for a panic of the VM or of a Go function.
func raised(r any) lua.LValue {
	switch r := r.(type) {
	case *lua.ApiError:
		return r.Object
	case *Raised:
		return r.Value
	case error:
		var ae *lua.ApiError
		if errors.As(r, &ae) {
			return ae.Object
		}
		return lua.LString("internal error: " + r.Error() + site())
	case string:
		return lua.LString("internal error: " + r + site())
	default:
		return lua.LString(fmt.Sprintf("internal error: %v%s", r, site()))
	}
}

// overflowed says whether a panic is the VM's about calls too deep.
func overflowed(r any) bool {
	s, ok := r.(string)
	return ok && strings.Contains(s, "callstack overflow")
}

// site names the Go frame that panicked, for a report of a defect.
func site() string {
	lines := strings.Split(string(debug.Stack()), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "panic(") {
			for _, l := range lines[i+2:] {
				if !strings.HasPrefix(l, "\t") && !strings.HasPrefix(l, "runtime.") && !strings.HasPrefix(l, "panic(") {
					if j := strings.IndexByte(l, '('); j > 0 {
						return " (in " + l[:j] + ")"
					}
				}
			}
		}
	}
	return ""
}
