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
