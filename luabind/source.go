package luabind

import (
	"errors"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// source is a source text that was compiled, for messages.
type source struct {
	name  string
	text  []byte
	plain bool                 // the name is no file's
	tree  func() *syntax.Block // nil if it cannot be parsed
}

// chunk is what debug.getinfo calls the source: "@" and a file's name, "=" and
// another name, or the text of a string.
func (s *source) chunk() string {
	switch {
	case strings.HasPrefix(s.name, stringChunk):
		return string(s.text)
	case s.plain:
		return "=" + s.name
	}
	return "@" + s.name
}

// stringChunk is what the names of texts begin with that have no name of their
// own.
const stringChunk = "[string \""

// chunkName makes of the name that load is given the one for messages.
func chunkName(name string) string {
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

func newSource(name string, text []byte) *source {
	return &source{name: name, text: text, tree: sync.OnceValue(func() *syntax.Block {
		tree, _ := syntax.Parse(name, text)
		return tree
	})}
}

// sources are those of a Host, by the functions compiled of them: two chunks
// may have the same name.
type sources struct {
	of    map[*lua.FunctionProto]*source
	bytes int
}

// maxSources and maxSourceBytes bound what is kept for messages of a Host that
// compiles again and again.
const (
	maxSources     = 20_000
	maxSourceBytes = 16 << 20
)

func (s *sources) add(p *lua.FunctionProto, src *source) {
	if s.of == nil || len(s.of) > maxSources || s.bytes+len(src.text) > maxSourceBytes {
		s.of, s.bytes = map[*lua.FunctionProto]*source{}, 0
	}
	s.bytes += len(src.text)
	s.addAll(p, src)
}

func (s *sources) addAll(p *lua.FunctionProto, src *source) {
	s.of[p] = src
	for _, inner := range p.FunctionPrototypes {
		s.addAll(inner, src)
	}
}

// parseError makes the error for source text that cannot be compiled.
func parseError(name string, src []byte, err error) error {
	e := &Error{Chunk: name, Message: err.Error(), Err: &ScriptError{Kind: KindParse, Message: err.Error()}}
	var se *syntax.Error
	if errors.As(err, &se) {
		e.Line, e.Column, e.Message = se.Line, se.Column, se.Message
		e.Source = syntax.Caret(src, se.Line, se.Column, caretWidth)
		e.Err = &ScriptError{Kind: KindParse, Message: se.Message, Where: place(name, se.Line), Fields: map[string]Value{
			"line": Number(float64(se.Line)), "column": Number(float64(se.Column)),
		}}
	}
	return e
}

// locate adds to an error what the source shows: the column and the line with
// a caret.
func (h *Host) locate(e *Error, frames []vm.Frame) {
	if e.Line == 0 {
		return
	}
	for _, f := range frames {
		if f.Line != e.Line || f.Chunk() != e.Chunk {
			continue
		}
		if src := h.sources.of[f.Proto]; src != nil {
			if e.Column == 0 {
				e.Column = src.column(e, f.Callee)
			}
			e.Source = syntax.Caret(src.text, e.Line, e.Column, caretWidth)
		}
		return
	}
}

// caretWidth is how many characters of a line are shown.
const caretWidth = 100

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
func (s *source) column(e *Error, callee string) int {
	root := s.tree()
	if root == nil {
		return 0
	}
	use, name := syntax.UseCall, callee
	for _, u := range uses {
		if strings.HasPrefix(e.Message, u.begin) {
			use, name = u.use, quoted(e.Message)
		}
	}
	places := syntax.Locate(root, s.text, e.Line, use)
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

// Program is a source text compiled once, to be run many times. It is
// immutable: any number of Hosts and goroutines may run it at the same time.
type Program struct {
	source *source
	proto  *lua.FunctionProto
}

// Compile compiles source text under a name for messages. The error is an
// [*Error] with line and column.
func Compile(name, src string) (*Program, error) {
	return compile(name, []byte(src), DefaultSourceLimit, nil)
}

// Name is the name that the Program was compiled under.
func (p *Program) Name() string { return p.source.name }

func compile(name string, src []byte, limit int, coverage *Coverage) (*Program, error) {
	text := syntax.Rewrite(src)
	if err := syntax.Check(name, text, syntax.Limits{Size: limit}); err != nil {
		return nil, parseError(name, src, err)
	}
	proto, err := vm.Compile(text, name, coverage.of(name))
	if err != nil {
		return nil, parseError(name, src, err)
	}
	return &Program{source: newSource(name, src), proto: proto}, nil
}

// closure makes the Program's function in this Host. The lock is held.
func (h *Host) closure(p *Program) *lua.LFunction {
	if h.sources.of[p.proto] == nil {
		h.sources.add(p.proto, p.source)
	}
	return h.vm.Root().NewFunctionFromProto(p.proto)
}
