package client

import (
	"context"
	"math"
	"net/url"
	"strings"
	"sync"
	"time"
)

// budget knows how many requests this client sent within the last minute and
// what the API said is left of the hour. The API allows a twentieth of the
// hour's limit a minute and tells about the hour only.
type budget struct {
	mu    sync.Mutex
	limit RateLimit
	spent [60]int // requests of each second of the last minute
	last  int64   // the second of the newest entry
}

// defaultLimit is the API's usual number of requests an hour.
const defaultLimit = 5000

// count wraps an attempt.
func (b *budget) count(next Handler, clock Clock) Handler {
	return func(ctx context.Context, c *Call) (*Reply, error) {
		b.spend(clock.Now())
		reply, err := next(ctx, c)
		if reply != nil && !reply.foreign {
			if r := reply.RateLimit(); r.Known() {
				b.mu.Lock()
				b.limit = r
				b.mu.Unlock()
			}
		}
		return reply, err
	}
}

func (b *budget) spend(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	b.spent[b.last%60]++
}

// forget drops what is older than a minute.
func (b *budget) forget(now time.Time) {
	second := now.Unix()
	if second < b.last {
		return
	}
	for n := min(second-b.last, 60); n > 0; n-- {
		b.spent[(second-n+1)%60] = 0
	}
	b.last = second
}

// left is how many requests the API would still take this minute.
func (b *budget) left(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.forget(now)
	spent := 0
	for _, n := range b.spent {
		spent += n
	}
	if !b.limit.Known() {
		return max(0, defaultLimit/20-spent)
	}
	// What was spent in the hour bounds what was spent in the minute: where the
	// API does not count, neither do we.
	spent = min(spent, b.limit.Limit-b.limit.Remaining)
	return max(0, min(b.limit.Limit/20-spent, b.limit.Remaining))
}

// stretch is how far apart rounds of n requests each should be, so that they
// leave a quarter of the minute's budget, and nine tenths of what remains of the
// hour's, to others.
func (b *budget) stretch(n int) time.Duration {
	b.mu.Lock()
	limit, remaining := b.limit.Limit, b.limit.Remaining
	b.mu.Unlock()
	if limit == 0 {
		limit, remaining = defaultLimit, defaultLimit
	}
	perMinute := math.Min(float64(limit)/20*0.75, math.Max(float64(remaining)/10, 1))
	return time.Duration(float64(n) / perMinute * float64(time.Minute))
}

// deletions counts what this client deleted, by the paths above it, so that
// lists know that they shrank.
type deletions struct {
	mu sync.Mutex
	n  map[string]int
}

// note counts a DELETE for every path above it; one with a query (all droplets
// of a tag) is of the collection itself.
func (d *deletions) note(u *url.URL) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.n == nil {
		d.n = map[string]int{}
	}
	path := u.Path
	if u.RawQuery != "" {
		d.n[path]++
	}
	for strings.Count(path, "/") > 2 {
		path = path[:strings.LastIndexByte(path, '/')]
		d.n[path]++
	}
}

func (d *deletions) under(path string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.n[path]
}
