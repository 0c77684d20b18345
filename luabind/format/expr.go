package format

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

func (b *builder) expr(e syntax.Expr) piece {
	switch e := e.(type) {
	case *syntax.IndexExpr:
		object := b.expr(e.Object)
		if e.Dot {
			return seq(object, b.take(), b.take())
		}
		return seq(object, b.index(e.Key))
	case *syntax.CallExpr:
		return b.call(e)
	case *syntax.FunctionExpr:
		return seq(b.take(), b.function(e))
	case *syntax.TableExpr:
		return b.table(e)
	case *syntax.BinaryExpr:
		return b.binary(e)
	case *syntax.UnaryExpr:
		op := b.take()
		if e.Op == syntax.Not || e.Op == syntax.Minus && b.next().Kind == syntax.Minus {
			op = seq(op, space) // two minus signs would begin a comment
		}
		return seq(op, b.expr(e.Operand))
	case *syntax.ParenExpr:
		open := b.take()
		inner := b.expr(e.Inner)
		return seq(open, inner, b.take())
	}
	return b.take()
}

// index is a key in brackets. One that begins with a bracket of its own, as a
// long string does, stands apart from it.
func (b *builder) index(key syntax.Expr) piece {
	open := b.take()
	apart := nothing
	if strings.HasPrefix(b.next().text, "[") {
		apart = space
	}
	inner := b.expr(key)
	return seq(open, apart, inner, apart, b.take())
}

// binary is a chain of operations of one precedence. Where an operand has line
// breaks of its own, the operators stay on the lines of their operands.
func (b *builder) binary(e *syntax.BinaryExpr) piece {
	var operands, operators []piece
	level := precedence(e.Op)
	last, remarked := syntax.Expr(e), false
	var walk func(e syntax.Expr)
	walk = func(e syntax.Expr) {
		x, ok := e.(*syntax.BinaryExpr)
		if !ok || precedence(x.Op) != level {
			operands = append(operands, b.expr(e))
			last = e
			return
		}
		walk(x.Left)
		if r := b.remarkAfter(); !r.empty() {
			end := &operands[len(operands)-1]
			*end, remarked = seq(*end, r), true
		}
		operators = append(operators, b.take())
		walk(x.Right)
	}
	walk(e)
	var list []piece
	if seq(operands...).hard && !remarked {
		for i, op := range operators {
			list = append(list, space, op, space, operands[i+1])
		}
		return seq(operands[0], seq(list...))
	}
	n := len(operators)
	if opens(last) {
		n--
	}
	for i, op := range operators[:n] {
		list = append(list, lineOrSpace, op, space, operands[i+1])
	}
	chain := of(group, operands[0], of(nested, list...))
	if opens(last) {
		return seq(chain, space, operators[n], space, operands[n+1])
	}
	return chain
}

func precedence(op syntax.Kind) int {
	switch op {
	case syntax.Or:
		return 1
	case syntax.And:
		return 2
	case syntax.Less, syntax.Greater, syntax.LessEqual, syntax.GreaterEqual, syntax.Equal, syntax.NotEqual:
		return 3
	case syntax.Concat:
		return 4
	case syntax.Plus, syntax.Minus:
		return 5
	case syntax.Star, syntax.Slash, syntax.Percent:
		return 6
	}
	return 7 // ^
}

func (b *builder) call(e *syntax.CallExpr) piece {
	list := []piece{b.expr(e.Func)}
	if e.Method != nil {
		list = append(list, b.take(), b.take())
	}
	switch b.next().Kind {
	case syntax.String:
		list = append(list, space, b.take())
	case syntax.LeftBrace:
		list = append(list, b.expr(e.Args[0]))
	default:
		list = append(list, b.arguments(e.Args))
	}
	return seq(list...)
}

// widest is how wide the arguments before a last table or function may be so
// that this alone is broken, and not all of the arguments.
const widest = 60

