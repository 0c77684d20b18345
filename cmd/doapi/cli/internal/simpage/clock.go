package simpage

import (
	"context"
	"time"
)

// pause waits a moment of real time: a page is looked at by people.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// since is how long something took.
func since(start time.Time) time.Duration { return time.Since(start) }

func now() time.Time { return time.Now() }
