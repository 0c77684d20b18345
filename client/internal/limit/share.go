package limit

import (
	"math"
	"time"
)

// share is the part of the minute's budget that this process takes while others
// use the same token. Nobody tells how many they are: as long as all together
// leave room, each takes a little more. When they do not, each gives away a
// part of what it has. So who has more gives more, and all come to have alike.
// It belongs to a limiter, whose lock guards it.
type share struct {
	perMinute float64   // what is taken; 0 while nobody else is seen
	saved     float64   // requests that may go at once
	counted   time.Time // when saved was true
	checked   time.Time // when perMinute was last thought over
	sent      int       // since then
	until     time.Time // when it ends at the earliest
}

// Parts of the minute's budget, and times.
const (
	sharing    = 0.02 // others that take this much are shared with
	full       = 0.92 // all together should take no more
	less       = 0.75 // what is kept when they do
	more       = 0.02 // what is added when they do not
	least      = 0.02 // what is taken at least
	lookBack   = 10 * time.Second
	thinkAgain = 5 * time.Second
	atOnce     = 5 * time.Second // what is saved up at most, in time
)

// wait is how long this process leaves to the others.
func (s *share) wait(now time.Time) time.Duration {
	if s.perMinute == 0 {
		return 0
	}
	s.save(now)
	if s.saved >= 1 {
		return 0
	}
	return time.Duration(math.Ceil((1 - s.saved) / s.perMinute * float64(time.Minute)))
}

// save adds what time has brought.
func (s *share) save(now time.Time) {
	passed := now.Sub(s.counted)
	s.counted = now
	s.saved = min(s.saved+s.perMinute*passed.Minutes(), max(s.perMinute*atOnce.Minutes(), 1))
}

// take counts a request that goes.
func (s *share) take() {
	s.sent++
	if s.perMinute > 0 {
		s.saved--
	}
}

// reached notes that the minute's budget is used up for a time: what comes after
// it goes at an even pace, which costs nothing, and lets others in who begin.
func (s *share) reached(now time.Time, pause time.Duration, limit float64) {
	if end := now.Add(min(pause, time.Minute) + time.Minute); end.After(s.until) {
		s.until = end
	}
	if s.perMinute == 0 {
		s.begin(now, limit)
	}
}

func (s *share) begin(now time.Time, perMinute float64) {
	s.perMinute, s.saved, s.counted = perMinute, 0, now
	s.checked, s.sent = now, 0
}

// think takes in what an answer told. others is how many requests others made
// within the last minute, all how many a minute all made, negative if that
// is not known, and the last one how many may be made. crowded says that the
// API refused although there was room for all that were known of, and asked for
// a pause.
func (s *share) think(now time.Time, others, all, limit float64, crowded bool, pause time.Duration) {
	if !crowded {
		pause = 0
	}
	if end := now.Add(min(pause, time.Minute) + time.Minute); end.After(s.until) && (crowded || others >= sharing*limit) {
		s.until = end
	}
	switch {
	case !now.Before(s.until):
		s.perMinute = 0
	case s.perMinute == 0:
		s.begin(now, limit/2)
	case all >= 0 && now.Sub(s.checked) >= thinkAgain:
		taken := float64(s.sent) / now.Sub(s.checked).Minutes()
		if all > full*limit && others < 1 {
			// It is all from here.
		} else if all > full*limit {
			s.perMinute = max(s.perMinute*less, least*limit)
		} else if taken > s.perMinute*0.8 {
			s.perMinute = min(s.perMinute+more*limit, limit)
		}
		s.checked, s.sent = now, 0
	}
}
