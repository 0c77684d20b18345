package syntax

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// TestLocateLines has gopher-lua fail in each kind of expression, spread over
// lines, and finds the expression on the line that it reports.
func TestLocateLines(t *testing.T) {
	for _, c := range []struct {
		src  string
		use  Use
		want string
	}{
		{"local a = {}\n\na\n.b\n.c()", UseIndex, "a.b"},
		{"local a = {b = {}}\n\na\n.b\n.c()", UseCall, "a.b.c"},
		{"local a = {}\n\na\n:b()", UseCall, "a:b"},
		{"\nlocal a\n\na:b(\n1)", UseIndex, "a"},
		{"\nprint(1,\nf(\n2))", UseCall, "f"},
		{"local x =\n1 +\n  nil", UseArithmetic, "1 + nil"},
		{"local x = {\n\n a = -\n  {}}", UseArithmetic, "- {}"},
		{"local x = 'a'\n ..\n'b' .. nil", UseConcat, "'a' .. 'b' .. nil"},
		{"local x = 1\nif x\n< 'a' then end", UseCompare, "x < 'a'"},
		{"local x\n\nlocal y = #\n\nx", UseLength, "# x"},
		{"local t\n\nfor k in t do\nend", UseCall, "t"},
		{"local t\n\nt.x =\n\n5", UseIndex, "t"},
		{"local t = {}\n\nfunction\nt.x.y()\nend", UseIndex, "t.x"},
		{"local t = {}\n\nfunction\nt.x:y()\nend", UseIndex, "t.x"},
		{"local t = {}\nreturn\n(t.x)()", UseCall, "(t.x)"},
	} {
		L := lua.NewState()
		fn, err := L.Load(strings.NewReader(c.src), "t")
		if err != nil {
			t.Fatal(err)
		}
		L.Push(fn)
		err = L.PCall(0, 0, nil)
		if err == nil {
			t.Errorf("%q does not fail", c.src)
			continue
		}
		parts := strings.SplitN(err.Error(), ":", 3)
		line, convErr := strconv.Atoi(parts[1])
		if convErr != nil {
			t.Fatalf("%q: %v", c.src, err)
		}
		root, err := Parse("t", []byte(c.src))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, p := range Locate(root, []byte(c.src), line, c.use) {
			texts = append(texts, p.Text)
		}
		if !slices.Contains(texts, c.want) {
			t.Errorf("%q fails on line %d, where there is %q, not %q", c.src, line, texts, c.want)
		}
	}
}
