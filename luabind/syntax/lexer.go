package syntax

import "bytes"

// Lexer splits a source text into tokens. It allocates nothing and never
// fails: what is no token comes as Invalid, and the lexer goes on after it.
// It must not be used by several goroutines at once.
type Lexer struct {
	src       []byte
	at        int   // offset of the next byte to read
	line      int32 // of that byte
	lineStart int   // offset of that line's first byte
	afterDot  bool  // the last token was a dot or a colon: a name must follow
}

// NewLexer returns a lexer at the first token of src, after a byte order mark
// and a first line that starts with #.
func NewLexer(src []byte) *Lexer {
	l := newLexer(src)
	if l.at < len(src) && src[l.at] == '#' {
		l.at = lineEnd(src, l.at)
	}
	return &l
}

// newLexer is NewLexer for text that may be an expression: there # is the
// length operator, and only #! starts a line to skip.
func newLexer(src []byte) Lexer {
	l := Lexer{src: src, line: 1}
	if bytes.HasPrefix(src, bom) {
		l.at, l.lineStart = len(bom), len(bom)
	}
	if bytes.HasPrefix(src[l.at:], []byte("#!")) {
		l.at = lineEnd(src, l.at)
	}
	return l
}

var bom = []byte("\xef\xbb\xbf")

// lineEnd returns the offset of the line break at or after i, or len(src).
func lineEnd(src []byte, i int) int {
	for _, c := range src[i:] {
		if c == '\n' || c == '\r' {
			break
		}
		i++
	}
	return i
}

// Classes of bytes, as bits.
const (
	isLetter = 1 << iota // letters and _
	isDigit
	isHex
	endsPlain // what may not stand in a quoted string as it is
)

var class = func() (t [256]uint8) {
	for c := range t {
		switch c := byte(c); {
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[c] = isLetter
			if c|0x20 <= 'f' {
				t[c] |= isHex
			}
		case c == '_':
			t[c] = isLetter
		case '0' <= c && c <= '9':
			t[c] = isDigit | isHex
		case c == '"' || c == '\'' || c == '\\' || c == '\n' || c == '\r':
			t[c] = endsPlain
		}
	}
	return t
}()

// single holds the tokens that one byte makes whatever follows it.
var single = [256]Kind{
	'+': Plus, '*': Star, '/': Slash, '%': Percent, '^': Power, '#': Hash,
	'(': LeftParen, ')': RightParen, '{': LeftBrace, '}': RightBrace, ']': RightBracket,
	';': Semicolon, ',': Comma, '-': Minus,
}

// Next returns the next token; at the end of the source EOF, again and again.
func (l *Lexer) Next() Token {
	src := l.src
	i := l.at
	var c byte
	for { // white space and comments
		if i >= len(src) {
			l.at = i
			return Token{Span: Span{l.pos(i), l.pos(i)}, Kind: EOF}
		}
		c = src[i]
		if c == ' ' || c == '\t' {
			i++
		} else if c == '\n' || c == '\r' {
			i = l.newline(i)
		} else if c == '-' && i+1 < len(src) && src[i+1] == '-' {
			if i+2 >= len(src) || src[i+2] != '[' {
				i = lineEnd(src, i+2)
				continue
			}
			start := l.pos(i)
			end, problem := skipComment(src, i)
			l.countLines(i, end)
			i = end
			if problem != NoProblem {
				l.at, l.afterDot = i, false
				return Token{Span{start, l.pos(i)}, Invalid, problem}
			}
		} else {
			break
		}
	}

	tok := Token{Span: Span{Start: l.pos(i)}}
	start := i
	i++
	switch {
	case class[c]&isLetter != 0:
		for _, c := range src[i:] {
			if class[c]&(isLetter|isDigit) == 0 {
				break
			}
			i++
		}
		tok.Kind = keyword(src[start:i])
		if tok.Kind == Do && !l.afterDot && isClient(src, i) {
			tok.Kind = Name
		}
	case single[c] != EOF:
		tok.Kind = single[c]
	case class[c]&isDigit != 0 || c == '.' && i < len(src) && class[src[i]]&isDigit != 0:
		tok.Kind = Number
		i, tok.Problem = scanNumber(src, start)
		if tok.Problem != NoProblem {
			l.countLines(start, i) // a broken exponent takes in a line break
		}
	case c == '"' || c == '\'':
		tok.Kind = String
		i, tok.Problem = l.scanString(start)
		if tok.Problem == UnterminatedString {
			tok.Kind = Invalid
		}
	case c == '[':
		tok.Kind = LeftBracket
		if i < len(src) && (src[i] == '[' || src[i] == '=') {
			tok.Kind = String
			if i, tok.Problem = skipLong(src, start); tok.Problem != NoProblem {
				tok.Kind = Invalid
			}
			l.countLines(start, i)
		}
	default:
		tok.Kind, i = operator(src, start)
		if tok.Kind == Invalid {
			tok.Problem = UnexpectedByte
		}
	}
	l.at = i
	l.afterDot = tok.Kind == Dot || tok.Kind == Colon
	tok.End = l.pos(i)
	return tok
}

// pos returns the position of offset i on the current line.
func (l *Lexer) pos(i int) Pos {
	return Pos{Offset: int32(i), Line: l.line, Column: int32(i - l.lineStart + 1)}
}

// newline steps over the line break at i; \r\n and \n\r are one.
func (l *Lexer) newline(i int) int {
	i = skipNewline(l.src, i)
	l.line++
	l.lineStart = i
	return i
}

func skipNewline[T ~[]byte | ~string](src T, i int) int {
	if i+1 < len(src) && src[i+1] == src[i]^('\n'^'\r') {
		i++
	}
	return i + 1
}

