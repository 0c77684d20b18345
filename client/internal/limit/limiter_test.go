package limit

import (
	"context"
	"testing"
	"time"
)

// still is a clock that nobody asks.
type still struct{}

func (still) Now() time.Time                             { panic("not asked") }
func (still) Sleep(context.Context, time.Duration) error { panic("not asked") }
func (still) Busy()                                      {}
func (still) Idle()                                      {}

func TestWhatIsLeft(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := New(still{})
	if b.Left(now) != 250 {
		t.Errorf("before anything: %d", b.Left(now))
	}
	for range 100 {
		b.whole.spend(now)
	}
	for range 50 {
		b.whole.spend(now.Add(30 * time.Second))
	}
	for _, test := range []struct {
		limit Rate
		after time.Duration
		want  int
	}{
		{Rate{}, 30 * time.Second, 100},
		{Rate{Limit: 5000, Remaining: 4850}, 30 * time.Second, 100},
		{Rate{Limit: 5000, Remaining: 4999}, 30 * time.Second, 249}, // an API that does not count
		{Rate{Limit: 5000, Remaining: 7}, 30 * time.Second, 7},
		{Rate{Limit: 5000, Remaining: 0}, 30 * time.Second, 0},
		{Rate{Limit: 5000, Remaining: 4850}, 61 * time.Second, 200},
		{Rate{Limit: 5000, Remaining: 4850}, 2 * time.Hour, 250},
	} {
		b.hour = test.limit
		if got := b.Left(now.Add(test.after)); got != test.want {
			t.Errorf("%+v after %v: %d left, want %d", test.limit, test.after, got, test.want)
		}
	}
	for _, test := range []struct {
		limit Rate
		n     int
		want  time.Duration
	}{
		{Rate{}, 1, 320 * time.Millisecond},
		{Rate{Limit: 5000, Remaining: 4000}, 5, 1600 * time.Millisecond}, // 1,000 droplets
		{Rate{Limit: 5000, Remaining: 60}, 1, 10 * time.Second},
		{Rate{Limit: 5000, Remaining: 0}, 1, time.Minute},
	} {
		b.hour = test.limit
		if got := b.Stretch(test.n); got != test.want {
			t.Errorf("%+v: rounds of %d every %v, want %v", test.limit, test.n, got, test.want)
		}
	}
}
