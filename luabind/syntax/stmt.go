package syntax

// block reads statements up to a token that ends a block, and that token,
// which must be one of ends, is left for the caller.
func (p *parser) block(open opener, ends ...Kind) *Block {
	p.openBlock(open.Kind)
	block := p.statements(open, ends...)
	p.closeBlock()
	return block
}

// statements is block within a scope that the caller opened.
func (p *parser) statements(open opener, ends ...Kind) *Block {
	block := p.blocks.put(Block{Span: Span{Start: p.tok.Start}})
	from := len(p.stmts.stack)
	height := 0
	for !endsBlock(p.tok.Kind) {
		if p.accept(Semicolon) {
			continue
		}
		if open.Start.IsValid() && closesOuter(p.tok.Kind) {
			p.failUnclosed(ends[len(ends)-1], open)
		}
		last := p.tok.Kind == Return || p.tok.Kind == Break
		stmt := p.statement()
		height = max(height, p.height)
		p.stmts.add(stmt)
		if label, ok := stmt.(*LabelStmt); ok {
			p.declareLabel(label)
		} else {
			p.labelsFollowed()
		}
		if last {
			p.accept(Semicolon)
			if !endsBlock(p.tok.Kind) {
				p.failAfterLast(stmt)
			}
			break
		}
	}
	block.Span, block.Stmts = p.blockSpan(block.Start), p.stmts.cut(from)
	for _, kind := range ends {
		if p.tok.Kind == kind {
			p.grown(height)
			return block
		}
	}
	p.failUnclosed(ends[len(ends)-1], open)
	return nil
}

// blockSpan is the span of a block: up to the token that ends it, so that an
// empty one still has its place.
func (p *parser) blockSpan(start Pos) Span { return Span{start, p.tok.Start} }

func endsBlock(kind Kind) bool {
	return kind == EOF || kind == End || kind == Else || kind == ElseIf || kind == Until
}

// closesOuter reports whether a token that starts no statement goes on with
// what is around a function: its body probably lacks an end.
func closesOuter(kind Kind) bool {
	return kind == Comma || kind == RightParen || kind == RightBrace || kind == RightBracket
}

func (p *parser) statement() Stmt {
	start := p.tok.Start
	open := opener{p.tok}
	p.height = 1
	switch p.tok.Kind {
	case If:
		return p.ifStmt()
	case While:
		p.next()
		cond := p.expr()
		height := p.height
		p.expect(Do)
		body := p.nested(open, End)
		p.grown(max(height, p.height))
		return &WhileStmt{p.span(start), cond, body}
	case Do:
		p.next()
		body := p.nested(open, End)
		return &DoStmt{p.span(start), body}
	case For:
		return p.forStmt()
	case Repeat:
		return p.repeatStmt()
	case Function:
		return p.functionStmt()
	case Local:
		p.next()
		if p.accept(Function) {
			name := p.expectName("name of the function")
			v := p.declare(name, false)
			fn := p.functionBody(start, open, nil)
			return &LocalFunctionStmt{p.span(start), v, fn}
		}
		return p.localStmt(start)
	case Return:
		p.next()
		stmt := p.returns.put(ReturnStmt{})
		if !endsBlock(p.tok.Kind) && p.tok.Kind != Semicolon {
			stmt.Values = p.exprList()
		}
		stmt.Span = p.span(start)
		return stmt
	case Break:
		p.next()
		stmt := &BreakStmt{p.span(start)}
		p.checkBreak(stmt)
		return stmt
	case Goto:
		p.next()
		name := p.expectName("label")
		stmt := &GotoStmt{p.span(start), p.str(name.Span)}
		p.addGoto(stmt)
		return stmt
	case DoubleColon:
		p.next()
		name := p.expectName("label")
		p.expect(DoubleColon)
		return &LabelStmt{p.span(start), p.str(name.Span)}
	case Name, LeftParen:
		return p.exprStmt()
	}
	p.failStatement()
	return nil
}

// nested reads a block one level deeper, and the token that closes it.
func (p *parser) nested(open opener, end Kind) *Block {
	p.enter()
	body := p.block(open, end)
	p.leave()
	p.expectClose(end, open)
	return body
}

func (p *parser) ifStmt() Stmt {
	open := opener{p.tok}
	stmt := p.ifs.put(IfStmt{})
	from := len(p.clauses.stack)
	p.enter()
	height := 0
	for {
		start := p.tok.Start
		p.next() // if or elseif
		cond := p.expr()
		height = max(height, p.height)
		p.expectThen()
		body := p.block(open, ElseIf, Else, End)
		height = max(height, p.height)
		p.clauses.add(IfClause{p.span(start), cond, body})
		if p.tok.Kind != ElseIf {
			break
		}
	}
	stmt.Clauses = p.clauses.cut(from)
	if p.tok.Kind == Else {
		p.next()
		stmt.Else = p.block(open, End)
		height = max(height, p.height)
	}
	p.leave()
	p.expectClose(End, open)
	p.grown(height + len(stmt.Clauses) - 1)
	stmt.Span = p.span(open.Start)
	return stmt
}

