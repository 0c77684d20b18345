package luatable

import (
	"encoding/csv"
	"errors"
	"strings"
	"unicode"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// cellText renders what a cell holds on one line: lists of plain values with
// commas, other tables as inspect does.
func cellText(c *luabind.Call, v luabind.Value) (string, error) {
	t, ok := kit.PlainTable(v)
	if !ok {
		return c.ToString(v)
	}
	if t.IsList() {
		var parts []string
		for i := 1; i <= t.Len(); i++ {
			if _, nested := kit.PlainTable(t.At(i)); nested {
				return kit.Inline(c, v), nil
			}
			s, err := c.ToString(t.At(i))
			if err != nil {
				return "", err
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, ", "), nil
	}
	return kit.Inline(c, v), nil
}

// onOneLine makes a text safe inside of a line: what would move the cursor or
// change the terminal becomes a space or a mark.
func onOneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r):
			return '?'
		}
		return r
	}, s)
}

func (v *view) titles() []string {
	titles := make([]string, len(v.columns))
	for i := range v.columns {
		titles[i] = v.columns[i].title
	}
	return titles
}

// aligned renders columns of equal width.
func (v *view) aligned(c *luabind.Call) string {
	if len(v.columns) == 0 {
		return ""
	}
	g := kit.NewGrowth(c)
	rows := make([][]string, len(v.text))
	for j, cells := range v.text {
		g.Add(0)
		rows[j] = make([]string, len(cells))
		for i, s := range cells {
			rows[j][i] = onOneLine(s)
		}
	}
	titles := v.titles()
	right := make([]bool, len(titles))
	for i := range titles {
		titles[i], right[i] = onOneLine(titles[i]), v.right(i)
	}
	b := kit.Buffer{C: c}
	lines, _ := align(titles, right, rows, 0, 0, g.Add)
	for _, line := range lines {
		b.WriteString(line)
		b.WriteString("\n")
	}
	return b.String()
}

// right says whether a column stands right: numbers do.
func (v *view) right(i int) bool {
	if a := v.columns[i].align; a != "" {
		return a == "right"
	}
	some := false
	for _, row := range v.cells {
		if _, ok := row[i].AsNumber(); ok {
			some = true
		} else if !row[i].IsNil() && !row[i].IsNull() {
			return false
		}
	}
	return some
}

func (v *view) csv(c *luabind.Call) (string, error) {
	if len(v.columns) == 0 {
		return "", nil
	}
	b := kit.Buffer{C: c}
	w := csv.NewWriter(&b)
	err := errors.Join(w.Write(v.titles()), w.WriteAll(v.text))
	return b.String(), err
}

var inMarkdownOnce lazy.Value[*strings.Replacer]

// inMarkdown writes what would end a cell or a row.
func inMarkdown() *strings.Replacer {
	return inMarkdownOnce.Get(func() *strings.Replacer {
		return strings.NewReplacer(`\`, `\\`, "|", `\|`, "\r\n", "<br>", "\n", "<br>")
	})
}

func (v *view) markdown(c *luabind.Call) string {
	if len(v.columns) == 0 {
		return ""
	}
	b := kit.Buffer{C: c}
	row := func(cells []string) {
		for _, s := range cells {
			b.WriteString("| " + onOneLine(kit.ReplaceText(c, inMarkdown(), s)) + " ")
		}
		b.WriteString("|\n")
	}
	row(v.titles())
	for i := range v.columns {
		if v.right(i) {
			b.WriteString("| ---: ")
		} else {
			b.WriteString("| --- ")
		}
	}
	b.WriteString("|\n")
	for _, cells := range v.text {
		row(cells)
	}
	return b.String()
}

// json renders a list of objects with a field for each column, values as they
// are; without columns the rows themselves.
func (v *view) json(c *luabind.Call) (string, error) {
	rows := c.NewTable(len(v.rows), 0)
	for i, cells := range v.cells {
		if v.found {
			rows.Append(v.rows[i])
			continue
		}
		row := c.NewTable(0, len(cells))
		for i, cell := range cells {
			if cell.IsNil() {
				cell = c.Host().Null()
			}
			row.Set(v.columns[i].title, cell)
		}
		rows.Append(c.Host().MarkObject(row).Value())
	}
	b, err := c.AppendJSON(nil, c.Host().MarkList(rows).Value(), luabind.JSONOptions{Indent: "  "})
	return string(append(c.Grow(b, 1), '\n')), err
}
