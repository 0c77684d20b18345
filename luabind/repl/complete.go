package repl

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// completer answers the Tab key. One candidate is filled in, of several as
// much as they share; when that is nothing they are listed above the line.
type completer struct {
	repl *repl
	show io.Writer // writes above the line that is being typed
}

// Do is what the editor calls: it gives what to insert at pos.
func (c *completer) Do(line []rune, pos int) ([][]rune, int) {
	before := fromStand().Replace(string(line[:pos]))
	if strings.TrimSpace(before) == "" {
		return [][]rune{[]rune("  ")}, 0
	}
	typed, candidates := c.repl.reading().complete(before)
	if len(candidates) == 0 {
		return nil, 0
	}
	shared := candidates[0].text
	for _, cand := range candidates[1:] {
		shared = common(shared, cand.text)
	}
	insert := strings.TrimPrefix(shared, typed)
	if len(candidates) == 1 {
		insert += candidates[0].after
	}
	if insert != "" {
		return [][]rune{[]rune(insert)}, len([]rune(typed))
	}
	if len(candidates) > 1 {
		c.list(candidates)
	}
	return nil, 0
}

func common(a, b string) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return strings.ToValidUTF8(a[:n], "")
}

// maxListed is how many candidates are listed.
const maxListed = 200

// list shows the candidates in columns.
func (c *completer) list(candidates []candidate) {
	over := len(candidates) - maxListed
	candidates = candidates[:min(len(candidates), maxListed)]
	width := 80
	if c.repl.Width != nil && c.repl.Width() > 0 {
		width = c.repl.Width()
	}
	wide := 0
	for _, cand := range candidates {
		wide = max(wide, runewidth.StringWidth(cand.text)+2)
	}
	columns := max(1, (width-1)/wide)
	rows := (len(candidates) + columns - 1) / columns
	var b strings.Builder
	for row := range rows {
		line := ""
		for i := row; i < len(candidates); i += rows {
			line += runewidth.FillRight(candidates[i].text, wide)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	if over > 0 {
		fmt.Fprintf(&b, "... %d more\n", over)
	}
	_, _ = io.WriteString(c.show, b.String())
}

// candidate is something that can stand where the cursor is.
type candidate struct {
	text  string
	after string // inserted too when it is the only one: "(", " = "
}

// complete finds what can follow the text before the cursor, which is on the
// last of the lines typed so far, and how much of it is typed already.
func (r *repl) complete(line string) (typed string, found []candidate) {
	if rest, ok := commandLine(line); ok && len(r.pending) == 0 {
		return r.completeCommand(rest, strings.HasSuffix(line, " "))
	}
	typed, found = r.candidates(r.pendingText() + line)
	found = slices.DeleteFunc(found, func(c candidate) bool { return !strings.HasPrefix(c.text, typed) })
	return typed, found
}

// pendingText is what the line that is typed follows in its chunk.
func (r *repl) pendingText() string {
	if len(r.pending) == 0 {
		return ""
	}
	return strings.Join(r.pending, "\n") + "\n"
}

// completeCommand completes a line that starts with a colon.
func (r *repl) completeCommand(rest string, spaced bool) (typed string, found []candidate) {
	name, argument, hasArgument := strings.Cut(rest, " ")
	if !hasArgument && !spaced {
		for _, c := range commands {
			if strings.HasPrefix(c.name, name) {
				after := ""
				if c.argument != "" {
					after = " "
				}
				found = append(found, candidate{c.name, after})
			}
		}
		return name, found
	}
	argument = strings.TrimSpace(argument)
	var words []string
	switch name {
	case "time":
		words = []string{"on", "off"}
	case "trace":
		words = []string{"on", "body", "off"}
	case "help":
		words = r.topics()
	case "load", "save":
		words = files(argument)
	}
	for _, w := range words {
		if strings.HasPrefix(w, argument) {
			found = append(found, candidate{text: w})
		}
	}
	return argument, found
}

func (r *repl) topics() []string {
	if r.Topics == nil {
		return nil
	}
	return r.Topics()
}
