package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// world is a simulated API with a client of it, on a clock that jumps.
type world struct {
	*client.Client
	server *sim.Server
	clock  *sim.VirtualClock
}

// epoch is when simulated worlds begin.
var epoch = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func simulate(t testing.TB, options ...sim.Option) *world {
	t.Helper()
	clock := sim.NewClock(epoch)
	clock.Busy() // the test itself
	server, err := sim.New(append([]sim.Option{sim.WithClock(clock), sim.Seed(1)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{server: server, clock: clock}
	w.Client = w.another(t)
	return w
}

// another makes one more client of the same world.
func (w *world) another(t testing.TB, options ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New(token, append([]client.Option{client.WithTransport(w.server.RoundTripper()), client.WithClock(w.clock)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// requests counts what f asks for, by operation.
func (w *world) requests(f func()) map[string]int {
	before := w.server.Requests().ByOperation
	f()
	after := w.server.Requests().ByOperation
	made := map[string]int{}
	for op, n := range after {
		if n != before[op] {
			made[op] = n - before[op]
		}
	}
	return made
}

// must fails the test unless err is nil.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// ok fails the test unless err is nil.
func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless err is a refusal of this status.
func refused(t testing.TB, err error, status int) {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) || e.Status != status {
		t.Errorf("got %v, want status %d", err, status)
	}
}

// equal compares what was got with what was wanted, as they print.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s is %s, want %s", what, g, w)
	}
}

// small asks for an ordinary droplet.
func small(name string) client.DropletRequest {
	return client.DropletRequest{Name: name, Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"}
}

// names are n different ones.
func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("web-%03d", i)
	}
	return all
}

// Deleting inside a loop over 1,000 leaves none and yields each once.
func TestDeleteInsideALoop(t *testing.T) {
	for _, lag := range []time.Duration{0, 20 * time.Second} {
		w := simulate(t, sim.Droplets(1000), sim.ListLag(lag))
		seen := map[int64]int{}
		made := w.requests(func() {
			for d, err := range droplets(w.Client).All(t.Context()) {
				ok(t, err)
				seen[d.ID()]++
				ok(t, d.Delete(t.Context()))
			}
		})
		if len(seen) != 1000 {
			t.Errorf("%d droplets were yielded", len(seen))
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("droplet %d was yielded %d times", id, n)
			}
		}
		if made["droplets_list"] > 20 {
			t.Errorf("it took %d lists", made["droplets_list"])
		}
		ok(t, w.clock.Sleep(t.Context(), time.Minute))
		if left := must[[]*client.Droplet](t)(droplets(w.Client).List(t.Context())); len(left) != 0 {
			t.Errorf("%d droplets are left", len(left))
		}
	}
}

func TestCreateAndWait(t *testing.T) {
	w := simulate(t, sim.Early404(5*time.Second), sim.ListLag(5*time.Second), sim.LateAddress(4*time.Second))
	d := must[*client.Droplet](t)(w.CreateDroplet(t.Context(), small("web")))
	if !d.New() || d.Name() != "web" || d.IPAddress() != "" || d.Locked() {
		t.Errorf("created: %v", d)
	}
	began := w.clock.Now()
	d = must[*client.Droplet](t)(d.Wait(t.Context(), client.Ready()))
	if !d.Active() || d.IPAddress() == "" || d.Gone() {
		t.Errorf("ready: %v %s", d, d.IPAddress())
	}
	if took := w.clock.Now().Sub(began); took < 27*time.Second || took > 50*time.Second {
		t.Errorf("it took %v", took)
	}
	d = must[*client.Droplet](t)(d.Stop(t.Context(), 0))
	if !d.Off() {
		t.Errorf("stopped: %v", d)
	}
	again := must[*client.Droplet](t)(d.Stop(t.Context(), 0))
	if !again.Off() {
		t.Errorf("stopped twice: %v", again)
	}
	ok(t, d.Delete(t.Context()))
	gone := must[*client.Droplet](t)(d.Wait(t.Context(), client.StatusIs("active")))
	if !gone.Gone() || gone.Name() != "web" {
		t.Errorf("after its deletion: %v, gone %v", gone, gone.Gone())
	}
	refused(t, d.Delete(t.Context()), http.StatusNotFound)
}

func TestCreateMultiple(t *testing.T) {
	w := simulate(t)
	for _, n := range []int{0, 1, 10, 25} {
		made := w.requests(func() {
			all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(n), small("")))
			var got []string
			for _, d := range all {
				got = append(got, d.Name())
			}
			if !slices.Equal(got, names(n)) && n > 0 {
				t.Errorf("%d names: got %v", n, got)
			}
		})
		if made["droplets_create"] != (n+9)/10 {
			t.Errorf("%d names took %v", n, made)
		}
	}
	same := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), []string{"b", "a", "b", "a"}, small("")))
	equal(t, "the order of equal names", []string{same[0].Name(), same[1].Name(), same[2].Name(), same[3].Name()}, []string{"b", "a", "b", "a"})

	// What was made before a failure is in the error.
	limited := simulate(t, sim.DropletLimit(17))
	all, err := limited.CreateMultipleDroplets(t.Context(), names(25), small(""))
	var partial *client.PartialError
	if !errors.As(err, &partial) || len(partial.Created) != 10 || len(all) != 10 || !errors.Is(err, client.ErrUnprocessable) {
		t.Errorf("got %d droplets, %v", len(all), err)
	}

	for name, request := range map[string]client.DropletRequest{
		"image": {Name: "x", Size: "s-1vcpu-1gb"}, "size": {Name: "x", Image: client.ID(1)}, "name": {Image: client.ID(1), Size: "s-1vcpu-1gb"},
	} {
		var bad *client.ArgumentError
		if _, err := w.CreateDroplet(t.Context(), request); !errors.As(err, &bad) || bad.Name != name {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// A wait over many droplets costs about a request for a page of the list a
// round, and sees the last one within an interval.
func TestWaitOverMany(t *testing.T) {
	for _, test := range []struct {
		n, others, most int
		tag             bool
	}{{100, 0, 10, false}, {100, 3000, 10, true}, {1000, 0, 60, false}, {3, 5000, 60, false}} {
		w := simulate(t, sim.BootTime(5*time.Second, 15*time.Second), sim.Latency(50*time.Millisecond), sim.Droplets(test.others))
		request := small("")
		if test.tag {
			request.Tags = []string{"fleet"}
		}
		all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(test.n), request))
		began := w.clock.Now()
		seen := map[int64]bool{}
		made := w.requests(func() {
			for d, err := range w.WaitDroplets(all, client.StatusIs("active")).All(t.Context()) {
				ok(t, err)
				if !d.Active() || seen[d.ID()] {
					t.Errorf("yielded %v", d)
				}
				seen[d.ID()] = true
			}
		})
		total := 0
		for _, n := range made {
			total += n
		}
		if len(seen) != test.n || total > test.most {
			t.Errorf("%d of %d among %d others: %d seen with %v", test.n, test.n, test.others, len(seen), made)
		}
		if took := w.clock.Now().Sub(began); took > 18*time.Second {
			t.Errorf("%d among %d others: took %v", test.n, test.others, took)
		}
	}
}

