package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

// gate is a simulator over HTTP that can hold requests: what happens during a
// request can be looked at for as long as that takes. Its time goes so slowly
// that what a test has begun there is not done while the test lasts.
type gate struct {
	url  string
	next http.Handler

	mu     sync.Mutex
	prefix string // of the method and URL of those that are held; "" for none
	pass   int    // how many of them go through before
	closed chan struct{}
	at     chan struct{} // sent to when one is held
}

func newGate(t *testing.T, options ...sim.Option) *gate {
	t.Helper()
	server, err := sim.New(append(options, sim.WithClock(sim.NewScaledClock(0.01)))...)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{next: server, at: make(chan struct{}, 100)}
	api := httptest.NewServer(g)
	g.url = api.URL
	t.Cleanup(func() {
		g.open()
		api.Close()
	})
	return g
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	var wait chan struct{}
	if g.prefix != "" && strings.HasPrefix(r.Method+" "+r.URL.String(), g.prefix) {
		if g.pass--; g.pass < 0 {
			wait = g.closed
		}
	}
	g.mu.Unlock()
	if wait != nil {
		g.at <- struct{}{}
		select {
		case <-wait:
		case <-r.Context().Done():
		}
	}
	g.next.ServeHTTP(w, r)
}

// hold holds the requests that begin with a method and path, but for some that
// may pass before.
func (g *gate) hold(prefix string, pass int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.prefix, g.pass, g.closed = prefix, pass, make(chan struct{})
}

// reached waits until a request is held.
func (g *gate) reached() { <-g.at }

// open lets go of what is held, and of what comes.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.prefix != "" {
		g.prefix = ""
		close(g.closed)
	}
}

// environ is what a program needs to talk to it.
func (g *gate) environ() []string {
	return []string{"DIGITALOCEAN_TOKEN=token-for-tests", "DIGITALOCEAN_API_URL=" + g.url}
}
