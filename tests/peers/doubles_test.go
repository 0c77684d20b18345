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

// run makes droplets through a simulator in which one create in five fails,
// half of those after they acted, and one list in ten. open reports whether an
// error leaves it open whether a droplet was made.
func run(t *testing.T, open func(error) bool, connect func(url string, clock *sim.ScaledClock) (create func(ctx context.Context, name string) (id int, err error), end func())) *outcome {
	t.Helper()
	clock := sim.NewScaledClock(speed)
	world, err := sim.New(sim.WithClock(clock), sim.Seed(seed), sim.Latency(150*time.Millisecond), sim.ListLag(3*time.Second),
		sim.Faults(append(faulty("droplets_create", 0.2), faulty("droplets_list", 0.1)...)...))
	if err != nil {
		t.Fatal(err)
	}
	o := &outcome{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			o.lists.Add(1)
		case http.MethodPost:
			o.posts.Add(1)
		}
		world.ServeHTTP(w, r)
	}))
	defer server.Close()
	create, end := connect(server.URL, clock)
	ctx, cancel := context.WithTimeout(t.Context(), 9*time.Minute)
	defer cancel()
	var next atomic.Int64
	var mu sync.Mutex
	var tasks sync.WaitGroup
	ids, untold := map[int]bool{}, map[string]int{}
	for range 16 {
		tasks.Go(func() {
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

// TestDoubledCreates makes the same droplets under the same faults with doapi,
// and with the official Go client and as many retries as it has by default. Its
// pauses between them are shortened, so that the test does not last for minutes.
func TestDoubledCreates(t *testing.T) {
	t.Run("doapi", func(t *testing.T) {
		open := func(err error) bool { return errors.As(err, new(*client.UnknownOutcomeError)) }
		o := run(t, open, func(url string, clock *sim.ScaledClock) (func(context.Context, string) (int, error), func()) {
			c, err := client.New("token", client.WithEndpoint(url), client.WithClock(clock))
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
		// What is not found within the settling time, which is an eighth of a second
		// here, is said to be unknown: it may exist.
		if o.twice != 0 || o.exist < o.returned || int64(o.returned) < creates-2-creates/1000 {
			t.Errorf("%v", o)
		}
	})
	t.Run("godo", func(t *testing.T) {
		open := func(error) bool { return true } // it says nothing of that
		o := run(t, open, func(url string, _ *sim.ScaledClock) (func(context.Context, string) (int, error), func()) {
			plain := godo.NewFromToken("token")
			c, err := godo.New(plain.HTTPClient, godo.SetBaseURL(url), godo.WithRetryAndBackoffs(godo.RetryConfig{
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
			}, func() {}
		})
		t.Logf("godo, %d creates: %v", creates, o)
		if int64(o.exist) < creates/2 {
			t.Errorf("the comparison does not work: %v", o)
		}
	})
}
