package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestHistoryKeepsSecretsOut(t *testing.T) {
	h := history{path: filepath.Join(t.TempDir(), "a", "history"), secret: func(s string) bool { return strings.Contains(s, "hunter2") }}
	kept := []string{`print("fine")`, `do.fetch_droplet(605000002)`, "for i = 1, 2 do -- comment\ue00a  s = [[\ue00a]]\ue00aend"}
	for _, chunk := range append([]string{
		`x = "dop_v1_0123"`, `c = doapi{api_token = "x"}`, `c = doapi{["api_token"]="x"}`, `header = "Authorization: Bearer abc"`,
		`key = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"`, `y = "hunter2"`, `password = "x"`,
		"x = 1\npassword = 2",
	}, kept[0], kept[0], kept[1], "for i = 1, 2 do -- comment\n  s = [[\n]]\nend") {
		h.add(chunk)
	}
	text, err := os.ReadFile(h.path)
	if err != nil || string(text) != strings.Join(kept, "\n")+"\n" {
		t.Errorf("the file holds %q, %v", text, err)
	}
	if info, err := os.Stat(h.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	var again history
	again.load(h.path, nil)
	if !slices.Equal(again.entries, kept) {
		t.Errorf("it reads back as %q", again.entries)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var b strings.Builder
	for i := range maxHistory + 50 {
		fmt.Fprintf(&b, "x = %d\n", i)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var h history
	h.load(path, nil)
	text, err := os.ReadFile(path)
	if err != nil || len(h.entries) != maxHistory || strings.Count(string(text), "\n") != maxHistory || h.entries[0] != "x = 50" {
		t.Errorf("%d entries from %q on, %v", len(h.entries), h.entries[0], err)
	}
}
