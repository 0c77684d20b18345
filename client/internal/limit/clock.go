// Package limit has the arithmetic of the API's rate limits: what was spent of
// which allowance, and how long there is no room.
package limit

import (
	"context"
	"math"
	"time"
)

// Clock is what is needed of the client's clock.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
	Busy()
	Idle()
}

// forever is a sleep that only its context ends.
const forever time.Duration = math.MaxInt64
