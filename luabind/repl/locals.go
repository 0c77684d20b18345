package repl

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// keepLocals lets the local variables of a chunk's outermost block live on in
// the chunks after it, by making them global: otherwise the lines of a pasted
// script would not see those before them. What is not valid is left alone, and
// lines keep their numbers.
func keepLocals(chunk string) string {
	if !strings.Contains(chunk, "local") {
		return chunk
	}
	block, err := syntax.Parse("", []byte(chunk))
	if err != nil {
		return chunk
	}
	var out strings.Builder
	done := 0
	for _, stmt := range block.Stmts {
		start := int(stmt.Bounds().Start.Offset)
		switch s := stmt.(type) {
		case *syntax.LocalStmt:
			out.WriteString(chunk[done:start])
			done = start + len("local")
			out.WriteString("     ")
			if len(s.Values) == 0 {
				end := int(s.Bounds().End.Offset)
				out.WriteString(chunk[done:end] + " = nil")
				done = end
			}
		case *syntax.LocalFunctionStmt:
			out.WriteString(chunk[done:start] + "     ")
			done = start + len("local")
		}
	}
	return out.String() + chunk[done:]
}
