package tests

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

// start is when the virtual clocks of tests begin.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// luaHost makes a Host for a file of Lua tests, on a client of an endpoint.
func luaHost(t testing.TB, endpoint string, transport http.RoundTripper, clock client.Clock, options ...luabind.Option) *luabind.Host {
	t.Helper()
	make := func(cfg do.Config) (*client.Client, error) {
		with := append(cfg.Options(), client.WithClock(clock))
		if cfg.Timeout == nil {
			// On a clock that runs faster a minute is over before a busy
			// machine has answered.
			with = append(with, client.WithTimeout(0))
		}
		if transport != nil {
			with = append(with, client.WithTransport(transport))
		}
		return client.New(cfg.Token, with...)
	}
	cfg := do.Config{Token: "dop_v1_" + strings.Repeat("5", 64), Endpoint: endpoint, WaitInterval: 2 * time.Second, WaitTime: -1, PerPage: 200}
	c, err := make(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	h, err := luabind.New(append([]luabind.Option{do.Bind(c, do.WithConfig(cfg, make)), stdlib.Core(), luabind.WithClock(clock), luabind.WithTimeLimit(0)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// luaTests runs the Lua tests, each file on a Host of its own, but some.
func luaTests(t *testing.T, host func(t *testing.T) *luabind.Host, without ...string) {
	files, err := filepath.Glob("lua/*_test.lua")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no Lua tests: %v", err)
	}
	for _, file := range files {
		if slices.Contains(without, filepath.Base(file)) {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".lua"), func(t *testing.T) {
			runner := luatest.Runner{NewHost: func(string) (*luabind.Host, error) { return host(t), nil }}
			for _, f := range runner.Run(t.Context(), []string{file}) {
				if f.Err != nil {
					t.Errorf("%s: %v", f.Path, f.Err)
				}
				for _, c := range f.Cases {
					if c.Failure != "" {
						t.Errorf("%s: %s\n%s", c.Where, strings.Join(c.Name, " "), c.Failure)
					}
				}
			}
		})
	}
}

// TestLua runs the Lua tests in process, on virtual clocks.
func TestLua(t *testing.T) {
	luaTests(t, func(t *testing.T) *luabind.Host {
		clock := sim.NewClock(start)
		server, err := sim.New(sim.WithClock(clock))
		if err != nil {
			t.Fatal(err)
		}
		return luaHost(t, client.DefaultEndpoint, server.RoundTripper(), clock)
	})
}
