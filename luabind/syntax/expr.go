package syntax

// priorities of the binary operators, left and right: an operator binds its
// left operand if its left priority is higher than the right one before it.
var priorities = [...]struct{ left, right int }{
	Or: {1, 1}, And: {2, 2},
	Less: {3, 3}, Greater: {3, 3}, LessEqual: {3, 3}, GreaterEqual: {3, 3}, Equal: {3, 3}, NotEqual: {3, 3},
	Concat: {5, 4}, // right to left
	Plus:   {6, 6}, Minus: {6, 6},
	Star: {7, 7}, Slash: {7, 7}, Percent: {7, 7},
	Power:    {10, 9}, // right to left
	Ellipsis: {},
}

const unaryPriority = 8

// exprList reads one or more expressions.
func (p *parser) exprList() []Expr {
	from := len(p.exprs.stack)
	p.exprs.add(p.expr())
	height := p.height
	for p.accept(Comma) {
		p.exprs.add(p.expr())
		height = max(height, p.height)
	}
	p.height = height
	return p.exprs.cut(from)
}

func (p *parser) expr() Expr { return p.operation(0) }

// operation reads an expression of operators that bind more than priority.
func (p *parser) operation(priority int) Expr {
	start := p.tok.Start
	var left Expr
	switch op := p.tok.Kind; op {
	case Not, Minus, Hash:
		p.next()
		p.enter()
		operand := p.operation(unaryPriority)
		p.leave()
		p.grown(p.height)
		left = &UnaryExpr{p.span(start), op, operand}
	default:
		left = p.simple()
	}
	for int(p.tok.Kind) < len(priorities) {
		op, opPos := p.tok.Kind, p.tok.Start
		bind := priorities[op]
		if bind.left <= priority {
			break
		}
		height := p.height
		p.next()
		rightToLeft := bind.right < bind.left
		if rightToLeft {
			p.enter()
		}
		right := p.operation(bind.right)
		if rightToLeft {
			p.leave()
		}
		p.grown(max(height, p.height))
		left = p.binaries.put(BinaryExpr{p.span(start), op, opPos, left, right})
	}
	return left
}

// simple reads an expression without operators.
func (p *parser) simple() Expr {
	tok := p.tok
	p.height = 1
	switch tok.Kind {
	case Nil:
		p.next()
		return &NilExpr{tok.Span}
	case True:
		p.next()
		return &TrueExpr{tok.Span}
	case False:
		p.next()
		return &FalseExpr{tok.Span}
	case Number:
		p.next()
		return p.numbers.put(NumberExpr{tok.Span, number(p.str(tok.Span))})
	case String:
		p.next()
		return p.stringExpr(tok)
	case Ellipsis:
		p.next()
		if !p.fn.vararg {
			p.fail(tok.Start, "cannot use '...' outside a function that takes '...'")
		}
		return &VarargExpr{tok.Span}
	case Function:
		p.next()
		return p.functionBody(tok.Start, opener{tok}, nil)
	case LeftBrace:
		return p.table()
	case Name, LeftParen:
		return p.suffixed()
	}
	p.failExpression()
	return nil
}

func (p *parser) stringExpr(tok Token) *StringExpr {
	return p.strings.put(StringExpr{tok.Span, unquote(p.str(tok.Span))})
}

// nameExpr makes the variable that a Name token refers to.
func (p *parser) nameExpr(tok Token) *NameExpr {
	name := p.str(tok.Span)
	if isDo(p.lex.src, tok) {
		name = "DO"
	}
	return p.names.put(NameExpr{tok.Span, name, p.lookup(name)})
}

// key reads the name after a dot or colon.
func (p *parser) key() *StringExpr {
	tok := p.expectName("field name")
	return p.strings.put(StringExpr{tok.Span, p.str(tok.Span)})
}

