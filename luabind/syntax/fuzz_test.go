package syntax

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/gopher-lua/parse"
)

// seeds are the sources that both fuzz targets start from, besides the files
// under testdata/seeds.
var seeds = []string{
	"do.x()", "a='do.x' do.y()", "--do.x\ndo.y()", "--[[do.x]]do.y()", "[==[do.x]==] do.z", "do::a:: end", "do:b()",
	"x=1do.y()", "0x1do.y", "1e5do.x", "'\\'do.x'", "do..x", "do...", "do.5", "do--[[c]].x()", "do\n.x()", "\"a\\\ndo.x\"",
	"do[1]()", "do[[x]]", "do[=[x]=]", "a.do.x()", "a:do.x()", "0edo.x", "1e\ndo.x()", "1e\r\n5do.x()", "do\n(f)()\nend", "do ::a:: end",
	"\xef\xbb\xbfdo.x()", "#!shebang do.x()\ndo.x()", "#\n", "a='\\300'", "a='\\", "a='\\\r\n\n\r'", "--[=x", "a=[=x", "a=[=[]==]]=]",
	"while do.x do do.y() end", "for i=1,2 do do:x() end", "a=1..2", "a=.5.5", "a=0x", "a=08", "a=0010", "a=1e400",
	"goto a ::a::", "goto a; local b; ::a::", "goto a; local b; ::a:: ::b:: ;", "repeat local x; goto c; local y; ::c:: until x",
	"do goto a end local x ::a:: f()", "::a:: do ::a:: goto a end goto a", "goto b do ::b:: end", "while 1 do break end", "break",
	"function f(...) return (...), ... end", "function f() return ... end", "function a.b.c:d(e) self.x = arg end",
	"local function f(a, b, ...) return arg end", "a, b.c, d[1] = f(), g{}, h'x'", "(f)()", "(f())", "(a).b = 1", "(a) = 1", "f() = 1", "a, f() = 1",
	"return;", "return;;", "return return", ";;;", "if a then elseif b then else end", "x = {1, 2; a=1, [2]=3, f(), ...,}", "x = {,}",
	"x = -2^-3^2*4 .. not a == b < c .. d", "x = a or b and c", "x = #a - -b", "f()\n(g)()", "a:b\n(c)", "f\n{}", "f''.x.y{}:z[[\nq]]()",
	"local a <const> = 1", "x = ~1", "x = a != b", "x = 'unfinished", "x = [[unfinished", "--[[unfinished", "\x00", "a\v=1", "x = \xe2\x80\x9ca",
	"f(\n", "for a.b = 1, 2 do end", "for a = 1 do end", "for a, b = 1, 2 do end", "for a, b in pairs(t) do local a end", "a.end = 1", "a = {end = 1}", "goto = 1",
	"local self; function a:b(self) end", "x = function() end", "local x = function(...) return function() return x end end", "do = 1", "local do", "x = do",
}

func addSeeds(f *testing.F) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	files, err := filepath.Glob("testdata/seeds/*.lua")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds in testdata/seeds: %v", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
}

type vmToken struct {
	typ, line, column int
	text              string
}

// vmTokens returns gopher-lua's tokens of src, and whether it found them all.
func vmTokens(src []byte) (list []vmToken, ok bool) {
	sc := parse.NewScanner(bytes.NewReader(src), "fuzz")
	lx := &parse.Lexer{}
	for {
		tok, err := sc.Scan(lx)
		if err != nil {
			return list, false
		}
		if tok.Type < 0 {
			return list, true
		}
		list = append(list, vmToken{tok.Type, tok.Pos.Line, tok.Pos.Column, tok.Str})
	}
}

