package vm

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
	"weak"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
)

// coroutine is a Lua coroutine as a goroutine that is switched to and fro. The
// VM's own yield breaks across pcall, iterators, metamethods and Go functions;
// a goroutine may be left anywhere. Scripts see a thread value that nothing
// else holds, so that a coroutine that no script can reach any more is found
// by the garbage collector and ended.
type coroutine struct {
	run    *Run
	stack  *stack
	fn     lua.LValue // the body
	status string     // suspended, running, normal, dead
	value  weak.Pointer[lua.LState]

	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool

	passed []lua.LValue // arguments in, results out
	failed *Raised
	died   any // a panic that is not for Lua: passed on
}

// abandoned is the panic that ends a coroutine nobody will resume.
type abandoned struct{}

// coroutineBytes is about what a suspended coroutine costs.
const coroutineBytes = 16 << 10

// maxNested bounds coroutines that resume coroutines.
const maxNested = 190

// coroutines are those of a machine that are not dead.
type coroutines struct {
	alive map[weak.Pointer[lua.LState]]*coroutine

	mu   sync.Mutex
	lost []weak.Pointer[lua.LState] // collected, to be ended under the lock
}

func (m *Machine) openCoroutine() {
	lib := m.root.CreateTable(0, 6)
	for _, f := range []struct { // in the order that pairs gives
		name string
		run  lua.LGFunction
	}{
		{"create", m.coCreate}, {"resume", m.coResume}, {"yield", m.coYield},
		{"status", m.coStatus}, {"running", m.coRunning}, {"wrap", m.coWrap},
	} {
		lib.RawSetString(f.name, m.root.NewFunction(f.run))
	}
	m.root.G.Global.RawSetString("coroutine", lib)
}

func (m *Machine) newCoroutine(L *lua.LState, fn *lua.LFunction) *lua.LState {
	t := TaskOf(L)
	cs := &m.coroutines
	cs.sweep(m)
	if max := m.limits.Coroutines; max > 0 && len(cs.alive) >= max {
		t.run.stop(&LimitError{ErrCoroutines, fmt.Sprint(max)})
		t.unwind()
	}
	m.Alloc(L, coroutineBytes)
	co := &coroutine{run: t.run, fn: fn, status: "suspended"}
	co.stack = &stack{task: t, co: co}
	co.next, co.stop = iter.Pull(co.body)
	v := &lua.LState{G: m.root.G, Env: m.root.Env}
	co.value = weak.Make(v)
	if cs.alive == nil {
		cs.alive = map[weak.Pointer[lua.LState]]*coroutine{}
	}
	cs.alive[co.value] = co
	runtime.AddCleanup(v, cs.lose, co.value)
	return v
}

func (cs *coroutines) lose(v weak.Pointer[lua.LState]) {
	cs.mu.Lock()
	cs.lost = append(cs.lost, v)
	cs.mu.Unlock()
}

// sweep ends the coroutines that were collected.
func (cs *coroutines) sweep(m *Machine) {
	cs.mu.Lock()
	lost := cs.lost
	cs.lost = nil
	cs.mu.Unlock()
	for _, v := range lost {
		if co := cs.alive[v]; co != nil {
			cs.end(m, co)
		}
	}
}

// closeRun ends the coroutines that a run made.
func (cs *coroutines) closeRun(r *Run) {
	for _, co := range cs.alive {
		if co.run == r && co.status == "suspended" {
			cs.end(r.m, co)
		}
	}
}

func (cs *coroutines) end(m *Machine, co *coroutine) {
	delete(cs.alive, co.value)
	m.memory.charged = max(0, m.memory.charged-coroutineBytes)
	if co.status != "dead" {
		co.status = "dead"
		t := co.stack.task
		now := t.stack
		t.stack = co.stack
		co.stop()
		t.stack = now
	}
}

// find gives the coroutine of a thread value, nil for a dead one.
func (m *Machine) find(L *lua.LState, i int) *coroutine {
	v, ok := L.Get(i).(*lua.LState)
	if !ok {
		lualib.ArgError(L, i, "coroutine expected")
	}
	return m.coroutines.alive[weak.Make(v)]
}

// body is what the coroutine's goroutine runs.
func (co *coroutine) body(yield func(struct{}) bool) {
	co.yield = yield
	s := co.stack
	defer func() {
		// Outermost: no panic may reach iter.Pull's own recover.
		switch r := recover().(type) {
		case nil, abandoned, unwinding:
		default:
			co.died = r
		}
	}()
	th := s.enter(nil)
	ok := false
	defer func() {
		if ok {
			return
		}
		v := s.caught(recover(), th, 1)
		co.failed = &Raised{Value: v, Frames: s.frames()}
	}()
	th.Push(co.fn)
	for _, a := range co.passed {
		th.Push(a)
	}
	th.Call(len(co.passed), lua.MultRet)
	co.passed = make([]lua.LValue, th.GetTop())
	for i := range co.passed {
		co.passed[i] = th.Get(i + 1)
	}
	ok = true
	s.task.m.release(th)
}

