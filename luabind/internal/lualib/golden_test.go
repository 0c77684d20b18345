package lualib

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

var update = flag.Bool("update", false, "write the expected results with lua5.1")

//go:embed testdata/driver.lua
var driver string

// snippet is one case of a .cases file.
type snippet struct {
	file string
	line int
	code string
	ours string // the result we mean to give where it is another than Lua's
	why  string
}

func (s snippet) String() string { return fmt.Sprintf("%s:%d: %s", s.file, s.line, s.code) }

// readCases reads testdata/*.cases. A snippet is a line and the indented ones
// after it. What we mean to do in another way than Lua 5.1 is said before the
// snippet:
//
//	--[differs] the reason
//	--[ours] the result
func readCases(t *testing.T) []snippet {
	t.Helper()
	files, err := filepath.Glob("testdata/*.cases")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	var cases []snippet
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var next snippet
		for i, line := range strings.Split(string(text), "\n") {
			why, differs := strings.CutPrefix(line, "--[differs] ")
			ours, isOurs := strings.CutPrefix(line, "--[ours] ")
			switch {
			case differs:
				next.why = why
			case isOurs:
				next.ours = ours
			case strings.HasPrefix(line, " "), strings.HasPrefix(line, "\t"):
				cases[len(cases)-1].code += "\n" + line
			case line != "" && !strings.HasPrefix(line, "-- "):
				next.file, next.line, next.code = filepath.Base(file), i+1, line
				cases = append(cases, next)
				next = snippet{}
			}
		}
	}
	return cases
}

// reference runs snippets with lua5.1.
func reference(t *testing.T, code []string) []string {
	t.Helper()
	program, err := exec.LookPath("lua5.1")
	if err != nil {
		t.Skip("lua5.1 is not installed: compared with the checked-in results alone")
	}
	var in bytes.Buffer
	for _, c := range code {
		fmt.Fprintf(&in, "%d\n%s\n", len(c), c)
	}
	command := exec.Command(program, "testdata/driver.lua")
	command.Stdin = &in
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(code) {
		t.Fatalf("lua5.1 gave %d results for %d snippets", len(lines), len(code))
	}
	return lines
}

// newRunner makes a function that runs snippets with the library.
func newRunner(t testing.TB) func(code string) string {
	L := newState(t, &spent{})
	L.SetGlobal("compile", L.NewFunction(func(L *lua.LState) int {
		fn, err := L.Load(strings.NewReader(checkString(L, 1)), "case")
		if err != nil {
			return 0
		}
		L.Push(fn)
		return 1
	}))
	if _, err := do(t, L, driver); err != nil {
		t.Fatal(err)
	}
	run := L.GetGlobal("run")
	return func(code string) string {
		if err := L.CallByParam(lua.P{Fn: run, NRet: 1, Protect: true}, lua.LString(code)); err != nil {
			return "failed " + err.Error()
		}
		defer L.Pop(1)
		return L.ToString(-1)
	}
}

const goldenFile = "testdata/golden.txt"

func codeOf(cases []snippet) []string {
	var code []string
	for _, c := range cases {
		code = append(code, c.code)
	}
	return code
}

// TestLua51 compares each snippet's result with the one that Lua 5.1 gave when
// golden.txt was written.
func TestLua51(t *testing.T) {
	cases := readCases(t)
	if len(cases) < 600 {
		t.Errorf("%d snippets", len(cases))
	}
	if *update {
		text := strings.Join(reference(t, codeOf(cases)), "\n") + "\n"
		if err := os.WriteFile(goldenFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	golden := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(golden) != len(cases) {
		t.Fatalf("%d results for %d snippets: run with -update", len(golden), len(cases))
	}
	run := newRunner(t)
	for i, c := range cases {
		want := golden[i]
		if c.why != "" {
			if c.ours == want {
				t.Errorf("%v\n does not differ any more (%s)", c, c.why)
			}
			want = c.ours
		}
		if got := run(c.code); got != want {
			t.Errorf("%v\n got  %s\n want %s", c, got, want)
		}
	}
}

// TestGoldenIsLua51 holds golden.txt against the lua5.1 of this machine.
func TestGoldenIsLua51(t *testing.T) {
	cases := readCases(t)
	results := reference(t, codeOf(cases))
	text, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(results, "\n") + "\n"; string(text) != want {
		for i, line := range strings.Split(string(text), "\n") {
			if i < len(results) && line != results[i] {
				t.Errorf("%v\n golden  %s\n lua5.1  %s", cases[i], line, results[i])
			}
		}
	}
}
