package luabind_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestLimits: each limit ends the script through pcall, says so, and leaves
// the Host usable.
func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		src    string
		option luabind.Option
		want   error
		says   string
	}{
		"instructions":   {"\nwhile true do pcall(function() while true do end end) end", luabind.WithInstructionLimit(1000), luabind.ErrInstructionLimit, "test:2: instruction limit of 1000 exceeded"},
		"tasks spend":    {`local task = require "task" task.all{function() while true do task.sleep(0) end end, function() while true do task.sleep(0) end end}`, luabind.WithInstructionLimit(1000), luabind.ErrInstructionLimit, ""},
		"memory":         {`local s = "x" while true do pcall(function() s = s .. s end) end`, luabind.WithMemoryLimit(1 << 20), luabind.ErrMemoryLimit, "test:1: memory limit of 1 MB exceeded"},
		"memory grows":   {`local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end`, luabind.WithMemoryLimit(4 << 20), luabind.ErrMemoryLimit, ""},
		"output":         {`while true do pcall(print, "0123456789") end`, luabind.WithOutputLimit(100), luabind.ErrOutputLimit, ""},
		"requests":       {`while true do pcall(ask) end`, luabind.WithRequestLimit(3), luabind.ErrRequestLimit, ""},
		"tasks":          {`local task = require "task" while true do pcall(task.spawn, task.sleep, 100) end`, luabind.Options(), luabind.ErrMemoryLimit, ""},
		"few tasks":      {`local task = require "task" while true do pcall(task.spawn, task.sleep, 100) end`, luabind.WithTaskLimit(5), luabind.ErrTaskLimit, "test:1: task limit of 5 exceeded"},
		"few coroutines": {`local t = {} while true do pcall(function() t[#t + 1] = coroutine.create(print) end) end`, luabind.WithCoroutineLimit(5), luabind.ErrCoroutineLimit, "test:1: coroutine limit of 5 exceeded"},
		"coroutines":     {`local t = {} while true do pcall(function() t[#t + 1] = coroutine.create(print) end) end`, luabind.Options(), luabind.ErrMemoryLimit, ""},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			h, _ := host(t, luabind.WithMemoryLimit(32<<20), luabind.WithTimeLimit(0), c.option)
			h.Set("ask", func(ctx context.Context) error {
				err := luabind.CountRequest(ctx)
				if err == nil {
					asked++
				}
				return err
			})
			err := h.DoString(t.Context(), "test", c.src)
			var e *luabind.Error
			if !errors.Is(err, c.want) || !errors.As(err, &e) || !strings.HasPrefix(err.Error(), c.says) {
				t.Fatalf("got %v, want %v %s", err, c.want, c.says)
			}
			if c.want == luabind.ErrRequestLimit && asked != 3 {
				t.Errorf("%d requests were let through", asked)
			}
			if got := evalAll(t, h, `return ("%d"):format(42)`); got != "42" {
				t.Errorf("afterwards: %s", got)
			}
		})
	}
}

// TestInstructionsAreExact: the budget is the same in one task and in many.
func TestInstructionsAreExact(t *testing.T) {
	var counts []float64
	for _, src := range []string{
		`while true do n = n + 1 end`,
		`local task = require "task" task.spawn(function() task.sleep(1000) end) task.sleep(0) while true do n = n + 1 end`,
	} {
		h, _ := host(t, luabind.WithInstructionLimit(100_000))
		h.Set("n", 0)
		h.DoString(t.Context(), "test", src)
		n, err := h.Eval(t.Context(), "n", "n")
		if err != nil {
			t.Fatal(err)
		}
		rounds, _ := n[0].AsNumber()
		counts = append(counts, rounds)
	}
	if d := counts[0] - counts[1]; d < 0 || d > 50 {
		t.Errorf("%v rounds", counts)
	}
}

func TestDepth(t *testing.T) {
	h, _ := host(t, luabind.WithCallDepth(300))
	for src, want := range map[string]string{
		`local function f(n) if n == 0 then return "ok" end return (f(n - 1)) end return f(250)`:                                                                              "ok",
		`local function f(n) if n == 0 then return "ok" end return (f(n - 1)) end return pcall(f, 250)`:                                                                       "true ok",
		`local d = 0 local function f() d = d + 1 f() end local ok, e = pcall(f) return ok, d < 320, e:match("stack overflow")`:                                               "false true stack overflow",
		`local d = 0 local function f() d = d + 1 return pcall(f) end f() return d < 320`:                                                                                     "true",
		`local d = 0 local function f() d = d + 1 return coroutine.wrap(f)() end pcall(f) return d < 320`:                                                                     "true",
		`local d = 0 local function f(n) d = d + 1 if n > 0 then f(n - 1) else pcall(f, 250) end end pcall(f, 250) return d < 800`:                                            "true",
		`local d = 0 local t = setmetatable({}, {}) getmetatable(t).__index = function(t, k) d = d + 1 return t[k + 1] end return pcall(function() return t[1] end), d < 320`: "false true",
	} {
		if got := evalAll(t, h, src); !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %q, want %q", src, got, want)
		}
	}
	err := h.DoString(t.Context(), "deep.lua", "local function f()\n return 1 + f()\nend\nf()")
	var e *luabind.Error
	if !errors.As(err, &e) || e.Error() != "deep.lua:2: stack overflow" || e.Source == "" {
		t.Errorf("%v, %+v", err, e)
	}
	if _, err := luabind.New(luabind.WithCallDepth(1 << 30)); err == nil {
		t.Error("a depth beyond the VM's was taken")
	}
}

func TestSourceLimits(t *testing.T) {
	h, _ := host(t, luabind.WithSourceLimit(1000))
	for name, src := range map[string]string{
		"size":     strings.Repeat("x = 1\n", 200),
		"nesting":  "return " + strings.Repeat("(", 300) + "1" + strings.Repeat(")", 300),
		"in load":  `assert(load(("x = 1\n"):rep(200)))`,
		"function": `assert(load(function() return "x = 1\n" end))`,
	} {
		err := h.DoString(t.Context(), "test", src)
		var e *luabind.Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), "limit") && !strings.Contains(err.Error(), "nested too deeply") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestVarargs: arg is what it is in Lua 5.1.
func TestVarargs(t *testing.T) {
	h, _ := host(t)
	for src, want := range map[string]string{
		`local function f(...) return arg.n, arg[1], arg[3] end return f("a", nil, "c")`: "3 a c",
		`return type(arg)`: "nil",
	} {
		if got := evalAll(t, h, src); got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
	if err := h.DoString(t.Context(), "main.lua", `assert(arg[0] == "main.lua" and arg[1] == "x" and #arg == 2 and select("#", ...) == 2)`, "x", "y"); err != nil {
		t.Error(err)
	}
}
