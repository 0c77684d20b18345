package syntax

// Incomplete reports whether the lines typed so far only lack more lines: an
// open block, bracket, long string or comment, or an operator without its
// operand.
func Incomplete(src []byte) bool {
	_, err := replParser(src).program()
	if err == nil {
		return false
	}
	_, exprErr := replParser(src).expressions()
	return exprErr != nil && (atEnd(err) || atEnd(exprErr))
}

// IsExpression reports whether src is one expression or several with commas
// between: what a REPL runs with return before it.
func IsExpression(src []byte) bool {
	_, err := replParser(src).expressions()
	return err == nil
}

// replParser returns a parser of text in which a first # may be an operator.
func replParser(src []byte) *parser {
	p, err := newParser("", src, DefaultNesting)
	if err != nil {
		p, _ = newParser("", nil, DefaultNesting)
	}
	p.lex = newLexer(src)
	return p
}

func atEnd(err error) bool {
	e, ok := err.(*Error)
	return ok && e.AtEnd
}
