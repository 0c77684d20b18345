package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func checker() *Checker {
	return New(fixture, WithSource(func(module string) ([]byte, bool) {
		src, err := os.ReadFile(filepath.Join("testdata", module+".lua"))
		return src, err == nil
	}))
}

func scripts(t testing.TB, dir string, least int) map[string][]byte {
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.lua"))
	if err != nil || len(files) < least {
		t.Fatalf("%d scripts in testdata/%s, want at least %d: %v", len(files), dir, least, err)
	}
	all := map[string][]byte{}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = src
	}
	return all
}

// TestBroken expects of each script the problems that its first lines, those
// that start with --!, announce: one for each planted fault, and no other.
func TestBroken(t *testing.T) {
	for name, src := range scripts(t, "broken", 40) {
		var want []string
		for line := range strings.Lines(string(src)) {
			if announced, ok := strings.CutPrefix(line, "--! "); ok {
				want = append(want, name+":"+strings.TrimSpace(announced))
			}
		}
		var got []string
		for _, p := range checker().Check(name, src) {
			got = append(got, p.String())
		}
		if len(want) == 0 || strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", name, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}

// TestRight expects nothing of correct scripts.
func TestRight(t *testing.T) {
	for name, src := range scripts(t, "right", 10) {
		for _, p := range checker().Check(name, src) {
			t.Error(p)
		}
	}
}

func TestGlobals(t *testing.T) {
	src := []byte("print(from_the_host, from_nowhere)")
	c := New(nil, WithGlobals("from_the_host"))
	if got := fmt.Sprint(c.Check("t", src)); got != "[t:1:22: undefined global 'from_nowhere']" {
		t.Error(got)
	}
}

// FuzzCheck has no source crash or hang the checker.
func FuzzCheck(f *testing.F) {
	for _, dir := range []string{"broken", "right"} {
		for _, src := range scripts(f, dir, 10) {
			f.Add(src)
		}
	}
	c := checker()
	f.Fuzz(func(t *testing.T, src []byte) {
		lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
		for _, p := range c.Check("fuzz", src) {
			if p.Line < 1 || p.Line > lines || p.Column < 1 || p.Message == "" {
				t.Errorf("%q: %v", src, p)
			}
		}
	})
}
