package syntax_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// TestLocateLines has a Host fail in each kind of expression, spread over
// lines, and finds the expression on the line that it reports.
func TestLocateLines(t *testing.T) {
	for _, c := range []struct {
		src  string
		use  syntax.Use
		want string
	}{
		{"local a = {}\n\na\n.b\n.c()", syntax.UseIndex, "a.b"},
		{"local a = {b = {}}\n\na\n.b\n.c()", syntax.UseCall, "a.b.c"},
		{"local a = {}\n\na\n:b()", syntax.UseCall, "a:b"},
		{"\nlocal a\n\na:b(\n1)", syntax.UseIndex, "a"},
		{"\nprint(1,\nf(\n2))", syntax.UseCall, "f"},
		{"local x =\n1 +\n  nil", syntax.UseArithmetic, "1 + nil"},
		{"local x = {\n\n a = -\n  {}}", syntax.UseArithmetic, "- {}"},
		{"local x = 'a'\n ..\n'b' .. nil", syntax.UseConcat, "'a' .. 'b' .. nil"},
		{"local x = 1\nif x\n< 'a' then end", syntax.UseCompare, "x < 'a'"},
		{"local x\n\nlocal y = #\n\nx", syntax.UseLength, "# x"},
		{"local t\n\nfor k in t do\nend", syntax.UseCall, "t"},
		{"local t\n\nt.x =\n\n5", syntax.UseIndex, "t"},
		{"local t = {}\n\nfunction\nt.x.y()\nend", syntax.UseIndex, "t.x"},
		{"local t = {}\n\nfunction\nt.x:y()\nend", syntax.UseIndex, "t.x"},
		{"local t = {}\nreturn\n(t.x)()", syntax.UseCall, "(t.x)"},
		{"local t\n\nt.a, t.b =\n\n5", syntax.UseIndex, "t"},
		{"local t\nfor k in\n\nt do\nend", syntax.UseCall, "t"},
		{"local s\ns\n.x [[\n]]", syntax.UseIndex, "s"},
		{"local s = {}\ns\n.x [[\n]]", syntax.UseCall, "s.x"},
	} {
		h, err := luabind.New()
		if err != nil {
			t.Fatal(err)
		}
		err = h.DoString(t.Context(), "t", c.src)
		h.Close()
		var e *luabind.Error
		if !errors.As(err, &e) {
			t.Errorf("%q does not fail: %v", c.src, err)
			continue
		}
		line := e.Line
		root, err := syntax.Parse("t", []byte(c.src))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, p := range syntax.Locate(root, []byte(c.src), line, c.use) {
			texts = append(texts, p.Text)
		}
		if !slices.Contains(texts, c.want) {
			t.Errorf("%q fails on line %d, where there is %q, not %q", c.src, line, texts, c.want)
		}
	}
}
