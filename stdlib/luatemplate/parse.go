package luatemplate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

type nodeKind int

const (
	textNode nodeKind = iota
	valueNode
	sectionNode
	inverseNode
)

// node is a piece of a template.
type node struct {
	kind     nodeKind
	text     string
	path     []string // of a name: "a.b" in parts
	filters  []filter
	raw      bool
	children []*node
	line     int
	offset   int
}

func (n *node) name() string { return strings.Join(n.path, ".") }

// templateParser makes nodes of a template's text.
type templateParser struct {
	s           string
	i           int
	open, close string
	sections    []*node // that are open, the root first
	growth      kit.Growth
	line, begun int // of the last mark: its line, and its place
}

// maxSections bounds how deep sections nest.
const maxSections = 100

// parseTemplate parts a template into its pieces, or gives a ParseError.
func parseTemplate(c *luabind.Call, s string) ([]*node, error) {
	p := &templateParser{s: s, open: "{{", close: "}}", growth: kit.NewGrowth(c), line: 1}
	p.sections = []*node{{}}
	for p.i < len(s) {
		if err := p.next(); err != nil {
			return nil, err
		}
	}
	if inner := p.inner(); len(p.sections) > 1 {
		return nil, p.bad(inner.offset, "the section '%s' has no end", inner.name())
	}
	return p.sections[0].children, nil
}

func (p *templateParser) bad(offset int, format string, args ...any) error {
	return kit.TextError("render: "+fmt.Sprintf(format, args...), p.s, offset, 1)
}

func (p *templateParser) inner() *node { return p.sections[len(p.sections)-1] }

func (p *templateParser) add(n *node) {
	p.growth.Add(4 * kit.ElementBytes)
	p.inner().children = append(p.inner().children, n)
}

// next reads the text up to a mark, and the mark.
func (p *templateParser) next() error {
	start := strings.Index(p.s[p.i:], p.open)
	if start < 0 {
		p.add(&node{text: p.s[p.i:]})
		p.i = len(p.s)
		return nil
	}
	start += p.i
	before := p.s[p.i:start]
	end := p.close
	body := start + len(p.open)
	triple := p.open == "{{" && strings.HasPrefix(p.s[body:], "{")
	if triple {
		body++
		end = "}}}"
	}
	length := markEnd(p.s[body:], end)
	if length < 0 {
		return p.bad(start, "%s has no end", p.open)
	}
	mark := p.s[body : body+length]
	p.i = body + length + len(end)
	sign := byte(0)
	if mark != "" && !triple && strings.IndexByte("#^/!=&", mark[0]) >= 0 {
		sign = mark[0]
		mark = mark[1:]
	}
	if sign != 0 && sign != '&' {
		before = p.alone(before, start)
	}
	if before != "" {
		p.add(&node{text: before})
	}
	p.line += strings.Count(p.s[p.begun:start], "\n")
	p.begun = start
	p.growth.Add(1)
	n := &node{kind: valueNode, raw: triple || sign == '&', offset: start, line: p.line}
	switch sign {
	case '!':
		return nil
	case '=':
		return p.marks(mark, start)
	case '/':
		return p.end(strings.TrimSpace(mark), start)
	}
	if err := p.expression(n, mark, start); err != nil {
		return err
	}
	p.add(n)
	if sign == 0 || sign == '&' {
		return nil
	}
	if len(n.filters) > 0 {
		return p.bad(start, "a section takes no filters")
	}
	n.kind = sectionNode
	if sign == '^' {
		n.kind = inverseNode
	}
	if p.sections = append(p.sections, n); len(p.sections) > maxSections {
		return p.bad(start, "sections are nested deeper than %d", maxSections)
	}
	return nil
}

// markEnd finds the end of a mark, which texts in quotes do not contain.
func markEnd(s, end string) int {
	comment := strings.HasPrefix(s, "!")
	quoted := false
	for i := range len(s) {
		switch {
		case !quoted && strings.HasPrefix(s[i:], end):
			return i
		case s[i] == '\n' && quoted:
			return -1
		case s[i] == '"' && !comment && (!quoted || s[i-1] != '\\'):
			quoted = !quoted
		}
	}
	return -1
}

