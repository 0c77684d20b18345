package syntax

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Sources that Parse refuses, with what it says of them: line:column: message.
var refused = map[string]string{
	"if a then\n  f()\n":                     "3:1: 'end' expected near end of file (to close 'if' at line 1)",
	"x = 1\nfor i = 1, 2 do\n  if a then":    "3:12: 'end' expected near end of file",
	"function f()\n  g(\nend":                "3:1: expression expected near 'end'",
	"f(1,\n2":                                "2:2: ')' expected near end of file (to close '(' at line 1)",
	"x = {\n  a = 1\n  b = 2\n}":             "3:3: '}' expected near 'b' (to close '{' at line 1)",
	"x = {1,,2}":                             "1:8: field expected near ','",
	"x = {a = 1 b = 2}":                      "1:12: '}' expected near 'b'",
	"repeat\n  f()\nend":                     "3:1: 'until' expected near 'end' (to close 'repeat' at line 1)",
	"repeat f()":                             "1:11: 'until' expected near end of file",
	"if a then else\nelseif b then end":      "2:1: 'end' expected near 'elseif' (to close 'if' at line 1)",
	"f()\nend":                               "2:1: unexpected 'end': no block is open here",
	"else":                                   "1:1: unexpected 'else': no block is open here",
	"while a f() end":                        "1:9: 'do' expected near 'f'",
	"if a = 1 then end":                      "1:6: 'then' expected near '=' (to compare write ==)",
	"if a f() end":                           "1:6: 'then' expected near 'f'",
	"for i = 1 do end":                       "1:11: ',' expected near 'do'",
	"for i do end":                           "1:7: '=' or 'in' expected near 'do'",
	"for i, j = 1, 2 do end":                 "1:10: 'in' expected near '='",
	"x = ":                                   "1:5: expression expected near end of file",
	"x = 1 +":                                "1:8: expression expected near end of file",
	"x = )":                                  "1:5: expression expected near ')'",
	"x":                                      "1:2: '=' or a call expected near end of file",
	"x y = 1":                                "1:3: '=' or a call expected near 'y'",
	"x.y":                                    "1:4: '=' or a call expected near end of file",
	"x + 1":                                  "1:3: '=' or a call expected near '+'",
	"x += 1":                                 "1:3: '=' or a call expected near '+' (write a = a + b)",
	"i++":                                    "1:2: '=' or a call expected near '+' (write a = a + 1)",
	"5 = x":                                  "1:1: unexpected '5': a statement cannot start with it",
	"f() = 1":                                "1:1: cannot assign to the result of a call",
	"(a) = 1":                                "1:1: cannot assign to an expression",
	"a, f() = 1, 2":                          "1:4: cannot assign to the result of a call",
	"a, 5 = 1":                               "1:4: variable expected near '5'",
	"a, b f()":                               "1:6: '=' expected near 'f'",
	"a.end = 1":                              `1:3: field name expected near 'end' (a reserved word; as a field write ["end"])`,
	"f{end = 1}":                             `1:3: field name expected near 'end' (a reserved word; as a field write ["end"])`,
	"x = {until = f}":                        `1:6: field name expected near 'until' (a reserved word; as a field write ["until"])`,
	"local do = 1":                           `1:7: name of the variable expected near 'do' (a reserved word; as a field write ["do"])`,
	"local 5":                                "1:7: name of the variable expected near '5'",
	"f(function() g() )":                     "1:18: 'end' expected near ')'",
	"f())":                                   "1:4: unexpected ')': a statement cannot start with it",
	"x = do":                                 "1:5: expression expected near 'do' (the client as a value is called DO)",
	"x.do.y()":                               `1:3: field name expected near 'do' (a reserved word; as a field write ["do"])`,
	"for do.x in a do end":                   `1:5: name of the loop's variable expected near 'do' (a reserved word; as a field write ["do"])`,
	"local function do.x() end":              `1:16: name of the function expected near 'do' (a reserved word; as a field write ["do"])`,
	"function f(a,) end":                     "1:14: parameter expected near ')'",
	"function f(..., a) end":                 "1:15: ')' expected near ','",
	"function f(a end":                       "1:14: ')' expected near 'end'",
	"return 1 f()":                           "1:10: unexpected 'f': 'return' must be the last statement of its block",
	"while a do break f() end":               "1:18: unexpected 'f': 'break' must be the last statement of its block",
	"return;;":                               "1:8: unexpected ';': 'return' must be the last statement of its block",
	"break":                                  "1:1: 'break' outside a loop",
	"while a do f(function() break end) end": "1:25: 'break' outside a loop",
	"goto x":                                 "1:1: no visible label 'x' for goto",
	"do ::x:: end goto x":                    "1:14: no visible label 'x' for goto",
	"::x:: f(function() goto x end)":         "1:20: no visible label 'x' for goto",
	"::x::\n::x::":                           "2:1: label 'x' is already defined at line 1",
	"goto x local a ::x:: f()":               "1:1: goto 'x' jumps over the declaration of a local variable into its scope",
	"function f() return ... end":            "1:21: cannot use '...' outside a function that takes '...'",
	"f()\n(g)()":                             "2:1: ambiguous: does '(' call what stands before it, or start a statement? (join the lines, or put ';' before it)",
	"a:b\n(c)":                               "2:1: ambiguous: does '(' call what stands before it, or start a statement? (join the lines, or put ';' before it)",
	"a:b":                                    "1:4: arguments of the call expected near end of file",
	"a:b.c()":                                "1:4: arguments of the call expected near '.'",
	"x = a != b":                             "1:7: unexpected '!' ('~=' in Lua)",
	"x = !a":                                 "1:5: unexpected '!' ('not' in Lua)",
	"x = a && b":                             "1:7: unexpected '&' ('and' in Lua)",
	"x = a || b":                             "1:7: unexpected '|' ('or' in Lua)",
	"x = a ? b":                              "1:7: unexpected '?'",
	"// comment":                             "1:1: unexpected '/': a statement cannot start with it (a comment starts with --)",
	"x = 'abc\n":                             "1:5: unfinished string: no closing ' on its line",
	"x = \"abc":                              "1:5: unfinished string: no closing \" on its line",
	"x = [==[\nabc]]":                        "1:5: unfinished long string: no closing ]==]",
	"f() --[[ x\ny":                          "1:5: unfinished long comment: no closing ]]",
	"--[=x":                                  "1:1: '--[=' does not start a comment: put a space after the --",
	"x = [=x":                                "1:5: '[=' does not start a long string: a second [ must follow",
	"x = 3x":                                 "1:5: malformed number '3x'",
	"x = 0x":                                 "1:5: malformed number '0x'",
	"x = 1e":                                 "1:5: malformed number '1e'",
	"x = 1..2":                               "1:5: malformed number '1..2'",
	"x = 1.2.3":                              "1:5: malformed number '1.2.3'",
	"x = '\\300'":                            `1:5: escape too large in a string (\255 is the largest)`,
	"x = \u201cabc\u201d":                    "1:5: unexpected character '\u201c' (U+201C) outside a string",
	"x\u00a0= 1":                             "1:2: unexpected character U+00A0 outside a string",
	"\x01":                                   "1:1: unexpected character U+0001 outside a string",
	"x = \xff":                               "1:5: unexpected byte 0xff",
	"x = ~a":                                 "1:5: unexpected '~' (Lua 5.3: there are no operators of bits in Lua 5.1)",
	"\xef\xbb\xbfx = = 1":                    "1:5: expression expected near '='",
	"#!/usr/bin/lua\n\tx = = 1":              "2:6: expression expected near '='",
	"x = a\r\ny = = 1":                       "2:5: expression expected near '='",
	"x = a\r\ry = = 1":                       "3:5: expression expected near '='",
	"x = null y":                             "1:11: '=' or a call expected near end of file",
	"if a then b() elif c then d() end":      "1:20: '=' or a call expected near 'c'",
	"if x then y() else if z then w() end":   "1:37: 'end' expected near end of file",
	"f(":                                     "1:3: expression expected near end of file",
	"f(a":                                    "1:4: ')' expected near end of file",
	"x[1 = 2":                                "1:5: ']' expected near '='",
	"x = {[1] 2}":                            "1:10: '=' expected near '2'",
	"x = 'a\nlong one'":                      "1:5: unfinished string: no closing ' on its line",
	"do.create_droplet{name = }":             "1:26: expression expected near '}'",
	"do.":                                    "1:4: field name expected near end of file",
	"function f()\n  if a then\n    g()\nend\nh()\n":  "6:1: 'end' expected near end of file (to close 'function' at line 1; or the 'end' of 'if' at line 2 is missing: the one at line 4 is indented less)",
	"f{\n  g = function()\n    while a do\n  end,\n}": "4:6: 'end' expected near ',' (to close 'function' at line 2; or the 'end' of 'while' at line 3 is missing: the one at line 4 is indented less)",
}

