package limit

import (
	"context"
	"time"

	"github.com/doapi-lua/doapi/client/internal/gate"
)

// allowance is a number of requests that the API takes within a span of time.
// It belongs to a limiter, whose lock guards all but the queue.
type allowance struct {
	limit int // 0: as the limiter knows
	span  time.Duration
	queue gate.Gate // who waits for room; whoever is in it is the next

	inFlight int
	spent    []spending // requests of the last span that have their answers, oldest first
	until    time.Time  // nothing is sent before then
	paused   time.Time  // when the pause was ordered
	slow     int        // after a pause: how many may be under way at once; 0: any number
	refusals int        // refusals in a row
	wake     context.CancelFunc
	changed  bool // since the next in the queue has looked
}

// spending is a number of requests that were answered at about the same time.
type spending struct {
	from, at time.Time // the first and the last of them
	n        int
}

// slowUntil is when a slow start after a pause has come up to speed.
const slowUntil = 16

// expire drops what no longer counts. A request counts from its arrival at the
// API: its answer comes later, so that nothing is dropped too early.
func (a *allowance) expire(now time.Time) {
	i := 0
	for i < len(a.spent) && !a.spent[i].at.Add(a.span).After(now) {
		i++
	}
	a.spent = a.spent[i:]
}

// spend counts a request whose answer has just come.
func (a *allowance) spend(now time.Time) {
	if n := len(a.spent); n > 0 && now.Sub(a.spent[n-1].from) < a.span/60 {
		a.spent[n-1].at = now
		a.spent[n-1].n++
		return
	}
	a.spent = append(a.spent, spending{now, now, 1})
}

// since is how many requests were answered after a time.
func (a *allowance) since(t time.Time) int {
	n := 0
	for i := len(a.spent) - 1; i >= 0 && a.spent[i].at.After(t); i-- {
		n += a.spent[i].n
	}
	return n
}

// wait is how long there is no room: 0 if there is some, forever if an answer
// has to come first.
func (a *allowance) wait(now time.Time, used, limit int) time.Duration {
	switch {
	case now.Before(a.until):
		return a.until.Sub(now)
	case a.slow > 0 && a.inFlight >= a.slow:
		return forever
	case limit == 0 || used < limit:
		return 0
	case len(a.spent) > 0:
		return a.spent[0].at.Add(a.span).Sub(now)
	case a.inFlight > 0:
		return forever
	}
	return time.Second // it is all somebody else's
}

// pause keeps everybody waiting after a refusal of a request that was sent at a
// time. A little more time lets other processes come at other moments.
func (a *allowance) pause(sent, now time.Time, d time.Duration, jitter float64) {
	d += time.Duration(jitter * float64(min(d/10, time.Second)))
	if until := now.Add(d); until.After(a.until) {
		a.until = until
	}
	if a.paused.IsZero() || !sent.Before(a.paused) {
		a.refusals++
	}
	a.paused = now
	a.slow = 1
}

// regain takes in that a request went well which was sent at a time: after a
// pause the first one goes alone, and each that succeeds makes room for one
// more at once.
func (a *allowance) regain(sent time.Time) {
	if a.slow == 0 || sent.Before(a.paused) || sent.Before(a.until) {
		return
	}
	a.refusals = 0
	if a.slow++; a.slow >= slowUntil {
		a.slow = 0
	}
}

// signal has the next in the queue look again.
func (a *allowance) signal() {
	a.changed = true
	if a.wake != nil {
		a.wake()
	}
}
