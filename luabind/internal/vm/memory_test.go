package vm

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// measured gives what the values of a machine take after src has run.
func measured(t *testing.T, src string) int64 {
	t.Helper()
	m := newTest(t, Limits{Memory: 1 << 40})
	if _, err := run(t, m, t.Context(), src); err != nil {
		t.Fatal(err)
	}
	w := walk{m: m, limit: 1 << 40, stop: func() bool { return false }}
	return w.run()
}

// TestMeasure holds what the walk counts against what the collector says.
func TestMeasure(t *testing.T) {
	for name, src := range map[string]string{
		"records":   `t = {} for i = 1, 4000 do t[i] = {id = i, name = "droplet-" .. i, tags = {"a", "b"}} end`,
		"list":      `t = {} for i = 1, 60000 do t[i] = i + 0.5 end`,
		"map":       `t = {} for i = 1, 25000 do t["key" .. i] = i end`,
		"numbers":   `t = {} for i = 1, 25000 do t[i * 1e7] = true end`,
		"strings":   `t = {} for i = 1, 300 do t[i] = ("x"):rep(10000) .. i end`,
		"shared":    `local s = ("x"):rep(100000) t = {} for i = 1, 40000 do t[i] = s end`,
		"closures":  `t = {} for i = 1, 10000 do local x = i t[i] = function() return x end end`,
		"sparse":    `t = {} for i = 1, 3 do local u = {} u[1048000] = 1 t[i] = u end`,
		"blocks":    `t = {} for i = 1, 40000 do local a = i * 1.5 local b = a + 1 local c = b + 1 if i % 10 == 0 then t[#t + 1] = a end end`,
		"removed":   `t = {} for i = 1, 25000 do t["k" .. i] = 1 t["k" .. i] = nil end`,
		"kept regs": `t = {} for i = 1, 500 do pcall(function() local x = i t[i] = function() return x end error() end) end`,
	} {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			runtime.GC()
			before := readHeap().live
			m := newTest(t, Limits{})
			if _, err := run(t, m, t.Context(), src); err != nil {
				t.Fatal(err)
			}
			runtime.GC()
			runtime.GC()
			real := readHeap().live - before
			w := walk{m: m, limit: 1 << 40, stop: func() bool { return false }}
			counted := w.run()
			t.Logf("real %d KB, counted %d KB", real>>10, counted>>10)
			if counted < real*7/10-100<<10 || counted > real*15/10+100<<10 {
				t.Errorf("counted %d KB, the heap grew by %d KB", counted>>10, real>>10)
			}
			runtime.KeepAlive(m)
		})
	}
}

// TestMeasureOnce: references do not count, and cycles end.
func TestMeasureOnce(t *testing.T) {
	one := measured(t, `t = {} t[1] = t t[2] = {t, _G}`)
	many := measured(t, `t = {} t[1] = t t[2] = {t, _G} for i = 3, 100 do t[i] = t[2] end`)
	if many-one > 8<<10 {
		t.Errorf("98 references count for %d bytes", many-one)
	}
}

// TestMemoryOfOne: a machine that takes too much ends, one that does not goes
// on, whatever the rest of the process takes.
func TestMemoryOfOne(t *testing.T) {
	ballast := make([]byte, 300<<20)
	for i := 0; i < len(ballast); i += 4096 {
		ballast[i] = 1
	}
	limits := Limits{Memory: 8 << 20}
	hog, small := newTest(t, limits), newTest(t, limits)
	done := make(chan error)
	go func() {
		_, err := run(t, small, t.Context(), `local n = 0 for i = 1, 300 do local t = {} for j = 1, 100 do t[j] = {j} end n = n + #t local s = ("x"):rep(100000) end return n`)
		done <- err
	}()
	for range 2 {
		if _, err := run(t, hog, t.Context(), `local t = {} while true do t[#t + 1] = {} end`); !errors.Is(err, ErrMemory) {
			t.Errorf("the hog ended with %v", err)
		}
	}
	if err := <-done; err != nil {
		t.Errorf("the other one: %v", err)
	}
	runtime.KeepAlive(ballast)
}