func TestErrors(t *testing.T) {
	for src, want := range refused {
		_, err := Parse("t", []byte(src))
		if err == nil {
			t.Errorf("%q: no error, want %s", src, want)
			continue
		}
		if got := strings.TrimPrefix(err.Error(), "t:"); got != want {
			t.Errorf("%q:\n got %s\nwant %s", src, got, want)
		}
		if err := Check("t", []byte(src), Limits{}); err == nil || err.Error() != "t:"+want {
			t.Errorf("%q: Check says %v, want %s", src, err, want)
		}
	}
}

func TestAccepted(t *testing.T) {
	for _, src := range []string{
		"", ";", "-- comment", "--[[\n]]", "#!x", "return", "return;", "f() ; ; g()", "do end", "do (f)() end", "do\n(f)()\nend", "do ::a:: end",
		"while do.x do do.y() end", "for d in do.fetch_all_droplets() do do:z(d) end", "repeat local a until a", "repeat break until a",
		"goto a ::a::", "goto a local b ::a::", "do goto a end f() ::a::", "::a:: do goto a end", "do ::a:: end do ::a:: goto a end", "goto a; local b ::a:: ::c:: ;",
		"local function f() return f end", "local f = function(...) local a, b = ... return (...) end", "function a.b.c:d(x, ...) return self, arg end",
		"x = 1; y = .5; z = 5.; w = 0xFf; v = 1e5 + 1E-5 + 3.e+2", "x = 1 ..2", "a = 'x' .. [[y]] .. \"z\\\n\"", "a = '\\255\\0001\\q'",
		"f'x'.y{}:z[[q]]", "(f or g)()", "(f)().x = 1", "('x'):rep(3)", "x = -2 ^ -3 .. not a == #b", "f\n{}", "f\n''",
		"x = {1, 2; 3, a = 1, ['b'] = 2, f(), ...}", "x = {...}", "local t = {do.x, do['y'], do\n:z()}",
	} {
		if _, err := Parse("t", []byte(src)); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		src    string
		limits Limits
		want   string // "" for none
	}{
		{"x = 1", Limits{}, ""},
		{"x = 1", Limits{Size: 5}, ""},
		{"x = 1 ", Limits{Size: 5}, "t:1:1: source is too large: 6 bytes (limit is 5)"},
		{"x = {{{}}}", Limits{Nesting: 3}, ""},
		{"x = {{{{}}}}", Limits{Nesting: 3}, "t:1:9: nested too deeply (more than 3 levels)"},
		{"do if a then f() end end", Limits{Nesting: 2}, ""},
		{"do if a then f(1) end end", Limits{Nesting: 2}, "t:1:16: nested too deeply (more than 2 levels)"},
		{"x = " + strings.Repeat("a..", 200) + "a", Limits{}, ""},
		{"x = " + strings.Repeat("a..", 201) + "a", Limits{}, "t:1:608: nested too deeply (more than 200 levels)"},
		{"x = a" + strings.Repeat(" or a", 4000), Limits{}, ""},
		{strings.Repeat("local a ", 200), Limits{}, ""},
		{strings.Repeat("local a ", 201), Limits{}, "t:1:1607: too many local variables in one function (limit is 200)"},
		{"for i = 1, 2 do " + strings.Repeat("local a ", 196) + "end", Limits{}, ""},
		{"for i = 1, 2 do " + strings.Repeat("local a ", 197) + "end", Limits{}, "t:1:1591: too many local variables in one function (limit is 200)"},
		{"x = {" + strings.Repeat("'a',", 100_000) + "}", Limits{}, ""},
		{"x = {" + repeat(10_000, func(i int) string { return fmt.Sprintf("'%d',", i) }) + "}", Limits{}, ""},
		{"while a do " + strings.Repeat("f() ", 30_000) + "end", Limits{}, ""},
	} {
		err := Check("t", []byte(c.src), c.limits)
		got := ""
		if err != nil {
			got = err.Error()
			if e := (&Error{}); !errors.As(err, &e) || !e.Limit {
				t.Errorf("%.40q: %v is not marked as a limit", c.src, err)
			}
		}
		if got != c.want {
			t.Errorf("%.40q:\n got %s\nwant %s", c.src, got, c.want)
		}
	}
}