func (b *builder) arguments(args []syntax.Expr) piece {
	open := seq(b.take(), b.remarkAfter())
	if len(args) == 0 {
		if dangling := b.above(true, false); len(dangling) > 0 {
			return seq(open, of(nested, dangling...), newline, b.take())
		}
		return seq(open, b.take())
	}
	apart := b.ahead() // the source breaks after the parenthesis
	parts := make([]piece, 0, len(args))
	for i, a := range args {
		e := b.expr(a)
		if i < len(args)-1 {
			e = seq(e, b.take(), b.rest())
		} else {
			e = seq(e, b.remarkAfter())
		}
		parts = append(parts, e)
	}
	tail := seq(b.above(false, false)...)
	all := seq(seq(parts...), tail, open)
	join := func(between piece) []piece {
		list := []piece{parts[0]}
		for _, p := range parts[1:] {
			list = append(list, between, p)
		}
		return list
	}
	broken := func() piece {
		return of(group, open, of(nested, append(append([]piece{lineOrNothing}, join(lineOrSpace)...), tail)...), lineOrNothing, b.take())
	}
	switch {
	case tail.hard || open.hard, all.hard && apart:
		return broken()
	case all.hard, opens(args[len(args)-1]) && !anyOpens(args[:len(args)-1]) && seq(parts[:len(parts)-1]...).width() <= widest:
		return seq(open, seq(join(space)...), b.take())
	}
	return broken()
}

// opens says whether an expression has brackets or a body of its own in which
// it can be broken.
func opens(e syntax.Expr) bool {
	switch e.(type) {
	case *syntax.TableExpr, *syntax.FunctionExpr:
		return true
	}
	return false
}

func anyOpens(list []syntax.Expr) bool {
	for _, e := range list {
		if opens(e) {
			return true
		}
	}
	return false
}

func (b *builder) table(e *syntax.TableExpr) piece {
	open := seq(b.take(), b.remarkAfter())
	if len(e.Fields) == 0 {
		if dangling := b.above(true, false); len(dangling) > 0 || open.hard {
			return seq(open, of(nested, dangling...), newline, b.take())
		}
		return seq(open, b.take())
	}
	type row struct {
		before []piece // comments on lines of their own
		field  piece
		apart  bool // on a new line in the source
		gap    piece
	}
	var rows []row
	apart := open.hard
	for i, f := range e.Fields {
		r := row{apart: b.ahead()}
		if len(b.next().comments) > b.shown && (r.apart || i == 0) {
			r.before = b.above(i == 0, false)
			r.apart = true
		}
		r.gap = b.gap(i == 0 && r.before == nil)
		r.field = b.field(f)
		last := i == len(e.Fields)-1
		if k := b.next().Kind; k == syntax.Comma || k == syntax.Semicolon {
			comma := text(",")
			if last {
				comma = piece{kind: whenBroken, text: ","}
			}
			if early := b.above(false, false); len(early) > 0 {
				r.field = seq(append([]piece{r.field}, early...)...)
			}
			b.skip()
			r.field = seq(r.field, comma)
		} else {
			r.field = seq(r.field, piece{kind: whenBroken, text: ","})
		}
		r.field = seq(r.field, b.rest())
		rows = append(rows, r)
		apart = apart || r.apart
	}
	end := b.above(false, false)
	if len(end) > 0 {
		apart = true
	}
	var list []piece
	hard := false
	for i, r := range rows {
		hard = hard || r.field.hard
		switch {
		case apart && (r.apart || i == 0):
			list = append(list, seq(r.before...), r.gap, r.field)
		case apart:
			list = append(list, of(fill, r.field))
		case i == 0:
			list = append(list, lineOrNothing, r.field)
		default:
			list = append(list, lineOrSpace, r.field)
		}
	}
	if apart {
		return seq(open, of(nested, append(list, end...)...), newline, b.take())
	}
	if hard {
		list = nil
		for i, r := range rows {
			if i > 0 {
				list = append(list, space)
			}
			list = append(list, r.field)
		}
		// A group of its own, so that no comma comes after the last field.
		return seq(open, flat(seq(list...)), b.take())
	}
	return of(group, open, of(nested, list...), lineOrNothing, b.take())
}

// flat takes the separators away that only broken groups have.
func flat(p piece) piece {
	if p.kind == whenBroken {
		return nothing
	}
	if p.kind == sequence {
		list := make([]piece, len(p.list))
		for i := range p.list {
			list[i] = flat(p.list[i])
		}
		p.list = list
	}
	return p
}

func (b *builder) field(f syntax.Field) piece {
	switch {
	case f.Key == nil:
		return b.expr(f.Value)
	case f.Named:
		return seq(b.take(), space, b.take(), space, b.expr(f.Value))
	}
	key := b.index(f.Key)
	return seq(key, space, b.take(), space, b.expr(f.Value))
}
