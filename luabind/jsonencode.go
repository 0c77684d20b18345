package luabind

import (
	"context"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/jsontext"
)

// Shape says whether an empty table stands for a list or for an object, as
// far as somebody knows.
type Shape interface {
	IsList() bool
	Item() Shape             // of a list's elements, or nil
	Field(name string) Shape // of an object's field, or nil
}

// Plainer is the Go value of an object that may encode as another value, such
// as a table of its fields; ok is false when it marshals itself.
type Plainer interface {
	Plain(c *Call) (v Value, ok bool)
}

// JSONOptions says how AppendJSON writes.
type JSONOptions struct {
	Sort   bool   // the keys of objects
	Indent string // one level's; "" for one line
	Shape  Shape  // of the value, if it is known
	// Odd writes NaN and the infinities, which JSON does not have; nil: they
	// are an error.
	Odd func(dst []byte, f float64) []byte
}

// maxJSONDepth bounds nesting, as encoding/json and json.decode do.
const maxJSONDepth = 10000

// AppendJSON appends the JSON text of a value: tables with elements 1 to n as
// lists, others as objects; iterators as lists; objects as they marshal
// themselves, as JSON or as text. It fails, with the path of the value, for
// functions, NaN, infinities, keys that are no strings, lists that have named
// fields as well, and cycles.
func (c *Call) AppendJSON(dst []byte, v Value, o JSONOptions) ([]byte, error) {
	e := &encoder{c: c, o: o, dst: dst}
	if err := e.value(v, o.Shape, 0); err != nil {
		return dst, err
	}
	return e.dst, nil
}

type encoder struct {
	c   *Call
	o   JSONOptions
	dst []byte

	path jsontext.Path // to the value that is being written
	open []*lua.LTable // the tables around it
}

// in writes an element of a table.
func (e *encoder) in(s jsontext.Step, v Value, shape Shape, depth int) error {
	e.path = append(e.path, s)
	err := e.value(v, shape, depth)
	e.path = e.path[:len(e.path)-1]
	return err
}

// fail makes the error for the value that is being written.
func (e *encoder) fail(format string, args ...any) error {
	return ValueErrorf("cannot encode as JSON: %s %s", e.path, fmt.Sprintf(format, args...))
}

// room makes room in the text for about n further bytes, and looks whether the
// task was stopped when it has grown. A few tables that refer to each other can
// have endless text.
func (e *encoder) room(n int) error {
	if n += roomAhead; n <= cap(e.dst)-len(e.dst) {
		return nil
	}
	e.dst = e.c.Grow(e.dst, n)
	return context.Cause(e.c.Context())
}

// roomAhead is what most values take, with what stands around them.
const roomAhead = 64

func (e *encoder) value(v Value, s Shape, depth int) error {
	e.c.Steps(1)
	if depth > maxJSONDepth {
		return e.fail("is nested deeper than %d", maxJSONDepth)
	}
	if err := e.room(0); err != nil {
		return err
	}
	switch lv := v.raw().(type) {
	case *lua.LNilType:
		e.dst = append(e.dst, "null"...)
	case lua.LBool:
		e.dst = strconv.AppendBool(e.dst, bool(lv))
	case lua.LNumber:
		return e.number(float64(lv))
	case lua.LString:
		return e.text(string(lv))
	default:
		return e.compound(v, s, depth)
	}
	return nil
}

// text writes a string, a long one in pieces between which the run may end.
func (e *encoder) text(s string) error {
	const piece = 8 << 10
	e.dst = append(e.dst, '"')
	for len(s) > piece {
		n := piece
		for n > piece-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		if err := e.room(escaped * n); err != nil {
			return err
		}
		e.dst, s = jsontext.AppendEscaped(e.dst, s[:n]), s[n:]
		e.c.Steps(n / 16)
	}
	if err := e.room(escaped * len(s)); err != nil {
		return err
	}
	e.dst = append(jsontext.AppendEscaped(e.dst, s), '"')
	return nil
}

