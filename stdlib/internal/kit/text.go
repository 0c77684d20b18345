package kit

import (
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// TextError makes the ParseError for a place in a text. Columns count bytes.
func TextError(problem, s string, offset, firstLine int) error {
	line := firstLine + strings.Count(s[:offset], "\n")
	column := offset - strings.LastIndexByte(s[:offset], '\n')
	return &luabind.ScriptError{
		Kind:    luabind.KindParse,
		Message: problem + " at line " + strconv.Itoa(line) + ", column " + strconv.Itoa(column),
		Fields:  map[string]luabind.Value{"line": Integer(line), "column": Integer(column), "offset": Integer(offset)},
	}
}

// ShellQuote quotes for a POSIX shell what is not plain already.
func ShellQuote(s string) string {
	if isPlainWord(s) {
		return s
	}
	return "'" + quotes().Replace(s) + "'"
}

// ReturnShellQuote returns a text to the script as ShellQuote gives it, the work
// and the memory counted.
func ReturnShellQuote(c *luabind.Call, s string) error {
	c.Steps(len(s) / 64)
	if isPlainWord(s) {
		return c.Return(luabind.String(s))
	}
	c.Charge(len(s) + 3*strings.Count(s, "'"))
	return ReturnText(c, "'"+ReplaceText(c, quotes(), s)+"'")
}

var quotesOnce lazy.Value[*strings.Replacer]

func quotes() *strings.Replacer {
	return quotesOnce.Get(func() *strings.Replacer {
		return strings.NewReplacer("'", `'\''`)
	})
}

func isPlainWord(s string) bool {
	for i := range len(s) {
		ch := s[i]
		if !(ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || ch >= '0' && ch <= '9' || strings.IndexByte("_-./:=@%+,", ch) >= 0) {
			return false
		}
	}
	return s != ""
}

// ReplaceText is r.Replace(s) in pieces, the work counted as it is done. What r
// looks for has one byte, or begins with a carriage return.
func ReplaceText(c *luabind.Call, r *strings.Replacer, s string) string {
	const piece = 1 << 16
	if len(s) <= piece {
		c.Steps(len(s) / 16)
		return r.Replace(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for s != "" {
		n := min(len(s), piece)
		for n < len(s) && s[n-1] == '\r' {
			n++
		}
		c.Steps(n / 16)
		b.WriteString(r.Replace(s[:n]))
		s = s[n:]
	}
	return b.String()
}
