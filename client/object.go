package client

import (
	"iter"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
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
	raw   string
	in    *scope
	idx   atomic.Pointer[index]
	gone  bool
	fresh bool // this client has just made it: the API may not know it yet
}

// Base returns o: it makes every type that embeds an Object a [Resource].
func (o *Object) Base() *Object { return o }

// Class tells what kind of resource o is.
func (o *Object) Class() *Class { return o.in.class }

// Client is the client that o came from, and whose token its methods use.
func (o *Object) Client() *Client { return o.in.client }

// Gone reports whether the API no longer knows the object: it vanished while
// it was waited for, and this is its last known state.
func (o *Object) Gone() bool { return o.gone }

// asGone is o as the last known state of what is gone.
func (o *Object) asGone() Resource {
	r := o.in.wrap(o.raw)
	r.Base().gone = true
	return r
}

// lookup is the index of top-level fields, made at the first look. Two
// goroutines may both make one; either is right.
func (o *Object) lookup() *index {
	x := o.idx.Load()
	if x == nil {
		x = newIndex(o.raw)
		o.idx.Store(x)
	}
	return x
}

// Get follows a path of field names, and of decimal positions from 0 where it
// meets lists: Get("networks", "v4", "0", "ip_address"). A path that leads
// nowhere gives a Value that does not exist.
func (o *Object) Get(path ...string) Value {
	if len(path) == 0 {
		return o.Value()
	}
	return o.Field(path[0]).Get(path[1:]...)
}

// Field returns a top-level field.
func (o *Object) Field(name string) Value { return o.lookup().find(o.raw, name) }

// Fields ranges over the top-level fields in the API's order.
func (o *Object) Fields() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) { o.lookup().fields(o.raw, yield) }
}

// Value is the whole object.
func (o *Object) Value() Value { return Value{o.raw} }

// Decode stores the object in what the pointer points to, as json.Unmarshal
// does.
func (o *Object) Decode(to any) error { return o.Value().Decode(to) }

// MarshalJSON returns the object as the API sent it.
func (o *Object) MarshalJSON() ([]byte, error) { return []byte(o.raw), nil }

// Equal reports whether both are of one class and have the same content, in
// whatever order the fields stand.
func (o *Object) Equal(other Resource) bool {
	if other == nil {
		return false
	}
	p := other.Base()
	return o == p || o.in.class == p.in.class && sameJSON(o.raw, p.raw)
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
		if part := name + "=" + v.raw; name != "" && !v.IsNull() && !slices.Contains(known, part) {
			known = append(known, part)
		}
	}
	return o.in.class.Name + "(" + strings.Join(known, ", ") + ")"
}

// sameJSON compares two valid texts by what they mean.
func sameJSON(a, b string) bool {
	if a == b {
		return true
	}
	v, w := Value{a}, Value{b}
	if v.Kind() != w.Kind() {
		return false
	}
	switch v.Kind() {
	case KindObject:
		fields := map[string]Value{}
		for name, x := range v.Fields() {
			fields[name] = x
		}
		n := 0
		for name, y := range w.Fields() {
			x, ok := fields[name]
			if !ok || !sameJSON(x.raw, y.raw) {
				return false
			}
			n++
		}
		return n == len(fields)
	case KindArray:
		return slices.EqualFunc(slices.Collect(v.Elements()), slices.Collect(w.Elements()), func(x, y Value) bool {
			return sameJSON(x.raw, y.raw)
		})
	case KindString:
		return v.Text() == w.Text()
	case KindNumber:
		return sameNumber(a, b)
	}
	return false
}

// sameNumber compares two numbers that are written differently. Integers beyond
// int64 have only one spelling.
func sameNumber(a, b string) bool {
	v, w := Value{a}, Value{b}
	x, okX := v.Int64()
	y, okY := w.Int64()
	if okX || okY {
		return okX && okY && x == y
	}
	return strings.ContainsAny(a, ".eE") && strings.ContainsAny(b, ".eE") && v.Float() == w.Float()
}
