package syntax

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

func (p *parser) fail(at Pos, message string) {
	panic(&Error{Chunk: p.name, Line: int(at.Line), Column: int(at.Column), Message: message})
}

func (p *parser) failLimit(at Pos, message string) {
	panic(&Error{Chunk: p.name, Line: int(at.Line), Column: int(at.Column), Message: message, Limit: true})
}

// failHere fails at the present token.
func (p *parser) failHere(message string) {
	at := p.tok.Start
	panic(&Error{Chunk: p.name, Line: int(at.Line), Column: int(at.Column), Message: message, AtEnd: p.tok.Kind == EOF})
}

// near describes the present token.
func (p *parser) near() string {
	if p.tok.Kind == EOF {
		return "end of file"
	}
	return "'" + short(p.str(p.tok.Span)) + "'"
}

// short cuts s for a message: to its first line and about 40 bytes.
func short(s string) string { return cut(s, 40) }

func cut(s string, longest int) string {
	cut := len(s)
	if n := strings.IndexAny(s, "\r\n"); n >= 0 {
		cut = n
	}
	cut = min(cut, longest)
	if cut == len(s) {
		return s
	}
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "..."
}

// hints say what the writer may have meant, by the token that was found.
var hints = [...]struct{ token, hint string }{
	{"!", "'not' in Lua"}, {"!=", "'~=' in Lua"}, {"&&", "'and' in Lua"}, {"||", "'or' in Lua"},
	{"+=", "write a = a + b"}, {"-=", "write a = a - b"}, {"*=", "write a = a * b"}, {"/=", "write a = a / b"}, {"..=", "write a = a .. b"},
	{"++", "write a = a + 1"}, {"//", "a comment starts with --"},
	{"null", "'nil' in Lua"}, {"elif", "'elseif' in Lua"},
	{"&", bitOperators}, {"|", bitOperators}, {"~", bitOperators},
	{"<const>", "Lua 5.4: there are no attributes of variables in Lua 5.1"}, {"<close>", "Lua 5.4: there are no attributes of variables in Lua 5.1; see defer"},
}

func hintOf(token string) (hint string, ok bool) {
	for _, h := range hints {
		if h.token == token {
			return h.hint, true
		}
	}
	return "", false
}

const bitOperators = "Lua 5.3: there are no operators of bits in Lua 5.1"

// doubled are the hints for a token that follows the same one at once.
func doubled(token byte) (hint string, ok bool) {
	switch token {
	case '/':
		return "Lua 5.3: write math.floor(a / b) in Lua 5.1", true
	case '<', '>':
		return bitOperators, true
	}
	return "", false
}

// hint returns " (...)" with what was probably meant by the present token.
func (p *parser) hint() string {
	at := p.tok.Start.Offset
	rest := p.text[at:]
	if at > 0 && len(rest) > 0 && p.text[at-1] == rest[0] {
		if h, ok := doubled(rest[0]); ok {
			return " (" + h + ")"
		}
	}
	for n := len("<const>"); n > 0; n-- {
		if len(rest) >= n {
			if h, ok := hintOf(rest[:n]); ok {
				return " (" + h + ")"
			}
		}
	}
	if h, ok := hintOf(p.str(p.tok.Span)); ok {
		return " (" + h + ")"
	}
	return ""
}

func (p *parser) failExpected(what string) {
	p.failHere(what + " expected near " + p.near() + p.hint())
}

// failUnclosed fails because what open began is not closed here.
func (p *parser) failUnclosed(kind Kind, open opener) {
	switch {
	case !open.Start.IsValid():
		what := "'" + p.tok.Kind.String() + "'"
		p.failHere("unexpected " + what + ": no block is open here")
	case open.Start.Line == p.tok.Start.Line:
		p.failExpected(fmt.Sprintf("'%v'", kind))
	}
	suspect := ""
	if s := p.suspect; kind == End && s.open.Start.IsValid() {
		suspect = fmt.Sprintf("; or the 'end' of '%v' at line %d is missing: the one at line %d is indented less", s.open.Kind, s.open.Start.Line, s.end)
	}
	p.failHere(fmt.Sprintf("'%v' expected near %s (to close '%v' at line %d%s)%s", kind, p.near(), open.Kind, open.Start.Line, suspect, p.hint()))
}

// suspect is an end that stands further left than what it closes: an end
// before it was probably forgotten.
type suspect struct {
	open opener
	end  int32 // its line
}

// checkIndent notes the first end that is suspect; the present token closes open.
func (p *parser) checkIndent(open opener) {
	if p.suspect.open.Start.IsValid() || p.tok.Kind != End || open.Start.Line == p.tok.Start.Line {
		return
	}
	opened, closed := p.indent(open.Start), p.indent(p.tok.Start)
	if len(closed) < len(opened) && strings.HasPrefix(opened, closed) {
		p.suspect = suspect{open, p.tok.Start.Line}
	}
}

// indent returns the white space that at's line starts with.
func (p *parser) indent(at Pos) string {
	line := p.text[at.Offset-at.Column+1:]
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	return line[:n]
}

