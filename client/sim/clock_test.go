package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
)

var epoch = time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)

// crew starts goroutines as the clock's contract asks, and waits for them.
type crew struct {
	clock *VirtualClock
	mu    sync.Mutex
	left  int
	done  []context.CancelFunc
}

func (w *crew) spawn(f func()) {
	w.mu.Lock()
	w.left++
	w.mu.Unlock()
	w.clock.Busy()
	go func() {
		defer w.clock.Idle()
		f()
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.left--; w.left == 0 {
			for _, cancel := range w.done {
				cancel()
			}
			w.done = nil
		}
	}()
}

func (w *crew) join(ctx context.Context) error {
	ctx2, cancel := context.WithCancel(ctx)
	defer cancel()
	w.mu.Lock()
	if w.left == 0 {
		w.mu.Unlock()
		return nil
	}
	w.done = append(w.done, cancel)
	w.mu.Unlock()
	w.clock.Sleep(ctx2, Forever)
	return ctx.Err()
}

func elapsed(c Clock) time.Duration { return c.Now().Sub(epoch) }

func wantElapsed(t *testing.T, c Clock, want time.Duration) {
	t.Helper()
	if got := elapsed(c); got != want {
		t.Fatalf("clock stands at %v, want %v", got, want)
	}
}

func TestClockSingleSleeperJumps(t *testing.T) {
	c := NewClock(epoch)
	for range 3600 {
		if err := c.Sleep(context.Background(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	wantElapsed(t, c, time.Hour)
	for _, d := range []time.Duration{0, -time.Second} {
		if err := c.Sleep(context.Background(), d); err != nil {
			t.Fatal(err)
		}
	}
	wantElapsed(t, c, time.Hour)
}

// Equal wake-ups come one at a time in the order of falling asleep, so that the
// order of a program under the clock does not depend on the Go scheduler.
func TestClockTenThousandSleepersInOrder(t *testing.T) {
	c := NewClock(epoch)
	c.Busy()
	w := &crew{clock: c}
	const n = 10000
	type wake struct {
		at time.Duration
		i  int
	}
	var got, want []wake          // got has no lock: the clock lets one run at a time
	asleep := make(chan struct{}) // handed on, so that they fall asleep in the order of i
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		d := time.Duration(1+r.IntN(500)) * time.Second
		want = append(want, wake{d, i})
		w.spawn(func() {
			asleep <- struct{}{}
			if err := c.Sleep(context.Background(), d); err != nil {
				t.Error(err)
			}
			got = append(got, wake{elapsed(c), i})
		})
		<-asleep
		for c.asleep() <= i {
			runtime.Gosched()
		}
	}
	if err := w.join(context.Background()); err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(want, func(a, b wake) int { return int(a.at - b.at) })
	if !slices.Equal(got, want) {
		t.Fatalf("%d of %d woke, or not in order", len(got), n)
	}
	wantElapsed(t, c, want[n-1].at)
}

// A pipeline of tasks that hand work to each other through cancelled contexts
// must take exactly the time of its sleeps, however the goroutines interleave.
func TestClockNoJumpWhileBusy(t *testing.T) {
	for round := range 50 {
		c := NewClock(epoch)
		c.Busy()
		w := &crew{clock: c}
		for i := range 20 {
			w.spawn(func() {
				for range 10 {
					c.Sleep(context.Background(), time.Duration(i+1)*time.Millisecond)
				}
			})
		}
		w.join(context.Background())
		if got := elapsed(c); got != 200*time.Millisecond {
			t.Fatalf("round %d: %v", round, got)
		}
	}
}

// race{sleep(1), sleep(3600)}: the winner cancels the loser, whose wake-up the
// clock must not jump to.
func TestClockRaceLeavesClockAtWinner(t *testing.T) {
	for round := range 500 {
		c := NewClock(epoch)
		c.Busy()
		w := &crew{clock: c}
		ctx, cancel := context.WithCancel(context.Background())
		var loser error
		w.spawn(func() {
			c.Sleep(ctx, time.Second)
			cancel()
		})
		w.spawn(func() { loser = c.Sleep(ctx, time.Hour) })
		w.join(context.Background())
		if got := elapsed(c); got != time.Second {
			t.Fatalf("round %d: clock at %v", round, got)
		}
		if !errors.Is(loser, context.Canceled) {
			t.Fatalf("round %d: loser got %v", round, loser)
		}
		cancel()
	}
}

func TestClockManyCancelledSleepers(t *testing.T) {
	c := NewClock(epoch)
	c.Busy()
	w := &crew{clock: c}
	ctx, cancel := context.WithCancel(context.Background())
	const n = 10000
	var cancelled int
	var mu sync.Mutex
	for i := range n {
		own, stop := context.WithCancel(ctx)
		defer stop()
		w.spawn(func() {
			if err := c.Sleep(own, time.Hour+time.Duration(i)); errors.Is(err, context.Canceled) {
				mu.Lock()
				cancelled++
				mu.Unlock()
			}
			c.Sleep(context.Background(), time.Second) // work after the cancellation
		})
	}
	w.spawn(func() {
		c.Sleep(context.Background(), time.Minute)
		cancel()
	})
	w.join(context.Background())
	wantElapsed(t, c, time.Minute+time.Second)
	if cancelled != n {
		t.Fatalf("%d of %d cancelled", cancelled, n)
	}
}

func TestClockTimeouts(t *testing.T) {
	bg := context.Background()
	const s = time.Second
	tests := []struct {
		name   string
		limits []time.Duration // outermost first
		sleep  time.Duration
		err    error
		at     time.Duration
	}{
		{"in time", []time.Duration{5 * s}, 3 * s, nil, 3 * s},
		{"exactly", []time.Duration{5 * s}, 5 * s, nil, 5 * s},
		{"late", []time.Duration{5 * s}, 6 * s, context.DeadlineExceeded, 5 * s},
		{"for ever", []time.Duration{5 * s}, Forever, context.DeadlineExceeded, 5 * s},
		{"inner first", []time.Duration{9 * s, 4 * s}, 6 * s, context.DeadlineExceeded, 4 * s},
		{"outer first", []time.Duration{4 * s, 9 * s}, 6 * s, context.DeadlineExceeded, 4 * s},
		{"middle of three", []time.Duration{9 * s, 2 * s, 7 * s}, 6 * s, context.DeadlineExceeded, 2 * s},
		{"no limit inside", []time.Duration{2 * s, Forever}, 6 * s, context.DeadlineExceeded, 2 * s},
		{"zero", []time.Duration{0}, 1, context.DeadlineExceeded, 0},
		{"negative", []time.Duration{-s}, 1, context.DeadlineExceeded, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := NewClock(epoch)
			ctx := bg
			chain := []context.Context{}
			for _, d := range test.limits {
				var cancel context.CancelFunc
				ctx, cancel = c.WithTimeout(ctx, d)
				defer cancel()
				chain = append(chain, ctx)
				plain, stop := context.WithCancel(ctx) // a plain context between
				defer stop()
				ctx = plain
			}
			if _, ok := ctx.Deadline(); ok {
				t.Error("the virtual deadline shows as a real one")
			}
			if err := c.Sleep(ctx, test.sleep); !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
				t.Errorf("Sleep: %v, want %v", err, test.err)
			}
			wantElapsed(t, c, test.at)
			for i, ctx := range chain {
				// Only the context whose deadline it was, and those inside it, end.
				outlives := test.err == nil || test.limits[i] > slices.Min(test.limits) && i < slices.Index(test.limits, slices.Min(test.limits))
				if err := ctx.Err(); outlives && err != nil || !outlives && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("context %d: Err() = %v", i, err)
				}
			}
			if test.err != nil {
				if err := c.Sleep(ctx, 0); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("Sleep after the deadline: %v", err)
				}
			}
		})
	}
}

