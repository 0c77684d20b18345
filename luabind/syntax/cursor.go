package syntax

import "bytes"

// Cursor is what stands before and around a place in a half-written source:
// what a completion has to know.
type Cursor struct {
	// Start is the offset of the word, or of the text of the string, that ends
	// at the cursor, and Prefix is that word or text.
	Start  int
	Prefix string
	// InString says that the cursor is in a quoted string.
	InString bool

	// After is the '.' or ':' before the word, or 0. Owner holds the names
	// before it: DO and droplets in do.droplets.li; none if something else than
	// a name stands there, such as a call.
	After byte
	Owner []string

	// Call is the name of the function whose argument is being written, as
	// Owner gives names, and Arg the argument's number from 1.
	Call []string
	Arg  int
	// InTable says that the cursor is in a table that is this argument. Key is
	// the field whose value is being written, or "" where a field's name could
	// stand. Keys are the fields that the table has already.
	InTable bool
	Key     string
	Keys    []string
}

// At describes the place of a cursor at an offset of src; what follows it does
// not matter. It returns false where there is nothing to complete: in
// comments, long strings and numbers.
func At(src []byte, offset int) (Cursor, bool) {
	src = src[:max(0, min(offset, len(src)))]
	tokens, open := openBrackets(src)
	c := Cursor{Start: len(src)}
	n := len(tokens)
	var end int
	if n > 0 {
		end = int(tokens[n-1].End.Offset)
	}
	if gap := src[end:]; bytes.Contains(gap[bytes.LastIndexAny(gap, "\r\n")+1:], []byte("--")) {
		return c, false
	}
	if n > 0 && end == len(src) {
		last := tokens[n-1]
		start := int(last.Start.Offset)
		switch {
		case last.Problem == UnterminatedString:
			c.InString, c.Start = true, start+1
			n--
		case last.Kind == Name || last.Kind.IsKeyword():
			c.Start = start
			n--
		case last.Kind == Invalid, last.Kind == Number:
			return c, false
		}
	}
	c.Prefix = string(src[c.Start:])
	tokens = tokens[:n]
	if !c.InString && n > 0 && (tokens[n-1].Kind == Dot || tokens[n-1].Kind == Colon) {
		c.After = src[tokens[n-1].Start.Offset]
		c.Owner = dotted(src, tokens[:n-1])
	}
	c.argument(src, tokens, open)
	return c, true
}

// openBrackets returns the tokens of src and the indices of those that open a
// bracket or block that nothing closes.
func openBrackets(src []byte) (tokens []Token, open []int) {
	l := newLexer(src)
	for tok := l.Next(); tok.Kind != EOF; tok = l.Next() {
		i := len(tokens)
		tokens = append(tokens, tok)
		closes := func(kind Kind) bool {
			return len(open) > 0 && tokens[open[len(open)-1]].Kind == kind
		}
		switch tok.Kind {
		case LeftParen, LeftBrace, LeftBracket, Function, If, Do, Repeat:
			open = append(open, i)
		case RightParen, RightBrace, RightBracket:
			if closes(tok.Kind - 1) { // the opening one stands before it in the list of kinds
				open = open[:len(open)-1]
			}
		case End, Until:
			if closes(Function) || closes(If) || closes(Do) || closes(Repeat) {
				open = open[:len(open)-1]
			}
		}
	}
	return tokens, open
}

// dotted returns the names of the a.b.c that tokens end with, or nil.
func dotted(src []byte, tokens []Token) []string {
	var names []string
	for i := len(tokens) - 1; ; i -= 2 {
		if i < 0 || tokens[i].Kind != Name {
			return nil
		}
		name := tokens[i].Text(src)
		if isDo(src, tokens[i]) {
			name = "DO"
		}
		names = append([]string{name}, names...)
		if i == 0 || tokens[i-1].Kind != Dot && tokens[i-1].Kind != Colon {
			return names
		}
	}
}

// argument finds the call whose argument the cursor stands in.
func (c *Cursor) argument(src []byte, tokens []Token, open []int) {
	for len(open) > 0 && open[len(open)-1] >= len(tokens) {
		open = open[:len(open)-1]
	}
	if n := len(tokens); c.InString && n > 0 && tokens[n-1].Kind == Name {
		c.Call, c.Arg = dotted(src, tokens), 1 // f"...
		return
	}
	if len(open) == 0 {
		return
	}
	at := open[len(open)-1]
	switch tokens[at].Kind {
	case LeftBrace:
		if at == 0 {
			return
		}
		call, arg := dotted(src, tokens[:at]), 1
		if before := tokens[at-1].Kind; before == Comma || before == LeftParen {
			if len(open) < 2 || tokens[open[len(open)-2]].Kind != LeftParen {
				return
			}
			paren := open[len(open)-2]
			call, arg = dotted(src, tokens[:paren]), 1+commas(tokens[paren+1:at])
		}
		if call != nil {
			c.Call, c.Arg, c.InTable = call, arg, true
			c.fields(src, tokens[at+1:])
		}
	case LeftParen:
		if c.Call = dotted(src, tokens[:at]); c.Call != nil {
			c.Arg = 1 + commas(tokens[at+1:])
		}
	}
}

// commas counts the commas outside brackets and functions.
func commas(tokens []Token) (n int) {
	outside(tokens, func(tok Token) {
		if tok.Kind == Comma {
			n++
		}
	})
	return n
}

// outside calls visit for the tokens that stand in no brackets or functions.
func outside(tokens []Token, visit func(Token)) {
	depth := 0
	for _, tok := range tokens {
		switch tok.Kind {
		case RightParen, RightBrace, RightBracket, End, Until:
			depth--
		}
		if depth == 0 {
			visit(tok)
		}
		switch tok.Kind {
		case LeftParen, LeftBrace, LeftBracket, Function, If, Do, Repeat:
			depth++
		}
	}
}

// fields finds the fields of the table that tokens are the inside of.
func (c *Cursor) fields(src []byte, tokens []Token) {
	var field []Token // of the present one
	outside(tokens, func(tok Token) {
		switch {
		case tok.Kind == Comma || tok.Kind == Semicolon:
			field, c.Key = nil, ""
			return
		case tok.Kind == Assign && len(field) == 1 && field[0].Kind == Name:
			c.Key = field[0].Text(src)
			c.Keys = append(c.Keys, c.Key)
		}
		field = append(field, tok)
	})
}
