package operation

import (
	"errors"
	"fmt"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// checkObject takes tables with named fields, and resources as a whole. whole
// says that s tells all the fields that there are, its variants' included.
func checkObject(c *luabind.Call, s *catalog.Schema, v luabind.Value, path string, whole bool) (luabind.Value, error) {
	if self, _ := v.Object(); self != nil {
		if r, ok := self.(Resource); ok && s.Prop("resource_id") != nil && s.Prop("resource_type") != nil && r.Class().TagType != "" {
			return tagged(c, r)
		}
		return v, nil
	}
	t, ok := v.AsTable()
	if !ok || t.Len() > 0 {
		return v, within(s, v, path, luabind.ErrType)
	}
	if whole {
		if err := checkKeys(c, s, t, path); err != nil {
			return v, err
		}
	}
	out := t
	for i := range s.Props {
		p := &s.Props[i]
		e := t.Get(p.Name)
		if e.IsNil() {
			if p.Required && !p.Schema.ReadOnly && !s.Waived(p.Name, func(field string) string { return literal(c, t.Get(field)) }) {
				return v, &luabind.Inside{Path: path + "." + p.Name, Err: lacks(s, t, p)}
			}
			continue
		}
		if p.Required && p.Name == "name" && e.IsString() && e.Text() == "" {
			return v, &luabind.Inside{Path: path + ".name", Err: errors.New("must not be empty")}
		}
		sent, err := check(c, p.Schema, e, path+"."+p.Name)
		if err != nil {
			return v, err
		}
		if sent.Equal(e) {
			continue
		}
		if out == t {
			out = c.NewTable(0, len(s.Props))
			t.Each(func(k, v luabind.Value) bool { out.SetValue(k, v); return true })
		}
		out.Set(p.Name, sent)
	}
	return out.Value(), nil
}

// tagged names an object as operations of tags do.
func tagged(c *luabind.Call, r Resource) (luabind.Value, error) {
	id, err := r.Identify(c)
	if err != nil {
		return luabind.Nil, err
	}
	t := c.NewTable(0, 2)
	t.Set("resource_id", luabind.String(id.Text()))
	t.Set("resource_type", luabind.String(r.Class().TagType))
	return t.Value(), nil
}

// lacks is the error for a missing field, with what may be meant for it.
func lacks(s *catalog.Schema, t luabind.Table, p *catalog.Property) error {
	var unknown []string
	t.Each(func(k, _ luabind.Value) bool {
		if name, ok := k.AsString(); ok && s.Prop(name) == nil {
			unknown = append(unknown, name)
		}
		return true
	})
	hint := ""
	if n := luabind.Nearest(p.Name, unknown); n != "" {
		hint = fmt.Sprintf("; is '%s' meant for it?", n)
	}
	return fmt.Errorf("is missing (%s)%s", nameOf(p.Schema), hint)
}
