package luabind_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// endless are scripts that end only when they are cancelled; block waits for
// that in Go, and earlier drives a coroutine of another run.
var endless = map[string]string{
	"loop":             `while true do end`,
	"pattern":          `local s = ("a"):rep(100000) while true do s:find(".-b") end`,
	"one pattern":      `local s = ("ab"):rep(200000) s:find("(.-)%1c")`,
	"gsub":             `local s = ("a"):rep(1000000) while true do s:gsub("%w", "%0%0") end`,
	"sort":             `local t = {} for i = 1, 300000 do t[i] = (i * 7919) % 300007 end while true do table.sort(t, function(a, b) return a > b end) table.sort(t) end`,
	"rep":              `while true do local s = ("x"):rep(1e7) end`,
	"concat":           `local t = {} for i = 1, 100000 do t[i] = "abc" end while true do table.concat(t, ",") end`,
	"unpack":           `local t = {} for i = 1, 60000 do t[i] = i end while true do select("#", unpack(t)) end`,
	"sleep":            `require("task").sleep(1000)`,
	"pcall":            `while true do pcall(require("task").sleep, 1000) end`,
	"block":            `while true do block() end`,
	"metamethod":       `local t = setmetatable({}, {__index = function(t, k) while true do end end}) local x = t.y`,
	"coroutine":        `local f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end`,
	"inside coroutine": `coroutine.wrap(function() while true do end end)()`,
	"earlier":          `earlier()`,
	"tasks":            `local task = require "task" for i = 1, 100 do task.spawn(function() while true do pcall(task.sleep, 0.001) end end) end task.sleep(1000)`,
	"join":             `local task = require "task" task.spawn(function() task.sleep(1000) end):join()`,
	"all":              `local task = require "task" task.all{function() task.sleep(1000) end, function() while true do task.sleep(0) end end}`,
	"map":              `local task = require "task" task.map({1, 2, 3}, function() task.sleep(1000) end, {limit = 1})`,
	"timeout":          `local task = require "task" task.timeout(1000, function() task.sleep(1000) end)`,
	"require":          `local task = require "task" package.preload.slow = function() task.sleep(1000) end task.all{function() require "slow" end, function() require "slow" end}`,
	"memory":           `local t = {} for i = 1, 200000 do t[i] = {i} end while true do t[#t] = {} local s = ("x"):rep(100000) .. #t end`,
}

