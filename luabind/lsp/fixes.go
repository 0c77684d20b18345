package lsp

import (
	"bytes"
	"context"
	"regexp"
	"strings"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// fix mends a fault by edits of the text.
type fix struct {
	title string
	edits []textEdit
}

var (
	meant   = pattern{text: `\(did you mean '([^']+)'\?\)`}
	require = pattern{text: `\(is (local \w+ = require "\w+") missing\?\)`}
	hides   = pattern{text: `a file hides (doapi\.\w+) here`}
)

// pattern is an expression that is compiled when it is first needed.
type pattern struct {
	text  string
	value lazy.Value[*regexp.Regexp]
}

func (p *pattern) re() *regexp.Regexp {
	return p.value.Get(func() *regexp.Regexp { return regexp.MustCompile(p.text) })
}

// fixes are what mends a fault, by its code.
func (d *document) fixes(p diagnostic) []fix {
	start, end := d.offset(p.Range.Start), d.offset(p.Range.End)
	word := string(d.text[start:end])
	replace := func(title, text string) []fix { return []fix{{title, []textEdit{{p.Range, text}}}} }
	quoted := func(text string) string {
		if len(word) >= 2 && strings.ContainsAny(word[:1], `"'`) {
			return word[:1] + text + word[:1]
		}
		return text
	}
	switch check.Code(p.Code) {
	case check.MethodWithDot:
		if start > 0 && d.text[start-1] == '.' {
			return []fix{{"Call it with a colon", []textEdit{{d.rangeOf(start-1, start), ":"}}}}
		}
	case check.ListFromZero:
		return replace("Take the first element, 1", "1")
	case check.HiddenModule:
		if m := hides.re().FindStringSubmatch(p.Message); m != nil {
			return replace("Require "+m[1], quoted(m[1]))
		}
	case check.StaleState:
		return []fix{{"Take the new state", []textEdit{{d.rangeOf(start, start), word + " = "}}}}
	case check.IteratorAsList:
		return d.iteratorFixes(p, start, end)
	case check.UndefinedGlobal:
		if m := require.re().FindStringSubmatch(p.Message); m != nil {
			at := d.firstStatement()
			return []fix{{"Add " + m[1], []textEdit{{d.rangeOf(at, at), m[1] + d.newline()}}}}
		}
	}
	if m := meant.re().FindStringSubmatch(p.Message); m != nil {
		text := quoted(m[1])
		if strings.HasPrefix(text, "do.") { // a name of the client's, in place of another
			start = pathStart(d.text, start)
			if client := string(d.text[start:min(start+3, end)]); client != "do." && client != "DO." {
				return nil
			}
			text = string(d.text[start:start+2]) + text[2:]
			return []fix{{"Change to " + text, []textEdit{{d.rangeOf(start, end), text}}}}
		}
		return replace("Change to "+text, text)
	}
	return nil
}

// iteratorFixes mend an iterator that is taken for a list: its length, an element
// by number, or the argument of a function of tables.
func (d *document) iteratorFixes(p diagnostic, start, end int) []fix {
	switch {
	case strings.Contains(p.Message, "has no length"):
		if d.text[start] != '#' {
			return nil
		}
		if stop := callEnd(d.text, start+1); stop > start+1 {
			return []fix{{"Count the elements", []textEdit{{d.rangeOf(start, start+1), ""}, {d.rangeOf(stop, stop), ":count()"}}}}
		}
	case strings.Contains(p.Message, "no elements by number"):
		open := bytes.LastIndexByte(d.text[:start], '[')
		if open < 0 || end >= len(d.text) || d.text[end] != ']' {
			return nil
		}
		list := fix{"Make a list first", []textEdit{{d.rangeOf(open, open), ":list()"}}}
		if string(d.text[start:end]) == "1" {
			return []fix{{"Take the first one", []textEdit{{d.rangeOf(open, end+1), ":first()"}}}, list}
		}
		return []fix{list}
	default:
		if stop := callEnd(d.text, start); stop > start {
			return []fix{{"Make a list of it", []textEdit{{d.rangeOf(stop, stop), ":list()"}}}}
		}
	}
	return nil
}

// callEnd is where an expression of names and calls ends: a.b(c):d{e}.
func callEnd(text []byte, at int) int {
	depth := 0
	for at < len(text) {
		switch c := text[at]; {
		case c == '(' || c == '{' || c == '[':
			depth++
		case c == ')' || c == '}' || c == ']':
			if depth == 0 {
				return at
			}
			depth--
		case depth > 0:
		case c == '_' || c == '.' || c == ':' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z':
		default:
			return at
		}
		at++
	}
	return at
}

// pathStart is where a name begins that a name in it stands in: a.b.c.
func pathStart(text []byte, at int) int {
	for at > 0 {
		if c := text[at-1]; c != '_' && c != '.' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			break
		}
		at--
	}
	return at
}

// firstStatement is where a statement can stand before all others: below comments
// at the beginning.
func (d *document) firstStatement() int {
	for i, at := range d.lines {
		line := d.line(i)
		if len(line) > 0 && !bytes.HasPrefix(line, []byte("--")) && !bytes.HasPrefix(line, []byte("#")) || bytes.HasPrefix(line, []byte("--[")) {
			return at
		}
	}
	return 0
}

// newline is how the text ends its lines.
func (d *document) newline() string {
	if bytes.Contains(d.text, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// codeActions offers what mends the faults of a place.
func (s *Server) codeActions(_ context.Context, p codeActionParams) ([]codeAction, error) {
	d := s.document(p.TextDocument.URI)
	list := []codeAction{}
	if d == nil {
		return list, nil
	}
	for _, problem := range s.diagnostics(d) {
		if before(problem.Range.End, p.Range.Start) || before(p.Range.End, problem.Range.Start) {
			continue
		}
		for i, f := range d.fixes(problem) {
			list = append(list, codeAction{
				Title: f.title, Kind: "quickfix", Diagnostics: []diagnostic{problem}, IsPreferred: i == 0,
				Edit: workspaceEdit{map[string][]textEdit{d.uri: f.edits}},
			})
		}
	}
	return list, nil
}

func before(a, b position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
