package kit

import (
	"strconv"

	"github.com/doapi-lua/doapi/luabind"
)

// What decoded values take in memory, roughly: a table, and an element of one.
const (
	TableBytes   = 128
	ElementBytes = 48
)

// EachRow visits the elements of a list or an iterator.
func EachRow(c *luabind.Call, rows luabind.Value, f func(row luabind.Value) error) error {
	it, ok := rows.AsIterator()
	if !ok {
		t, _ := rows.AsTable()
		for i := 1; i <= t.Len(); i++ {
			if err := f(t.At(i)); err != nil {
				return err
			}
		}
		return nil
	}
	for {
		row, err := it.Next(c)
		if err != nil || row.IsNil() {
			return err
		}
		if err := f(row); err != nil {
			return err
		}
	}
}

// Member gives v.name for a table or an object, nil for anything else.
func Member(c *luabind.Call, v luabind.Value, name string) (luabind.Value, error) {
	self, class := v.Object()
	if class == nil {
		t, ok := v.AsTable()
		if !ok {
			return luabind.Nil, nil
		}
		if i, err := strconv.Atoi(name); err == nil && t.Get(name).IsNil() {
			return t.At(i), nil
		}
		return t.Get(name), nil
	}
	for i := range class.Properties {
		if p := &class.Properties[i]; p.Name == name {
			return p.Get(c, self)
		}
	}
	if class.Get != nil {
		return class.Get(c, self, name)
	}
	return luabind.Nil, nil
}

// PlainTable gives a table that is no object.
func PlainTable(v luabind.Value) (luabind.Table, bool) {
	t, ok := v.AsTable()
	_, class := v.Object()
	return t, ok && class == nil
}

// ListOrIterator takes what [EachRow] visits.
var ListOrIterator = &luabind.Type{Name: "a list or an iterator", Lua: "any[]|Iterator", Table: true, Literal: []string{"table"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if _, ok := v.AsIterator(); ok {
		return v, nil
	}
	return luabind.ListType.Check(c, v)
}}
