package complete

import (
	"slices"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Token is a name or another word of a script, with what it is.
type Token struct {
	Span      syntax.Span
	Kind      TokenKind
	Modifiers Modifier
}

// TokenKind is what a [Token] is.
type TokenKind uint8

// The kinds of tokens. The last ones only come from [Completer.Highlight]:
// editors know them by themselves.
const (
	VariableToken TokenKind = iota
	ParameterToken
	FunctionToken
	MethodToken
	PropertyToken
	NamespaceToken
	KeywordToken
	StringToken
	NumberToken
	CommentToken
)

// Modifier says more of a [Token]; several are added.
type Modifier uint8

// The modifiers.
const (
	Declaration Modifier = 1 << iota
	Readonly
	Library // it comes from the host
)

// Highlight lists all tokens of a text that need not be whole, in their order:
// names as far as they are known, and what any text of Lua is made of.
func (c *Completer) Highlight(name string, src []byte) []Token {
	names := map[int32]Token{}
	if a := c.whole(name, src); a != nil {
		for _, t := range c.Tokens(a) {
			names[t.Span.Start.Offset] = t
		}
	}
	var list []Token
	l := syntax.NewLexer(src)
	end := int32(0) // of the token before
	comments := func(to int32) {
		list = append(list, commentsIn(src, end, to)...)
	}
	for {
		t := l.Next()
		comments(t.Start.Offset)
		end = t.End.Offset
		span := syntax.Span{Start: t.Start, End: t.End}
		known, isName := names[t.Start.Offset]
		switch {
		case t.Kind == syntax.EOF:
			return list
		case isName && known.Span.End.Offset == t.End.Offset:
			list = append(list, known)
		case t.Kind == syntax.Nil, t.Kind == syntax.True, t.Kind == syntax.False, t.Kind == syntax.Number:
			list = append(list, Token{Span: span, Kind: NumberToken})
		case t.Kind.IsKeyword():
			list = append(list, Token{Span: span, Kind: KeywordToken})
		case t.Kind == syntax.String, t.Problem == syntax.UnterminatedString, t.Problem == syntax.UnterminatedLong:
			list = append(list, Token{Span: span, Kind: StringToken})
		case t.Problem == syntax.UnterminatedComment:
			list = append(list, Token{Span: span, Kind: CommentToken})
		}
	}
}

// commentsIn covers what is no white space between two tokens.
func commentsIn(src []byte, from, to int32) []Token {
	gap := src[from:to]
	start := slices.IndexFunc(gap, func(b byte) bool { return b == '-' })
	if start < 0 {
		return nil
	}
	at := func(n int) syntax.Pos { return syntax.Pos{Offset: from + int32(n)} }
	return []Token{{Span: syntax.Span{Start: at(start), End: at(len(gap))}, Kind: CommentToken}}
}

// Tokens lists the names of an analyzed script with what they are.
func (c *Completer) Tokens(a *check.Analysis) []Token {
	var list []Token
	add := func(span syntax.Span, kind TokenKind, mod Modifier) {
		if span.End.Offset > span.Start.Offset && span.Start.Line == span.End.Line {
			list = append(list, Token{span, kind, mod})
		}
	}
	declared := func(vars ...*syntax.Variable) {
		for _, v := range vars {
			kind := VariableToken
			if v.Param {
				kind = ParameterToken
			}
			add(v.Span, kind, Declaration)
		}
	}
	syntax.Walk(a.Root, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.LocalStmt:
			declared(x.Vars...)
		case *syntax.LocalFunctionStmt:
			add(x.Var.Span, FunctionToken, Declaration)
		case *syntax.FunctionStmt:
			if x.Method != nil {
				add(x.Method.Span, MethodToken, Declaration)
			}
		case *syntax.FunctionExpr:
			declared(x.Params...)
		case *syntax.NumericForStmt:
			declared(x.Var)
		case *syntax.GenericForStmt:
			declared(x.Vars...)
		case *syntax.NameExpr:
			known, isGlobal := c.checker.Global(x.Name)
			switch {
			case x.Var != nil && x.Var.Param:
				add(x.Span, ParameterToken, 0)
			case x.Var != nil:
				add(x.Span, VariableToken, 0)
			case x.Name == "DO" && x.End.Offset-x.Start.Offset == 2:
				add(x.Span, NamespaceToken, Library)
			case isGlobal && (known.Class != nil || known.Module != nil):
				add(x.Span, NamespaceToken, Library)
			case isGlobal:
				add(x.Span, FunctionToken, Library)
			default:
				add(x.Span, VariableToken, 0)
			}
		case *syntax.IndexExpr:
			if x.Dot {
				known := a.ValueOf(x)
				switch {
				case known.Func != nil:
					add(x.Key.Bounds(), FunctionToken, Library)
				case known.Class != nil && known.Class.Static != nil:
					add(x.Key.Bounds(), NamespaceToken, Library)
				default:
					add(x.Key.Bounds(), PropertyToken, 0)
				}
			}
		case *syntax.CallExpr:
			if x.Method != nil {
				mod := Modifier(0)
				if a.Callee(x).Func != nil {
					mod = Library
				}
				add(x.Method.Span, MethodToken, mod)
			}
		case *syntax.TableExpr:
			for _, f := range x.Fields {
				if f.Named {
					add(f.Key.Bounds(), PropertyToken, 0)
				}
			}
		}
		return true
	})
	return list
}