// escaped is how many bytes one of a text may become.
const escaped = 6

func (e *encoder) number(f float64) error {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		if e.o.Odd == nil {
			return e.fail("is %s, which JSON has no number for", numberString(lua.LNumber(f)))
		}
		e.dst = e.o.Odd(e.dst, f)
	case f == 0 && math.Signbit(f):
		e.dst = append(e.dst, "-0"...)
	case f == math.Trunc(f) && math.Abs(f) < 1e15:
		e.dst = strconv.AppendInt(e.dst, int64(f), 10)
	default:
		b, _ := json.Marshal(f)
		e.dst = append(e.dst, b...)
	}
	return nil
}

func (e *encoder) compound(v Value, s Shape, depth int) error {
	if it, ok := v.AsIterator(); ok {
		list := e.c.NewTable(0, 0)
		for {
			w, err := it.Next(e.c)
			if err != nil {
				return err
			}
			if w.IsNil() {
				break
			}
			list.Append(w)
		}
		return e.list(list, list.Len(), nil, depth)
	}
	if self, class := v.Object(); class != nil {
		return e.object(v, self, class, s, depth)
	}
	t, ok := v.AsTable()
	if !ok {
		return e.fail("is a %s", v.Type())
	}
	if slices.Contains(e.open, t.t) {
		return e.fail("contains itself")
	}
	e.open = append(e.open, t.t)
	defer func() { e.open = e.open[:len(e.open)-1] }()
	return e.table(t, s, depth)
}

// container writes what stands for a slice, an array or a map of Go.
func (e *encoder) container(self any, class *Class, s Shape, depth int) error {
	list, err := class.Pairs(e.c, self)
	if err != nil {
		return err
	}
	t := e.c.NewTable(0, 0)
	for _, p := range list {
		if p.Value.IsNil() {
			p.Value = e.c.h.Null()
		}
		t.SetValue(p.Key, p.Value)
	}
	if class.Further == nil {
		return e.value(e.c.h.MarkList(t).Value(), s, depth+1)
	}
	return e.value(e.c.h.MarkObject(t).Value(), s, depth+1)
}

// object writes what stands for a Go value.
func (e *encoder) object(v Value, self any, class *Class, s Shape, depth int) error {
	if p, ok := self.(Plainer); ok {
		if w, ok := p.Plain(e.c); ok {
			return e.value(w, s, depth+1)
		}
	}
	if _, own := self.(json.Marshaler); class.at != nil && !own {
		return e.container(self, class, s, depth)
	}
	switch self := self.(type) {
	case json.Marshaler:
		b, err := self.MarshalJSON()
		if err != nil {
			return err
		}
		e.c.Charge(len(b))
		if err := e.room(len(b)); err != nil {
			return err
		}
		e.dst = append(e.dst, b...)
	case encoding.TextMarshaler:
		b, err := self.MarshalText()
		if err != nil {
			return err
		}
		return e.text(string(b))
	default:
		return e.fail("is a %s", class.Name)
	}
	return nil
}

func (e *encoder) table(t Table, s Shape, depth int) error {
	marks := &e.c.h.marks
	switch _, packed := t.packed(); {
	case packed, t.t.Metatable == lua.LValue(marks.array):
		return e.marked(t, s, depth)
	case t.t.Metatable == lua.LValue(marks.object):
		return e.fields(t, s, depth)
	case t.Empty():
		if s != nil && s.IsList() {
			e.dst = append(e.dst, "[]"...)
		} else {
			e.dst = append(e.dst, "{}"...)
		}
		return nil
	case t.IsList():
		return e.list(t, t.Len(), s, depth)
	}
	return e.fields(t, s, depth)
}

