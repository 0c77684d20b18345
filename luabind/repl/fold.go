package repl

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// Fold breaks the lines of a text at spaces so that they fit in so many
// columns; 0 leaves them as they are. What goes on stands below where the line
// began, or below the last column of a list, and takes the next line of its
// paragraph in.
func Fold(text string, columns int) string {
	if columns <= 0 {
		return text
	}
	var out []string
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		folded := foldLine(line, columns)
		last := folded[len(folded)-1]
		if len(folded) > 1 && i+1 < len(lines) && isProse(line) && isProse(lines[i+1]) {
			lines[i+1] = last + " " + lines[i+1]
			folded = folded[:len(folded)-1]
		}
		out = append(out, folded...)
	}
	return strings.Join(out, "\n")
}

// isProse reports whether a line is one of a paragraph.
func isProse(line string) bool {
	return line != "" && line[0] != ' ' && !strings.Contains(line, "  ")
}

func foldLine(line string, columns int) (folded []string) {
	begin, name, second := gap(line)
	indent := strings.Repeat(" ", min(begin+2, columns/2))
	switch {
	case second == 0 && begin == 0:
		indent = ""
	case second > columns/2:
		indent = strings.Repeat(" ", begin+4)
	case second > 0:
		indent = strings.Repeat(" ", second)
	}
	if second > columns*2/3 && runewidth.StringWidth(line) > columns {
		folded = append(folded, line[:name])
		line = indent + line[second:]
	}
	for runewidth.StringWidth(line) > columns {
		at := lastSpace(line, columns)
		if at < 0 {
			break // a word that fits nowhere
		}
		folded = append(folded, strings.TrimRight(line[:at], " "))
		line = indent + strings.TrimLeft(line[at:], " ")
	}
	return append(folded, line)
}

// gap finds the two columns of a line of a list: where the first one begins and
// ends, and where the second one begins, 0 if there is none.
func gap(line string) (begin, end, second int) {
	words := strings.TrimLeft(line, " ")
	begin = len(line) - len(words)
	at := strings.Index(words, "  ")
	if at < 0 {
		return begin, len(line), 0
	}
	end = begin + at
	return begin, end, len(line) - len(strings.TrimLeft(line[end:], " "))
}

// lastSpace is the last place in the first columns of a line where it can be
// broken, -1 for none.
func lastSpace(line string, columns int) int {
	begun, at, width := false, -1, 0
	for i, c := range line {
		if c == ' ' && begun {
			at = i
		}
		begun = begun || c != ' '
		if width += runewidth.RuneWidth(c); width > columns {
			break
		}
	}
	return at
}
