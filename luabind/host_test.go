package luabind_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

func host(t testing.TB, opts ...luabind.Option) (*luabind.Host, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	h, err := luabind.New(append([]luabind.Option{luabind.WithStdio(nil, &out, &out), luabind.WithTimeLimit(10 * time.Minute)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return h, &out
}

func TestScripts(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"print":          {`print(1, "a", nil, true)`, "1\ta\tnil\ttrue\n"},
		"tasks exact":    {`local task = require "task" local n = 0 local fs = {} for i = 1, 8 do fs[i] = function() for _ = 1, 20000 do n = n + 1 end end end task.all(fs) print(n)`, "160000\n"},
		"task.map order": {`local task = require "task" local r = task.map({3, 1, 2}, function(x) task.sleep(x) return x * 10 end, {limit = 2}) print(r[1], r[2], r[3], r.n)`, "30\t10\t20\t3\n"},
		"race":           {`local task = require "task" print(task.race{function() task.sleep(5) return "slow" end, function() task.sleep(1) return "fast" end})`, "fast\n"},
		"join":           {`local task = require "task" local h = task.spawn(function(a) task.sleep(1) return a + 1 end, 41) print(h:done(), h:join(), h:done())`, "false\t42\ttrue\n"},
		"join error":     {`local task = require "task" local h = task.spawn(function() error("boom", 0) end) print(pcall(h.join, h))`, "false\tboom\n"},
		"all error":      {`local task = require "task" local ok, e = pcall(task.all, {function() task.sleep(9) print "not reached" end, function() error("boom", 0) end}) print(ok, e)`, "false\tboom\n"},
		"timeout":        {`local task = require "task" local ok, e = pcall(task.timeout, 5, function() task.sleep(10) end) print(ok, e.kind, e.limit)`, "false\tLimitError\ttimeout\n"},
		"timeout result": {`local task = require "task" print(task.timeout(5, function(a) task.sleep(1) return a, 2 end, 1))`, "1\t2\n"},
		"timeout cpu":    {`local task = require "task" print(task.timeout(5, function() local n = 0 for i = 1, 3e5 do n = n + 1 end return n end))`, "300000\n"},
		"cancel":         {`local task = require "task" local h = task.spawn(function() pcall(task.sleep, 100) print "no" end) task.sleep(1) h:cancel() task.sleep(1) print(h:done())`, "true\n"},
		"defer order":    {`defer(function() print "a" end) defer(function() print "b" end) print "main"`, "main\nb\na\n"},
		"arg error":      {`local task = require "task" local ok, e = pcall(task.sleep, "x") print(e.kind, e)`, "TypeError\tsleep: 'seconds' must be a number of seconds, got string\n"},
		"missing arg":    {`local task = require "task" local ok, e = pcall(task.sleep) print(e)`, "sleep: missing argument 'seconds' (a number of seconds)\n"},
		"error concat":   {`local ok, e = pcall(require("task").sleep) print("E: " .. e)`, "E: sleep: missing argument 'seconds' (a number of seconds)\n"},
		"module missing": {`local ok, e = pcall(require, "tsk") print(e)`, "test:1: module 'tsk' not found (did you mean 'task'?):\n\tno field package.preload['tsk']\n\tno module 'tsk' of the host\n"},
		"load":           {`print(load("return 1 + 1")(), loadstring("x ="))`, ""},
		"require once":   {`print(require "task" == require "task")`, "true\n"},
		"deep in task":   {`local task = require "task" local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end print(task.spawn(f, 500):join())`, "500\n"},
	} {
		t.Run(name, func(t *testing.T) {
			h, out := host(t, luabind.WithClock(sim.NewClock(sim.NewClock(testStart).Now())))
			if err := h.DoString(t.Context(), "test", c.src); err != nil {
				t.Fatal(err)
			}
			if c.want != "" && out.String() != c.want {
				t.Errorf("got %q, want %q", out, c.want)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	h, _ := host(t, luabind.WithClock(sim.NewClock(testStart)))
	for src, want := range map[string]string{
		`error("boom")`:       "test:1: boom",
		`error({})`:           "(error object is a table value)",
		"\nlocal x = nil + 1": "test:2: ",
		`x = = 1`:             "test:1: ",
		`require("task").spawn(function() error("in task") end) require("task").sleep(1) print("no")`: "test:1: in task",
		`require("task").sleep({})`: "test:1: sleep: 'seconds' must be a number of seconds, got table",
	} {
		err := h.DoString(t.Context(), "test", src)
		var e *luabind.Error
		if !errors.As(err, &e) || !strings.HasPrefix(e.Error(), want) {
			t.Errorf("%s: got %v, want %s", src, err, want)
		}
	}
}

func TestCallFromSet(t *testing.T) {
	h, out := host(t)
	var inner *luabind.Host = h
	h.Set("twice", func(ctx context.Context, n int) (int, error) {
		r, err := inner.Call(ctx, "double", n)
		if err != nil {
			return 0, err
		}
		return int(r[0].(int64)), nil
	})
	h.Set("outside", func(n int) (int, error) {
		r, err := inner.Call(context.Background(), "double", n)
		if err != nil {
			return 0, err
		}
		return int(r[0].(int64)), nil
	})
	if err := h.DoString(t.Context(), "test", `function double(n) return n * 2 end print(twice(21), outside(4))`); err != nil {
		t.Fatal(err)
	}
	if out.String() != "42\t8\n" {
		t.Errorf("got %q", out)
	}
}

func TestLimitsThroughHost(t *testing.T) {
	h, _ := host(t, luabind.WithInstructionLimit(1_000_000))
	err := h.DoString(t.Context(), "test", `while true do pcall(function() while true do end end) end`)
	if !errors.Is(err, luabind.ErrInstructionLimit) {
		t.Fatal(err)
	}
	if vs, err := h.Eval(t.Context(), "x", "1 + 1"); err != nil || vs[0].String() != "2" {
		t.Fatal(vs, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := h.DoString(ctx, "test", `while true do end`); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// TestCallsFromGo: a Go function that a script called may call Hosts again,
// under the context that it was given or another; time goes on while that
// sleeps.
func TestCallsFromGo(t *testing.T) {
	clock := sim.NewClock(testStart)
	h, out := host(t, luabind.WithClock(clock))
	other, _ := host(t, luabind.WithClock(clock))
	for name, f := range map[string]any{
		"with": func(ctx context.Context) error { _, err := h.Call(ctx, "nap", "with"); return err },
		"without": func(ctx context.Context) error {
			_, err := h.Call(context.WithoutCancel(ctx), "nap", "without")
			return err
		},
		"fresh": func() error { _, err := h.Call(context.Background(), "nap", "fresh"); return err },
		"other": func(ctx context.Context) error {
			return other.DoString(ctx, "other", `require("task").sleep(5)`)
		},
	} {
		if err := h.Set(name, f); err != nil {
			t.Fatal(err)
		}
	}
	err := h.DoString(t.Context(), "test", `
		local task = require "task"
		function nap(how) task.sleep(5) print(how) end
		with() without() fresh() other()
		task.all{fresh, other, function() task.sleep(1) print("beside") end}
		defer(fresh)`)
	if err != nil || out.String() != "with\nwithout\nfresh\nbeside\nfresh\nfresh\n" {
		t.Errorf("%v, %q", err, out)
	}
	if took := clock.Now().Sub(testStart); took < 30*time.Second || took > 45*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestCallsFromGoEnd: what a Go function calls ends with the script's run, also
// under a context that does not.
func TestCallsFromGoEnd(t *testing.T) {
	h, _ := host(t, luabind.WithTimeLimit(0), luabind.WithInstructionLimit(0))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	h.Set("ready", func() { go cancel() })
	h.Set("without", func(ctx context.Context) error { _, err := h.Call(context.WithoutCancel(ctx), "loop"); return err })
	if err := h.DoString(ctx, "test", `function loop() ready() while true do end end without()`); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestLibrariesHaveOneOrder: a script that lists a library prints the same in
// each of its runs.
func TestLibrariesHaveOneOrder(t *testing.T) {
	const list = `for _, lib in ipairs{string, table, math, coroutine} do for name in pairs(lib) do io.write(name, " ") end end`
	var first string
	for range 5 {
		h, out := host(t, luabind.WithCapabilities(luabind.CapOS))
		if err := h.DoString(t.Context(), "list", list); err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = out.String()
		}
		if !strings.HasPrefix(first, "byte char") || out.String() != first {
			t.Fatalf("one run lists %s, another %s", first, out)
		}
	}
}
