package client

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/internal/gate"
)

// Waiter asks again and again how objects are, and hands each out as it then is
// as soon as it is done. An object that vanished comes as its last known state,
// with Gone true.
//
// It asks for the list where that costs fewer requests than asking for the
// objects one by one, and less often when little is left of the rate limit. All
// methods are safe from any goroutine.
type Waiter[T Resource] struct{ w *waiter }

// waiter is a Waiter of objects of whatever type.
type waiter struct {
	client  *Client
	options waitOptions
	attr    string // for the timeout's error
	value   any
	// look finds out how the items are; it sets ended and err of those that need
	// no further look.
	look func(ctx context.Context, open []*item) error

	gate  gate.Gate // whoever is in Next
	poll  poller
	total int       // how many objects it began with
	tick  time.Time // when the last look began; zero before the first
	began time.Time
	end   time.Time // when the wait gives up; zero: never
	quiet time.Time // since when nothing happens by itself; zero: something may
	made  bool      // the condition is one for what has been made
	looks int       // how often it has looked
	young int       // where failedCreations goes on

	mu          sync.Mutex
	open        []*item // not done yet
	ended       []*item // done, not handed out yet
	err         error   // to be handed out after those
	interrupted bool
	cancel      context.CancelFunc // of what Next is doing
}

// item is an object that is waited for.
type item struct {
	now     Resource  // as last seen
	seen    bool      // by this wait
	lost    time.Time // when the API first did not know it
	failing time.Time // when it first could not be had
	updated bool      // by the present look
	ended   bool
	err     error
}

// Limits of waits.
const (
	// minInterval keeps a wait from asking without a pause.
	minInterval = 10 * time.Millisecond
	// settle is how long the API may not know what it has just made.
	settle = 15 * time.Second
	// grace is what a look that has begun may take beyond the wait's own time,
	// and onlyLook what the one look of a wait without any time may.
	grace    = 2 * time.Second
	onlyLook = 10 * time.Second
)

// Wait waits until each of the objects meets the condition. They may be of
// several classes, but must come from one client.
func Wait[T Resource](objects []T, until Condition, options ...WaitOption) *Waiter[T] {
	w := newWaiter(objects, until.Attr, until.Value, options)
	w.look = func(ctx context.Context, open []*item) error {
		for _, i := range open {
			i.updated = false
		}
		if err := w.poll.look(ctx, open); err != nil {
			return err
		}
		for _, i := range open {
			if i.updated && !i.ended {
				i.ended, i.err = until.Met(ctx, i.now)
				i.ended = i.ended || i.err != nil
			}
		}
		if until.made {
			w.lookAtCreations(ctx, open)
		}
		return nil
	}
	w.made = until.made
	return &Waiter[T]{w}
}

// WaitDroplets waits until each droplet meets the condition, such as
// [StatusIs], [LockedIs] or [Ready].
func (c *Client) WaitDroplets(droplets []*Droplet, until Condition, options ...WaitOption) *Waiter[*Droplet] {
	return Wait(droplets, until, options...)
}

// WaitActions waits until each action has ended. With [WithCheck] one that
// failed is an [*ActionError].
func (c *Client) WaitActions(actions []*Action, options ...WaitOption) *Waiter[*Action] {
	var o waitOptions
	for _, option := range options {
		option(&o)
	}
	return Wait(actions, actionDone(o.check), options...)
}

func newWaiter[T Resource](objects []T, attr string, value any, options []WaitOption) *waiter {
	w := &waiter{attr: attr, value: value, total: len(objects)}
	for _, o := range objects {
		w.open = append(w.open, &item{now: o})
	}
	if len(objects) > 0 {
		w.client = objects[0].Base().Client()
		w.options = waitOptions{interval: w.client.waitInterval, limit: w.client.waitTime}
		w.poll = newPoller(w.client)
	}
	for _, option := range options {
		option(&w.options)
	}
	return w
}

// Next returns the next object that is done, and [io.EOF] after the last one.
// When the time is up it returns a [*WaitTimeoutError]; any other error comes as
// a [*WaitError]. Both hold what was not done then. A poll that fails is made
// again: what ends a wait for all are a 4xx to a list, and ten minutes without
// any good answer. An error that concerns one object, such as its failed action
// or a 4xx on it, leaves the others: after it, Next goes on with them.
func (w *Waiter[T]) Next(ctx context.Context) (T, error) {
	var none T
	r, err := w.w.next(ctx)
	if err != nil {
		return none, err
	}
	return r.(T), nil
}

