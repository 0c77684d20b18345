package limit

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync"
	"time"
)

// Limiter keeps the requests of one token within what the API allows: so many
// an hour and a minute, and fewer for some endpoints. All clients of an origin
// and a token share one (see [For]). What it knows comes from the answers'
// headers, which count what other processes send as well, and from the requests
// that it lets through. All methods are safe from any goroutine.
type Limiter struct {
	clock Clock

	mu    sync.Mutex
	whole allowance
	share share
	parts []*allowance // in the order of endpointLimits
	hour  Rate         // as the last answer told, by the client's clock
	marks []mark       // what answers of the last minute told
	done  int          // how many answers came in all

	skew, skewOnce offset // of the last answer, and of the first
}

// mark is what was left of the hour at a time, when so many requests had their
// answers and so many were under way.
type mark struct {
	at             time.Time
	left           int
	done, inFlight int
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

// LongestPause bounds what an answer can ask for: nothing of the API's limits
// lasts longer than an hour.
const LongestPause = time.Hour + time.Minute

// ErrNoRoom sends speculative calls away.
var ErrNoRoom = errors.New("the rate limit leaves no room for calls that are made ahead")

func New(clock Clock) *Limiter {
	l := &Limiter{clock: clock, whole: allowance{span: time.Minute}}
	for _, e := range endpointLimits {
		l.parts = append(l.parts, &allowance{limit: e.limit, span: e.span})
	}
	return l
}

// Permit is the leave to send one request.
type Permit struct {
	At   time.Time  // when it was given
	part *allowance // of the endpoint; nil if it has no limit of its own
}

// Request is what a limiter knows of a call.
type Request struct {
	Op          string    // id of the operation, "" if the catalog does not know it
	Speculative bool      // goes only where nobody has to wait
	GiveUp      time.Time // when pauses get too long; zero: never
	// Paused hears of a pause that begins; it may be called several times.
	Paused func(now, until time.Time)
}

// Admit waits until the API allows the call. Calls go in the order in which
// they came. An error is that of ctx, or [ErrNoRoom].
func (l *Limiter) Admit(ctx context.Context, c Request) (Permit, error) {
	p := Permit{part: l.partOf(c.Op)}
	for _, a := range []*allowance{p.part, &l.whole} {
		if a == nil {
			continue
		}
		if err := l.enter(ctx, c, a); err != nil {
			if p.part != nil && a == &l.whole {
				l.free(p.part)
			}
			return p, err
		}
	}
	p.At = l.clock.Now()
	return p, nil
}

// partOf is the allowance of an operation's endpoint.
func (l *Limiter) partOf(op string) *allowance {
	for i, e := range endpointLimits {
		if matchesID(e.operation, op) {
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
func (l *Limiter) enter(ctx context.Context, c Request, a *allowance) error {
	if c.Speculative {
		if l.tryEnter(a, true) > 0 {
			return ErrNoRoom
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
		if wait < forever && wait >= leastTold {
			if !c.GiveUp.IsZero() && now.Add(wait).After(c.GiveUp) {
				// There is no time for the pause: the API's own refusal says
				// more than any error from here.
				l.force(a)
				return nil
			}
			c.Paused(now, now.Add(wait))
		}
		if err := l.sleep(ctx, a, wait); err != nil {
			return err
		}
	}
}

// leastTold is the shortest pause that is one to somebody who waits.
const leastTold = time.Second

// sleep waits for d to pass, or for an answer that changes what is known.
func (l *Limiter) sleep(ctx context.Context, a *allowance, d time.Duration) error {
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
// wait, forever for an answer.
func (l *Limiter) tryEnter(a *allowance, speculative bool) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Now()
	a.changed = false
	used, limit := l.used(a, now)
	wait := a.wait(now, used, limit)
	if a == &l.whole && limit > 0 && used >= limit {
		l.share.reached(now, wait, float64(limit))
	}
	if a == &l.whole && wait == 0 {
		if wait = l.waitForHour(); wait == 0 {
			wait = l.share.wait(now)
		}
	}
	if speculative && (a.wake != nil || a.slow > 0 || limit > 0 && used >= limit*3/4) {
		return forever // what is left is for those who wait for their answers
	}
	if wait == 0 {
		l.take(a)
	}
	return wait
}

// take counts a request that goes. The lock is held.
func (l *Limiter) take(a *allowance) {
	a.inFlight++
	if a == &l.whole {
		l.share.take()
	}
}

func (l *Limiter) force(a *allowance) {
	l.mu.Lock()
	l.take(a)
	l.mu.Unlock()
}

// free gives a place back that was not used.
func (l *Limiter) free(a *allowance) {
	l.mu.Lock()
	a.inFlight--
	a.signal()
	l.mu.Unlock()
}

// used is how many requests of an allowance count at present, and how many may;
// no limit is known where that is 0.
func (l *Limiter) used(a *allowance, now time.Time) (used, limit int) {
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
func (l *Limiter) others(now time.Time) int {
	for len(l.marks) > 0 && now.Sub(l.marks[0].at) > time.Minute {
		l.marks = l.marks[1:]
	}
	if len(l.marks) == 0 {
		return 0
	}
	first := l.marks[0]
	// What is under way may count there already.
	return max(0, first.left-l.hour.Remaining-(l.done-first.done)-max(0, l.whole.inFlight-first.inFlight))
}

// waitForHour is how long to wait for the hour's limit. Where nothing is left of
// it, requests go one at a time: the first that is refused says until when.
func (l *Limiter) waitForHour() time.Duration {
	if l.hour.Known() && l.hour.Remaining-l.whole.inFlight <= 0 && l.whole.inFlight > 0 {
		return forever
	}
	return 0
}

// Done counts a request that has its answer; header is nil and status 0 if none
// came. jitter is a random number from 0 up to 1.
func (l *Limiter) Done(p Permit, status int, header http.Header, jitter float64) {
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
	l.done++
	defer l.whole.signal()
	if p.part != nil {
		hit = p.part
		defer p.part.signal()
	}
	if status == 0 {
		return
	}
	l.measure(header, now)
	rate := ReadRate(header)
	if rate.Known() {
		rate.Reset = rate.Reset.Add(-l.skew.ahead)
	}
	after := RetryAfter(header, now.Add(l.skew.ahead))
	limited := status == http.StatusTooManyRequests
	switch {
	case limited && after > 0:
		// That of a minute says that nothing is left, of the minute.
		hit.pause(p.At, now, min(after, LongestPause), jitter)
		if hit == &l.whole && l.hour.Known() {
			l.share.reached(now, after, float64(l.hour.Limit)/minuteShare)
		}
	case limited:
		wait := min(rate.Reset.Sub(now), LongestPause)
		if !rate.Known() || wait <= 0 {
			wait = Backoff(l.whole.refusals, time.Second, time.Minute)
		}
		l.whole.pause(p.At, now, wait, jitter)
	default:
		for _, a := range []*allowance{p.part, &l.whole} {
			if a != nil {
				a.regain(p.At)
			}
		}
	}
	crowded := limited && after > 0 && p.part == nil && l.hour.Known() && l.whole.since(now.Add(-time.Minute)) < l.hour.Limit/minuteShare*9/10
	if rate.Known() && !(limited && after > 0) {
		l.hour = rate
		if n := len(l.marks); n == 0 || now.Sub(l.marks[n-1].at) >= time.Second {
			l.marks = append(l.marks, mark{now, rate.Remaining, l.done, l.whole.inFlight})
		}
	}
	if l.hour.Known() {
		l.share.think(now, float64(l.others(now)), l.lately(now), float64(l.hour.Limit)/minuteShare, crowded, after)
	}
}

// lately is how many requests a minute were made with the token of late,
// negative if that is not known.
func (l *Limiter) lately(now time.Time) float64 {
	for i := len(l.marks) - 1; i >= 0; i-- {
		if ago := now.Sub(l.marks[i].at); ago >= lookBack {
			return float64(max(0, l.marks[i].left-l.hour.Remaining)) / ago.Minutes()
		}
	}
	return -1
}

// Opens is until when calls of an operation are held back by a refusal; zero or past if
// none are.
func (l *Limiter) Opens(op string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := l.whole.until
	if part := l.partOf(op); part != nil && part.until.After(until) {
		until = part.until
	}
	return until
}

// offset is how far the API's clock was ahead of the client's at a time of the
// latter; at is zero before anything told.
type offset struct {
	at    time.Time
	ahead time.Duration
}

// imprecise is what the precision of the Date header and the way to here explain.
const imprecise = 3 * time.Second

// measure finds out how far the clock of the API is ahead of the client's. A
// difference within what is imprecise is none.
func (l *Limiter) measure(h http.Header, now time.Time) {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return
	}
	ahead := date.Sub(now)
	if ahead.Abs() < imprecise {
		ahead = 0
	}
	l.skew = offset{now, ahead}
	if l.skewOnce.at.IsZero() {
		l.skewOnce = l.skew
	}
}

// Theirs is a time of the client's clock by the API's; measured is whether an
// answer from before that time tells. What answers since then tell is reckoned
// back: the clock of a simulator may be faster than the client's.
func (l *Limiter) Theirs(t time.Time) (theirs time.Time, measured bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	theirs = t.Add(l.skew.ahead)
	if !l.skewOnce.at.IsZero() && !l.skewOnce.at.After(t) {
		return theirs, true
	}
	drift := l.skew.ahead - l.skewOnce.ahead
	if drift.Abs() >= imprecise {
		theirs = theirs.Add(-time.Duration(float64(drift) * float64(l.skew.at.Sub(t)) / float64(l.skew.at.Sub(l.skewOnce.at))))
	}
	return theirs, false
}

// Left is how many requests the API would still take this minute.
func (l *Limiter) Left(now time.Time) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	used, limit := l.used(&l.whole, now)
	if limit == 0 {
		return max(0, defaultLimit/minuteShare-used)
	}
	return max(0, min(limit-used, l.hour.Remaining))
}

// Stretch is how far apart rounds of n requests each should be, so that they
// leave a quarter of the minute's budget, and nine tenths of what remains of the
// hour's, to others.
func (l *Limiter) Stretch(n int) time.Duration {
	l.mu.Lock()
	limit, remaining := l.hour.Limit, l.hour.Remaining
	l.mu.Unlock()
	if limit == 0 {
		limit, remaining = defaultLimit, defaultLimit
	}
	perMinute := math.Min(float64(limit)/minuteShare*0.75, math.Max(float64(remaining)/10, 1))
	return time.Duration(float64(n) / perMinute * float64(time.Minute))
}
