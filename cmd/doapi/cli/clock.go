package cli

import (
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// soon calls f a moment later, on a goroutine of its own.
func soon(f func()) { time.AfterFunc(20*time.Millisecond, f) }

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

// patience is how long the REPL waits for what is only convenient to know.
const patience = 3 * time.Second

// briefly waits for something that would be good to have by now.
func briefly(c <-chan struct{}) {
	timer := time.NewTimer(300 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-c:
	case <-timer.C:
	}
}

// pastime has the simulated time go on while a person thinks: what was begun
// before is further when the next line is run.
type pastime struct {
	clock *sim.VirtualClock
	since time.Time
}

// rest begins a pause, and work ends it.
func (p *pastime) rest() { p.since = time.Now() }
func (p *pastime) work() { p.clock.Advance(time.Since(p.since)) }