// failName fails because the present token is no name.
func (p *parser) failName(what string) {
	if p.tok.Kind.IsKeyword() || p.tok.Kind == Name {
		word := p.str(p.tok.Span)
		p.failHere(fmt.Sprintf("%s expected near '%s' (a reserved word; as a field write [\"%s\"])", what, word, word))
	}
	p.failExpected(what)
}

func (p *parser) failStatement() {
	if p.tok.Kind == EOF {
		p.failHere("statement expected near end of file")
	}
	p.failHere("unexpected " + p.near() + ": a statement cannot start with it" + p.hint())
}

func (p *parser) failExpression() {
	if p.tok.Kind == Do {
		p.failHere("expression expected near 'do' (the client as a value is called DO)")
	}
	p.failExpected("expression")
}

// failNoCall fails because an expression stands where a statement has to.
func (p *parser) failNoCall(x Expr) {
	if name, ok := x.(*NameExpr); ok && name.Name == "continue" {
		p.fail(x.Bounds().Start, "there is no 'continue' in Lua (write 'goto continue', and '::continue::' before the end of the loop)")
	}
	p.failExpected("'=' or a call")
}

func (p *parser) failTarget(target Expr) {
	what := "an expression"
	if isCall(target) {
		what = "the result of a call"
	}
	at := target.Bounds().Start
	p.fail(at, "cannot assign to "+what)
}

func (p *parser) failAfterLast(last Stmt) {
	word := "return"
	if _, ok := last.(*BreakStmt); ok {
		word = "break"
	}
	p.failHere(fmt.Sprintf("unexpected %s: '%s' must be the last statement of its block", p.near(), word))
}

func (p *parser) failAmbiguous() {
	p.failHere("ambiguous: does '(' call what stands before it, or start a statement? (join the lines, or put ';' before it)")
}

// expectThen moves over the then of an if; its lack is often a = for a ==.
func (p *parser) expectThen() {
	if p.tok.Kind == Assign {
		p.failHere("'then' expected near '=' (to compare write ==)")
	}
	p.expect(Then)
}

// checkToken fails if the present token is not one of Lua.
func (p *parser) checkToken() {
	if p.tok.Problem == NoProblem {
		return
	}
	text := p.str(p.tok.Span)
	switch p.tok.Problem {
	case UnexpectedByte:
		p.fail(p.tok.Start, "unexpected "+character(p.text[p.tok.Start.Offset:])+p.hint())
	case UnterminatedString:
		p.tok.Kind = p.unfinishedEnd(continues(text))
		p.failHere("unfinished string: no closing " + text[:1] + " on its line")
	case UnterminatedLong:
		p.tok.Kind = p.unfinishedEnd(true)
		p.failHere("unfinished long string: no closing " + short(closing(text)))
	case UnterminatedComment:
		p.tok.Kind = p.unfinishedEnd(true)
		p.failHere("unfinished long comment: no closing " + short(closing(text[2:])))
	case BadLongBracket:
		if strings.HasPrefix(text, "--") {
			p.fail(p.tok.Start, "'"+short(text)+"' does not start a comment: put a space after the --")
		}
		p.fail(p.tok.Start, "'"+short(text)+"' does not start a long string: a second [ must follow")
	case MalformedNumber:
		p.fail(p.tok.Start, "malformed number '"+short(text+p.numberRest())+"'")
	case EscapeTooLarge:
		p.fail(p.tok.Start, `escape too large in a string (\255 is the largest)`)
	}
}

// unfinishedEnd returns the kind that failHere takes for the end of the source
// if more lines could mend the token.
func (p *parser) unfinishedEnd(more bool) Kind {
	if more && int(p.tok.End.Offset) == len(p.text) {
		return EOF
	}
	return Invalid
}

// continues reports whether the unfinished string ends with an escaped line
// break, or may do so.
func continues(text string) bool {
	text = strings.TrimRight(text, "\r\n")
	backslashes := len(text) - len(strings.TrimRight(text, `\`))
	return backslashes%2 == 1
}

// closing returns the long bracket that closes the one at the start of s.
func closing(s string) string {
	level := strings.IndexByte(s[1:], '[')
	return "]" + s[1:1+level] + "]"
}

// numberRest returns what Lua reads on after a malformed number.
func (p *parser) numberRest() string {
	rest := p.text[p.tok.End.Offset:]
	n := 0
	for n < len(rest) && (class[rest[n]]&(isLetter|isDigit) != 0 || rest[n] == '.') {
		n++
	}
	return rest[:n]
}

// character describes the first character of s.
func character(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size <= 1:
		return fmt.Sprintf("byte 0x%02x", s[0])
	case r < utf8.RuneSelf && unicode.IsPrint(r):
		return fmt.Sprintf("'%c'", r)
	case unicode.IsPrint(r):
		return fmt.Sprintf("character '%c' (U+%04X) outside a string", r, r)
	}
	return fmt.Sprintf("character U+%04X outside a string", r)
}