func TestWaitTimes(t *testing.T) {
	w := simulate(t)
	d := must[*client.Droplet](t)(w.CreateDroplet(t.Context(), small("web")))
	var late *client.WaitTimeoutError
	made := w.requests(func() {
		_, err := d.Wait(t.Context(), client.StatusIs("active"), client.WithTimeLimit(0))
		if !errors.As(err, &late) || len(late.InProgress) != 1 || late.Attr != "status" || late.Value != "active" || late.Limit != 0 {
			t.Errorf("asking once: %v", err)
		}
	})
	equal(t, "asking once", made, map[string]int{"droplets_get": 1})
	began := w.clock.Now()
	wait := client.Wait([]*client.Droplet{d}, client.StatusIs("active"), client.WithTimeLimit(7*time.Second), client.WithInterval(3*time.Second))
	made = w.requests(func() {
		_, err := wait.Next(t.Context())
		if want := fmt.Sprintf(`Droplet(id=%d, name="web", status="new"): status did not become active within the wait_time of 7s`, d.ID()); !errors.As(err, &late) || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	equal(t, "7 seconds", made, map[string]int{"droplets_get": 4}) // at 0, 3, 6 and 7
	equal(t, "the time", w.clock.Now().Sub(began), 7*time.Second)
	equal(t, "the rest", wait.Rest()[0].ID(), d.ID())
	hour := must[*client.Droplet](t)(d.Wait(t.Context(), client.StatusIs("active"), client.WithTimeLimit(-1), client.WithInterval(time.Hour)))
	if !hour.Active() {
		t.Errorf("for ever: %v", hour)
	}
	none, err := client.Wait([]*client.Droplet(nil), client.Ready()).List(t.Context())
	if len(none) != 0 || err != nil {
		t.Errorf("nothing to wait for: %v, %v", none, err)
	}
}

// An error on the way says what was not done, and the wait can go on.
func TestWaitError(t *testing.T) {
	w := simulate(t)
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(5), small("")))
	wait := w.WaitDroplets(all, client.StatusIs("active"))
	ok(t, w.server.SetFaults([]sim.Fault{{Operation: "droplets_list", Kind: "status", Status: 400, Times: 1}}))
	_, err := wait.Next(t.Context())
	var stopped *client.WaitError
	if !errors.As(err, &stopped) || len(stopped.InProgress) != 5 || len(wait.Rest()) != 5 {
		t.Errorf("got %v", err)
	}
	refused(t, err, 400)
	rest := must[[]*client.Droplet](t)(wait.List(t.Context()))
	equal(t, "what came after the error", len(rest), 5)

	// An error of the condition leaves the others.
	boom := errors.New("boom")
	picky := client.Wait(rest, client.Condition{Attr: "x", Met: func(_ context.Context, r client.Resource) (bool, error) {
		if r.(*client.Droplet).Name() == "web-002" {
			return false, boom
		}
		return true, nil
	}})
	done, failed := 0, 0
	for {
		_, err := picky.Next(t.Context())
		if errors.Is(err, boom) {
			failed++
			continue
		}
		if err != nil {
			break
		}
		done++
	}
	equal(t, "done and failed", []int{done, failed}, []int{4, 1})
	_, err = client.Wait(rest[:1], client.StatusIs("off").FailOn("status", "active")).Next(t.Context())
	if err == nil || !strings.Contains(err.Error(), "has status active") {
		t.Errorf("a failing state: %v", err)
	}
}

