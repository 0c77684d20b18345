package table

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// longest is how many __index or __newindex may lead to each other, as in the VM.
const longest = 100

// Index is object[key] with metamethods, in the VM's words where it raises.
func Index(L *lua.LState, object, key lua.LValue) lua.LValue {
	at := object
	for range longest {
		t, isTable := at.(*lua.LTable)
		if isTable {
			if v := Get(t, key); v != lua.LNil || t.Metatable == lua.LNil {
				return v
			}
		}
		switch meta := L.GetMetaField(at, "__index").(type) {
		case *lua.LNilType:
			if !isTable {
				L.RaiseError("attempt to index a non-table object(%v) with key '%s'", at.Type().String(), key.String())
			}
			return lua.LNil
		case *lua.LFunction:
			L.Push(meta)
			L.Push(at)
			L.Push(key)
			L.Call(2, 1)
			v := L.Get(-1)
			L.Pop(1)
			return v
		default:
			at = meta
		}
	}
	L.RaiseError("too many recursions in gettable")
	return nil
}

// SetIndex is object[key] = v with metamethods. It gives by how much a table
// has grown.
func SetIndex(L *lua.LState, object, key, v lua.LValue) int {
	at := object
	for range longest {
		t, isTable := at.(*lua.LTable)
		if isTable && (t.Metatable == lua.LNil || Get(t, key) != lua.LNil) {
			return setChecked(L, t, key, v)
		}
		switch meta := L.GetMetaField(at, "__newindex").(type) {
		case *lua.LNilType:
			if !isTable {
				L.RaiseError("attempt to index a non-table object(%v) with key '%s'", at.Type().String(), key.String())
			}
			return setChecked(L, t, key, v)
		case *lua.LFunction:
			L.Push(meta)
			L.Push(at)
			L.Push(key)
			L.Push(v)
			L.Call(3, 0)
			return 0
		default:
			at = meta
		}
	}
	L.RaiseError("too many recursions in settable")
	return 0
}

func setChecked(L *lua.LState, t *lua.LTable, key, v lua.LValue) int {
	if n, ok := key.(lua.LNumber); ok && math.IsNaN(float64(n)) {
		L.RaiseError("table index is NaN")
	} else if key == lua.LNil {
		L.RaiseError("table index is nil")
	}
	return Set(t, key, v)
}
