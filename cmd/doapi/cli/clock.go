package cli

import "time"

// soon calls f a moment later, on a goroutine of its own.
func soon(f func()) { time.AfterFunc(20*time.Millisecond, f) }
