package lualib

import (
	"fmt"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// adversarial are calls that take quadratic time or worse in the reference
// implementation or in the VM's own library, for subjects of n bytes.
var adversarial = []struct {
	name string
	code string // with N for the size
}{
	{"minus without end", `("a"):rep(N):find(".-b")`},
	{"star without end", `("a"):rep(N):find("a*b")`},
	{"stars", `("a"):rep(N):find("a*a*a*a*b")`},
	{"dots", `("a"):rep(N):match("^.*.*.*.*=$")`},
	{"minuses", `("a"):rep(N):match("^.-.-.-.-=$")`},
	{"captured stars", `("a"):rep(N):find("(a*)(a*)(a*)b")`},
	{"maybes", `("a"):rep(N):find(("a?"):rep(12) .. "b")`},
	{"mixed", `("ab"):rep(N / 2):find("[ab]*a.-b?[^c]*c")`},
	{"trailing space", `(" "):rep(N):gsub("%s+$", "") ;("x" .. (" "):rep(N) .. "x"):gsub("%s+$", "")`},
	{"end anchor", `("a"):rep(N):find("a+$.")`},
	{"balance", `("("):rep(N):find("%b()")`},
	{"half balanced", `(("("):rep(N / 2) .. (")"):rep(N / 4)):find("%b()$")`},
	{"balance behind a star", `("("):rep(N):find("%(*%b()")`},
	{"frontier", `("a "):rep(N / 2):find("%f[%a]%a+.-%f[b]")`},
	{"prefix", `("ab"):rep(N / 2):find("aba*c")`},
	{"gsub of each byte", `("a"):rep(N):gsub(".", "bb")`},
	{"gsub of nothing", `("a"):rep(N):gsub("", "-")`},
	{"gsub that scans on", `("ab"):rep(N / 2):gsub("a.-c", "")`},
	{"gmatch that scans on", `for w in ("ab"):rep(N / 2):gmatch("a.-c") do end`},
	{"gmatch of words", `for w in ("ab "):rep(N / 3):gmatch("%w+") do end`},
	{"one word", `("a"):rep(N):find("^%w+$")`},
	{"plain find", `("a"):rep(N):find(("a"):rep(N / 2) .. "b", 1, true)`},
	{"quoted text", `("\""):rep(N):gsub("\"(.-)\";", "%1")`},
}

// TestLinear holds the work of adversarial calls to a multiple of the size of
// the subject.
func TestLinear(t *testing.T) {
	for _, c := range adversarial {
		t.Run(c.name, func(t *testing.T) {
			steps := func(n int) int {
				meter := &spent{}
				L := newState(t, meter)
				if _, err := do(t, L, strings.ReplaceAll(c.code, "N", fmt.Sprint(n))); err != nil {
					t.Fatal(err)
				}
				return meter.steps
			}
			const n = 20_000 / fewer
			small, large := steps(n), steps(4*n)
			if large > 5*small+10_000 {
				t.Errorf("%d steps for %d bytes, %d for %d", small, n, large, 4*n)
			}
			if large > 60*4*n {
				t.Errorf("%d steps for %d bytes", large, 4*n)
			}
		})
	}
}

// TestCancelled lets the budget end while a call works: it must end there.
func TestCancelled(t *testing.T) {
	calls := []string{
		`("a"):rep(1e6):upper()`, `("a"):rep(1e6):reverse()`, `("ab"):rep(1e7)`,
		`("a"):rep(1e5):find("(a*)%1b")`,
		`("a"):rep(40):find(("(a*)"):rep(20) .. "%1b")`,
		`local t = {} for i = 1, 1e4 do t[i] = -i end table.sort(t)`,
		`local t = {} for i = 1, 1e5 do t[i] = "x" end table.concat(t) table.concat(t)`,
		`table.insert({}, -1e9, 1)`,
		`local t = {} for i = 1, 1e5 do t[i] = i end for i = 1, 100 do table.maxn(t) end`,
		`for i = 1, 10 do unpack({}, 1, 6e4) end`,
		`for i = 1, 10 do (("x"):rep(6e4)):byte(1, -1) end`,
		`("x"):rep(1e6):format()`,
		`("%q"):rep(1, 1):format(("\n"):rep(2e5))`,
	}
	for _, c := range adversarial {
		calls = append(calls, strings.ReplaceAll(c.code, "N", "1000000"))
	}
	for _, code := range calls {
		const budget = 5000
		meter := &spent{maxSteps: budget}
		_, err := do(t, newState(t, meter), code)
		if err == nil || !strings.Contains(err.Error(), "steps exceeded") {
			t.Errorf("%s: %v", code, err)
		}
		// The charge that exceeds may be one for much work, but not too much.
		if over := meter.steps - budget; over > 80_000 {
			t.Errorf("%s: %d steps charged at once", code, over)
		}
	}
}

// TestRefused asks for memory that the budget does not have.
func TestRefused(t *testing.T) {
	const budget = 1 << 20
	for _, code := range []string{
		`("x"):rep(1e10)`, `("x"):rep(1e18)`, `("abc"):rep(math.huge)`, `("x"):rep(2^62)`, `("x"):rep(1e6):rep(1e6):rep(1e6)`,
		`local s = ("x"):rep(5e5) return s:gsub(".", "yyyy")`,
		`local s = ("x"):rep(5e5) return s:gsub("x", {x = s})`,
		`local s = ("x"):rep(5e5) return s:gsub("", function() return s end)`,
		`local s = ("x"):rep(1e5) local t = {} for i = 1, 1000 do t[i] = s end return table.concat(t)`,
		`local s = ("x"):rep(1e5) return table.concat({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, s)`,
		`local s = ("%s"):rep(100) local x = ("x"):rep(1e5) local t = {} for i = 1, 100 do t[i] = x end return s:format(unpack(t))`,
		`local s = ("x"):rep(3e5) return s:upper() .. s:lower() .. s:reverse() .. s:upper()`,
		`local s = ("\0"):rep(5e5) return ("%q"):format(s)`,
		`local p = ("a?"):rep(5e4) return ("x"):find(p)`,
		`local p = ("[a]b"):rep(1e5) return ("x"):find(p)`,
		`local t = {} for i = 1, 100000 do t[i] = i end table.sort(t)`,
		`local t = {} for i = 1, 1e6 do t[i] = ("x"):rep(100) end`,
	} {
		meter := &spent{maxBytes: budget}
		L := newState(t, meter)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := do(t, L, code)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), "memory exceeded") {
			t.Errorf("%s: %v", code, err)
		}
		// The VM's own tables are not charged here.
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 40*budget {
			t.Errorf("%s: %d bytes were allocated", code, taken)
		}
	}
}

