package luabind_test

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// TestTaskGroups: what task.all, map, race and joins give, and what is in the
// errors that they raise.
func TestTaskGroups(t *testing.T) {
	for name, c := range map[string]struct{ src, want string }{
		// Tasks that have begun end where they block; those that have not begun
		// yet fail by themselves or end in their first call that blocks.
		"others fail": {`local ok, e = pcall(task.all, {function() error("a", 0) end, function() error("b", 0) end, function() task.sleep(1) error("c", 0) end})
			return tostring(e), e.kind, #e.errors, e.errors[1]`, "a Error 1 b"},
		"others blocked": {`local ok, e = pcall(task.all, {function() task.sleep(1) error("a", 0) end, function() task.sleep(1) end, function() task.sleep(9) end})
			return type(e), e`, "string a"},
		"a cancelled one ends where it blocks": {`local seen = {}
			pcall(task.all, {function() error("a") end, function() seen[1] = true pcall(task.sleep, 1) seen[2] = true end})
			return seen[1], seen[2]`, "true nil"},
		"a cancelled one cannot wait for others": {`local seen
			pcall(task.all, {function() error("a") end, function() pcall(task.all, {function() task.sleep(1) end}) seen = true end})
			return seen`, "nil"},
		"losers of a race do not begin": {`local seen
			return task.race{function() return 1 end, function() seen = true end}, seen`, "1 nil"},
		"structured": {`local ok, e = pcall(task.all, {function() task.sleep("x") end, function() task.sleep("y") end})
			return e.kind, e.message, #e.errors, e.errors[1].kind`, "TypeError sleep: 'seconds' must be a number of seconds, got string 1 TypeError"},
		"structured and alone": {`local ok, e = pcall(task.map, {1}, function() task.sleep("x") end)
			return e.kind, #e.errors, e.where`, "TypeError 0 test:2"},
		"tables": {`local ok, e = pcall(task.all, {function() error{kind = "Broken", message = "no", code = 7} end, function() error("b", 0) end})
			return e.kind, e.message, e.code, e.value.code, #e.errors`, "Broken no 7 7 1"},
		"a table alone stays one": {`local ok, e = pcall(task.all, {function() error{code = 7} end})
			return type(e), e.code, e.errors`, "table 7 nil"},
		"groups in groups": {`local ok, e = pcall(task.map, {"a"}, function(x)
				task.all{function() error(x .. 1, 0) end, function() error(x .. 2, 0) end}
			end)
			return tostring(e), #e.errors, e.errors[1]`, "a1 1 a2"},
		"results are lists": {`local r = task.map(task.map({1, 2, 3}, function(x) return x + 1 end), function(x) return x * 10 end)
			return r[1], r[2], r[3], r.n, #r`, "20 30 40 3 3"},
		"waiting for each other": {`local a, b
			a = task.spawn(function() return b:join() end)
			b = task.spawn(function() return a:join() end)
			local ok, e = pcall(a.join, a)
			return e.kind, e.message`, "ValueError join: the tasks wait for each other"},
		"waiting for the one above": {`local h
			h = task.spawn(function() return task.all{function() return h:join() end} end)
			local ok, e = pcall(h.join, h)
			return e.kind, e.message`, "ValueError join: the tasks wait for each other"},
		"joined twice, by two": {`local h = task.spawn(function() task.sleep(5) return 1 end)
			local r = task.all{function() return h:join() end, function() return h:join() end}
			return r[1], r[2], h:join()`, "1 1 1"},
		"no number to sleep": {`local ok, e = pcall(task.sleep, 0 / 0) return e.kind, e.message`, "ValueError sleep: 'seconds' must be a number of seconds, got nan"},
		"many": {`local list = {} for i = 1, 10000 do list[i] = i end
			local r = task.map(list, function(x) task.sleep(x % 7) return x end, {limit = 10000})
			local sum = 0 for _, x in ipairs(r) do sum = sum + x end
			return r.n, sum`, "10000 50005000"},
	} {
		h, _ := host(t, luabind.WithClock(sim.NewClock(testStart)))
		if got := evalAll(t, h, "local task = require 'task'\n"+c.src); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
