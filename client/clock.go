package client

import (
	"context"
	"math"
	"sync"
	"time"
)

// Forever is the duration of a sleep that only its context ends.
const Forever time.Duration = math.MaxInt64

// Clock is the client's only source of time: ticks of waits, pauses, timeouts
// of attempts and measured durations all come from it, so that a virtual clock
// can run hours of waiting in an instant.
//
// Busy and Idle count the goroutines that are at work. They mean something to a
// virtual clock only, which stands still while anybody is busy; Sleep counts
// its caller as idle while it lasts.
type Clock interface {
	Now() time.Time
	// Sleep returns nil after d, or early with the error of ctx; deadlines that
	// WithTimeout put into ctx count.
	Sleep(ctx context.Context, d time.Duration) error
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	// Busy counts one more goroutine that is at work.
	Busy()
	// Idle counts one fewer.
	Idle()
}

// RealClock returns the clock of the machine.
func RealClock() Clock { return realClock{} }

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	if d == Forever {
		<-ctx.Done()
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (realClock) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (realClock) Busy() {}
func (realClock) Idle() {}

// signal is something that happens once, and that goroutines wait for in the
// way the clock can see: a plain channel would leave a virtual clock counting
// the waiting goroutine as busy.
type signal struct {
	mu    sync.Mutex
	fired bool
	wake  []context.CancelFunc
}

// fire wakes everybody who waits, and everybody who is going to.
func (s *signal) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fired = true
	for _, wake := range s.wake {
		wake()
	}
	s.wake = nil
}

// has reports whether the signal has fired.
func (s *signal) has() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fired
}

// wait returns nil once the signal has fired, or the error of ctx.
func (s *signal) wait(ctx context.Context, clock Clock) error {
	sleeping, wake := context.WithCancel(ctx)
	defer wake()
	s.mu.Lock()
	if s.fired {
		s.mu.Unlock()
		return nil
	}
	s.wake = append(s.wake, wake)
	s.mu.Unlock()
	err := clock.Sleep(sleeping, Forever)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fired {
		return nil
	}
	return err
}

// gate is a mutex whose waiters the clock counts as idle, and that a context
// can call off. The zero gate is open.
type gate struct {
	mu    sync.Mutex
	taken bool
	queue []*signal
}

// enter waits for its turn; leave must follow unless it returned an error.
func (g *gate) enter(ctx context.Context, clock Clock) error {
	g.mu.Lock()
	if !g.taken {
		g.taken = true
		g.mu.Unlock()
		return nil
	}
	turn := new(signal)
	g.queue = append(g.queue, turn)
	g.mu.Unlock()
	err := turn.wait(ctx, clock)
	if err == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, s := range g.queue {
		if s == turn {
			g.queue = append(g.queue[:i], g.queue[i+1:]...)
			return err
		}
	}
	return nil // the turn came together with the end of ctx
}

// try is enter without waiting; ok is false when it would.
func (g *gate) try() (ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.taken {
		return false
	}
	g.taken = true
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		g.taken = false
		return
	}
	next := g.queue[0]
	g.queue = g.queue[1:]
	next.fire()
}