func (p *parser) repeatStmt() Stmt {
	open := opener{p.tok}
	p.next()
	p.enter()
	p.openBlock(Repeat)
	body := p.statements(open, Until)
	height := p.height
	p.labelsFollowed() // until sees the block's locals: they do not end before it
	p.next()
	cond := p.expr()
	p.closeBlock()
	p.leave()
	p.grown(max(height, p.height))
	return &RepeatStmt{p.span(open.Start), body, cond}
}

func (p *parser) forStmt() Stmt {
	open := opener{p.tok}
	p.next()
	first := p.expectName("name of the loop's variable")
	switch p.tok.Kind {
	case Assign:
		return p.numericFor(open, first)
	case Comma, In:
		return p.genericFor(open, first)
	}
	p.failExpected("'=' or 'in'")
	return nil
}

func (p *parser) numericFor(open opener, name Token) Stmt {
	p.next()
	stmt := &NumericForStmt{Start: p.expr()}
	height := p.height
	p.expect(Comma)
	stmt.Limit = p.expr()
	height = max(height, p.height)
	if p.accept(Comma) {
		stmt.Step = p.expr()
		height = max(height, p.height)
	}
	stmt.Do = p.tok.Start
	p.expect(Do)
	p.openLoop()
	stmt.Var = p.declare(name, true)
	stmt.Body = p.loopBody(open)
	p.grown(max(height, p.height))
	stmt.Span = p.span(open.Start)
	return stmt
}

func (p *parser) genericFor(open opener, first Token) Stmt {
	stmt := &GenericForStmt{}
	from := p.moreNames(first)
	if p.tok.Kind != In {
		p.failExpected("'in'")
	}
	p.next()
	stmt.Values = p.exprList()
	height := p.height
	p.expect(Do)
	p.openLoop()
	stmt.Vars = p.declareAll(from, true)
	stmt.Body = p.loopBody(open)
	p.grown(max(height, p.height))
	stmt.Span = p.span(open.Start)
	return stmt
}

// loopBody reads the body of a for loop, whose scope openLoop opened.
func (p *parser) loopBody(open opener) *Block {
	p.enter()
	body := p.statements(open, End)
	p.closeBlock()
	p.leave()
	p.expectClose(End, open)
	return body
}

// moreNames reads the rest of a list of names, for declareAll.
func (p *parser) moreNames(first Token) (from int) {
	from = len(p.declared)
	p.declared = append(p.declared, first)
	for p.accept(Comma) {
		p.declared = append(p.declared, p.expectName("name"))
	}
	return from
}

func (p *parser) functionStmt() Stmt {
	open := opener{p.tok}
	start := p.tok.Start
	p.next()
	name := p.expectName("name of the function")
	var target Expr = p.nameExpr(name)
	stmt := &FunctionStmt{}
	for height := 1; p.tok.Kind == Dot; height++ {
		p.next()
		key := p.key()
		target = p.indices.put(IndexExpr{p.span(name.Start), target, key, true})
		p.grown(height)
	}
	if p.accept(Colon) {
		stmt.Method = p.key()
	} else {
		p.written(target)
	}
	stmt.Target = target
	height := p.height
	stmt.Func = p.functionBody(start, open, stmt.Method)
	p.grown(max(height, p.height))
	stmt.Span = p.span(start)
	return stmt
}

func (p *parser) localStmt(start Pos) Stmt {
	stmt := p.locals.put(LocalStmt{})
	from := p.moreNames(p.expectName("name of the variable"))
	if p.tok.Kind == Assign {
		p.next()
		stmt.Values = p.exprList()
	}
	stmt.Vars = p.declareAll(from, false)
	stmt.Span = p.span(start)
	return stmt
}

// maxTargets is the limit that Lua 5.1 has; beyond it gopher-lua's registers wrap.
const maxTargets = 200

// exprStmt reads a call or an assignment.
func (p *parser) exprStmt() Stmt {
	start := p.tok.Start
	target := p.suffixed()
	height := p.height
	if p.tok.Kind != Assign && p.tok.Kind != Comma {
		if !isCall(target) {
			p.failNoCall(target)
		}
		return p.callStmts.put(CallStmt{p.span(start), target})
	}
	stmt := p.assignments.put(AssignStmt{})
	from := len(p.exprs.stack)
	for {
		if !isTarget(target) {
			p.failTarget(target)
		}
		p.exprs.add(target)
		p.written(target)
		if len(p.exprs.stack)-from > maxTargets {
			p.failLimit(target.Bounds().Start, "too many variables in an assignment (limit is 200)")
		}
		if !p.accept(Comma) {
			break
		}
		if p.tok.Kind != Name && p.tok.Kind != LeftParen {
			p.failExpected("variable")
		}
		target = p.suffixed()
		height = max(height, p.height)
	}
	stmt.Targets = p.exprs.cut(from)
	p.expect(Assign)
	stmt.Values = p.exprList()
	p.grown(max(height, p.height))
	stmt.Span = p.span(start)
	return stmt
}

// isCall reports whether e may stand as a statement.
func isCall(e Expr) bool {
	for {
		switch x := e.(type) {
		case *CallExpr:
			return true
		case *ParenExpr:
			e = x.Inner
		default:
			return false
		}
	}
}

// isTarget reports whether e may be assigned to.
func isTarget(e Expr) bool {
	switch e.(type) {
	case *NameExpr, *IndexExpr:
		return true
	}
	return false
}
