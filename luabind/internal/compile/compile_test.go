package compile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/internal/compile/verify"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// made compiles src and holds the code against what the VM can run.
func made(src string) (*lua.FunctionProto, error) {
	root, err := syntax.Parse("t", []byte(src))
	if err != nil {
		return nil, err
	}
	p, err := compile.Compile(root, "t", compile.Setting{})
	if err != nil {
		return nil, err
	}
	return p, verify.Prototype(p)
}

// TestMeaning runs what the compiler makes of each construct.
func TestMeaning(t *testing.T) {
	many := func(n int, format string) string {
		var b strings.Builder
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for src, want := range map[string]string{
		// Assignments evaluate all before they store, from right to left.
		`local a, b = 1, 2 a, b = b, a return a, b`:                                                      "2 1",
		`local i, t = 1, {} i, t[i] = i + 1, 20 return i, t[1], t[2]`:                                    "2 20 nil",
		`local t = {1, 2} local i = 1 t[i], i = i, 2 return t[1], i`:                                     "1 2",
		`local a, b, c = (function() return 1, 2 end)() return a, b, c`:                                  "1 2 nil",
		`local a, b, c = 0, (function() return 1, 2 end)() return a, b, c`:                               "0 1 2",
		`local a, b = ((function() return 1, 2 end)()) return a, b`:                                      "1 nil",
		`local a = 1, error return a`:                                                                    "1",
		`local s = "" local function f(x) s = s .. x return {} end f(1).x, f(2).y = f(3), f(4) return s`: "1234",
		`local a = {} local x = a a.x, a = 1, 2 return x.x, a`:                                           "1 2",
		// Locals begin after their values; functions see themselves.
		`local x = 1 local x = x + 1 return x`:                                   "2",
		`local function f(n) return n < 2 and 1 or n * f(n - 1) end return f(5)`: "120",
		`local f = function() return f end return f()`:                           "nil",
		// Each round of a loop has locals of its own, also when it is left.
		`local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end return t[1](), t[1](), t[2]()`:                                                   "2 3 3",
		`local t = {} local i = 0 while true do i = i + 1 local j = i t[i] = function() return j end if i == 2 then break end end return t[1](), t[2]()`:            "1 2",
		`local t = {} local i = 0 repeat i = i + 1 local j = i t[i] = function() j = j + 10 return j end until j == 3 return t[1](), t[3](), t[1]()`:                "11 13 21",
		`local t = {} for _, v in ipairs{5, 6} do t[#t + 1] = function() return v end end return t[1](), t[2]()`:                                                    "5 6",
		`local s = 0 for i = 3, 1, -1 do s = s * 10 + i end for i = 1, 0 do s = -1 end return s`:                                                                    "321",
		`local s = 0 for i = 1, 3 do local i = i * 2 s = s + i end return s`:                                                                                        "12",
		`local n = 0 for k in pairs{a = 1, b = 2} do n = n + 1 k = nil end return n`:                                                                                "2",
		`local function it() return function(s, i) if i < s then return i + 1, "v" end end, 3, 0 end local s = "" for i, v in it() do s = s .. i .. v end return s`: "1v2v3v",
		// goto.
		`local i, t = 0, {} ::again:: i = i + 1 local j = i t[i] = function() return j end if i < 3 then goto again end return t[1](), t[2](), t[3]()`: "1 2 3",
		`for i = 1, 3 do for j = 1, 3 do if j == 2 then goto next end if i == 2 then goto done end end ::next:: end ::done:: return "ok"`:              "ok",
		`do goto e end local x ::e:: return 1`: "",
		// Conditions.
		`return nil and 1, false or nil, 1 and 2, nil or 3, not nil, not 0`:                                             "nil nil 2 3 true false",
		`local a, b, c = 1, nil, 3 return a and b or c, a and (b or c), (a or b) and c, not (a and b), a and not b`:     "3 3 3 true true",
		`local a, b = 1, 2 return a < b and b > a and a <= b and b >= a and a ~= b and not (a == b)`:                    "true",
		`local x = 5 local y = x > 3 and "big" or "small" local z = x < 3 and "small" or x == 5 and "five" return y, z`: "big five",
		`local function f() return nil end local v = f() or f() or 7 return v`:                                          "7",
		`local t = {} if t.a and t.a.b or t.c then return 1 elseif not t.d then return 2 else return 3 end`:             "2",
		`if nil then return 1 end if false then else return 2 end`:                                                      "2",
		`local a a = a == nil return a`: "true",
		// Numbers are folded, but for what is none.
		`return 1 + 2 * 3 - 4 / 2, 2 ^ 3 ^ 2, -2 ^ 2, 7 % 3, -7 % 3, 7 % -3, (2 + 3) * 2`: "5 512 -4 1 2 -2 10",
		`return 1 / 0, -1 / 0, 0 / 0 ~= 0 / 0, 1 / (-0 * 1) < 0`:                          "inf -inf true true",
		`local z = 0 return -6 % 3, 1 / ((z - 6) % 3)`:                                    "0 inf",
		// Calls, methods and varargs.
		`local function f(...) return select("#", ...), ... end return f(1, nil, f())`:                                               "3 1 nil 0",
		`local function f(...) local a, b = ... return b, (...) end return f(1, 2, 3)`:                                               "2 1",
		`local function f(...) return {..., ...}, {(...)} end local t, u = f(1, 2) return #t, #u`:                                    "3 1",
		`local o = {n = 2} function o:add(k) return self.n + k end function o.twice(k) return 2 * k end return o:add(3), o.twice(4)`: "5 8",
		`local a = {b = {c = {}}} function a.b.c:d(...) return self == a.b.c, ... end return a.b.c:d(1)`:                             "true 1",
		`local function f(n) if n == 0 then return "end" end return f(n - 1) end return f(100000)`:                                   "end",
		`local s = ("ab"):rep(2):upper() return s, #"abc" + 1, #s`:                                                                   "ABAB 4 4",
		`return "a" .. 1 .. "b" .. 2 + 3`: "a1b5",
		// Tables: lists in batches, keys in between, what gives several values last.
		`local t = {` + many(120, "%d,") + ` x = 1, (function() return 121, 122 end)()} return #t, t[51], t[122], t.x`: "122 51 122 1",
		`local t = {[1] = "a", "b", ["k"] = {}, [2 + 1] = "c"} return t[1], t[3], type(t.k)`:                           "b c table",
		`local t = {(function() return 1, 2 end)(), (function() return 3, 4 end)()} return #t`:                         "3",
		`local t = {` + many(30000, "%d,") + `} return #t, t[30000]`:                                                   "30000 30000",
		// More than an operand can name.
		`local t = {} ` + many(600, "t[%[1]d] = %[1]d.5 ") + ` local a = t[1] + 1000.25 return a, t[600] == 600.5, t[300] < 9999.5, -t[2] % 7.75`:                                                               "1001.75 true true 5.25",
		many(199, "local v%d = 0 ") + `v1, v199 = v199 + 1, v1 + 2 return v1, v199, v100`:                                                                                                                       "1 2 0",
		`local function outer() ` + many(60, "local v%[1]d = %[1]d ") + ` return function() return v1 + v60, function() v60 = 0 return v60 + v59 end end end local a, b = outer()() return a, b(), (outer()())`: "61 59 61",
	} {
		t.Run(fmt.Sprintf("%.60s", src), func(t *testing.T) {
			if _, err := made(src); err != nil {
				if want == "" && errors.As(err, new(*syntax.Error)) {
					return
				}
				t.Fatal(err)
			}
			h, err := luabind.New()
			if err != nil {
				t.Fatal(err)
			}
			values, err := h.Eval(t.Context(), "t", src)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range values {
				got = append(got, v.String())
			}
			if strings.Join(got, " ") != want {
				t.Errorf("got %s, want %s", strings.Join(got, " "), want)
			}
		})
	}
}

// TestLimits: what does not fit into the VM's instructions is said.
func TestLimits(t *testing.T) {
	for src, want := range map[string]string{
		"return f(" + strings.Repeat("a,", 300) + "a)":                                    "too complex",
		"while a do " + strings.Repeat("f() ", 70000) + "end":                             "too large: a loop or condition",
		"local a = " + strings.Repeat("{", 190) + strings.Repeat("}", 190) + " return #a": "",
		strings.Repeat("x = a + 1.5 ", 60000):                                             "",
	} {
		_, err := made(src)
		var se *syntax.Error
		switch {
		case want == "" && err == nil:
		case want == "" || !errors.As(err, &se) || !se.Limit || !strings.Contains(se.Message, want):
			t.Errorf("%.40s...: %v, want %q", src, err, want)
		}
	}
}

// FuzzCompile: whatever parses compiles to code that the VM can run, or is
// beyond a limit.
func FuzzCompile(f *testing.F) {
	seeds := 0
	for _, pattern := range []string{"../../testdata/hostile/*.lua", "../../syntax/testdata/seeds/*.lua", "../meaning/testdata/programs/*.lua"} {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(src))
			seeds++
		}
	}
	if seeds < 60 {
		f.Fatalf("%d seeds", seeds)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if _, err := made(src); err != nil && !errors.As(err, new(*syntax.Error)) {
			t.Error(err)
		}
	})
}
