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
	text := append(append(make([]byte, 0, len(src)+100), before...), inside...)
	e := endOf(text)
	length, end := len(text), e.closers()
	for _, shape := range e.shapes(cur) {
		text = append(append(text[:length], shape...), end...)
		a, err := c.checker.Analyze(name, text)
		if err != nil {
			continue
		}
		return &site{a, text, pathTo(a.Root, cur.Start)}
	}
	return nil
}

// shapes are what may have to follow a hole: nothing after an expression,
// parentheses after a call, then after a condition, the rest of a loop's head.
// Each costs a look at the whole text, so the likely one comes first.
func (e *ending) shapes(cur syntax.Cursor) []string {
	all := []string{"", "()", " then", "() then", " in x", " = nil"}
	likely := ""
	switch {
	case e.previous == syntax.For:
		likely = " in x"
	case e.condition:
		likely = " then"
	}
	if !cur.InString && (cur.After != 0 || beginsStatement(e.previous)) {
		likely = "()" + likely
	}
	i := slices.Index(all, likely)
	return append([]string{likely}, slices.Delete(all, i, i+1)...)
}

// beginsStatement says whether a name behind a token begins a statement, or is the
// name of a function.
func beginsStatement(previous syntax.Kind) bool {
	switch previous {
	case syntax.EOF, syntax.End, syntax.Then, syntax.Else, syntax.Do, syntax.Repeat, syntax.Semicolon,
		syntax.RightParen, syntax.RightBrace, syntax.RightBracket, syntax.Name, syntax.String, syntax.Number,
		syntax.Nil, syntax.True, syntax.False, syntax.Ellipsis, syntax.DoubleColon, syntax.Function:
		return true
	}
	return false
}

// closers is what closes all that is open.
func (e *ending) closers() string {
	list := make([]string, 0, len(e.open))
	for i := len(e.open) - 1; i >= 0; i-- {
		list = append(list, closerOf(e.open[i].Kind))
	}
	return " " + strings.Join(list, " ")
}

// whole reads a text that may end anywhere, nil if nothing makes it a program.
func (c *Completer) whole(name string, src []byte) *check.Analysis {
	if a, err := c.checker.Analyze(name, src); err == nil {
		return a
	}
	e := endOf(src)
	end := e.closers()
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

// closerOf is what closes what a token opens.
func closerOf(opener syntax.Kind) string {
	switch opener {
	case syntax.LeftParen:
		return ")"
	case syntax.LeftBrace:
		return "}"
	case syntax.LeftBracket:
		return "]"
	case syntax.Function, syntax.If, syntax.Do:
		return "end"
	case syntax.While, syntax.For:
		return "do end"
	case syntax.Repeat:
		return "until nil"
	}
	return ""
}

// ending is how a source text ends.
type ending struct {
	open      []syntax.Token // what is open
	whole     bool           // it ends in no long string or comment
	previous  syntax.Kind    // the last token but one, EOF if there is none
	condition bool           // an if or elseif has no then yet
}

func endOf(src []byte) ending {
	var open []syntax.Token
	pop := func(kinds ...syntax.Kind) {
		if len(open) > 0 && slices.Contains(kinds, open[len(open)-1].Kind) {
			open = open[:len(open)-1]
		}
	}
	e := ending{whole: true}
	last := syntax.EOF
	l := syntax.NewLexer(src)
	for {
		t := l.Next()
		if t.Kind != syntax.EOF {
			e.previous, last = last, t.Kind
		}
		if t.Problem == syntax.UnterminatedLong || t.Problem == syntax.UnterminatedComment {
			e.whole = false
		}
		switch t.Kind {
		case syntax.EOF:
			e.open = open
			return e
		case syntax.LeftParen, syntax.LeftBrace, syntax.LeftBracket, syntax.Function, syntax.Repeat:
			open = append(open, t)
		case syntax.If:
			open = append(open, t)
			e.condition = true
		case syntax.ElseIf:
			e.condition = true
		case syntax.Then:
			e.condition = false
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
