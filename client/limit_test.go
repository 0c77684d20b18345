package client

import (
	"testing"
	"time"
)

func TestWhatIsLeft(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := newLimiter(RealClock())
	if b.left(now) != 250 {
		t.Errorf("before anything: %d", b.left(now))
	}
	for range 100 {
		b.whole.spend(now)
	}
	for range 50 {
		b.whole.spend(now.Add(30 * time.Second))
	}
	for _, test := range []struct {
		limit RateLimit
		after time.Duration
		want  int
	}{
		{RateLimit{}, 30 * time.Second, 100},
		{RateLimit{Limit: 5000, Remaining: 4850}, 30 * time.Second, 100},
		{RateLimit{Limit: 5000, Remaining: 4999}, 30 * time.Second, 249}, // an API that does not count
		{RateLimit{Limit: 5000, Remaining: 7}, 30 * time.Second, 7},
		{RateLimit{Limit: 5000, Remaining: 0}, 30 * time.Second, 0},
		{RateLimit{Limit: 5000, Remaining: 4850}, 61 * time.Second, 200},
		{RateLimit{Limit: 5000, Remaining: 4850}, 2 * time.Hour, 250},
	} {
		b.hour = test.limit
		if got := b.left(now.Add(test.after)); got != test.want {
			t.Errorf("%+v after %v: %d left, want %d", test.limit, test.after, got, test.want)
		}
	}
	for _, test := range []struct {
		limit RateLimit
		n     int
		want  time.Duration
	}{
		{RateLimit{}, 1, 320 * time.Millisecond},
		{RateLimit{Limit: 5000, Remaining: 4000}, 5, 1600 * time.Millisecond}, // 1,000 droplets
		{RateLimit{Limit: 5000, Remaining: 60}, 1, 10 * time.Second},
		{RateLimit{Limit: 5000, Remaining: 0}, 1, time.Minute},
	} {
		b.hour = test.limit
		if got := b.stretch(test.n); got != test.want {
			t.Errorf("%+v: rounds of %d every %v, want %v", test.limit, test.n, got, test.want)
		}
	}
}
