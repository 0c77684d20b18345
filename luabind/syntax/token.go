package syntax

// Pos is a place in a source text. The zero Pos is no place.
type Pos struct {
	Offset int32 // in bytes from the start of the source, from 0
	Line   int32 // from 1
	Column int32 // in bytes, from 1
}

// IsValid reports whether p is a place.
func (p Pos) IsValid() bool { return p.Line > 0 }

// Before reports whether p stands before q.
func (p Pos) Before(q Pos) bool { return p.Offset < q.Offset }

// Span is a stretch of source text; End is the place just after it.
type Span struct {
	Start, End Pos
}

// Text returns the stretch of src that s covers.
func (s Span) Text(src []byte) string { return string(src[s.Start.Offset:s.End.Offset]) }

// Contains reports whether the byte at offset lies in s.
func (s Span) Contains(offset int) bool {
	return int(s.Start.Offset) <= offset && offset < int(s.End.Offset)
}

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	EOF     Kind = iota
	Invalid      // no token of Lua; Token.Problem says why
	Name         // also the client's name, when written do
	Number
	String

	And
	Break
	Do
	Else
	ElseIf
	End
	False
	For
	Function
	Goto
	If
	In
	Local
	Nil
	Not
	Or
	Repeat
	Return
	Then
	True
	Until
	While

	Plus         // +
	Minus        // -
	Star         // *
	Slash        // /
	Percent      // %
	Power        // ^
	Hash         // #
	Equal        // ==
	NotEqual     // ~=
	LessEqual    // <=
	GreaterEqual // >=
	Less         // <
	Greater      // >
	Assign       // =
	LeftParen    // (
	RightParen   // )
	LeftBrace    // {
	RightBrace   // }
	LeftBracket  // [
	RightBracket // ]
	Semicolon    // ;
	Colon        // :
	DoubleColon  // ::
	Comma        // ,
	Dot          // .
	Concat       // ..
	Ellipsis     // ...
)

var kindNames = [...]string{
	"<eof>", "<invalid>", "<name>", "<number>", "<string>",
	"and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if",
	"in", "local", "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
	"+", "-", "*", "/", "%", "^", "#", "==", "~=", "<=", ">=", "<", ">", "=",
	"(", ")", "{", "}", "[", "]", ";", ":", "::", ",", ".", "..", "...",
}

// String returns the token's spelling, or <name> and its like for a class.
func (k Kind) String() string { return kindNames[k] }

// IsKeyword reports whether k is one of the reserved words.
func (k Kind) IsKeyword() bool { return And <= k && k <= While }

// keyword returns the kind of the word b: Name unless it is reserved.
func keyword(b []byte) Kind {
	switch string(b) {
	case "and":
		return And
	case "break":
		return Break
	case "do":
		return Do
	case "else":
		return Else
	case "elseif":
		return ElseIf
	case "end":
		return End
	case "false":
		return False
	case "for":
		return For
	case "function":
		return Function
	case "goto":
		return Goto
	case "if":
		return If
	case "in":
		return In
	case "local":
		return Local
	case "nil":
		return Nil
	case "not":
		return Not
	case "or":
		return Or
	case "repeat":
		return Repeat
	case "return":
		return Return
	case "then":
		return Then
	case "true":
		return True
	case "until":
		return Until
	case "while":
		return While
	}
	return Name
}

// IsReserved reports whether name is a reserved word of Lua, which no variable
// and no unquoted table key can be called.
func IsReserved(name string) bool { return keyword([]byte(name)) != Name }

// Problem is what is wrong with a token.
type Problem uint8

// The problems of tokens. A Number or String with a problem is still one token
// of that kind for gopher-lua, which reads it as something else than Lua would.
const (
	NoProblem           Problem = iota
	UnexpectedByte              // a byte that starts no token
	UnterminatedString          // a quote without its match on the line
	UnterminatedLong            // a long string without its closing bracket
	UnterminatedComment         // a long comment without its closing bracket
	BadLongBracket              // [= or --[= without the second [
	MalformedNumber             // 3x, 1e, 0x, 1..2
	EscapeTooLarge              // "\300"
)

// Token is one token of a source.
type Token struct {
	Span
	Kind    Kind
	Problem Problem
}
