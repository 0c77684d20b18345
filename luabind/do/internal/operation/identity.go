package operation

import (
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// Resource is an object of the API in a script.
type Resource interface {
	// Identify gives what identifies it. The error completes "'droplet_id' ...".
	Identify(c *luabind.Call) (luabind.Value, error)
	// Class is what the client knows it as.
	Class() *client.ResourceClass
	// URN is its uniform resource name, "" if it has none.
	URN() string
}

// Identity gives the id of a resource, or of a table that has one, where a
// plain value is wanted; anything else comes back as it is.
func Identity(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if self, _ := v.Object(); self != nil {
		r, ok := self.(Resource)
		if !ok {
			return v, nil
		}
		id, err := r.Identify(c)
		if err != nil {
			return v, err
		}
		return id, nil
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
	base := Type(p.Schema)
	t := *base
	t.Table = p.Schema.Kind == catalog.Array
	t.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if self, _ := v.Object(); self != nil {
			if r, ok := self.(Resource); ok && !serves(r, p.Name) {
				return v, luabind.ErrType
			}
		}
		if id := idIn(v, p.Name); !id.IsNil() {
			v = id
		}
		if v.IsString() && text(v) == "" && p.In != catalog.InHeader {
			return v, luabind.ValueErrorf("must not be empty")
		}
		if p.Integer() && v.IsString() {
			if n, err := strconv.ParseInt(text(v), 10, 64); err == nil {
				v = c.Host().Int(n)
			}
		}
		if p.Schema.Kind == catalog.Any { // an id or a name
			return Identity(c, v)
		}
		return base.Check(c, v)
	}
	if r := identified()[p.Name]; len(r) > 0 && p.In == catalog.InPath && p.Schema.Kind != catalog.Array {
		t.Name += " or the object that has it"
		t.Lua += "|table"
	}
	return &t
}

var identifiedOnce lazy.Value[map[string][]*catalog.Collection]

// identified finds the resources whose items a parameter identifies.
func identified() map[string][]*catalog.Collection {
	return identifiedOnce.Get(func() map[string][]*catalog.Collection {
		all := map[string][]*catalog.Collection{}
		resources := catalog.Collections()
		for i := range resources {
			if r := &resources[i]; r.IDParam != "" {
				all[r.IDParam] = append(all[r.IDParam], r)
			}
		}
		return all
	})
}

// serves reports whether an object can be what a parameter names: it is of a
// resource that the parameter identifies, or nobody knows of one.
func serves(r Resource, param string) bool {
	named := identified()[param]
	own := r.Class().Resource()
	if len(named) == 0 || own == nil || slices.Contains(named, own) {
		return true
	}
	// A resource may be below several paths, and be called alike there.
	last := func(r *catalog.Collection) string { return r.Path[strings.LastIndexByte(r.Path, '/')+1:] }
	return slices.ContainsFunc(named, func(r *catalog.Collection) bool { return last(r) == last(own) })
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

func text(v luabind.Value) string { s, _ := v.AsString(); return s }
