package luabind_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/doapi-lua/doapi/luabind"
)

// shapes is a module of the Host's for tests.
var shapes = &luabind.Module{Name: "shapes", Funcs: []luabind.Func{
	{Name: "area", Run: func(c *luabind.Call) error { return c.Return(luabind.Number(6)) }},
	{Name: "length", Run: func(c *luabind.Call) error { return c.Return(luabind.Number(5)) }},
}}

func TestRequire(t *testing.T) {
	files := fstest.MapFS{
		"shapes.lua":     {Data: []byte(`return {area = function() return "of a file" end}`)},
		"a/b.lua":        {Data: []byte(`return {name = ...}`)},
		"tree/init.lua":  {Data: []byte(`return "a folder"`)},
		"self.lua":       {Data: []byte(`package.loaded[...] = {self = true}`)},
		"nothing.lua":    {Data: []byte(`loads = (loads or 0) + 1`)},
		"old.lua":        {Data: []byte("module(..., package.seeall)\nfunction hi() return tostring(_NAME) .. _PACKAGE end")},
		"old/inner.lua":  {Data: []byte("module('old.inner')\nx = 1")},
		"broken.lua":     {Data: []byte("local x = 1\nlocal y = = 2")},
		"fails.lua":      {Data: []byte(`error("on purpose")`)},
		"task.lua":       {Data: []byte(`return "a file's task"`)},
		"lib/deep/x.lua": {Data: []byte(`return "deep"`)},
	}
	for _, test := range []struct{ src, want string }{
		{`return require("shapes").area()`, "of a file"},
		{`return require("doapi.shapes").area()`, "6"},
		{`return require("doapi.shapes") == require("doapi.shapes")`, "true"},
		{`package.path = "" return require("shapes").area(), require("shapes") == require("doapi.shapes")`, "6 true"},
		{`return select(2, pcall(function() local s = require("shapes") s.length() end))`, "test:1: attempt to call nil value 's.length': shapes.lua (a file) hides doapi.shapes, which has it"},
		{`return require("shapes").length`, "nil"},
		{`return require("a.b").name, package.loaded["a.b"] == require("a.b")`, "a.b true"},
		{`return require("tree")`, "a folder"},
		{`return require("self").self`, "true"},
		{`return require("nothing"), require("nothing"), loads`, "true true 1"},
		{`require("old") return old.hi(), package.loaded.old == old, hi`, "old true nil"},
		{`require("old.inner") return old.inner._NAME, old.inner._PACKAGE, old.inner.x, old.inner._M == old.inner`, "old.inner old. 1 true"},
		{`package.preload.mine = function(name) return name .. "!" end return require("mine")`, "mine!"},
		{`package.preload.shapes = function() return "preloaded" end return require("shapes")`, "preloaded"},
		{`package.loaded.shapes = "set" return require("shapes")`, "set"},
		{`package.path = "lib/?.lua" return require("deep.x")`, "deep"},
		{`return require("debug") == debug, require("string") == string, require("package") == package, require("_G") == _G`, "true true true true"},
		{`return (require(("shapes"):gsub("s", "s"))).area()`, "of a file"},
		{`table.insert(package.loaders, 1, function(name) if name == "made" then return function() return "by a loader" end end end) return require("made")`, "by a loader"},
		{`return #package.loaders, package.cpath, package.config:sub(1, 1)`, "3  /"},
		{`return pcall(require, "none")`, "false test:1: module 'none' not found:\n\tno field package.preload['none']\n\tno file 'none.lua'\n\tno file 'none/init.lua'\n\tno module 'none' of the host"},
		{`return select(2, pcall(require, "broken"))`, "broken.lua:2: "},
		{`return pcall(require, "fails")`, "false fails.lua:1: on purpose"},
		{`return require("task")`, "a file's task"},
		{`return type(require("doapi.task").spawn)`, "function"},
		{`package.preload.loop = function() return require("loop") end return pcall(require, "loop")`, "false test:1: loop or previous error loading module 'loop': it requires itself"},
		{`local up = 1 local function f(a) return a + 1, up end return loadstring(string.dump(f))(1), string.dump(f):byte(1, 5)`, "2 27 76 117 97 81"},
		{`return pcall(string.dump, print)`, "false test:1: unable to dump given function"},
		{`return loadstring("\27LuaQ other")`, "nil compiled code of another program cannot be loaded"},
		{`local p = newproxy(true) getmetatable(p).__len = function() return 7 end return #p, #newproxy(p), type(newproxy()), getmetatable(newproxy(false))`, "7 7 userdata nil"},
	} {
		h, _ := host(t, luabind.WithFS(files), luabind.WithPath("?.lua", "?/init.lua"), luabind.WithModules(shapes))
		vs, err := h.Eval(t.Context(), "test", "return (function() "+test.src+" end)()")
		var got []string
		for _, v := range vs {
			got = append(got, v.String())
		}
		if text := strings.Join(got, " "); err != nil || text != test.want && !(strings.HasSuffix(test.want, ": ") && strings.HasPrefix(text, test.want)) {
			t.Errorf("%s\n got %q, %v\nwant %q", test.src, text, err, test.want)
		}
	}
}