// FuzzRewrite holds the lexer and the rewrite against gopher-lua's scanner:
// the same tokens at the same places, but for the client's name.
func FuzzRewrite(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		out := Rewrite(src)
		if len(out) != len(src) {
			t.Fatalf("%q became %q", src, out)
		}
		if again := Rewrite(out); !bytes.Equal(again, out) {
			t.Fatalf("%q became %q, then %q", src, out, again)
		}
		if bytes.HasPrefix(src, bom) || bytes.HasPrefix(src, []byte("#")) {
			return // blanked; gopher-lua's scanner knows neither
		}
		vm, whole := vmTokens(src)
		l := NewLexer(src)
		afterDot := false
		for i := 0; ; i++ {
			tok := l.Next()
			if i >= len(vm) {
				if whole && tok.Kind != EOF {
					t.Fatalf("%q: token %d is %v, the VM has none", src, i, tok)
				}
				if !whole && tok.Problem == NoProblem {
					t.Fatalf("%q: token %d is %v, the VM fails there", src, i, tok)
				}
				return
			}
			want := vm[i]
			if int(tok.Start.Line) != want.line || int(tok.Start.Column) != want.column {
				t.Fatalf("%q: token %d is %v, the VM has %v", src, i, tok, want)
			}
			switch text := string(src[tok.Start.Offset:tok.End.Offset]); tok.Kind {
			case Name:
				isClient := want.typ == parse.TDo && !afterDot && i+1 < len(vm) && (vm[i+1].typ == '.' || vm[i+1].typ == ':' || vm[i+1].typ == '[')
				if i+1 == len(vm) && !whole {
					isClient = text == "do" // what follows may start with a dot and still be no token
				}
				if (want.typ != parse.TIdent || want.text != text) && !isClient {
					t.Fatalf("%q: token %d is the name %s, the VM has %v", src, i, text, want)
				}
				if rewritten := string(out[tok.Start.Offset:tok.End.Offset]); isClient && rewritten != "DO" || !isClient && rewritten != text {
					t.Fatalf("%q: name %s at %d was rewritten to %s", src, text, tok.Start.Offset, rewritten)
				}
			case String:
				if want.typ != parse.TString || unquote(text) != want.text {
					t.Fatalf("%q: token %d is the string %q, the VM has %v", src, i, unquote(text), want)
				}
			case Number:
				if want.typ != parse.TNumber {
					t.Fatalf("%q: token %d is %v, the VM has %v", src, i, tok, want)
				}
			default:
				if want.typ == '.' {
					want.text = "." // the scanner leaves it out
				}
				if tok.Kind == Invalid || want.text != text {
					t.Fatalf("%q: token %d is %v, the VM has %v", src, i, tok, want)
				}
				if want.typ == parse.TDo && !afterDot && i+1 < len(vm) && (vm[i+1].typ == '.' || vm[i+1].typ == ':' || vm[i+1].typ == '[') {
					t.Fatalf("%q: the client at %d is not rewritten", src, tok.Start.Offset)
				}
			}
			afterDot = want.typ == '.' || want.typ == ':'
		}
	})
}

// refusedByUs reports whether err is one of those where Lua 5.1 refuses what
// gopher-lua takes, and which Parse therefore refuses too.
func refusedByUs(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Limit || strings.HasPrefix(e.Message, "malformed number") ||
		strings.HasPrefix(e.Message, "escape too large") || strings.HasPrefix(e.Message, "ambiguous") || strings.HasPrefix(e.Message, "field expected near"))
}

// FuzzParse holds Parse against gopher-lua's parser and compiler: both take the
// source or neither does, and the trees are the same.
func FuzzParse(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, src []byte) {
		if len(src) > 10_000 {
			return
		}
		_, err := Parse("fuzz", src)
		if checked := Check("fuzz", src, Limits{}); (checked == nil) != (err == nil) {
			t.Fatalf("%q: Parse says %v, Check %v", src, err, checked)
		}
		if err == nil && !bytes.HasPrefix(src, []byte("#")) && Incomplete(src) {
			t.Fatalf("%q is a program, and yet incomplete", src)
		}
		At(src, len(src)/2)
		At(src, len(src))
		if diff := agree(src); diff != "" {
			t.Fatalf("%q: %s", src, diff)
		}
	})
}
