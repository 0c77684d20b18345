// Package jsontext has what JSON's text is made of, and names places in it.
package jsontext

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendString appends s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD, as in encoding/json; nothing is escaped that need not be.
func AppendString(dst []byte, s string) []byte {
	return append(AppendEscaped(append(dst, '"'), s), '"')
}

// AppendEscaped appends what stands between the quotes of s.
func AppendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
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
	return append(dst, s[start:]...)
}

// Step leads to an element of a table: a field of an object, or if the name is
// empty an element of a list.
type Step struct {
	Name  string
	Index int // from 1
}

// Path leads from a value to one inside of it.
type Path []Step

// String names what the path leads to. Of a long path it shows the ends.
func (p Path) String() string {
	const most = 16
	if len(p) == 0 {
		return "the value"
	}
	var b strings.Builder
	for i, s := range p {
		if skipped := len(p) - most; skipped > 1 && i >= most/2 && i < most/2+skipped {
			if i == most/2 {
				b.WriteString("...")
			}
			continue
		}
		switch {
		case s.Index > 0:
			b.WriteString("[" + strconv.Itoa(s.Index) + "]")
		case i == 0:
			b.WriteString(s.Name)
		default:
			b.WriteString("." + s.Name)
		}
	}
	return "'" + b.String() + "'"
}