// One object may be waited for twice, and from several goroutines.
func TestWaitTwice(t *testing.T) {
	w := simulate(t)
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(3), small("")))
	wait := w.WaitDroplets(append(all, all...), client.StatusIs("active"))
	equal(t, "done", len(must[[]*client.Droplet](t)(wait.List(t.Context()))), 6)
}

// Interrupt hands out the rest as it stands.
func TestWaitInterrupt(t *testing.T) {
	w := simulate(t)
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(5), small("")))
	wait := w.WaitDroplets(all, client.StatusIs("off"))
	w.clock.Busy()
	go func() {
		defer w.clock.Idle()
		w.clock.Sleep(t.Context(), time.Minute)
		wait.Interrupt()
	}()
	rest := must[[]*client.Droplet](t)(wait.List(t.Context()))
	if len(rest) != 5 || !wait.Interrupted() || !rest[0].Active() {
		t.Errorf("got %v, interrupted %v", rest, wait.Interrupted())
	}
	equal(t, "the time", w.clock.Now().Sub(epoch) < 2*time.Minute, true)
}

// What vanishes while it is waited for comes as it last was.
func TestWaitForWhatVanishes(t *testing.T) {
	w := simulate(t)
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(3), small("")))
	other := w.another(t)
	w.clock.Busy()
	go func() {
		defer w.clock.Idle()
		w.clock.Sleep(t.Context(), time.Minute) // active, but not off
		other.Droplet(all[1].ID()).Delete(t.Context())
		other.Droplet(all[0].ID()).PowerOff(t.Context())
		other.Droplet(all[2].ID()).PowerOff(t.Context())
	}()
	gone := 0
	for d, err := range w.WaitDroplets(all, client.StatusIs("off")).All(t.Context()) {
		ok(t, err)
		if d.Gone() {
			gone++
			equal(t, "the one that vanished", d.ID(), all[1].ID())
			equal(t, "its last state", d.Status(), "active")
		}
	}
	equal(t, "vanished", gone, 1)
	// A handle of what never was is gone at once.
	d := must[*client.Droplet](t)(w.Droplet(12345).Wait(t.Context(), client.StatusIs("off"), client.WithTimeLimit(0)))
	equal(t, "gone", d.Gone(), true)
}

// An hour of waiting takes no time, and a wait that is only long does not fail.
func TestWaitIsVirtual(t *testing.T) {
	w := simulate(t, sim.BootTime(3*time.Hour, 3*time.Hour))
	d := must[*client.Droplet](t)(w.CreateDroplet(t.Context(), small("slow")))
	d = must[*client.Droplet](t)(d.Wait(t.Context(), client.Ready(), client.WithInterval(10*time.Second)))
	if !d.Active() || w.clock.Now().Sub(epoch) < 3*time.Hour {
		t.Errorf("%v after %v", d, w.clock.Now().Sub(epoch))
	}
}
