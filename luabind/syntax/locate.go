package syntax

import "strings"

// Use is what an expression does with a value, and where it fails if the value
// is of the wrong type.
type Use uint8

// The uses of values.
const (
	UseCall       Use = iota // f(), a:f(), and the iterator of a for loop
	UseIndex                 // a.b, a[b] and a:b, read or assigned to
	UseArithmetic            // + - * / % ^ and unary minus
	UseConcat                // ..
	UseCompare               // < <= > >=
	UseLength                // #
)

// Place is an expression that uses a value in a certain way.
type Place struct {
	Pos         // where a caret points: at the last name of the value, or at the operator
	Expr   Node // the whole: *CallExpr, *IndexExpr, *BinaryExpr, *UnaryExpr, *FunctionStmt, *GenericForStmt
	Value  Expr // what is called, indexed or operated on; of two operands the left
	Method bool // UseCall: what is called is a method of Value
	// Text is the source of what is used, on one line: "do.create_droplet",
	// "web:start"; with an operator the source of the whole expression.
	Text string
	// Key is the name of the field that UseIndex asks for, if it is written out.
	Key string
}

// Locate returns the expressions of a tree that use a value in the given way
// on a line, in the order in which they run. The line is the one that Lua 5.1
// reports for them.
func Locate(root *Block, src []byte, line int, use Use) []Place {
	l := locator{src: src, line: int32(line), use: use}
	Walk(root, l.before)
	return l.places
}

type locator struct {
	src    []byte
	line   int32
	use    Use
	places []Place
	stored map[*IndexExpr]bool // those that are assigned to
}

// before visits a node: its parts first, for they run first.
func (l *locator) before(n Node) bool {
	span := n.Bounds()
	if l.line < span.Start.Line || span.End.Line < l.line {
		return false
	}
	switch x := n.(type) {
	case *AssignStmt:
		l.store(x.Targets...)
	case *FunctionStmt:
		if x.Method == nil {
			l.store(x.Target)
		}
	}
	first := true
	Walk(n, func(part Node) bool {
		if first {
			first = false
			return true
		}
		return l.before(part)
	})
	l.after(n)
	return false
}

// store notes what is assigned to: that happens at the statement's end, not
// where the target stands.
func (l *locator) store(targets ...Expr) {
	for _, e := range targets {
		if x, ok := e.(*IndexExpr); ok {
			if l.stored == nil {
				l.stored = map[*IndexExpr]bool{}
			}
			l.stored[x] = true
		}
	}
}

// index notes what indexes a value.
func (l *locator) index(e Expr, line int32) {
	if x, ok := e.(*IndexExpr); ok {
		p := Place{Pos: lastName(x.Object), Expr: x, Value: x.Object}
		if key, ok := x.Key.(*StringExpr); ok {
			p.Key = key.Value
		}
		l.add(UseIndex, line, p)
	}
}

func (l *locator) after(n Node) {
	switch x := n.(type) {
	case *CallExpr:
		if x.Method == nil {
			l.add(UseCall, x.Line(), Place{Pos: lastName(x.Func), Expr: x, Value: x.Func})
			return
		}
		l.add(UseIndex, x.Method.End.Line, Place{Pos: lastName(x.Func), Expr: x, Value: x.Func, Key: x.Method.Value})
		l.add(UseCall, x.Line(), Place{Pos: x.Method.Start, Expr: x, Value: x.Func, Method: true})
	case *IndexExpr:
		if !l.stored[x] {
			l.index(x, x.End.Line)
		}
	case *AssignStmt:
		for _, e := range x.Targets {
			l.index(e, x.End.Line)
		}
	case *BinaryExpr:
		if use, ok := operatorUse(x.Op); ok {
			l.add(use, x.End.Line, Place{Pos: x.OpPos, Expr: x, Value: x.Left})
		}
	case *UnaryExpr:
		switch x.Op {
		case Minus:
			l.add(UseArithmetic, x.End.Line, Place{Pos: x.Start, Expr: x, Value: x.Operand})
		case Hash:
			l.add(UseLength, x.End.Line, Place{Pos: x.Start, Expr: x, Value: x.Operand})
		}
	case *FunctionStmt:
		if x.Method == nil {
			l.index(x.Target, x.Start.Line)
		} else {
			l.add(UseIndex, x.Start.Line, Place{Pos: lastName(x.Target), Expr: x, Value: x.Target, Key: x.Method.Value})
		}
	case *GenericForStmt:
		l.add(UseCall, x.Line(), Place{Pos: x.Values[0].Bounds().Start, Expr: x, Value: x.Values[0]})
	}
}

func operatorUse(operator Kind) (use Use, ok bool) {
	switch operator {
	case Plus, Minus, Star, Slash, Percent, Power:
		return UseArithmetic, true
	case Concat:
		return UseConcat, true
	case Less, LessEqual, Greater, GreaterEqual:
		return UseCompare, true
	}
	return use, false
}

// add notes a place on a line.
func (l *locator) add(use Use, line int32, p Place) {
	if use != l.use || line != l.line {
		return
	}
	span := p.Value.Bounds()
	switch x := p.Expr.(type) {
	case *BinaryExpr:
		span = x.Span
	case *UnaryExpr:
		span = x.Span
	case *CallExpr:
		if p.Method {
			span.End = x.Method.End
		}
	}
	p.Text = oneLine(l.src, span)
	l.places = append(l.places, p)
}

// lastName returns where the last name of a value such as a.b.c stands.
func lastName(e Expr) Pos {
	if x, ok := e.(*IndexExpr); ok {
		return x.Key.Bounds().Start
	}
	return e.Bounds().Start
}

// oneLine returns a stretch of the source without comments and line breaks,
// cut when it is long.
func oneLine(src []byte, span Span) string {
	const longest = 60
	text := span.Text(src)
	if span.Start.Line != span.End.Line {
		l := newLexer([]byte(text))
		var b strings.Builder
		end := int32(0)
		for tok := l.Next(); tok.Kind != EOF && b.Len() <= longest; tok = l.Next() {
			if tok.Start.Line == tok.End.Line && tok.Start.Offset > end && !tight(tok.Kind) {
				b.WriteByte(' ')
			}
			b.WriteString(tok.Text([]byte(text)))
			end = tok.End.Offset
		}
		text = b.String()
	}
	return cut(text, longest)
}

// tight says whether a token is written without a space before it.
func tight(k Kind) bool {
	switch k {
	case Dot, Colon, LeftBracket, RightBracket, LeftParen, RightParen, Comma:
		return true
	}
	return false
}
