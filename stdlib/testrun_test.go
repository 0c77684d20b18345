package stdlib_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

// inFolder writes files into a new folder and makes it the working one.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, src := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func runner(t *testing.T) *luatest.Runner {
	return &luatest.Runner{NewHost: func(string) (*luabind.Host, error) { return newHost(t), nil }}
}

const mixedTests = `
local test = require "test"
test.describe("group", function()
  test.it("passes", function() end)
  test.it("fails", function()
    test.expect({a = 1, b = 2}):to_equal{a = 2, b = 3}
  end)
  test.it("errs <&>", function() error("boom") end)
  test.it("comes later")
end)
test.it("is alone", function() test.expect(1):to_equal(1) end)
`

func TestRunnerReports(t *testing.T) {
	inFolder(t, map[string]string{"mixed_test.lua": mixedTests})
	results := runner(t).Run(t.Context(), []string{"mixed_test.lua"})
	var b strings.Builder
	if err := luatest.WriteText(&b, results[0]); err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`\(\d+m?s\)|\(\d+\.\d+s\)`).ReplaceAllString(b.String(), "(TIME)")
	const want = `FAIL group > fails
     mixed_test.lua:6
     2 differences:
       .a: got 1, expected 2
       .b: got 2, expected 3
FAIL group > errs <&>
     mixed_test.lua:8: boom
FAIL mixed_test.lua: 2 passed, 2 failed, 1 skipped (TIME)
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}

	b.Reset()
	if err := luatest.WriteJUnit(&b, results); err != nil {
		t.Fatal(err)
	}
	got = regexp.MustCompile(`time="\d+\.\d{3}"`).ReplaceAllString(b.String(), `time="T"`)
	const junit = xml.Header + `<testsuites tests="5" failures="1" errors="1" skipped="1" time="T">
  <testsuite name="mixed_test.lua" tests="5" failures="1" errors="1" skipped="1" time="T">
    <testcase classname="mixed_test.lua.group" name="passes" time="T"></testcase>
    <testcase classname="mixed_test.lua.group" name="fails" time="T">
      <failure message="2 differences:" type="AssertionError">mixed_test.lua:6&#xA;2 differences:&#xA;  .a: got 1, expected 2&#xA;  .b: got 2, expected 3</failure>
    </testcase>
    <testcase classname="mixed_test.lua.group" name="errs &lt;&amp;&gt;" time="T">
      <error message="mixed_test.lua:8: boom">mixed_test.lua:8: boom</error>
    </testcase>
    <testcase classname="mixed_test.lua.group" name="comes later" time="T">
      <skipped></skipped>
    </testcase>
    <testcase classname="mixed_test.lua" name="is alone" time="T"></testcase>
  </testsuite>
