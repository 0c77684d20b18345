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

// lookup is object[key] where no metamethod may have to say; else it is a nil of
// Go's.
func (m *Machine) lookup(object, key lua.LValue) (v lua.LValue) {
	t, ok := object.(*lua.LTable)
	if !ok {
		if _, ok := object.(lua.LString); ok {
			return m.method(key)
		}
		return nil
	}
	l := table.Of(t)
	switch k := key.(type) {
	case lua.LString:
		if v, ok = l.Strdict[string(k)]; ok {
			return v
		}
		if isNil(l.Metatable) {
			return lua.LNil
		}
		return inherited(l, string(k))
	case lua.LNumber:
		if i := int(k); uint(i-1) < uint(len(l.Array)) && lua.LNumber(i) == k && l.Array[i-1] != nil {
			v = l.Array[i-1]
		} else {
			v = table.Get(t, key)
		}
	default:
		v = table.Get(t, key)
	}
	if isNil(v) && !isNil(l.Metatable) {
		return nil
	}
	return v
}

// assign is t[key] = v where no metamethod may have to say, which is done then;
// grown is by how many bytes the table has grown.
func assign(t *lua.LTable, key, v lua.LValue) (grown int, done bool) {
	l := table.Of(t)
	switch k := key.(type) {
	case lua.LNumber:
		i := int(k)
		if lua.LNumber(i) != k {
			return 0, false
		}
		if uint(i-1) < uint(len(l.Array)) && !isNil(v) && (isNil(l.Metatable) || l.Array[i-1] != nil && !isNil(l.Array[i-1])) {
			l.Array[i-1] = v
			return 0, true
		}
		if isNil(l.Metatable) {
			return l.SetNumber(i, key, v), true
		}
	case lua.LString:
		if isNil(l.Metatable) || has(l.Strdict, string(k)) {
			return l.SetText(key, string(k), v), true
		}
	}
	return 0, false
}

// setList puts n values behind register a, or all up to the top if n is 0, into
// the list in it, as its part-th lot.
func (th *threadLayout) setList(h *hook, cf *frame, a, n, part int) {
	reg := th.reg
	end := cf.LocalBase + int(cf.Fn.Proto.NumUsedRegisters)
	first := cf.LocalBase + a + 1
	last := first + n
	if n == 0 {
		last = reg.top
	}
	grown := table.SetList(reg.array[first-1].(*lua.LTable), (part-1)*lua.FieldsPerFlush+1, reg.array[first:last])
	if reg.top > end {
		clear(reg.array[end:reg.top])
	}
	reg.top = end
	h.grown(grown)
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
