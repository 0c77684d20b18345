package repl

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"

	"github.com/doapi-lua/doapi/luabind"
)

// How much is shown of what is long.
const (
	maxRows    = 50  // of a list of objects
	maxPeeked  = 20  // elements of an iterator
	maxItems   = 100 // of a table
	maxText    = 2000
	maxNesting = 4
)

// printer renders values for a person.
type printer struct {
	c       *luabind.Call
	w       io.Writer
	width   int // 0: unlimited
	paint   func(color, text string) string
	now     time.Time
	columns func(class string) []Column
	align   func(titles []string, right []bool, rows [][]string, line, cell int) (lines, left []string)
}

// print shows a value that a chunk gave.
func (r *repl) print(c *luabind.Call, v luabind.Value) error {
	return r.printer(c).value(v)
}

func (r *repl) printer(c *luabind.Call) *printer {
	p := &printer{c: c, w: r.Stdout, paint: r.paint, now: c.Clock().Now(), columns: r.Columns, align: r.Align}
	if r.Width != nil {
		p.width = r.Width()
	}
	return p
}

func (p *printer) line(text string) { fmt.Fprintln(p.w, text) }

// value shows a value by itself, on as many lines as it needs.
func (p *printer) value(v luabind.Value) error {
	if _, ok := v.AsIterator(); ok {
		return p.iterator(v)
	}
	if self, class := v.Object(); class != nil {
		if class == luabind.TimeClass || !p.hasFields(self, class) {
			p.line(p.inline(v, 0))
			return nil
		}
		return p.object(v, class)
	}
	if v.IsString() {
		p.line(p.text(v.String()))
		return nil
	}
	t, ok := v.AsTable()
	if !ok {
		p.line(p.scalar(v))
		return nil
	}
	if rows := elements(t); len(rows) > 0 && p.tabular(rows) {
		shown := rows[:min(len(rows), maxRows)]
		if err := p.table(shown); err != nil {
			return err
		}
		p.more(len(rows) - len(shown))
		return nil
	}
	p.line(p.block(v))
	return nil
}

// more says how many rows are not shown.
func (p *printer) more(n int) {
	if n > 0 {
		p.line(p.paint(colorDim, fmt.Sprintf("... %d more", n)))
	}
}

// iterator shows the first elements without taking them, and asks for nothing
// beyond them.
func (p *printer) iterator(v luabind.Value) error {
	rows, ended, err := p.c.Peek(v, maxPeeked)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		p.line(p.paint(colorDim, "an iterator without elements"))
		return nil
	}
	if p.tabular(rows) {
		if err := p.table(rows); err != nil {
			return err
		}
	} else {
		for _, row := range rows {
			p.line(p.inline(row, 0))
		}
	}
	if ended {
		return nil
	}
	total, known, err := p.c.Total(v)
	switch {
	case err != nil:
		return err
	case !known:
		p.line(p.paint(colorDim, "... and more"))
	default:
		p.more(int(total) - len(rows))
	}
	return nil
}

// hasFields reports whether an object is worth a block.
func (p *printer) hasFields(self any, class *luabind.Class) bool {
	return class.Pairs != nil && self != nil
}

// object shows an object as a block of its fields.
func (p *printer) object(v luabind.Value, class *luabind.Class) error {
	self, _ := v.Object()
	fields, err := class.Pairs(p.c, self)
	if err != nil {
		return err
	}
	p.line(p.paint(colorHead, clean(v.String())))
	width := 0
	for _, f := range fields {
		width = max(width, min(runewidth.StringWidth(clean(f.Key.String())), 24))
	}
	room := 0
	if p.width > 0 {
		room = max(p.width-width-4, 16)
	}
	for _, f := range fields {
		name := clean(f.Key.String())
		text := p.field(name, f.Value)
		if text == "" {
			text = p.cut(p.inlinePlain(f.Value, 1), room)
		} else {
			text = p.cut(text, room)
		}
		p.line("  " + runewidth.FillRight(name, width) + "  " + p.tint(f.Value, text))
	}
	return nil
}

// tint colours what a value looks like.
func (p *printer) tint(v luabind.Value, text string) string {
	switch v.Type() {
	case "string":
		return p.paint(colorString, text)
	case "number":
		return p.paint(colorNumber, text)
	case "boolean", "nil":
		return p.paint(colorOther, text)
	}
	return text
}

// cut shortens a line to what there is room for.
func (p *printer) cut(text string, room int) string {
	if room <= 0 {
		room = maxText
	}
	return runewidth.Truncate(text, room, "...")
}

// text shows a string by itself: quoted if it is a line, as it is if it is
// several, with an end to it.
func (p *printer) text(s string) string {
	over := len(s) - maxText
	if over > 0 {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	if strings.Contains(s, "\n") {
		s = plainText(strings.TrimSuffix(s, "\n"))
	} else {
		s = luabind.QuoteString(s)
	}
	s = p.paint(colorString, s)
	if over > 0 {
		s += p.paint(colorDim, fmt.Sprintf(" ... %d bytes more", over))
	}
	return s
}

func (p *printer) scalar(v luabind.Value) string {
	if _, class := v.Object(); class != nil {
		return p.inlinePlain(v, 0)
	}
	if f, _ := v.Func(); f != nil {
		return p.paint(colorOther, "function "+f.Name)
	}
	return p.tint(v, clean(v.String()))
}

// clean is a text that stays on its line.
func clean(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(plainText(s))
}
