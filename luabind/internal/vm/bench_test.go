package vm

import (
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// The same programs with what package compile makes of them and with
// gopher-lua's own compiler, both under the machine's hook.
var benchmarks = []struct{ name, src string }{
	{"fib", `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end fib(20)`},
	{"swap", `local a, b = 1, 2 for i = 1, 10000 do a, b = b, a end`},
	{"fields", `local t = {x = 1, y = 2} for i = 1, 10000 do t.x, t.y = t.y, t.x end`},
	{"append", `local t = {} for i = 1, 10000 do t[#t + 1] = i end`},
	{"length", `local t, n = {1, 2, 3}, 0 for i = 1, 10000 do n = n + #t end`},
	{"loops", `local n = 3 for i = 1, 5000 do for j = 1, n do end end`},
	{"logic", `local n = 0 for i = 1, 10000 do if i % 3 == 0 and i > 5 or not (i < 9000) then n = n + 1 end local m = n == 5 and i or n end`},
	{"modulo", `local n = 0 for i = 1, 10000 do n = n + i % 7 end`},
	{"calls", `local function f(a, b) return a end local s = "x" for i = 1, 10000 do f(i, nil) s:len() end`},
	{"concat", `local s for i = 1, 10000 do s = i .. "x" end`},
	{"closures", `for i = 1, 3000 do local f = function() return i end f() end`},
	{"varargs", `local function f(...) return (select("#", ...)) end for i = 1, 5000 do f(i, i) end`},
	{"sieve", `local p = {} for i = 2, 3000 do p[i] = true end for i = 2, 3000 do if p[i] then for j = i * i, 3000, i do p[j] = false end end end`},
}

func BenchmarkCompiled(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			proto, err := Compile([]byte(c.src), "bench", Watch{})
			if err != nil {
				b.Fatal(err)
			}
			benchmark(b, proto)
		})
	}
}

func BenchmarkPlain(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			fn, err := lua.NewState().LoadString(c.src)
			if err != nil {
				b.Fatal(err)
			}
			benchmark(b, fn.Proto)
		})
	}
}

func benchmark(b *testing.B, proto *lua.FunctionProto) {
	m := newTest(b, Limits{})
	m.Lock()
	defer m.Unlock()
	r := m.NewRun(b.Context())
	defer r.Close()
	task := r.NewTask(r.Context())
	defer task.End()
	fn := m.Root().NewFunctionFromProto(proto)
	for b.Loop() {
		if _, err := task.Do(fn); err != nil {
			b.Fatal(err)
		}
	}
}
