package vm

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
)

var lengthFunction = &lua.LFunction{IsG: true, GFunction: length}

// length is the operator #. The VM's own stops counting where its arrays do,
// and asks tables for a __len, as later versions of Lua do.
func length(L *lua.LState) int {
	switch v := L.Get(1).(type) {
	case *lua.LTable:
		trim(v)
		L.Push(lualib.IntValue(lualib.Border(v)))
	case lua.LString:
		L.Push(lualib.IntValue(len(v)))
	default:
		f, ok := L.GetMetaField(v, "__len").(*lua.LFunction)
		if !ok {
			L.RaiseError("attempt to get length of %s", operandOf(L, v, 1))
		}
		L.Push(f)
		L.Push(v)
		L.Call(1, 1)
	}
	return 1
}

// trim forgets the nils at the end of a table's array, as t[#t] = nil leaves
// them. The VM would pass over all of them each time it counts the elements.
func trim(t *lua.LTable) {
	l := layoutOf(t)
	n := len(l.array)
	for n > 0 && (l.array[n-1] == lua.LNil || l.array[n-1] == nil) {
		n--
	}
	l.array = l.array[:n]
}
