package do

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
)

// sameClient refuses an object of another client.
func sameClient(c *luabind.Call, o *object) error {
	if m := managerOf(c); m != nil && o.m != m {
		return fmt.Errorf("is %s of another client", article(o.kind.class.Name))
	}
	return nil
}

// identifier makes the type of an argument that names a resource: one of some
// fields of the object that has it, of a table with that field, or the bare
// value.
func identifier(class, name, lua string, fields []string, accept func(v luabind.Value) bool) *luabind.Type {
	return &luabind.Type{Name: name, Lua: lua, Table: true, Literal: []string{"number", "string", "table"},
		Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
			if self, _ := v.Object(); self != nil {
				o, ok := self.(*object)
				if !ok {
					if accept(v) {
						return v, nil
					}
					return luabind.Nil, luabind.ErrType
				}
				if o.kind.class.Name != class {
					return luabind.Nil, luabind.ErrType
				}
				if err := sameClient(c, o); err != nil {
					return luabind.Nil, err
				}
				for _, f := range fields {
					if id := o.field(c, f); !id.IsNil() {
						return id, nil
					}
				}
				return luabind.Nil, fmt.Errorf("is %s without %s", article(class), fields[0])
			}
			if t, ok := v.AsTable(); ok {
				for _, f := range fields {
					if id := t.Get(f); !id.IsNil() && accept(id) {
						return id, nil
					}
				}
				return luabind.Nil, luabind.ErrType
			}
			switch {
			case accept(v):
				return v, nil
			case v.IsString() && v.Text() == "":
				return luabind.Nil, errEmpty
			case v.IsString() || v.Type() == "number":
				return luabind.Nil, fmt.Errorf("must be %s, got %s %s%s", name, v.Type(), v.Quote(), byName(class, v))
			}
			return luabind.Nil, luabind.ErrType
		}}
}

// byName tells how a resource is found by its name, where its own argument takes none.
func byName(class string, v luabind.Value) string {
	if class != "Droplet" || !v.IsString() {
		return ""
	}
	return fmt.Sprintf("; by its name it is do.fetch_all_droplets{name = %s}:first()", v.Quote())
}

// errEmpty refuses an empty text where something is named: a variable that was
// never set would mean all, or nothing.
var errEmpty = luabind.ValueErrorf("must not be empty")

// nameType takes the name of something that exists or is made.
var nameType = &luabind.Type{Name: "a string", Lua: "string", Literal: []string{"string", "number"},
	Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if v.IsString() && v.Text() == "" {
			return v, errEmpty
		}
		return luabind.StringType.Check(c, v)
	}}

// slipsOf makes a type refuse what is a slip for one of the slugs of a kind that
// are known; others the API may have.
func slipsOf(kind string, t *luabind.Type) *luabind.Type {
	n := *t
	n.Enum, n.Open = catalog.Slugs(kind), true
	n.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		v, err := t.Check(c, v)
		if err == nil && v.IsString() {
			if near := luabind.NearMiss(v.Text(), n.Enum); near != "" {
				return v, luabind.ValueErrorf("cannot be %s (did you mean '%s'?)", v.Quote(), near)
			}
		}
		return v, err
	}
	return &n
}

// orNull makes the type of a body field that may be sent as null.
func orNull(t *luabind.Type) *luabind.Type {
	n := *t
	n.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		if c != nil && isNull(c, v) { // of a literal that is only looked at, it is none
			return v, nil
		}
		return t.Check(c, v)
	}
	return &n
}

// isNull recognizes json.null.
func isNull(c *luabind.Call, v luabind.Value) bool { return v.Equal(c.Host().Null()) }

// article puts a or an before the name of a kind.
func article(kind string) string {
	if kind != "" && strings.ContainsRune("AEIOaeio", rune(kind[0])) || strings.HasPrefix(kind, "SSH") {
		return "an " + kind
	}
	return "a " + kind
}

// isID takes positive integers, also as digits in a string.
func isID(v luabind.Value) bool {
	if n, ok := v.AsInt(); ok {
		return n > 0
	}
	if v.IsString() {
		s, _ := v.AsString()
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && n > 0
	}
	return false
}

func isText(v luabind.Value) bool {
	s, _ := v.AsString()
	return v.IsString() && s != ""
}

func isIDOrText(v luabind.Value) bool { return isID(v) || isText(v) }

// isAddress takes an address as text or as a 32-bit integer.
func isAddress(v luabind.Value) bool {
	if n, ok := v.AsInt(); ok {
		return n >= 0 && n < 1<<32
	}
	return isText(v)
}

