package luabind

import (
	"context"
	"encoding/json"
	"math"
	"sort"
	"strconv"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"
)

// marks are the values by which a Host tells null, empty lists and empty
// objects apart.
type marks struct {
	null          Value
	array, object *lua.LTable
}

var nullClass = &Class{
	Name:   "null",
	Doc:    "JSON's null, as json.null.",
	String: func(any) string { return "null" },
}

type null struct{}

func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }

func (m *marks) open(h *Host) {
	m.null = h.Object(nullClass, null{})
	m.array, m.object = h.newTable(0, 0), h.newTable(0, 0)
}

// Null is json.null of this Host.
func (h *Host) Null() Value { return h.marks.null }

// IsNull says whether the value is json.null.
func (v Value) IsNull() bool { _, c := v.Object(); return c == nullClass }

// MarkList makes a table encode as a JSON list, also when it is empty.
func (h *Host) MarkList(t Table) Table { t.t.Metatable = h.marks.array; return t }

// MarkObject makes a table encode as a JSON object, also when it is empty.
func (h *Host) MarkObject(t Table) Table { t.t.Metatable = h.marks.object; return t }

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
}

// maxJSONDepth bounds nesting; a table that contains itself exceeds it.
const maxJSONDepth = 200

// AppendJSON appends the JSON text of a value: tables with elements 1 to n as
// lists, others as objects; iterators as lists; objects as they marshal
// themselves. It fails, with the path of the culprit, for functions, NaN,
// infinities, keys that are no strings, and cycles.
func (c *Call) AppendJSON(dst []byte, v Value, o JSONOptions) ([]byte, error) {
	e := &encoder{c: c, o: o, dst: dst}
	if err := e.value(v, o.Shape, "", 0); err != nil {
		return dst, err
	}
	return e.dst, nil
}

type encoder struct {
	c    *Call
	o    JSONOptions
	dst  []byte
	next int // length of dst at which to look at the budgets again
}

// grown charges the text as it grows, all of it each time, since nobody else
// sees it; and looks whether the task was stopped. A few tables that refer to
// each other can have endless text.
func (e *encoder) grown() error {
	n := len(e.dst)
	if n < e.next {
		return nil
	}
	e.next = n + n/4 + 1<<14
	e.c.Charge(n)
	return context.Cause(e.c.Context())
}

func (e *encoder) value(v Value, s Shape, path string, depth int) error {
	e.c.Steps(1)
	if depth > maxJSONDepth {
		return ValueErrorf("cannot encode as JSON: %s is nested too deeply, or contains itself", at(path))
	}
	if err := e.grown(); err != nil {
		return err
	}
	switch lv := v.raw().(type) {
	case *lua.LNilType:
		e.dst = append(e.dst, "null"...)
	case lua.LBool:
		e.dst = strconv.AppendBool(e.dst, bool(lv))
	case lua.LNumber:
		return e.number(float64(lv), path)
	case lua.LString:
		e.c.Charge(len(lv))
		e.dst = AppendQuoted(e.dst, string(lv))
	default:
		return e.compound(v, s, path, depth)
	}
	return nil
}

func (e *encoder) number(f float64, path string) error {
	switch {
	case math.IsNaN(f) || math.IsInf(f, 0):
		return ValueErrorf("cannot encode as JSON: %s is %s", at(path), numberString(lua.LNumber(f)))
	case f == math.Trunc(f) && math.Abs(f) < 1e15:
		e.dst = strconv.AppendInt(e.dst, int64(f), 10)
	default:
		b, _ := json.Marshal(f)
		e.dst = append(e.dst, b...)
	}
	return nil
}

