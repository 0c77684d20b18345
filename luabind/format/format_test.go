package format_test

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/format"
	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

var (
	update = flag.Bool("update", false, "write testdata/style.txt anew")
	more   = flag.String("lua", "", "a folder with more Lua files to format")
)

// TestStyle shows the style.
func TestStyle(t *testing.T) {
	src, err := os.ReadFile("testdata/style.lua")
	if err != nil {
		t.Fatal(err)
	}
	got, err := format.Source("style.lua", src, format.DefaultWidth)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/style.txt", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/style.txt")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("testdata/style.txt differs (-update writes it):\n%s", got)
	}
	check(t, "style.lua", src)
}

// TestFiles formats every Lua file of the project, and those of a folder that
// -lua gives, such as /usr/share/lua.
func TestFiles(t *testing.T) {
	folders := []string{"../.."}
	if *more != "" {
		folders = append(folders, *more)
	}
	for _, folder := range folders {
		if _, err := os.Stat(folder); err != nil {
			t.Logf("%s is not here", folder)
			continue
		}
		files, programs := 0, 0
		err := filepath.WalkDir(folder, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(p) != ".lua" {
				return err
			}
			src, err := os.ReadFile(p)
			if errors.Is(err, fs.ErrNotExist) {
				return nil // a link to nowhere
			} else if err != nil {
				return err
			}
			files++
			if len(src) < 300_000 && check(t, p, src) {
				programs++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d of %d files are programs", folder, programs, files)
		if folder == "../.." && programs < 60 {
			t.Errorf("only %d programs: is this the project?", programs)
		}
	}
}

// check formats a program, compares what both compile to, and formats it again.
// It returns false for what is no program.
func check(t *testing.T, name string, src []byte) bool {
	t.Helper()
	before, err := compiled(src)
	if err != nil {
		return false
	}
	for _, width := range []int{format.DefaultWidth, 40} {
		out, err := format.Source(name, src, width)
		if err != nil {
			t.Error(err)
			continue
		}
		after, err := compiled(out)
		if err != nil {
			t.Errorf("%s: the result is no program: %v\n%s", name, err, out)
			continue
		}
		if !equal(before, after) {
			t.Errorf("%s: the result is another program:\n%s", name, out)
		}
		again, err := format.Source(name, out, width)
		if err != nil || !bytes.Equal(out, again) {
			t.Errorf("%s, width %d: formatted twice it differs (%v):\n%s", name, width, err, firstDifference(out, again))
		}
	}
	return true
}

func compiled(src []byte) (*lua.FunctionProto, error) {
	root, err := syntax.Parse("x", src)
	if err != nil {
		return nil, err
	}
	return compile.Compile(root, "x", compile.Setting{})
}

// equal compares the code of prototypes, without lines.
func equal(a, b *lua.FunctionProto) bool {
	return slices.Equal(a.Code, b.Code) && slices.EqualFunc(a.Constants, b.Constants, func(x, y lua.LValue) bool {
		return x == y || x != x && y != y
	}) && a.NumParameters == b.NumParameters && a.IsVarArg == b.IsVarArg && slices.EqualFunc(a.FunctionPrototypes, b.FunctionPrototypes, equal)
}

func firstDifference(a, b []byte) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return strings.Join(x[max(0, i-2):min(len(x), i+4)], "\n") + "\n-- becomes\n" + strings.Join(y[max(0, i-2):min(len(y), i+4)], "\n")
		}
	}
	return "one is longer"
}

// TestText holds what is kept of a text as a whole.
func TestText(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"", ""},
		{"\n\n", ""},
		{"-- only\n\n", "-- only\n"},
		{"x=1", "x = 1\n"},
		{"x=1\r\ny=2\r\n", "x = 1\r\ny = 2\r\n"},
		{"\xef\xbb\xbfx=1", "\xef\xbb\xbfx = 1\n"},
		{"#!/usr/bin/lua\nx=1", "#!/usr/bin/lua\nx = 1\n"},
	} {
		got, err := format.Source("x", []byte(c.src), 0)
		if err != nil || string(got) != c.want {
			t.Errorf("%q gives %q, %v, want %q", c.src, got, err, c.want)
		}
	}
	_, err := format.Source("x.lua", []byte("x = = 1"), 0)
	var syn *syntax.Error
	if !errors.As(err, &syn) || syn.Line != 1 {
		t.Errorf("no program gives %v", err)
	}
}

func FuzzSource(f *testing.F) {
	files, err := filepath.Glob("../syntax/testdata/seeds/*")
	if err != nil {
		f.Fatal(err)
	}
	files = append(files, "testdata/style.lua")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		check(t, "fuzz.lua", src)
	})
}
