package do

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
)

// object is a resource in a script: what the API sent, and what the script
// wrote over it. It is touched with the Host's lock held.
type object struct {
	m     *manager
	r     client.Resource
	kind  *kind
	known []decoded // values that were looked at, and local writes
	wrote bool      // known has local writes
	reads uint8     // of what is known, up to often
}

// often is how many reads of an object's known members make it worth a table
// of its own: more than a loop's body does, fewer than a script that works with
// one object.
const often = 32

// decoded is a value as Lua sees it. A write of nil hides the field.
type decoded struct {
	key   string
	value luabind.Value
	from  origin
}

// origin is where a known value comes from.
type origin uint8

const (
	sent     origin = iota // a field
	read                   // a field that reading its name gives: no method has it
	computed               // a property
	local                  // the script wrote it
	opaque                 // the script wrote it, and JSON has no such value
)

// written says whether it is the script's.
func (o origin) written() bool { return o == local || o == opaque }

// kind joins a client's class with the scripts' one.
type kind struct {
	class *luabind.Class
	// typed are the fields that hold objects of their own.
	typed map[string]func(r client.Resource) client.Resource
	// lists are the fields that hold lists of such objects.
	lists map[string]func(r client.Resource) []client.Resource
	// mend changes the table of a field before scripts see it.
	mend map[string]func(c *luabind.Call, o *object, v luabind.Value)
	// times are fields with times that are not named ..._at.
	times []string
}

// resource makes the scripts' object of a client's; nil for nil.
func (m *manager) resource(c *luabind.Call, r client.Resource) luabind.Value {
	if absent(r) {
		return luabind.Nil
	}
	c.Charge(len(r.Base().Value().Raw()) + 256)
	return m.adopt(c.Host(), r)
}

// adopt makes the object of a resource that is there.
func (m *manager) adopt(h *luabind.Host, r client.Resource) luabind.Value {
	k := kindOf(r)
	return h.Object(k.class, &object{m: m, r: r, kind: k})
}

// list makes a list of the scripts' objects.
func list[T client.Resource](m *manager, c *luabind.Call, all []T) luabind.Value {
	t := c.NewTable(len(all), 0)
	for _, r := range all {
		t.Append(m.resource(c, r))
	}
	return c.Host().MarkList(t).Value()
}

// Class is what the client knows it as.
func (o *object) Class() *client.ResourceClass { return o.r.Base().Class() }

// Identify gives what identifies the object, to be sent in its place.
func (o *object) Identify(c *luabind.Call) (luabind.Value, error) {
	if err := sameClient(c, o); err != nil {
		return luabind.Nil, err
	}
	id := o.r.Base().Identity()
	if id == "" {
		return luabind.Nil, fmt.Errorf("is %s without anything that identifies it", article(o.kind.class.Name))
	}
	if n, err := strconv.ParseInt(id, 10, 64); err == nil && !o.field(c, o.Class().IDField).IsString() {
		return c.Host().Int(n), nil
	}
	return luabind.String(id), nil
}

// this is the object whose method was called.
func this(c *luabind.Call) *object {
	o := c.Self().(*object)
	o.m.bind(o)
	return o
}

// field gives a field of the object, decoded at most once.
func (o *object) field(c *luabind.Call, key string) luabind.Value {
	if v, ok := o.look(key); ok {
		return v
	}
	v := o.r.Base().Field(key)
	if !v.Exists() {
		return luabind.Nil
	}
	return o.keep(key, o.decode(c, key, v), sent)
}

// look gives what is known already.
func (o *object) look(key string) (v luabind.Value, ok bool) {
	for i := range o.known {
		if d := &o.known[i]; d.key == key && d.from != computed {
			return d.value, true
		}
	}
	return luabind.Nil, false
}

// read gives a field to a script that names it.
func (o *object) read(c *luabind.Call, key string) luabind.Value {
	v := o.field(c, key)
	for i := range o.known {
		if d := &o.known[i]; d.key == key && d.from == sent && !v.IsNil() {
			d.from = read
		}
	}
	return v
}

