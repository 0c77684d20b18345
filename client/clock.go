package client

import (
	"context"
	"math"
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
