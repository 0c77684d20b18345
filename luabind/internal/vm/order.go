package vm

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// orderFunctions are the operators that order values, where one of them is a
// text in the source: other than the VM's they compare objects with texts too.
var orderFunctions = map[syntax.Kind]*lua.LFunction{
	syntax.Less:         order("__lt", false),
	syntax.LessEqual:    order("__le", false),
	syntax.Greater:      order("__lt", true),
	syntax.GreaterEqual: order("__le", true),
}

// order makes the function for an event, which takes the operands swapped if
// that is how the operator is defined by it.
func order(event string, swapped bool) *lua.LFunction {
	return &lua.LFunction{IsG: true, GFunction: func(L *lua.LState) int {
		a, b := L.Get(1), L.Get(2)
		if swapped {
			a, b = b, a
		}
		x, ok1 := a.(lua.LString)
		y, ok2 := b.(lua.LString)
		if ok1 && ok2 {
			L.Push(lua.LBool(x < y || event == "__le" && x == y))
			return 1
		}
		object := a
		if ok1 {
			object = b
		}
		f := L.GetMetaField(object, event)
		if object.Type() != lua.LTUserData || f == lua.LNil {
			L.RaiseError("%s%s with %s", messageCompare, a.Type(), b.Type())
		}
		L.Push(f)
		L.Push(a)
		L.Push(b)
		L.Call(2, 1)
		L.Push(lua.LBool(lua.LVAsBool(L.Get(-1))))
		return 1
	}}
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
