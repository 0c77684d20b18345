package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
)

// limiter keeps the requests of one token within what the API allows: so many
// an hour and a minute, and fewer for some endpoints. All clients of an origin
// and a token share one (see limiterFor). What it knows comes from the answers'
// headers, which count what other processes send as well, and from the requests
// that it lets through. All methods are safe from any goroutine.
type limiter struct {
	clock Clock

	mu    sync.Mutex
	whole allowance
	parts []*allowance // in the order of endpointLimits
	hour  RateLimit    // as the last answer told, by the client's clock
	marks []mark       // what answers of the last minute told
	skew  time.Duration
}

// mark is what was left of the hour at a time.
type mark struct {
	at   time.Time
	left int
}

// The API's usual limits. A twentieth of the hour's may be used in a minute,
// which its headers do not tell.
const (
	defaultLimit = 5000 // an hour
	minuteShare  = 20
)

// endpointLimits are the limits of single endpoints, which no header tells of
// before they are reached.
var endpointLimits = []struct {
	operation string // an id, or the beginning of ids before a *
	limit     int
	span      time.Duration
}{
	{"sshKeys_list", 10, time.Minute},
	{"cdn_*", 5, 10 * time.Second},
}

// longestPause bounds what an answer can ask for: nothing of the API's limits
// lasts longer than an hour.
const longestPause = time.Hour + time.Minute

// errNoRoom sends speculative calls away.
var errNoRoom = errors.New("the rate limit leaves no room for calls that are made ahead")

func newLimiter(clock Clock) *limiter {
	l := &limiter{clock: clock, whole: allowance{span: time.Minute}}
	for _, e := range endpointLimits {
		l.parts = append(l.parts, &allowance{limit: e.limit, span: e.span})
	}
	return l
}

// around is the middleware: it waits for room before each attempt.
func (l *limiter) around(own func(*Call) bool, n *notifier, jitter func() float64) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, c *Call) (*Reply, error) {
			if !own(c) {
				c.begin(l.clock.Now())
				return next(ctx, c)
			}
			p, err := l.admit(ctx, c, n)
			if err != nil {
				return nil, err
			}
			c.begin(p.at)
			reply, err := next(ctx, c)
			l.done(p, reply, jitter())
			return reply, err
		}
	}
}

// permit is the leave to send one request.
type permit struct {
	at   time.Time
	part *allowance // of the endpoint; nil if it has no limit of its own
}

// admit waits until the API allows the call. Calls go in the order in which
// they came; speculative ones go only where nobody has to wait. An error is that
// of ctx, or errNoRoom.
func (l *limiter) admit(ctx context.Context, c *Call, n *notifier) (permit, error) {
	p := permit{part: l.partOf(c)}
	for _, a := range []*allowance{p.part, &l.whole} {
		if a == nil {
			continue
		}
		if err := l.enter(ctx, c, a, n); err != nil {
			if p.part != nil && a == &l.whole {
				l.free(p.part)
			}
			return p, err
		}
	}
	p.at = l.clock.Now()
	return p, nil
}

// partOf is the allowance of the call's endpoint.
func (l *limiter) partOf(c *Call) *allowance {
	for i, e := range endpointLimits {
		if matchesID(e.operation, c.name()) {
			return l.parts[i]
		}
	}
	return nil
}

// matchesID compares an operation's id with a pattern that may end with *.
func matchesID(pattern, id string) bool {
	if n := len(pattern) - 1; n >= 0 && pattern[n] == '*' {
		return len(id) >= n && id[:n] == pattern[:n]
	}
	return pattern == id
}

// enter takes a place in an allowance.
func (l *limiter) enter(ctx context.Context, c *Call, a *allowance, n *notifier) error {
	if c.Speculative {
		if l.tryEnter(a, true) > 0 {
			return errNoRoom
		}
		return nil
	}
	if err := a.queue.Enter(ctx, l.clock); err != nil {
		return err
	}
	defer a.queue.Leave()
	for {
		wait := l.tryEnter(a, false)
		if wait == 0 {
			return nil
		}
		now := l.clock.Now()
		if wait < Forever {
			if !c.giveUp.IsZero() && now.Add(wait).After(c.giveUp) {
				// There is no time for the pause: the API's own refusal says
				// more than any error from here.
				l.force(a)
				return nil
			}
			n.pause(c, now, now.Add(wait))
		}
		if err := l.sleep(ctx, a, wait); err != nil {
			return fmt.Errorf("%s %s: %w while waiting for the rate limit", c.Method, address.Short(c.address(), false), err)
		}
	}
}

// sleep waits for d to pass, or for an answer that changes what is known.
func (l *limiter) sleep(ctx context.Context, a *allowance, d time.Duration) error {
	sleeping, wake := context.WithCancel(ctx)
	defer wake()
	l.mu.Lock()
	if a.changed {
		a.changed = false
		l.mu.Unlock()
		return nil
	}
	a.wake = wake
	l.mu.Unlock()
	err := l.clock.Sleep(sleeping, d)
	l.mu.Lock()
	a.wake = nil
	a.changed = false
	l.mu.Unlock()
	if err == nil || errors.Is(err, context.Canceled) && ctx.Err() == nil {
		return nil
	}
	return err
}

