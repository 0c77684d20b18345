package lualib

import (
	"os"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

func TestMain(m *testing.M) {
	lua.MaxArrayIndex = 1 << 20 // as the host sets it
	os.Exit(m.Run())
}

// spent is a Meter that counts, and refuses what exceeds its limits. A limit of
// zero is none.
type spent struct {
	steps, maxSteps int
	bytes, maxBytes int
	largest         int // of the single allocations that were granted
}

func (s *spent) Steps(L *lua.LState, n int) {
	s.steps += n
	if s.maxSteps > 0 && s.steps > s.maxSteps {
		L.Error(lua.LString("steps exceeded"), 0)
	}
}

func (s *spent) Alloc(L *lua.LState, n int) {
	if n < 0 {
		panic("negative allocation")
	}
	if s.maxBytes > 0 && s.bytes+n > s.maxBytes {
		L.Error(lua.LString("memory exceeded"), 0)
	}
	s.bytes += n
	s.largest = max(s.largest, n)
}

// newState makes a state with the VM's base and coroutine libraries, the
// library, and a pcall and an error that are sound.
func newState(tb testing.TB, m Meter) *lua.LState {
	tb.Helper()
	L := lua.NewState(lua.Options{
		SkipOpenLibs:     true,
		CallStackSize:    1000,
		RegistrySize:     1024,
		RegistryMaxSize:  1 << 18,
		RegistryGrowStep: 8192,
	})
	tb.Cleanup(L.Close)
	for _, open := range []lua.LGFunction{lua.OpenBase, lua.OpenCoroutine} {
		L.Push(L.NewFunction(open))
		L.Call(0, 0)
	}
	Open(L, m)
	L.SetGlobal("pcall", L.NewFunction(pcall))
	L.SetGlobal("error", L.NewFunction(raiseValue))
	return L
}

// pcall calls on a thread of its own: the VM's closes the upvalues of the
// callers when an error is caught.
func pcall(L *lua.LState) int {
	thread, cancel := L.NewThread()
	if cancel != nil {
		defer cancel()
	}
	for i := 1; i <= L.GetTop(); i++ {
		thread.Push(L.Get(i))
	}
	if err := thread.PCall(L.GetTop()-1, lua.MultRet, nil); err != nil {
		L.Push(lua.LFalse)
		if e, ok := err.(*lua.ApiError); ok {
			L.Push(e.Object)
		} else {
			L.Push(lua.LString(err.Error()))
		}
		return 2
	}
	L.Push(lua.LTrue)
	n := thread.GetTop()
	for i := 1; i <= n; i++ {
		L.Push(thread.Get(i))
	}
	return n + 1
}

func raiseValue(L *lua.LState) int {
	v := L.Get(1)
	if s, ok := v.(lua.LString); ok && optInt(L, 2, 1) > 0 {
		position := L.Where(optInt(L, 2, 1))
		if position == "[G]:" {
			position = ""
		}
		if position != "" {
			position += " "
		}
		v = lua.LString(position) + s
	}
	L.Error(v, 0)
	return 0
}

// do runs Lua code and returns its results.
func do(tb testing.TB, L *lua.LState, code string) ([]lua.LValue, error) {
	tb.Helper()
	fn, err := L.LoadString(code)
	if err != nil {
		tb.Fatalf("%v in %s", err, code)
	}
	top := L.GetTop()
	L.Push(fn)
	if err := L.PCall(0, lua.MultRet, nil); err != nil {
		return nil, err
	}
	var results []lua.LValue
	for i := top + 1; i <= L.GetTop(); i++ {
		results = append(results, L.Get(i))
	}
	L.SetTop(top)
	return results, nil
}
