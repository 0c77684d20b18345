package vm

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
)

// OpenCalls installs error, pcall, xpcall and coroutine into the globals, and
// the arithmetic of strings, whose metatable must exist.
func (m *Machine) OpenCalls() {
	g := m.root.G.Global
	for name, f := range map[string]lua.LGFunction{
		"pcall": m.pcall, "xpcall": m.xpcall, "error": raise, "getfenv": m.getfenv, "setfenv": m.setfenv,
	} {
		g.RawSetString(name, m.root.NewFunction(f))
	}
	m.openCoroutine()
	m.openArithmetic()
}

// raise is error(v, level). The VM's own does not know the functions below a
// protected call, and leaves numbers without a place.
func raise(L *lua.LState) int {
	v, level := L.Get(1), L.OptInt(2, 1)
	if lua.LVCanConvToString(v) && level > 0 {
		v = lua.LString(where(L, level) + TaskOf(L).m.text(v))
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: v})
}

// uncallable is what a call of a value that is none raises: without a place,
// for no Lua function calls it.
func uncallable(L *lua.LState, v lua.LValue) lua.LValue {
	if _, ok := v.(*lua.LFunction); ok {
		return nil
	}
	if _, ok := L.GetMetaField(v, "__call").(*lua.LFunction); ok {
		return nil
	}
	return lua.LString("attempt to call a " + v.Type().String() + " value")
}

// pcall runs the call on a thread of its own: the VM's pcall closes the
// upvalues of every live frame when it catches an error.
func (m *Machine) pcall(L *lua.LState) (n int) {
	if L.GetTop() == 0 {
		L.RaiseError("bad argument #1 to 'pcall' (value expected)")
	}
	if message := uncallable(L, L.Get(1)); message != nil {
		L.SetTop(0)
		L.Push(lua.LFalse)
		L.Push(message)
		return 2
	}
	t := TaskOf(L)
	s := t.stack
	th := s.enter(L)
	depth, ok := len(s.threads), false
	defer func() {
		if !ok {
			if s.passed(depth) {
				return
			}
			v := s.caught(recover(), th, depth)
			t.inner = nil
			m.recycle(th)
			L.SetTop(0)
			L.Push(lua.LFalse)
			L.Push(v)
			n = 2
		}
		s.leave()
	}()
	nargs := L.GetTop() - 1
	for i := 1; i <= nargs+1; i++ {
		th.Push(L.Get(i))
	}
	th.Call(nargs, lua.MultRet)
	n = move(th, L)
	ok = true
	m.release(th)
	return n
}

// move hands the results of a call over behind a true.
func move(th, L *lua.LState) int {
	n := th.GetTop()
	L.SetTop(0)
	lualib.Room(L, n+1)
	L.Push(lua.LTrue)
	for i := 1; i <= n; i++ {
		L.Push(th.Get(i))
	}
	return n + 1
}

// xpcall calls its handler with the failed call's stack still alive, as Lua
// does, so that debug.traceback in it shows where the error was.
func (m *Machine) xpcall(L *lua.LState) int {
	if L.GetTop() < 2 {
		L.RaiseError("bad argument #2 to 'xpcall' (value expected)")
	}
	fn, hv := L.Get(1), L.Get(2)
	t := TaskOf(L)
	results, err := t.protect(L, fn, nil, func(th *lua.LState, v lua.LValue) lua.LValue {
		out, err := t.Call(hv, v)
		switch {
		case err != nil:
			return lua.LString("error in error handling")
		case len(out) == 0:
			return lua.LNil
		}
		return out[0]
	})
	L.SetTop(0)
	if err != nil {
		L.Push(lua.LFalse)
		L.Push(err.(*Raised).Value)
		return 2
	}
	L.Push(lua.LTrue)
	for _, v := range results {
		L.Push(v)
	}
	return len(results) + 1
}
