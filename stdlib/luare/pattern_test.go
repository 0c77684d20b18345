package luare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestWalk holds the search that goes on a match at a time against
// [regexp.Regexp.FindAllStringSubmatchIndex].
func TestWalk(t *testing.T) {
	patterns := []string{
		``, `a`, `a*`, `a+?`, `(a)|(b)`, `(?i)AB`, `^a`, `a$`, `(?m)^a`, `(?m)a$`, `(?m)^`, `(?m)$`, `\bab`, `\Bb`, `b\b`, `\Aa`, `b\z`, `.`, `(?s).`, `a|ab|abc`,
		`(?P<x>a*)(b*)`, `[^a]`, `\x{e4}`, `é?`, `(a*)*b`, `(|a)b?`, `a{2,3}`, `(?:a|b)*?c`, `\n`, `\p{L}+`, `\W`, `(?U)a+`, `(\b)`, `^$`,
	}
	alphabet := []string{"a", "b", "c", "ab", "\n", "ä", "é", "\xff", " ", "A", "世"}
	rng := rand.New(rand.NewPCG(1, 2))
	compared := 0
	check := &luabind.Module{Name: "check", Funcs: []luabind.Func{{
		Name: "walk", Params: []luabind.Param{{Name: "pattern", Type: luabind.StringType}, {Name: "s", Type: luabind.StringType}, {Name: "n", Type: luabind.IntegerType}},
		Run: func(c *luabind.Call) error {
			p, err := compiled(c)
			if err != nil {
				return err
			}
			s, n := c.Named("s").Text(), int(c.Named("n").Int())
			var got [][]int
			if err := p.walk(c, s, n, func(m []int) error { got = append(got, m); return nil }); err != nil {
				return err
			}
			want := p.FindAllStringSubmatchIndex(s, n)
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%q in %q, %d: got %v, want %v", p.text, s, n, got, want)
			}
			compared += len(want)
			return nil
		},
	}}}
	h, err := luabind.New(luabind.WithModules(check))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.DoString(t.Context(), "setup", `walk = require("check").walk`); err != nil {
		t.Fatal(err)
	}
	for _, p := range patterns {
		for range 60 {
			var s strings.Builder
			for range rng.IntN(12) {
				s.WriteString(alphabet[rng.IntN(len(alphabet))])
			}
			if _, err := h.Call(t.Context(), "walk", p, s.String(), []int{-1, -1, 1, 3}[rng.IntN(4)]); err != nil {
				t.Fatalf("%q: %v", p, err)
			}
		}
	}
	if compared < 1000 {
		t.Errorf("only %d matches compared", compared)
	}
}
