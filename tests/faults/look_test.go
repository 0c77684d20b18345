package faults

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// TestLooksStayCheap makes ever more droplets with one client under the faults of
// this package, half of them of one name: looks for what may have been made
// cost the same however many there are. DOAPI_CREATES asks for more.
func TestLooksStayCheap(t *testing.T) {
	t.Parallel()
	sizes := []int{400, 1600}
	if n, err := strconv.Atoi(os.Getenv("DOAPI_CREATES")); err == nil {
		sizes = []int{n}
	}
	if raced {
		sizes = []int{400}
	}
	for _, n := range sizes {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			w := newWorld(t, sim.Seed(uint64(n)), sim.Latency(150*time.Millisecond), sim.ListLag(3*time.Second),
				sim.Faults(append(faulty("droplets_create", 0.2), faulty("droplets_list", 0.1)...)...))
			var lists, creates atomic.Int64
			next := w.server.RoundTripper()
			c := w.client(t, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
				switch {
				case r.Method == http.MethodGet:
					lists.Add(1)
				case r.Method == http.MethodPost:
					creates.Add(1)
				}
				return next.RoundTrip(r)
			})))
			sum := &tally{ids: map[int64]string{}, lost: map[string]int{}}
			w.each(n, 16, func(i int) {
				name := "same"
				if i%4 < 2 {
					name = fmt.Sprintf("web-%d", i)
				}
				d, err := c.CreateDroplet(context.Background(), small(name))
				sum.add(t, uint64(n), name, d, err)
			})
			ok(t, c.Close())
			sum.check(t, uint64(n), w)
			each := float64(lists.Load()) / float64(n)
			t.Logf("%d creates: %d made, %d of unknown outcome, %d refused; %d POSTs, %d lists, %.2f a create", n, sum.made, sum.unknown, sum.failed, creates.Load(), lists.Load(), each)
			if each > 1 {
				t.Errorf("%.2f lists a create", each)
			}
		})
	}
}
