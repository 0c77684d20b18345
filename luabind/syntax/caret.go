package syntax

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Caret returns line of src and, on a second line, a caret below column, for
// showing where an error is. Tabs are kept in both. A line of more than width
// characters is cut around the column, with "..." where something is missing;
// a width below 20 means no cut. Without such a column it returns the line
// alone, without such a line "".
func Caret(src []byte, line, column, width int) string {
	text, ok := lineText(src, line)
	if !ok {
		return ""
	}
	runes, at := printable(text, column-1)
	if width >= 20 && len(runes) > width {
		runes, at = cutAround(runes, max(at, 0), width)
	}
	shown := string(runes)
	if column < 1 || column > len(text)+1 {
		return shown
	}
	var b strings.Builder
	b.WriteString(shown)
	b.WriteByte('\n')
	for _, r := range runes[:at] {
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	b.WriteByte('^')
	return b.String()
}

// lineText returns the bytes of a line without its break.
func lineText(src []byte, line int) ([]byte, bool) {
	src = bytes.TrimPrefix(src, bom)
	i := 0
	for ; line > 1; line-- {
		i = lineEnd(src, i)
		if i >= len(src) {
			return nil, false
		}
		i = skipNewline(src, i)
	}
	return src[i:lineEnd(src, i)], line == 1
}

// printable returns the characters of text that a terminal can be sent, and
// how many of them stand before the byte at offset.
func printable(text []byte, offset int) (runes []rune, before int) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError || r != '\t' && !unicode.IsPrint(r) {
			r = '?'
		}
		if i+size <= offset {
			before++
		}
		runes = append(runes, r)
		i += size
	}
	return runes, before
}

// cutAround returns width of the runes, those around the one at index at, and
// the index that this one has there.
func cutAround(runes []rune, at, width int) ([]rune, int) {
	dots := []rune("...")
	from := min(max(at-width*2/3, 0), len(runes)-width)
	cut := append([]rune(nil), runes[from:from+width]...)
	at -= from
	if from > 0 {
		copy(cut, dots)
	}
	if from+width < len(runes) {
		copy(cut[width-len(dots):], dots)
	}
	return cut, at
}
