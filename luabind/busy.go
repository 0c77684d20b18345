package luabind

import (
	"bytes"
	"reflect"
	"runtime"
	"strconv"
	"sync"
)

// busy are the goroutines that virtual clocks count as busy while they are in a
// Go function that a script called. One that calls a Host again, under a context
// that says nothing of the script's run, must not be counted twice: nobody would
// be idle while it sleeps, and time would stand still.
var busy = busyGoroutines{calls: map[busyGoroutine]int{}}

type busyGoroutines struct {
	mu    sync.Mutex
	calls map[busyGoroutine]int
}

type busyGoroutine struct {
	clock Clock
	id    uint64
}

// enter notes the calling goroutine until leave is called.
func (b *busyGoroutines) enter(clock Clock) (leave func()) {
	g := busyGoroutine{clock, goroutine()}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls[g]++
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.calls[g]--; b.calls[g] == 0 {
			delete(b.calls, g)
		}
	}
}

// here says whether the clock counts the calling goroutine already.
func (b *busyGoroutines) here(clock Clock) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.calls) > 0 && b.calls[busyGoroutine{clock, goroutine()}] > 0
}

// virtual says whether a clock is one that has to be told who is busy.
func virtual(clock Clock) bool {
	_, real := clock.(realClock)
	return !real && reflect.TypeOf(clock).Comparable()
}

// goroutine is the number of the calling goroutine, which the runtime tells in
// its traces alone.
func goroutine() uint64 {
	var buf [64]byte
	trace := bytes.TrimPrefix(buf[:runtime.Stack(buf[:], false)], []byte("goroutine "))
	number, _, _ := bytes.Cut(trace, []byte(" "))
	id, _ := strconv.ParseUint(string(number), 10, 64)
	return id
}
