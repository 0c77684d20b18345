package cli

import (
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// soon calls f a moment later, on a goroutine of its own.
func soon(f func()) { time.AfterFunc(20*time.Millisecond, f) }

// askTime is how long the REPL waits for what is only convenient to know.
const askTime = 3 * time.Second

// briefly waits for something that would be good to have by now.
func briefly(c <-chan struct{}) {
	timer := time.NewTimer(300 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-c:
	case <-timer.C:
	}
}

// pause has the simulated time go on while a person thinks: what was begun
// before is further when the next line is run.
type pause struct {
	clock *sim.VirtualClock
	since time.Time
}

func (p *pause) begin() { p.since = time.Now() }
func (p *pause) end()   { p.clock.Advance(time.Since(p.since)) }
