package manual

import (
	"fmt"
	"html"
	"path"
	"strings"
	"unicode"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Heading is a heading of a page.
type Heading struct {
	Level  int
	Text   string
	Anchor string
}

// rendered is a page as HTML.
type rendered struct {
	html     string
	headings []Heading
	links    []string // as they stand in the text
}

// render makes the HTML of a page.
func render(p *Page) *rendered {
	w := writer{taken: map[string]int{}}
	w.blocks(strings.Split(p.Markdown, "\n"))
	return &rendered{w.b.String(), w.headings, w.links}
}

// anchor is what a heading is reached by.
func anchor(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// fence renders a block of code.
func (w *writer) fence(info string, lines []string) {
	kind, rest, _ := strings.Cut(info, " ")
	label := map[string]string{"output": "Output", "console": "Commands and what they print", "signature": "How it is called"}[kind]
	if label == "" {
		label = "Code"
	}
	if file := fileOf(rest); file != "" {
		fmt.Fprintf(&w.b, `<p class="file">%s</p>`, html.EscapeString(file))
	}
	fmt.Fprintf(&w.b, `<pre class="%s" tabindex="0" role="group" aria-label="%s"><code>`, html.EscapeString(kind), label)
	text := strings.Join(lines, "\n")
	switch kind {
	case "lua":
		w.b.WriteString(highlight(text))
	case "console":
		for line := range strings.Lines(text) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				fmt.Fprintf(&w.b, `<span class="prompt">$ </span><b>%s</b>`, html.EscapeString(command))
			} else {
				w.b.WriteString(html.EscapeString(line))
			}
		}
	default:
		w.b.WriteString(html.EscapeString(text))
	}
	w.b.WriteString("</code></pre>\n")
}

// fileOf is the name in "file=NAME".
func fileOf(info string) string {
	for _, word := range strings.Fields(info) {
		if name, ok := strings.CutPrefix(word, "file="); ok {
			return path.Clean(name)
		}
	}
	return ""
}

// highlight colours Lua.
func highlight(code string) string {
	var b strings.Builder
	src := []byte(code)
	at := 0
	lexer := syntax.NewLexer(src)
	for {
		t := lexer.Next()
		start, end := int(t.Start.Offset), int(t.End.Offset)
		between(&b, code[at:start])
		if t.Kind == syntax.EOF {
			return b.String()
		}
		word := code[start:end]
		class := ""
		switch {
		case t.Kind == syntax.String:
			class = "s"
		case t.Kind == syntax.Number:
			class = "n"
		case t.Kind != syntax.Name && syntax.IsReserved(word):
			class = "k"
		}
		if class == "" {
			b.WriteString(html.EscapeString(word))
		} else {
			fmt.Fprintf(&b, `<span class="%s">%s</span>`, class, html.EscapeString(word))
		}
		at = end
	}
}

// between writes what stands between tokens: blanks and comments.
func between(b *strings.Builder, s string) {
	if i := strings.Index(s, "--"); i >= 0 {
		body := strings.TrimRight(s[i:], " \n\t")
		fmt.Fprintf(b, `%s<span class="c">%s</span>%s`, s[:i], html.EscapeString(body), s[i+len(body):])
		return
	}
	b.WriteString(html.EscapeString(s))
}
