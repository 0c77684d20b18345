package repl

import (
	"strings"
	"sync"

	"github.com/chzyer/readline"

	"github.com/doapi-lua/doapi/luabind/complete"
)

// layout has the lines of a chunk begin where they belong: below what is open,
// and back where a line closes it. It leaves alone what is pasted, and a line
// whose beginning a person has changed.
type layout struct {
	repl *repl
	set  func(line string) // replaces the line

	mu     sync.Mutex
	on     bool
	indent string // what it began the line with
	spaces int    // that were typed at the beginning, and stand there already
	line   string // as it is
}

// begin prepares for the next line.
func (l *layout) begin(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spaces = 0
	l.on, l.indent, l.line = on && len(l.repl.reading().pending) > 0, "", ""
	if l.on {
		l.indent, l.on = complete.Indent([]byte(asLua(l.repl.reading().pendingText())), "")
	}
}

// OnChange is called when a line begins, with 0, and behind every key.
func (l *layout) OnChange(line []rune, pos int, key rune) (changed []rune, at int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if key == 0 && line == nil {
		if l.on && l.indent != "" {
			l.line = l.indent
			l.set(l.indent)
		}
		return nil, 0, false
	}
	if key == readline.CharEnter || key == readline.CharCtrlJ {
		return nil, 0, false // the next line may have begun
	}
	l.line = string(line)
	// Who types the spaces himself, or sends a text that nothing marks as a paste,
	// has them once.
	if l.on && key == ' ' && l.line == l.indent+" " && l.spaces < len(l.indent) {
		l.spaces++
		l.line = l.indent
		return []rune(l.line), len(l.line), true
	}
	rest := strings.TrimLeft(l.line, " ")
	if !l.on || pos != len(line) || l.line != l.indent+rest || rest == "" {
		return nil, 0, false
	}
	want, whole := complete.Indent([]byte(asLua(l.repl.reading().pendingText())), rest)
	if !whole || want == l.indent {
		return nil, 0, false
	}
	l.indent, l.line = want, want+rest
	changed = []rune(l.line)
	return changed, len(changed), true
}

// filter has Ctrl-D take back a chunk on a line that a person has not begun.
func (l *layout) filter(key rune) (rune, bool) {
	if key == readline.CharDelete {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.on && l.indent != "" && l.line == l.indent {
			l.line = ""
			l.set("")
		}
	}
	return key, true
}