// readBefore gives what a script has read already, and whether it reads the
// object often.
func (o *object) readBefore(key string) (v luabind.Value, ok, isOften bool) {
	for i := range o.known {
		if d := &o.known[i]; (d.from == read || d.from == computed) && d.key == key {
			if o.reads < often {
				o.reads++
			}
			return d.value, true, o.reads == often
		}
	}
	return luabind.Nil, false, false
}

// keep notes a value that need not be worked out again.
func (o *object) keep(key string, v luabind.Value, from origin) luabind.Value {
	if o.known == nil {
		o.known = make([]decoded, 0, 4) // what most scripts look at
	}
	if from != computed && holds(v) {
		// What was worked out may change with what is written into it.
		o.known = slices.DeleteFunc(o.known, func(d decoded) bool { return d.from == computed })
	}
	o.known = append(o.known, decoded{key, v, from})
	return v
}

func (o *object) decode(c *luabind.Call, key string, v jsontext.Value) luabind.Value {
	if v.IsNull() {
		return luabind.Nil
	}
	if make := o.kind.typed[key]; make != nil && v.Kind() == jsontext.KindObject {
		return o.m.resource(c, make(o.r))
	}
	if make := o.kind.lists[key]; make != nil {
		return list(o.m, c, make(o.r))
	}
	if v.Kind() == jsontext.KindString && o.kind.isTime(key) {
		if t := v.Time(); !t.IsZero() {
			return c.Host().Time(t)
		}
	}
	lv := toLua(c, v)
	if mend := o.kind.mend[key]; mend != nil {
		mend(c, o, lv)
	}
	return lv
}

// isTimeName says whether a field of this name is a time where it is a text.
func isTimeName(key string) bool { return strings.HasSuffix(key, "_at") }

func (k *kind) isTime(key string) bool {
	if isTimeName(key) {
		return true
	}
	for _, t := range k.times {
		if t == key {
			return true
		}
	}
	return false
}

// set writes a field of the local copy; nil removes it. What is worked out of
// the fields follows, as far as the value is one that JSON knows.
func (o *object) set(c *luabind.Call, key string, v luabind.Value) {
	o.wrote = true
	o.known = slices.DeleteFunc(o.known, func(d decoded) bool { return d.key == key || d.from == computed })
	var raw []byte
	if !v.IsNil() {
		var err error
		if raw, err = c.AppendJSON(nil, v, luabind.JSONOptions{}); err != nil {
			o.known = append(o.known, decoded{key, v, opaque})
			return
		}
	}
	o.known = append(o.known, decoded{key, v, local})
	if r, err := client.WithField(o.r, key, raw); err == nil {
		o.r = r
	}
}

// keys are the fields in the API's order, those written by the script behind.
func (o *object) keys() []string {
	var keys []string
	written := map[string]luabind.Value{}
	for _, d := range o.known {
		if d.from.written() {
			written[d.key] = d.value
		}
	}
	seen := map[string]bool{}
	for key, v := range o.r.Base().Fields() {
		if seen[key] {
			continue
		}
		seen[key] = true
		if w, ok := written[key]; ok && w.IsNil() || !ok && v.IsNull() {
			continue
		}
		keys = append(keys, key)
	}
	for _, d := range o.known {
		if d.from.written() && !seen[d.key] && !d.value.IsNil() {
			keys = append(keys, d.key)
		}
	}
	return keys
}

// copyFields is a deep plain copy of the fields.
func (o *object) copyFields(c *luabind.Call) luabind.Value {
	o.settle(c)
	keys := o.keys()
	t := c.NewTable(0, len(keys))
	for _, key := range keys {
		v, _ := o.plain(c, key)
		t.Set(key, v)
	}
	return t.Value()
}

// plain is a field as a copy without objects in it.
func (o *object) plain(c *luabind.Call, key string) (luabind.Value, bool) {
	for i := range o.known {
		if o.known[i].key == key && o.known[i].from.written() {
			return plainCopy(c, o.known[i].value, 0), true
		}
	}
	v := o.r.Base().Field(key)
	if v.IsNull() {
		return luabind.Nil, false
	}
	return toLua(c, v), true
}

