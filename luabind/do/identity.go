package do

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// identity gives the id of a resource, or of a table that has one, where a
// plain value is wanted; anything else comes back as it is.
func identity(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if self, _ := v.Object(); self != nil {
		o, ok := self.(*object)
		if !ok {
			return v, nil
		}
		if err := sameClient(c, o); err != nil {
			return v, err
		}
		id := o.r.Base().Identity()
		if id == "" {
			return v, fmt.Errorf("is %s without anything that identifies it", article(o.kind.class.Name))
		}
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && !o.field(c, o.r.Base().Class().IDField).IsString() {
			return c.Host().Int(n), nil
		}
		return luabind.String(id), nil
	}
	if t, ok := v.AsTable(); ok && t.Len() == 0 {
		for _, name := range []string{"id", "uuid", "slug"} {
			if id := t.Get(name); id.IsString() || id.Type() == "number" {
				return id, nil
			}
		}
	}
	return v, nil
}

// paramType is the type of a parameter in a path, a query or a header. There
// the digits of an integer may also come as text, and where it names a
// resource, an object of another kind is refused.
func paramType(p *catalog.Param) *luabind.Type {
	base := schemaType(p.Schema)
	t := *base
	t.Table = p.Schema.Kind == catalog.Array
	t.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if self, _ := v.Object(); self != nil {
			if o, ok := self.(*object); ok && !serves(o, p.Name) {
				return v, luabind.ErrType
			}
		}
		if id := idIn(v, p.Name); !id.IsNil() {
			v = id
		}
		if p.Integer() && v.IsString() {
			if n, err := strconv.ParseInt(textOf(v), 10, 64); err == nil {
				v = c.Host().Int(n)
			}
		}
		if p.Schema.Kind == catalog.Any { // an id or a name
			return identity(c, v)
		}
		return base.Check(c, v)
	}
	if r := identified()[p.Name]; len(r) > 0 && p.In == catalog.InPath && p.Schema.Kind != catalog.Array {
		t.Name += " or the object that has it"
	}
	return &t
}

// identified finds the resources whose items a parameter identifies.
var identified = sync.OnceValue(func() map[string][]*catalog.Resource {
	all := map[string][]*catalog.Resource{}
	resources := catalog.Resources()
	for i := range resources {
		if r := &resources[i]; r.IDParam != "" {
			all[r.IDParam] = append(all[r.IDParam], r)
		}
	}
	return all
})

// serves reports whether an object can be what a parameter names: it is of a
// resource that the parameter identifies, or nobody knows of one.
func serves(o *object, param string) bool {
	named := identified()[param]
	own := o.r.Base().Class().Resource()
	if len(named) == 0 || own == nil || slices.Contains(named, own) {
		return true
	}
	// A resource may be below several paths, and be called alike there.
	last := func(r *catalog.Resource) string { return r.Path[strings.LastIndexByte(r.Path, '/')+1:] }
	return slices.ContainsFunc(named, func(r *catalog.Resource) bool { return last(r) == last(own) })
}

// idIn is the field of a plain table that identifies what a parameter names.
func idIn(v luabind.Value, param string) luabind.Value {
	t, ok := v.AsTable()
	if self, _ := v.Object(); !ok || self != nil {
		return luabind.Nil
	}
	for _, r := range identified()[param] {
		for _, name := range r.IDs {
			if id := t.Get(name); id.IsString() || id.Type() == "number" {
				return id
			}
		}
	}
	return luabind.Nil
}
