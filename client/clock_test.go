package client

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestRealClock(t *testing.T) {
	clock := RealClock()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := clock.Sleep(ended, Forever); !errors.Is(err, context.Canceled) {
		t.Errorf("a sleep that has ended: %v", err)
	}
	if err := clock.Sleep(t.Context(), -1); err != nil {
		t.Errorf("a sleep of no time: %v", err)
	}
	if err := clock.Sleep(t.Context(), time.Millisecond); err != nil {
		t.Errorf("a short sleep: %v", err)
	}
	for _, d := range []time.Duration{time.Hour, Forever} {
		short, cancel := clock.WithTimeout(t.Context(), time.Millisecond)
		if err := clock.Sleep(short, d); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a sleep of %v under a deadline: %v", d, err)
		}
		cancel()
	}
}

func TestGate(t *testing.T) {
	clock := RealClock()
	var g gate
	if err := g.enter(t.Context(), clock); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.enter(ended, clock); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for a closed gate: %v", err)
	}
	order := make(chan int, 3)
	for i := range 3 {
		queued := make(chan struct{})
		go func() {
			close(queued)
			if err := g.enter(t.Context(), clock); err != nil {
				t.Error(err)
			}
			order <- i
			g.leave()
		}()
		<-queued
		for waiting := 0; waiting != i+1; {
			g.mu.Lock()
			waiting = len(g.queue)
			g.mu.Unlock()
		}
	}
	g.leave()
	for want := range 3 {
		if got := <-order; got != want {
			t.Errorf("%d came in place %d", got, want)
		}
	}
	if err := g.enter(t.Context(), clock); err != nil || !g.taken {
		t.Errorf("an open gate: %v", err)
	}
}
