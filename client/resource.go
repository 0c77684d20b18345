package client

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Ref names something by its id or by its slug, as the API lets one do: images
// and SSH keys. The zero Ref names nothing.
type Ref struct {
	id   int64
	text string
}

// ID is the Ref of an id.
func ID(id int64) Ref { return Ref{id: id} }

// Slug is the Ref of a slug, such as "ubuntu-24-04-x64".
func Slug(slug string) Ref { return Ref{text: slug} }

// IsZero reports whether r names nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// String is the id or the slug.
func (r Ref) String() string {
	if r.text != "" || r.id == 0 {
		return r.text
	}
	return itoa(r.id)
}

// MarshalJSON encodes the id as a number and a slug as a string.
func (r Ref) MarshalJSON() ([]byte, error) {
	if r.text != "" || r.id == 0 {
		return encodeBody(&r.text)
	}
	return []byte(itoa(r.id)), nil
}

// Body is the further fields of a request's body, by the API's names. Values
// are encoded as JSON; a nil is sent as null.
type Body map[string]any

// further adds fields, to which those that are there already give way.
func (b Body) further(more []Body) Body {
	for _, m := range more {
		for name, v := range m {
			b[name] = v
		}
	}
	return b
}

// with adds fields; those in b win.
func (b Body) with(fields Body) Body {
	all := make(Body, len(b)+len(fields))
	for name, v := range fields {
		all[name] = v
	}
	for name, v := range b {
		all[name] = v
	}
	return all
}

// invoke carries out an operation at u. Operations that the catalog does not
// know any more are named by their method.
func (c *Client) invoke(ctx context.Context, op string, u *url.URL, body any) (*Reply, error) {
	return c.invokeAs(ctx, nil, op, u, body)
}

func (c *Client) invokeAs(ctx context.Context, who *auth.Credential, op string, u *url.URL, body any) (*Reply, error) {
	call, err := newCall(catalog.ByID(op), op, u, who, body)
	if err != nil {
		return nil, err
	}
	return c.Do(ctx, call)
}

// invoke carries out an operation on the object's own path and what is below.
func (o *Object) invoke(ctx context.Context, op string, body any, elements ...string) (*Reply, error) {
	u, err := o.location(elements...)
	if err != nil {
		return nil, err
	}
	return o.in.client.invokeAs(ctx, o.in.who, op, u, body)
}

// change is invoke for what answers the object's new state.
func change[T Resource](ctx context.Context, r T, op string, body any) (T, error) {
	var none T
	o := r.Base()
	reply, err := o.invoke(ctx, op, body)
	if err != nil {
		return none, err
	}
	return one[T](o.in, reply)
}

// Refetch asks for the present state of any resource that has a place of its
// own. Errors are those of [Client.Do], and [*ArgumentError].
func Refetch[T Resource](ctx context.Context, r T) (T, error) {
	var none T
	o := r.Base()
	if o.in.class.get == "" {
		return none, badArgument(o.in.class.Name, "cannot be fetched by itself")
	}
	return change(ctx, r, o.in.class.get, nil)
}

// fetch gets the one object at a path.
func fetch[T Resource](ctx context.Context, in *scope, id string) (T, error) {
	var none T
	u, err := in.client.at(in.path, id)
	if err != nil {
		return none, badArgument(in.class.Name, "needs a value for its %s", in.class.IDField)
	}
	reply, err := in.client.invoke(ctx, in.class.get, u, nil)
	if err != nil {
		return none, err
	}
	return one[T](in, reply)
}

// create makes an object in a collection.
func create[T Resource](ctx context.Context, in *scope, op string, body Body) (T, error) {
	var none T
	u, err := in.client.at(in.path)
	if err != nil {
		return none, err
	}
	reply, err := in.client.invoke(ctx, op, u, body)
	if err != nil {
		return none, err
	}
	r, err := one[T](in, reply)
	if err != nil {
		return none, err
	}
	r.Base().fresh = true
	return r, nil
}

// one takes the one object out of an answer. Some answers lack the wrapper that
// the API promises.
func one[T Resource](in *scope, reply *Reply) (T, error) {
	v := reply.member(in.class.Key)
	if v.Kind() == jsontext.KindNone && reply.member(in.class.IDField).Exists() {
		v = reply.Value()
	}
	if v.Kind() != jsontext.KindObject {
		var none T
		return none, reply.bad("there is no object %q in it", in.class.Key)
	}
	return in.wrap(v).(T), nil
}

// collect takes a list of objects out of an answer that has no pages.
func collect[T Resource](in *scope, reply *Reply, key string) ([]T, error) {
	v := reply.member(key)
	if v.Kind() != jsontext.KindArray {
		return nil, reply.bad("there is no list %q in it", key)
	}
	var all []T
	for e := range v.Elements() {
		if e.Kind() != jsontext.KindObject {
			return nil, reply.bad("an element of its list %q is %s", key, e.Kind())
		}
		all = append(all, in.wrap(e).(T))
	}
	return all, nil
}