// countLines counts the line breaks from offset i up to end.
func (l *Lexer) countLines(i, end int) {
	for i < end {
		if c := l.src[i]; c == '\n' || c == '\r' {
			i = l.newline(i)
		} else {
			i++
		}
	}
}

// isClient reports whether the keyword do that ends at i is the client: no
// statement starts with a dot, a single colon or an opening bracket.
func isClient(src []byte, i int) bool {
	for i < len(src) {
		c := src[i]
		var next byte
		if i+1 < len(src) {
			next = src[i+1]
		}
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '-' && next == '-':
			i, _ = skipComment(src, i)
		case c == '.':
			return next != '.' && class[next]&isDigit == 0
		case c == ':':
			return next != ':'
		default:
			return c == '[' && next != '[' && next != '='
		}
	}
	return false
}

// skipComment returns the end of the comment that starts at i, which for a
// short one is its line break.
func skipComment(src []byte, i int) (int, Problem) {
	i += 2
	if i+1 < len(src) && src[i] == '[' && (src[i+1] == '[' || src[i+1] == '=') {
		end, problem := skipLong(src, i)
		if problem == UnterminatedLong {
			problem = UnterminatedComment
		}
		return end, problem
	}
	return lineEnd(src, i), NoProblem
}

// skipLong returns the end of the long bracket, [[ ]] or [=[ ]=], at i.
func skipLong(src []byte, i int) (int, Problem) {
	open := i
	for i++; i < len(src) && src[i] == '='; i++ {
	}
	if i >= len(src) || src[i] != '[' {
		return i, BadLongBracket
	}
	level := i - open - 1
	for i++; ; {
		n := bytes.IndexByte(src[i:], ']')
		if n < 0 {
			return len(src), UnterminatedLong
		}
		i += n + 1
		from := i
		for i < len(src) && src[i] == '=' {
			i++
		}
		if i < len(src) && src[i] == ']' && i-from == level {
			return i + 1, NoProblem
		}
	}
}

// scanNumber returns the end of the number at i as gopher-lua finds it, and
// whether Lua would read on and refuse it. gopher-lua takes any byte at all for
// an exponent's first digit, also a line break, and 3x for two tokens.
func scanNumber(src []byte, i int) (int, Problem) {
	problem, start := NoProblem, i
	digits := func(of uint8) {
		for i < len(src) && class[src[i]]&of != 0 {
			i++
		}
	}
	if src[i] == '0' && i+1 < len(src) && src[i+1]|0x20 == 'x' {
		i += 2
		from := i
		digits(isHex)
		if i == from {
			problem = MalformedNumber
		}
	} else {
		i++ // a digit or the dot
		digits(isDigit)
		if i < len(src) && src[i] == '.' {
			i++
			digits(isDigit)
			if src[start] == '.' {
				problem = MalformedNumber
			}
		}
		if i < len(src) && src[i]|0x20 == 'e' {
			i++
			if i < len(src) && (src[i] == '+' || src[i] == '-') {
				i++
			}
			switch {
			case i >= len(src):
				problem = MalformedNumber
			case class[src[i]]&isDigit != 0:
				i++
			case src[i] == '\n' || src[i] == '\r':
				i, problem = skipNewline(src, i), MalformedNumber
			default:
				i, problem = i+1, MalformedNumber
			}
			digits(isDigit)
		}
	}
	if i < len(src) && (class[src[i]]&(isLetter|isDigit) != 0 || src[i] == '.') {
		problem = MalformedNumber
	}
	return i, problem
}

// scanString returns the end of the quoted string at i.
func (l *Lexer) scanString(i int) (int, Problem) {
	src, problem := l.src, NoProblem
	quote := src[i]
	for i++; ; {
		for _, c := range src[i:] {
			if class[c]&endsPlain != 0 {
				break
			}
			i++
		}
		if i >= len(src) {
			return i, UnterminatedString
		}
		switch c := src[i]; {
		case c == quote:
			return i + 1, problem
		case c == '\n' || c == '\r':
			return i, UnterminatedString
		case c != '\\':
			i++ // the other quote
		case i+1 >= len(src):
			return len(src), UnterminatedString
		case src[i+1] == '\n' || src[i+1] == '\r':
			i = l.newline(i + 1)
		case class[src[i+1]]&isDigit != 0:
			n, end := 0, min(i+4, len(src))
			for i++; i < end && class[src[i]]&isDigit != 0; i++ {
				n = n*10 + int(src[i]-'0')
			}
			if n > 255 {
				problem = EscapeTooLarge
			}
		default:
			i += 2
		}
	}
}

// operator returns the token at i that is none of the other classes.
func operator(src []byte, i int) (Kind, int) {
	var next byte
	if i+1 < len(src) {
		next = src[i+1]
	}
	switch src[i] {
	case '=':
		if next == '=' {
			return Equal, i + 2
		}
		return Assign, i + 1
	case '<':
		if next == '=' {
			return LessEqual, i + 2
		}
		return Less, i + 1
	case '>':
		if next == '=' {
			return GreaterEqual, i + 2
		}
		return Greater, i + 1
	case '~':
		if next == '=' {
			return NotEqual, i + 2
		}
	case ':':
		if next == ':' {
			return DoubleColon, i + 2
		}
		return Colon, i + 1
	case '.':
		if next != '.' {
			return Dot, i + 1
		}
		if i+2 < len(src) && src[i+2] == '.' {
			return Ellipsis, i + 3
		}
		return Concat, i + 2
	}
	return Invalid, i + 1
}
