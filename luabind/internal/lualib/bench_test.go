package lualib

import (
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// BenchmarkLibrary runs each snippet with the VM's own library and with this
// one, so that the two can be compared in one run.
func BenchmarkLibrary(b *testing.B) {
	for _, c := range []struct{ name, setup, body string }{
		{"find plain", `local s = ("lorem ipsum "):rep(10) .. "needle"`, `s:find("needle", 1, true)`},
		{"find", ``, `("hello world"):find("o w%a+")`},
		{"match captures", ``, `("key = value"):match("^(%w+)%s*=%s*(%w+)$")`},
		{"match ip", ``, `("192.168.100.1"):match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")`},
		{"match miss", `local s = ("lorem ipsum "):rep(100)`, `s:match("(%d+)x")`},
		{"gmatch words", `local s = ("lorem ipsum "):rep(100)`, `for w in s:gmatch("%a+") do end`},
		{"gsub string", `local s = ("lorem ipsum "):rep(10)`, `s:gsub("o", "0")`},
		{"gsub captures", `local s = ("a=1 b=2 "):rep(10)`, `s:gsub("(%w)=(%w)", "%2=%1")`},
		{"gsub function", `local s = ("a=1 b=2 "):rep(10) local f = function(k) return k end`, `s:gsub("%w", f)`},
		{"gsub table", `local s = ("a&b<c "):rep(10) local t = {["&"] = "&amp;", ["<"] = "&lt;"}`, `s:gsub("[&<]", t)`},
		{"gsub trim", ``, `("   some text   "):gsub("^%s*(.-)%s*$", "%1")`},
		{"format", ``, `("%s=%d (%5.2f)"):format("name", 42, 3.14159)`},
		{"rep", ``, `("ab"):rep(20)`},
		{"sub", `local s = "hello world"`, `s:sub(3, 7)`},
		{"byte", `local s = "hello world"`, `s:byte(3)`},
		{"char", ``, `string.char(104, 101, 108)`},
		{"upper", `local s = "hello world"`, `s:upper()`},
		{"reverse", `local s = "hello world"`, `s:reverse()`},
		{"len", `local s = "hello world"`, `s:len()`},
		{"concat", `local t = {} for i = 1, 100 do t[i] = "item" .. i end`, `table.concat(t, ",")`},
		{"insert remove", `local t = {}`, `table.insert(t, 1) table.remove(t)`},
		{"insert front", `local t = {} for i = 1, 200 do t[i] = i end`, `table.insert(t, 1, 0) table.remove(t, 1)`},
		{"sort numbers", `local r = {} for i = 1, 200 do r[i] = (i * 7919) % 1009 end local t = {}`, `for i = 1, 200 do t[i] = r[i] end table.sort(t)`},
		{"sort function", `local r = {} for i = 1, 100 do r[i] = (i * 7919) % 1009 end local t = {} local f = function(a, b) return a < b end`, `for i = 1, 100 do t[i] = r[i] end table.sort(t, f)`},
		{"tostring", ``, `tostring(12345) tostring("x")`},
		{"tostring fraction", ``, `tostring(3.14159)`},
		{"tonumber", ``, `tonumber("12345")`},
		{"unpack", `local t = {1, 2, 3, 4}`, `local a, b = unpack(t)`},
		{"pairs", `local t = {} for i = 1, 20 do t["k" .. i] = i end`, `for k, v in pairs(t) do end`},
		{"ipairs", `local t = {} for i = 1, 20 do t[i] = i end`, `for k, v in ipairs(t) do end`},
		{"select", ``, `select("#", 1, 2, 3)`},
		{"type", ``, `type(t)`},
		{"floor", ``, `math.floor(3.7)`},
		{"max", ``, `math.max(1, 5, 3)`},
	} {
		code := c.setup + "\nreturn function(n) for i = 1, n do " + c.body + " end end"
		b.Run(c.name+"/vm", func(b *testing.B) {
			L := lua.NewState(lua.Options{RegistrySize: 1024, RegistryMaxSize: 1 << 18})
			defer L.Close()
			runBody(b, L, code)
		})
		b.Run(c.name+"/ours", func(b *testing.B) { runBody(b, newState(b, &spent{}), code) })
	}
}

func runBody(b *testing.B, L *lua.LState, code string) {
	results, err := do(b, L, code)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := L.CallByParam(lua.P{Fn: results[0], Protect: true}, lua.LNumber(b.N)); err != nil {
		b.Fatal(err)
	}
}
