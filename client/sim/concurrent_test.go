package sim

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// Requests in flight share the virtual time that they take.
func TestLatencyInParallel(t *testing.T) {
	a := newAPI(t, Latency(50*time.Millisecond))
	a.clock.Busy()
	const tasks, each = 16, 30
	w := &crew{clock: a.clock}
	for range tasks {
		w.spawn(func() {
			for range each {
				if res, err := a.send("POST", "/v2/droplets", plain); err != nil || res.status != 202 {
					t.Error(res.status, err)
				}
			}
		})
	}
	w.join(context.Background())
	wantElapsed(t, a.clock, each*50*time.Millisecond)
	same(t, "droplets", a.droplets(), tasks*each)
}

// Many callers at once, over both wires, on a clock that runs: for the race
// detector, and nothing may be lost.
func TestConcurrentUse(t *testing.T) {
	server, err := New(WithClock(NewScaledClock(1000)), Droplets(20), Latency(time.Millisecond), Seed(3),
		Faults(Fault{Operation: "droplets_list", Kind: "cut", Rate: 0.1}, Fault{Operation: "tags_*", Kind: "reset", Rate: 0.1}))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(server)
	defer srv.Close()
	var wg sync.WaitGroup
	for i := range 8 {
		a := &api{T: t, server: server, http: server.RoundTripper(), base: "http://sim", header: http.Header{"Authorization": {"Bearer x"}}}
		if i%2 == 1 {
			a.http, a.base = http.DefaultTransport, srv.URL
		}
		wg.Go(func() {
			for n := range 10 {
				res, err := a.send("POST", "/v2/droplets", with(plain, "tags", []string{fmt.Sprint("t", n%3)}))
				if err != nil || res.status != 202 {
					t.Error(res.status, err)
				}
				for _, path := range []string{"/v2/droplets?per_page=20", "/v2/droplets?tag_name=t1", "/v2/tags", "/v2/actions", "/_sim/state", "/_sim/requests"} {
					a.send("GET", path, nil)
				}
				if n == 5 {
					a.send("POST", "/_sim/clock", `{"advance_s": 1}`)
					server.SetFaults(nil)
				}
			}
		})
	}
	wg.Wait()
	a := &api{T: t, server: server, http: server.RoundTripper(), base: "http://sim", header: http.Header{"Authorization": {"Bearer x"}}}
	same(t, "droplets", a.get("/v2/droplets").at("meta", "total"), 20+8*10)
	same(t, "requests", a.get("/_sim/requests").at("by_operation", "droplets_create"), 80)
}
