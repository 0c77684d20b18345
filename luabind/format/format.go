package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// DefaultWidth is how many characters a line holds where nobody says otherwise.
const DefaultWidth = 120

// Source lays out a program. The name is what errors call it; width is how many
// characters a line may hold, DefaultWidth if it is not positive. A line can be
// longer where nothing in it can be broken. Line breaks are those of the
// source's first line.
//
// The error is a [*syntax.Error] if src is no program. Source is safe from any
// goroutine.
func Source(name string, src []byte, width int) ([]byte, error) {
	if width <= 0 {
		width = DefaultWidth
	}
	out, err := once(name, src, width)
	// What was broken for its width reads as broken by its author the next
	// time, which can change what is around it. So it is done until it stays.
	for round := 0; err == nil && round < maxRounds; round++ {
		before := out
		if out, err = once(name, before, width); bytes.Equal(out, before) {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	if err := same(src, out); err != nil {
		return nil, fmt.Errorf("%s: not formatted, as the result would say something else: %w", name, err)
	}
	if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		out = bytes.ReplaceAll(out, []byte("\n"), []byte("\r\n"))
	}
	if bytes.HasPrefix(src, bom) {
		out = append(slices.Clone(bom), out...)
	}
	return out, nil
}

// maxRounds is how often a text is formatted at most. Two rounds are enough for
// all but one in a thousand.
const maxRounds = 8

func once(name string, src []byte, width int) ([]byte, error) {
	root, err := syntax.Parse(name, src)
	if err != nil {
		return nil, err
	}
	b := &builder{tokens: scan(src)}
	if len(b.tokens) == 1 && len(b.tokens[0].comments) == 0 {
		return nil, nil // an empty program is an empty text
	}
	w := &printer{width: width}
	w.print(b.program(root))
	return []byte(w.finish()), nil
}

// same says where two programs differ in more than their layout.
func same(a, b []byte) error {
	x, xs := essence(a)
	y, ys := essence(b)
	for i := range max(len(x), len(y)) {
		if i >= len(x) || i >= len(y) || x[i] != y[i] {
			return fmt.Errorf("at %q", strings.Join(x[min(i, len(x)):min(i+3, len(x))], " "))
		}
	}
	if !slices.Equal(xs, ys) {
		return fmt.Errorf("a comment is lost")
	}
	return nil
}

// essence lists what layout must keep of a program: its tokens but for
// separators, and its comments.
func essence(src []byte) (tokens, comments []string) {
	for _, t := range scan(src) {
		for _, c := range t.comments {
			comments = append(comments, c.text)
		}
		if t.Kind != syntax.Semicolon && t.Kind != syntax.Comma {
			tokens = append(tokens, t.text)
		}
	}
	return tokens, comments
}

// builder makes pieces of a tree. It walks along the tokens of the source, each
// of which it takes exactly once and in order, with the comments before it.
type builder struct {
	tokens []token
	at     int
	shown  int // how many of the next token's comments are taken
}

func (b *builder) next() *token { return &b.tokens[b.at] }

// lastLine is the line on which what was taken last ends, 0 at the start.
func (b *builder) lastLine() int32 {
	if b.shown > 0 {
		return b.next().comments[b.shown-1].end
	}
	if b.at == 0 {
		return 0
	}
	return b.tokens[b.at-1].End.Line
}

// nextLine is the line on which what is taken next begins.
func (b *builder) nextLine() int32 {
	t := b.next()
	if b.shown < len(t.comments) {
		return t.comments[b.shown].start
	}
	return t.Start.Line
}

// ahead says whether the next token is on a later line than the last one, or a
// comment's end is between them.
func (b *builder) ahead() bool { return b.nextLine() > b.lastLine() }

// take gives the next token, with the comments before it in front.
func (b *builder) take() piece {
	t := b.next()
	var before []piece
	for _, c := range t.comments[b.shown:] {
		before = append(before, b.remark(c))
		if c.long && !closes(t.Kind) {
			before = append(before, space)
		}
	}
	b.skip()
	if before == nil {
		return text(t.text)
	}
	return seq(append(before, text(t.text))...)
}

// closes says whether no space stands before a token.
func closes(k syntax.Kind) bool {
	switch k {
	case syntax.RightParen, syntax.RightBrace, syntax.RightBracket, syntax.Comma:
		return true
	}
	return false
}

func (b *builder) remark(c remark) piece {
	if c.long {
		return text(c.text)
	}
	return piece{kind: comment, text: c.text, hard: true}
}

// skip leaves the next token out, whose comments are taken.
func (b *builder) skip() { b.at, b.shown = b.at+1, 0 }

// remarkAfter gives the comment to the end of the line that follows what was
// taken last, if there is one.
func (b *builder) remarkAfter() piece {
	if t := b.next(); b.shown < len(t.comments) && !t.comments[b.shown].long {
		return b.rest()
	}
	return nothing
}

// rest gives the comments that stand on the line of what was taken last.
func (b *builder) rest() piece {
	var list []piece
	t := b.next()
	for b.shown < len(t.comments) && t.comments[b.shown].start == b.lastLine() {
		c := t.comments[b.shown]
		b.shown++
		if c.long {
			list = append(list, space, text(c.text))
		} else {
			list = append(list, piece{kind: trailing, text: c.text, hard: true, from: c.column})
		}
	}
	return seq(list...)
}

// above gives the comments before the next token, on lines of their own. The
// first is separated by an empty line if it was in the source and first is
// false; so is what follows, if after is true.
func (b *builder) above(first, after bool) []piece {
	var list []piece
	t := b.next()
	for b.shown < len(t.comments) {
		list = append(list, b.gap(first && len(list) == 0))
		list = append(list, b.remark(t.comments[b.shown]))
		b.shown++
		list = append(list, b.rest())
	}
	if after {
		list = append(list, b.gap(first && len(list) == 0))
	}
	return list
}

// gap is the line break before what comes next: with an empty line if there was
// one in the source.
func (b *builder) gap(first bool) piece {
	if !first && b.nextLine() > b.lastLine()+1 {
		return emptyLine
	}
	return newline
}
