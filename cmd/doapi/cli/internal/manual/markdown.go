package manual

import (
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/doapi-lua/doapi/luabind/lazy"
)

// The Markdown of the manual is a small part of CommonMark: headings, fences,
// lists of one level, quotes, tables, paragraphs; code, bold, emphasis, links
// and escapes within lines. A library for all of it takes half a millisecond
// whenever the program starts, also when no manual is shown; tests/peers compares
// the guide with what one makes of it.

// writer makes HTML of Markdown.
type writer struct {
	b        strings.Builder
	headings []Heading
	links    []string
	taken    map[string]int // how often an anchor was wanted
}

var itemOnce lazy.Value[*regexp.Regexp]

func item() *regexp.Regexp {
	return itemOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[-*]|(\d+)\.) +`) })
}

// blocks renders lines.
func (w *writer) blocks(lines []string) {
	for i := 0; i < len(lines); {
		line := lines[i]
		switch {
		case strings.TrimSpace(line) == "":
			i++
		case strings.HasPrefix(line, "```"):
			end := i + 1
			for end < len(lines) && !strings.HasPrefix(lines[end], "```") {
				end++
			}
			w.fence(strings.TrimPrefix(line, "```"), lines[i+1:min(end, len(lines))])
			i = end + 1
		case strings.HasPrefix(line, "#"):
			w.heading(line)
			i++
		case strings.HasPrefix(line, "    "):
			end := i
			for end < len(lines) && (strings.HasPrefix(lines[end], "    ") || strings.TrimSpace(lines[end]) == "" && end+1 < len(lines) && strings.HasPrefix(lines[end+1], "    ")) {
				end++
			}
			code := make([]string, 0, end-i)
			for _, l := range lines[i:end] {
				code = append(code, strings.TrimPrefix(l, "    "))
			}
			w.fence("text", code)
			i = end
		case strings.HasPrefix(line, "|"):
			end := run(lines, i, "|")
			w.table(lines[i:end])
			i = end
		case strings.HasPrefix(line, ">"):
			end := run(lines, i, ">")
			quoted := make([]string, 0, end-i)
			for _, l := range lines[i:end] {
				quoted = append(quoted, strings.TrimPrefix(strings.TrimPrefix(l, ">"), " "))
			}
			w.b.WriteString("<blockquote>\n")
			w.blocks(quoted)
			w.b.WriteString("</blockquote>\n")
			i = end
		case item().MatchString(line):
			i = w.list(lines, i)
		default:
			end := i + 1
			for end < len(lines) && strings.TrimSpace(lines[end]) != "" && !startsBlock(lines[end]) {
				end++
			}
			var text []string
			for _, l := range lines[i:end] {
				text = append(text, strings.TrimSpace(l))
			}
			fmt.Fprintf(&w.b, "<p>%s</p>\n", w.inline(strings.Join(text, "\n")))
			i = end
		}
	}
}

// startsBlock says whether a line ends the paragraph before it.
func startsBlock(line string) bool {
	m := item().FindStringSubmatch(line)
	return strings.HasPrefix(line, "```") || strings.HasPrefix(line, "|") || strings.HasPrefix(line, ">") || strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "## ") || m != nil && (m[1] == "" || m[1] == "1")
}

// run is the end of the lines that begin in one way.
func run(lines []string, from int, prefix string) int {
	for from < len(lines) && strings.HasPrefix(lines[from], prefix) {
		from++
	}
	return from
}

// list renders a list whose items take as many lines as are indented.
func (w *writer) list(lines []string, i int) int {
	tag := "ul"
	if item().FindStringSubmatch(lines[i])[1] != "" {
		tag = "ol"
	}
	fmt.Fprintf(&w.b, "<%s>\n", tag)
	for i < len(lines) {
		m := item().FindStringSubmatch(lines[i])
		if m == nil || (m[1] != "") != (tag == "ol") {
			break
		}
		text := []string{lines[i][len(m[0]):]}
		for i++; i < len(lines) && strings.HasPrefix(lines[i], "  "); i++ {
			text = append(text, strings.TrimSpace(lines[i]))
		}
		fmt.Fprintf(&w.b, "<li>%s</li>\n", w.inline(strings.Join(text, "\n")))
	}
	fmt.Fprintf(&w.b, "</%s>\n", tag)
	return i
}

