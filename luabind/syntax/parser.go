package syntax

import (
	"fmt"
	"math"
	"slices"
)

// Parse reads src as a Lua program and returns its tree, or an *Error. It holds
// to DefaultNesting; name is what errors call the source.
func Parse(name string, src []byte) (*Block, error) {
	p, err := newParser(name, src, DefaultNesting)
	if err != nil {
		return nil, err
	}
	p.lex = *NewLexer(src)
	return p.program()
}

// ParseWithin is Parse for a program that stands within others: outer are the
// names of the local variables around it. It returns those that the program
// uses, which belong to no function of the tree.
func ParseWithin(name string, src []byte, outer []string) (*Block, []*Variable, error) {
	p, err := newParser(name, src, DefaultNesting)
	if err != nil {
		return nil, nil, err
	}
	p.lex = *NewLexer(src)
	around := &function{}
	for _, name := range outer {
		p.visible[name] = &Variable{Name: name, Param: true, owner: around}
	}
	p.fn = around
	block, err := p.program()
	if err != nil {
		return nil, nil, err
	}
	var used []*Variable
	for _, name := range outer {
		if v := p.visible[name]; v != nil && v.Captured && !slices.Contains(used, v) {
			used = append(used, v)
		}
	}
	return block, used, nil
}

// maxHeight bounds the height of the tree, which brackets and blocks alone
// (bounded by the nesting) cannot make high, but 1+1+1+... and elseif can: the
// VM's compiler recurses over it.
const maxHeight = 5000

// parser is a recursive descent parser; its methods give up by panicking with
// an *Error, which program and expressions recover.
type parser struct {
	name    string
	lex     Lexer
	text    string // the source
	tok     Token  // the token to look at
	ahead   Token  // the one after it, if peeked
	peeked  bool
	end     Pos // of the token before tok
	nesting int // levels open
	limit   int // of nesting
	height  int // of the part of the tree that was read last
	suspect suspect
	scopes
	nodes
}

func newParser(name string, src []byte, nesting int) (*parser, error) {
	if len(src) > math.MaxInt32 {
		return nil, sizeError(name, len(src), math.MaxInt32)
	}
	p := &parser{name: name, text: string(src), limit: nesting}
	p.scopes.visible = map[string]*Variable{}
	return p, nil
}

// program reads the whole source as statements.
func (p *parser) program() (block *Block, err error) {
	defer p.recover(&err)
	p.start()
	p.openFunction(nil, true)
	block = p.block(opener{}, EOF)
	p.closeFunction()
	return block, nil
}

// expressions reads the whole source as what may follow return.
func (p *parser) expressions() (list []Expr, err error) {
	defer p.recover(&err)
	p.start()
	p.openFunction(nil, true)
	list = p.exprList()
	if p.tok.Kind != EOF {
		p.failExpected("operator or end of input")
	}
	return list, nil
}

func (p *parser) start() {
	p.tok = p.lex.Next()
	p.checkToken()
}

func (p *parser) recover(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		panic(r)
	}
}

// next moves on to the next token.
func (p *parser) next() {
	p.end = p.tok.End
	if p.peeked {
		p.tok, p.peeked = p.ahead, false
	} else {
		p.tok = p.lex.Next()
	}
	p.checkToken()
}

// peek returns the kind of the token after the present one.
func (p *parser) peek() Kind {
	if !p.peeked {
		p.ahead, p.peeked = p.lex.Next(), true
	}
	return p.ahead.Kind
}

// accept moves over a token of that kind, if there is one.
func (p *parser) accept(kind Kind) bool {
	if p.tok.Kind != kind {
		return false
	}
	p.next()
	return true
}

// expect moves over a token of that kind and returns it.
func (p *parser) expect(kind Kind) Token {
	tok := p.tok
	if tok.Kind != kind {
		p.failExpected("'" + kind.String() + "'")
	}
	p.next()
	return tok
}

// opener is the token that began what another has to close.
type opener struct {
	Token
}

// expectClose moves over the token that closes what open began.
func (p *parser) expectClose(kind Kind, open opener) {
	if p.tok.Kind != kind {
		p.failUnclosed(kind, open)
	}
	p.checkIndent(open)
	p.next()
}

// expectName moves over a name.
func (p *parser) expectName(what string) Token {
	tok := p.tok
	if tok.Kind != Name || isDo(p.lex.src, tok) {
		p.failName(what)
	}
	p.next()
	return tok
}

// span returns the span from a token's start to the end of the last one read.
func (p *parser) span(start Pos) Span { return Span{start, p.end} }

// str returns the source text of s without copying it.
func (p *parser) str(s Span) string { return p.text[s.Start.Offset:s.End.Offset] }

// enter opens one more level of nesting.
func (p *parser) enter() {
	if p.nesting++; p.nesting > p.limit {
		p.failLimit(p.tok.Start, fmt.Sprintf("nested too deeply (more than %d levels)", p.limit))
	}
}

func (p *parser) leave() { p.nesting-- }

// grown sets the height of a part of the tree whose highest child has height h.
func (p *parser) grown(h int) {
	if p.height = h + 1; p.height > maxHeight {
		p.failLimit(p.tok.Start, fmt.Sprintf("chain is too long (more than %d operators, calls or elseifs in a row)", maxHeight))
	}
}
