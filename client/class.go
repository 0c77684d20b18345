package client

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/jsontext"
)

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

// maker is the make of a Class.
func maker[T any, P interface {
	*T
	Resource
}]() func() Resource {
	return func() Resource { return P(new(T)) }
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

// Values are the texts that the catalog knows for a field of objects of the
// class, such as the statuses of a droplet; nil if it knows none. There may be
// others.
func (c *ResourceClass) Values(field string) []string {
	var literals []string
	if r := c.Resource(); r != nil {
		for _, role := range []catalog.Role{catalog.RoleGet, catalog.RoleList, catalog.RoleGetSingleton} {
			if op := r.Op(role); op != nil && op.Element() != nil {
				if p := op.Element().Prop(field); p != nil {
					literals = append(literals, p.Schema.Enum...)
				}
			}
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