// timeout(5, cpu_work) does not fire: no time passes at work, and what passes
// elsewhere is noticed at the next Sleep only.
func TestClockTimeoutWaitsForSleep(t *testing.T) {
	c := NewClock(epoch)
	ctx, cancel := c.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c.Advance(time.Minute)
	if ctx.Err() != nil {
		t.Fatal("fired by itself")
	}
	if err := c.Sleep(ctx, time.Second); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	wantElapsed(t, c, time.Minute)
	if err := context.Cause(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

// When the deadline of a joiner is reached, what it waits for is cancelled, and
// time does not pass while that unwinds.
func TestClockTimeoutOfAJoin(t *testing.T) {
	for range 200 {
		c := NewClock(epoch)
		c.Busy()
		w := &crew{clock: c}
		ctx, cancel := c.WithTimeout(context.Background(), 5*time.Second)
		var inner error
		w.spawn(func() { inner = c.Sleep(ctx, time.Hour) })
		w.spawn(func() { c.Sleep(ctx, 10*time.Second) })
		if err := w.join(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		w.join(context.Background())
		wantElapsed(t, c, 5*time.Second)
		if !errors.Is(inner, context.DeadlineExceeded) {
			t.Fatal(inner)
		}
		cancel()
	}
}

func TestClockCancelledTimeoutIsNoDeadline(t *testing.T) {
	c := NewClock(epoch)
	ctx, cancel := c.WithTimeout(context.Background(), time.Second)
	cancel()
	if err := c.Sleep(ctx, time.Minute); err != context.Canceled {
		t.Fatal(err)
	}
	wantElapsed(t, c, 0)
}

// Two clocks do not see each other's deadlines.
func TestClockDeadlinesAreTheirOwn(t *testing.T) {
	a, b := NewClock(epoch), NewClock(epoch)
	ctx, cancel := a.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := b.Sleep(ctx, time.Minute); err != nil {
		t.Fatal(err)
	}
	wantElapsed(t, b, time.Minute)
}

// A context of the embedder's own ends a sleep from outside, also when the
// clock has nothing to jump to.
func TestClockForeverEndsByContext(t *testing.T) {
	c := NewClock(epoch)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- c.Sleep(ctx, Forever) }()
	for c.asleep() == 0 { // until it is asleep
		runtime.Gosched()
	}
	wantElapsed(t, c, 0)
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	wantElapsed(t, c, 0)
}

func (c *VirtualClock) asleep() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sleepers)
}

