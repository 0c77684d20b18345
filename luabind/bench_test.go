package luabind_test

import (
	"strconv"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind"
)

// Each benchmark has a twin on the VM alone: what a Host costs beside it.

func plain(b *testing.B) *lua.LState {
	L := lua.NewState()
	b.Cleanup(L.Close)
	return L
}

func mustRun(b *testing.B, L *lua.LState, src string) {
	if err := L.DoString(src); err != nil {
		b.Fatal(err)
	}
}

// loop runs body b.N times inside of one script.
func loop(b *testing.B, setup, body string) string {
	return setup + "\nfor i = 1, " + strconv.Itoa(b.N) + " do " + body + " end"
}

func runLoop(b *testing.B, setup, body string, opts ...luabind.Option) {
	h, _ := host(b, append([]luabind.Option{luabind.WithTimeLimit(0), luabind.WithInstructionLimit(0)}, opts...)...)
	h.Set("add", func(a, b int) int { return a + b })
	src := loop(b, setup, body)
	b.ReportAllocs()
	b.ResetTimer()
	if err := h.DoString(b.Context(), "bench", src); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkNewHost(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		h, err := luabind.New()
		if err != nil {
			b.Fatal(err)
		}
		h.Close()
	}
}

func BenchmarkNewHostPlain(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		lua.NewState().Close()
	}
}

func BenchmarkRunProgram(b *testing.B) {
	p, err := luabind.Compile("bench", `local t = {} for i = 1, 10 do t[i] = i end return #t`)
	if err != nil {
		b.Fatal(err)
	}
	h, _ := host(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.Run(b.Context(), p); err != nil {
			b.Fatal(err)
		}
	}
}

var goAdd = luabind.Func{Name: "add", Params: []luabind.Param{{Name: "a", Type: luabind.NumberType}, {Name: "b", Type: luabind.NumberType}}, Run: func(c *luabind.Call) error {
	return c.Return(luabind.Number(c.Named("a").Float() + c.Named("b").Float()))
}}

func BenchmarkGoCall(b *testing.B) {
	runLoop(b, "", "fast(i, 1)", luabind.WithSetup(func(h *luabind.Host) { h.SetGlobal("fast", h.FuncValue(&goAdd)) }))
}

// BenchmarkGoCallSet calls a function given to Set: converted by its type, and
// without the lock.
func BenchmarkGoCallSet(b *testing.B) { runLoop(b, "", "add(i, 1)") }

func BenchmarkGoCallPlain(b *testing.B) {
	L := plain(b)
	L.SetGlobal("add", L.NewFunction(func(L *lua.LState) int {
		L.Push(L.CheckNumber(1) + L.CheckNumber(2))
		return 1
	}))
	src := loop(b, "", "add(i, 1)")
	b.ReportAllocs()
	b.ResetTimer()
	mustRun(b, L, src)
}

func BenchmarkPcall(b *testing.B)      { runLoop(b, "local function f() end", "pcall(f)") }
func BenchmarkPcallError(b *testing.B) { runLoop(b, "local function f() error('x') end", "pcall(f)") }
func BenchmarkPcallPlain(b *testing.B) {
	L := plain(b)
	src := loop(b, "local function f() end", "pcall(f)")
	b.ReportAllocs()
	b.ResetTimer()
	mustRun(b, L, src)
}
func BenchmarkPcallErrorPlain(b *testing.B) {
	L := plain(b)
	src := loop(b, "local function f() error('x') end", "pcall(f)")
	b.ReportAllocs()
	b.ResetTimer()
	mustRun(b, L, src)
}

func BenchmarkInstructions(b *testing.B) { runLoop(b, "local n = 0", "n = n + i % 7") }
func BenchmarkInstructionsPlain(b *testing.B) {
	L := plain(b)
	src := loop(b, "local n = 0", "n = n + i % 7")
	b.ResetTimer()
	mustRun(b, L, src)
}

func BenchmarkCoroutineSwitch(b *testing.B) {
	runLoop(b, "local f = coroutine.wrap(function() while true do coroutine.yield() end end)", "f()")
}
func BenchmarkCoroutineSwitchPlain(b *testing.B) {
	L := plain(b)
	src := loop(b, "local f = coroutine.wrap(function() while true do coroutine.yield() end end)", "f()")
	b.ReportAllocs()
	b.ResetTimer()
	mustRun(b, L, src)
}

// BenchmarkTaskSwitch: two tasks take turns. The VM alone has none.
func BenchmarkTaskSwitch(b *testing.B) {
	runLoop(b, "local task = require 'task' local stop task.spawn(function() while not stop do task.sleep(0) end end) defer(function() stop = true end)",
		"task.sleep(0) if i == "+strconv.Itoa(b.N)+" then stop = true end")
}

func BenchmarkTaskSpawn(b *testing.B) {
	runLoop(b, "local task = require 'task' local function f() end", "task.spawn(f):join()")
}

// 100,000 tables of four named fields, kept.
const smallTables = `local t = {} for i = 1, 100000 do t[i] = {id = i, name = "web", status = "active", size = 1} end return t`

func BenchmarkSmallTables(b *testing.B) {
	h, _ := host(b, luabind.WithoutLimits())
	program, err := luabind.Compile("bench", smallTables)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := h.RunInto(b.Context(), new(luabind.Value), program); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSmallTablesPlain(b *testing.B) {
	L := plain(b)
	b.ReportAllocs()
	for b.Loop() {
		mustRun(b, L, smallTables)
		L.SetTop(0)
	}
}
