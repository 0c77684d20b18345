package dotest_test

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
	"github.com/doapi-lua/doapi/stdlib"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

func TestWorld(t *testing.T) {
	w := dotest.New(t, stdlib.Core())
	w.Do(`
local d = do.create_droplet{name = "web", image = "debian-12-x64", size = "s-1vcpu-1gb", region = "nyc3"}
d:wait{ready = true}
assert(d:fetch().ip_address)`)
	if n := w.Requests()["droplets_create"]; n != 1 {
		t.Errorf("%d droplets_create", n)
	}
	if !strings.Contains(string(w.State()), `"web"`) {
		t.Errorf("the state lacks the droplet: %.200s", w.State())
	}
	if !w.Clock.Now().After(dotest.Start) {
		t.Error("waiting took no time")
	}
}

// What the module test does with an account.
func TestModule(t *testing.T) {
	account := func(w *dotest.World) luabind.Option { return luatest.WithWorld(w.Account) }
	first := dotest.New(t)
	w := dotest.New(t, stdlib.Core(), account(first))
	w.Account = first.Account
	if err := w.Host.DoString(t.Context(), "test", `
local test = require "test"
local expect = test.expect
expect(test.requests().total):to_equal(0)
test.fail("droplets_create", {status = 422, times = 1})
expect(function() test.fail("x", {kind = "no such"}) end):to_raise("TypeError")
test.advance(60)
expect(function() test.advance(-1) end):to_raise("ValueError")
expect(test.state().droplets):to_equal{}
test.fail()
`); err != nil {
		t.Error(err)
	}
}

// TestHintsWithoutDescription: what errors hint at does not hang on whether anybody
// has asked for a description of the table do, which nobody has here.
func TestHintsWithoutDescription(t *testing.T) {
	w := dotest.New(t)
	err := w.Host.DoString(t.Context(), "test", `local d = do.Droplet(5) d:created()`)
	if err == nil || !strings.Contains(err.Error(), "did you mean 'created_at'?") {
		t.Errorf("got %v", err)
	}
}
