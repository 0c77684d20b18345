package syntax

import (
	"fmt"
	"strings"
	"testing"
)

func TestCaret(t *testing.T) {
	long := "x = 1 " + strings.Repeat("-", 100) + "HERE" + strings.Repeat("+", 100)
	for _, c := range []struct {
		src                 string
		line, column, width int
		want                string
	}{
		{"x = y", 1, 5, 80, "x = y\n    ^"},
		{"x = y", 1, 6, 80, "x = y\n     ^"},
		{"x = y", 1, 7, 80, "x = y"},
		{"x = y", 1, 0, 80, "x = y"},
		{"x = y", 2, 1, 80, ""},
		{"x = y", 0, 1, 80, ""},
		{"x = y\n", 2, 1, 80, "\n^"},
		{"", 1, 1, 80, "\n^"},
		{"a\r\n\tb = c\r\nd", 2, 6, 80, "\tb = c\n\t    ^"},
		{"a\r\n\tb = c\r\nd", 3, 1, 80, "d\n^"},
		{"a\n\n\nd", 4, 1, 80, "d\n^"},
		{"\xef\xbb\xbfx = y", 1, 5, 80, "x = y\n    ^"},
		{"x = 'äöü' .. y", 1, 17, 80, "x = 'äöü' .. y\n             ^"},
		{"x = '\x1b[2J\xff' y", 1, 11, 80, "x = '?[2J?' y\n          ^"},
		{long, 1, 107, 40, "..." + strings.Repeat("-", 23) + "HERE" + strings.Repeat("+", 7) + "...\n" + strings.Repeat(" ", 26) + "^"},
		{long, 1, 1, 40, "x = 1 " + strings.Repeat("-", 31) + "...\n^"},
		{long, 1, len(long), 40, "..." + strings.Repeat("+", 37) + "\n" + strings.Repeat(" ", 39) + "^"},
		{long, 1, 0, 40, "x = 1 " + strings.Repeat("-", 31) + "..."},
		{long, 1, 1, 0, long + "\n^"},
	} {
		if got := Caret([]byte(c.src), c.line, c.column, c.width); got != c.want {
			t.Errorf("%.20q line %d column %d:\n%s\nwant\n%s", c.src, c.line, c.column, got, c.want)
		}
	}
}

func TestLocate(t *testing.T) {
	const src = `local web = do.create_dropplet{name = "web"} + 1
print(web.nam.x, do
  .fetch_all_droplets():first(), -- comment
  a["b"][c].d)
web:restart():wait(f(g))
for d in do.fetch_al_droplets{} do d.x.y = #d.z .. -d.a < 5 end
function web.a.b:c() end
f[[
long]](1)
x = (a
  + b).c
`
	root, err := Parse("t", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line int
		use  Use
		want string
	}{
		{1, UseCall, "1:16 do.create_dropplet"},
		{1, UseIndex, "1:13 do[create_dropplet]"},
		{1, UseArithmetic, `1:46 do.create_dropplet{name = "web"} + 1`},
		{1, UseLength, ""},
		{2, UseCall, "2:1 print"},
		{2, UseIndex, "2:7 web[nam]; 2:11 web.nam[x]"},
		{3, UseCall, "3:4 do.fetch_all_droplets; 3:25 do.fetch_all_droplets():first"},
		{3, UseIndex, "2:18 do[fetch_all_droplets]; 2:18 do.fetch_all_droplets()[first]"},
		{4, UseIndex, `4:3 a[b]; 4:5 a["b"]; 4:10 a["b"][c][d]`},
		{5, UseCall, "5:5 web:restart; 5:20 f; 5:15 web:restart():wait"},
		{6, UseCall, "6:13 do.fetch_al_droplets; 6:10 do.fetch_al_droplets{}"},
		{6, UseIndex, "6:10 do[fetch_al_droplets]; 6:36 d[x]; 6:45 d[z]; 6:53 d[a]; 6:38 d.x[y]"},
		{6, UseLength, "6:44 #d.z"},
		{6, UseConcat, "6:49 #d.z .. -d.a"},
		{6, UseArithmetic, "6:52 -d.a"},
		{6, UseCompare, "6:57 #d.z .. -d.a < 5"},
		{7, UseIndex, "7:10 web[a]; 7:14 web.a[b]; 7:16 web.a.b[c]"},
		{8, UseCall, ""},
		{9, UseCall, "8:1 f; 8:1 f[[..."},
		{11, UseArithmetic, "11:3 a + b"},
		{11, UseIndex, "10:5 (a + b)[c]"},
		{99, UseCall, ""},
	} {
		var got []string
		for _, p := range Locate(root, []byte(src), c.line, c.use) {
			s := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Text)
			if p.Key != "" {
				s += "[" + p.Key + "]"
			}
			got = append(got, s)
		}
		if list := strings.Join(got, "; "); list != c.want {
			t.Errorf("line %d, use %d:\n got %s\nwant %s", c.line, c.use, list, c.want)
		}
	}
}

func TestIncomplete(t *testing.T) {
	for src, want := range map[string]bool{
		"": false, "  -- comment": false, "f()": false, "x": false, "x = 1": false, "x, y": false, "return x": false, "#t": false, "1 + 2": false,
		"if a then": true, "if a then\n f()": true, "if a then f() end": false, "for i = 1, 2 do": true, "function f()": true, "x = function() return 1": true,
		"do": true, "do.": true, "do.x": false, "do.create_droplet{": true, "do.create_droplet{\n name = 'a',": true, "do.create_droplet{name = 'a'}": false,
		"f(": true, "f(1,": true, "x = ": true, "x = 1 +": true, "1 +": true, "not": true, "#": true, "#{": true, "-": true, "x.": true, "x:y": true, "local": true,
		"x = [[": true, "x = [==[\n]]": true, "--[[": true, "x = [[]]": false, "[[": true, "x = 'a": false, "'a": false, "'a\\": true, "'a\\\\": false, "'a\\\n": true, "x = 'a\\\nb'": false,
		"repeat f()": true, "repeat f() until": true, "repeat f() until x": false, "goto": true, "::a": true, "x,": true, "x, y =": true,
		"x y": false, "x = )": false, ")": false, "end": false, "if a then end end": false, "x = = 1": false, "f(]": false, "return": false, "while a do break": true, "break": false,
		"x = {": true, "x = {}": false, "{": true, "{1, 2": true, "{1, 2}": false, "function(": true, "function(a) return a end": false, "(f": true, "(f)": false, "f'": false,
		"#!x": false, "goto x": false, "3x": false, "@": false,
	} {
		if got := Incomplete([]byte(src)); got != want {
			t.Errorf("Incomplete(%q) = %v", src, got)
		}
	}
}

func TestIsExpression(t *testing.T) {
	for src, want := range map[string]bool{
		"": false, "x": true, "f()": true, "x, y": true, "1 + 2": true, "x = 1": false, "#t": true, "#!t": false, "-x": true, "not x": true, "do.x": true, "do": false, "{}": true,
		"function() end": true, "function f() end": false, "x == 1 -- comment": true, "return x": false, "if": false, "...": true, "x;": false, "'a' .. [[b]]": true, "f(": false,
		"do.fetch_account().email": true, "do:x()": true, "(x)": true, "x y": false, "3x": false, "break": false,
	} {
		if got := IsExpression([]byte(src)); got != want {
			t.Errorf("IsExpression(%q) = %v", src, got)
		}
	}
}
