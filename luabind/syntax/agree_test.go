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