func (w *writer) heading(line string) {
	level := len(line) - len(strings.TrimLeft(line, "#"))
	inner := w.inline(strings.TrimSpace(line[level:]))
	title := html.UnescapeString(tags().ReplaceAllString(inner, ""))
	at := anchor(title)
	if w.taken[at]++; w.taken[at] > 1 {
		at = fmt.Sprintf("%s-%d", at, w.taken[at])
	}
	w.headings = append(w.headings, Heading{level, title, at})
	link := ""
	if level > 1 {
		link = fmt.Sprintf(` <a class="anchor" href="#%s" aria-label="Link to this section">#</a>`, at)
	}
	fmt.Fprintf(&w.b, "<h%d id=\"%s\">%s%s</h%d>\n", level, at, inner, link, level)
}

var tagsOnce lazy.Value[*regexp.Regexp]

func tags() *regexp.Regexp {
	return tagsOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`<[^>]*>`) })
}

// table renders a table; its second line only parts the first from the others.
// One that is wider than the screen is moved by itself.
func (w *writer) table(rows []string) {
	w.b.WriteString(`<div class="table" tabindex="0" role="group" aria-label="Table"><table>` + "\n")
	for i, row := range rows {
		if i == 1 {
			continue
		}
		w.b.WriteString([]string{"<thead>", ""}[min(i, 1)] + "<tr>")
		for _, c := range cells(row) {
			text := w.inline(strings.TrimSpace(c))
			tag := "td"
			if i == 0 && text != "" {
				tag = "th"
			}
			fmt.Fprintf(&w.b, "<%s>%s</%s>", tag, text, tag)
		}
		w.b.WriteString("</tr>" + []string{"</thead>\n<tbody>", ""}[min(i, 1)] + "\n")
	}
	w.b.WriteString("</tbody></table></div>\n")
}

// cells parts a row at the bars that are not escaped.
func cells(row string) []string {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	var all []string
	from := 0
	for i := 0; i < len(row); i++ {
		switch row[i] {
		case '\\':
			i++
		case '|':
			all = append(all, row[from:i])
			from = i + 1
		}
	}
	return append(all, row[from:])
}

// inline renders what stands within lines.
func (w *writer) inline(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		rest := s[i:]
		switch c := s[i]; {
		case c == '\\' && len(rest) > 1 && strings.ContainsRune("\\`*_[]<>|#-.!(){}~\"'", rune(rest[1])):
			b.WriteString(html.EscapeString(rest[1:2]))
			i += 2
			continue
		case c == '`':
			if end := strings.IndexByte(rest[1:], '`'); end >= 0 {
				code := strings.ReplaceAll(strings.ReplaceAll(rest[1:1+end], `\|`, "|"), "\n", " ")
				fmt.Fprintf(&b, "<code>%s</code>", html.EscapeString(code))
				i += end + 2
				continue
			}
		case strings.HasPrefix(rest, "**"):
			if end := strings.Index(rest[2:], "**"); end > 0 {
				fmt.Fprintf(&b, "<strong>%s</strong>", w.inline(rest[2:2+end]))
				i += end + 4
				continue
			}
		case c == '*':
			if end := strings.IndexByte(rest[1:], '*'); end > 0 && rest[1] != ' ' {
				fmt.Fprintf(&b, "<em>%s</em>", w.inline(rest[1:1+end]))
				i += end + 2
				continue
			}
		case c == '[':
			if m := link().FindStringSubmatch(rest); m != nil {
				fmt.Fprintf(&b, `<a href="%s">%s</a>`, html.EscapeString(w.linkTo(m[2])), w.inline(m[1]))
				i += len(m[0])
				continue
			}
		}
		b.WriteString(html.EscapeString(s[i : i+1]))
		i++
	}
	return b.String()
}

var linkOnce lazy.Value[*regexp.Regexp]

func link() *regexp.Regexp {
	return linkOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`^\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]+)\)`) })
}

// linkTo notes a link, and has those to texts lead to pages.
func (w *writer) linkTo(to string) string {
	w.links = append(w.links, to)
	file, at, _ := strings.Cut(to, "#")
	if !strings.HasSuffix(file, ".md") || strings.Contains(file, "://") {
		return to
	}
	if to = strings.TrimSuffix(file, ".md") + ".html"; at != "" {
		to += "#" + at
	}
	return to
}
