package limit

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Rate is the budget of a token, as an answer's headers tell it.
type Rate struct {
	Limit     int       // requests an hour
	Remaining int       // of them
	Reset     time.Time // when the oldest request stops counting
}

// Known reports whether the answer had the headers.
func (r Rate) Known() bool { return r.Limit > 0 }

// ReadRate reads the headers of the rate limit.
func ReadRate(h http.Header) Rate {
	var r Rate
	r.Limit, _ = strconv.Atoi(h.Get("Ratelimit-Limit"))
	r.Remaining, _ = strconv.Atoi(h.Get("Ratelimit-Remaining"))
	if at, err := strconv.ParseInt(h.Get("Ratelimit-Reset"), 10, 64); err == nil {
		r.Reset = time.Unix(at, 0)
	}
	return r
}

// RetryAfter reads the header of that name in both of its forms, 0 if it has
// neither.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds > 0 && seconds < 1e9 {
		return time.Duration(seconds * float64(time.Second))
	}
	if at, err := http.ParseTime(value); err == nil && at.After(now) {
		return at.Sub(now)
	}
	return 0
}

// Backoff is base, doubled n times, but no more than most.
func Backoff(n int, base, most time.Duration) time.Duration {
	if n > 20 || base<<n > most {
		return most
	}
	return base << n
}
