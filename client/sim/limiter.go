package sim

import (
	"strconv"
	"strings"
	"time"
)

// The budgets of a token.
const (
	perHour   = 5000
	perMinute = 250
)

// window counts requests of the last while.
type window struct {
	limit int
	span  time.Duration
	times []time.Time // the oldest first
}

func (w *window) expire(now time.Time) {
	i := 0
	for i < len(w.times) && !w.times[i].Add(w.span).After(now) {
		i++
	}
	w.times = w.times[i:]
}

func (w *window) full(now time.Time) bool {
	w.expire(now)
	return len(w.times) >= w.limit
}

// wait returns the whole seconds until there is room again.
func (w *window) wait(now time.Time) int {
	left := w.times[0].Add(w.span).Sub(now)
	return int((left + time.Second - 1) / time.Second)
}

// limiter is a token's budget: 5,000 requests in any hour, 250 in any
// minute, fewer for some operations.
type limiter struct {
	hour, minute window
	special      map[string]*window
	refused      bool // the last one was
}

func (l *limiter) init() {
	if l.special == nil {
		l.hour = window{limit: perHour, span: time.Hour}
		l.minute = window{limit: perMinute, span: time.Minute}
		l.special = map[string]*window{
			"sshKeys_list": {limit: 10, span: time.Minute},
			"cdn":          {limit: 5, span: 10 * time.Second},
		}
	}
}

// take uses up one request. When none is left it reports false, and after how
// many seconds to ask again; 0 when the hour's budget is used up, of which the
// API says no more than ratelimit-reset. A refused request costs nothing.
func (l *limiter) take(operation string, now time.Time) (retryAfter int, ok bool) {
	l.init()
	l.refused = true
	if l.hour.full(now) {
		return 0, false
	}
	if l.minute.full(now) {
		return l.minute.wait(now), false
	}
	special := l.special[operation]
	if strings.HasPrefix(operation, "cdn_") {
		special = l.special["cdn"]
	}
	if special != nil && special.full(now) {
		return special.wait(now), false
	}
	for _, w := range []*window{&l.hour, &l.minute, special} {
		if w != nil {
			w.times = append(w.times, now)
		}
	}
	l.refused = false
	return 0, true
}

// headers are the ratelimit-* headers of the answer to the last request. With
// the limit off each request is as good as the first one.
func (l *limiter) headers(on bool, now time.Time) [][2]string {
	remaining, reset := perHour-1, now.Add(time.Hour)
	if on {
		l.init()
		l.hour.expire(now)
		remaining = perHour - len(l.hour.times)
		if len(l.hour.times) > 0 {
			reset = l.hour.times[0].Add(time.Hour)
		}
		if l.refused {
			remaining = 0
		}
	}
	return limitHeaders(remaining, reset)
}

func limitHeaders(remaining int, reset time.Time) [][2]string {
	return [][2]string{
		{"Ratelimit-Limit", strconv.Itoa(perHour)},
		{"Ratelimit-Remaining", strconv.Itoa(remaining)},
		// rounded up, so that who waits until then does not come too early
		{"Ratelimit-Reset", strconv.FormatInt(reset.Add(time.Second-1).Unix(), 10)},
	}
}