func TestMemoryLimitEverywhere(t *testing.T) {
	for name, src := range map[string]string{
		"list":           `local t = {} for i = 1, 1e9 do t[i] = i end`,
		"map":            `local t = {} for i = 1, 1e9 do t["k" .. i] = i end`,
		"tables":         `local t = {} while true do t = {t} end`,
		"constructors":   `local t = {} while true do t[#t + 1] = {1, 2, 3, 4, 5, 6, 7, 8, a = 1, b = 2, c = 3} end`,
		"sparse":         `local t = {} for i = 1, 1e9 do t[i * 1000] = 1 end`,
		"closures":       `local t = {} while true do local x = #t t[#t + 1] = function() return x end end`,
		"concatenation":  `local t = {} while true do t[#t + 1] = #t .. ("x"):rep(1000) end`,
		"numbers":        `local t = {} local i = 0 while true do i = i + 1.5 t[i] = i end`,
		"deep coroutine": `local t = {} while true do local co = coroutine.create(function() local function f(n) if n == 0 then coroutine.yield() end return 1 + f(n - 1) end f(3000) end) coroutine.resume(co) t[#t + 1] = co end`,
		"varargs":        `local function f(...) return select("#", ...) end local t = {} for i = 1, 200 do t[i] = i end local keep = {} while true do keep[#keep + 1] = {unpack(t)} end`,
		"in pcall":       `while true do pcall(function() local t = {} while true do t[#t + 1] = {} end end) end`,
	} {
		t.Run(name, func(t *testing.T) {
			m := newTest(t, Limits{Memory: 4 << 20})
			_, err := run(t, m, t.Context(), src)
			if !errors.Is(err, ErrMemory) {
				t.Fatal(err)
			}
			peak := readHeap().objects
			if peak > 1<<30 { // the race detector takes its part
				t.Errorf("the process takes %d MB", peak>>20)
			}
		})
	}
}

// TestMemoryOfGarbage: what is thrown away does not count.
func TestMemoryOfGarbage(t *testing.T) {
	m := newTest(t, Limits{Memory: 8 << 20})
	_, err := run(t, m, t.Context(), `
		local t = {} for i = 1, 2e5 do t["key" .. i] = 1 t["key" .. i] = nil end
		for i = 1, 3e5 do t[i] = i t[i - 10] = nil end
		local list = {} while #list < 100 do local u = {} u[1048575] = 1 list[#list + 1] = u end
		local s = "" for i = 1, 1500 do s = s .. "01234567890123456789" end
		for i = 1, 60 do local t = {} for j = 1, 2000 do t[j] = {j} end end
		local keep = {} for i = 1, 30000 do keep[i % 100] = ("y"):rep(1000) .. i end`)
	if err != nil {
		t.Error(err)
	}
}

func BenchmarkMeasure(b *testing.B) {
	m := newTest(b, Limits{})
	if _, err := run(b, m, b.Context(), `t = {} for i = 1, 100000 do t[i] = {id = i, name = "droplet-" .. i} end`); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w := walk{m: m, limit: 1 << 40, stop: func() bool { return false }}
		b.ReportMetric(float64(w.run()), "bytes")
	}
}

func BenchmarkReadHeap(b *testing.B) {
	for b.Loop() {
		readHeap()
	}
}

func TestPointerSet(t *testing.T) {
	var s pointerSet
	want := map[uintptr]bool{}
	for range 20000 {
		p := uintptr(1+rand.IntN(10000)) * 8
		if s.add(p) == want[p] {
			t.Fatalf("%d: wrong", p)
		}
		want[p] = true
	}
	if s.n != len(want) {
		t.Errorf("%d elements, want %d", s.n, len(want))
	}
}

// TestLayout: the fields read from the VM's own structures mean what they say.
func TestLayout(t *testing.T) {
	m := newTest(t, Limits{})
	m.Root().SetGlobal("look", m.Root().NewFunction(func(L *lua.LState) int {
		f := innermost(L).Parent
		L.Push(lua.LNumber(depth(L)))
		L.Push(lua.LNumber(f.Fn.Proto.DbgSourcePositions[f.Pc-1]))
		L.Push(registers(L).array[f.LocalBase])
		return 3
	}))
	got, err := run(t, m, t.Context(), "local function f(a)\n return look()\nend\nlocal function g() local a, b, c = f('x') return a, b, c end\nlocal a, b, c = g() return a, b, c")
	if err != nil || got != "4 2 x" {
		t.Error(got, err)
	}
}

// TestMeasureOfTheStopped: a run that is over ends before its values are
// measured once more, again and again, near its limit.
func TestMeasureOfTheStopped(t *testing.T) {
	m := newTest(t, Limits{Memory: 8 << 20})
	over, returned := errors.New("over"), false
	m.Root().SetGlobal("stop", m.Root().NewFunction(func(L *lua.LState) int {
		task := TaskOf(L)
		task.run.stop(over)
		task.Alloc(8 << 20)
		returned = true
		return 0
	}))
	if _, err := run(t, m, t.Context(), "stop()"); !errors.Is(err, over) || returned {
		t.Errorf("%v, returned: %v", err, returned)
	}
}
