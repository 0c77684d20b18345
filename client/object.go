package client

import (
	"encoding/json"
	"iter"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Object is something of the API as the API sent it: JSON text that nobody
// decodes before somebody looks. It is immutable and safe from any goroutine;
// changes on the server show in the objects that later calls return.
//
// The types for resources ([Droplet], [Action], ...) embed an Object and add
// getters for the documented fields, zero if absent. Fields that this package
// does not know are reached with Get, and MarshalJSON gives everything back as
// it came.
type Object struct {
	value jsontext.Value
	in    *scope
	idx   atomic.Pointer[jsontext.Index]
	gone  bool
	fresh bool // this client has just made it: the API may not know it yet
}

// Base returns o: it makes every type that embeds an Object a [Resource].
func (o *Object) Base() *Object { return o }

// Class tells what kind of resource o is.
func (o *Object) Class() *ResourceClass { return o.in.class }

// Client is the client that o came from, and whose token its methods use.
func (o *Object) Client() *Client { return o.in.client }

// Gone reports whether the API no longer knows the object: it vanished while
// it was waited for, and this is its last known state.
func (o *Object) Gone() bool { return o.gone }

// asGone is o as the last known state of what is gone.
func (o *Object) asGone() Resource {
	r := o.in.wrap(o.value)
	r.Base().gone = true
	return r
}

// lookup is the index of top-level fields, made at the first look. Two
// goroutines may both make one; either is right.
func (o *Object) lookup() *jsontext.Index {
	x := o.idx.Load()
	if x == nil {
		x = jsontext.NewIndex(o.value)
		o.idx.Store(x)
	}
	return x
}

// Get follows a path of field names, and of decimal positions from 0 where it
// meets lists: Get("networks", "v4", "0", "ip_address"). A path that leads
// nowhere gives a Value that does not exist.
func (o *Object) Get(path ...string) jsontext.Value {
	if len(path) == 0 {
		return o.Value()
	}
	return o.Field(path[0]).Get(path[1:]...)
}

// Field returns a top-level field.
func (o *Object) Field(name string) jsontext.Value { return o.lookup().Find(o.value, name) }

// Fields ranges over the top-level fields in the API's order.
func (o *Object) Fields() iter.Seq2[string, jsontext.Value] {
	return func(yield func(string, jsontext.Value) bool) { o.lookup().Fields(o.value, yield) }
}

// Value is the whole object.
func (o *Object) Value() jsontext.Value { return o.value }

// Decode stores the object in what the pointer points to, as json.Unmarshal
// does.
func (o *Object) Decode(to any) error { return o.Value().Decode(to) }

// MarshalJSON returns the object as the API sent it.
func (o *Object) MarshalJSON() ([]byte, error) { return []byte(o.value.Raw()), nil }

// Equal reports whether both are of one class and have the same content, in
// whatever order the fields stand.
func (o *Object) Equal(other Resource) bool {
	if other == nil {
		return false
	}
	p := other.Base()
	return o == p || o.in.class == p.in.class && o.Value().Equal(p.Value())
}

// Identity is what identifies the object among its kind, as text: its id,
// slug, name, fingerprint or address; "" if it has nothing of that kind.
func (o *Object) Identity() string {
	for _, name := range []string{o.in.class.IDField, o.in.class.AltID} {
		if v := o.Field(name); !v.IsNull() {
			return v.String()
		}
	}
	return ""
}

// URL is where the object lives, "" if it has no place of its own.
func (o *Object) URL() string {
	u, err := o.location()
	if err != nil {
		return ""
	}
	return u.String()
}

// location is the URL of the object with further path elements.
func (o *Object) location(elements ...string) (*url.URL, error) {
	switch {
	case o.in.class.get == "":
		return nil, badArgument(o.in.class.Name, "has no URL")
	case o.in.class.single, o.in.itself:
		return o.in.client.at(o.in.path, elements...)
	}
	id := o.Identity()
	if id == "" {
		return nil, badArgument(o.in.class.Name, "has no %s", o.in.class.IDField)
	}
	return o.in.client.at(o.in.path, append([]string{id}, elements...)...)
}

// String is for people: the class with what tells its objects apart, such as
// Droplet(id=1, name="web", status="active").
func (o *Object) String() string {
	var known []string
	for _, name := range []string{o.in.class.IDField, "name", "status"} {
		v := o.Field(name)
		if part := name + "=" + v.Raw(); name != "" && !v.IsNull() && !slices.Contains(known, part) {
			known = append(known, part)
		}
	}
	return o.in.class.Name + "(" + strings.Join(known, ", ") + ")"
}

// WithField returns a copy of r that differs in a field; a nil value takes the
// field away. The API hears nothing of it. The error is a [*jsontext.SyntaxError].
func WithField(r Resource, name string, value json.RawMessage) (Resource, error) {
	if value != nil {
		if _, err := jsontext.Parse(string(value)); err != nil {
			return nil, err
		}
	}
	o := r.Base()
	text := []byte{'{'}
	add := func(name string, raw string) {
		if len(text) > 1 {
			text = append(text, ',')
		}
		quoted, _ := encodeBody(&name) // a string always can be
		text = append(append(append(text, quoted...), ':'), raw...)
	}
	found := false
	for field, v := range o.Fields() {
		switch {
		case field != name:
			add(field, v.Raw())
		case value != nil:
			add(field, string(value))
		}
		found = found || field == name
	}
	if !found && value != nil {
		add(name, string(value))
	}
	return o.copied(o.in, jsontext.Of(string(append(text, '}'))), nil), nil
}

// copied is o with another text or another home.
func (o *Object) copied(in *scope, v jsontext.Value, x *jsontext.Index) Resource {
	r := in.wrapIndexed(v, x)
	r.Base().gone, r.Base().fresh = o.gone, o.fresh
	return r
}

// ResourceClass describes a kind of resource: how the API calls it, where it lives and
// what identifies one. Classes are read-only package data.
type ResourceClass struct {
	Name    string // "Droplet"
	Key     string // of one in an answer: "droplet"; "" when it never comes alone
	ListKey string // of several: "droplets"; "" when there is no list
	Path    string // of the list: "/v2/droplets"; "" when it has no place of its own
	IDField string // that identifies one: "id", "slug", "name", "ip"; "" if none
	AltID   string // that serves when IDField is missing: "slug", "fingerprint"; "" if none
	TagType string // as what it can be tagged: "droplet"; "" if it can't

	get, list    string              // operations; "": there is none
	act, actions string              // the same for actions on one
	single       bool                // there is only one, at Path itself
	tagged       bool                // the list takes tag_name, and its elements have tags
	make         func() Resource     // a new object of the type, empty
	resource     *catalog.Collection // of a class without a type of its own
}

// Resource is an object of the API, such as a [*Droplet]: every type of this
// package that embeds an Object.
type Resource interface {
	// Base is the object itself, whatever its type.
	Base() *Object
}

// scope is what the objects of one list have in common: whose they are, what
// they are, and the path of their collection.
type scope struct {
	client *Client
	class  *ResourceClass
	path   string
	who    *auth.Credential // nil: the account
	itself bool             // path is the one object's own
}

// wrap makes a typed object of a valid text.
func (s *scope) wrap(v jsontext.Value) Resource { return s.wrapIndexed(v, nil) }

// wrapIndexed is wrap where the fields' places may be known already.
func (s *scope) wrapIndexed(v jsontext.Value, x *jsontext.Index) Resource {
	r := s.class.make()
	o := r.Base()
	o.value, o.in = v, s
	if x != nil {
		o.idx.Store(x)
	}
	return r
}

// newResource is the make of a Class.
func newResource[T any, P interface {
	*T
	Resource
}]() Resource {
	return P(new(T))
}

// classes are all of them, for Classes and for looking up by name.
var classes = []*ResourceClass{
	accountClass, actionClass, backupWindowClass, domainClass, domainRecordClass, dropletClass, floatingIPClass, imageClass,
	kernelClass, networkInterfaceClass, networksClass, regionClass, sshKeyClass, sizeClass, tagClass,
}

// Classes returns the classes of all resources that have a type of their own.
func Classes() []*ResourceClass { return append([]*ResourceClass(nil), classes...) }

// ClassNamed finds a class by its name or the name of its key, in any case:
// "Droplet", "droplet", "ssh_key". It returns nil if there is none.
func ClassNamed(name string) *ResourceClass {
	for _, c := range classes {
		if strings.EqualFold(c.Name, name) || c.Key != "" && strings.EqualFold(c.Key, name) {
			return c
		}
	}
	return nil
}

// elements are what the catalog says of objects of the class.
func (c *ResourceClass) elements() (all []*catalog.Schema) {
	if r := c.Resource(); r != nil {
		for _, role := range []catalog.Role{catalog.RoleGet, catalog.RoleList, catalog.RoleGetSingleton} {
			if op := r.Op(role); op != nil && op.Element() != nil {
				all = append(all, op.Element())
			}
		}
	}
	return all
}

// Fields are the names of the fields of objects of the class that the catalog
// knows; there may be others.
func (c *ResourceClass) Fields() (names []string) {
	for _, of := range c.elements() {
		for i := range of.Props {
			if name := of.Props[i].Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// Field is what the catalog says of a field of objects of the class; nil if it
// says nothing.
func (c *ResourceClass) Field(name string) *catalog.Schema {
	for _, of := range c.elements() {
		if p := of.Prop(name); p != nil {
			return p.Schema
		}
	}
	return nil
}

// Values are the texts that the catalog knows for a field of objects of the
// class, such as the statuses of a droplet; nil if it knows none. There may be
// others.
func (c *ResourceClass) Values(field string) []string {
	var literals []string
	for _, of := range c.elements() {
		if p := of.Prop(field); p != nil {
			literals = append(literals, p.Schema.Enum...)
		}
	}
	if w := c.waiter(); w != nil && strings.Join(waitPath(w), ".") == field {
		literals = slices.Concat(literals, w.Pending, w.OK, w.Failed)
	}
	var texts []string
	for _, l := range literals {
		if v, err := jsontext.Parse(l); err == nil && v.Kind() == jsontext.KindString && !slices.Contains(texts, v.Text()) {
			texts = append(texts, v.Text())
		}
	}
	return texts
}

// urnKind is the kind in the names that projects, alert policies and tags call
// resources by, by the path of the collection: those of godo's URN methods.
func urnKind(collection string) string {
	switch collection {
	case "/v2/droplets":
		return "droplet"
	case "/v2/floating_ips":
		return "floatingip"
	case "/v2/reserved_ips":
		return "reservedip"
	case "/v2/volumes":
		return "volume"
	case "/v2/domains":
		return "domain"
	case "/v2/load_balancers":
		return "loadbalancer"
	case "/v2/kubernetes/clusters":
		return "kubernetes"
	case "/v2/databases":
		return "dbaas"
	case "/v2/apps":
		return "app"
	case "/v2/vpcs":
		return "vpc"
	case "/v2/firewalls":
		return "firewall"
	}
	return ""
}

// HasURN reports whether objects of the class have a uniform resource name.
func (c *ResourceClass) HasURN() bool { return urnKind(c.Path) != "" }

// URN is the object's uniform resource name, such as "do:droplet:5", by which
// projects and alert policies name it; "" if it has none.
func (o *Object) URN() string {
	kind, id := urnKind(o.in.class.Path), o.Identity()
	if kind == "" || id == "" {
		return ""
	}
	return "do:" + kind + ":" + id
}