func plainCopy(c *luabind.Call, v luabind.Value, depth int) luabind.Value {
	if self, _ := v.Object(); self != nil {
		if o, ok := self.(*object); ok {
			return o.copyFields(c)
		}
		return v
	}
	t, ok := v.AsTable()
	if !ok || depth > 100 {
		return v
	}
	out := c.NewTable(t.Len(), 0)
	t.Each(func(k, e luabind.Value) bool {
		out.SetValue(k, plainCopy(c, e, depth+1))
		return true
	})
	return out.Value()
}

// MarshalJSON gives the object as the API sent it; local writes need the
// script's values, see for_json.
func (o *object) MarshalJSON() ([]byte, error) { return o.r.Base().MarshalJSON() }

// MemSize is what the object holds in Go, for the Host's memory limit.
func (o *object) MemSize() int { return 256 + len(o.r.Base().Value().Raw()) + 48*cap(o.known) }

// Held shows the Host the values that the object keeps.
func (o *object) Held(visit func(luabind.Value)) {
	for i := range o.known {
		visit(o.known[i].value)
	}
}

// Plain is what encodes in place of the object once the script wrote to it.
func (o *object) Plain(c *luabind.Call) (luabind.Value, bool) {
	o.settle(c)
	if !o.wrote {
		return luabind.Nil, false
	}
	return o.copyFields(c), true
}

// equal compares kind and content, local writes included: those that JSON knows
// are in the content.
func (o *object) equal(p *object) bool {
	return o == p || o.kind == p.kind && !o.edited() && !p.edited() && o.r.Base().Equal(p.r) && o.sameWrites(p) && p.sameWrites(o)
}

func (o *object) sameWrites(p *object) bool {
	for _, d := range o.known {
		if d.from == opaque && !slices.ContainsFunc(p.known, func(e decoded) bool { return e.from == opaque && e.key == d.key && e.value.Equal(d.value) }) {
			return false
		}
	}
	return true
}

// integer makes the exact number of a JSON integer.
func integer(h *luabind.Host, raw string) luabind.Value {
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil {
		return h.Int(n)
	}
	return h.Digits(raw)
}

// FromJSON makes the Lua value of a JSON text, as the table do gives such
// values to scripts.
func FromJSON(c *luabind.Call, v jsontext.Value) luabind.Value { return toLua(c, v) }

// toLua makes Lua values of JSON: null fields are absent, null elements are
// json.null, integers are exact at any size.
func toLua(c *luabind.Call, v jsontext.Value) luabind.Value {
	h := c.Host()
	switch v.Kind() {
	case jsontext.KindString:
		if raw := v.Raw(); v.Plain() {
			c.Charge(len(raw))
			return h.Intern(raw[1 : len(raw)-1])
		}
		s := v.Text()
		c.Charge(len(s))
		return luabind.String(s)
	case jsontext.KindNumber:
		raw := v.Raw()
		if !strings.ContainsAny(raw, ".eE") {
			return integer(h, raw)
		}
		f := v.Float()
		if math.IsInf(f, 0) {
			return luabind.String(raw)
		}
		return luabind.Number(f)
	case jsontext.KindBool:
		return luabind.Bool(v.Bool())
	case jsontext.KindArray:
		t := c.NewTable(v.Len(), 0)
		i := 0
		for e := range v.Elements() {
			i++
			if e.IsNull() {
				t.SetAt(i, h.Null())
			} else {
				t.SetAt(i, toLua(c, e))
			}
		}
		c.Charge(40 + 16*i)
		return h.MarkList(t).Value()
	case jsontext.KindObject:
		t := c.NewTable(0, 4)
		n := 0
		for key, e := range v.Fields() {
			n++
			if !e.IsNull() {
				t.Set(key, toLua(c, e))
			}
		}
		c.Charge(80 + 60*n)
		return t.Value()
	}
	return luabind.Nil
}
