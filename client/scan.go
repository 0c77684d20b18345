package client

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// maxDepth is how deeply arrays and objects may nest: encoding/json's limit.
const maxDepth = 10_000

// span is a part of a text: text[start:end]. Texts are bodies, which the cap on
// them keeps below 4 GB.
type span struct{ start, end uint32 }

// member is a field of an object: where its key stands, without the quotes and
// as it is written, and its value.
type member struct{ key, value span }

// wanted says what should come apart while a text is checked.
type wanted struct {
	list   string // the member whose elements are wanted; "" for none
	id     string // the field of those that identifies them; "" for none
	fields bool   // where the fields of each element stand
}

// document is what one pass over a JSON text found.
type document struct {
	kind    Kind     // of the whole
	root    span     // the text without the white space around it
	members []member // of the object that the whole is
	list    []span   // elements of the wanted list
	ids     []span   // of each of them the wanted field, empty where there is none
	fields  []member // of all elements, one after the other, if they were wanted
	ends    []int    // of each of them, where its fields end in that
	hasList bool     // whether the wanted list was there
}

// index tells where the fields of an element stand in its own text, nil if that
// was not wanted or it has none.
func (doc *document) index(b []byte, element int) *index {
	if element >= len(doc.ends) {
		return nil
	}
	from := 0
	if element > 0 {
		from = doc.ends[element-1]
	}
	all := doc.fields[from:doc.ends[element]]
	if len(all) == 0 {
		return nil
	}
	x := &index{members: make([]member, len(all)), plain: true}
	start := doc.list[element].start
	for i, m := range all {
		x.plain = x.plain && plain(b[m.key.start:m.key.end])
		x.members[i] = member{span{m.key.start - start, m.key.end - start}, span{m.value.start - start, m.value.end - start}}
	}
	return x
}

// room is a document without anything in it, that uses the space of doc again.
func (doc *document) room() document {
	return document{members: doc.members[:0], list: doc.list[:0], ids: doc.ids[:0], fields: doc.fields[:0], ends: doc.ends[:0]}
}

// scanner checks JSON texts in one pass and accepts exactly what encoding/json
// does.
type scanner struct {
	b     []byte
	err   *syntaxError
	depth int
	// nest has a bit for each open bracket: 1 for an object, 0 for an array.
	nest [maxDepth/64 + 1]uint64
}

// syntaxError says what is wrong with a JSON text and where.
type syntaxError struct {
	offset int
	text   string
}

func (e *syntaxError) Error() string { return e.text }

// scanDocument checks all of b, and takes what is wanted apart on the way. Of
// several fields with one name the last counts, as with encoding/json.
func scanDocument(b []byte, want wanted) (document, *syntaxError) {
	return scanInto(document{}, b, want)
}

// scanInto is scanDocument in the room of an earlier document.
func scanInto(doc document, b []byte, want wanted) (document, *syntaxError) {
	s := scanner{b: b}
	i := s.space(0)
	doc.root.start = uint32(i)
	if i < len(b) {
		doc.kind = kindOf(b[i])
	}
	if doc.kind == KindObject {
		i = s.object(i, func(m member, i int) int {
			isList := want.list != "" && sameKey(string(b[m.key.start:m.key.end]), want.list)
			switch {
			case isList && i < len(b) && b[i] == '[':
				i = s.elements(i, want, &doc)
			case isList:
				doc.list, doc.ids, doc.fields, doc.ends, doc.hasList = nil, nil, nil, nil, false
				i = s.value(i)
			default:
				i = s.value(i)
			}
			m.value.end = uint32(i)
			doc.members = append(doc.members, m)
			return i
		})
	} else {
		i = s.value(i)
	}
	if i < 0 {
		return document{}, s.err
	}
	doc.root.end = uint32(i)
	if i = s.space(i); i < len(b) {
		s.fail(i, "after the top-level value")
		return document{}, s.err
	}
	return doc, nil
}

// object reads the object at i, whose values it leaves to the function: that
// gets a member whose value starts at the index, and returns where it ends or -1.
func (s *scanner) object(i int, value func(m member, i int) int) int {
	b := s.b
	s.depth++
	if i = s.space(i + 1); i < len(b) && b[i] == '}' {
		s.depth--
		return i + 1
	}
	for {
		if i >= len(b) || b[i] != '"' {
			return s.fail(i, "where the name of a field should be")
		}
		start := i + 1
		if i = shortText(b, start); i == 0 {
			if i = s.text(start); i < 0 {
				return i
			}
		}
		key := span{uint32(start), uint32(i - 1)}
		if i = s.space(i); i >= len(b) || b[i] != ':' {
			return s.fail(i, "where a colon should be")
		}
		i = s.space(i + 1)
		if i = value(member{key: key, value: span{start: uint32(i)}}, i); i < 0 {
			return i
		}
		i = s.space(i)
		if i < len(b) && b[i] == '}' {
			s.depth--
			return i + 1
		}
		if i >= len(b) || b[i] != ',' {
			return s.fail(i, "where a comma or the end of the object should be")
		}
		i = s.space(i + 1)
	}
}

