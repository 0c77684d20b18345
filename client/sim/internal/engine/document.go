package engine

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Raw is an encoded JSON value.
type Raw string

const Null Raw = "null"

// Document is a JSON object whose fields keep their order and stay encoded:
// writing one out is copying, and large values (a droplet's region, size and
// image) are shared by all documents that have them. A field whose name starts
// with "_" is the simulator's own and never shown.
//
// A document of a shape has no fields of its own until somebody changes one.
type Document struct {
	Fields []Field
	Shape  *Shape
	N      int // which one of its shape

	seen map[string]bool // the fields that somebody has asked for; nil: nobody counts
}

type Field struct {
	Key   string
	Value Raw
}

// Shape makes documents that differ by their number only, so that a hundred
// thousand of them take no memory to speak of.
type Shape struct {
	Fields []ShapeField
	// Parts are the fields that are shown as they are written out: text that is
	// the same in each document, and after it what make appends.
	Parts []Part
}

type Part struct {
	Text string
	Make func(buf []byte, n int) []byte // nil after the last text
}

func NewShape(fields ...ShapeField) *Shape {
	s := &Shape{Fields: fields}
	text := []byte{'{'}
	more := false
	for _, f := range fields {
		if f.Key[0] == '_' {
			continue
		}
		text = AppendKey(text, f.Key, more)
		more = true
		if f.Make == nil {
			text = append(text, f.Fixed...)
			continue
		}
		s.Parts = append(s.Parts, Part{string(text), f.Make})
		text = text[:0]
	}
	s.Parts = append(s.Parts, Part{Text: string(append(text, '}'))})
	return s
}

func (s *Shape) Append(buf []byte, n int) []byte {
	for i := range s.Parts {
		buf = append(buf, s.Parts[i].Text...)
		if s.Parts[i].Make != nil {
			buf = s.Parts[i].Make(buf, n)
		}
	}
	return buf
}

// ShapeField is the same in each document, or appended by make.
type ShapeField struct {
	Key   string
	Fixed Raw
	Make  func(buf []byte, n int) []byte
}

// Object makes a document of keys and values in turn.
func Object(pairs ...any) Document {
	d := Document{Fields: make([]Field, 0, len(pairs)/2)}
	for i := 0; i < len(pairs); i += 2 {
		d.Fields = append(d.Fields, Field{pairs[i].(string), Encode(pairs[i+1])})
	}
	return d
}

// Own gives the document fields of its own.
func (d *Document) Own() {
	if d.Shape == nil {
		return
	}
	d.Fields = make([]Field, len(d.Shape.Fields))
	for i, f := range d.Shape.Fields {
		d.Fields[i] = Field{f.Key, f.Value(d.N)}
	}
	d.Shape = nil
}

func (f *ShapeField) Value(n int) Raw {
	if f.Make == nil {
		return f.Fixed
	}
	return Raw(f.Make(nil, n))
}

// Get returns the encoded value, "" when there is none.
func (d *Document) Get(key string) Raw {
	if d.seen != nil {
		d.seen[key] = true
	}
	if d.Shape != nil {
		for i := range d.Shape.Fields {
			if f := &d.Shape.Fields[i]; f.Key == key {
				return f.Value(d.N)
			}
		}
	}
	for i := range d.Fields {
		if d.Fields[i].Key == key {
			return d.Fields[i].Value
		}
	}
	return ""
}

// AppendValue appends the encoded value, nothing when there is none.
func (d *Document) AppendValue(buf []byte, key string) []byte {
	if d.Shape != nil {
		for i := range d.Shape.Fields {
			if f := &d.Shape.Fields[i]; f.Key == key && f.Make != nil {
				return f.Make(buf, d.N)
			}
		}
	}
	return append(buf, d.Get(key)...)
}

// Has reports whether there is a value other than null.
func (d *Document) Has(key string) bool {
	v := d.Get(key)
	return v != "" && v != Null
}

func (d *Document) Put(key string, value Raw) {
	d.Own()
	for i := range d.Fields {
		if d.Fields[i].Key == key {
			d.Fields[i].Value = value
			return
		}
	}
	d.Fields = append(d.Fields, Field{key, value})
}

// Set encodes v and puts it under key, at the end if the key is new.
func (d *Document) Set(key string, v any) { d.Put(key, Encode(v)) }

// Unset removes a field.
func (d *Document) Unset(key string) {
	d.Own()
	d.Fields = slices.DeleteFunc(d.Fields, func(f Field) bool { return f.Key == key })
}

// Clone returns a document that can be changed apart.
func (d *Document) Clone() Document {
	c := *d
	c.Fields = slices.Clone(d.Fields)
	c.seen = nil
	return c
}

