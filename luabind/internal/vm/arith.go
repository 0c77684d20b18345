package vm

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/internal/lualib"
)

// The VM reads a string in arithmetic as Go reads a literal: "010" as eight,
// "1_0" as ten. It asks metamethods first, so strings get some.

// openArithmetic gives strings their arithmetic. string's metatable must
// exist.
func (m *Machine) openArithmetic() {
	mt, ok := m.root.GetMetatable(lua.LString("")).(*lua.LTable)
	if !ok {
		return
	}
	for event, op := range map[string]func(a, b float64) float64{
		"__add": func(a, b float64) float64 { return a + b },
		"__sub": func(a, b float64) float64 { return a - b },
		"__mul": func(a, b float64) float64 { return a * b },
		"__div": func(a, b float64) float64 { return a / b },
		"__mod": compile.Modulo,
		"__pow": math.Pow,
		"__unm": func(a, _ float64) float64 { return -a },
	} {
		mt.RawSetString(event, m.root.NewFunction(arithmetic(event, op)))
	}
}

func arithmetic(event string, op func(a, b float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		a, b := L.Get(1), L.Get(2)
		if event == "__unm" {
			b = a
		}
		x, ok1 := toNumber(a)
		y, ok2 := toNumber(b)
		if ok1 && ok2 {
			L.Push(lua.LNumber(op(x, y)))
			return 1
		}
		for _, v := range []lua.LValue{a, b} {
			if v.Type() == lua.LTString {
				continue
			}
			if f, ok := L.GetMetaField(v, event).(*lua.LFunction); ok {
				L.Push(f)
				L.Push(a)
				L.Push(b)
				L.Call(2, 1)
				return 1
			}
		}
		bad, operand := a, instruction{}
		f := innermost(L)
		if f != nil {
			f = f.Parent
		}
		in, isLua := f.current()
		if operand.b = in.b; ok1 {
			bad, operand.b = b, in.c
		}
		if isLua && f.operand(L, operand.b) == bad {
			L.RaiseError("attempt to perform arithmetic on %s", f.say(L, operand.b))
		}
		L.RaiseError("attempt to perform arithmetic on a %s value", bad.Type())
		return 0
	}
}

func toNumber(v lua.LValue) (float64, bool) {
	switch v := v.(type) {
	case lua.LNumber:
		return float64(v), true
	case lua.LString:
		return lualib.ParseNumber(string(v))
	}
	return 0, false
}