func TestDebug(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{`local i = debug.getinfo(1, "Sl") return i.short_src, i.source, i.currentline, i.what`, "test @test 1 Lua"},
		{`local function f(a, b, ...) return debug.getinfo(1, "nu") end local i = f() return i.name, i.namewhat, i.nparams, i.isvararg, i.nups`, "f local 2 true 0"},
		{`local function f() return debug.getinfo(1, "f").func end return f() == f`, "true"},
		{`local i = debug.getinfo(load(function() local s = text text = nil return s end, "name")) return i.source, i.short_src`, `name [string "name"]`},
		{`local i = debug.getinfo(loadstring("return", "@" .. ("p"):rep(99) .. "t")) return #i.source, #i.short_src, i.short_src:match("^%.%.%.p+t$") ~= nil`, "101 55 true"},
		{`local i = debug.getinfo(loadstring("return", "=given")) return i.source, i.short_src`, "=given given"},
		{`local p = newproxy(true) return debug.getmetatable(p) == getmetatable(p), debug.getmetatable("").__index == string, debug.getmetatable({})`, "true true nil"},
		{`local t = setmetatable({}, {__metatable = 1}) return debug.setmetatable(t, {__index = {x = 1}}).x, debug.setmetatable(t, nil).x`, "1 nil"},
		{`return pcall(debug.setmetatable, 1, {})`, "false bad argument #1 to '?' (table or string expected, got number)"},
		{`return pcall(debug.setmetatable, "", 1)`, "false bad argument #2 to '?' (nil or table expected)"},
		{`local mt, s = getmetatable(""), "text"
			local function upper() return s:upper() end
			local before = upper()
			debug.setmetatable("", nil) local ok, e = pcall(upper)
			debug.setmetatable("", {__index = {upper = function() return "other" end}}) local other = upper()
			debug.setmetatable("", mt)
			return before, ok, e, other, upper()`, "TEXT false test:2: attempt to index upvalue 's' (a string value) other TEXT"},
		{`return debug.gethook()`, "nil  0"},
		{`debug.sethook() debug.sethook(debug.gethook()) return pcall(debug.sethook, print, "c")`,
			"false test:1: there are no hooks: the host limits a script's time and instructions, task.timeout those of a function"},
		{`package.preload.falsy = function() n = (n or 0) + 1 return false end return require "falsy", require "falsy", n`, "false false 2"},
		{`local i = debug.getinfo(print) return i.what, i.short_src, i.currentline, i.func == print`, "C [C] -1 true"},
		{`local i = debug.getinfo(loadstring("return 1", "=named")) return i.source, i.short_src, i.what`, "=named named main"},
		{`local i = debug.getinfo(loadstring("return 1")) return i.source, i.short_src`, `return 1 [string "return 1"]`},
		{`local i = debug.getinfo(loadstring("local x\nreturn 2")) return i.short_src`, `[string "local x..."]`},
		{`local i = debug.getinfo(loadstring("return '" .. ("x"):rep(60) .. "'")) return i.short_src`, `[string "return 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."]`},
		{`return debug.getinfo(99)`, "nil"},
		{`return pcall(debug.getinfo, 1, "?")`, "false bad argument #2 to '?' (invalid option)"},
		{`local o = {} function o.m() return debug.getinfo(1, "n") end local i = o.m() return i.name, i.namewhat`, "m field"},
		{`local function f() local i = debug.getinfo(2, "l") return i.currentline end
		  return (pcall(f)), (f())`, "true 2"},
		{`local co = coroutine.create(function() local inside = 1 coroutine.yield() end) coroutine.resume(co) return debug.traceback(co, "m")`, "m\nstack traceback:\n\ttest:1: in function <test:1>"},
		{`local function f() return debug.traceback("m", 2) .. "" end return (f())`, "m\nstack traceback:\n\ttest:1: in function <test:1>"},
		{`local t = {} return debug.traceback(t) == t, debug.traceback(nil):match("^stack")`, "true stack"},
		{`local a, b = 1, "two" return debug.getlocal(1, 2)`, "b two"},
		{`local up = 1 local function f() return up end return debug.getupvalue(f, 1), debug.setupvalue(f, 1, 5), up, debug.getupvalue(print, 1)`, "up up 5 nil"},
		{`local mt = {__metatable = "no"} return debug.getmetatable(setmetatable({}, mt)) == mt, debug.getmetatable(select(2, pcall(require("task").sleep)))`, "true nil"},
	} {
		h, _ := host(t)
		vs, err := h.Eval(t.Context(), "test", "return (function() "+test.src+" end)()")
		var got []string
		for _, v := range vs {
			got = append(got, v.String())
		}
		if text := strings.Join(got, " "); err != nil || text != test.want {
			t.Errorf("%s\n got %q, %v\nwant %q", test.src, text, err, test.want)
		}
	}
}