// resume switches to the coroutine. It gives what it yielded or returned, or
// the error that ended it.
func (m *Machine) resume(t *Task, co *coroutine, args []lua.LValue) ([]lua.LValue, *Raised) {
	switch {
	case co == nil:
		return nil, &Raised{Value: lua.LString("cannot resume dead coroutine")}
	case co.status != "suspended":
		return nil, &Raised{Value: lua.LString("cannot resume " + co.status + " coroutine")}
	}
	nested := 0
	for s := t.stack; s != nil; s = s.parent {
		nested++
	}
	if nested > maxNested || t.stack.depth() >= m.depth {
		return nil, &Raised{Value: lua.LString("C stack overflow")}
	}
	s, from := co.stack, t.stack
	if from.co != nil {
		from.co.status = "normal"
	}
	co.passed, co.status = args, "running"
	s.task, s.parent, t.stack = t, from, s
	for _, th := range s.threads {
		t.adopt(th)
	}
	_, alive := co.next()
	s.parent, t.stack = nil, from
	if from.co != nil {
		from.co.status = "running"
	}
	out := co.passed
	co.passed = nil
	if alive {
		co.status = "suspended"
		return out, nil
	}
	co.status = "dead"
	m.coroutines.end(m, co)
	if co.died != nil {
		panic(co.died)
	}
	if t.Stopped() {
		t.unwind()
	}
	if co.failed != nil {
		return nil, co.failed
	}
	return out, nil
}

func args(L *lua.LState, from int) []lua.LValue {
	n := L.GetTop()
	if n < from {
		return nil
	}
	out := make([]lua.LValue, 0, n-from+1)
	for i := from; i <= n; i++ {
		out = append(out, L.Get(i))
	}
	return out
}

func (m *Machine) coCreate(L *lua.LState) int {
	fn, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		lualib.ArgError(L, 1, "Lua function expected")
	}
	L.Push(m.newCoroutine(L, fn))
	return 1
}

func (m *Machine) coResume(L *lua.LState) int {
	co := m.find(L, 1)
	keep := L.Get(1)
	out, err := m.resume(TaskOf(L), co, args(L, 2))
	runtime.KeepAlive(keep)
	L.SetTop(0)
	if err != nil {
		L.Push(lua.LFalse)
		L.Push(err.Value)
		return 2
	}
	L.Push(lua.LTrue)
	for _, v := range out {
		L.Push(v)
	}
	return len(out) + 1
}

func (m *Machine) coWrap(L *lua.LState) int {
	fn, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		lualib.ArgError(L, 1, "Lua function expected")
	}
	v := m.newCoroutine(L, fn)
	co := m.coroutines.alive[weak.Make(v)]
	L.Push(L.NewFunction(func(L *lua.LState) int {
		t := TaskOf(L)
		c := co
		if co.status == "dead" {
			c = nil
		}
		out, err := m.resume(t, c, args(L, 1))
		runtime.KeepAlive(v)
		if err != nil {
			val := err.Value
			if s, ok := val.(lua.LString); ok && err.Frames == nil {
				val = lua.LString(where(L, 1) + string(s))
			}
			t.inner = err.Frames
			panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: val})
		}
		L.SetTop(0)
		for _, v := range out {
			L.Push(v)
		}
		return len(out)
	}))
	return 1
}

func (m *Machine) coYield(L *lua.LState) int {
	co := TaskOf(L).stack.co
	if co == nil {
		L.RaiseError("attempt to yield outside a coroutine")
	}
	co.passed = args(L, 1)
	if !co.yield(struct{}{}) {
		panic(abandoned{})
	}
	in := co.passed
	co.passed = nil
	L.SetTop(0)
	for _, v := range in {
		L.Push(v)
	}
	return len(in)
}

func (m *Machine) coStatus(L *lua.LState) int {
	co := m.find(L, 1)
	if co == nil {
		L.Push(lua.LString("dead"))
	} else {
		L.Push(lua.LString(co.status))
	}
	return 1
}

func (m *Machine) coRunning(L *lua.LState) int {
	if co := TaskOf(L).stack.co; co != nil {
		if v := co.value.Value(); v != nil {
			L.Push(v)
			return 1
		}
	}
	L.Push(lua.LNil)
	return 1
}
