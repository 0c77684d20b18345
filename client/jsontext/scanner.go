package jsontext

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// maxDepth is how deeply arrays and objects may nest: encoding/json's limit.
const maxDepth = 10_000

// scanner checks JSON texts in one pass and accepts exactly what encoding/json
// does.
type scanner struct {
	b     []byte
	err   *SyntaxError
	depth int
	// nest has a bit for each open bracket: 1 for an object, 0 for an array.
	nest [maxDepth/64 + 1]uint64
}

// SyntaxError says where a text is not JSON, and what is wrong there.
type SyntaxError struct {
	Offset       int // of the first wrong byte
	Line, Column int // from 1; columns are bytes
	Message      string
}

// Error gives the place in words.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at line %d, column %d (byte %d)", e.Message, e.Line, e.Column, e.Offset)
}

// locate counts the lines before the wrong byte.
func (e *SyntaxError) locate(b []byte) {
	e.Line, e.Column = 1, 1
	for _, c := range b[:e.Offset] {
		if e.Column++; c == '\n' {
			e.Line, e.Column = e.Line+1, 1
		}
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
	s.err = &SyntaxError{Offset: min(i, len(s.b)), Message: "the text ends " + where}
	if i < len(s.b) {
		s.err.Message = fmt.Sprintf("unexpected %s %s", charName(s.b[i]), where)
	}
	s.err.locate(s.b)
	return -1
}

func (s *scanner) tooDeep(i int) int {
	s.err = &SyntaxError{Offset: i, Message: fmt.Sprintf("more than %d nested lists and objects", maxDepth)}
	s.err.locate(s.b)
	return -1
}

func charName(c byte) string {
	if c < ' ' || c >= 0x7f {
		return fmt.Sprintf("byte 0x%02x", c)
	}
	return fmt.Sprintf("%q", rune(c))
}
