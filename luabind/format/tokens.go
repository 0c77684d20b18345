package format

import (
	"bytes"
	"strings"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// token is a token of the source with the comments before it.
type token struct {
	syntax.Token
	text     string
	comments []remark
}

// remark is a comment.
type remark struct {
	text       string
	start, end int32 // lines
	column     int32
	long       bool // in brackets: code may follow on its line
}

// scan splits a source text that can be parsed into tokens. The last one is
// the end.
func scan(src []byte) []token {
	var list []token
	l := syntax.NewLexer(src)
	at, line := 0, int32(1)
	lineStart := 0
	if bytes.HasPrefix(src, bom) {
		at, lineStart = len(bom), len(bom)
	}
	for {
		t := token{Token: l.Next()}
		start := int(t.Start.Offset)
		t.comments = remarks(src, at, start, line, lineStart)
		t.text = t.Text(src)
		if t.Kind == syntax.String {
			t.text = quoted(t.text)
		}
		list = append(list, t)
		if t.Kind == syntax.EOF || t.Kind == syntax.Invalid {
			return list
		}
		at, line = int(t.End.Offset), t.End.Line
		lineStart = at - int(t.End.Column) + 1
	}
}

var bom = []byte("\xef\xbb\xbf")

// remarks finds the comments between two tokens, in white space. A first line
// that begins with # is one too.
func remarks(src []byte, at, end int, line int32, lineStart int) []remark {
	var list []remark
	for at < end {
		c := src[at]
		switch {
		case c == '\n' || c == '\r':
			if at+1 < end && src[at+1] == src[at]^('\n'^'\r') {
				at++
			}
			at++
			line++
			lineStart = at
		case c == '-' || c == '#':
			from := at
			r := remark{start: line, column: int32(at - lineStart + 1)}
			if close := longClose(src[at:]); c == '-' && close != "" {
				r.long = true
				at += bytes.Index(src[at:], []byte(close)) + len(close)
			} else {
				for at < len(src) && src[at] != '\n' && src[at] != '\r' {
					at++
				}
			}
			r.text = string(src[from:at])
			if r.long {
				for i := from; i < at; i++ {
					if b := src[i]; b == '\n' || b == '\r' {
						if i+1 < at && src[i+1] == b^('\n'^'\r') {
							i++
						}
						line++
						lineStart = i + 1
					}
				}
				r.text = strings.ReplaceAll(r.text, "\r\n", "\n")
			} else {
				r.text = strings.TrimRight(r.text, " \t\f\v")
			}
			r.end = line
			list = append(list, r)
		default:
			at++
		}
	}
	return list
}

// longClose is what ends a long comment that begins with src; "" if it is a
// short one.
func longClose(src []byte) string {
	if !bytes.HasPrefix(src, []byte("--[")) {
		return ""
	}
	i := 3
	for i < len(src) && src[i] == '=' {
		i++
	}
	if i >= len(src) || src[i] != '[' {
		return ""
	}
	return "]" + strings.Repeat("=", i-3) + "]"
}

// quoted writes a string token in double quotes unless it holds some. Escapes
// mean the same in both.
func quoted(s string) string {
	if s[0] != '\'' || strings.ContainsRune(s, '"') {
		return strings.ReplaceAll(s, "\r\n", "\n")
	}
	var out strings.Builder
	out.WriteByte('"')
	for body := s[1 : len(s)-1]; body != ""; {
		n := 1
		if body[0] == '\\' && len(body) > 1 {
			n = 2
		}
		if body[:n] == `\'` {
			out.WriteByte('\'')
		} else {
			out.WriteString(body[:n])
		}
		body = body[n:]
	}
	out.WriteByte('"')
	return out.String()
}
