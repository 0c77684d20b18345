package operation

import (
	"encoding/json"
	"slices"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// Body makes the body fields of what a call passes on: the named arguments
// that the operation knows, and extra.
func Body(c *luabind.Call, op string) (client.Body, error) {
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

// Field is a value as the field of an operation's body that has a name.
func Field(c *luabind.Call, op, name string, v luabind.Value) ([]byte, error) {
	return c.AppendJSON(nil, v, luabind.JSONOptions{Shape: fieldShape(catalog.ByID(op), name)})
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

// BodyParams are the body fields of an operation that a function passes on,
// those left out that it has arguments for.
func BodyParams(op string, without ...string) []luabind.Param {
	o := catalog.ByID(op)
	var out []luabind.Param
next:
	for _, p := range o.BodyFields() {
		if p.Schema.ReadOnly {
			continue
		}
		for _, name := range without {
			if p.Name == name {
				continue next
			}
		}
		out = append(out, luabind.Param{Name: p.Name, Type: typeAt(o.Group, p.Name, p.Schema), Option: true, Bypass: "extra", Doc: catalog.FieldText(o.Group, p.Name)})
	}
	return out
}

// Data is the type of a whole body.
var Data = &luabind.Type{Name: "a table or a string", Lua: "table|string", Table: true, Literal: []string{"table", "string"},
	Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if self, _ := v.Object(); self != nil || v.IsString() {
			return v, nil
		}
		return luabind.TableType.Check(c, v)
	}}
