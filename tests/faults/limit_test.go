package faults

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// refusals counts the answers 429 on a wire.
type refusals struct {
	next http.RoundTripper

	mu       sync.Mutex
	n        int
	flying   int
	first    int // under way when the first one was answered that was not refused
	requests int
}

func (r *refusals) RoundTrip(q *http.Request) (*http.Response, error) {
	r.mu.Lock()
	r.requests++
	r.flying++
	r.mu.Unlock()
	p, err := r.next.RoundTrip(q)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.first == 0 && err == nil && p.StatusCode == http.StatusOK {
		r.first = r.flying
	}
	r.flying--
	if err == nil && p.StatusCode == http.StatusTooManyRequests {
		r.n++
	}
	return p, err
}

// A plain client with many tasks survives the limits of a minute and an hour,
// hits them once in a while at most, and tells until when it pauses.
func TestPlainClientSurvivesTheLimits(t *testing.T) {
	w := newWorld(t, sim.RateLimit(true), sim.Latency(100*time.Millisecond))
	wire := &refusals{next: w.server.RoundTripper()}
	var mu sync.Mutex
	pauses := 0
	// Two clients of one token share what they may send.
	notices := client.WithNotices(func(n client.Notice) {
		mu.Lock()
		defer mu.Unlock()
		if n.Kind == client.NoticePause {
			pauses++
			if !n.Until.After(w.clock.Now()) || n.Message == "" {
				t.Errorf("a pause until %v at %v", n.Until, w.clock.Now())
			}
		}
	})
	clients := []*client.Client{w.client(t, client.WithTransport(wire), notices), w.client(t, client.WithTransport(wire), notices)}
	w.each(6000, 32, func(i int) {
		if _, err := clients[i%2].FetchAccount(context.Background()); err != nil {
			t.Error(err)
		}
	})
	took := w.clock.Now().Sub(epoch)
	if took < time.Hour || took > 75*time.Minute {
		t.Errorf("6,000 requests took %v", took)
	}
	if wire.n > 20 {
		t.Errorf("%d of %d requests were refused", wire.n, wire.requests)
	}
	if pauses == 0 || pauses > 200 {
		t.Errorf("%d pauses were told of", pauses)
	}
	t.Logf("6,000 requests of 32 tasks took %v, %d were refused, %d pauses told", took.Round(time.Second), wire.n, pauses)
}

// After a pause requests do not come all at once.
func TestNoThunder(t *testing.T) {
	w := newWorld(t, sim.Latency(time.Second))
	wire := &refusals{next: w.server.RoundTripper()}
	c := w.client(t, client.WithTransport(wire))
	w.faults(t, sim.Fault{Kind: "rate_limit_minute", Seconds: 30, Times: 20})
	w.each(20, 20, func(int) {
		if _, err := c.FetchAccount(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if wire.n != 20 || wire.first != 1 {
		t.Errorf("%d were refused, and %d came at the same time after the pause", wire.n, wire.first)
	}
	if took := w.clock.Now().Sub(epoch); took < 30*time.Second || took > time.Minute {
		t.Errorf("it took %v", took)
	}
}

// Endpoints with limits of their own do not hold the others up.
func TestEndpointLimits(t *testing.T) {
	w := newWorld(t, sim.RateLimit(true))
	wire := &refusals{next: w.server.RoundTripper()}
	c := w.client(t, client.WithTransport(wire))
	var slowest time.Duration
	var mu sync.Mutex
	w.each(50, 50, func(i int) {
		if i%2 == 0 {
			must[[]*client.SSHKey](t)(c.FetchAllSSHKeys().List(context.Background()))
			return
		}
		must[*client.Account](t)(c.FetchAccount(context.Background()))
		mu.Lock()
		slowest = max(slowest, w.clock.Now().Sub(epoch))
		mu.Unlock()
	})
	if took := w.clock.Now().Sub(epoch); took < 2*time.Minute || took > 3*time.Minute {
		t.Errorf("25 lists of keys took %v", took)
	}
	if slowest > time.Second {
		t.Errorf("others took %v", slowest)
	}
	if wire.n > 0 {
		t.Errorf("%d were refused", wire.n)
	}
}

// A second process with the same token is seen in the headers.
func TestSecondProcess(t *testing.T) {
	w := newWorld(t, sim.RateLimit(true))
	wire := &refusals{next: w.server.RoundTripper()}
	c := w.client(t, client.WithTransport(wire))
	other := func() {
		r, _ := http.NewRequest("GET", client.DefaultEndpoint+"/v2/account", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		p, err := w.server.RoundTripper().RoundTrip(r)
		ok(t, err)
		p.Body.Close()
	}
	must[*client.Account](t)(c.FetchAccount(context.Background()))
	for range 200 {
		other()
	}
	for range 100 {
		must[*client.Account](t)(c.FetchAccount(context.Background()))
	}
	if wire.n > 0 || w.clock.Now().Sub(epoch) < 50*time.Second {
		t.Errorf("%d were refused, after %v", wire.n, w.clock.Now().Sub(epoch))
	}
}

// The time for retries is a budget.
func TestRetryMaxTime(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		name  string
		fault sim.Fault
		most  time.Duration // given; negative: not
		low   time.Duration // how long it takes
		high  time.Duration
		sent  int // at least
	}{
		{"never again", sim.Fault{Kind: "status", Status: 503}, 0, 0, 0, 1},
		{"a minute", sim.Fault{Kind: "status", Status: 503}, time.Minute, 30 * time.Second, time.Minute, 6},
		{"as usual", sim.Fault{Kind: "html"}, -1, 0, 8 * time.Second, 5},
		{"no time for a pause", sim.Fault{Kind: "rate_limit_hour", Seconds: 1800}, time.Minute, 0, time.Minute, 1},
		{"any time for a pause", sim.Fault{Kind: "rate_limit_hour", Seconds: 1800}, -1, time.Hour, 2 * time.Hour, 2},
	} {
		w := newWorld(t)
		options := []client.Option{client.WithJitter(func() float64 { return 0.9 })}
		if test.most >= 0 {
			options = append(options, client.WithRetryMaxTime(test.most))
		}
		var trace strings.Builder
		c := w.client(t, append(options, client.WithTrace(&trace, false))...)
		w.faults(t, test.fault)
		_, err := c.FetchAccount(ctx)
		took, sent := w.clock.Now().Sub(epoch), w.server.Requests().Total
		var refusal *client.Error
		if !errors.As(err, &refusal) || took < test.low || took > test.high || sent < test.sent {
			t.Errorf("%s: %v after %v and %d requests", test.name, err, took, sent)
		}
		if sent > 1 && !strings.Contains(trace.String(), "= attempt 1 failed") {
			t.Errorf("%s: the trace says nothing of it: %s", test.name, trace.String())
		}
	}
	w := newWorld(t)
	c := w.client(t)
	w.faults(t, sim.Fault{Kind: "rate_limit_hour", Seconds: 1800})
	limited, cancel := w.clock.WithTimeout(ctx, time.Minute)
	defer cancel()
	if _, err := c.FetchAccount(limited); !errors.Is(err, context.DeadlineExceeded) || w.clock.Now().Sub(epoch) != time.Minute {
		t.Errorf("%v after %v", err, w.clock.Now().Sub(epoch))
	}
}
