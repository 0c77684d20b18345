package vm

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
)

// getfenv and setfenv count levels through protected calls, which run on
// threads of their own, and never touch the environment of a thread: it would
// be that of whoever uses the thread next.

// Level finds the function of a level: 1 is what called the running function.
func (t *Task) Level(n int) *lua.LFunction {
	for s := t.stack; s != nil; s = s.parent {
		for i := len(s.threads) - 1; i >= 0; i-- {
			for f := innermost(s.threads[i]); f != nil; f = f.Parent {
				if n == 0 {
					return f.Fn
				}
				n--
			}
		}
	}
	return nil
}

// function is the function that argument 1 of getfenv and setfenv means.
func (m *Machine) function(L *lua.LState) *lua.LFunction {
	switch v := L.Get(1).(type) {
	case *lua.LFunction:
		return v
	case lua.LNumber, *lua.LNilType:
		n := 1
		if f, ok := v.(lua.LNumber); ok {
			n = int(f)
		}
		if n < 0 || n > maxLevel {
			lualib.ArgError(L, 1, "invalid level")
		}
		if n == 0 {
			return nil
		}
		fn := TaskOf(L).Level(n)
		if fn == nil {
			lualib.ArgError(L, 1, "invalid level")
		}
		return fn
	}
	lualib.ArgError(L, 1, "number expected, got "+L.Get(1).Type().String())
	return nil
}

// maxLevel is beyond any stack.
const maxLevel = 1 << 20

func (m *Machine) getfenv(L *lua.LState) int {
	if fn := m.function(L); fn != nil && !fn.IsG && fn.Env != nil {
		L.Push(fn.Env)
	} else {
		L.Push(m.root.G.Global)
	}
	return 1
}

func (m *Machine) setfenv(L *lua.LState) int {
	fn := m.function(L)
	env := L.CheckTable(2)
	if fn == nil || fn.IsG {
		L.RaiseError("'setfenv' cannot change environment of given object")
	}
	fn.Env = env
	L.Push(fn)
	return 1
}
