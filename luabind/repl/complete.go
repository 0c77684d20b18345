package repl

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/doapi-lua/doapi/luabind"
)

// completer answers the Tab key. One candidate is filled in, of several as
// much as they share; when that is nothing they are listed above the line.
type completer struct {
	repl *repl
	show io.Writer // writes above the line that is being typed
}

// Do is what the editor calls: it gives what to insert at pos.
func (c *completer) Do(line []rune, pos int) ([][]rune, int) {
	before := fromStand.Replace(string(line[:pos]))
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
	at := cursorOf(strings.Join(append(slices.Clone(r.pending), line), "\n"))
	switch {
	case at.inComment:
		return "", nil
	case at.inString:
		typed, found = at.typed, r.strings(at)
	case len(at.chain) > 0:
		typed, found = at.typed, r.members(at)
	default:
		typed = at.typed
		if found = matching(r.named(at), typed); len(found) == 0 {
			found = r.globals()
		}
	}
	found = matching(found, typed)
	slices.SortStableFunc(found, func(a, b candidate) int { return strings.Compare(a.text, b.text) })
	found = slices.CompactFunc(found, func(a, b candidate) bool { return a.text == b.text })
	// What scripts rather leave alone is offered to those who begin it.
	if !strings.HasPrefix(typed, "_") {
		if open := slices.DeleteFunc(slices.Clone(found), func(c candidate) bool { return strings.HasPrefix(c.text, "_") }); len(open) > 0 {
			found = open
		}
	}
	return typed, found
}

func matching(all []candidate, typed string) []candidate {
	return slices.DeleteFunc(all, func(c candidate) bool { return !strings.HasPrefix(c.text, typed) })
}

// keywords are offered beside the globals; do leads to the client.
var keywords = []string{"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while"}

func (r *repl) globals() []candidate {
	var found []candidate
	r.Host.Inspect(func() {
		for _, v := range r.looking.variables() {
			found = append(found, r.after(v.Name, v.Value()))
		}
		for _, name := range r.Host.Members(r.Host.Global("_G")) {
			if luabind.IsName(name) {
				found = append(found, r.after(name, r.Host.Global(name)))
			}
		}
	})
	for _, k := range keywords {
		found = append(found, candidate{text: k})
	}
	return found
}

// after adds to a name what has to follow it.
func (r *repl) after(name string, v luabind.Value) candidate {
	if !v.IsFunction() {
		return candidate{text: name}
	}
	f, _ := v.Func()
	return callable(name, f)
}

// callable is a candidate that is going to be called.
func callable(name string, f *luabind.Func) candidate {
	if f != nil && f.Bare() {
		return candidate{name, "()"}
	}
	return candidate{name, "("}
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
