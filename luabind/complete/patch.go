package complete

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// hole is the name that stands for what is being written.
const hole = "__hole__"

// site is a place in a script that was made whole.
type site struct {
	analysis *check.Analysis
	src      []byte
	path     []syntax.Node // from the root to the hole, the innermost last
}

// repair makes a program of a half-written script: what is before the word at
// the cursor, a hole in the word's place, and what closes all that is open. What
// comes after the cursor is left out: it may be in any state.
func (c *Completer) repair(name string, src []byte, cur syntax.Cursor) *site {
	before := src[:cur.Start]
	inside := hole
	if cur.InString {
		inside += string(before[len(before)-1]) // the quote
	}
	end := closers(append(append([]byte(nil), before...), inside...))
	// The shapes that what is written may take: an expression, a call, a
	// condition, the head of a loop.
	for _, tail := range []string{end, "()" + end, " then" + end, "() then" + end, " in x" + end, " = nil" + end} {
		text := append(append([]byte(nil), before...), inside+tail...)
		a, err := c.checker.Analyze(name, text)
		if err != nil {
			continue
		}
		return &site{a, text, pathTo(a.Root, cur.Start)}
	}
	return nil
}

// closers is what closes all that is open at the end of a text.
func closers(src []byte) string {
	open := openTokens(src)
	list := make([]string, 0, len(open))
	for i := len(open) - 1; i >= 0; i-- {
		list = append(list, closerOf[open[i].Kind])
	}
	return " " + strings.Join(list, " ")
}

// whole reads a text that may end anywhere, nil if nothing makes it a program.
func (c *Completer) whole(name string, src []byte) *check.Analysis {
	if a, err := c.checker.Analyze(name, src); err == nil {
		return a
	}
	end := closers(src)
	for _, tail := range []string{end, " nil" + end, "()" + end, " then" + end, " = nil" + end, " in x" + end} {
		if a, err := c.checker.Analyze(name, append(append([]byte(nil), src...), tail...)); err == nil {
			return a
		}
	}
	if cur, ok := syntax.At(src, len(src)); ok {
		if s := c.repair(name, src, cur); s != nil {
			return s.analysis
		}
	}
	return nil
}

var closerOf = map[syntax.Kind]string{
	syntax.LeftParen: ")", syntax.LeftBrace: "}", syntax.LeftBracket: "]",
	syntax.Function: "end", syntax.If: "end", syntax.Do: "end", syntax.While: "do end", syntax.For: "do end", syntax.Repeat: "until nil",
}

// openTokens lists what is open at the end of a source text.
func openTokens(src []byte) []syntax.Token {
	open, _ := openIn(src)
	return open
}

// openIn is openTokens; whole is false where the text ends within a long string
// or comment.
func openIn(src []byte) (open []syntax.Token, whole bool) {
	pop := func(kinds ...syntax.Kind) {
		if len(open) > 0 && slices.Contains(kinds, open[len(open)-1].Kind) {
			open = open[:len(open)-1]
		}
	}
	whole = true
	l := syntax.NewLexer(src)
	for {
		t := l.Next()
		if t.Problem == syntax.UnterminatedLong || t.Problem == syntax.UnterminatedComment {
			whole = false
		}
		switch t.Kind {
		case syntax.EOF:
			return open, whole
		case syntax.LeftParen, syntax.LeftBrace, syntax.LeftBracket, syntax.Function, syntax.If, syntax.Repeat:
			open = append(open, t)
		case syntax.While, syntax.For:
			open = append(open, t)
		case syntax.Do:
			// The do of a loop takes the loop's place, and stands where that began.
			if n := len(open); n > 0 && (open[n-1].Kind == syntax.While || open[n-1].Kind == syntax.For) {
				t.Start = open[n-1].Start
				open = open[:n-1]
			}
			open = append(open, t)
		case syntax.RightParen:
			pop(syntax.LeftParen)
		case syntax.RightBrace:
			pop(syntax.LeftBrace)
		case syntax.RightBracket:
			pop(syntax.LeftBracket)
		case syntax.End:
			pop(syntax.Function, syntax.If, syntax.Do)
		case syntax.Until:
			pop(syntax.Repeat)
		}
	}
}

// pathTo lists the nodes that hold an offset, the outermost first.
func pathTo(root *syntax.Block, offset int) []syntax.Node {
	var path []syntax.Node
	syntax.Walk(root, func(n syntax.Node) bool {
		b := n.Bounds()
		if int(b.Start.Offset) <= offset && offset <= int(b.End.Offset) {
			path = append(path, n)
			return true
		}
		_, isRoot := n.(*syntax.Block)
		return isRoot && n == syntax.Node(root)
	})
	// Neighbours that end where the next begins are no part of the path.
	kept := path[:0]
	for i, n := range path {
		b := n.Bounds()
		inner := true
		for _, m := range path[i+1:] {
			mb := m.Bounds()
			inner = inner && b.Start.Offset <= mb.Start.Offset && mb.End.Offset <= b.End.Offset
		}
		if inner {
			kept = append(kept, n)
		}
	}
	return kept
}

// visible lists the local variables that a place sees, the nearest last.
func visible(root *syntax.Block, offset int) []*syntax.Variable {
	var list []*syntax.Variable
	holds := func(n syntax.Node) bool {
		b := n.Bounds()
		return int(b.Start.Offset) <= offset && offset <= int(b.End.Offset)
	}
	declared := func(vars ...*syntax.Variable) {
		for _, v := range vars {
			if v != nil && (v.End.Offset == 0 || int(v.End.Offset) <= offset) {
				list = append(list, v)
			}
		}
	}
	syntax.Walk(root, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.Block:
			return holds(x) || x == root
		case *syntax.LocalStmt:
			if int(x.End.Offset) < offset {
				declared(x.Vars...)
			}
		case *syntax.LocalFunctionStmt:
			declared(x.Var)
		case *syntax.FunctionExpr:
			if holds(x.Body) {
				declared(x.Params...)
			}
		case *syntax.NumericForStmt:
			if holds(x.Body) {
				declared(x.Var)
			}
		case *syntax.GenericForStmt:
			if holds(x.Body) {
				declared(x.Vars...)
			}
		}
		return true
	})
	return list
}