// elements reads the array at i and notes its elements.
func (s *scanner) elements(i int, want wanted, doc *document) int {
	b, id := s.b, want.id
	doc.list, doc.ids, doc.fields, doc.ends, doc.hasList = doc.list[:0], doc.ids[:0], doc.fields[:0], doc.ends[:0], true
	s.depth++
	if i = s.space(i + 1); i < len(b) && b[i] == ']' {
		s.depth--
		return i + 1
	}
	var found span
	note := func(m member, i int) int {
		from := i
		i = s.value(i)
		if key := b[m.key.start:m.key.end]; id != "" && (string(key) == id || !plain(key) && sameKey(string(key), id)) {
			found = span{uint32(from), uint32(i)}
		}
		if want.fields {
			m.value.end = uint32(i)
			doc.fields = append(doc.fields, m)
		}
		return i
	}
	for {
		start := i
		found = span{}
		if (id != "" || want.fields) && i < len(b) && b[i] == '{' {
			i = s.object(i, note)
		} else {
			i = s.value(i)
		}
		if i < 0 {
			return i
		}
		doc.list = append(doc.list, span{uint32(start), uint32(i)})
		doc.ids = append(doc.ids, found)
		if want.fields {
			doc.ends = append(doc.ends, len(doc.fields))
		}
		i = s.space(i)
		if i < len(b) && b[i] == ']' {
			s.depth--
			return i + 1
		}
		if i >= len(b) || b[i] != ',' {
			return s.fail(i, "where a comma or the end of the list should be")
		}
		i = s.space(i + 1)
	}
}

// value checks the value that starts at i and returns where it ends, or -1 with
// s.err set. It is the whole inner loop: no recursion, no allocation.
func (s *scanner) value(i int) int {
	b := s.b
	base := s.depth
	inObject := false

value:
	if i >= len(b) {
		return s.fail(i, "where a value should be")
	}
	switch b[i] {
	case '"':
		if end := shortText(b, i+1); end > 0 {
			i = end
		} else if i = s.text(i + 1); i < 0 {
			return i
		}
	case '{':
		s.depth++
		if s.depth > maxDepth {
			return s.tooDeep(i)
		}
		s.nest[s.depth>>6] |= 1 << (s.depth & 63)
		inObject = true
		if i = s.space(i + 1); i < len(b) && b[i] == '}' {
			goto closing
		}
		goto key
	case '[':
		s.depth++
		if s.depth > maxDepth {
			return s.tooDeep(i)
		}
		s.nest[s.depth>>6] &^= 1 << (s.depth & 63)
		inObject = false
		if i = s.space(i + 1); i < len(b) && b[i] == ']' {
			goto closing
		}
		goto value
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if i = s.number(i); i < 0 {
			return i
		}
	case 't':
		if i = s.literal(i, "true"); i < 0 {
			return i
		}
	case 'f':
		if i = s.literal(i, "false"); i < 0 {
			return i
		}
	case 'n':
		if i = s.literal(i, "null"); i < 0 {
			return i
		}
	case ' ', '\t', '\r', '\n':
		i = s.space(i)
		goto value
	default:
		return s.fail(i, "where a value should be")
	}

after:
	if s.depth == base {
		return i
	}
	if i < len(b) && b[i] <= ' ' {
		i = s.space(i)
	}
	if inObject {
		if i < len(b) && b[i] == ',' {
			i++
			goto key
		}
		if i < len(b) && b[i] == '}' {
			goto closing
		}
		return s.fail(i, "where a comma or the end of the object should be")
	}
	if i < len(b) && b[i] == ',' {
		i++
		goto value
	}
	if i < len(b) && b[i] == ']' {
		goto closing
	}
	return s.fail(i, "where a comma or the end of the list should be")

key:
	if i < len(b) && b[i] <= ' ' {
		i = s.space(i)
	}
	if i >= len(b) || b[i] != '"' {
		return s.fail(i, "where the name of a field should be")
	}
	if end := shortText(b, i+1); end > 0 {
		i = end
	} else if i = s.text(i + 1); i < 0 {
		return i
	}
	if i < len(b) && b[i] <= ' ' {
		i = s.space(i)
	}
	if i >= len(b) || b[i] != ':' {
		return s.fail(i, "where a colon should be")
	}
	i++
	goto value

closing:
	i++
	s.depth--
	inObject = s.nest[s.depth>>6]>>(s.depth&63)&1 != 0
	goto after
}

