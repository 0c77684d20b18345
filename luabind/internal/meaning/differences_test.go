package meaning_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

// TestDifferences holds the list of differences in the documentation of package
// luabind against what the Host and the reference implementation do.
func TestDifferences(t *testing.T) {
	doc, err := os.ReadFile("../../doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(doc), "# Differences from Lua 5.1")
	list, _, _ = strings.Cut(list, "# Concurrency")
	said := strings.Split(list, "\n//   - ")[1:]
	list = strings.Join(strings.Fields(strings.ReplaceAll(list, "//", " ")), " ")
	_, err = exec.LookPath("lua5.1")
	installed := err == nil
	held := map[string]bool{}
	for _, c := range []struct{ says, src, host, lua string }{
		{"integers below 2^53 print all", `return 1e15, 2^53 - 1, 2^53`, "1000000000000000 9007199254740991 9.007199254741e+15", "1e+15 9.007199254741e+15 9.007199254741e+15"},
		{"a % b is exact", `return 1e15 % 0.7 == 0.5`, "false", "true"},
		{"a % b is exact", `return 5.5 % math.huge == 5.5`, "true", "false"},
		{"0 and -0 are two constants", `return -0, 0`, "-0 0", "-0 -0"},
		{"goto and labels are there", `local f = loadstring("goto x do return 1 end ::x:: return 2") return f and f() or 0`, "2", "0"},
		{"goto and labels are there", `return loadstring("goto = 1") == nil`, "true", "false"},
		{"an empty statement", `return loadstring("; ; x = 1") ~= nil`, "true", "false"},
		{"hexadecimal numbers have no fraction", `return loadstring("return 0x1p4") == nil, 0xff`, "true 255", "false 255"},
		{"__unm is called with its operand once", `local t = setmetatable({}, {__unm = function(...) return #{...} end}) return -t`, "1", "2"},
		{"functions written in Go can be coroutines", `return (pcall(coroutine.create, print))`, "true", "false"},
		{"keeps its own place", `return select(2, pcall(function() coroutine.wrap(function() error("x") end)() end))`, "p:1: x", "p:1: p:1: x"},
		{"calls nest 20,000 deep", `local function f(n) return n == 0 and 0 or 1 + f(n - 1) end return f(19900), (pcall(f, 30000))`, "19900 false", "-"},
		{"calls nest 20,000 deep", `local n = 0 local function f() n = n + 1 return pcall(f) end f() return n >= 199`, "true", "false"},
		{"load takes a string", `return (pcall(load, "return 1"))`, "true", "false"},
		{"asks for all of the text", `local i = 0 local f = load(function() i = i + 1 return ({"*a ", "= 1", " "})[i] end) return f == nil and i`, "4", "1"},
		{"can be loaded in the same Host alone", `return loadstring(string.dump(function() return 7 end))(), (loadstring("\27Lua\81")) == nil`, "7 true", "7 true"},
		{"pairs asks for a __pairs", `for k, v in pairs(setmetatable({}, {__pairs = function() return function(_, k) if not k then return 1, 2 end end end})) do return k, v end`, "1 2", ""},
		{"tables are never weak", `local t = setmetatable({}, {__mode = "kv"}) t[1], t[{}] = {}, 1 collectgarbage() collectgarbage() local n = 0 for _ in pairs(t) do n = n + 1 end return n`, "2", "0"},
		{"__gc is called for nothing", `local n = 0 do local p = newproxy(true) getmetatable(p).__gc = function() n = n + 1 end end collectgarbage() collectgarbage() return n`, "0", "1"},
		{"setfenv(0, t) is refused", `local g = getfenv(0) return (pcall(setfenv, 0, g))`, "false", "true"},
		{"the message for a call of nil", `return select(2, pcall(loadstring("local t = {} t.x()", "=p")))`, "p:1: attempt to call nil value 't.x'", "p:1: attempt to call field 'x' (a nil value)"},
		{"reported on the line of the index", `return select(2, pcall(loadstring("local a = {}\nprint(1,\na.b\n.c\n)", "=p")))`, "p:4: attempt to index field 'b' (a nil value)", "p:5: attempt to index field 'b' (a nil value)"},
		{"syntax is told in other words", `return select(2, loadstring("x = = 1", "=p"))`, "p:1: expression expected near '='", "p:1: unexpected symbol near '='"},
		{"debug.setmetatable takes tables and strings", `return (pcall(debug.setmetatable, print, {}))`, "false", "true"},
		{"a source has at most 1 MB", `return (loadstring(("x = 1 "):rep(2e5))) == nil`, "true", "false"},
		{"files keep back nothing", `local name = os.tmpname() local f, g = io.open(name, "w"), io.open(name) f:setvbuf("full", 2000) f:write("x") local s = g:read("*a") f:close() g:close() os.remove(name) return #s`, "1", "0"},
		{"package.loadlib and what changes", `return package.loadlib, debug.setfenv, io, (pcall(debug.sethook, print, "c"))`, "nil nil nil false", "-"},
		{"require finds the Host's own modules after files", `return (pcall(require, "doapi.nothing"))`, "false", "false"},
	} {
		held[c.says] = true
		if !strings.Contains(list, c.says) {
			t.Errorf("the documentation does not say %q", c.says)
		}
		var granted []luabind.Option
		if strings.Contains(c.src, "io.open") {
			granted = append(granted, luabind.WithCapabilities(luabind.CapFS, luabind.CapOS))
		}
		h, err := luabind.New(granted...)
		if err != nil {
			t.Fatal(err)
		}
		values, err := h.Eval(t.Context(), "p", c.src)
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
		}
		var got []string
		for _, v := range values {
			got = append(got, v.String())
		}
		if g := strings.Join(got, " "); g != c.host {
			t.Errorf("%s\nthe Host gives %q, want %q", c.src, g, c.host)
		}
		if !installed || c.lua == "-" {
			continue
		}
		if got := reference51(t, c.src); got != c.lua {
			t.Errorf("%s\nLua 5.1 gives %q, want %q", c.src, got, c.lua)
		}
	}
	for _, item := range said {
		item = strings.Join(strings.Fields(strings.ReplaceAll(item, "//", " ")), " ")
		tested := false
		for says := range held {
			tested = tested || strings.Contains(item, says)
		}
		if !tested {
			t.Errorf("nothing holds %q", item)
		}
	}
}

// reference51 gives what a chunk returns in Lua 5.1, as text.
func reference51(t *testing.T, src string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "chunk.lua")
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	const show = `local f = io.open(arg[1]) local src = f:read("*a") f:close()
		local r = {assert(loadstring(src, "=p"))()} for i = 1, select("#", unpack(r, 1, table.maxn(r))) do r[i] = tostring(r[i]) end io.write(table.concat(r, " "))`
	runner := filepath.Join(t.TempDir(), "run.lua")
	if err := os.WriteFile(runner, []byte(show), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("lua5.1", runner, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", src, err, out)
	}
	return string(out)
}
