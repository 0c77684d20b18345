package sim

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// Forever is the duration of a sleep that only its context ends. A virtual
// clock never jumps for its sake.
const Forever time.Duration = math.MaxInt64

// Clock is what the simulator asks for the time. It is declared alike in the
// packages client and luabind, so that one value serves all of them.
//
// Busy and Idle count the goroutines that are at work; Sleep counts its caller
// as idle while it lasts. They mean something to a virtual clock only.
type Clock interface {
	Now() time.Time
	// Sleep returns nil after d, or an error as soon as ctx ends or a deadline
	// of WithTimeout is reached: context.Canceled or context.DeadlineExceeded.
	Sleep(ctx context.Context, d time.Duration) error
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	Busy()
	Idle()
}

// VirtualClock is a Clock whose time stands still while anybody is busy and
// jumps to the earliest wake-up when nobody is. All methods are safe for
// concurrent use.
//
// Whoever starts a goroutine that will call Sleep, or that others wait for,
// calls Busy before starting it, and the goroutine calls Idle at its end, after
// it has woken whoever waits for it. To wait for another goroutine, Sleep
// Forever under a context that the other one cancels. A program with a single
// goroutine may leave itself uncounted.
//
// Sleepers that are due at the same time are woken one after the other, in the
// order in which they fell asleep: each runs until it sleeps or ends before the
// next one does. So a program that shares nothing behind the clock's back runs
// in the same order each time.
type VirtualClock struct {
	start time.Time

	mu       sync.Mutex
	now      time.Duration // since start
	busy     int
	seq      uint64
	sleepers sleepHeap
}

// NewClock returns a virtual clock that stands at start, with nobody busy.
func NewClock(start time.Time) *VirtualClock { return &VirtualClock{start: start} }

// Now returns the virtual time.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.start.Add(c.now)
}

// Busy counts one more goroutine that is at work.
func (c *VirtualClock) Busy() {
	c.mu.Lock()
	c.busy++
	c.mu.Unlock()
}

// Idle counts one fewer. When none is left the time jumps.
func (c *VirtualClock) Idle() {
	c.mu.Lock()
	c.busy--
	c.step()
	c.mu.Unlock()
}

// Advance moves the time forward by d, whoever is busy, and wakes everybody
// whose time has come.
func (c *VirtualClock) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = after(c.now, d)
	for len(c.sleepers) > 0 && c.sleepers[0].when <= c.now {
		c.wake(c.sleepers[0])
	}
}

// Sleep lets d of virtual time pass; the caller counts as idle meanwhile. It
// returns early with context.Canceled when ctx is cancelled, and with
// context.DeadlineExceeded when a deadline that WithTimeout put into ctx comes
// first; a sleep that ends exactly at the deadline is in time. It fails where the
// clock has no such time, nearly 300 years after its start.
func (c *VirtualClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := endOf(ctx); err != nil {
		return err
	}
	limit, _ := ctx.Value(limitKey{c}).(*limit)
	c.mu.Lock()
	if d < Forever && d > Forever-c.now {
		c.mu.Unlock()
		return fmt.Errorf("the virtual clock goes no further than to %s", c.start.Add(Forever).Format(time.DateOnly))
	}
	until := after(c.now, max(d, 0))
	expires := limit != nil && limit.at < until
	if expires {
		until = limit.at
	}
	if until > c.now {
		s := &sleeper{when: until, seq: c.seq, woken: make(chan struct{}), done: ctx.Done()}
		c.seq++
		heap.Push(&c.sleepers, s)
		c.busy--
		c.step()
		c.mu.Unlock()
		if c.await(s) {
			return endOf(ctx)
		}
	} else {
		c.mu.Unlock()
	}
	if expires {
		// Said outright: ctx may only carry the limit, and hear of its end later.
		limit.cancel(context.DeadlineExceeded)
		return context.DeadlineExceeded
	}
	return endOf(ctx)
}

// await blocks until s is woken or its context ends, and leaves the caller
// counted as busy either way. It reports whether the sleep was cut short.
func (c *VirtualClock) await(s *sleeper) (cut bool) {
	select {
	case <-s.woken:
	case <-s.done:
		c.mu.Lock()
		if s.index >= 0 { // else the clock has counted it already
			c.wake(s)
			s.cut = true
		}
		c.mu.Unlock()
		<-s.woken
	}
	return s.cut
}

// WithTimeout returns a context that a Sleep under it ends when it reaches the
// virtual time d from now. Only this clock's Sleep sees the deadline: nothing
// fires while the goroutines under it are at work. Deadline does not report it,
// so that packages which measure in real time (net/http) are not misled.
func (c *VirtualClock) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(ctx)
	l := &limit{at: after(c.read(), max(d, 0)), cancel: cancel}
	if outer, ok := ctx.Value(limitKey{c}).(*limit); ok && outer.at <= l.at {
		l = outer // the earliest wins, and it is the outer context that ends
	}
	return &limitContext{Context: inner, key: limitKey{c}, limit: l}, func() { cancel(context.Canceled) }
}

func (c *VirtualClock) read() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Alone reports whether the caller, who is at work, is the only one that time
// goes on for: everybody else sleeps until something wakes them.
func (c *VirtualClock) Alone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy <= 1 && !slices.ContainsFunc(c.sleepers, func(s *sleeper) bool { return s.when < after(0, Forever) })
}

