// Package progress ends attempts that stand still.
package progress

import (
	"context"
	"net/http/httptrace"
	"sync"
	"time"
)

// Clock is what is needed of the client's clock.
type Clock interface {
	Now() time.Time
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
}

// Watch ends an attempt that makes no progress. Its context carries a deadline
// of the clock that moves on as the attempt does: an ordinary timeout could not
// tell a slow body from one that stands still.
type Watch struct {
	clock         Clock
	connect, read time.Duration
	Parent        context.Context
	cancel        context.CancelFunc

	mu      sync.Mutex
	dialing bool          // a connection was asked for, and has not come
	phase   time.Duration // the limit that holds at present; 0: none
	since   time.Time     // when the present deadline was set
	bytes   int           // of the body that came since then
	current context.Context
	drop    func()
	stopped bool
}

// slack is the part of a limit that may pass before the deadline is renewed:
// renewing it at every read would be waste.
const slack = 16

// Start starts watching; the attempt runs under the context that it
// returns, and calls progress.
func Start(parent context.Context, clock Clock, connect, read time.Duration) (*Watch, context.Context) {
	w := &Watch{clock: clock, connect: connect, read: read, Parent: parent}
	ctx, cancel := context.WithCancel(watched{parent, w})
	w.cancel = cancel
	w.enter(false, read)
	return w, httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn:              func(string) { w.enter(true, w.connect) },
		GotConn:              func(httptrace.GotConnInfo) { w.enter(false, w.read) },
		WroteRequest:         func(httptrace.WroteRequestInfo) { w.Progress() },
		GotFirstResponseByte: func() { w.Progress() },
	})
}

// watched hands out the values of the present deadline's context: that is
// where a clock looks for deadlines.
type watched struct {
	context.Context
	w *Watch
}

func (c watched) Value(key any) any {
	c.w.mu.Lock()
	current := c.w.current
	c.w.mu.Unlock()
	if current != nil {
		return current.Value(key)
	}
	return c.Context.Value(key)
}

// enter starts a phase with a limit of its own.
func (w *Watch) enter(dialing bool, limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dialing, w.phase = dialing, limit
	w.renew()
}

// Progress puts the deadline off.
func (w *Watch) Progress() {
	if w.read == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.phase != 0 && w.clock.Now().Sub(w.since) > w.phase/slack {
		w.renew()
	}
}

// LeastRate is how many bytes a second of a body are progress: what comes more
// slowly would take days.
const LeastRate = 256

// Received notes bytes of a body, which put the deadline off unless they are
// too few.
func (w *Watch) Received(n int) {
	if w.read == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bytes += n
	if since := w.clock.Now().Sub(w.since); w.phase != 0 && since > w.phase/slack && float64(w.bytes) >= LeastRate*since.Seconds() {
		w.renew()
	}
}

// Drips reports whether bytes came since the deadline was last put off, and not
// enough of them.
func (w *Watch) Drips() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.bytes > 0
}

func (w *Watch) renew() {
	w.bytes = 0
	if w.drop != nil {
		w.drop()
		w.drop, w.current = nil, nil
	}
	if w.phase == 0 || w.stopped {
		return
	}
	current, cancel := w.clock.WithTimeout(w.Parent, w.phase+w.phase/slack)
	stop := context.AfterFunc(current, w.cancel)
	w.since, w.current = w.clock.Now(), current
	w.drop = func() { stop(); cancel() }
}

// Expired reports whether the watch ended the attempt.
func (w *Watch) Expired() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.current != nil && w.current.Err() != nil && w.Parent.Err() == nil
}

// MayBeSent reports whether the other side may have got the request. Where
// nothing is known of connections it may.
func (w *Watch) MayBeSent() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.dialing
}

func (w *Watch) Limit() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.phase
}

func (w *Watch) Stop() {
	w.mu.Lock()
	w.stopped = true
	w.renew()
	w.mu.Unlock()
	w.cancel()
}
