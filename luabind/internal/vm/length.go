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
		L.Push(lua.LNumber(lualib.Border(v)))
	case lua.LString:
		L.Push(lua.LNumber(len(v)))
	default:
		f, ok := L.GetMetaField(v, "__len").(*lua.LFunction)
		if !ok {
			L.RaiseError("attempt to get length of %s", TaskOf(L).m.operandOf(L, v))
		}
		L.Push(f)
		L.Push(v)
		L.Call(1, 1)
	}
	return 1
}
