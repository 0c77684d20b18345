// Package source has the texts that were compiled, for messages about them.
package source

import (
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Text is a source text that was compiled, for messages.
type Text struct {
	Name  string
	text  []byte
	Given string               // what load was told that the chunk is called, "" if nothing
	tree  func() *syntax.Block // nil if it cannot be parsed
}

// Chunk is what debug.getinfo calls the source: what load was told, "@" and a
// file's name, or the text of a string.
func (s *Text) Chunk() string {
	switch {
	case s.Given != "":
		return s.Given
	case strings.HasPrefix(s.Name, stringChunk):
		return string(s.text)
	}
	return "@" + s.Name
}

// stringChunk is what the names of texts begin with that have no name of their
// own.
const stringChunk = "[string \""

// ChunkName makes of the name that load is given the one for messages.
func ChunkName(name string) string {
	if name != "" && (name[0] == '=' || name[0] == '@') {
		return name[1:]
	}
	const most = 43 // of a text in Lua 5.1
	line, _, more := strings.Cut(name, "\n")
	if len(line) > most {
		line, more = strings.ToValidUTF8(line[:most], ""), true
	}
	if more {
		line += "..."
	}
	return stringChunk + line + "\"]"
}

// New keeps the text of a chunk; it is parsed when it is first looked into.
func New(name string, text []byte) *Text {
	return &Text{Name: name, text: text, tree: sync.OnceValue(func() *syntax.Block {
		tree, _ := syntax.Parse(name, text)
		return tree
	})}
}

// Set are those of a Host, by the functions compiled of them: two chunks
// may have the same name.
type Set struct {
	of    map[*lua.FunctionProto]*Text
	bytes int
}

// maxSources and maxSourceBytes bound what is kept for messages of a Host that
// compiles again and again.
const (
	maxSources     = 20_000
	maxSourceBytes = 16 << 20
)

// Of is the text that a function was compiled of, nil if that is not known.
func (s *Set) Of(p *lua.FunctionProto) *Text { return s.of[p] }

// Add takes in the functions of a text.
func (s *Set) Add(p *lua.FunctionProto, src *Text) {
	if s.of == nil || len(s.of) > maxSources || s.bytes+len(src.text) > maxSourceBytes {
		s.of, s.bytes = map[*lua.FunctionProto]*Text{}, 0
	}
	s.bytes += len(src.text)
	s.addAll(p, src)
}

func (s *Set) addAll(p *lua.FunctionProto, src *Text) {
	s.of[p] = src
	for _, inner := range p.FunctionPrototypes {
		s.addAll(inner, src)
	}
}

// Locate finds the place on a line that a message is about, if the column is
// not known, and shows the line with a caret.
func (s *Text) Locate(message string, line, column int, callee string) (at int, shown string) {
	if column == 0 {
		column = s.column(message, line, callee)
	}
	return column, syntax.Caret(s.text, line, column, CaretWidth)
}

// CaretWidth is how many characters of a line are shown.
const CaretWidth = 100

// uses are the beginnings of messages about the use of a value.
var uses = []struct {
	begin string
	use   syntax.Use
}{
	{"attempt to call ", syntax.UseCall},
	{"attempt to index ", syntax.UseIndex},
	{"attempt to perform arithmetic ", syntax.UseArithmetic},
	{"attempt to concatenate ", syntax.UseConcat},
	{"attempt to compare ", syntax.UseCompare},
	{"attempt to get length ", syntax.UseLength},
}

// column finds the place on the line that an error is about: the use of a
// value that its message speaks of, or the call of the function that raised
// it; 0 if that is not clear.
func (s *Text) column(message string, line int, callee string) int {
	root := s.tree()
	if root == nil {
		return 0
	}
	use, name := syntax.UseCall, callee
	for _, u := range uses {
		if strings.HasPrefix(message, u.begin) {
			use, name = u.use, quoted(message)
		}
	}
	places := syntax.Locate(root, s.text, line, use)
	best := 0
	for _, p := range places {
		if name == "" && len(places) > 1 {
			return 0
		}
		if name == "" || p.Text == name || endsWithName(p, name) {
			best = int(p.Column)
			break
		}
	}
	if best == 0 && len(places) == 1 {
		best = int(places[0].Column)
	}
	return best
}

// quoted is the first quoted name in a message.
func quoted(message string) string {
	_, rest, ok := strings.Cut(message, "'")
	name, _, ok2 := strings.Cut(rest, "'")
	if !ok || !ok2 {
		return ""
	}
	return name
}

// endsWithName says whether what is used there is called name: as a variable,
// or as the last part of a longer path.
func endsWithName(p syntax.Place, name string) bool {
	text := p.Text
	switch x := p.Expr.(type) {
	case *syntax.IndexExpr:
		if v, ok := x.Object.(*syntax.NameExpr); ok {
			return v.Name == name
		}
		if v, ok := x.Object.(*syntax.IndexExpr); ok {
			key, ok := v.Key.(*syntax.StringExpr)
			return ok && key.Value == name
		}
		return false
	case *syntax.BinaryExpr, *syntax.UnaryExpr:
		return containsName(text, name)
	}
	text = strings.ReplaceAll(text, "DO", "do")
	return strings.HasSuffix(text, "."+name) || strings.HasSuffix(text, ":"+name) || strings.ReplaceAll(name, "DO", "do") == text
}

func containsName(text, name string) bool {
	word := func(b byte) bool {
		return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
	}
	for from := 0; ; {
		i := strings.Index(text[from:], name)
		if i < 0 {
			return false
		}
		i += from
		if (i == 0 || !word(text[i-1])) && (i+len(name) == len(text) || !word(text[i+len(name)])) {
			return true
		}
		from = i + 1
	}
}
