package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// raw is an encoded JSON value.
type raw string

const null raw = "null"

// document is a JSON object whose fields keep their order and stay encoded:
// writing one out is copying, and large values (a droplet's region, size and
// image) are shared by all documents that have them. A field whose name starts
// with "_" is the simulator's own and never shown.
//
// A document of a shape has no fields of its own until somebody changes one.
type document struct {
	fields []field
	shape  *shape
	n      int // which one of its shape
}

type field struct {
	key   string
	value raw
}

// shape makes documents that differ by their number only, so that a hundred
// thousand of them take no memory to speak of.
type shape struct {
	fields []shapeField
	// parts are the fields that are shown as they are written out: text that is
	// the same in each document, and after it what make appends.
	parts []part
}

type part struct {
	text string
	make func(buf []byte, n int) []byte // nil after the last text
}

func newShape(fields ...shapeField) *shape {
	s := &shape{fields: fields}
	text := []byte{'{'}
	more := false
	for _, f := range fields {
		if f.key[0] == '_' {
			continue
		}
		text = appendKey(text, f.key, more)
		more = true
		if f.make == nil {
			text = append(text, f.fixed...)
			continue
		}
		s.parts = append(s.parts, part{string(text), f.make})
		text = text[:0]
	}
	s.parts = append(s.parts, part{text: string(append(text, '}'))})
	return s
}

func (s *shape) append(buf []byte, n int) []byte {
	for i := range s.parts {
		buf = append(buf, s.parts[i].text...)
		if s.parts[i].make != nil {
			buf = s.parts[i].make(buf, n)
		}
	}
	return buf
}

// shapeField is the same in each document, or appended by make.
type shapeField struct {
	key   string
	fixed raw
	make  func(buf []byte, n int) []byte
}

// object makes a document of keys and values in turn.
func object(pairs ...any) document {
	d := document{fields: make([]field, 0, len(pairs)/2)}
	for i := 0; i < len(pairs); i += 2 {
		d.fields = append(d.fields, field{pairs[i].(string), encode(pairs[i+1])})
	}
	return d
}

// errNotObject is what parseDocument says of other JSON values.
var errNotObject = errors.New("not a JSON object")

// parseDocument reads a JSON object. As everywhere, the last one of equal keys
// counts.
func parseDocument(text []byte) (document, error) {
	var d document
	dec := json.NewDecoder(bytes.NewReader(text))
	open, err := dec.Token()
	if err != nil {
		return d, err
	}
	if open != json.Delim('{') {
		return d, errNotObject
	}
	at := map[string]int{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return d, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return d, err
		}
		if i, ok := at[key.(string)]; ok {
			d.fields[i].value = raw(value)
			continue
		}
		at[key.(string)] = len(d.fields)
		d.fields = append(d.fields, field{key.(string), raw(value)})
	}
	if _, err := dec.Token(); err != nil {
		return d, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return d, errors.New("more after the JSON object")
	}
	return d, nil
}

// own gives the document fields of its own.
func (d *document) own() {
	if d.shape == nil {
		return
	}
	d.fields = make([]field, len(d.shape.fields))
	for i, f := range d.shape.fields {
		d.fields[i] = field{f.key, f.value(d.n)}
	}
	d.shape = nil
}

func (f *shapeField) value(n int) raw {
	if f.make == nil {
		return f.fixed
	}
	return raw(f.make(nil, n))
}

// get returns the encoded value, "" when there is none.
func (d *document) get(key string) raw {
	if d.shape != nil {
		for i := range d.shape.fields {
			if f := &d.shape.fields[i]; f.key == key {
				return f.value(d.n)
			}
		}
	}
	for i := range d.fields {
		if d.fields[i].key == key {
			return d.fields[i].value
		}
	}
	return ""
}

// has reports whether there is a value other than null.
func (d *document) has(key string) bool {
	v := d.get(key)
	return v != "" && v != null
}

func (d *document) put(key string, value raw) {
	d.own()
	for i := range d.fields {
		if d.fields[i].key == key {
			d.fields[i].value = value
			return
		}
	}
	d.fields = append(d.fields, field{key, value})
}

// set encodes v and puts it under key, at the end if the key is new.
func (d *document) set(key string, v any) { d.put(key, encode(v)) }