// marked writes a table that is known to be a list: nothing else may be in it,
// and no element missing unless its field n says how many there are.
func (e *encoder) marked(t Table, s Shape, depth int) error {
	n, packed := t.packed()
	n = max(n, t.Len())
	for packed && !t.At(n+1).IsNil() {
		n++ // added after the list was made
	}
	count := 0
	var err error
	t.Each(func(k, _ Value) bool {
		i, _ := k.AsInt()
		switch name, _ := k.AsString(); {
		case k.Type() == "number" && i >= 1 && i <= int64(n):
			count++
		case k.Type() == "number" && i > 0:
			err = e.holes(t, i)
		case !packed || name != "n":
			err = e.fail("is a list and has the field %s", k.Quote())
		}
		return err == nil
	})
	if err == nil && !packed && count < n {
		err = e.holes(t, int64(n))
	}
	if err != nil {
		return err
	}
	return e.list(t, n, s, depth)
}

func (e *encoder) list(t Table, n int, s Shape, depth int) error {
	if s != nil {
		s = s.Item()
	}
	e.dst = append(e.dst, '[')
	for i := 1; i <= n; i++ {
		if i > 1 {
			e.dst = append(e.dst, ',')
		}
		e.line(depth + 1)
		if err := e.in(jsontext.Step{Index: i}, t.At(i), s, depth+1); err != nil {
			return err
		}
	}
	if n > 0 {
		e.line(depth)
	}
	e.dst = append(e.dst, ']')
	return nil
}

func (e *encoder) fields(t Table, s Shape, depth int) error {
	type field struct {
		key   string
		value Value
	}
	var fields []field
	var err error
	t.Each(func(k, v Value) bool {
		key, ok := k.AsString()
		if !ok || !k.IsString() {
			err = e.badKey(t, k)
			return false
		}
		fields = append(fields, field{key, v})
		return true
	})
	if err != nil {
		return err
	}
	if e.o.Sort {
		sort.Slice(fields, func(i, j int) bool { return fields[i].key < fields[j].key })
	}
	e.dst = append(e.dst, '{')
	for i, f := range fields {
		if i > 0 {
			e.dst = append(e.dst, ',')
		}
		e.line(depth + 1)
		if err := e.text(f.key); err != nil {
			return err
		}
		e.dst = append(e.dst, ':')
		if e.o.Indent != "" {
			e.dst = append(e.dst, ' ')
		}
		var shape Shape
		if s != nil {
			shape = s.Field(f.key)
		}
		if err := e.in(jsontext.Step{Name: f.key}, f.value, shape, depth+1); err != nil {
			return err
		}
	}
	if len(fields) > 0 {
		e.line(depth)
	}
	e.dst = append(e.dst, '}')
	return nil
}

// badKey says what is wrong with a table that has a key that is no string.
func (e *encoder) badKey(t Table, k Value) error {
	i, whole := k.AsInt()
	if !whole {
		return e.fail("has a key that is a %s", k.Kind())
	}
	named := Nil
	t.Each(func(k, _ Value) bool {
		if k.IsString() {
			named = k
		}
		return named.IsNil()
	})
	if !named.IsNil() {
		return e.fail("mixes the element %d with named fields such as %s", i, named.Quote())
	}
	low, high := i, i
	t.Each(func(k, _ Value) bool {
		if j, whole := k.AsInt(); whole {
			low, high = min(low, j), max(high, j)
		}
		return true
	})
	if low < 1 {
		return e.fail("has an element at %d: lists begin at 1", low)
	}
	return e.holes(t, high)
}

// holes is the error for a list that has an element at i, but not all before.
func (e *encoder) holes(t Table, i int64) error {
	hole := 1
	for !t.At(hole).IsNil() {
		hole++
	}
	return e.fail("is a list with holes: it has an element at %d and none at %d, where json.null could stand", i, hole)
}

func (e *encoder) line(depth int) {
	if e.o.Indent == "" {
		return
	}
	e.dst = append(e.c.Grow(e.dst, 1+depth*len(e.o.Indent)+roomAhead), '\n')
	for range depth {
		e.dst = append(e.dst, e.o.Indent...)
	}
}