// tryEnter takes a place if there is one now, and returns 0; else how long to
// wait, Forever for an answer.
func (l *limiter) tryEnter(a *allowance, speculative bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	a.changed = false
	used, limit := l.used(a, now)
	wait := a.wait(now, used, limit)
	if a == &l.whole && wait == 0 {
		wait = l.waitForHour()
	}
	if speculative && (a.wake != nil || a.slow > 0 || limit > 0 && used >= limit*3/4) {
		return Forever // what is left is for those who wait for their answers
	}
	if wait == 0 {
		a.inFlight++
	}
	return wait
}

func (l *limiter) force(a *allowance) {
	l.mu.Lock()
	a.inFlight++
	l.mu.Unlock()
}

// free gives a place back that was not used.
func (l *limiter) free(a *allowance) {
	l.mu.Lock()
	a.inFlight--
	a.signal()
	l.mu.Unlock()
}

// used is how many requests of an allowance count at present, and how many may;
// no limit is known where that is 0.
func (l *limiter) used(a *allowance, now time.Time) (used, limit int) {
	a.expire(now)
	used = a.since(time.Time{}) + a.inFlight
	if a != &l.whole {
		return used, a.limit
	}
	if !l.hour.Known() {
		return used, 0
	}
	used += l.others(now)
	// What was spent of the hour bounds what was spent in the minute: where the
	// API does not count, neither do we.
	return min(used, l.hour.Limit-l.hour.Remaining+a.inFlight), l.hour.Limit / minuteShare
}

// others is how many requests somebody else sent with the token within the last
// minute: what is left of the hour fell by more than was sent from here.
func (l *limiter) others(now time.Time) int {
	for len(l.marks) > 0 && now.Sub(l.marks[0].at) > time.Minute {
		l.marks = l.marks[1:]
	}
	if len(l.marks) == 0 {
		return 0
	}
	first := l.marks[0]
	return max(0, first.left-l.hour.Remaining-l.whole.since(first.at))
}

// waitForHour is how long to wait for the hour's limit. Where nothing is left of
// it, requests go one at a time: the first that is refused says until when.
func (l *limiter) waitForHour() time.Duration {
	if l.hour.Known() && l.hour.Remaining-l.whole.inFlight <= 0 && l.whole.inFlight > 0 {
		return Forever
	}
	return 0
}

// done counts a request that has its answer; reply is nil if none came.
func (l *limiter) done(p permit, reply *Reply, jitter float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	hit := &l.whole // whose limit a 429 tells of
	for _, a := range []*allowance{p.part, &l.whole} {
		if a != nil {
			a.inFlight--
			a.spend(now)
		}
	}
	defer l.whole.signal()
	if p.part != nil {
		hit = p.part
		defer p.part.signal()
	}
	if reply == nil {
		return
	}
	l.measure(reply.Header, now)
	rate := reply.RateLimit()
	if rate.Known() {
		rate.Reset = rate.Reset.Add(-l.skew)
	}
	after := retryAfter(reply.Header, now.Add(l.skew))
	limited := reply.Status == http.StatusTooManyRequests
	switch {
	case limited && after > 0:
		// That of a minute says that nothing is left, of the minute.
		hit.pause(p.at, now, min(after, longestPause), jitter)
	case limited:
		wait := min(rate.Reset.Sub(now), longestPause)
		if !rate.Known() || wait <= 0 {
			wait = backoff(l.whole.strikes, time.Second, time.Minute)
		}
		l.whole.pause(p.at, now, wait, jitter)
	default:
		for _, a := range []*allowance{p.part, &l.whole} {
			if a != nil {
				a.regain(p.at)
			}
		}
	}
	if rate.Known() && !(limited && after > 0) {
		l.hour = rate
		if n := len(l.marks); n == 0 || now.Sub(l.marks[n-1].at) >= time.Second {
			l.marks = append(l.marks, mark{now, rate.Remaining})
		}
	}
}

// opens is until when calls like c are held back by a refusal; zero or past if
// none are.
func (l *limiter) opens(c *Call) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := l.whole.until
	if part := l.partOf(c); part != nil && part.until.After(until) {
		until = part.until
	}
	return until
}

// measure finds out how far the clock of the API is ahead of the client's. A
// difference within what the header's precision and the way to here explain is
// none.
func (l *limiter) measure(h http.Header, now time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	if l.skew = date.Sub(now); l.skew.Abs() < 3*time.Second {
		l.skew = 0
	}
}

// theirs is a time of the client's clock by the API's.
func (l *limiter) theirs(t time.Time) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return t.Add(l.skew)
}

// left is how many requests the API would still take this minute.
func (l *limiter) left(now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	used, limit := l.used(&l.whole, now)
	if limit == 0 {
		return max(0, defaultLimit/minuteShare-used)
	}
	return max(0, min(limit-used, l.hour.Remaining))
}

// stretch is how far apart rounds of n requests each should be, so that they
// leave a quarter of the minute's budget, and nine tenths of what remains of the
// hour's, to others.
func (l *limiter) stretch(n int) time.Duration {
	l.mu.Lock()
	limit, remaining := l.hour.Limit, l.hour.Remaining
	l.mu.Unlock()
	if limit == 0 {
		limit, remaining = defaultLimit, defaultLimit
	}
	perMinute := math.Min(float64(limit)/minuteShare*0.75, math.Max(float64(remaining)/10, 1))
	return time.Duration(float64(n) / perMinute * float64(time.Minute))
}