// endlessHost is a Host for them.
func endlessHost(t testing.TB) *luabind.Host {
	h, _ := host(t, luabind.WithInstructionLimit(0), luabind.WithTimeLimit(0))
	h.Set("block", func(ctx context.Context) { <-ctx.Done() })
	if err := h.DoString(t.Context(), "before", `local co = coroutine.wrap(function() while true do coroutine.yield() end end) function earlier() while true do pcall(co) end end`); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestCancellation: a cancelled context ends a script wherever it is. How soon
// is what [BenchmarkCancellation] measures.
func TestCancellation(t *testing.T) {
	before := runtime.NumGoroutine()
	for name, src := range endless {
		t.Run(name, func(t *testing.T) {
			h := endlessHost(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			stop := time.AfterFunc(30*time.Millisecond, cancel)
			defer stop.Stop()
			if err := h.DoString(ctx, "test", src); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		})
	}
	noneLeft(t, before)
}

// TestManyTasks: ten thousand tasks sleep at once, half of them in pcall.
func TestManyTasks(t *testing.T) {
	const n = 10_000
	clock := sim.NewClock(testStart)
	h, out := host(t, luabind.WithClock(clock), luabind.WithTimeLimit(0))
	var used, stacks uint64
	h.Set("measure", func() {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		used, stacks = m.HeapAlloc, m.StackInuse
	})
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	err := h.DoString(t.Context(), "test", fmt.Sprintf(`
		local task, done = require "task", 0
		local handles = {}
		for i = 1, %d do
			handles[i] = task.spawn(function()
				if i %% 2 == 0 then assert(pcall(task.sleep, 3600)) else task.sleep(3600) end
				done = done + 1
			end)
		end
		task.sleep(1)
		measure()
		for _, h in ipairs(handles) do h:join() end
		print(done)`, n))
	if err != nil || out.String() != fmt.Sprintf("%d\n", n) {
		t.Fatal(out, err)
	}
	heap, stack := (used-before.HeapAlloc)/n, (stacks-before.StackInuse)/n
	t.Logf("a sleeping task takes %d bytes of heap and %d of stack", heap, stack)
	if heap+stack > 32<<10 {
		t.Errorf("a sleeping task takes %d bytes", heap+stack)
	}
	if clock.Now().Sub(testStart) != time.Hour+0 {
		t.Errorf("the clock is at %v", clock.Now().Sub(testStart))
	}
}

// heavy uses everything at once that tasks can get wrong.
const heavy = `
local task = require "task"
local log, shared, mt = {}, {n = 0}, {}
mt.__index = function(t, k) task.sleep(0.001) return k .. "!" end
mt.__add = function(a, b) return setmetatable({v = (rawget(a, "v") or 0) + b}, mt) end
mt.__concat = function(a, b) task.sleep(0.002) return "c" end
package.preload.slow = function() task.sleep(0.5) shared.loads = (shared.loads or 0) + 1 return {x = 1} end
local function gen(n) return coroutine.wrap(function() for i = 1, n do task.sleep(0.01) coroutine.yield(i) end end) end
local function work(id)
	for round = 1, 5 do
		local o = setmetatable({}, mt)
		assert(o.key == "key!" and (o + 1 + 2).v == 3 and o .. "x" == "c")
		local ok, e = pcall(function() task.sleep(id / 100) error({id = id}) end)
		assert(not ok and e.id == id)
		local sum = 0
		for i in gen(4) do sum = sum + i shared.n = shared.n + 1 end
		assert(sum == 10 and require("slow").x == 1)
		local parts = task.map({1, 2, 3}, function(x) task.sleep(x / 10) return x * id end, {limit = 2})
		assert(parts[3] == 3 * id and parts.n == 3)
		local t = {3, 1, 2}
		table.sort(t, function(a, b) task.sleep(0.0001) return a < b end)
		assert(t[1] == 1 and t[3] == 3)
		local s = ("abc"):gsub(".", function(c) task.sleep(0.0001) return c:upper() end)
		assert(s == "ABC")
		local ok2, e2 = pcall(task.timeout, 0.05, function() pcall(task.sleep, 1) shared.never = true end)
		assert(not ok2 and e2.limit == "timeout")
		log[#log + 1] = id .. ":" .. round
	end
end
local fs = {}
for i = 1, 12 do fs[i] = function() work(i) end end
task.all(fs)
assert(shared.n == 12 * 5 * 4 and shared.loads == 1 and not shared.never)
table.sort(log)
return table.concat(log, " ")`

// TestVirtualTimeIsSteady: the same script takes the same virtual time and
// comes to the same result in every run, so that no goroutine is counted twice
// or not at all.
func TestVirtualTimeIsSteady(t *testing.T) {
	var order string
	var took time.Duration
	for i := range 15 {
		clock := sim.NewClock(testStart)
		h, _ := host(t, luabind.WithClock(clock), luabind.WithInstructionLimit(0))
		got := evalAll(t, h, heavy)
		d := clock.Now().Sub(testStart)
		if i == 0 {
			order, took = got, d
		}
		if got != order || d != took {
			t.Fatalf("run %d: %v %s\nfirst: %v %s", i, d, got, took, order)
		}
	}
}

// TestHeavyUse: runs of many goroutines in one Host.
func TestHeavyUse(t *testing.T) {
	h, _ := host(t, luabind.WithClock(sim.NewScaledClock(50)), luabind.WithTimeLimit(0), luabind.WithInstructionLimit(0))
	h.Set("nap", func(ctx context.Context, n int) (int, error) {
		time.Sleep(time.Duration(rand.IntN(n)) * time.Microsecond)
		out, err := h.Call(ctx, "double", n)
		if err != nil {
			return 0, err
		}
		return int(out[0].(int64)), nil
	})
	if err := h.DoString(t.Context(), "test", `total = 0 function double(n) total = total + 1 return 2 * n end`); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20 {
				err := h.DoString(t.Context(), "work", `
					local task = require "task"
					task.map({1, 2, 3, 4, 5}, function(x) for i = 1, 5 do assert(nap(x * 10) == x * 20) local ok = pcall(nap, "x") assert(not ok) end end)`)
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := evalAll(t, h, `return total`); got != "2000" {
		t.Error(got)
	}
}

func TestTaskErrors(t *testing.T) {
	for src, want := range map[string]string{
		`local ok, e = pcall(task.all, {function() task.sleep(1) error("one", 0) end, function() task.sleep(2) error("two", 0) end}) return tostring(e), e.errors and #e.errors`: "one nil",
		`local ok, e = pcall(task.all, {function() error({code = 1}) end, function() local ok, e = pcall(task.sleep, 9) hit = true end}) return e.code, hit`:                     "1 nil",
		`local ok, e = pcall(task.map, {1, 2, 3}, function(x) if x == 2 then error("at " .. x, 0) end task.sleep(5) end) return tostring(e)`:                                     "at 2",
		`local h = task.spawn(function() task.sleep(100) end) h:cancel() local ok, e = pcall(h.join, h) return ok, e.kind, h:done()`:                                             "false CancelledError true",
		`local h = task.spawn(function(...) return select("#", ...), ... end, 1, nil, 3) return h:join()`:                                                                        "3 1 nil 3",
		`local ok, e = pcall(task.race, {}) return e.kind`:                                                                                   "ValueError",
		`return task.race{function() task.sleep(3) return "a" end, function() task.sleep(2) return "b", "c" end}`:                            "b c",
		`local h h = task.spawn(function() return pcall(function() return h:join() end) end) task.sleep(1) return select(2, h:join()).kind`:  "ValueError",
		`local r = task.map({}, function() end) return #r, r.n`:                                                                              "0 0",
		`local r = task.all{function() end, function() return 5 end} return r[1], r[2], r.n`:                                                 "nil 5 2",
		`local ok, e = pcall(task.timeout, 1, function() task.sleep(0.5) task.timeout(10, task.sleep, 3) end) return e.limit, e.kind`:        "timeout LimitError",
		`local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(3000), pcall(f, 3000), task.spawn(f, 3000):join()`: "3000 true 3000",
		`defer(function() task.all{function() task.sleep(1) end} finished = true end) return 1`:                                              "1",
	} {
		clock := sim.NewClock(testStart)
		h, _ := host(t, luabind.WithClock(clock))
		if got := evalAll(t, h, "local task = require 'task' "+src); !strings.HasPrefix(got, want) {
			t.Errorf("%s\n got %q\nwant %q", src, got, want)
		}
	}
}

// TestGrace: deferred functions run after the budget is used up, and end too.
func TestGrace(t *testing.T) {
	t.Parallel()
	h, out := host(t, luabind.WithInstructionLimit(10_000), luabind.WithGrace(3*time.Second))
	h.Set("block", func(ctx context.Context) { <-ctx.Done() })
	err := h.DoString(t.Context(), "test", `defer(function() print("never") end) defer(function() print("second") block() end) defer(function() print("first") end) while true do end`)
	if !errors.Is(err, luabind.ErrInstructionLimit) || out.String() != "first\nsecond\n" {
		t.Errorf("%v, %q", err, out)
	}
}

// endsByTime has a script go on until its time is up, with longer and longer limits
// until one is long enough for it to come so far that this is said of it: the machine
// may be busy.
func endsByTime(t *testing.T, src, says string) {
	t.Helper()
	var err error
	for limit := 100 * time.Millisecond; limit < time.Minute; limit *= 5 {
		h, _ := host(t, luabind.WithTimeLimit(limit))
		if err = h.DoString(t.Context(), "test", src); !errors.Is(err, luabind.ErrTimeLimit) {
			break
		}
		if strings.Contains(err.Error(), fmt.Sprintf(says, limit)) {
			return
		}
	}
	t.Errorf("got %v, want %s", err, says)
}

// TestTimeLimit: pcall does not stop it, and it has its place.
func TestTimeLimit(t *testing.T) {
	endsByTime(t, `while true do pcall(function() while true do end end) end`, "test:1: time limit of %v exceeded")
}

// TestEndlessDefers: deferred functions that defer more are given no more time
// than the run, and it is said that they did not end.
func TestEndlessDefers(t *testing.T) {
	endsByTime(t, `local function again() defer(again) end defer(again)`, "deferred functions took longer than %v")
}

// TestWaitingForTheLock: a run that waits for another one can be cancelled.
func TestWaitingForTheLock(t *testing.T) {
	started := make(chan struct{})
	// A Func runs with the lock held, so that it is not free in between.
	probe := &luabind.Module{Name: "probe", Funcs: []luabind.Func{{Name: "started", Run: func(*luabind.Call) error { close(started); return nil }}}}
	h, _ := host(t, luabind.WithModules(probe))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.DoString(ctx, "long", `require("probe").started() while true do end`) }()
	<-started
	short, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if err := h.DoString(short, "short", `return 1`); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