// step wakes somebody if nobody is busy: first who is due now, then all whose
// context has ended, because they are about to be at work and time must not
// pass them by. Otherwise it wakes the earliest sleeper, and the clock goes to
// that one's time. It looks at the contexts itself: by the time their ends had
// reached the sleeping goroutines the clock would have jumped.
func (c *VirtualClock) step() {
	for c.busy <= 0 && len(c.sleepers) > 0 {
		first := c.sleepers[0]
		if first.when > c.now {
			if c.wakeEnded() {
				continue
			}
			if first.when == time.Duration(Forever) {
				return
			}
			c.now = first.when
		}
		c.wake(first)
	}
}

// wakeEnded wakes every sleeper whose context has ended.
func (c *VirtualClock) wakeEnded() bool {
	var ended []*sleeper
	for _, s := range c.sleepers {
		select {
		case <-s.done:
			ended = append(ended, s)
		default:
		}
	}
	for _, s := range ended {
		s.cut = true
		c.wake(s)
	}
	return len(ended) > 0
}

// wake counts the sleeper as busy before it lets it go.
func (c *VirtualClock) wake(s *sleeper) {
	heap.Remove(&c.sleepers, s.index)
	c.busy++
	close(s.woken)
}

// after adds without overflow: whatever is too late is Forever.
func after(now, d time.Duration) time.Duration {
	if d > Forever-now {
		return Forever
	}
	return now + d
}

// endOf is ctx.Err, but tells a deadline from a cancellation also in contexts
// derived from the one that WithTimeout made.
func endOf(ctx context.Context) error {
	err := ctx.Err()
	if err != nil && errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// limit is a virtual deadline.
type limit struct {
	at     time.Duration // on the clock
	cancel context.CancelCauseFunc
}

// limitKey finds the limit of one clock in a context.
type limitKey struct{ clock *VirtualClock }

// limitContext carries a limit, and says DeadlineExceeded when it ended by it.
type limitContext struct {
	context.Context
	key   limitKey
	limit *limit
}

func (c *limitContext) Value(key any) any {
	if key == c.key {
		return c.limit
	}
	return c.Context.Value(key)
}

func (c *limitContext) Err() error { return endOf(c.Context) }

// sleeper is one Sleep that lasts.
type sleeper struct {
	when  time.Duration
	seq   uint64
	index int // in the heap; -1 when it has been woken
	cut   bool
	woken chan struct{}
	done  <-chan struct{} // its context's
}

// sleepHeap has the earliest sleeper first, and equals in order of arrival.
type sleepHeap []*sleeper

func (h sleepHeap) Len() int { return len(h) }
func (h sleepHeap) Less(i, j int) bool {
	return h[i].when < h[j].when || h[i].when == h[j].when && h[i].seq < h[j].seq
}
func (h sleepHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *sleepHeap) Push(x any) {
	s := x.(*sleeper)
	s.index = len(*h)
	*h = append(*h, s)
}
func (h *sleepHeap) Pop() any {
	last := len(*h) - 1
	s := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	s.index = -1
	return s
}

// wallTime is the real time, for what outlives the program.
func wallTime() time.Time { return time.Now() }

// ScaledClock is a Clock in real time, times a speed: at speed 60 a simulated
// minute takes a second. All methods are safe for concurrent use; Busy and Idle
// do nothing.
type ScaledClock struct {
	base  time.Time
	speed float64

	mu       sync.Mutex
	skew     time.Duration // by Advance
	advanced chan struct{} // closed by the next Advance
}

// NewScaledClock returns a clock that starts at the present and runs at speed
// times the real one (1 when speed is not above zero).
func NewScaledClock(speed float64) *ScaledClock {
	if !(speed > 0) {
		speed = 1
	}
	return &ScaledClock{base: time.Now(), speed: speed, advanced: make(chan struct{})}
}

// Now returns the scaled time.
func (c *ScaledClock) Now() time.Time {
	now, _ := c.read()
	return now
}

func (c *ScaledClock) read() (time.Time, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	passed := time.Duration(min(float64(time.Since(c.base))*c.speed, float64(Forever/2)))
	return c.base.Add(after(c.skew, passed)), c.advanced
}

// Advance moves the time forward by d at once and wakes whoever is due.
func (c *ScaledClock) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.skew = after(c.skew, d)
	close(c.advanced)
	c.advanced = make(chan struct{})
}

// Sleep lets d of scaled time pass, or returns the error of ctx.
func (c *ScaledClock) Sleep(ctx context.Context, d time.Duration) error {
	start, advanced := c.read()
	for now := start; ; now, advanced = c.read() {
		left := d - now.Sub(start)
		if err := ctx.Err(); err != nil || left <= 0 {
			return err
		}
		timer := time.NewTimer(c.real(left))
		select {
		case <-timer.C:
		case <-advanced:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// WithTimeout is context.WithTimeout in scaled time. Advance does not move it.
func (c *ScaledClock) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, c.real(d))
}

// real converts a scaled duration; a little is added so that a timer is not
// rounded to just before its time.
func (c *ScaledClock) real(d time.Duration) time.Duration {
	r := math.Ceil(float64(d) / c.speed)
	if r >= float64(Forever) {
		return Forever
	}
	return time.Duration(r)
}

// Busy does nothing: real time waits for nobody.
func (c *ScaledClock) Busy() {}

// Idle does nothing.
func (c *ScaledClock) Idle() {}
