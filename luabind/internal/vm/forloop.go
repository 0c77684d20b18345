package vm

import lua "github.com/yuin/gopher-lua"

// forValues checks the three values that a for loop counts by, and makes
// numbers of strings, as Lua 5.1 does. It gives the first and the step.
func forValues(L *lua.LState, list []lua.LValue) (first, step lua.LNumber) {
	for i, what := range [3]string{"initial value", "limit", "step"} {
		switch v := list[i].(type) {
		case lua.LNumber:
			continue
		case lua.LString:
			if n, ok := toNumber(v); ok {
				list[i] = lua.LNumber(n)
				continue
			}
		}
		L.RaiseError("'for' %s must be a number", what)
	}
	return list[0].(lua.LNumber), list[2].(lua.LNumber)
}
