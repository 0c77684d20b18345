package do_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// An object that was read often behaves like one that was not: the same
// script, with reads before it and without.
func TestReadOften(t *testing.T) {
	const script = `
		print(d.name, d.id == e.id, d.nothing, d.class, d.status, d.region, type(d.networks), tostring(d), d .. "!")
		print(d == e, e == d, d == other, getmetatable(d), d.fetch == e.fetch, d:for_json().name, d.active)
		d.name = "new" print(d.name, d == e, e.name) read(d) print(d.name)
		d.name = nil print(d.name, d.fields.name) read(d) print(d.name)
		d.mine = {1} read(d) print(d.mine[1]) d.mine = 2 print(d.mine)
		d.fetch = "field" print(type(d.fetch), d.fields.fetch)
		local n = 0 for k in pairs(d) do n = n + 1 end print(n)
		print(pcall(function() d.url = "x" end))
		print(do.fetch_droplet(d).name, d:fetch().name)
		print(pcall(d.rename, d)) print(pcall(d.fetch, 5)) print(pcall(function() return d.id.x end))`
	out := func(read string) string {
		w := newWorldOf(t, []sim.Option{sim.Droplets(2)})
		return w.run(t, `
			local d = do.fetch_all_droplets():first()
			local e, other = do.fetch_droplet(d), do.fetch_all_droplets():list()[2]
			local function read(d) `+read+` end
			read(d)`+script)
	}
	plain := out("")
	often := out(`for _ = 1, 100 do local _ = d.name, d.id, d.nothing, d.status, d.region, d.active, d.ip_address, d.fetch, d.mine, d.networks end`)
	if plain != often {
		t.Errorf("read often:\n%s\notherwise:\n%s", often, plain)
	}
	if !strings.Contains(plain, "field") || !strings.Contains(plain, "new") {
		t.Errorf("the script does not show enough:\n%s", plain)
	}
}

// What a script hides in objects and iterators counts as its memory.
func TestHeldMemory(t *testing.T) {
	for name, src := range map[string]string{
		"fields":    `local d = do.Droplet(5) for i = 1, 100 do d["k" .. i] = string.rep("x", 1000000) .. i end`,
		"iterators": `local it = do.fetch_all_droplets() for i = 1, 100 do local s = string.rep("x", 1000000) .. i it = it:map(function() return s end) end`,
		"tasks":     `local task, all = require "task", {} for i = 1, 100 do all[i] = task.spawn(function() return string.rep("x", 1000000) .. i end) all[i]:join() end`,
	} {
		w := newWorldOf(t, nil, luabind.WithMemoryLimit(20<<20))
		if err := w.DoString(t.Context(), name, src); !errors.Is(err, luabind.ErrMemoryLimit) {
			t.Errorf("%s: got %v, want a memory limit", name, err)
		}
	}
}

// A value that cannot be is a ValueError, a value of another type
// a TypeError.
func TestKindOfNearMiss(t *testing.T) {
	w := newWorldOf(t, nil)
	out := w.run(t, `
		for _, f in ipairs{
			function() do.volumes.create{name = "v", region = "NYC3", size_gigabytes = 1} end,
			function() do.create_droplet("a", "ubunut-24-04-x64", "s-1vcpu-1gb", "nyc3") end,
			function() do.volumes.create{name = "v", region = 5, size_gigabytes = "x"} end,
		} do local _, e = pcall(f) print(e.kind) end`)
	if out != "ValueError\nValueError\nTypeError\n" {
		t.Error(out)
	}
}
