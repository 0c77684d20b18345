package complete

import (
	"bytes"
	"slices"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// indentation is that of one level.
const indentation = "  "

// Indent gives the white space that a line begins with which follows the text
// before it: next is what the line holds so far. It is that of the line whose
// bracket or block is the innermost one that is open, and two spaces more;
// that of this line where next begins with what closes it. In a long string or
// comment ok is false.
func Indent(before []byte, next string) (indent string, ok bool) {
	e := endOf(before)
	if !e.whole {
		return "", false
	}
	if len(e.open) == 0 {
		return "", true
	}
	innermost := e.open[len(e.open)-1]
	l := syntax.NewLexer([]byte(next))
	if t := l.Next(); closes(t.Kind, innermost.Kind) {
		return leading(before, int(innermost.Start.Offset)), true
	}
	return leading(before, int(innermost.Start.Offset)) + indentation, true
}

// closes says whether a token closes what another opened, or goes on with it.
func closes(t, open syntax.Kind) bool {
	switch t {
	case syntax.End:
		return slices.Contains([]syntax.Kind{syntax.Function, syntax.If, syntax.Do}, open)
	case syntax.Else, syntax.ElseIf:
		return open == syntax.If
	case syntax.Until:
		return open == syntax.Repeat
	case syntax.RightParen:
		return open == syntax.LeftParen
	case syntax.RightBrace:
		return open == syntax.LeftBrace
	case syntax.RightBracket:
		return open == syntax.LeftBracket
	}
	return false
}

// leading is the white space that the line of an offset begins with.
func leading(src []byte, offset int) string {
	line := src[bytes.LastIndexByte(src[:offset], '\n')+1:]
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return string(line[:n])
}
