package vm

import (
	lua "github.com/yuin/gopher-lua"
)

// length is the operator # of what is neither a string nor a table. The VM's own
// asks tables for a __len, as later versions of Lua do.
func length(L *lua.LState, f *frame, reg int) lua.LValue {
	v := f.register(L, reg)
	meta, ok := L.GetMetaField(v, "__len").(*lua.LFunction)
	if !ok {
		L.RaiseError("attempt to get length of %s", f.say(L, reg))
	}
	L.Push(meta)
	L.Push(v)
	L.Call(1, 1)
	out := L.Get(-1)
	L.Pop(1)
	return out
}
