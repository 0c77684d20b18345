package faults

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

const token = "dop_v1_7ac3f1d90b5e4c2f8a6d"

// epoch is when simulated worlds begin.
var epoch = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

// world is a simulated API on a clock that jumps.
type world struct {
	server *sim.Server
	clock  *sim.VirtualClock
}

func newWorld(t testing.TB, options ...sim.Option) *world {
	t.Helper()
	clock := sim.NewClock(epoch)
	clock.Busy() // the test itself
	server, err := sim.New(append([]sim.Option{sim.WithClock(clock)}, options...)...)
	ok(t, err)
	return &world{server, clock}
}

// client makes a client of the world; what is between them may be exchanged.
func (w *world) client(t testing.TB, options ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(token, append([]client.Option{client.WithTransport(w.server.RoundTripper()), client.WithClock(w.clock)}, options...)...)
	ok(t, err)
	return c
}

// faults sets what goes wrong from now on.
func (w *world) faults(t testing.TB, rules ...sim.Fault) {
	t.Helper()
	ok(t, w.server.SetFaults(rules))
}

// pass lets time pass, in which everything that is under way ends.
func (w *world) pass(t testing.TB, d time.Duration) {
	t.Helper()
	ok(t, w.clock.Sleep(context.Background(), d))
}

// state is what exists, by kind.
func (w *world) state(t testing.TB) map[string][]map[string]any {
	t.Helper()
	var all map[string][]map[string]any
	ok(t, json.Unmarshal(w.server.State(), &all))
	return all
}

// each runs n functions at the same time on the world's clock, and returns when
// all have.
func (w *world) each(n, atOnce int, f func(i int)) {
	var next, running atomic.Int64
	running.Store(int64(atOnce))
	done, end := context.WithCancel(context.Background())
	defer end()
	for range atOnce {
		w.clock.Busy()
		go func() {
			defer w.clock.Idle()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
			if running.Add(-1) == 0 {
				end()
			}
		}()
	}
	_ = w.clock.Sleep(done, sim.Forever) // until end
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must fails the test unless err is nil.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// small asks for an ordinary droplet.
func small(name string) client.DropletRequest {
	return client.DropletRequest{Name: name, Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"}
}

// publicKey makes a new one.
func publicKey() string {
	blob := make([]byte, 51)
	copy(blob, "\x00\x00\x00\x0bssh-ed25519\x00\x00\x00\x20")
	_, _ = rand.Read(blob[19:])
	return "ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob) + " test"
}

// inProcess is a transport that is a function.
type inProcess func(*http.Request) (*http.Response, error)

func (f inProcess) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// failure is how a call ended, in a word.
func failure(err error) string {
	var unknown *client.UnknownOutcomeError
	var refusal *client.Error
	var broke *client.ConnectionError
	var garbled *client.ResponseError
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &unknown):
		return "unknown"
	case errors.As(err, &refusal):
		return fmt.Sprint(refusal.Status)
	case errors.As(err, &garbled):
		return "garbled"
	case errors.As(err, &broke) && !broke.Sent:
		return "not sent"
	case errors.As(err, &broke):
		return "broken"
	}
	return err.Error()
}
