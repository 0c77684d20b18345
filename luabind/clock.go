package luabind

import (
	"context"
	"math"
	"reflect"
	"time"
)

// Clock is the time that a Host runs by: sleeps, joins, timeouts and time.now.
// The real one is the default; a simulator brings a virtual one. Safe from any
// goroutine.
type Clock interface {
	// Now is the current time.
	Now() time.Time
	// Sleep waits for d, or until ctx or a deadline of WithTimeout ends it,
	// and then gives that error.
	Sleep(ctx context.Context, d time.Duration) error
	// WithTimeout gives a context that this clock ends after d.
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	// Busy says that one more goroutine works; virtual time stands still
	// while any does. Idle takes it back.
	Busy()
	Idle()
}

// Forever is a sleep that only its context ends.
const Forever = time.Duration(math.MaxInt64)

// RealClock is the system's clock.
func RealClock() Clock { return realClock{} }

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }
func (realClock) Busy()          {}
func (realClock) Idle()          {}

func (realClock) WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

func (realClock) Sleep(ctx context.Context, d time.Duration) error {
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

// sameClock says whether two clocks are one.
func sameClock(a, b Clock) bool {
	return reflect.TypeOf(a).Comparable() && reflect.TypeOf(b).Comparable() && a == b
}

// wall calls f after d of real time: limits on time hold whatever clock a
// script runs by.
func wall(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

// started is when the process began, for monotonic readings.
var started = time.Now()

func sinceStart() time.Duration { return time.Since(started) }
