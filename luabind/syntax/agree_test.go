package syntax

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/parse"
)

// agree reports how Parse and gopher-lua differ on src, or "".
func agree(src []byte) string {
	block, err := Parse("t", src)
	if refusedByUs(err) {
		return ""
	}
	chunk, vmErr := parse.Parse(bytes.NewReader(Rewrite(src)), "t")
	if vmErr == nil {
		if shape := vmShape(chunk); err == nil && shape != ourShape(block) {
			return "ours " + ourShape(block) + "\nthe VM's " + shape
		}
		_, vmErr = lua.Compile(chunk, "t")
	}
	switch {
	case vmErr != nil && strings.Contains(vmErr.Error(), "register overflow"):
		return ""
	case err == nil && vmErr != nil:
		return "the VM refuses it: " + vmErr.Error()
	case err != nil && vmErr == nil:
		return "the VM takes it: " + err.Error()
	}
	return ""
}

// TestAgreement takes correct sources, changes a few tokens of each in every
// way, and asks us and gopher-lua.
func TestAgreement(t *testing.T) {
	files, _ := filepath.Glob("testdata/seeds/*.lua")
	var sources [][]byte
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, src)
	}
	for _, s := range seeds {
		sources = append(sources, []byte(s))
	}
	var words []string
	for k := range kindNames {
		if Kind(k) > String {
			words = append(words, kindNames[k])
		}
	}
	words = append(words, "a", "do", "do.x", "5", "'s'", "f()", "{}", "\n", "(a)", "::l::", "goto l", "local l", "...", "break", "return")
	r := rand.New(rand.NewPCG(1, 2))
	rounds, taken := 20_000, 0
	if testing.Short() {
		rounds = 2000
	}
	for range rounds {
		src := sources[r.IntN(len(sources))]
		var tokens []string
		l := NewLexer(src)
		for tok := l.Next(); tok.Kind != EOF; tok = l.Next() {
			tokens = append(tokens, tok.Text(src))
		}
		if len(tokens) == 0 {
			continue
		}
		for range 1 + r.IntN(3) {
			i := r.IntN(len(tokens))
			switch r.IntN(4) {
			case 0:
				tokens[i] = ""
			case 1:
				tokens[i] = words[r.IntN(len(words))]
			case 2:
				tokens[i] += " " + words[r.IntN(len(words))]
			case 3:
				j := r.IntN(len(tokens))
				tokens[i], tokens[j] = tokens[j], tokens[i]
			}
		}
		changed := []byte(strings.Join(tokens, " "))
		if diff := agree(changed); diff != "" {
			t.Fatalf("%q: %s", changed, diff)
		}
		if _, err := Parse("t", changed); err == nil {
			taken++
		}
	}
	if taken < rounds/20 {
		t.Errorf("only %d of %d sources were correct", taken, rounds)
	}
}

// TestEstimates compares the estimated size of each function with the code
// that gopher-lua makes of it.
func TestEstimates(t *testing.T) {
	var sources []string
	sources = append(sources, seeds...)
	files, _ := filepath.Glob("testdata/seeds/*.lua")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, string(src))
	}
	for _, part := range []string{
		"f()", "a = b == c", "a = b and c or d", "if a == b then f() elseif not c and d then g() else h() end ", "a.b.c[d] = a:e(1, 2)",
		"x = {1, 2, 3, a = 4, [b] = f()}", "x = {" + strings.Repeat("1,", 50) + "a = f(), b = g(), c = h()}", "local a, b, c ", "for i = a, b do local x = function() return x end end ",
		"for k, v in f() do local x = function() return x end if k then break end end ", "while a do local x = function() return x end break end ",
		"repeat local x = function() return x end until x ", "do local x = function() return x end end ", "x = not a == b", "x = a .. b .. c .. 1", "x = -a ^ 2 + #b", "return f(a)",
		"local a = a and b or c, d ", "x, y.z = f()", "::a:: goto a ", "function a.b:c() end ", "local x = nil and false or true and nil ", "f(a == b, a and b, not a, ...)", "if (a or b) and (c or d == e) then end ",
	} {
		loop := "while a do do " + part + " end end "
		if strings.HasPrefix(part, "::") {
			sources = append(sources, part)
		} else {
			sources = append(sources, strings.Repeat(loop, 100))
		}
	}
	for _, src := range sources {
		block, err := Parse("t", []byte(src))
		if err != nil {
			continue
		}
		chunk, err := parse.Parse(bytes.NewReader(Rewrite([]byte(src))), "t")
		if err != nil {
			t.Fatal(err)
		}
		proto, err := lua.Compile(chunk, "t")
		if err != nil {
			continue
		}
		compareEstimate(t, src, block, proto)
	}
}

func compareEstimate(t *testing.T, src string, body *Block, proto *lua.FunctionProto) {
	e := estimate{p: &parser{}, constants: map[any]int{}}
	e.block(body)
	if code := len(proto.Code) - 1; code > e.code { // but for the last return
		t.Errorf("%.60q line %d: %d instructions, estimated %d", src, proto.LineDefined, code, e.code)
	} else if code > 500 && e.code > 4*code {
		t.Errorf("%.60q line %d: %d instructions, estimated %d: too many", src, proto.LineDefined, code, e.code)
	}
	if n := len(proto.Constants); n > len(e.constants)+e.folded {
		t.Errorf("%.60q line %d: %d constants, estimated %d", src, proto.LineDefined, n, len(e.constants)+e.folded)
	}
	var inner []*FunctionExpr
	Walk(body, func(n Node) bool {
		if fn, ok := n.(*FunctionExpr); ok {
			inner = append(inner, fn)
			return false
		}
		return true
	})
	if len(inner) != len(proto.FunctionPrototypes) {
		t.Fatalf("%.60q line %d: %d functions, the VM has %d", src, proto.LineDefined, len(inner), len(proto.FunctionPrototypes))
	}
	for i, fn := range inner {
		if up := int(proto.FunctionPrototypes[i].NumUpvalues); fn.upvalues != up && fn.upvalues+1 != up {
			t.Errorf("%.60q line %d: %d upvalues, the VM has %d", src, fn.Start.Line, fn.upvalues, up)
		}
		compareEstimate(t, src, fn.Body, proto.FunctionPrototypes[i])
	}
}
