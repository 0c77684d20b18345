// Package gate has what goroutines wait for in the way a virtual clock can see: a plain
// channel would leave it counting the waiting goroutine as busy.
package gate

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// counter is what of a clock is needed here: a sleep of math.MaxInt64 is one
// that only its context ends, and Busy and Idle count goroutines at work.
type counter interface {
	Sleep(ctx context.Context, d time.Duration) error
	Busy()
	Idle()
}

// Signal is something that happens once, and that goroutines wait for in the
// way the clock can see: a plain channel would leave a virtual clock counting
// the waiting goroutine as busy.
type Signal struct {
	mu    sync.Mutex
	fired bool
	wake  []context.CancelFunc
}

// Fire wakes everybody who waits, and everybody who is going to.
func (s *Signal) Fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fired = true
	for _, wake := range s.wake {
		wake()
	}
	s.wake = nil
}

// Has reports whether the signal has fired.
func (s *Signal) Has() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fired
}

// Wait returns nil once the signal has fired, or the error of ctx.
func (s *Signal) Wait(ctx context.Context, clock counter) error {
	sleeping, wake := context.WithCancel(ctx)
	defer wake()
	s.mu.Lock()
	if s.fired {
		s.mu.Unlock()
		return nil
	}
	s.wake = append(s.wake, wake)
	s.mu.Unlock()
	err := clock.Sleep(sleeping, math.MaxInt64)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fired {
		return nil
	}
	return err
}

// Gate is a mutex whose waiters the clock counts as idle, and that a context
// can call off. The zero gate is open.
type Gate struct {
	mu    sync.Mutex
	taken bool
	queue []*Signal
}

// Enter waits for its turn; Leave must follow unless it returned an error.
func (g *Gate) Enter(ctx context.Context, clock counter) error {
	g.mu.Lock()
	if !g.taken {
		g.taken = true
		g.mu.Unlock()
		return nil
	}
	turn := new(Signal)
	g.queue = append(g.queue, turn)
	g.mu.Unlock()
	err := turn.Wait(ctx, clock)
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

// Try is Enter without waiting; ok is false when it would.
func (g *Gate) Try() (ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.taken {
		return false
	}
	g.taken = true
	return true
}

func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.queue) == 0 {
		g.taken = false
		return
	}
	next := g.queue[0]
	g.queue = g.queue[1:]
	next.Fire()
}

// Parallel calls f for 0 to n-1 on a few goroutines, and starts no more once f
// has returned false. All calls have returned when it does.
func Parallel(clock counter, n, atOnce int, f func(i int) bool) {
	if n < 2 {
		for i := range n {
			f(i)
		}
		return
	}
	var next, running atomic.Int64
	var ended Signal
	running.Store(int64(min(n, atOnce)))
	for range min(n, atOnce) {
		clock.Busy()
		go func() {
			defer clock.Idle()
			for i := int(next.Add(1)) - 1; i < n && f(i); i = int(next.Add(1)) - 1 {
			}
			if running.Add(-1) == 0 {
				ended.Fire()
			}
		}()
	}
	// The calls see the end of ctx themselves.
	_ = ended.Wait(context.Background(), clock)
}
