package jsontext

import (
	"encoding/json"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is the type of a JSON value.
type Kind uint8

// The kinds of JSON values. KindNone is the kind of a value that is not there.
const (
	KindNone Kind = iota
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a string", "a list", "an object"}

// String names the kind with its article, as messages need it: "a list".
func (k Kind) String() string { return kindNames[k] }

// kindOf tells the kind of a valid value from its first character.
func kindOf(c byte) Kind {
	switch c {
	case 'n':
		return KindNull
	case 't', 'f':
		return KindBool
	case '"':
		return KindString
	case '[':
		return KindArray
	case '{':
		return KindObject
	}
	return KindNumber
}

// Value is a JSON value that has been checked, kept as its text: nothing is
// decoded before somebody asks. The zero Value is no value at all, which every
// method can stand: a chain of Get never fails, it ends in a Value whose Exists
// is false.
//
// Values are immutable and safe from any goroutine. One keeps the text of the
// object alive that it was taken from; the strings from Text do not.
type Value struct{ raw string }

// Parse checks a JSON text. The error is a [*SyntaxError].
func Parse(text string) (Value, error) {
	doc, bad := Scan([]byte(text), Want{})
	if bad != nil {
		return Value{}, bad
	}
	return Value{text[doc.root.start:doc.root.end]}, nil
}

// Of is the value of a text that is known to be valid JSON, without white
// space around it: of any other text the methods are undefined. "" is no value.
func Of(text string) Value { return Value{text} }

// Exists reports whether there is a value; a null is one.
func (v Value) Exists() bool { return v.raw != "" }

// IsNull reports whether v is null, or not there.
func (v Value) IsNull() bool { return v.raw == "" || v.raw[0] == 'n' }

// Kind tells what v is.
func (v Value) Kind() Kind {
	if v.raw == "" {
		return KindNone
	}
	return kindOf(v.raw[0])
}

// Raw is the JSON text as the API sent it, "" for no value.
func (v Value) Raw() string { return v.raw }

// MarshalJSON returns the text as the API sent it, null for no value.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.raw == "" {
		return []byte("null"), nil
	}
	return []byte(v.raw), nil
}

// Decode stores v in what the pointer points to, as json.Unmarshal does.
func (v Value) Decode(to any) error {
	return json.Unmarshal([]byte(v.raw), to)
}

// Bool is the value of a boolean, false for anything else.
func (v Value) Bool() bool { return v.raw == "true" }

// Text is the content of a string, "" for anything else.
func (v Value) Text() string {
	if v.Kind() != KindString {
		return ""
	}
	return unquote(v.raw)
}

// Plain reports whether v is a string whose content stands as it is between the
// quotes of Raw: ASCII without escapes.
func (v Value) Plain() bool {
	return v.Kind() == KindString && plain(v.raw[1:len(v.raw)-1])
}

// Is reports whether v is a string of that content.
func (v Value) Is(text string) bool {
	if v.Plain() {
		return v.raw[1:len(v.raw)-1] == text
	}
	return v.Kind() == KindString && unquote(v.raw) == text
}

// String is the content of a string, and the JSON text of anything else.
func (v Value) String() string {
	if v.Kind() == KindString {
		return unquote(v.raw)
	}
	return v.raw
}

// Int64 is the value of a whole number, also when it is written 1e3 or 1.0; ok
// is false when v is no number, is not whole or does not fit.
func (v Value) Int64() (n int64, ok bool) {
	if v.Kind() != KindNumber {
		return 0, false
	}
	if n, err := strconv.ParseInt(v.raw, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(v.raw, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 || !strings.ContainsAny(v.raw, ".eE") {
		return 0, false
	}
	return int64(f), true
}

// Int is Int64, 0 where that is not ok.
func (v Value) Int() int64 {
	n, _ := v.Int64()
	return n
}

// Float is the nearest float64 of a number, 0 for anything else. Integers beyond
// 2^53 lose digits: Raw has them all.
func (v Value) Float() float64 {
	if v.Kind() != KindNumber {
		return 0
	}
	f, _ := strconv.ParseFloat(v.raw, 64)
	return f
}

// Time is the instant that an ISO 8601 text means; zero for anything else.
func (v Value) Time() time.Time {
	t, err := time.Parse(time.RFC3339, v.Text())
	if err != nil {
		return time.Time{}
	}
	return t
}

// Len is the number of elements of a list or of fields of an object; 0 for
// anything else.
func (v Value) Len() int {
	n := 0
	switch v.Kind() {
	case KindArray:
		for range v.Elements() {
			n++
		}
	case KindObject:
		for range v.Fields() {
			n++
		}
	}
	return n
}

// Elements ranges over the elements of a list; over nothing for anything else.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != KindArray {
			return
		}
		i := skipSpace(v.raw, 1)
		for v.raw[i] != ']' {
			end := skipValue(v.raw, i)
			if !yield(Value{v.raw[i:end]}) {
				return
			}
			i = skipComma(v.raw, end)
		}
	}
}

// Fields ranges over the fields of an object in the order in which they stand;
// over nothing for anything else. Of several fields with one name the last
// counts.
func (v Value) Fields() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() == KindObject {
			NewIndex(v).Fields(v, yield)
		}
	}
}

// Get follows a path of field names, and of decimal positions from 0 where it
// meets lists. A step that leads nowhere gives a Value that does not exist.
func (v Value) Get(path ...string) Value {
	for _, step := range path {
		switch v.Kind() {
		case KindObject:
			v = v.field(step)
		case KindArray:
			v = v.element(step)
		default:
			return Value{}
		}
	}
	return v
}

// field finds one field without an index.
func (v Value) field(name string) Value {
	var found Value
	i := skipSpace(v.raw, 1)
	for v.raw[i] != '}' {
		start := i + 1
		end := skipString(v.raw, start) - 1
		i = skipSpace(v.raw, skipSpace(v.raw, end+1)+1)
		from := i
		i = skipValue(v.raw, i)
		if sameKey(v.raw[start:end], name) {
			found = Value{v.raw[from:i]}
		}
		i = skipComma(v.raw, i)
	}
	return found
}

func (v Value) element(step string) Value {
	n, err := strconv.Atoi(step)
	if err != nil || n < 0 {
		return Value{}
	}
	for e := range v.Elements() {
		if n == 0 {
			return e
		}
		n--
	}
	return Value{}
}

// Equal reports whether both mean the same: objects in whatever order their
// fields stand, numbers however they are written.
func (v Value) Equal(w Value) bool {
	if v.raw == w.raw {
		return true
	}
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
			if !ok || !x.Equal(y) {
				return false
			}
			n++
		}
		return n == len(fields)
	case KindArray:
		return slices.EqualFunc(slices.Collect(v.Elements()), slices.Collect(w.Elements()), Value.Equal)
	case KindString:
		return v.Text() == w.Text()
	case KindNumber:
		return v.sameNumber(w)
	}
	return false
}

// sameNumber compares two numbers that are written differently. Integers beyond
// int64 have only one spelling.
func (v Value) sameNumber(w Value) bool {
	x, okX := v.Int64()
	y, okY := w.Int64()
	if okX || okY {
		return okX && okY && x == y
	}
	return strings.ContainsAny(v.raw, ".eE") && strings.ContainsAny(w.raw, ".eE") && v.Float() == w.Float()
}
