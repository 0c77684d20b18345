package vm

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

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

// walkOn carries on a loop over a table by what pairs or ipairs gave: its
// function, state and control variable are in registers from a on, its n
// variables behind them. Other loops are not known.
func (m *Machine) walkOn(R *window, a uint8, n int) (more, known bool) {
	fn, ok := R[a].(*lua.LFunction)
	if !ok || !fn.IsG {
		return false, false
	}
	t, ok := R[a+1].(*lua.LTable)
	if !ok {
		return false, false
	}
	var k, v lua.LValue
	switch fn {
	case m.next:
		k, v, known = m.walk.Next(t, R[a+2])
	case m.step:
		if i, ok := R[a+2].(lua.LNumber); ok {
			if v = table.GetInt(t, int(i)+1); isNil(v) {
				k = lua.LNil
			} else {
				k = m.numbers.value(i + 1)
			}
			known = true
		}
	}
	if !known {
		return false, false
	}
	R[a+3] = k
	if n > 1 {
		R[a+4] = v
		for i := 3; i <= n; i++ {
			R[a+2+uint8(i)] = lua.LNil
		}
	}
	if isNil(k) {
		return false, true
	}
	R[a+2] = k
	return true, true
}
