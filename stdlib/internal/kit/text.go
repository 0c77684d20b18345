package kit

import (
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
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
	plain := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r))
	}) < 0
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
