package do

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// bodyOf makes the body fields of what a call passes on: the named arguments
// that the operation knows, and extra.
func bodyOf(c *luabind.Call, op string) (client.Body, error) {
	body := client.Body{}
	o := catalog.ByID(op)
	add := func(name string, v luabind.Value) error {
		raw, err := c.AppendJSON(nil, v, luabind.JSONOptions{Shape: fieldShape(o, name)})
		if err == nil {
			body[name] = json.RawMessage(raw)
		}
		return err
	}
	var err error
	each := func(t luabind.Table) {
		t.Each(func(k, v luabind.Value) bool {
			name, ok := k.AsString()
			if !ok {
				err = luabind.TypeErrorf("%s: body fields are given by name, got element %s", c.Func().Name, k.Quote())
				return false
			}
			err = add(name, v)
			return err == nil
		})
	}
	if t := c.Extra(); t.Ok() {
		each(t)
	}
	if t, ok := c.Named("extra").AsTable(); ok && err == nil {
		each(t)
	}
	return body, err
}

// shape tells the encoder which empty tables are lists.
type shape struct{ s *catalog.Schema }

func shapeOf(s *catalog.Schema) luabind.Shape {
	if s == nil {
		return nil
	}
	return shape{s}
}

func (s shape) IsList() bool {
	if s.s.Kind == catalog.Array {
		return true
	}
	return len(s.s.Variants) > 0 && !slices.ContainsFunc(s.s.Variants, func(v *catalog.Schema) bool { return v.Kind == catalog.Object }) &&
		slices.ContainsFunc(s.s.Variants, func(v *catalog.Schema) bool { return v.Kind == catalog.Array })
}

func (s shape) Item() luabind.Shape { return shapeOf(s.s.Items) }

func (s shape) Field(name string) luabind.Shape {
	if p := s.s.Prop(name); p != nil {
		return shapeOf(p.Schema)
	}
	for _, v := range s.s.Variants {
		if p := v.Prop(name); p != nil {
			return shapeOf(p.Schema)
		}
	}
	return shapeOf(s.s.Additional)
}

func fieldShape(op *catalog.Operation, name string) luabind.Shape {
	if op == nil || op.Body == nil {
		return nil
	}
	return shape{op.Body}.Field(name)
}

// schemaType is the type of an argument that a schema describes.
func schemaType(s *catalog.Schema) *luabind.Type {
	t := &luabind.Type{Name: "a value", Lua: "any", Table: true}
	if s == nil {
		return t
	}
	if len(s.Enum) > 0 && s.Kind == catalog.String {
		return enumType(s)
	}
	switch s.Kind {
	case catalog.String:
		t = &luabind.Type{Name: "a string", Lua: "string", Literal: []string{"string", "number"}, Check: nullable(s, checkText)}
	case catalog.Integer:
		t = &luabind.Type{Name: "an integer", Lua: "integer", Literal: []string{"number"}, Check: nullable(s, luabind.IntegerType.Check)}
	case catalog.Number:
		t = &luabind.Type{Name: "a number", Lua: "number", Literal: []string{"number"}, Check: nullable(s, luabind.NumberType.Check)}
	case catalog.Boolean:
		t = &luabind.Type{Name: "a boolean", Lua: "boolean", Literal: []string{"boolean"}, Check: nullable(s, luabind.BooleanType.Check)}
	case catalog.Array:
		t = &luabind.Type{Name: "a list", Lua: luaType(s), Table: true, Literal: []string{"table"}, Check: nullable(s, checkItems)}
	case catalog.Object:
		t = &luabind.Type{Name: "a table", Lua: "table", Table: true, Literal: []string{"table"}, Check: nullable(s, checkFields)}
	}
	return t
}

func luaType(s *catalog.Schema) string {
	if s == nil {
		return "any"
	}
	switch s.Kind {
	case catalog.String, catalog.Integer, catalog.Number, catalog.Boolean:
		return s.Kind.String()
	case catalog.Array:
		return luaType(s.Items) + "[]"
	case catalog.Object:
		return "table"
	}
	return "any"
}

type checker = func(*luabind.Call, luabind.Value) (luabind.Value, error)

// nullable lets json.null through: what the API makes of it is its business.
func nullable(_ *catalog.Schema, check checker) checker {
	return func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if v.IsNull() {
			return v, nil
		}
		return check(c, v)
	}
}

// checkText takes text, and objects by what identifies them.
func checkText(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if self, _ := v.Object(); self != nil {
		if o, ok := self.(*object); ok {
			if id := o.r.Base().Identity(); id != "" {
				return luabind.String(id), nil
			}
		}
		return luabind.Nil, luabind.ErrType
	}
	return luabind.StringType.Check(c, v)
}

func checkItems(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if _, ok := v.AsIterator(); ok {
		return v, nil
	}
	return luabind.ListType.Check(c, v)
}

func checkFields(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if self, _ := v.Object(); self != nil {
		return v, nil
	}
	t, ok := v.AsTable()
	if !ok || t.Len() > 0 {
		return luabind.Nil, luabind.ErrType
	}
	return v, nil
}

func enumType(s *catalog.Schema) *luabind.Type {
	var values []string
	for _, e := range s.Enum {
		var text string
		if json.Unmarshal([]byte(e), &text) == nil {
			values = append(values, text)
		}
	}
	t := *luabind.EnumType(values...)
	if len(values) > 12 {
		t.Name = fmt.Sprintf("one of %s, ...", strings.Join(values[:12], ", "))
	}
	t.Check = nullable(s, t.Check)
	return &t
}
