package vm

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// Walkers tells the functions that pairs and ipairs return. A loop that calls
// them walks the table itself.
func (m *Machine) Walkers(next, step *lua.LFunction) { m.next, m.step = next, step }

func isNil(v lua.LValue) bool {
	_, ok := v.(*lua.LNilType)
	return ok
}

// truth says whether a value counts as true.
func truth(v lua.LValue) bool {
	switch v := v.(type) {
	case *lua.LNilType:
		return false
	case lua.LBool:
		return bool(v)
	}
	return true
}

// equal says whether two values are the same; known is false if metamethods
// may have to say.
func equal(a, b lua.LValue) (same, known bool) {
	switch x := a.(type) {
	case lua.LNumber:
		y, ok := b.(lua.LNumber)
		return ok && x == y, true
	case lua.LString:
		y, ok := b.(lua.LString)
		return ok && x == y, true
	case *lua.LNilType:
		return isNil(b), true
	case lua.LBool:
		y, ok := b.(lua.LBool)
		return ok && x == y, true
	case *lua.LTable:
		y, ok := b.(*lua.LTable)
		return x == y, !ok || x == y || isNil(x.Metatable) || isNil(y.Metatable)
	case *lua.LFunction:
		y, ok := b.(*lua.LFunction)
		return ok && x == y, true
	}
	return false, false
}

func has(fields map[string]lua.LValue, key string) bool {
	_, ok := fields[key]
	return ok
}

// inherited finds a field that a table lacks in the tables that it inherits
// from; nil if something else than tables is among them.
func inherited(l *table.Layout, key string) lua.LValue {
	for range 8 {
		mt, ok := l.Metatable.(*lua.LTable)
		if !ok {
			return lua.LNil
		}
		index, ok := table.Of(mt).Strdict["__index"]
		if !ok {
			return lua.LNil
		}
		t, ok := index.(*lua.LTable)
		if !ok {
			return nil
		}
		l = table.Of(t)
		if v, ok := l.Strdict[key]; ok {
			return v
		}
	}
	return nil
}

// method finds a field of strings, nil if there is more to it than a table of
// methods.
func (m *Machine) method(key lua.LValue) lua.LValue {
	name, ok := key.(lua.LString)
	if !ok {
		return nil
	}
	if m.strings == nil {
		if m.strings, ok = m.root.GetMetatable(lua.LString("")).(*lua.LTable); !ok {
			return nil
		}
	}
	if methods, ok := table.Of(m.strings).Strdict["__index"].(*lua.LTable); ok {
		return table.Of(methods).Strdict[string(name)]
	}
	return nil
}

// SetStrings gives all strings another metatable, or none.
func (m *Machine) SetStrings(mt lua.LValue) {
	m.strings = nil // looked up anew
	m.root.SetMetatable(lua.LString(""), mt)
}

// setField is object[key] = v. It gives by how many bytes a table has grown.
func setField(L *lua.LState, object, key, v lua.LValue) int {
	if t, ok := object.(*lua.LTable); ok {
		if name, ok := key.(lua.LString); ok {
			if l := table.Of(t); isNil(l.Metatable) || has(l.Strdict, string(name)) {
				return l.SetText(key, string(name), v)
			}
		}
	}
	return table.SetIndex(L, object, key, v)
}