// text returns the index behind the closing quote of the string whose first
// character is at i.
func (s *scanner) text(i int) int {
	b := s.b
	for {
		for i+8 <= len(b) {
			if m := special(binary.LittleEndian.Uint64(b[i:])); m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
			i += 8
		}
		if i >= len(b) {
			return s.fail(i, "in the middle of a string")
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = s.escape(i + 1); i < 0 {
				return i
			}
		case c < ' ':
			return s.fail(i, "in a string")
		default: // one of the last seven bytes
			i++
		}
	}
}

// shortText is text for what ends within eight bytes without an escape, 0 for
// anything else: most strings do, and a call would cost more than they.
func shortText(b []byte, i int) int {
	if uint(i+8) <= uint(len(b)) {
		if m := special(binary.LittleEndian.Uint64(b[i : i+8])); m != 0 {
			if i += bits.TrailingZeros64(m) >> 3; b[i] == '"' {
				return i + 1
			}
		}
	}
	return 0
}

// special has the high bit set in the lowest byte of x that is a quote, a
// backslash or a control character; 0 if there is none. Bits in higher bytes
// may be wrong.
func special(x uint64) uint64 {
	const (
		ones   = 0x0101010101010101
		quote  = ones * '"'
		escape = ones * '\\'
		space  = ones * ' '
		high   = ones << 7
	)
	q, e := x^quote, x^escape
	return ((q-ones)&^q | (e-ones)&^e | (x-space)&^x) & high
}

// escape checks what follows a backslash.
func (s *scanner) escape(i int) int {
	if i >= len(s.b) {
		return s.fail(i, "in the middle of a string")
	}
	switch s.b[i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1
	case 'u':
		for n := 1; n <= 4; n++ {
			if i+n >= len(s.b) {
				return s.fail(i+n, "in the middle of a string")
			}
			if _, ok := hexDigit(s.b[i+n]); !ok {
				return s.fail(i+n, "in a \\u escape")
			}
		}
		return i + 5
	}
	return s.fail(i, "after a backslash")
}

func hexDigit(c byte) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case 'a' <= c && c <= 'f':
		return rune(c - 'a' + 10), true
	case 'A' <= c && c <= 'F':
		return rune(c - 'A' + 10), true
	}
	return 0, false
}

func (s *scanner) number(i int) int {
	b := s.b
	if b[i] == '-' {
		i++
	}
	switch {
	case i < len(b) && b[i] == '0':
		i++
	case i < len(b) && '1' <= b[i] && b[i] <= '9':
		i = digits(b, i+1)
	default:
		return s.fail(i, "in a number")
	}
	if i < len(b) && b[i] == '.' {
		end := digits(b, i+1)
		if end == i+1 {
			return s.fail(end, "in a number")
		}
		i = end
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		end := digits(b, i)
		if end == i {
			return s.fail(end, "in a number")
		}
		i = end
	}
	return i
}

func digits(b []byte, i int) int {
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i
}

func (s *scanner) literal(i int, word string) int {
	if len(s.b)-i >= len(word) && string(s.b[i:i+len(word)]) == word {
		return i + len(word)
	}
	n := 0
	for i+n < len(s.b) && n < len(word) && s.b[i+n] == word[n] {
		n++
	}
	return s.fail(i+n, "in the word "+word)
}

func (s *scanner) space(i int) int {
	for i < len(s.b) {
		switch s.b[i] {
		case ' ', '\t', '\r', '\n':
			i++
		default:
			return i
		}
	}
	return i
}

func (s *scanner) fail(i int, where string) int {
	s.err = &syntaxError{offset: i}
	if i >= len(s.b) {
		s.err.offset = len(s.b)
		s.err.text = "the text ends " + where
	} else {
		s.err.text = fmt.Sprintf("unexpected %s %s", charName(s.b[i]), where)
	}
	return -1
}

func (s *scanner) tooDeep(i int) int {
	s.err = &syntaxError{offset: i, text: fmt.Sprintf("more than %d nested lists and objects", maxDepth)}
	return -1
}

func charName(c byte) string {
	if c < ' ' || c >= 0x7f {
		return fmt.Sprintf("byte 0x%02x", c)
	}
	return fmt.Sprintf("%q", rune(c))
}
