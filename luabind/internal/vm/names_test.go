package vm

import (
	"strings"
	"testing"
)

func TestMessages(t *testing.T) {
	for src, want := range map[string]string{
		`local x; return x.y`:                                  "attempt to index local 'x' (a nil value)",
		`return x.y`:                                           "attempt to index global 'x' (a nil value)",
		`local t = {} return t.a.b`:                            "attempt to index field 'a' (a nil value)",
		`local t = {} t.a.b = 1`:                               "attempt to index field 'a' (a nil value)",
		`local u; local function f() return u.x end f()`:       "attempt to index upvalue 'u' (a nil value)",
		`local t = {} t.a:b()`:                                 "attempt to index field 'a' (a nil value)",
		`return (nil).x`:                                       "attempt to index a nil value",
		`local n = 5; n.x = 1`:                                 "attempt to index local 'n' (a number value)",
		`foo()`:                                                "attempt to call nil value 'foo'",
		`local f; f()`:                                         "attempt to call nil value 'f'",
		`local t = {} t.x()`:                                   "attempt to call nil value 't.x'",
		`local t = {} t:x()`:                                   "attempt to call nil value 't:x'",
		`local t = {a = {}} t.a.x(1, 2)`:                       "attempt to call nil value 't.a.x'",
		`string.foo("x")`:                                      "attempt to call nil value 'string.foo'",
		`local t = {} t()`:                                     "attempt to call table value 't'",
		`local a, b = 1 return a + b`:                          "attempt to perform arithmetic on local 'b' (a nil value)",
		`local a, b = {}, 1 return a * b`:                      "attempt to perform arithmetic on local 'a' (a table value)",
		`return 1 + x`:                                         "attempt to perform arithmetic on global 'x' (a nil value)",
		`local t = {} return t.n - 1`:                          "attempt to perform arithmetic on field 'n' (a nil value)",
		`local s = "a" return s + 1`:                           "attempt to perform arithmetic on local 's' (a string value)",
		`return -{}`:                                           "attempt to perform arithmetic on a table value",
		`local t = {} return -t.x`:                             "attempt to perform arithmetic on field 'x' (a nil value)",
		`local x return "a" .. x`:                              "attempt to concatenate local 'x' (a nil value)",
		`local t = {} return t.name .. "a"`:                    "attempt to concatenate field 'name' (a nil value)",
		`return "a" .. "b" .. y .. "c"`:                        "attempt to concatenate global 'y' (a nil value)",
		`local x return #x`:                                    "attempt to get length of local 'x' (a nil value)",
		`return {} < {}`:                                       "attempt to compare two table values",
		`return 1 < "2"`:                                       "attempt to compare number with string",
		`return nil < 1`:                                       "attempt to compare nil with number",
		`for i = "a", 2 do end`:                                "'for' initial value must be a number",
		`for i = 1, {} do end`:                                 "'for' limit must be a number",
		`for i = 1, 2, {} do end`:                              "'for' step must be a number",
		`for k in {} do end`:                                   "attempt to call a table value: 'for ... in' needs an iterator, such as pairs(t)",
		`local t = {} t[nil] = 1`:                              "table index is nil",
		`local t = {} t[0/0] = 1`:                              "table index is NaN",
		`return setmetatable({}, {__index = 5}).x`:             "attempt to index a number value",
		`local a = {} local x, y = 1, a.b.c`:                   "attempt to index field 'b' (a nil value)",
		`local function f() local q = {} return q.x.y end f()`: "attempt to index field 'x' (a nil value)",
		`local t = {f = function() end} if t.f then t.g() end`: "attempt to call nil value 't.g'",
	} {
		_, err := run(t, newTest(t, Limits{}), t.Context(), src)
		if err == nil || strings.TrimPrefix(err.Error(), "test:1: ") != want {
			t.Errorf("%s\n got %v\nwant %s", src, err, want)
		}
	}
}

func TestStringArithmetic(t *testing.T) {
	for src, want := range map[string]string{
		`return "010" + 1, "0x10" + 0, " 5 " * "2", -"2", "7" % 3, "2" ^ 3, 10 / "4"`:                        "11 16 10 -2 1 8 2.5",
		`return pcall(function() return "1_0" + 1 end)`:                                                      "false test:1: attempt to perform arithmetic on a string value",
		`local m = setmetatable({}, {__add = function(a, b) return "M" end}) return "x" + m, m + "x", 1 + m`: "M M M",
		`return -7 % "3", "5" % -3`: "2 -1",
	} {
		got, err := run(t, newTest(t, Limits{}), t.Context(), src)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", src, got, err, want)
		}
	}
}

func TestFrames(t *testing.T) {
	m := newTest(t, Limits{})
	_, err := run(t, m, t.Context(), "local function inner()\n error('x')\nend\nlocal t = {}\nfunction t.outer()\n inner()\nend\nlocal f = coroutine.wrap(function()\n t.outer() end)\npcall(error)\nf()\n")
	want := "stack traceback:\n\ttest:2: in function 'inner'\n\ttest:6: in function 'outer'\n\ttest:9: in function <test:8>\n\ttest:11: in main chunk"
	if got := Traceback(err.(*Raised).Frames); got != want {
		t.Errorf("got %s", got)
	}
}
