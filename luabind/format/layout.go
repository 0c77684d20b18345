package format

import (
	"strings"
	"unicode/utf8"
)

// A piece is a part of the result whose line breaks are not decided yet. The
// way of deciding them is that of Philip Wadler's "A prettier printer": a group
// stands on one line if it fits, else all its own lines are broken.
type piece struct {
	kind piecesKind
	text string
	list []piece
	// hard: there is a line break inside that is none of a group's choice, so
	// the groups around cannot stand on one line.
	hard bool
	from int32 // of a trailing comment: its column in the source
}

type piecesKind uint8

const (
	words      piecesKind = iota // text as it is
	sequence                     // list, one after the other
	group                        // list, on one line or broken
	nested                       // list, indented by one more step
	line                         // a space or a line break, as the group is
	soft                         // nothing or a line break, as the group is
	breakLine                    // a line break
	blankLine                    // a line break and an empty line
	fill                         // a space, or a line break if list, which follows, would not fit
	whenBroken                   // text if the group is broken
	comment                      // a comment to the end of the line, in the code
	trailing                     // a comment after code, to the end of the line
)

func text(s string) piece { return piece{kind: words, text: s, hard: strings.ContainsRune(s, '\n')} }

func of(kind piecesKind, list ...piece) piece {
	p := piece{kind: kind, list: list}
	for i := range list {
		p.hard = p.hard || list[i].hard
	}
	return p
}

func seq(list ...piece) piece { return of(sequence, list...) }

var (
	lineOrSpace   = piece{kind: line}
	lineOrNothing = piece{kind: soft}
	newline       = piece{kind: breakLine, hard: true}
	emptyLine     = piece{kind: blankLine, hard: true}
	space         = piece{kind: words, text: " "}
	nothing       = piece{kind: sequence}
)

func (p piece) empty() bool {
	if p.kind == words {
		return p.text == ""
	}
	for i := range p.list {
		if !p.list[i].empty() {
			return false
		}
	}
	return p.kind == sequence || p.kind == group || p.kind == nested
}

// width is how wide a piece without hard breaks is on one line.
func (p piece) width() int {
	n := 0
	switch p.kind {
	case words:
		n = utf8.RuneCountInString(p.text)
	case line:
		n = 1
	case fill:
		return 1 + seq(p.list...).width()
	}
	for i := range p.list {
		n += p.list[i].width()
	}
	return n
}

const step = "  "

// printer writes pieces.
type printer struct {
	out      strings.Builder
	width    int
	column   int
	ended    bool // a comment runs to the end of the line
	begun    bool // something stands on the line
	comments []trailingComment
	line     int
}

// trailingComment is a comment after code.
type trailingComment struct {
	line   int   // of the result, from 0
	offset int   // in the result
	column int   // of the result
	from   int32 // its column in the source
}

// task is a piece that is still to be written.
type task struct {
	piece  piece
	indent int
	broken bool
}

func (w *printer) print(root piece) {
	stack := []task{{root, 0, true}}
	for len(stack) > 0 {
		t := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		push := func(indent int, broken bool) {
			for i := len(t.piece.list) - 1; i >= 0; i-- {
				stack = append(stack, task{t.piece.list[i], indent, broken})
			}
		}
		switch t.piece.kind {
		case words:
			w.words(t.piece.text, t.indent)
		case sequence:
			push(t.indent, t.broken)
		case nested:
			push(t.indent+1, t.broken)
		case group:
			push(t.indent, t.piece.hard || !w.fits(t.piece, t.indent, stack))
		case line, soft:
			if t.broken || w.ended {
				w.newline()
			} else if t.piece.kind == line {
				w.words(" ", t.indent)
			}
		case breakLine:
			w.newline()
		case blankLine:
			w.newline()
			w.out.WriteByte('\n')
			w.line++
		case fill:
			if w.ended || !w.fits(piece{kind: sequence, list: append([]piece{space}, t.piece.list...)}, t.indent, stack) {
				w.newline()
			} else {
				w.words(" ", t.indent)
			}
			push(t.indent, t.broken)
		case whenBroken:
			if t.broken {
				w.words(t.piece.text, t.indent)
			}
		case comment:
			w.words(t.piece.text, t.indent)
			w.ended = true
		case trailing:
			if w.begun {
				w.words(" ", t.indent)
				w.comments = append(w.comments, trailingComment{w.line, w.out.Len(), w.column, t.piece.from})
			}
			w.words(t.piece.text, t.indent)
			w.ended = true
		}
	}
}

func (w *printer) words(s string, indent int) {
	if s == "" {
		return
	}
	if w.ended {
		w.newline()
	}
	if !w.begun {
		if s == " " {
			return
		}
		for range indent {
			w.out.WriteString(step)
		}
		w.column = indent * len(step)
		w.begun = true
	}
	w.out.WriteString(s)
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		w.line += strings.Count(s, "\n")
		w.column = utf8.RuneCountInString(s[i+1:])
	} else {
		w.column += utf8.RuneCountInString(s)
	}
}

func (w *printer) newline() {
	w.out.WriteByte('\n')
	w.line++
	w.column, w.begun, w.ended = 0, false, false
}

// fits says whether a piece on one line, and what follows it up to the next
// place where a line may end, stays within the width.
func (w *printer) fits(p piece, indent int, rest []task) bool {
	left := w.width - w.column
	if !w.begun {
		left = w.width - indent*len(step)
	}
	stack := []task{{p, 0, false}}
	next := len(rest)
	for left >= 0 {
		if len(stack) == 0 {
			if next == 0 {
				return true
			}
			next--
			stack = append(stack, rest[next])
			continue
		}
		t := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch t.piece.kind {
		case words:
			if i := strings.IndexByte(t.piece.text, '\n'); i >= 0 {
				return left >= utf8.RuneCountInString(t.piece.text[:i])
			}
			left -= utf8.RuneCountInString(t.piece.text)
		case line, soft:
			if t.broken {
				return true
			}
			if t.piece.kind == line {
				left--
			}
		case breakLine, blankLine, comment, trailing:
			return true
		case fill:
			if t.broken {
				return true
			}
			left--
			fallthrough
		case sequence, group, nested:
			// A group that follows may be broken: the line ends there.
			broken := t.broken || t.piece.kind == group && t.piece.hard
			for i := len(t.piece.list) - 1; i >= 0; i-- {
				stack = append(stack, task{t.piece.list[i], 0, broken})
			}
		}
	}
	return false
}

// finish gives the text, with comments under each other that stood so.
func (w *printer) finish() string {
	s := w.out.String()
	var out strings.Builder
	at := 0
	for i := 0; i < len(w.comments); {
		end, widest := i+1, w.comments[i].column
		for end < len(w.comments) && w.comments[end].line == w.comments[end-1].line+1 && w.comments[end].from == w.comments[i].from {
			widest = max(widest, w.comments[end].column)
			end++
		}
		for _, c := range w.comments[i:end] {
			out.WriteString(s[at:c.offset])
			out.WriteString(strings.Repeat(" ", widest-c.column))
			at = c.offset
		}
		i = end
	}
	out.WriteString(s[at:])
	return strings.TrimRight(out.String(), "\n") + "\n"
}