func (d *Document) Str(key string) string    { return DecodeString(d.Get(key)) }
func (d *Document) Boolean(key string) bool  { return d.Get(key) == "true" }
func (d *Document) Integer(key string) int64 { return DecodeInteger(d.Get(key)) }
func (d *Document) Strings(key string) []string {
	return DecodeStrings(d.Get(key))
}
func (d *Document) Integers(key string) []int64 {
	var list []int64
	Decode(d.Get(key), &list)
	return list
}
func (d *Document) Object(key string) Document {
	inner, _ := ParseDocument(d.Get(key))
	return inner
}

// Append writes the document out, without the simulator's own fields.
func (d *Document) Append(buf []byte) []byte {
	if d.Shape != nil {
		return d.Shape.Append(buf, d.N)
	}
	buf = append(buf, '{')
	start := len(buf)
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Key != "" && f.Key[0] == '_' {
			continue
		}
		buf = AppendKey(buf, f.Key, len(buf) > start)
		buf = append(buf, f.Value...)
	}
	return append(buf, '}')
}

func AppendKey(buf []byte, key string, more bool) []byte {
	if more {
		buf = append(buf, ',')
	}
	return append(AppendString(buf, key), ':')
}

func (d *Document) Raw() Raw { return Raw(d.Append(nil)) }

// Decode reads an encoded value into v and reports whether it fits.
func Decode(value Raw, v any) bool {
	return value != "" && json.Unmarshal([]byte(value), v) == nil
}

func DecodeString(value Raw) string {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	if inner := string(value[1 : len(value)-1]); strings.IndexByte(inner, '\\') < 0 {
		return inner
	}
	var s string
	Decode(value, &s)
	return s
}

// DecodeStrings returns the strings of an encoded list.
func DecodeStrings(value Raw) []string {
	var list []string
	if value == "" || value[0] != '[' {
		return nil
	}
	for _, item := range Elements(value) {
		if item[0] == '"' {
			list = append(list, DecodeString(item))
		}
	}
	return list
}

func DecodeInteger(value Raw) int64 {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// Encode returns v as JSON. Times are written as the API writes them.
func Encode(v any) Raw {
	switch v := v.(type) {
	case Raw:
		return v
	case nil:
		return Null
	case string:
		return Raw(AppendString(make([]byte, 0, len(v)+2), v))
	case int:
		return Raw(strconv.Itoa(v))
	case int64:
		return Raw(strconv.FormatInt(v, 10))
	case bool:
		return Raw(strconv.FormatBool(v))
	case float64:
		return Raw(strconv.FormatFloat(v, 'f', -1, 64))
	case time.Time:
		return Raw(AppendStamp(nil, v))
	case Document:
		return v.Raw()
	case []string:
		return List(v)
	case []int64:
		return List(v)
	case []Raw:
		return List(v)
	case []Document:
		return List(v)
	}
	panic(fmt.Sprintf("sim: cannot encode %T", v))
}

func List[T any](items []T) Raw {
	buf := []byte{'['}
	for i, item := range items {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(buf, Encode(item)...)
	}
	return Raw(append(buf, ']'))
}

// AppendStamp writes a time as the API does: "2006-01-02T15:04:05Z". Lists are
// full of them, and a layout would be interpreted each time.
func AppendStamp(buf []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	buf = append(buf, '"')
	buf = append(AppendDigits(buf, year, 4), '-')
	buf = append(AppendDigits(buf, int(month), 2), '-')
	buf = append(AppendDigits(buf, day, 2), 'T')
	buf = append(AppendDigits(buf, hour, 2), ':')
	buf = append(AppendDigits(buf, minute, 2), ':')
	buf = append(AppendDigits(buf, second, 2), 'Z')
	return append(buf, '"')
}

func AppendDigits(buf []byte, n, width int) []byte {
	for i := width - 1; i >= 0; i-- {
		digit := n
		for range i {
			digit /= 10
		}
		buf = append(buf, byte('0'+digit%10))
	}
	return buf
}

// AppendString writes a JSON string, escaping no more than JSON asks for.
func AppendString(buf []byte, s string) []byte {
	buf = append(buf, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if c >= utf8.RuneSelf && (r != utf8.RuneError || size > 1) {
			i += size
			continue
		}
		buf = append(buf, s[start:i]...)
		switch {
		case c == '"' || c == '\\':
			buf = append(buf, '\\', c)
		case c >= utf8.RuneSelf:
			buf = append(buf, "\uFFFD"...)
		default:
			buf = fmt.Appendf(buf, `\u%04x`, c)
		}
		i += size
		start = i
	}
	return append(append(buf, s[start:]...), '"')
}

// EncodeAll makes one unambiguous name of several texts.
func EncodeAll(texts ...string) string { return string(Encode(texts)) }

// SameJSON reports whether two encoded values mean the same.
func SameJSON(a, b Raw) bool {
	if a == b {
		return true
	}
	var x, y any
	return Decode(a, &x) && Decode(b, &y) && reflect.DeepEqual(x, y)
}
