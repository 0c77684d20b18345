package format

import "github.com/doapi-lua/doapi/luabind/syntax"

func (b *builder) program(root *syntax.Block) piece {
	list := b.statements(root.Stmts)
	if len(list) > 0 {
		list[0] = nothing // the line break before the first
	}
	return seq(list...)
}

// statements gives a list of statements and the comments after them, each after
// a line break. The token after them is left. Semicolons go, but for one before
// a parenthesis, which would go on with the statement before.
func (b *builder) statements(stmts []syntax.Stmt) []piece {
	var list []piece
	add := func(more ...piece) {
		for _, p := range more {
			if !p.empty() {
				list = append(list, p)
			}
		}
	}
	parted := false // there was a semicolon
	semicolons := func() {
		for b.next().Kind == syntax.Semicolon {
			add(b.above(len(list) == 0, false)...)
			b.skip()
			add(b.rest())
			parted = true
		}
	}
	for _, s := range stmts {
		semicolons()
		add(b.above(len(list) == 0, true)...)
		if parted && b.next().Kind == syntax.LeftParen {
			add(text(";"))
		}
		add(b.statement(s))
		if parted = b.next().Kind == syntax.Semicolon && b.shown == len(b.next().comments) && !b.ahead(); parted {
			b.skip()
		}
		add(b.rest())
	}
	semicolons()
	add(b.above(len(list) == 0, false)...)
	return list
}

func (b *builder) statement(s syntax.Stmt) piece {
	switch s := s.(type) {
	case *syntax.LocalStmt:
		list := []piece{b.take(), space}
		list = append(list, b.names(len(s.Vars)))
		if len(s.Values) > 0 {
			list = append(list, space, b.take(), space, b.values(s.Values))
		}
		return seq(list...)
	case *syntax.LocalFunctionStmt:
		return seq(b.take(), space, b.take(), space, b.take(), b.function(s.Func))
	case *syntax.FunctionStmt:
		list := []piece{b.take(), space}
		for b.next().Kind != syntax.LeftParen {
			list = append(list, b.take())
		}
		return seq(append(list, b.function(s.Func))...)
	case *syntax.AssignStmt:
		return seq(b.values(s.Targets), space, b.take(), space, b.values(s.Values))
	case *syntax.CallStmt:
		return b.expr(s.Call)
	case *syntax.DoStmt:
		return b.block(s, b.take(), s.Body, b.take)
	case *syntax.WhileStmt:
		head := seq(b.take(), space, b.expr(s.Cond), space, b.take())
		return b.block(s, head, s.Body, b.take)
	case *syntax.RepeatStmt:
		return b.block(s, b.take(), s.Body, func() piece {
			return seq(b.take(), space, b.expr(s.Cond))
		})
	case *syntax.IfStmt:
		return b.condition(s)
	case *syntax.NumericForStmt:
		list := []piece{b.take(), space, b.take(), space, b.take(), space, b.expr(s.Start), b.take(), space, b.expr(s.Limit)}
		if s.Step != nil {
			list = append(list, b.take(), space, b.expr(s.Step))
		}
		return b.block(s, seq(append(list, space, b.take())...), s.Body, b.take)
	case *syntax.GenericForStmt:
		head := seq(b.take(), space, b.names(len(s.Vars)), space, b.take(), space, b.values(s.Values), space, b.take())
		return b.block(s, head, s.Body, b.take)
	case *syntax.ReturnStmt:
		if len(s.Values) == 0 {
			return b.take()
		}
		return seq(b.take(), space, b.values(s.Values))
	case *syntax.GotoStmt:
		return seq(b.take(), space, b.take())
	case *syntax.LabelStmt:
		return seq(b.take(), b.take(), b.take())
	}
	return b.take() // break
}

// block is a statement with a body, whose first part is given and whose end
// comes last. It stays on one line if it stood on one and holds one statement
// at most.
func (b *builder) block(n syntax.Node, head piece, body *syntax.Block, end func() piece) piece {
	at := n.Bounds()
	inner, short := b.body(body, at.Start.Line == at.End.Line)
	return b.closed(short, seq(append([]piece{head}, inner)...), end())
}

// body gives what is between a block's first and last line, the line break
// before the last one too. short says that it may stand on one line.
func (b *builder) body(body *syntax.Block, oneLine bool) (p piece, short bool) {
	first := b.rest()
	list := b.statements(body.Stmts)
	if len(list) == 0 {
		if first.hard {
			return seq(first, newline), false
		}
		return seq(first, lineOrSpace), true
	}
	if rest := seq(list[1:]...); oneLine && len(body.Stmts) <= 1 && !first.hard && !rest.hard {
		return seq(first, of(nested, lineOrSpace, rest), lineOrSpace), true
	}
	return seq(first, of(nested, list...), newline), false
}

// closed puts a block and its end together.
func (b *builder) closed(short bool, parts ...piece) piece {
	if short {
		return of(group, parts...)
	}
	return seq(parts...)
}

func (b *builder) condition(s *syntax.IfStmt) piece {
	at := s.Bounds()
	oneLine := at.Start.Line == at.End.Line
	var list []piece
	short := true
	for i := range s.Clauses {
		list = append(list, b.take(), space, b.expr(s.Clauses[i].Cond), space, b.take())
		inner, fits := b.body(s.Clauses[i].Body, oneLine)
		list = append(list, inner)
		short = short && fits
	}
	if s.Else != nil {
		list = append(list, b.take())
		inner, fits := b.body(s.Else, oneLine)
		list = append(list, inner)
		short = short && fits
	}
	list = append(list, b.take())
	return b.closed(short, list...)
}

// names takes n names with their commas.
func (b *builder) names(n int) piece {
	var list []piece
	for i := range n {
		if i > 0 {
			list = append(list, b.take(), space)
		}
		list = append(list, b.take())
	}
	return seq(list...)
}

// values takes expressions with their commas.
func (b *builder) values(values []syntax.Expr) piece {
	if len(values) == 1 {
		return b.expr(values[0])
	}
	parts := make([]piece, 0, 2*len(values))
	for i, v := range values {
		e := b.expr(v)
		if i < len(values)-1 {
			e = seq(e, b.take(), b.rest())
		}
		parts = append(parts, e)
	}
	hard := seq(parts...).hard
	var list []piece
	for _, p := range parts[1:] {
		if hard {
			list = append(list, space, p)
		} else {
			list = append(list, lineOrSpace, p)
		}
	}
	if hard {
		return seq(parts[0], seq(list...))
	}
	return of(group, parts[0], of(nested, list...))
}

func (b *builder) function(f *syntax.FunctionExpr) piece {
	params := []piece{b.take()}
	var inner []piece
	for b.next().Kind != syntax.RightParen {
		inner = append(inner, b.take())
		if b.next().Kind == syntax.Comma {
			inner = append(inner, b.take(), b.remarkAfter(), lineOrSpace)
		}
	}
	if len(inner) > 0 {
		params = append(params, of(nested, append([]piece{lineOrNothing}, inner...)...), lineOrNothing)
	}
	params = append(params, b.take())
	return b.block(f, of(group, params...), f.Body, b.take)
}
