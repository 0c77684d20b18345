package vm

import lua "github.com/yuin/gopher-lua"

var forFunction = &lua.LFunction{IsG: true, GFunction: forNumbers}

// forNumbers checks the three values that a for loop counts by, and makes
// numbers of strings, as Lua 5.1 does. The VM's instruction takes numbers only.
func forNumbers(L *lua.LState) int {
	for i, what := range [3]string{"initial value", "limit", "step"} {
		switch v := L.Get(i + 1).(type) {
		case lua.LNumber:
			continue
		case lua.LString:
			if n, ok := toNumber(v); ok {
				L.Replace(i+1, lua.LNumber(n))
				continue
			}
		}
		L.RaiseError("'for' %s must be a number", what)
	}
	return 3
}