func TestTooLarge(t *testing.T) {
	// Without a budget there is still a bound.
	_, err := do(t, newState(t, &spent{}), `return ("x"):rep(1e10)`)
	if err == nil || !strings.Contains(err.Error(), "resulting string too large") {
		t.Error(err)
	}
}

// TestSubstringsLetGo checks that a small part of a large string does not keep
// the whole of it.
func TestSubstringsLetGo(t *testing.T) {
	meter := &spent{}
	L := newState(t, meter)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	_, err := do(t, L, `kept = {}
		for i = 1, 20 do
			local s = ("x"):rep(1e6) .. "key=value"
			kept[i] = {s:match("(%w+)=(%w+)$"), s:sub(-5), (s:gsub("^.*=", ""))}
			kept[i][1] = kept[i][1]:sub(-10)
		end`)
	if err != nil {
		t.Fatal(err)
	}
	if grown := int64(heap()) - int64(before); grown > 2_000_000 {
		t.Errorf("%d bytes are kept", grown)
	}
	runtime.KeepAlive(L)
}

// TestErrorsKeepUpvalues raises inside callbacks: what the callers share with
// their closures stays shared.
func TestErrorsKeepUpvalues(t *testing.T) {
	L := newState(t, &spent{})
	results, err := do(t, L, `
		local a = 1
		local function get() return a end
		local function fail() error("x") end
		pcall(string.gsub, "abc", ".", fail)
		pcall(table.sort, {3, 2, 1}, fail)
		pcall(tostring, setmetatable({}, {__tostring = fail}))
		pcall(string.gsub, "abc", ".", setmetatable({}, {__index = fail}))
		pcall(string.format, "%s", setmetatable({}, {__tostring = fail}))
		pcall(pairs, setmetatable({}, {__pairs = fail}))
		pcall(table.foreach, {1}, fail)
		pcall(string.rep)
		a = 2
		return get()`)
	if err != nil || len(results) != 1 || results[0] != lua.LNumber(2) {
		t.Error(results, err)
	}
}

