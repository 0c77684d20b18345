// Package dotest gives Go tests what a script of an embedding program runs in:
// a Host with the table do, a simulated account behind it and a clock that jumps
// over waits.
//
//	w := dotest.New(t, stdlib.Core())
//	w.Run("deploy.lua")
//	if n := w.Requests()["droplets_create"]; n != 3 { ... }
package dotest

import (
	"context"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// TB is what this package needs of a [testing.TB].
type TB interface {
	Helper()
	Cleanup(func())
	Context() context.Context
	Fatal(args ...any)
}

// Start is when the clock of a new world starts.
var Start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// World is a Host and the simulated account that its scripts act upon. Safe
// from any goroutine, but for Run, which fails the test and belongs to the
// test's own.
type World struct {
	Account
	Host   *luabind.Host
	Client *client.Client
	Clock  *sim.VirtualClock

	t TB
}

// New makes a world for one test, with further options for its Host. It is
// closed with the test.
func New(t TB, opts ...luabind.Option) *World {
	t.Helper()
	clock := sim.NewClock(Start)
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New("dotest", client.WithClock(clock), client.WithTransport(server.RoundTripper()))
	if err != nil {
		t.Fatal(err)
	}
	h, err := luabind.New(append([]luabind.Option{luabind.WithClock(clock), do.Bind(c)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		h.Close()
		c.Close()
	})
	return &World{Account{server}, h, c, clock, t}
}

// Run runs a script's file with arguments and fails the test when it fails.
func (w *World) Run(path string, args ...string) {
	w.t.Helper()
	if err := w.Host.DoFile(w.t.Context(), path, args...); err != nil {
		w.t.Fatal(err)
	}
}

// Do runs a script's text and fails the test when it fails.
func (w *World) Do(src string) {
	w.t.Helper()
	if err := w.Host.DoString(w.t.Context(), "test", src); err != nil {
		w.t.Fatal(err)
	}
}

// Account is a simulated account as the module test of package luatest wants
// it. Safe from any goroutine.
type Account struct{ Server *sim.Server }

// Advance moves the account's clock on.
func (a Account) Advance(d time.Duration) error { return a.Server.Advance(d) }

// Fail adds a fault rule as JSON, see [sim.Fault]; "" drops all.
func (a Account) Fail(rule string) error {
	if rule == "" {
		return a.Server.SetFaults(nil)
	}
	rules, err := sim.ParseFaults([]byte(rule))
	if err != nil {
		return err
	}
	for _, r := range rules {
		if err := a.Server.AddFault(r); err != nil {
			return err
		}
	}
	return nil
}

// Requests counts what was asked for, by operation.
func (a Account) Requests() map[string]int { return a.Server.Requests().ByOperation }

// State is what there is, as a JSON object of lists by kind.
func (a Account) State() []byte { return a.Server.State() }

// Transitions says when states change from now on, see [sim.Transitions].
func (a Account) Transitions(when string) error { return a.Server.SetTransitions(when) }

// Import has an object exist as another account shows it.
func (a Account) Import(path string, text []byte) error { return a.Server.Import(path, text) }