// The types of arguments that name resources.
var (
	dropletID   = identifier("Droplet", "an id or a Droplet", "integer|Droplet", []string{"id"}, isID)
	actionID    = identifier("Action", "an id or an Action", "integer|Action", []string{"id"}, isID)
	kernelID    = identifier("Kernel", "an id or a Kernel", "integer|Kernel", []string{"id"}, isID)
	recordID    = identifier("DomainRecord", "an id or a DomainRecord", "integer|DomainRecord", []string{"id"}, isID)
	imageRef    = slipsOf("images", identifier("Image", "an id, a slug or an Image", "integer|string|Image", []string{"id", "slug"}, isIDOrText))
	sshKeyRef   = identifier("SSHKey", "an id, a fingerprint or an SSHKey", "integer|string|SSHKey", []string{"id", "fingerprint"}, isIDOrText)
	sizeSlug    = slipsOf("sizes", identifier("Size", "a slug or a Size", "string|Size", []string{"slug"}, isText))
	regionSlug  = slipsOf("regions", identifier("Region", "a slug or a Region", "string|Region", []string{"slug"}, isText))
	domainName  = identifier("Domain", "a name or a Domain", "string|Domain", []string{"name"}, isText)
	tagName     = identifier("Tag", "a name or a Tag", "string|Tag", []string{"name"}, isText)
	floatingIP  = identifier("FloatingIP", "an address or a FloatingIP", "string|integer|FloatingIP", []string{"ip"}, isAddress)
	sshKeyList  = luabind.ListOf(sshKeyRef, "a list of ids, fingerprints or SSHKeys")
	dropletList = listOf("Droplet", "a list of Droplets or ids")
	actionList  = listOf("Action", "a list of Actions or ids")
)

// idOf reads what an identifier type let through.
func idOf(v luabind.Value) int64 {
	if n, ok := v.AsInt(); ok {
		return n
	}
	s, _ := v.AsString()
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

func textOf(v luabind.Value) string { s, _ := v.AsString(); return s }

func imageOf(v luabind.Value) client.Ref {
	if n, ok := v.AsInt(); ok {
		return client.ID(n)
	}
	return client.Slug(textOf(v))
}

func sshKeyOf(v luabind.Value) client.Ref {
	if n, ok := v.AsInt(); ok {
		return client.ID(n)
	}
	return client.Fingerprint(textOf(v))
}

func addressOf(v luabind.Value) string {
	if n, ok := v.AsInt(); ok {
		return client.FormatIP(uint32(n))
	}
	return textOf(v)
}

// listOf takes a list or an iterator of objects of a class, or of their ids.
// What comes out is a list as it was given; resources reads it.
func listOf(class, name string) *luabind.Type {
	elements := "table[]"
	if class != "" {
		elements = "(" + class + "|integer)[]"
	}
	return &luabind.Type{Name: name, Lua: elements + "|Iterator", Table: true, Literal: []string{"table"},
		Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
			if it, ok := v.AsIterator(); ok {
				t := c.NewTable(0, 0)
				for {
					e, err := it.Next(c)
					if err != nil {
						return luabind.Nil, err
					}
					if e.IsNil() {
						break
					}
					t.Append(e)
				}
				v = t.Value()
			}
			if isOne(v) {
				t := c.NewTable(1, 0)
				t.Append(v)
				v = t.Value()
			}
			t, ok := v.AsTable()
			if _, cl := v.Object(); !ok || cl != nil || !t.IsList() {
				return luabind.Nil, luabind.NoList(v, name, true)
			}
			for i := 1; i <= t.Len(); i++ {
				e := t.At(i)
				if self, _ := e.Object(); self != nil {
					o, ok := self.(*object)
					if !ok || class != "" && o.kind.class.Name != class {
						return luabind.Nil, fmt.Errorf("must be %s, element %d is %s", name, i, article(e.Kind()))
					}
					if err := sameClient(c, o); err != nil {
						return luabind.Nil, fmt.Errorf("element %d %w", i, err)
					}
					continue
				}
				if t, ok := e.AsTable(); ok && isID(t.Get("id")) {
					if e = t.Get("id"); class == "" {
						return luabind.Nil, fmt.Errorf("must be %s, element %d has an id and does not say of what: write do.Droplet(%s)", name, i, e.Text())
					}
				}
				switch {
				case class != "" && isID(e):
				case e.IsString() || e.Type() == "number":
					return luabind.Nil, fmt.Errorf("must be %s, element %d is %s", name, i, e.Quote())
				default:
					return luabind.Nil, fmt.Errorf("must be %s, element %d is %s", name, i, article(e.Kind()))
				}
			}
			return v, nil
		}}
}

// isOne reports whether a value is one object, or a table that has its id, in
// place of a list.
func isOne(v luabind.Value) bool {
	if self, _ := v.Object(); self != nil {
		_, ok := self.(*object)
		return ok
	}
	t, ok := v.AsTable()
	return ok && t.Len() == 0 && isID(t.Get("id"))
}

// resources reads what a listOf type let through; make turns an id into a
// handle.
func resources[T client.Resource](v luabind.Value, make func(id int64) T) []T {
	t, ok := v.AsTable()
	if !ok {
		return nil
	}
	var all []T
	for i := 1; i <= t.Len(); i++ {
		e := t.At(i)
		if self, _ := e.Object(); self != nil {
			if o, ok := self.(*object); ok {
				o.m.bind(o)
				if r, ok := o.r.(T); ok {
					all = append(all, r)
				}
			}
			continue
		}
		if t, ok := e.AsTable(); ok {
			e = t.Get("id")
		}
		all = append(all, make(idOf(e)))
	}
	return all
}