// TestUserdata walks an object of the host with pairs and ipairs.
func TestUserdata(t *testing.T) {
	L := newState(t, &spent{})
	list := L.NewUserData()
	meta := L.NewTable()
	L.SetField(meta, "__index", L.NewFunction(func(L *lua.LState) int {
		if i := L.CheckInt(2); i <= 3 {
			L.Push(lua.LNumber(i * i))
			return 1
		}
		return 0
	}))
	L.SetField(meta, "__len", L.NewFunction(func(L *lua.LState) int {
		L.Push(lua.LNumber(3))
		return 1
	}))
	L.SetField(meta, "__pairs", L.NewFunction(func(L *lua.LState) int {
		L.Push(L.GetGlobal("next"))
		t := L.NewTable()
		t.RawSetString("of", L.Get(1))
		L.Push(t)
		L.Push(lua.LNil)
		return 3
	}))
	L.SetMetatable(list, meta)
	L.SetGlobal("list", list)
	L.SetGlobal("plain", L.NewUserData())
	results, err := do(t, L, `
		local s = ""
		for i, v in ipairs(list) do s = s .. i .. "=" .. v .. " " end
		for k, v in pairs(list) do s = s .. k .. "=" .. tostring(v == list) end
		local ok, e = pcall(function() for i in ipairs(plain) do end end)
		local ok, f = pcall(function() for i in pairs(plain) do end end)
		return s, e, f`)
	want := []lua.LValue{
		lua.LString("1=1 2=4 3=9 of=true"),
		lua.LString("<string>:5: bad argument #1 to 'ipairs' (table expected, got userdata)"),
		lua.LString("<string>:6: bad argument #1 to 'pairs' (table expected, got userdata)"),
	}
	if err != nil || fmt.Sprint(results) != fmt.Sprint(want) {
		t.Errorf("%v %v", results, err)
	}
}

// TestLargeArrays grows a table beyond what the VM keeps as an array.
func TestLargeArrays(t *testing.T) {
	before := lua.MaxArrayIndex
	lua.MaxArrayIndex = 1 << 15
	defer func() { lua.MaxArrayIndex = before }()
	L := newState(t, &spent{})
	L.SetGlobal("most", lua.LNumber(lua.MaxArrayIndex))
	results, err := do(t, L, `
		local t = {}
		for i = 1, most + 10 do table.insert(t, i) end
		local n = table.getn(t)
		table.insert(t, most, "x")
		local s = table.concat(t, ",", most - 1, most + 2)
		local removed = table.remove(t, most)
		local last = table.remove(t)
		return n, s, removed, last, table.getn(t), select("#", unpack(t, most - 1)), table.maxn(t)`)
	want := []lua.LValue{
		lua.LNumber(1<<15 + 10), lua.LString("32767,x,32768,32769"), lua.LString("x"),
		lua.LNumber(1<<15 + 10), lua.LNumber(1<<15 + 9), lua.LNumber(11), lua.LNumber(1<<15 + 9),
	}
	if err != nil || fmt.Sprint(results) != fmt.Sprint(want) {
		t.Errorf("%v %v", results, err)
	}
}

// TestSeparateRandom checks that states do not share their random numbers.
func TestSeparateRandom(t *testing.T) {
	const code = `math.randomseed(7) return math.random(1e9)`
	a, b := newState(t, &spent{}), newState(t, &spent{})
	first, _ := do(t, a, code)
	if _, err := do(t, b, `for i = 1, 10 do math.random() end`); err != nil {
		t.Fatal(err)
	}
	next, _ := do(t, a, `return math.random(1e9)`)
	again, _ := do(t, b, code)
	after, _ := do(t, b, `return math.random(1e9)`)
	if first[0] != again[0] || next[0] != after[0] {
		t.Error(first, again, next, after)
	}
	fresh, _ := do(t, newState(t, &spent{}), `return math.random(1e9)`)
	other, _ := do(t, newState(t, &spent{}), `return math.random(1e9)`)
	if fresh[0] == other[0] {
		t.Error("two states began with the same number")
	}
}

