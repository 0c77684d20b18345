package repl

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// cursor is what stands before the place where something is to be completed.
type cursor struct {
	typed     string // of the word at the cursor
	inString  bool   // typed is the beginning of a string
	inComment bool
	chain     []string // a and b of a.b.typed; "()" stands for a call
	colon     bool     // a.b:typed
	call      *callSite
}

// callSite is the innermost call whose arguments the cursor is in.
type callSite struct {
	chain    []string // of the function
	braces   bool     // in a table of named arguments
	argument int      // the position, from 0, outside of braces
	name     string   // of the named argument whose value is being written
	given    []string // names that the table has already
	atName   bool     // a name may stand here
}

// frame is an open bracket.
type frame struct {
	kind     syntax.Kind
	chain    []string // what stands before it: what is called
	argument int
	given    []string
	name     string
	atName   bool
}

// cursorOf reads the text up to the cursor.
func cursorOf(text string) cursor {
	src := syntax.Rewrite([]byte(text))
	s := scanner{src: src, lexer: syntax.NewLexer(src)}
	return s.scan(text)
}

// scanner keeps the open brackets and the chain of names that ends where it is.
type scanner struct {
	src    []byte
	lexer  *syntax.Lexer
	frames []frame
	chain  []string // names joined by dots so far
	colon  bool     // the last joint was one
	joint  bool     // a dot or colon has just been read
	last   syntax.Token
}

func (s *scanner) scan(text string) cursor {
	for {
		t := s.lexer.Next()
		end := int(t.End.Offset)
		switch {
		case t.Kind == syntax.EOF:
			if commentOpen(text[int(s.last.End.Offset):]) {
				return cursor{inComment: true}
			}
			return s.at("")
		case t.Problem == syntax.UnterminatedString || t.Problem == syntax.UnterminatedLong:
			c := s.at("")
			if len(s.chain) > 0 && !s.joint {
				c.call = &callSite{chain: s.chain} // f"..."
			}
			c.chain, c.inString = nil, true
			c.typed = strings.TrimLeft(text[t.Start.Offset:], `"'[=`)
			return c
		case t.Problem == syntax.UnterminatedComment:
			return cursor{inComment: true}
		case end == len(text) && isWord(t, s.src):
			return s.at(t.Text(s.src))
		}
		s.token(t)
	}
}

func isWord(t syntax.Token, src []byte) bool {
	return t.Kind == syntax.Name || t.Kind.IsKeyword()
}

func commentOpen(rest string) bool {
	i := strings.LastIndex(rest, "--")
	return i >= 0 && !strings.Contains(rest[i:], "\n")
}

// at describes the cursor behind a word that has been typed so far.
func (s *scanner) at(typed string) cursor {
	c := cursor{typed: typed}
	if s.joint {
		c.chain, c.colon = s.chain, s.colon
	}
	if n := len(s.frames); n > 0 {
		f := s.frames[n-1]
		switch {
		case f.kind == syntax.LeftBrace && len(f.chain) > 0:
			c.call = &callSite{chain: f.chain, braces: true, given: f.given, name: f.name, atName: f.atName && !s.joint}
		case f.kind == syntax.LeftParen && len(f.chain) > 0:
			c.call = &callSite{chain: f.chain, argument: f.argument}
		}
	}
	return c
}

// token takes a whole token in.
func (s *scanner) token(t syntax.Token) {
	text := t.Text(s.src)
	before := s.last
	s.last = t
	top := s.top()
	switch t.Kind {
	case syntax.Name:
		if s.joint {
			s.chain = append(s.chain, text)
		} else {
			s.chain = []string{text}
		}
		s.joint = false
		return
	case syntax.Dot, syntax.Colon:
		if len(s.chain) > 0 && !s.joint {
			s.joint, s.colon = true, t.Kind == syntax.Colon
			if top != nil {
				top.atName = false
			}
			return
		}
	case syntax.LeftParen, syntax.LeftBrace, syntax.LeftBracket:
		f := frame{kind: t.Kind, chain: s.chain, atName: true}
		if t.Kind == syntax.LeftBrace && len(s.chain) == 0 && before.Kind == syntax.LeftParen && top != nil {
			f.chain = top.chain // f({ is f{
		}
		if t.Kind == syntax.LeftBrace && before.Kind == syntax.Comma && top != nil && top.kind == syntax.LeftParen {
			f.chain = top.chain // the last table of f(a, {
		}
		s.frames = append(s.frames, f)
	case syntax.RightParen, syntax.RightBrace, syntax.RightBracket:
		if top != nil {
			s.frames = s.frames[:len(s.frames)-1]
			if len(top.chain) > 0 && t.Kind != syntax.RightBracket {
				// What a call gives goes on as its result.
				s.chain, s.joint = append(append([]string{}, top.chain...), "()"), false
				return
			}
		}
	case syntax.Comma, syntax.Semicolon:
		if top != nil {
			top.argument++
			top.name, top.atName = "", true
		}
	case syntax.Assign:
		if top != nil && top.kind == syntax.LeftBrace && before.Kind == syntax.Name {
			name := before.Text(s.src)
			top.given = append(top.given, name)
			top.name, top.atName = name, false
		}
	default:
		if top != nil && t.Kind != syntax.String {
			top.atName = false
		}
	}
	s.chain, s.joint = nil, false
}

func (s *scanner) top() *frame {
	if n := len(s.frames); n > 0 {
		return &s.frames[n-1]
	}
	return nil
}
