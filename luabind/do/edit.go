package do

import (
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
)

// settle takes over what the script wrote into tables and objects below the
// object's fields, so that it shows everywhere: these are handed out as they are,
// and nothing tells of a write to one.
func (o *object) settle(c *luabind.Call) {
	var written []decoded
	for _, d := range o.known {
		if d.from != computed && d.from != opaque && holds(d.value) && !same(o.r.Base().Field(d.key), d.value) {
			written = append(written, d)
		}
	}
	for _, d := range written {
		o.set(c, d.key, d.value)
	}
}

// edited reports whether settle would have to do something.
func (o *object) edited() bool {
	for _, d := range o.known {
		if d.from != computed && d.from != opaque && holds(d.value) && !same(o.r.Base().Field(d.key), d.value) {
			return true
		}
	}
	return false
}

// handedOut reports whether the script has something that it can write into.
func (o *object) handedOut() bool {
	for i := range o.known {
		if d := &o.known[i]; d.from != computed && holds(d.value) {
			return true
		}
	}
	return false
}

// holds reports whether a value can be written into.
func holds(v luabind.Value) bool {
	if self, _ := v.Object(); self != nil {
		_, ok := self.(*object)
		return ok
	}
	_, ok := v.AsTable()
	return ok
}

// same reports whether a script's value still is what was made of a field.
func same(v jsontext.Value, w luabind.Value) bool {
	if self, _ := w.Object(); self != nil {
		if o, ok := self.(*object); ok {
			return v.Kind() == jsontext.KindObject && o.r.Base().Value().Equal(v) && !o.edited()
		}
		return v.Kind() != jsontext.KindObject && v.Kind() != jsontext.KindArray // times, null and long integers cannot change
	}
	t, isTable := w.AsTable()
	switch v.Kind() {
	case jsontext.KindString:
		return w.IsString() && w.Text() == v.Text()
	case jsontext.KindNumber:
		f, ok := w.AsNumber()
		return ok && !w.IsString() && f == v.Float()
	case jsontext.KindBool:
		b, ok := w.AsBool()
		return ok && b == v.Bool()
	case jsontext.KindArray:
		if !isTable || t.Len() != v.Len() {
			return false
		}
		i := 0
		for e := range v.Elements() {
			i++
			if w := t.At(i); !w.IsNull() && e.IsNull() || !e.IsNull() && !same(e, w) {
				return false
			}
		}
		return true
	case jsontext.KindObject:
		if !isTable {
			return false
		}
		n := 0
		t.Each(func(k, e luabind.Value) bool { n++; return true })
		for key, e := range v.Fields() {
			if e.IsNull() {
				continue
			}
			if n--; !same(e, t.Get(key)) {
				return false
			}
		}
		return n == 0
	}
	return false
}
