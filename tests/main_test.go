package tests

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
)

// world is a Host on a simulator of its own, in process and in virtual time.
type world struct {
	*luabind.Host
	sim *sim.Server
	out *strings.Builder
}

func newWorld(t testing.TB, options ...sim.Option) *world {
	t.Helper()
	clock := sim.NewClock(start)
	server, err := sim.New(append([]sim.Option{sim.WithClock(clock)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{sim: server, out: new(strings.Builder)}
	w.Host = luaHost(t, client.DefaultEndpoint, server.RoundTripper(), clock, luabind.WithStdio(nil, w.out, w.out), luabind.WithTimeLimit(0), luabind.WithInstructionLimit(0))
	return w
}

func (w *world) run(t testing.TB, src string) string {
	t.Helper()
	w.out.Reset()
	if err := w.DoString(t.Context(), "test", src); err != nil {
		t.Fatal(err)
	}
	return w.out.String()
}

// TestLastResponseIsTheTasks looks at it from two tasks whose requests cross.
func TestLastResponseIsTheTasks(t *testing.T) {
	w := newWorld(t, sim.Latency(50*time.Millisecond))
	got := w.run(t, `
		local task = require "task"
		local wrong = 0
		local function ask(path)
			return function()
				for i = 1, 50 do
					do.request(path)
					task.sleep(0.01 * (i % 3))
					if not do.last_response.url:find(path, 1, true) then wrong = wrong + 1 end
				end
			end
		end
		task.all{ask("/v2/account"), ask("/v2/regions")}
		print(wrong, do.last_response == nil)`)
	if got != "0\ttrue\n" {
		t.Errorf("got %q", got)
	}
}

// TestBreakLeavesNothing ends a loop in the middle of its second page, while
// further pages are being fetched ahead.
func TestBreakLeavesNothing(t *testing.T) {
	server, err := sim.New(sim.Droplets(5000), sim.Latency(20*time.Millisecond), sim.WithClock(sim.NewScaledClock(1)))
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(server)
	defer api.Close()
	transport := client.NewTransport()
	h := luaHost(t, api.URL, transport, luabind.RealClock())
	before := runtime.NumGoroutine()
	err = h.DoString(t.Context(), "test", `
		local n = 0
		for d in do.fetch_all_droplets() do
			n = n + 1
			if n == 250 then break end
		end`)
	if err != nil {
		t.Fatal(err)
	}
	// What is left has a round trip to end; idle connections are not it.
	for range 6000 {
		transport.CloseIdleConnections()
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	var b bytes.Buffer
	buf := make([]byte, 1<<20)
	b.Write(buf[:runtime.Stack(buf, true)])
	t.Errorf("%d goroutines before, %d after\n%s", before, runtime.NumGoroutine(), b.String())
}

// TestBrackets sends a body of 40 MB of brackets.
func TestBrackets(t *testing.T) {
	body := bytes.Repeat([]byte("["), 40<<20)
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(body) }))
	defer api.Close()
	h := luaHost(t, api.URL, nil, sim.NewClock(start))
	err := h.DoString(t.Context(), "test", `do.fetch_account()`)
	if err == nil || !strings.Contains(err.Error(), "deep") && !strings.Contains(err.Error(), "nest") {
		t.Errorf("got %v", err)
	}
}

// TestVirtualTime waits for an hour, and computes under a timeout.
func TestVirtualTime(t *testing.T) {
	w := newWorld(t)
	got := w.run(t, `
		local task = require "task"
		local n = 0
		print(task.timeout(5, function() for i = 1, 2e6 do n = n + 1 end return n end))
		task.sleep(3600)
		print(pcall(task.timeout, 5, task.sleep, 6))`)
	if !strings.HasPrefix(got, "2000000\nfalse\t") {
		t.Errorf("got %q", got)
	}
}

// TestOverHTTP runs the quick start against the simulator over real HTTP.
func TestOverHTTP(t *testing.T) {
	clock := sim.NewScaledClock(200)
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	api := httptest.NewServer(server)
	defer api.Close()
	var out strings.Builder
	h := luaHost(t, api.URL, nil, clock, luabind.WithStdio(nil, &out, &out), luabind.WithPath("../scripts/?.lua"))
	if err := h.DoFile(context.Background(), "../scripts/quickstart.lua"); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "power_off is completed, the droplet is off") || !strings.Contains(got, "deleted 3 droplets") {
		t.Errorf("got\n%s", got)
	}
}

// benchServer is a simulator over HTTP with many droplets.
func benchServer(b *testing.B, droplets int) string {
	b.Helper()
	server, err := sim.New(sim.Droplets(droplets), sim.WithClock(sim.NewScaledClock(1)))
	if err != nil {
		b.Fatal(err)
	}
	api := httptest.NewServer(server)
	b.Cleanup(api.Close)
	return api.URL
}

// BenchmarkList lists 10,000 droplets and reads four fields of each: through a
// Lua loop, and through the Go client.
func BenchmarkList(b *testing.B) {
	const droplets = 10_000
	url := benchServer(b, droplets)
	b.Run("lua", func(b *testing.B) {
		h := luaHost(b, url, nil, luabind.RealClock(), luabind.WithTimeLimit(0), luabind.WithInstructionLimit(0))
		b.ReportAllocs()
		for b.Loop() {
			err := h.DoString(context.Background(), "bench", fmt.Sprintf(`
				local n = 0
				for d in do.fetch_all_droplets() do
					local id, name, status, ip = d.id, d.name, d.status, d.ip_address
					n = n + 1
				end
				if n ~= %d then error(n) end`, droplets))
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("go", func(b *testing.B) {
		c, err := client.New("token", client.WithEndpoint(url))
		if err != nil {
			b.Fatal(err)
		}
		defer c.Close()
		b.ReportAllocs()
		for b.Loop() {
			n := 0
			for d, err := range c.FetchAllDroplets(client.DropletFilter{}).All(context.Background()) {
				if err != nil {
					b.Fatal(err)
				}
				_, _, _, _ = d.ID(), d.Name(), d.Status(), d.IPAddress()
				n++
			}
			if n != droplets {
				b.Fatal(n)
			}
		}
	})
}