// TestModulesArePreparedWhenTheyAreNeeded: what is not required is not made, and
// what is made is checked.
func TestModulesArePreparedWhenTheyAreNeeded(t *testing.T) {
	made := map[string]int{}
	module := func(name string, funcs ...luabind.Func) *luabind.Module {
		return &luabind.Module{Name: name, Prepare: func(m *luabind.Module) {
			made[name]++
			m.Funcs = funcs
		}}
	}
	f := luabind.Func{Name: "f", Run: func(c *luabind.Call) error { return c.Return(luabind.Number(1)) }}
	h, out := host(t, luabind.WithModules(module("used", f), module("unused", f), module("wrong", luabind.Func{Name: "f"})))
	if err := h.DoString(t.Context(), "test", `assert(require("used").f() == 1); print(pcall(require, "wrong"))`); err != nil {
		t.Fatal(err)
	}
	if made["used"] != 1 || made["unused"] != 0 || !strings.Contains(out.String(), "module wrong: function 1 needs a name and a Run") {
		t.Errorf("made %v, printed %s", made, out)
	}
	if all := h.Modules(); made["unused"] != 1 || made["used"] != 1 || len(all[len(all)-2].Funcs) != 1 {
		t.Errorf("asked for all modules, made %v", made)
	}
}

// TestModulesArePreparedBesideNewHosts: the Hosts of a program share their modules
// and are made at any moment, also while another one has a module prepared. The
// race detector is what looks.
func TestModulesArePreparedBesideNewHosts(t *testing.T) {
	for range 50 {
		m := &luabind.Module{Name: "late", Prepare: func(m *luabind.Module) {
			m.Funcs = []luabind.Func{{Name: "f", Run: func(c *luabind.Call) error { return c.Return(luabind.Number(1)) }}}
			m.Constants = []luabind.Constant{{Name: "k", Value: luabind.Number(2)}}
			m.Call = &luabind.Func{Name: "late", Run: func(c *luabind.Call) error { return c.Return(luabind.Number(3)) }}
		}}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				h, err := luabind.New(luabind.WithModules(m))
				if err != nil {
					t.Error(err)
					return
				}
				defer h.Close()
				if err := h.DoString(t.Context(), "test", `local m = require "late"; assert(m.f() + m.k == m())`); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}