// TestPositions reads the tour and finds each node's text where it says.
func TestPositions(t *testing.T) {
	src, err := os.ReadFile("testdata/seeds/tour.lua")
	if err != nil {
		t.Fatal(err)
	}
	block, err := Parse("tour.lua", src)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(src), "\n")
	nodes := 0
	Walk(block, func(n Node) bool {
		nodes++
		span := n.Bounds()
		if span.End.Before(span.Start) {
			t.Errorf("%T ends before it starts: %v", n, span)
		}
		for _, p := range []Pos{span.Start, span.End} {
			line := lines[p.Line-1]
			if int(p.Column) > len(line)+1 {
				t.Fatalf("%T at %v: line %d has %d bytes", n, span, p.Line, len(line))
			}
			offset := 0
			for _, l := range lines[:p.Line-1] {
				offset += len(l) + 1
			}
			if int(p.Offset) != offset+int(p.Column)-1 {
				t.Errorf("%T: %v is at offset %d", n, p, offset+int(p.Column)-1)
			}
		}
		text := span.Text(src)
		switch x := n.(type) {
		case *NameExpr:
			if text != x.Name && !(text == "do" && x.Name == "DO") {
				t.Errorf("name %s at %q", x.Name, text)
			}
		case *CallExpr:
			if strings.IndexByte("(\"'{[", src[x.Open.Offset]) < 0 || !strings.HasSuffix(text, ")") && !strings.HasSuffix(text, "}") && !strings.HasSuffix(text, "\"") {
				t.Errorf("call at %q, open %c", text, src[x.Open.Offset])
			}
		case *FunctionExpr:
			if !strings.HasSuffix(text, "end") || !strings.Contains(text, "function") {
				t.Errorf("function at %q", text)
			}
		case *TableExpr:
			if text[0] != '{' || text[len(text)-1] != '}' {
				t.Errorf("table at %q", text)
			}
		case *IfStmt, *DoStmt, *WhileStmt, *NumericForStmt, *GenericForStmt:
			if !strings.HasSuffix(text, "end") {
				t.Errorf("block at %q", text)
			}
		}
		return true
	})
	if nodes < 200 {
		t.Errorf("only %d nodes", nodes)
	}
}

