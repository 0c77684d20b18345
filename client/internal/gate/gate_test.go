package gate

import (
	"context"
	"errors"
	"testing"
	"time"
)

// sleeper is a clock on which nothing but the end of a context passes.
type sleeper struct{}

func (sleeper) Sleep(ctx context.Context, _ time.Duration) error {
	<-ctx.Done()
	return ctx.Err()
}
func (sleeper) Busy() {}
func (sleeper) Idle() {}

func TestGate(t *testing.T) {
	clock := sleeper{}
	var g Gate
	if err := g.Enter(t.Context(), clock); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.Enter(ended, clock); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for a closed gate: %v", err)
	}
	order := make(chan int, 3)
	for i := range 3 {
		queued := make(chan struct{})
		go func() {
			close(queued)
			if err := g.Enter(t.Context(), clock); err != nil {
				t.Error(err)
			}
			order <- i
			g.Leave()
		}()
		<-queued
		for waiting := 0; waiting != i+1; {
			g.mu.Lock()
			waiting = len(g.queue)
			g.mu.Unlock()
		}
	}
	g.Leave()
	for want := range 3 {
		if got := <-order; got != want {
			t.Errorf("%d came in place %d", got, want)
		}
	}
	if err := g.Enter(t.Context(), clock); err != nil || !g.taken {
		t.Errorf("an open gate: %v", err)
	}
}
