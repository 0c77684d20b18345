package progress

import "time"

func now() time.Time { return time.Now() }

// every calls f again and again, on a goroutine of its own, until it is stopped.
func every(f func()) (stop func()) {
	ticker := time.NewTicker(100 * time.Millisecond)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				f()
			case <-done:
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(done)
	}
}