func TestVariables(t *testing.T) {
	block, err := Parse("t", []byte(`
local a, b = 1, a
local function f(c, ...)
  local d = function() return a, c end
  a = 2
  for i = 1, 2 do b = i end
  return arg, d, DO, do.x
end
function t:m() return self end
`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	Walk(block, func(n Node) bool {
		if x, ok := n.(*NameExpr); ok {
			s := x.Name + " global"
			if v := x.Var; v != nil {
				s = fmt.Sprintf("%s@%d param=%v written=%v", x.Name, v.Start.Line, v.Param, v.Written)
			}
			got = append(got, s)
		}
		return true
	})
	want := []string{
		"a global", "a@2 param=false written=true", "c@3 param=true written=false", "a@2 param=false written=true",
		"b@2 param=false written=true", "i@6 param=true written=false", "arg@0 param=true written=false", "d@4 param=false written=false",
		"DO global", "DO global", "t global", "self@0 param=true written=false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "007": 7, "0010": 10, "08": 8, "1.5": 1.5, ".5": .5, "5.": 5, "1e3": 1000, "1E-2": .01, "3.e+2": 300,
		"0xff": 255, "0XAb": 171, "0xffffffffffffffff": 18446744073709551615, "9007199254740993": 9007199254740992,
	} {
		block, err := Parse("t", []byte("return "+text))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := block.Stmts[0].(*ReturnStmt).Values[0].(*NumberExpr).Value; got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
}
