package syntax

import "fmt"

const (
	maxLocals   = 200 // of one function, at one place
	maxUpvalues = 255 // of one function; the VM counts them in a byte
)

// scopes is the part of the parser that knows which variable a name means, and
// which label a goto.
type scopes struct {
	visible   map[string]*Variable // the innermost local of each name
	declared  []Token              // names that are not yet visible
	fn        *function
	functions int    // read so far
	closed    *scope // those that can be used again, by their parents
}

// function is a function whose body is being read.
type function struct {
	parent   *function
	scope    *scope
	vararg   bool
	locals   int // visible now, with those that a for loop hides
	upvalues map[*Variable]bool
}

// scope is a block that is being read.
type scope struct {
	parent   *scope // nil in a function's outermost
	loop     bool
	vars     []*Variable
	labels   map[string]*label
	last     []*label // the labels that nothing has followed yet
	gotos    []pendingGoto
	localsAt int // locals of the function before this block
}

type label struct {
	stmt   *LabelStmt
	locals int // visible there
}

type pendingGoto struct {
	stmt   *GotoStmt
	locals int // visible there, without those of blocks already closed
}

func (p *parser) openFunction(open *opener, vararg bool) {
	p.fn = &function{parent: p.fn, vararg: vararg}
	if p.functions++; p.functions > maxFunctions {
		p.failLimit(open.Start, fmt.Sprintf("too many functions in one source (limit is %d)", maxFunctions))
	}
	p.pushScope(false)
}

// closeFunction leaves the function whose body has ended.
func (p *parser) closeFunction() {
	p.closeBlock()
	p.fn = p.fn.parent
}

// openBlock opens the scope of the block that a token of that kind began.
func (p *parser) openBlock(kind Kind) { p.pushScope(kind == While || kind == Repeat) }

// openLoop opens the scope of a for loop, which holds three hidden locals.
func (p *parser) openLoop() {
	p.pushScope(true)
	for range 3 {
		p.declareHidden("")
	}
}

func (p *parser) pushScope(loop bool) {
	s := p.closed
	if s == nil {
		s = new(scope)
	} else {
		p.closed = s.parent
	}
	*s = scope{parent: p.fn.scope, loop: loop, localsAt: p.fn.locals, vars: s.vars[:0]}
	p.fn.scope = s
}

func (p *parser) closeBlock() {
	s := p.fn.scope
	for i := len(s.vars) - 1; i >= 0; i-- {
		v := s.vars[i]
		if v.shadowed != nil {
			p.visible[v.Name] = v.shadowed
		} else {
			delete(p.visible, v.Name)
		}
	}
	p.resolveGotos(s)
	p.fn.locals = s.localsAt
	p.fn.scope = s.parent
	s.parent, p.closed = p.closed, s
}

// declare makes the local variable that tok names visible.
func (p *parser) declare(tok Token, param bool) *Variable {
	v := p.variables.put(Variable{Span: tok.Span, Name: p.str(tok.Span), Param: param})
	p.addVariable(v, tok.Start)
	return v
}

// declareAll makes the local variables visible whose names were read since from.
func (p *parser) declareAll(from int, param bool) []*Variable {
	before := len(p.vars.stack)
	for _, name := range p.declared[from:] {
		p.vars.add(p.declare(name, param))
	}
	p.declared = p.declared[:from]
	return p.vars.cut(before)
}

// declareHidden makes a local that the source does not name; without a name
// nothing can refer to it.
func (p *parser) declareHidden(name string) *Variable {
	v := p.variables.put(Variable{Name: name, Param: true})
	p.addVariable(v, p.tok.Start)
	return v
}

func (p *parser) addVariable(v *Variable, at Pos) {
	v.owner = p.fn
	if p.fn.locals++; p.fn.locals > maxLocals {
		p.failLimit(at, fmt.Sprintf("too many local variables in one function (limit is %d)", maxLocals))
	}
	if v.Name != "" {
		v.shadowed = p.visible[v.Name]
		p.visible[v.Name] = v
		p.fn.scope.vars = append(p.fn.scope.vars, v)
	}
}

// lookup returns the local that name refers to here, or nil.
func (p *parser) lookup(name string) *Variable {
	v := p.visible[name]
	if v != nil && v.owner == p.fn {
		return v
	}
	if v != nil {
		v.Captured = true
		for fn := p.fn; fn != v.owner && !fn.upvalues[v]; fn = fn.parent {
			if fn.upvalues == nil {
				fn.upvalues = map[*Variable]bool{}
			}
			fn.upvalues[v] = true
			if len(fn.upvalues) > maxUpvalues {
				p.failLimit(p.end, fmt.Sprintf("function uses too many outer local variables (limit is %d)", maxUpvalues))
			}
		}
	}
	return v
}

// written notes that target is assigned to.
func (p *parser) written(target Expr) {
	if name, ok := target.(*NameExpr); ok && name.Var != nil {
		name.Var.Written = true
	}
}

func (p *parser) checkBreak(stmt *BreakStmt) {
	for s := p.fn.scope; s != nil; s = s.parent {
		if s.loop {
			return
		}
	}
	p.fail(stmt.Start, "'break' outside a loop")
}

func (p *parser) declareLabel(stmt *LabelStmt) {
	s := p.fn.scope
	if old := s.labels[stmt.Name]; old != nil {
		p.fail(stmt.Start, fmt.Sprintf("label '%s' is already defined at line %d", stmt.Name, old.stmt.Start.Line))
	}
	if s.labels == nil {
		s.labels = map[string]*label{}
	}
	l := &label{stmt, p.fn.locals}
	s.labels[stmt.Name] = l
	s.last = append(s.last, l)
}

func (p *parser) addGoto(stmt *GotoStmt) {
	p.fn.scope.gotos = append(p.fn.scope.gotos, pendingGoto{stmt, p.fn.locals})
}

// labelsFollowed notes that something other than the block's end follows the
// labels read so far: a goto to them must not skip a local variable.
func (p *parser) labelsFollowed() { p.fn.scope.last = nil }

// resolveGotos finds the labels for the gotos of a block that ends and hands
// those that it has no label for to the block around it.
func (p *parser) resolveGotos(s *scope) {
	for _, l := range s.last {
		l.locals = s.localsAt
	}
	left := s.gotos[:0]
	for _, g := range s.gotos {
		var l *label
		if s.labels != nil {
			l = s.labels[g.stmt.Label]
		}
		if l == nil {
			g.locals = min(g.locals, s.localsAt)
			left = append(left, g)
		} else if g.locals < l.locals {
			p.fail(g.stmt.Start, fmt.Sprintf("goto '%s' jumps over the declaration of a local variable into its scope", g.stmt.Label))
		}
	}
	switch {
	case len(left) == 0:
	case s.parent == nil:
		p.fail(left[0].stmt.Start, fmt.Sprintf("no visible label '%s' for goto", left[0].stmt.Label))
	case s.parent.gotos == nil:
		s.parent.gotos = left
	default:
		s.parent.gotos = append(s.parent.gotos, left...)
	}
}
