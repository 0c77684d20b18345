package manual

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the script of the README, and follows its links.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) > 150 {
		t.Errorf("it has %d lines", len(lines))
	}
	for _, m := range regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(string(text), -1) {
		if _, err := os.Stat("../../" + m[1]); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
	all := blocksOf(lines)
	t.Chdir(t.TempDir())
	r := &reader{t, []string{"HOME=" + t.TempDir()}}
	for i, b := range all {
		if b.kind != "lua" {
			continue
		}
		if err := os.WriteFile("readme.lua", []byte(b.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := r.doapi("--sim", "readme.lua"); i+1 >= len(all) || all[i+1].kind != "output" || got != all[i+1].text {
			t.Errorf("the script prints\n%s", got)
		}
		return
	}
	t.Error("it has no script")
}

// TestContributing holds that what the tour and the table name is there.
func TestContributing(t *testing.T) {
	text, err := os.ReadFile("../../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:client|cmd|luabind|stdlib|scripts|tests|\\.ci)/[a-z0-9_./]*)`").FindAllStringSubmatch(string(text), -1)
	if len(named) < 20 {
		t.Errorf("only %d places are named", len(named))
	}
	for _, m := range named {
		if _, err := os.Stat("../../" + m[1]); err != nil {
			t.Errorf("the tour names %s: %v", m[1], err)
		}
	}
}
