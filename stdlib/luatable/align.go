package luatable

import (
	"strings"

	"github.com/doapi-lua/doapi/stdlib/internal/terminal"
)

// Align lays a table out: a line for the titles and one for each row, in
// columns with two spaces between. Widths are those that a terminal shows.
// right says which columns stand right, as numbers do. line is how many columns
// the terminal has, cell how wide a column gets that has no wider title, 0 any.
// Where the lines would be too long, columns are narrowed, the widest first and
// those that stand right not at all, and the last ones left out if that is not
// enough: left are their titles. What is cut ends with three dots.
func Align(titles []string, right []bool, rows [][]string, line, cell int) (lines, left []string) {
	return align(titles, right, rows, line, cell, func(int) {})
}

// align is Align that tells step of the work as it is done, with the bytes that
// it takes.
func align(titles []string, right []bool, rows [][]string, line, cell int, step func(bytes int)) (lines, left []string) {
	columns := make([]*column, len(titles))
	for i, title := range titles {
		c := &column{at: i, right: right[i]}
		step(0)
		for _, cells := range rows {
			c.width = max(c.width, terminal.Width(cells[i]))
		}
		if cell > 0 {
			c.width = min(c.width, cell)
		}
		c.width = max(c.width, terminal.Width(title))
		columns[i] = c
	}
	if line > 0 {
		columns = fit(columns, line)
		left = titles[len(columns):]
	}
	lines = make([]string, 0, len(rows)+1)
	for i := range len(rows) + 1 {
		cells := titles
		if i > 0 {
			cells = rows[i-1]
		}
		w := lineWriter{step: step}
		for n, c := range columns {
			if n > 0 {
				w.pad(2)
			}
			c.write(&w, cells[c.at])
		}
		step(0)
		lines = append(lines, strings.TrimRight(w.String(), " "))
	}
	return lines, left
}

// column is one that is being laid out.
type column struct {
	at    int // among the titles
	width int
	least int // that it may be narrowed to
	right bool
}

func (c *column) write(w *lineWriter, text string) {
	text = terminal.Cut(text, c.width)
	pad := c.width - terminal.Width(text)
	if c.right {
		w.pad(pad)
		w.text(text)
	} else {
		w.text(text)
		w.pad(pad)
	}
}

// lineWriter writes a line without the spaces at its end, of which one long cell
// makes as many in every other line.
type lineWriter struct {
	strings.Builder
	step   func(bytes int)
	spaces int // that stand before the next text
}

func (w *lineWriter) pad(n int) { w.spaces += n }

func (w *lineWriter) text(s string) {
	if s == "" {
		return
	}
	w.step(w.spaces + len(s))
	w.WriteString(strings.Repeat(" ", w.spaces))
	w.WriteString(s)
	w.spaces = 0
}

// How narrow columns get: the first ones, which tell rows apart, and the rest.
const (
	leading      = 2
	leastLeading = 24
	leastWidth   = 8
)

// fit narrows columns until they go on a line.
func fit(columns []*column, line int) []*column {
	for i, c := range columns {
		c.least = min(c.width, leastWidth)
		if c.right {
			c.least = c.width
		} else if i < leading {
			c.least = min(c.width, leastLeading)
		}
	}
	for len(columns) > 1 {
		over, slack := -line-2, 0
		var widest *column
		for _, c := range columns {
			over += c.width + 2
			slack += c.width - c.least
			if c.width > c.least && (widest == nil || c.width >= widest.width) {
				widest = c
			}
		}
		switch {
		case over <= 0:
			return columns
		case over <= slack:
			widest.width--
		default:
			columns = columns[:len(columns)-1]
		}
	}
	if len(columns) == 1 {
		columns[0].width = min(columns[0].width, line)
	}
	return columns
}
