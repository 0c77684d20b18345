package syntax

import (
	"math"
	"strconv"
	"strings"
)

// number returns the value of a number token as Lua 5.1 reads it. gopher-lua
// takes 0010 for octal and 1e400 and 0xffffffffffffffff for no number.
func number(text string) float64 {
	if len(text) > 2 && text[1]|0x20 == 'x' {
		v := 0.0
		for _, c := range []byte(text[2:]) {
			digit := c - '0'
			if c > '9' {
				digit = c | 0x20 - 'a' + 10
			}
			v = v*16 + float64(digit)
		}
		return v
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

var escapes = [256]byte{
	'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// unquote returns the value of a string token.
func unquote(text string) string {
	if text[0] == '[' {
		return unquoteLong(text)
	}
	text = text[1 : len(text)-1]
	n := strings.IndexByte(text, '\\')
	if n < 0 {
		return text
	}
	b := append(make([]byte, 0, len(text)), text[:n]...)
	for i := n; i < len(text); {
		c := text[i]
		if c != '\\' {
			b = append(b, c)
			i++
			continue
		}
		i++
		switch c = text[i]; {
		case class[c]&isDigit != 0:
			v := 0
			for end := min(i+3, len(text)); i < end && class[text[i]]&isDigit != 0; i++ {
				v = v*10 + int(text[i]-'0')
			}
			b = append(b, byte(v))
		case c == '\n' || c == '\r':
			b = append(b, '\n')
			i = skipNewline(text, i)
		case escapes[c] != 0:
			b = append(b, escapes[c])
			i++
		default:
			b = append(b, c)
			i++
		}
	}
	return string(b)
}

// unquoteLong returns what stands between long brackets: without a line break
// at the very start, and with every line break as \n.
func unquoteLong(text string) string {
	level := strings.IndexByte(text[1:], '[') + 2
	text = text[level : len(text)-level]
	if text != "" && (text[0] == '\n' || text[0] == '\r') {
		text = text[skipNewline(text, 0):]
	}
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if c := text[i]; c == '\n' || c == '\r' {
			b = append(b, '\n')
			i = skipNewline(text, i)
		} else {
			b = append(b, c)
			i++
		}
	}
	return string(b)
}
