package kit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
)

// luaKeywords cannot be field names without quotes.
var luaKeywords = strings.Fields("and break do else elseif end false for function goto if in local nil not or repeat return then true until while")

// IsName says whether s can stand as a field's name in Lua.
func IsName(s string) bool {
	for i := 0; i < len(s); i++ {
		ch := s[i]
		letter := ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z'
		if !letter && (i == 0 || ch < '0' || ch > '9') {
			return false
		}
	}
	return s != "" && !slices.Contains(luaKeywords, s)
}

// QuoteLua writes a string as a Lua literal; printable text stays readable in
// any script.
func QuoteLua(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == utf8.RuneError && n == 1, !unicode.IsPrint(r):
			for _, x := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\%03d`, x)
			}
		default:
			b.WriteRune(r)
		}
		i += n
	}
	b.WriteByte('"')
	return b.String()
}

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
	plain := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r))
	}) < 0
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