</testsuites>
`
	if got != junit {
		t.Errorf("got\n%s\nwant\n%s", got, junit)
	}
}

func TestRunnerErrors(t *testing.T) {
	inFolder(t, map[string]string{
		"syntax_test.lua": "local = 1",
		"load_test.lua":   `local test = require "test" test.it("is declared", function() end) error("at load")`,
		"empty_test.lua":  `local x = 1`,
		"good_test.lua":   `local test = require "test" test.it("a b", function() end) test.it("c", function() error("c") end)`,
	})
	for path, want := range map[string]string{
		"syntax_test.lua": "syntax_test.lua:1: ",
		"load_test.lua":   "load_test.lua:1: at load",
		"empty_test.lua":  luatest.ErrNoTests.Error(),
		"none_test.lua":   "cannot read the tests",
	} {
		f := runner(t).Run(t.Context(), []string{path})[0]
		if f.Err == nil || !strings.HasPrefix(f.Err.Error(), want) || !f.Failed() {
			t.Errorf("%s: got %v, want %s", path, f.Err, want)
		}
		var b strings.Builder
		if err := luatest.WriteJUnit(&b, []luatest.File{f}); err != nil || !strings.Contains(b.String(), `errors="1"`) {
			t.Errorf("%s: %v, %s", path, err, &b)
		}
	}
	r := runner(t)
	r.Only = func(name string) bool { return name == "a b" }
	var reported []string
	r.Report = func(f luatest.File) { reported = append(reported, f.Path) }
	files := r.Run(t.Context(), []string{"good_test.lua", "empty_test.lua"})
	if len(files) != 2 || len(files[0].Cases) != 1 || files[0].Failed() || files[1].Failed() || !slices.Equal(reported, []string{"good_test.lua", "empty_test.lua"}) {
		t.Errorf("got %+v, reported %v", files, reported)
	}
	failed := errors.New("no host today")
	r.NewHost = func(string) (*luabind.Host, error) { return nil, failed }
	if f := r.Run(t.Context(), []string{"good_test.lua"})[0]; !errors.Is(f.Err, failed) {
		t.Errorf("got %v, want %v", f.Err, failed)
	}
}

// A test that ends the whole file fails, and the file says what did not run.
func TestTestsThatEndTheFile(t *testing.T) {
	const rest = ` test.it("is not reached", function() end) test.it("nor this one", function() end)`
	for name, c := range map[string]struct{ body, want string }{
		"task": {`task.spawn(function() error("in a task", 0) end) while true do task.sleep(1) end`, "FAIL ends it\n     in a task\n"},
		"exit": {`require("args").parser{}:parse{"--help"}`, "FAIL ends it\n     the test ended the script with os.exit(0)\n"},
	} {
		inFolder(t, map[string]string{"x_test.lua": `local test, task = require "test", require "task"
test.it("passes", function() end) test.it("ends it", function() ` + c.body + ` end)` + rest})
		f := runner(t).Run(t.Context(), []string{"x_test.lua"})[0]
		var b strings.Builder
		if err := luatest.WriteText(&b, f); err != nil {
			t.Fatal(err)
		}
		want := c.want + "     the file ended with that test: 2 more did not run\nFAIL x_test.lua: 1 passed, 1 failed ("
		if got := b.String(); !strings.HasPrefix(got, want) || len(f.Cases) != 2 {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// When the context ends, so does the file that is running.
func TestRunnerCancelled(t *testing.T) {
	inFolder(t, map[string]string{
		"first_test.lua":  `local test = require "test" test.it("stops", function() cancel() while true do end end) test.it("is not reached", function() end)`,
		"second_test.lua": `local test = require "test" test.it("is not reached", function() end)`,
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &luatest.Runner{NewHost: func(string) (*luabind.Host, error) {
		h := newHost(t)
		return h, h.Set("cancel", func() { cancel() })
	}}
	files := r.Run(ctx, []string{"first_test.lua", "second_test.lua"})
	if len(files) != 1 || !errors.Is(files[0].Err, context.Canceled) || len(files[0].Cases) != 0 {
		t.Errorf("got %+v", files)
	}
}

// Without a runner, tests run where they stand.
func TestTestsInAScript(t *testing.T) {
	h := newHost(t)
	err := h.DoString(t.Context(), "script", `local test = require "test"
ran = 0
test.describe("x", function()
  test.before(function() ran = ran + 1 end)
  test.it("passes", function() ran = ran + 1 end)
end)
test.it("fails", function() test.expect(ran):to_equal(3) end)`)
	var e *luabind.ScriptError
	if !errors.As(err, &e) || e.Kind != luatest.KindAssertion || e.Message != "got 2, expected 3" {
		t.Errorf("got %v", err)
	}
}

func TestFindTests(t *testing.T) {
	inFolder(t, map[string]string{"a/x_test.lua": "", "a/b/y_test.lua": "", "a/other.lua": "", "single.lua": ""})
	got, err := luatest.Find([]string{"a", "single.lua"})
	if want := []string{"a/b/y_test.lua", "a/x_test.lua", "single.lua"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	if _, err := luatest.Find([]string{"nowhere"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
