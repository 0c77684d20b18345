package vm

import (
	"context"
	"errors"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// newTest gives a machine with the VM's own libraries beside the safe calls.
func newTest(t testing.TB, l Limits) *Machine {
	t.Helper()
	m := New(Options{Limits: l})
	for _, open := range []lua.LGFunction{lua.OpenBase, lua.OpenString, lua.OpenTable, lua.OpenMath} {
		m.Root().Push(m.Root().NewFunction(open))
		m.Root().Push(lua.LString(""))
		open(m.Root())
	}
	m.OpenCalls()
	return m
}

// run runs src as a root task and gives its results as text.
func run(t testing.TB, m *Machine, ctx context.Context, src string) (string, error) {
	t.Helper()
	proto, err := Compile([]byte(src), "test", Watch{})
	if err != nil {
		t.Fatal(err)
	}
	m.Lock()
	defer m.Unlock()
	r := m.NewRun(ctx)
	defer r.Close()
	task := r.NewTask(r.Context())
	defer task.End()
	out, err := task.Do(m.Root().NewFunctionFromProto(proto))
	var parts []string
	for _, v := range out {
		parts = append(parts, v.String())
	}
	return strings.Join(parts, " "), err
}

func TestMeaning(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		"pcall keeps upvalues":            {`local a; local function g() return a end; g(); pcall(error); a=5; return g()`, "5"},
		"pcall results":                   {`return pcall(function(a, b) return a, b, nil end, 1, 2)`, "true 1 2 nil"},
		"pcall error":                     {`return pcall(function() error("x", 0) end)`, "false x"},
		"pcall position":                  {`return pcall(function() error("x") end)`, "false test:1: x"},
		"pcall value":                     {`local t = {} local ok, e = pcall(error, t) return e == t`, "true"},
		"xpcall":                          {`return xpcall(function() error("x", 0) end, function(m) return m .. "!" end)`, "false x!"},
		"recursion in pcall":              {`local function f(n) if n == 0 then return "deep" end return (f(n-1)) end return pcall(f, 3000)`, "true deep"},
		"stack overflow":                  {`local function f() return 1 + f() end local ok, e = pcall(f) return ok, e:match("stack overflow")`, "false stack overflow"},
		"overflow survived":               {`local function f() return 1 + f() end for i = 1, 20 do pcall(f) end return "alive"`, "alive"},
		"pcall depth":                     {`local d = 0 local function f() d = d + 1 return pcall(f) end f() return d > 100, d < 300`, "true true"},
		"concat":                          {`local a = 1 return a .. "b" .. 2.5 .. "c"`, "1b2.5c"},
		"concat calls":                    {`local function f() return "x", "y" end return "a" .. f()`, "ax"},
		"concat varargs":                  {`local function f(...) return "a" .. ... end return f("b", "c")`, "ab"},
		"concat meta":                     {`local t = setmetatable({}, {__concat = function(a, b) return "M" end}) return t .. "x", "x" .. t, 1 .. t`, "M M M"},
		"concat tail":                     {`local function f() return "a" .. "b" end return (f())`, "ab"},
		"concat error":                    {`return pcall(function() local x; return "a" .. x end)`, "false test:1: attempt to concatenate local 'x' (a nil value)"},
		"getfenv":                         {`local e = {} local function f() return getfenv() == _G, getfenv(1) == e end setfenv(f, setmetatable(e, {__index = _G})) return f(), getfenv(0) == _G, getfenv(print) == _G`, "false true true"},
		"getfenv levels":                  {`local e = setmetatable({x = 5}, {__index = _G}) local function f() return (select(2, pcall(function() return getfenv(3).x end))) end setfenv(f, e) return f()`, "5"},
		"setfenv":                         {`setfenv(1, {x = 1}) return x`, "1"},
		"setfenv refused":                 {`return (pcall(setfenv, 0, {})), (pcall(setfenv, print, {})), (pcall(setfenv, 99, {})), (pcall(getfenv, -1))`, "false false false false"},
		"long concat":                     {`return #(` + strings.Repeat(`"x" .. `, 150) + `"y")`, "151"},
		"literals":                        {`return 010, 1e400 == 1/0, 0x10, 1e2`, "10 true 16 100"},
		"coroutine":                       {`local c = coroutine.create(function(a) local b = coroutine.yield(a + 1) return b * 2 end) local _, x = coroutine.resume(c, 1) local _, y = coroutine.resume(c, 21) return x, y, coroutine.status(c)`, "2 42 dead"},
		"yield across pcall":              {`local f = coroutine.wrap(function() print = nil local ok, v = pcall(coroutine.yield, 1) coroutine.yield(v) return 3 end) return f(), f("in"), f()`, "1 in 3"},
		"yield in iterator":               {`local f = coroutine.wrap(function() for x in function() return coroutine.yield("it") end do coroutine.yield(x) end return "end" end) return f(), f(7), f(), f(nil)`, "it 7 it end"},
		"yield in metamethod":             {`local t = setmetatable({}, {__index = function(_, k) return coroutine.yield(k) end}) local f = coroutine.wrap(function() return t.key end) return f(), f("v")`, "key v"},
		"dead resume":                     {`local c = coroutine.create(function() end) coroutine.resume(c) return coroutine.resume(c)`, "false cannot resume dead coroutine"},
		"self resume":                     {`local c c = coroutine.create(function() return coroutine.resume(c) end) return coroutine.resume(c)`, "true false cannot resume running coroutine"},
		"normal resume":                   {`local c c = coroutine.create(function() return coroutine.resume(coroutine.create(function() return coroutine.resume(c) end)) end) return coroutine.resume(c)`, "true true false cannot resume normal coroutine"},
		"running":                         {`local c c = coroutine.create(function() return coroutine.running() == c end) return coroutine.resume(c)`, "true true"},
		"running outside":                 {`return coroutine.running()`, "nil"},
		"coroutine error":                 {`local c = coroutine.create(function() error({code = 7}) end) local ok, e = coroutine.resume(c) return ok, e.code`, "false 7"},
		"wrap error":                      {`local ok, e = pcall(coroutine.wrap(function() error("boom") end)) return e`, "test:1: boom"},
		"error inside pcall in coroutine": {`local f = coroutine.wrap(function() local ok, e = pcall(function() coroutine.yield(1) error("late", 0) end) coroutine.yield(e) end) return f(), f()`, "1 late"},
		"nested coroutines":               {`local function gen(n) return coroutine.wrap(function() if n > 0 then for v in gen(n - 1) do coroutine.yield(v) end end coroutine.yield(n) end) end local s = 0 for v in gen(50) do s = s + v end return s`, "1275"},
		"many abandoned":                  {`for i = 1, 4000 do local f = coroutine.wrap(function() coroutine.yield(1) end) f() end return "ok"`, "ok"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := run(t, newTest(t, Limits{}), t.Context(), c.src)
			if err != nil || got != c.want {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	for name, c := range map[string]struct {
		src    string
		limits Limits
		want   error
	}{
		"loop":                {`while true do end`, Limits{Instructions: 1e6}, ErrInstructions},
		"loop in pcall":       {`while true do pcall(function() while true do end end) end`, Limits{Instructions: 1e6}, ErrInstructions},
		"loop in coroutine":   {`local f = coroutine.wrap(function() while true do pcall(coroutine.yield) end end) while true do f() end`, Limits{Instructions: 1e6}, ErrInstructions},
		"doubling":            {`local s = "x" while true do s = s .. s end`, Limits{Memory: 8 << 20}, ErrMemory},
		"doubling in pcall":   {`local s = "x" while true do pcall(function() s = s .. s end) end`, Limits{Memory: 8 << 20}, ErrMemory},
		"growing table":       {`local t = {} for i = 1, 1e9 do t[i] = i end`, Limits{Memory: 8 << 20}, ErrMemory},
		"coroutine bomb":      {`local t = {} while true do t[#t+1] = coroutine.create(function() end) end`, Limits{Memory: 8 << 20}, ErrMemory},
		"too many coroutines": {`local t = {} while true do t[#t+1] = coroutine.create(function() end) end`, Limits{Coroutines: 100}, ErrCoroutines},
	} {
		t.Run(name, func(t *testing.T) {
			m := newTest(t, c.limits)
			_, err := run(t, m, t.Context(), c.src)
			var le *LimitError
			if !errors.Is(err, c.want) || !errors.As(err, &le) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if got, err := run(t, m, t.Context(), `return 1 .. ""`); got != "1" || err != nil {
				t.Errorf("afterwards: %q, %v", got, err)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	why := errors.New("because")
	ctx, cancel := context.WithCancelCause(t.Context())
	m := newTest(t, Limits{})
	m.Root().SetGlobal("stop", m.Root().NewFunction(func(*lua.LState) int { cancel(why); return 0 }))
	_, err := run(t, m, ctx, `local f = coroutine.wrap(function() pcall(function() stop() while true do end end) end) f()`)
	if !errors.Is(err, why) {
		t.Fatal(err)
	}
}

// lagging is a context that is seen to end later than what it comes from: the
// goroutine that ends contexts, one after the other, may be held up in between.
type lagging struct{ context.Context }

func (lagging) Err() error            { return nil }
func (lagging) Done() <-chan struct{} { return make(chan struct{}) }
func (lagging) Value(any) any         { return nil }

// TestBlockOfStoppedRun: what the run's end has ended is the task's end, also
// when that is seen before the task's own context ends.
func TestBlockOfStoppedRun(t *testing.T) {
	why := errors.New("because")
	m := newTest(t, Limits{})
	calls := 0
	m.Root().SetGlobal("block", m.Root().NewFunction(func(L *lua.LState) int {
		task := TaskOf(L)
		err := task.Block(func(context.Context) error {
			calls++
			task.Run().Stop(why)
			return nil
		})
		if err == nil {
			t.Error("what was ended seems to have ended by itself")
		}
		return 0
	}))
	for _, src := range []string{`block()`, `pcall(block) pcall(block) while true do end`, `coroutine.wrap(function() pcall(block) end)()`} {
		proto, err := Compile([]byte(src), "test", Watch{})
		if err != nil {
			t.Fatal(err)
		}
		m.Lock()
		calls = 0
		r := m.NewRun(t.Context())
		task := r.NewTask(lagging{r.Context()})
		if _, err := task.Do(m.Root().NewFunctionFromProto(proto)); !errors.Is(err, why) || calls != 1 {
			t.Errorf("%s: %v after %d calls", src, err, calls)
		}
		task.End()
		r.Close()
		m.Unlock()
	}
}
