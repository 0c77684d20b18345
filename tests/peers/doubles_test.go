package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/digitalocean/godo"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

const (
	seed  = 7
	speed = 120 // simulated seconds a second
)

// creates is how many droplets are made; DOAPI_CREATES asks for more.
var creates = func() int64 {
	if n, err := strconv.ParseInt(os.Getenv("DOAPI_CREATES"), 10, 64); err == nil {
		return n
	}
	return 300
}()

// outcome is what a run of creates came to.
type outcome struct {
	returned int // creates that ended well
	reported int // creates that ended with an error
	exist    int // droplets
	twice    int // droplets that nobody was told of: neither returned, nor by an error of one of the name that leaves it open
	lists    atomic.Int64
	posts    atomic.Int64
}

func (o *outcome) String() string {
	return fmt.Sprintf("%d returned, %d errors, %d droplets exist, %d of them doubled; %d POSTs and %d lists, %.2f lists a create",
		o.returned, o.reported, o.exist, o.twice, o.posts.Load(), o.lists.Load(), float64(o.lists.Load())/float64(creates))
}

// faulty is how a share of an operation's requests goes wrong: as in tests/faults.
func faulty(operation string, share float64) []sim.Fault {
	var rules []sim.Fault
	for _, f := range []sim.Fault{
		{Kind: "reset", When: sim.Before},
		{Kind: "reset", When: sim.After},
		{Kind: "status", Status: 500, When: sim.Before},
		{Kind: "status", Status: 500, When: sim.After},
		{Kind: "status", Status: 503, When: sim.After},
		{Kind: "html", When: sim.Before},
		{Kind: "cut", When: sim.After},
		{Kind: "rate_limit_minute", Seconds: 1},
	} {
		f.Operation, f.Rate = operation, share/8
		rules = append(rules, f)
	}
	return rules
}

// count counts a request.
func (o *outcome) count(r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		o.lists.Add(1)
	case http.MethodPost:
		o.posts.Add(1)
	}
}

// creator makes a droplet of a name.
type creator func(ctx context.Context, name string) (id int, err error)

// run makes droplets through a simulator in which one create in five fails,
// half of those after they acted, and one list in ten. open reports whether an
// error leaves it open whether a droplet was made.
func run(t *testing.T, clock sim.Clock, open func(error) bool, connect func(world *sim.Server, o *outcome) (create creator, end func())) *outcome {
	t.Helper()
	world, err := sim.New(sim.WithClock(clock), sim.Seed(seed), sim.Latency(150*time.Millisecond), sim.ListLag(3*time.Second),
		sim.Faults(append(faulty("droplets_create", 0.2), faulty("droplets_list", 0.1)...)...))
	if err != nil {
		t.Fatal(err)
	}
	o := &outcome{}
	create, end := connect(world, o)
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute)
	defer cancel()
	var next atomic.Int64
	var mu sync.Mutex
	var tasks sync.WaitGroup
	ids, untold := map[int]bool{}, map[string]int{}
	clock.Busy() // until all have begun
	for range 16 {
		clock.Busy()
		tasks.Go(func() {
			defer clock.Idle()
			for i := next.Add(1); i <= creates; i = next.Add(1) {
				name := "same"
				if i%4 < 2 {
					name = fmt.Sprint("web-", i)
				}
				id, err := create(ctx, name)
				mu.Lock()
				if err != nil {
					if o.reported++; o.reported <= 10 {
						t.Logf("%s: %v", name, err)
					}
					if open(err) {
						untold[name]--
					}
				} else {
					o.returned++
					ids[id] = true
				}
				mu.Unlock()
			}
		})
	}
	clock.Idle()
	tasks.Wait()
	end()
	var state struct {
		Droplets []struct {
			ID   int
			Name string
		} `json:"droplets"`
	}
	if err := json.Unmarshal(world.State(), &state); err != nil {
		t.Fatal(err)
	}
	o.exist = len(state.Droplets)
	for _, d := range state.Droplets {
		if !ids[d.ID] {
			untold[d.Name]++
		}
	}
	for _, n := range untold {
		o.twice += max(0, n)
	}
	return o
}

// counted is a transport whose requests are counted.
type counted struct {
	http.RoundTripper
	o *outcome
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	c.o.count(r)
	return c.RoundTripper.RoundTrip(r)
}

// TestDoubledCreates makes the same droplets under the same faults with doapi,
// and with the official Go client and as many retries as it has by default. That
// one knows no clock but the real one: its pauses are shortened, so that the test
// does not last for minutes. Ours has a clock that jumps, so that a busy machine
// changes nothing.
func TestDoubledCreates(t *testing.T) {
	t.Run("doapi", func(t *testing.T) {
		open := func(err error) bool { return errors.As(err, new(*client.UnknownOutcomeError)) }
		clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
		o := run(t, clock, open, func(world *sim.Server, o *outcome) (creator, func()) {
			c, err := client.New("token", client.WithTransport(counted{world.RoundTripper(), o}), client.WithClock(clock))
			if err != nil {
				t.Fatal(err)
			}
			return func(ctx context.Context, name string) (int, error) {
				d, err := c.CreateDroplet(ctx, client.DropletRequest{Name: name, Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"})
				if err != nil {
					return 0, err
				}
				return int(d.ID()), nil
			}, func() { c.Close() }
		})
		t.Logf("doapi, %d creates: %v", creates, o)
		// What is not found within the settling time is said to be unknown: it may
		// exist.
		if o.twice != 0 || o.exist < o.returned || int64(o.returned) < creates-2-creates/1000 {
			t.Errorf("%v", o)
		}
	})
	t.Run("godo", func(t *testing.T) {
		open := func(error) bool { return true } // it says nothing of that
		o := run(t, sim.NewScaledClock(speed), open, func(world *sim.Server, o *outcome) (creator, func()) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				o.count(r)
				world.ServeHTTP(w, r)
			}))
			plain := godo.NewFromToken("token")
			c, err := godo.New(plain.HTTPClient, godo.SetBaseURL(server.URL), godo.WithRetryAndBackoffs(godo.RetryConfig{
				RetryMax: plain.RetryConfig.RetryMax, RetryWaitMin: godo.PtrTo(0.005), RetryWaitMax: godo.PtrTo(0.05),
			}))
			if err != nil {
				t.Fatal(err)
			}
			return func(ctx context.Context, name string) (int, error) {
				d, _, err := c.Droplets.Create(ctx, &godo.DropletCreateRequest{Name: name, Region: "nyc3", Size: "s-1vcpu-1gb", Image: godo.DropletCreateImage{Slug: "ubuntu-24-04-x64"}})
				if err != nil {
					return 0, err
				}
				return d.ID, nil
			}, server.Close
		})
		t.Logf("godo, %d creates: %v", creates, o)
		if int64(o.exist) < creates/2 {
			t.Errorf("the comparison does not work: %v", o)
		}
	})
}