func TestClockAdvanceWakes(t *testing.T) {
	c := NewClock(epoch)
	c.Busy()
	c.Busy() // somebody else stays at work
	ended := make(chan error)
	go func() { ended <- c.Sleep(context.Background(), time.Hour) }()
	for c.asleep() == 0 {
		runtime.Gosched()
	}
	c.Advance(59 * time.Minute)
	if c.asleep() != 1 {
		t.Fatal("woken too early")
	}
	c.Advance(time.Minute)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	wantElapsed(t, c, time.Hour)
}

// A random program of nested tasks, sleeps, timeouts and cancellations takes
// the same virtual time each time it runs.
func TestClockIsReproducible(t *testing.T) {
	run := func(seed uint64) string {
		c := NewClock(epoch)
		c.Busy()
		w := &crew{clock: c}
		var mu sync.Mutex
		var log []string
		for i := range 50 {
			r := rand.New(rand.NewPCG(seed, uint64(i)))
			w.spawn(func() {
				for range 10 {
					ctx, cancel := c.WithTimeout(context.Background(), time.Duration(1+r.IntN(2000))*time.Microsecond)
					err := c.Sleep(ctx, time.Duration(1+r.IntN(2000))*time.Microsecond)
					cancel()
					mu.Lock()
					log = append(log, fmt.Sprint(i, " ", elapsed(c), " ", err))
					mu.Unlock()
				}
			})
		}
		w.join(context.Background())
		slices.Sort(log) // equal instants may start in any order
		return fmt.Sprint(elapsed(c), log)
	}
	for seed := range uint64(5) {
		first := run(seed)
		for range 5 {
			if got := run(seed); got != first {
				t.Fatalf("seed %d differs:\n%s\n%s", seed, first, got)
			}
		}
	}
}

func TestScaledClock(t *testing.T) {
	c := NewScaledClock(1000)
	real, start := time.Now(), c.Now()
	if err := c.Sleep(context.Background(), 5*time.Second); err != nil {
		t.Fatal(err)
	}
	if got := c.Now().Sub(start); got < 5*time.Second {
		t.Errorf("slept %v of 5s", got)
	}
	if took := time.Since(real); took < 5*time.Millisecond || took > time.Minute {
		t.Errorf("5s at speed 1000 took %v", took)
	}
	ctx, cancel := c.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := c.Sleep(ctx, Forever); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}

	slow := NewScaledClock(0.001)
	ended := make(chan error)
	go func() { ended <- slow.Sleep(context.Background(), 48*time.Hour) }()
	before := slow.Now()
	for done := false; !done; {
		slow.Advance(24 * time.Hour)
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
			done = true
		case <-time.After(time.Millisecond):
		}
	}
	if got := slow.Now().Sub(before); got < 48*time.Hour {
		t.Errorf("advanced by %v only", got)
	}

	// Time that no clock has does not go round to the beginning.
	for range 3 {
		slow.Advance(Forever / 2)
	}
	if got := slow.Now().Sub(before); got < Forever/2 {
		t.Errorf("advanced by %v only", got)
	}
}

func BenchmarkClockSleep(b *testing.B) {
	c := NewClock(epoch)
	b.ReportAllocs()
	for b.Loop() {
		c.Sleep(context.Background(), time.Millisecond)
	}
}

func BenchmarkClockTenThousandSleepers(b *testing.B) {
	for b.Loop() {
		c := NewClock(epoch)
		c.Busy()
		w := &crew{clock: c}
		for i := range 10000 {
			w.spawn(func() { c.Sleep(context.Background(), time.Duration(i+1)*time.Millisecond) })
		}
		w.join(context.Background())
	}
}
