package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// ofProcess is the world's clock as another process has it: its clients share
// what they know of the rate limit with those of no other one.
type ofProcess struct {
	*sim.VirtualClock
	number int
}

// jitter is a source of the same numbers in every run.
func jitter(seed uint64) func() float64 {
	var mu sync.Mutex
	dice := rand.New(rand.NewPCG(seed, 1))
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return dice.Float64()
	}
}

// TestProcessesShareALimit has several processes on one token, which begin at
// different times and do more or less at once, ask as often as they may: none
// of them gets much less than its part, and hardly any request is refused.
func TestProcessesShareALimit(t *testing.T) {
	t.Parallel()
	const lasting, latency = 10 * time.Minute, 100 * time.Millisecond
	for _, test := range []struct {
		name    string
		tasks   []int
		start   []time.Duration
		latency time.Duration
	}{
		{"alike", []int{4, 4, 4, 4}, make([]time.Duration, 4), latency},
		{"one has many tasks", []int{32, 1, 4, 2}, make([]time.Duration, 4), latency},
		{"one after the other", []int{8, 8, 8, 8}, []time.Duration{0, 7 * time.Second, 20 * time.Second, 45 * time.Second}, latency},
		{"many came first", []int{32, 1, 1, 1}, []time.Duration{0, 20 * time.Second, 25 * time.Second, 50 * time.Second}, latency},
		{"a fast API", []int{1, 1, 1, 1}, []time.Duration{0, 20 * time.Millisecond, 30 * time.Millisecond, 40 * time.Millisecond}, time.Millisecond},
		{"two", []int{16, 1}, []time.Duration{0, 30 * time.Second}, latency},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, sim.RateLimit(true), sim.Latency(test.latency))
			wire := &refusals{next: w.server.RoundTripper()}
			got := make([]atomic.Int64, len(test.tasks))
			clients := make([]*client.Client, len(test.tasks))
			var owner []int
			for i, n := range test.tasks {
				clients[i] = w.client(t, client.WithTransport(wire), client.WithClock(&ofProcess{w.clock, i}), client.WithJitter(jitter(uint64(i))))
				for range n {
					owner = append(owner, i)
				}
			}
			end := w.clock.Now().Add(lasting)
			ctx, cancel := w.clock.WithTimeout(context.Background(), lasting)
			defer cancel()
			w.each(len(owner), len(owner), func(n int) {
				i := owner[n]
				if w.clock.Sleep(ctx, test.start[i]) != nil {
					return
				}
				for w.clock.Now().Before(end) {
					if _, err := clients[i].FetchAccount(ctx); err != nil {
						if ctx.Err() == nil {
							t.Error(err)
						}
						return
					}
					got[i].Add(1)
				}
			})
			all, counts := int64(0), ""
			for i := range got {
				all += got[i].Load()
				counts += fmt.Sprintf(" %d", got[i].Load())
			}
			part := all / int64(len(got))
			for i := range got {
				if got[i].Load() < part/2 {
					t.Errorf("process %d made %d requests, its part is %d", i, got[i].Load(), part)
				}
			}
			refused := float64(wire.n) / float64(wire.requests)
			if refused > 0.02 {
				t.Errorf("%.1f %% of %d requests were refused", 100*refused, wire.requests)
			}
			if all < 1500 {
				t.Errorf("together they made %d requests of 2,500", all)
			}
			t.Logf("%s: together %d, %d of them refused (%.2f %%)", counts, wire.requests, wire.n, 100*refused)
		})
	}
}