// All ranges over the objects in the order in which they are done. An error
// comes once, as the last pair.
func (w *Waiter[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for {
			r, err := w.Next(ctx)
			if err == io.EOF || !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// List collects the objects in the order in which they are done. On an error it
// returns those that came before it too.
func (w *Waiter[T]) List(ctx context.Context) ([]T, error) {
	var all []T
	for r, err := range w.All(ctx) {
		if err != nil {
			return all, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Rest is what is not done, as last seen.
func (w *Waiter[T]) Rest() []T {
	var rest []T
	for _, r := range w.w.rest() {
		rest = append(rest, r.(T))
	}
	return rest
}

// Interrupt ends the wait: Next then hands out what is left, as last seen, and
// asks for nothing any more.
func (w *Waiter[T]) Interrupt() { w.w.interrupt() }

// Interrupted reports whether Interrupt was called.
func (w *Waiter[T]) Interrupted() bool {
	w.w.mu.Lock()
	defer w.w.mu.Unlock()
	return w.w.interrupted
}

func (w *waiter) interrupt() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.interrupted = true
	if w.cancel != nil {
		w.cancel()
	}
}

func (w *waiter) rest() []Resource {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.left()
}

// left is what is not handed out yet. The lock is held.
func (w *waiter) left() []Resource {
	var rest []Resource
	for _, i := range append(slices.Clone(w.ended), w.open...) {
		rest = append(rest, i.now)
	}
	return rest
}

func (w *waiter) next(ctx context.Context) (Resource, error) {
	if w.client == nil {
		return nil, io.EOF
	}
	if err := w.gate.Enter(ctx, w.client.clock); err != nil {
		return nil, err
	}
	defer w.gate.Leave()
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	for {
		if r, err, ok := w.pick(cancel); ok {
			return r, err
		}
		if err := w.pause(working); err != nil {
			if ctx.Err() == nil && w.stopped() {
				continue
			}
			return nil, err
		}
		if err := w.round(working); err != nil && (ctx.Err() != nil || !w.stopped()) {
			w.mu.Lock()
			w.err = err
			w.mu.Unlock()
		}
		w.report()
	}
}

// pick takes what can be handed out without asking. Otherwise it leaves word
// how to end what is done next.
func (w *waiter) pick(cancel context.CancelFunc) (r Resource, err error, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.ended) > 0 {
		i := w.ended[0]
		w.ended = w.ended[1:]
		if i.err != nil {
			return nil, &WaitError{Object: i.now, InProgress: w.left(), Err: i.err}, true
		}
		return i.now, nil, true
	}
	if err = w.err; err != nil {
		w.err = nil
		return nil, err, true
	}
	if len(w.open) == 0 {
		return nil, io.EOF, true
	}
	if w.interrupted {
		i := w.open[0]
		w.open = w.open[1:]
		return i.now, nil, true
	}
	w.cancel = cancel
	return nil, nil, false
}

func (w *waiter) stopped() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.interrupted
}

// pause sleeps until the next look is due. It returns a WaitTimeoutError when
// there is none.
func (w *waiter) pause(ctx context.Context) error {
	clock := w.client.clock
	now := clock.Now()
	if w.tick.IsZero() {
		w.began, w.poll.good = now, now
		if w.options.limit >= 0 {
			w.end = now.Add(w.options.limit)
		}
		return nil
	}
	if !w.end.IsZero() && !now.Before(w.end) {
		return &WaitTimeoutError{InProgress: w.rest(), Attr: w.attr, Value: w.value, Interval: w.options.interval, Limit: w.options.limit, Waited: now.Sub(w.began)}
	}
	if err := w.stuck(ctx, now); err != nil {
		return err
	}
	due := w.tick.Add(max(w.options.interval, minInterval, w.client.limiter.Stretch(w.poll.cost)))
	if !w.end.IsZero() && due.After(w.end) {
		due = w.end
	}
	return clock.Sleep(ctx, due.Sub(now))
}

// stuck is the error of a wait without a limit for what nothing will bring.
func (w *waiter) stuck(ctx context.Context, now time.Time) error {
	still := w.client.standstill
	if still == nil || w.options.limit >= 0 {
		return nil
	}
	switch {
	case !still(0):
		w.quiet = time.Time{}
	case w.quiet.IsZero():
		w.quiet = now
	case still(now.Sub(w.quiet)):
		w.mu.Lock()
		open := w.open
		w.mu.Unlock()
		if len(open) == 0 || w.made && w.failedCreations(ctx, open) {
			return nil // the next round tells
		}
		return &WaitError{InProgress: w.rest(), Err: &StateError{Object: open[0].now, Field: "status", Value: open[0].now.Base().Field("status"), Standstill: true}}
	}
	return nil
}

// round looks once at everything that is open.
func (w *waiter) round(ctx context.Context) error {
	w.tick = w.client.clock.Now()
	w.poll.cost = 0
	looking := ctx
	if !w.end.IsZero() {
		left := max(w.end.Sub(w.tick), 0) + grace
		if w.options.limit == 0 {
			left = onlyLook
		}
		bounded, cancel := w.client.clock.WithTimeout(ctx, left)
		defer cancel()
		looking = bounded
	}
	w.mu.Lock()
	open := w.open
	w.mu.Unlock()
	err := w.look(looking, slices.DeleteFunc(slices.Clone(open), func(i *item) bool { return i.ended }))

	w.mu.Lock()
	defer w.mu.Unlock()
	var still []*item
	for _, i := range open {
		if i.ended {
			w.ended = append(w.ended, i)
		} else {
			still = append(still, i)
		}
	}
	w.open = still
	if err == nil || ctx.Err() != nil {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) && looking.Err() != nil {
		return nil // pause finds that the time is up
	}
	return &WaitError{InProgress: w.left(), Err: err}
}