func (e *encoder) compound(v Value, s Shape, path string, depth int) error {
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
		return e.list(list, nil, path, depth)
	}
	if self, class := v.Object(); class != nil {
		if p, ok := self.(Plainer); ok {
			if w, ok := p.Plain(e.c); ok {
				return e.value(w, s, path, depth+1)
			}
		}
		m, ok := self.(json.Marshaler)
		if !ok {
			return ValueErrorf("cannot encode as JSON: %s is a %s", at(path), class.Name)
		}
		b, err := m.MarshalJSON()
		if err != nil {
			return err
		}
		e.c.Charge(len(b))
		e.dst = append(e.dst, b...)
		return nil
	}
	t, ok := v.AsTable()
	if !ok {
		return ValueErrorf("cannot encode as JSON: %s is a %s", at(path), v.Type())
	}
	marks := &e.c.h.marks
	switch {
	case t.t.Metatable == lua.LValue(marks.array):
		return e.list(t, s, path, depth)
	case t.t.Metatable == lua.LValue(marks.object):
		return e.object(t, s, path, depth)
	case t.Empty():
		if s != nil && s.IsList() {
			e.dst = append(e.dst, "[]"...)
		} else {
			e.dst = append(e.dst, "{}"...)
		}
		return nil
	case t.IsList():
		return e.list(t, s, path, depth)
	}
	return e.object(t, s, path, depth)
}

func (e *encoder) list(t Table, s Shape, path string, depth int) error {
	if s != nil {
		s = s.Item()
	}
	e.dst = append(e.dst, '[')
	n := t.Len()
	for i := 1; i <= n; i++ {
		if i > 1 {
			e.dst = append(e.dst, ',')
		}
		e.line(depth + 1)
		if err := e.value(t.At(i), s, path+"["+strconv.Itoa(i)+"]", depth+1); err != nil {
			return err
		}
	}
	if n > 0 {
		e.line(depth)
	}
	e.dst = append(e.dst, ']')
	return nil
}

func (e *encoder) object(t Table, s Shape, path string, depth int) error {
	type field struct {
		key   string
		value Value
	}
	var fields []field
	var err error
	t.Each(func(k, v Value) bool {
		key, ok := k.AsString()
		if !ok || !k.IsString() {
			if n, isNum := k.AsInt(); isNum {
				err = ValueErrorf("cannot encode as JSON: %s mixes the element %d with named fields", at(path), n)
			} else {
				err = ValueErrorf("cannot encode as JSON: a key of %s is a %s", at(path), k.Kind())
			}
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
		e.dst = append(AppendQuoted(e.dst, f.key), ':')
		if e.o.Indent != "" {
			e.dst = append(e.dst, ' ')
		}
		var shape Shape
		if s != nil {
			shape = s.Field(f.key)
		}
		sub := f.key
		if path != "" {
			sub = path + "." + f.key
		}
		if err := e.value(f.value, shape, sub, depth+1); err != nil {
			return err
		}
	}
	if len(fields) > 0 {
		e.line(depth)
	}
	e.dst = append(e.dst, '}')
	return nil
}

func (e *encoder) line(depth int) {
	if e.o.Indent == "" {
		return
	}
	e.dst = append(e.dst, '\n')
	for range depth {
		e.dst = append(e.dst, e.o.Indent...)
	}
}

func at(path string) string {
	if path == "" {
		return "the value"
	}
	return "'" + path + "'"
}

// AppendQuoted appends s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD, as in encoding/json; nothing is escaped that need not be.
func AppendQuoted(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= ' ' && b != '"' && b != '\\' && b < utf8.RuneSelf {
			i++
			continue
		}
		if b < utf8.RuneSelf {
			dst = append(dst, s[start:i]...)
			switch b {
			case '"', '\\':
				dst = append(dst, '\\', b)
			case '\n':
				dst = append(dst, '\\', 'n')
			case '\r':
				dst = append(dst, '\\', 'r')
			case '\t':
				dst = append(dst, '\\', 't')
			default:
				dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
			}
			i++
			start = i
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(append(dst, s[start:i]...), "\ufffd"...)
			start = i + 1
		}
		i += n
	}
	return append(append(dst, s[start:]...), '"')
}
