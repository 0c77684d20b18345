package vm

import (
	lua "github.com/yuin/gopher-lua"
)

var concatFunction = &lua.LFunction{IsG: true, GFunction: concat}

// concat is the `..` operator on all its operands, charged before it
// allocates: s = s..s doubles memory with every instruction.
func concat(L *lua.LState) int {
	n := L.GetTop()
	size, plain := 0, true
	for i := 1; i <= n; i++ {
		switch v := L.Get(i).(type) {
		case lua.LString:
			size += len(v)
		case lua.LNumber:
			size += 8
		default:
			plain = false
		}
	}
	m := TaskOf(L).m
	if plain {
		m.chargeString(L, size)
		buf := make([]byte, 0, size)
		for i := 1; i <= n; i++ {
			switch v := L.Get(i).(type) {
			case lua.LString:
				buf = append(buf, v...)
			case lua.LNumber:
				buf = append(buf, m.Number(v)...)
			}
		}
		L.Push(lua.LString(buf))
		return 1
	}
	// Right to left, a pair at a time, as Lua does with metamethods.
	acc := L.Get(n)
	for i := n - 1; i >= 1; i-- {
		right := i + 1
		if right < n {
			right = 0 // no operand any more, but what came of some
		}
		acc = m.concat2(L, L.Get(i), acc, i, right)
	}
	L.Push(acc)
	return 1
}

// concat2 concatenates two values, which are the operands i and j.
func (m *Machine) concat2(L *lua.LState, a, b lua.LValue, i, j int) lua.LValue {
	if lua.LVCanConvToString(a) && lua.LVCanConvToString(b) {
		x, y := m.text(a), m.text(b)
		m.chargeString(L, len(x)+len(y))
		return lua.LString(x + y)
	}
	f := L.GetMetaField(a, "__concat")
	if f == lua.LNil {
		f = L.GetMetaField(b, "__concat")
	}
	if f == lua.LNil {
		bad, at := a, i
		if lua.LVCanConvToString(a) {
			bad, at = b, j
		}
		L.RaiseError("attempt to concatenate %s", operandOf(L, bad, at))
	}
	L.Push(f)
	L.Push(a)
	L.Push(b)
	L.Call(2, 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

func (m *Machine) text(v lua.LValue) string {
	if n, ok := v.(lua.LNumber); ok {
		return m.Number(n)
	}
	return v.String()
}

// chargeString charges what a new string of n bytes takes. Small ones cost
// more to count than they could do harm.
func (m *Machine) chargeString(L *lua.LState, n int) {
	if n >= 64 {
		m.Alloc(L, n)
	}
}