// suffixed reads a variable or an expression in parentheses with all that
// follows it: fields, indices, calls.
func (p *parser) suffixed() Expr {
	start := p.tok.Start
	var e Expr
	if open := (opener{p.tok}); p.accept(LeftParen) {
		p.enter()
		inner := p.expr()
		p.leave()
		p.expectClose(RightParen, open)
		p.grown(p.height)
		e = &ParenExpr{p.span(start), inner}
	} else {
		tok := p.tok
		p.next()
		p.height = 1
		e = p.nameExpr(tok)
	}
	for {
		height := p.height
		switch open := (opener{p.tok}); p.tok.Kind {
		case Dot:
			p.next()
			key := p.key()
			e = p.indices.put(IndexExpr{p.span(start), e, key, true})
		case LeftBracket:
			p.next()
			p.enter()
			key := p.expr()
			p.leave()
			p.expectClose(RightBracket, open)
			e = p.indices.put(IndexExpr{p.span(start), e, key, false})
		case Colon:
			p.next()
			method := p.key()
			at := p.tok.Start
			args := p.args()
			e = p.calls.put(CallExpr{p.span(start), e, method, at, args})
		case LeftParen, LeftBrace, String:
			args := p.args()
			e = p.calls.put(CallExpr{p.span(start), e, nil, open.Start, args})
		default:
			return e
		}
		p.grown(max(height, p.height))
	}
}

// args reads the arguments of a call.
func (p *parser) args() []Expr {
	tok := p.tok
	switch tok.Kind {
	case String:
		p.next()
		return p.only(p.stringExpr(tok))
	case LeftBrace:
		return p.only(p.table())
	case LeftParen:
		if tok.Start.Line != p.end.Line {
			p.failAmbiguous()
		}
		p.next()
		if p.accept(RightParen) {
			return nil
		}
		p.enter()
		list := p.exprList()
		p.leave()
		p.expectClose(RightParen, opener{tok})
		return list
	}
	p.failExpected("arguments of the call")
	return nil
}

// only is a list of one expression.
func (p *parser) only(e Expr) []Expr {
	from := len(p.exprs.stack)
	p.exprs.add(e)
	return p.exprs.cut(from)
}

func (p *parser) table() *TableExpr {
	open := opener{p.tok}
	p.next()
	p.enter()
	from := len(p.fields.stack)
	height := 0
	for p.tok.Kind != RightBrace {
		p.fields.add(p.field())
		height = max(height, p.height)
		if !p.accept(Comma) && !p.accept(Semicolon) {
			break
		}
	}
	p.leave()
	p.expectClose(RightBrace, open)
	p.grown(height)
	return p.tables.put(TableExpr{p.span(open.Start), p.fields.cut(from)})
}

func (p *parser) field() Field {
	start := p.tok.Start
	if p.tok.Kind == LeftBracket {
		open := opener{p.tok}
		p.next()
		p.enter()
		key := p.expr()
		p.leave()
		height := p.height
		p.expectClose(RightBracket, open)
		p.expect(Assign)
		value := p.expr()
		p.height = max(height, p.height)
		return Field{p.span(start), key, false, value}
	}
	if (p.tok.Kind == Name || p.tok.Kind.IsKeyword()) && p.peek() == Assign {
		key := p.key()
		p.next()
		value := p.expr()
		return Field{p.span(start), key, true, value}
	}
	if p.tok.Kind == Comma || p.tok.Kind == Semicolon {
		p.failExpected("field") // gopher-lua lets {1,,2} pass
	}
	value := p.expr()
	return Field{p.span(start), nil, false, value}
}

// functionBody reads parameters and body of a function whose keyword, and
// name if it has one, were read.
func (p *parser) functionBody(start Pos, open opener, method *StringExpr) *FunctionExpr {
	fn := p.closures.put(FunctionExpr{})
	paren := opener{p.tok}
	p.expect(LeftParen)
	names := len(p.declared)
	for p.tok.Kind != RightParen {
		if p.accept(Ellipsis) {
			fn.Vararg = true
			break
		}
		p.declared = append(p.declared, p.expectName("parameter"))
		if !p.accept(Comma) {
			break
		}
		if p.tok.Kind == RightParen {
			p.failExpected("parameter")
		}
	}
	p.expectClose(RightParen, paren)

	p.enter()
	p.openFunction(&open, fn.Vararg)
	if method != nil {
		self := p.declareHidden("self")
		fn.Params = append(append(fn.Params, self), p.declareAll(names, true)...)
	} else {
		fn.Params = p.declareAll(names, true)
	}
	if fn.Vararg {
		fn.Arg = p.declareHidden("arg")
	}
	fn.Body = p.block(open, End)
	p.closeFunction()
	p.leave()
	p.expectClose(End, open)
	p.grown(p.height)
	fn.Span = p.span(start)
	return fn
}
