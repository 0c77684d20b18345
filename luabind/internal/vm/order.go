package vm

import lua "github.com/yuin/gopher-lua"

// mixedOrder is a < b, or a <= b, of an object and a number or a text, by the
// object's own order; known is false for all else. Lua 5.1 asks metamethods only
// where both operands are of one type.
func mixedOrder(L *lua.LState, op int, a, b lua.LValue) (holds, known bool) {
	object, other := a, b
	if a.Type() != lua.LTUserData {
		object, other = b, a
	}
	if kind := other.Type(); object.Type() != lua.LTUserData || kind != lua.LTNumber && kind != lua.LTString {
		return false, false
	}
	event := "__lt"
	if op == lua.OP_LE {
		event = "__le"
	}
	f := L.GetMetaField(object, event)
	if f == lua.LNil {
		return false, false
	}
	L.Push(f)
	L.Push(a)
	L.Push(b)
	L.Call(2, 1)
	holds = lua.LVAsBool(L.Get(-1))
	L.Pop(1)
	return holds, true
}

// lessText is x < y, or x <= y if orEqual, of two texts; others are not known.
func lessText(x, y lua.LValue, orEqual bool) (less, known bool) {
	p, ok := x.(lua.LString)
	if !ok {
		return false, false
	}
	q, ok := y.(lua.LString)
	return p < q || orEqual && p == q, ok
}
