// Package vm makes the Lua VM safe to embed.
//
// gopher-lua is a good interpreter that programs cannot embed as it is. Its
// pcall loses upvalues, its yield breaks across Go frames, nothing bounds
// memory, and a state must never be used by two goroutines. This package adds
// what is missing: one lock that Lua runs under, protected calls on threads of
// their own, coroutines as goroutines, a loop that counts instructions and ends
// runs, and a concatenation that is bounded.
//
// Only package luabind uses it.
package vm

import (
	"context"
	"errors"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// Options configures a [Machine]. Zero values mean the defaults.
type Options struct {
	Limits    Limits
	CallDepth int // Lua calls in progress; 20,000 by default
}

// Machine is one Lua world: globals, the threads that run in it, and the lock
// that they run under. Lua code and everything that touches Lua values runs
// with the lock held; [Task.Block] gives it away.
type Machine struct {
	root   *lua.LState   // never runs Lua: it makes threads and tables
	lock   chan struct{} // holds an element while somebody has the lock
	limits Limits
	depth  int // Lua calls in progress that a task may have
	memory memory
	alarm  alarm
	tasks  map[*Task]struct{} // not ended
	idle   []*lua.LState      // threads kept for protected calls, all of them clean

	variables  bool // errors carry them
	coroutines coroutines
	numbers    numbers
	longest    growing        // the string that was made last by appending
	walk       table.Cursor   // where a loop over pairs is
	next       *lua.LFunction // what pairs and ipairs give, to be carried
	step       *lua.LFunction // out without a call
	strings    *lua.LTable    // the metatable of strings

	// Hint adds a suggestion to the message about a call of nil.
	Hint func(n Name) string
	// HintCall says in the message about a call of an object what can be called.
	HintCall func(n Name) string
	// HintCompare says in the message about a comparison of an object what
	// was compared, and what can be; "" leaves the message as it is.
	HintCompare func(a, b lua.LValue) string

	// Number renders a number in a concatenation.
	Number func(n lua.LNumber) string

	// Roots visits what the embedder holds of the machine's values, for the
	// measurement of memory.
	Roots func(visit func(lua.LValue))

	// Kept is how many bytes the embedder keeps in Go of what scripts gave him.
	Kept func() int

	// Held visits the machine's values that a Go value behind userdata keeps.
	Held func(v any, visit func(lua.LValue))

	// Catch sees each value that a protected call caught before Lua does.
	Catch func(L *lua.LState, v lua.LValue)
}

// New makes a machine with empty globals.
func New(o Options) *Machine {
	depth := o.CallDepth
	if depth <= 0 {
		depth = DefaultCallDepth
	}
	m := &Machine{lock: make(chan struct{}, 1), limits: o.Limits, depth: depth, tasks: map[*Task]struct{}{}, Number: lua.LNumber.String}
	m.root = lua.NewState(lua.Options{
		SkipOpenLibs:  true,
		CallStackSize: firstFrames,
		// Small stacks that grow: a thread costs kilobytes, and there is one
		// for each task, coroutine and protected call; see room. The VM's
		// growing call stack is sound only when its own PCall is never used,
		// and it is not.
		MinimizeStackMemory: true,
		RegistrySize:        firstRegisters,
		RegistryMaxSize:     mostRegisters,
		RegistryGrowStep:    1024,
	})
	checkLayout(m.root)
	// The VM takes the first state that calls anything for the main one, and
	// runs that without a base frame.
	m.root.G.MainThread = m.root
	m.root.G.CurrentThread = m.root
	m.memory = newMemory(o.Limits.Memory)
	return m
}

// DefaultCallDepth is how deep Lua calls may nest: on one thread, and in all
// when another protected call or coroutine begins.
const DefaultCallDepth = 20_000

// Root is the state that makes tables, functions and userdata. Nothing is
// called on it.
func (m *Machine) Root() *lua.LState { return m.root }

// Lock takes the lock that Lua runs under.
func (m *Machine) Lock() { m.lock <- struct{}{} }

// LockContext takes the lock unless ctx ends before.
func (m *Machine) LockContext(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case m.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Unlock gives it back.
func (m *Machine) Unlock() { <-m.lock }

// Limits says what runs of this machine are held to.
func (m *Machine) Limits() Limits { return m.limits }

// thread hands out a clean thread that runs under the task's hook.
func (m *Machine) thread(t *Task) *lua.LState {
	var th *lua.LState
	if n := len(m.idle); n > 0 {
		th, m.idle = m.idle[n-1], m.idle[:n-1]
	} else {
		t.Alloc(threadBytes + firstRegisters*valueBytes)
		th, _ = m.root.NewThread()
		th.Panic = m.panic
	}
	t.adopt(th)
	return th
}

// release keeps a thread whose call succeeded for another one.
func (m *Machine) release(L *lua.LState) {
	th := threadOf(L)
	if len(m.idle) >= keptThreads || len(th.reg.array) > keptRegisters {
		return
	}
	L.SetTop(0)
	if cs := th.calls(); len(cs.segments) > firstFrames {
		cs.segments = append(make([]*segment, 0, firstFrames), cs.segments[:firstFrames]...)
	}
	m.idle = append(m.idle, L)
}

// recycle does the same for one whose call has failed, when nobody wants to
// know any more where it was. The variables that inner functions share get a
// home of their own, calls and values are forgotten.
func (m *Machine) recycle(L *lua.LState) {
	th := threadOf(L)
	if len(m.idle) >= keptThreads || len(th.reg.array) > keptRegisters {
		return
	}
	th.close(0)
	clear(th.reg.array)
	th.reg.top = 0
	th.currentFrame = nil
	cs := th.calls()
	cs.segIdx, cs.segSp = 0, 0
	m.release(L)
}

// panic is how the VM raises: without its traceback, which costs more than the
// call and is wrong across threads.
func (m *Machine) panic(L *lua.LState) {
	v := L.Get(-1)
	if s, ok := v.(lua.LString); ok {
		v = lua.LString(m.clearer(L, string(s)))
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: v})
}

var errNoTask = errors.New("vm: Lua called outside of a task")

// TaskOf gives the task that L runs in.
func TaskOf(L *lua.LState) *Task {
	h, ok := L.Context().(*hook)
	if !ok {
		panic(errNoTask)
	}
	return h.task
}

// Steps charges n units of work to the task that L runs in, as n VM
// instructions would be.
func (m *Machine) Steps(L *lua.LState, n int) { TaskOf(L).hook.steps(n) }

// Alloc charges bytes about to be allocated to the task that L runs in, and
// does not return when they are too many.
func (m *Machine) Alloc(L *lua.LState, bytes int) { TaskOf(L).Alloc(bytes) }

// cause is why a context has ended, for messages.
func cause(ctx context.Context) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return ctx.Err()
}
