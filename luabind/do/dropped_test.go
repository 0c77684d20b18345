package do_test

import (
	"runtime"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// TestDroppedClients: a client that a script made and forgot goes, with its last
// answer and the functions that were made of its methods.
func TestDroppedClients(t *testing.T) {
	w := newWorld(t, stdlib.Core(), luabind.WithMemoryLimit(16<<20))
	const made = 200
	before := heap()
	w.run(t, `
local task = require "task"
function one(i)
  local c = doapi{api_token = "token" .. i}
  c.fetch_account()
  assert(c.fetch_account == c.fetch_account and c.last_response.status == 200 and c.regions == c.regions)
  return c
end
kept = one(0)
for i = 1, 200 do one(i) end
`)
	each := (int64(heap()) - int64(before)) / made
	t.Logf("%d bytes a client", each)
	if each > 4000 {
		t.Errorf("%d bytes stay of each client", each)
	}
	// Kept ones count for the memory of the script.
	if err := w.DoString(t.Context(), "test", `local l = {} for i = 1, 1e5 do l[i] = one(i) end`); err == nil {
		t.Error("100,000 clients fit into 16 MB")
	}
	// What a task heard is its own, and goes with it.
	got := w.run(t, `
local task, c = require "task", one(1)
local function ask() c.request("/v2/regions") return c.last_response.url:match("%a+$") end
for _ = 1, 100 do task.spawn(ask):join() end
print(c.last_response.url:match("%a+$"), task.spawn(ask):join(), task.spawn(function() return c.last_response end):join())
`)
	if got != "account\tregions\tnil\n" {
		t.Errorf("got %q", got)
	}
}

func heap() uint64 {
	var m runtime.MemStats
	for range 3 { // cleanups run between them
		runtime.GC()
		runtime.Gosched()
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