// TestChunkBorders matches around the places where long work is interrupted to
// be charged.
func TestChunkBorders(t *testing.T) {
	L := newState(t, &spent{})
	if _, err := do(t, L, `
		function check(n)
			local a = ("a"):rep(n)
			local function is(x, y, ...)
				if x ~= y then error(n .. ": " .. tostring(x) .. " for " .. tostring(y), 2) end
				if select("#", ...) > 0 then is(...) end
			end
			local function last(...) return (select(select("#", ...), ...)) end
			is(last((a .. "b"):find("a*b")), n + 1)
			is(last((a .. "b"):find("a-b")), n + 1)
			is(last((a .. "b"):find(".-b")), n + 1)
			is(last((a .. "b" .. a):find(".*b")), n + 1)
			is(last((a .. "b" .. a):find("[ab]*b")), n + 1)
			is(last((a .. "b" .. a):find("[ab]*()b()")), n + 2)
			is(last((a .. "b"):find("[a]+(b)")), "b")
			is((a .. "b"):find("[b]"), n + 1)
			is((a .. "b"):find("b", 1, true), n + 1)
			is((a .. "bc"):find("bc", 1, true), n + 1)
			is((a .. "b"):find("ab", 1, true), n)
			is((a .. "bcd"):find("bc%a"), n + 1)
			is((a .. "b"):find("c", 1, true), nil)
			is((a .. "b"):find("ac"), nil)
			is(last(("(" .. a .. ")"):find("%b()")), n + 2)
			is(("(" .. a):find("%b()"), nil)
			is(last(("(" .. a .. "(" .. ")" .. ")"):find("%b()")), n + 4)
			is(("(" .. a .. "()"):find("%b()"), n + 2)
			is(#(a .. "B"):upper(), n + 1)
			is((a .. "B"):upper():sub(-2), "AB")
			is(("B" .. a):lower():sub(1, 2), "ba")
			is(("xy" .. a .. "z"):reverse(), "z" .. a .. "yx")
			is((a:gsub("a", "bb")), ("b"):rep(2 * n))
			is((a:gsub("^a", "")), ("a"):rep(n - 1))
			is(#(a:gsub("", "-")), 2 * n + 1)
			is(("%s%s"):format(a, "b"), a .. "b")
			is(table.concat({a, "b", a}, "-"), a .. "-b-" .. a)
			is(#("%q"):format(a), n + 2)
		end`); err != nil {
		t.Fatal(err)
	}
	for _, border := range []int{scanBytes, 2 * scanBytes, 1 << pageBits, chunkBytes, blockBytes} {
		from := border - 1
		if fewer > 1 && border > scanBytes {
			from = border + 1
		}
		for n := from; n <= border+1; n++ {
			if _, err := do(t, L, fmt.Sprintf("check(%d)", n)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// adversary is a comparison function that decides the order while it is asked,
// so as to make a quicksort slow: an element gets its value only when it must
// differ from another one that has none.
type adversary struct {
	values      []int // by element; undecided ones are greater than all others
	decided     int
	candidate   int
	comparisons int
}

func (a *adversary) less(L *lua.LState) int {
	x, y := L.CheckInt(1)-1, L.CheckInt(2)-1
	a.comparisons++
	undecided := len(a.values)
	if a.values[x] == undecided && a.values[y] == undecided {
		decide := y
		if x == a.candidate {
			decide = x
		}
		a.values[decide] = a.decided
		a.decided++
	}
	if a.values[x] == undecided {
		a.candidate = x
	} else if a.values[y] == undecided {
		a.candidate = y
	}
	L.Push(lua.LBool(a.values[x] < a.values[y]))
	return 1
}

// TestSortAdversary sorts what makes quicksort quadratic.
func TestSortAdversary(t *testing.T) {
	for _, n := range []int{3, 50, 1000, 20_000 / fewer} {
		a := &adversary{values: make([]int, n)}
		for i := range a.values {
			a.values[i] = n
		}
		L := newState(t, &spent{})
		L.SetGlobal("less", L.NewFunction(a.less))
		results, err := do(t, L, fmt.Sprintf("local t = {} for i = 1, %d do t[i] = i end table.sort(t, less) return t", n))
		if err != nil {
			t.Fatal(err)
		}
		if most := 5 * n * bits.Len(uint(n)); a.comparisons > most {
			t.Errorf("%d comparisons of %d elements", a.comparisons, n)
		}
		sorted := results[0].(*lua.LTable)
		seen := make([]bool, n)
		for i := 1; i <= n; i++ {
			element := int(sorted.RawGetInt(i).(lua.LNumber)) - 1
			seen[element] = true
			if i > 1 && a.values[element] < a.values[int(sorted.RawGetInt(i-1).(lua.LNumber))-1] {
				t.Fatalf("element %d of %d is out of order", i, n)
			}
		}
		if slices.Contains(seen, false) {
			t.Errorf("an element of %d was lost", n)
		}
	}
}
