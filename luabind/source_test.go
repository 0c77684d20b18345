package luabind_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestErrorsShowTheirPlace: message, and the line with a caret below the
// culprit.
func TestErrorsShowTheirPlace(t *testing.T) {
	for src, want := range map[string]string{
		"local t = {}\nt.list.x = 1":                   "2 attempt to index field 'list' (a nil value)\nt.list.x = 1\n  ^",
		"local a = 1\nprint(1, a + b, 2)":              "2 attempt to perform arithmetic on global 'b' (a nil value)\nprint(1, a + b, 2)\n           ^",
		"print(strin.rep('x', 2))":                     "1 attempt to index global 'strin' (a nil value) (did you mean 'string'?)\nprint(strin.rep('x', 2))\n      ^",
		"local s = string.rpe('x', 2)":                 "1 attempt to call nil value 'string.rpe' (did you mean 'rep'?)\nlocal s = string.rpe('x', 2)\n                 ^",
		"prnt('x')":                                    "1 attempt to call nil value 'prnt' (did you mean 'print'?)\nprnt('x')\n^",
		"local t = require 'task'\n\tt.sleep('soon')":  "2 sleep: 'seconds' must be a number of seconds, got string\n\tt.sleep('soon')\n\t  ^",
		"local x\nprint('a' .. x .. 'b')":              "2 attempt to concatenate local 'x' (a nil value)\nprint('a' .. x .. 'b')\n               ^",
		"error('boom')":                                "1 boom\nerror('boom')\n^",
		"local x = = 2":                                "1 ",
		"x = 1 +\n":                                    "",
		"local ok = load('error(1, 0)', 'test')\nok()": "0 1",
		"if #nothing > 2 then end":                     "1 attempt to get length of global 'nothing' (a nil value)\nif #nothing > 2 then end\n   ^",
	} {
		h, _ := host(t)
		err := h.DoString(t.Context(), "test", src)
		var e *luabind.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", src, err)
			continue
		}
		got := strings.TrimSuffix(strings.Join([]string{string(rune('0'+e.Line)) + " " + e.Message, e.Source}, "\n"), "\n")
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %s\nwant %s", src, got, want)
		}
	}
}

// TestChunksOfOneName: the line that is shown is of the chunk that failed.
func TestChunksOfOneName(t *testing.T) {
	h, _ := host(t)
	err := h.DoString(t.Context(), "main.lua", "local f = load('local a\\nlocal b = nil + 1', 'main.lua')\nload('x = 1', '@main.lua')()\nf()")
	var e *luabind.Error
	if !errors.As(err, &e) || !strings.HasPrefix(e.Source, "local b = nil + 1\n") {
		t.Errorf("%+v", e)
	}
	err = h.DoString(t.Context(), "main.lua", "load('\\n\\n\\nx = 1', 'main.lua')()\nlocal y = nil + 1")
	if !errors.As(err, &e) || !strings.HasPrefix(e.Source, "local y = nil + 1\n") {
		t.Errorf("%+v", e)
	}
}