// alone takes the whole line of a mark that stands alone on it: it gives the
// text before the mark without the line's beginning, and moves on behind its
// end.
func (p *templateParser) alone(before string, start int) string {
	begin := strings.LastIndexByte(p.s[:start], '\n') + 1
	end := len(p.s)
	if i := strings.IndexByte(p.s[p.i:], '\n'); i >= 0 {
		end = p.i + i + 1
	}
	indentation := start - begin
	if indentation > len(before) || strings.Trim(p.s[begin:start], " \t") != "" || strings.Trim(p.s[p.i:end], " \t\r\n") != "" {
		return before
	}
	p.i = end
	return before[:len(before)-indentation]
}

// marks sets other marks: <% %>.
func (p *templateParser) marks(s string, start int) error {
	words := strings.Fields(strings.TrimSuffix(s, "="))
	if len(words) != 2 || !strings.HasSuffix(s, "=") || strings.ContainsAny(s[:len(s)-1], "=\"") {
		return p.bad(start, "new marks are given as {{=<%% %%>=}}")
	}
	p.open, p.close = words[0], words[1]
	return nil
}

func (p *templateParser) end(name string, start int) error {
	if len(p.sections) == 1 {
		return p.bad(start, "the section '%s' ends, but has not begun", name)
	}
	if inner := p.inner(); inner.name() != name {
		return p.bad(start, "the section '%s' ends where '%s' should, which begins in line %d", name, inner.name(), inner.line)
	}
	p.sections = p.sections[:len(p.sections)-1]
	return nil
}

// expression reads a name and its filters.
func (p *templateParser) expression(n *node, mark string, start int) error {
	parts, ok := splitPipes(mark)
	if !ok {
		return p.bad(start, "a text in quotes has no end")
	}
	name := strings.TrimSpace(parts[0])
	if name == "" {
		return p.bad(start, "a name is missing")
	}
	if partial, ok := strings.CutPrefix(name, ">"); ok {
		return p.bad(start, "there are no partials: render '%s' by itself, and give its text as a value", strings.TrimSpace(partial))
	}
	if strings.ContainsAny(name, " \t\n\"") {
		return p.bad(start, "%q is no name", name)
	}
	n.path = []string{name}
	if name != "." {
		n.path = strings.Split(name, ".")
	}
	if slices.Contains(n.path, "") {
		return p.bad(start, "%q is no name", name)
	}
	for _, part := range parts[1:] {
		f, err := p.filter(strings.TrimSpace(part), start)
		if err != nil {
			return err
		}
		n.filters = append(n.filters, f)
	}
	return nil
}

// splitPipes parts a mark at the | outside of quotes.
func splitPipes(s string) (parts []string, ok bool) {
	begin, quoted := 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"' && (!quoted || s[i-1] != '\\'):
			quoted = !quoted
		case s[i] == '|' && !quoted:
			parts = append(parts, s[begin:i])
			begin = i + 1
		}
	}
	return append(parts, s[begin:]), !quoted
}

func (p *templateParser) filter(s string, start int) (filter, error) {
	name, argument, _ := strings.Cut(s, " ")
	argument = strings.TrimSpace(argument)
	kind, ok := filters()[name]
	if !ok {
		known := slices.Sorted(maps.Keys(filters()))
		return filter{}, p.bad(start, "there is no filter '%s'%s", name, luabind.DidYouMean(name, known))
	}
	f := filter{name: name}
	var err error
	switch kind.argument {
	case "text":
		if f.text, err = strconv.Unquote(argument); err != nil || argument[0] != '"' {
			return f, p.bad(start, `the filter '%s' takes a text in quotes, as in %s "x"`, name, name)
		}
	case "number":
		if f.n, err = strconv.Atoi(argument); err != nil || f.n < 0 || f.n > 1000 {
			return f, p.bad(start, "the filter '%s' takes a number, as in %s 4", name, name)
		}
	default:
		if argument != "" {
			return f, p.bad(start, "the filter '%s' takes nothing", name)
		}
	}
	return f, nil
}
