package luatest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

func runOutput(c *luabind.Call) error {
	var results []luabind.Value
	text, err := c.Capture(func() (err error) {
		results, err = c.Call(c.Named("f"))
		return err
	})
	if err != nil {
		return err
	}
	return c.Return(append([]luabind.Value{luabind.String(text)}, results...)...)
}

// snapshotFolder is where the snapshots of a folder's tests lie.
const snapshotFolder = "snapshots"

// matchesSnapshot holds a value against the text that an earlier run kept of it:
// a file beside the test's, named after the test.
func matchesSnapshot(c *luabind.Call, v luabind.Value) (bool, string, error) {
	s := suiteOf(c)
	if s.path == "" || s.running == nil {
		return false, "", luabind.Errorf(luabind.KindError, "to_match_snapshot: only a test that `doapi test` runs has snapshots")
	}
	got, ok := v.AsString()
	if !ok {
		var err error
		if got, err = (luabind.Format{Width: 80}).Value(c, v); err != nil {
			return false, "", err
		}
		got += "\n"
	}
	words := s.running.path()
	if name := c.Named("name"); !name.IsNil() {
		words = append(words, name.Text())
	}
	path := filepath.Join(filepath.Dir(s.path), snapshotFolder, strings.TrimSuffix(filepath.Base(s.path), ".lua"), fileName(strings.Join(words, " "))+".txt")
	if s.update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return false, "", err
		}
		return true, "", os.WriteFile(path, []byte(got), 0o644)
	}
	kept, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, "there is no snapshot " + path + ": `doapi test --update` writes it", nil
	}
	if err != nil {
		return false, "", err
	}
	if got == string(kept) {
		return true, "got what " + path + " has", nil
	}
	return false, "differs from " + path + " (`doapi test --update` writes it anew)\n" + lineDifferences(string(kept), got), nil
}

// fileName makes of a test's name one that every system takes.
func fileName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '.', r == '_', r > 127:
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return strings.Trim(b.String(), "_.")
}

// lineDifferences shows the lines that two texts do not share, between those
// that begin and end both.
func lineDifferences(was, is string) string {
	a, b := strings.Split(was, "\n"), strings.Split(is, "\n")
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []string
	show := func(mark string, lines []string) {
		for i, l := range lines {
			if i == maxDifferences {
				out = append(out, mark+"...")
				break
			}
			out = append(out, mark+l)
		}
	}
	if head > 0 {
		out = append(out, "  "+a[head-1])
	}
	show("- ", a[head:len(a)-tail])
	show("+ ", b[head:len(b)-tail])
	if tail > 0 {
		out = append(out, "  "+a[len(a)-tail])
	}
	return strings.Join(out, "\n")
}
