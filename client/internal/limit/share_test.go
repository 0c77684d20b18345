package limit

import (
	"testing"
	"time"
)

// Who had to pause since the minute's budget is used up goes at an even pace
// afterwards, too: who sends all at once leaves nothing to others, again and
// again.
func TestShareOutlastsAPause(t *testing.T) {
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	later := now.Add(time.Minute + time.Second)
	var s share
	s.reached(now, time.Minute, 250)
	if s.think(later, 0, 0, 250, false, 0); s.perMinute == 0 {
		t.Error("nothing is shared any more after the pause for the budget")
	}
	s = share{}
	s.think(now, 0, 0, 250, true, 59*time.Second)
	if s.think(later, 0, 0, 250, false, 0); s.perMinute == 0 {
		t.Error("nothing is shared any more after the pause that the API asked for")
	}
	if s.think(now.Add(3*time.Minute), 0, 0, 250, false, 0); s.perMinute != 0 {
		t.Error("it is shared with nobody")
	}
}
