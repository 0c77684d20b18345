// Package clock has the system's time.
package clock

import (
	"context"
	"math"
	"time"
)

// Forever is a sleep that only its context ends.
const Forever = time.Duration(math.MaxInt64)

// Real is the system's clock. Safe from any goroutine.
type Real struct{}

func (Real) Now() time.Time { return time.Now() }
func (Real) Busy()          {}
func (Real) Idle()          {}

func (Real) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (Real) Sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if d == Forever {
		<-ctx.Done()
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Wall calls f after d of real time: limits on time hold whatever clock a
// script runs by.
func Wall(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// started is when the process began, for monotonic readings.
var started = time.Now()

// SinceStart is how long the process runs.
func SinceStart() time.Duration { return time.Since(started) }