// all walks through a collection.
func all[T Resource](in *scope, params url.Values) *Pager[T] {
	u, err := in.client.at(in.path)
	return list[T](in, in.class.list, u, err, params)
}

// below walks through a list of objects of another class below o.
func below[T Resource](o *Object, class *ResourceClass, op, element, key string) *Pager[T] {
	u, err := o.location(element)
	p := list[T](o.in.client.scopes[class], op, u, err, nil)
	if err == nil {
		p.cursor.want.List = key
	}
	return p
}

// part is an object inside o, nil if the field holds none.
func part[T Resource](o *Object, class *ResourceClass, v jsontext.Value) T {
	var none T
	if v.Kind() != jsontext.KindObject {
		return none
	}
	return o.in.client.scopes[class].wrap(v).(T)
}

// texts are the strings of a list.
func texts(v jsontext.Value) []string {
	var all []string
	for e := range v.Elements() {
		all = append(all, e.Text())
	}
	return all
}

// numbers are the whole numbers of a list.
func numbers(v jsontext.Value) []int64 {
	var all []int64
	for e := range v.Elements() {
		all = append(all, e.Int())
	}
	return all
}

// stub makes an object of which at most the identity is known.
func (c *Client) stub(class *ResourceClass, field string, value any) Resource {
	fields := map[string]any{}
	if field != "" {
		fields[field] = value
	}
	raw, _ := encodeBody(fields)
	return c.scopes[class].wrap(jsontext.Of(string(raw)))
}

// AmbiguousError means that a name fits several resources.
type AmbiguousError struct {
	Name    string
	Matches []Resource
}

// Error lists all of them.
func (e *AmbiguousError) Error() string {
	all := make([]string, len(e.Matches))
	for i, r := range e.Matches {
		all[i] = r.Base().String()
	}
	return fmt.Sprintf("%q is ambiguous: %s", e.Name, strings.Join(all, ", "))
}

// Resolve finds what a person means: by id, then by slug, fingerprint, address
// or name where those identify, then by name. Several of one name are an
// [*AmbiguousError], none is [ErrNotFound].
func (c *Client) Resolve(ctx context.Context, class *ResourceClass, identifier string) (Resource, error) {
	all, err := c.ResolveAll(ctx, class, identifier)
	switch {
	case err != nil:
		return nil, err
	case len(all) > 1:
		return nil, &AmbiguousError{identifier, all}
	}
	return all[0], nil
}

// ResolveAll is Resolve that returns all resources of a name.
func (c *Client) ResolveAll(ctx context.Context, class *ResourceClass, identifier string) ([]Resource, error) {
	if identifier == "" {
		return nil, badArgument("identifier", "is empty")
	}
	if class.list == "" || class.Path == "" {
		return nil, badArgument("kind", "cannot be %s: there is no list of it", class.Name)
	}
	r, err := c.byIdentity(ctx, class, identifier)
	if err != nil || r != nil {
		return []Resource{r}, err
	}
	var found []Resource
	for r, err := range c.named(class, identifier).All(ctx) {
		if err != nil {
			return nil, err
		}
		if r.Base().Field("name").Text() == identifier || r.Base().Identity() == identifier {
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no %s is called %q: %w", class.Name, identifier, ErrNotFound)
	}
	// A slug is as good as an id.
	if i := slices.IndexFunc(found, func(r Resource) bool { return r.Base().Identity() == identifier }); i >= 0 {
		return found[i : i+1], nil
	}
	return found, nil
}

// byIdentity asks for what has the identifier as its id, slug or the like; nil
// if there is nothing.
func (c *Client) byIdentity(ctx context.Context, class *ResourceClass, identifier string) (Resource, error) {
	if class.get == "" {
		return nil, nil
	}
	switch _, err := strconv.ParseUint(identifier, 10, 64); {
	case err == nil:
	case class == sshKeyClass:
		identifier = Fingerprint(identifier).String()
		if strings.Count(identifier, ":") != 15 {
			return nil, nil
		}
	case class.IDField == "id" && class.AltID != "slug":
		return nil, nil // only numbers can be ids
	}
	u, err := c.at(class.Path, identifier)
	if err != nil {
		return nil, err
	}
	reply, err := c.invoke(ctx, class.get, u, nil)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return one[Resource](c.scopes[class], reply)
}

// named walks through a list that may be narrowed down to a name.
func (c *Client) named(class *ResourceClass, name string) *Pager[Resource] {
	u, err := c.at(class.Path)
	if err == nil && class == dropletClass {
		u = address.With(u, url.Values{"name": {name}})
	}
	return list[Resource](c.scopes[class], class.list, u, err, nil)
}
