package repl

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// maxPainted is how long a chunk may be of which the last line is coloured as it
// is typed.
const maxPainted = 8 << 10

// painter colours the line that is typed. It shows a tab that was pasted as a
// space, and the end of a line within a recalled entry as an arrow: the editor
// counts a column for each.
type painter struct{ repl *repl }

var shownOnce lazy.Value[*strings.Replacer]

func shown() *strings.Replacer {
	return shownOnce.Get(func() *strings.Replacer {
		return strings.NewReplacer("\t", " ", "\n", "↵")
	})
}

// Paint is what the editor calls. The columns of what it gives are those of the
// line.
func (p painter) Paint(line []rune, _ int) []rune {
	typed, entered := strings.CutSuffix(string(line), "\n") // which Enter adds
	text := fromStand().Replace(typed)
	if r := p.repl.reading(); r.Color && text != "" {
		pending := r.pendingText()
		if _, ok := commandLine(text); (!ok || pending != "") && len(pending)+len(text) <= maxPainted {
			text = r.highlight(pending, text)
		}
	}
	text = shown().Replace(text)
	if entered {
		text += "\n"
	}
	return []rune(text)
}

// highlight colours a line that follows others of its chunk.
func (r *repl) highlight(pending, line string) string {
	text := pending + line
	src := []byte(asLua(text))
	var tokens []complete.Token
	r.Host.Inspect(func() { tokens = r.engine(nil).Highlight("input", src) })
	var b strings.Builder
	done := len(pending)
	for _, t := range tokens {
		start, end := max(int(t.Span.Start.Offset), done), int(t.Span.End.Offset)
		color := tokenColor(t)
		if end <= start || color == "" {
			continue
		}
		b.WriteString(text[done:start] + color + text[start:end] + colorOff)
		done = end
	}
	b.WriteString(text[done:])
	return b.String()
}

// tokenColor is "" for what stays as it is.
func tokenColor(t complete.Token) string {
	switch t.Kind {
	case complete.KeywordToken:
		return colorKeyword
	case complete.StringToken:
		return colorString
	case complete.NumberToken:
		return colorNumber
	case complete.CommentToken:
		return colorDim
	case complete.FunctionToken, complete.MethodToken, complete.NamespaceToken:
		if t.Modifiers&complete.Library != 0 {
			return colorKnown
		}
	}
	return ""
}
