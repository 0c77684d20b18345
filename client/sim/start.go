package sim

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"time"
)

// TB is what Start needs of a test: *testing.T, *testing.B and *testing.F have it.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Start serves a simulated API on a free port of this machine until the test
// ends, and returns the server and its base URL, for any client that speaks to
// the API. A simulated minute takes a tenth of a second unless WithClock says
// otherwise. What keeps it from serving fails the test.
func Start(t TB, opts ...Option) (server *Server, url string) {
	t.Helper()
	server, err := New(append([]Option{WithClock(NewScaledClock(600))}, opts...)...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("sim: %v", err)
	}
	web := &http.Server{Handler: server}
	go web.Serve(listener)
	t.Cleanup(func() { web.Close() })
	return server, "http://" + listener.Addr().String()
}

// World is a server as a script's tests drive it, in plain types. All methods
// are safe for concurrent use.
type World struct{ server *Server }

// World returns the server as tests drive it.
func (s *Server) World() *World { return &World{s} }

// Start begins anew, with n active droplets and what randomness comes from; 0
// leaves either as the server was made with.
func (w *World) Start(droplets int, seed uint64) error {
	s := w.server
	s.mu.Lock()
	o := s.opts
	if droplets > 0 {
		o.Droplets = droplets
	}
	if seed > 0 {
		o.Seed = seed
	}
	err := o.check()
	if err == nil {
		s.opts = o
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return s.Reset()
}

// Advance moves the clock forward by seconds.
func (w *World) Advance(seconds float64) error {
	if !(seconds >= 0 && seconds < 1e9) {
		return fmt.Errorf("sim: cannot advance the clock by %v seconds: give a number from 0 to 1e9", seconds)
	}
	return w.server.Advance(time.Duration(seconds * float64(time.Second)))
}

// Fail adds a fault rule in JSON, see [Fault], before those that hold; "" ends all
// of them. An error names what is wrong with the rule.
func (w *World) Fail(rule string) error {
	if rule == "" {
		return w.server.SetFaults(nil)
	}
	rules, err := ParseFaults([]byte(rule))
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if err := w.server.AddFault(rule); err != nil {
			return err
		}
	}
	return nil
}

// Requests returns how often each operation has been asked for, by operationId.
func (w *World) Requests() map[string]int { return w.server.Requests().ByOperation }

// State returns everything that exists: lists of objects as decoded JSON, keyed
// as in the API's answers.
func (w *World) State() map[string]any {
	var state map[string]any
	json.Unmarshal(w.server.State(), &state)
	return state
}