// unset removes a field.
func (d *document) unset(key string) {
	d.own()
	d.fields = slices.DeleteFunc(d.fields, func(f field) bool { return f.key == key })
}

// clone returns a document that can be changed apart.
func (d *document) clone() document {
	c := *d
	c.fields = slices.Clone(d.fields)
	return c
}

func (d *document) str(key string) string    { return decodeString(d.get(key)) }
func (d *document) boolean(key string) bool  { return d.get(key) == "true" }
func (d *document) integer(key string) int64 { return decodeInteger(d.get(key)) }
func (d *document) strings(key string) []string {
	var list []string
	decode(d.get(key), &list)
	return list
}
func (d *document) integers(key string) []int64 {
	var list []int64
	decode(d.get(key), &list)
	return list
}
func (d *document) object(key string) document {
	inner, _ := parseDocument([]byte(d.get(key)))
	return inner
}

// append writes the document out, without the simulator's own fields.
func (d *document) append(buf []byte) []byte {
	if d.shape != nil {
		return d.shape.append(buf, d.n)
	}
	buf = append(buf, '{')
	start := len(buf)
	for i := range d.fields {
		f := &d.fields[i]
		if f.key != "" && f.key[0] == '_' {
			continue
		}
		buf = appendKey(buf, f.key, len(buf) > start)
		buf = append(buf, f.value...)
	}
	return append(buf, '}')
}

func appendKey(buf []byte, key string, more bool) []byte {
	if more {
		buf = append(buf, ',')
	}
	return append(appendString(buf, key), ':')
}

func (d *document) raw() raw { return raw(d.append(nil)) }

// decode reads an encoded value into v and reports whether it fits.
func decode(value raw, v any) bool {
	return value != "" && json.Unmarshal([]byte(value), v) == nil
}

func decodeString(value raw) string {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	if inner := string(value[1 : len(value)-1]); strings.IndexByte(inner, '\\') < 0 {
		return inner
	}
	var s string
	decode(value, &s)
	return s
}

func decodeInteger(value raw) int64 {
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// encode returns v as JSON. Times are written as the API writes them.
func encode(v any) raw {
	switch v := v.(type) {
	case raw:
		return v
	case nil:
		return null
	case string:
		return raw(appendString(make([]byte, 0, len(v)+2), v))
	case int:
		return raw(strconv.Itoa(v))
	case int64:
		return raw(strconv.FormatInt(v, 10))
	case bool:
		return raw(strconv.FormatBool(v))
	case float64:
		return raw(strconv.FormatFloat(v, 'f', -1, 64))
	case time.Time:
		return raw(appendStamp(nil, v))
	case document:
		return v.raw()
	case []string:
		return list(v)
	case []int64:
		return list(v)
	case []raw:
		return list(v)
	case []document:
		return list(v)
	}
	panic(fmt.Sprintf("sim: cannot encode %T", v))
}

func list[T any](items []T) raw {
	buf := []byte{'['}
	for i, item := range items {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = append(buf, encode(item)...)
	}
	return raw(append(buf, ']'))
}

// appendStamp writes a time as the API does: "2006-01-02T15:04:05Z". Lists are
// full of them, and a layout would be interpreted each time.
func appendStamp(buf []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	buf = append(buf, '"')
	buf = append(appendDigits(buf, year, 4), '-')
	buf = append(appendDigits(buf, int(month), 2), '-')
	buf = append(appendDigits(buf, day, 2), 'T')
	buf = append(appendDigits(buf, hour, 2), ':')
	buf = append(appendDigits(buf, minute, 2), ':')
	buf = append(appendDigits(buf, second, 2), 'Z')
	return append(buf, '"')
}

func appendDigits(buf []byte, n, width int) []byte {
	for i := width - 1; i >= 0; i-- {
		digit := n
		for range i {
			digit /= 10
		}
		buf = append(buf, byte('0'+digit%10))
	}
	return buf
}

// appendString writes a JSON string, escaping no more than JSON asks for.
func appendString(buf []byte, s string) []byte {
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

// elements splits an encoded list; nil for what is not one.
func elements(value raw) []raw {
	var items []json.RawMessage
	decode(value, &items)
	out := make([]raw, len(items))
	for i, item := range items {
		out[i] = raw(item)
	}
	return out
}
