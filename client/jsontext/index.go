package jsontext

import (
	"encoding/json"
	"math/bits"
	"slices"
	"strings"
)

// The functions of this file walk texts that the scanner has accepted, and so
// look for the ends of things only.

// skipValue returns where the value that starts at i ends.
func skipValue(s string, i int) int {
	switch s[i] {
	case '"':
		return skipString(s, i+1)
	case '{', '[':
		return skipNested(s, i)
	}
	for i < len(s) {
		switch s[i] {
		case ',', ']', '}', ' ', '\t', '\r', '\n':
			return i
		}
		i++
	}
	return i
}

func skipNested(s string, i int) int {
	depth := 0
	for {
		switch s[i] {
		case '"':
			i = skipString(s, i+1)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
}

// skipString returns the index behind the closing quote of the string whose
// first character is at i.
func skipString(s string, i int) int {
	for {
		for i+8 <= len(s) {
			w := s[i : i+8]
			x := uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
				uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
			if m := special(x); m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
			i += 8
		}
		switch s[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
		i++
	}
}

func skipSpace(s string, i int) int {
	for {
		switch s[i] {
		case ' ', '\t', '\r', '\n':
			i++
		default:
			return i
		}
	}
}

// skipComma goes from the end of a value to the start of the next, or to the
// closing bracket.
func skipComma(s string, i int) int {
	if i = skipSpace(s, i); s[i] == ',' {
		return skipSpace(s, i+1)
	}
	return i
}

// unquote decodes a string of which quoted is the JSON text. What it returns
// does not keep quoted alive.
func unquote(quoted string) string {
	inner := quoted[1 : len(quoted)-1]
	if plain(inner) {
		return strings.Clone(inner)
	}
	var s string
	// encoding/json decides what becomes of lone surrogates and broken UTF-8.
	if err := json.Unmarshal([]byte(quoted), &s); err != nil {
		return inner
	}
	return s
}

// plain reports whether the inside of a string stands for itself.
func plain[T string | []byte](inner T) bool {
	const (
		ones   = 0x0101010101010101
		escape = ones * '\\'
		high   = ones << 7
	)
	i := 0
	for ; i+8 <= len(inner); i += 8 {
		w := inner[i : i+8]
		x := uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
			uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
		if e := x ^ escape; (x|(e-ones)&^e)&high != 0 {
			return false
		}
	}
	for ; i < len(inner); i++ {
		if c := inner[i]; c == '\\' || c >= 0x80 {
			return false
		}
	}
	return true
}

// sameKey compares the inside of a quoted key with a name.
func sameKey(inner, name string) bool {
	if plain(inner) {
		return inner == name
	}
	return unquote(`"`+inner+`"`) == name
}

// Index says where the fields of an object stand, in their order.
type Index struct {
	members []member
	plain   bool // every name stands for itself
}

// NewIndex reads an object. Whatever else the API may send in its place has no
// fields.
func NewIndex(object Value) *Index {
	raw := object.raw
	if kindOf(raw[0]) != KindObject {
		return new(Index)
	}
	var buffer [40]member // what a droplet has, and some
	members, allPlain := buffer[:0], true
	i := skipSpace(raw, 1)
	for raw[i] != '}' {
		key := Span{uint32(i + 1), uint32(skipString(raw, i+1) - 1)}
		allPlain = allPlain && plain(raw[key.start:key.end])
		i = skipSpace(raw, skipSpace(raw, int(key.end)+1)+1)
		end := skipValue(raw, i)
		members = append(members, member{key, Span{uint32(i), uint32(end)}})
		i = skipComma(raw, end)
	}
	return &Index{slices.Clone(members), allPlain}
}

// Find returns the value of a field of the object that was read; of several with one name the last counts.
func (x *Index) Find(object Value, name string) Value {
	raw := object.raw
	for i := len(x.members) - 1; i >= 0; i-- {
		m := &x.members[i]
		key := raw[m.key.start:m.key.end]
		if x.plain && key == name || !x.plain && sameKey(key, name) {
			return Value{raw[m.value.start:m.value.end]}
		}
	}
	return Value{}
}

// Fields yields the fields of the object that was read in order, of several with one name the last.
func (x *Index) Fields(object Value, yield func(string, Value) bool) {
	raw := object.raw
	names := make([]string, len(x.members))
	last := make(map[string]int, len(x.members))
	for i, m := range x.members {
		names[i] = unquote(raw[m.key.start-1 : m.key.end+1])
		last[names[i]] = i
	}
	for i, m := range x.members {
		if last[names[i]] == i && !yield(names[i], Value{raw[m.value.start:m.value.end]}) {
			return
		}
	}
}
