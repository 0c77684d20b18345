package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// refuse answers a request with a status.
func refuse(r *http.Request, status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
}

const (
	internalError = `{"id":"server_error","message":"Unexpected server-side error"}`
	noDroplets    = `{"droplets":[],"links":{},"meta":{"total":0}}`
)

// TestWaitsSurvive has waits for twenty droplets meet what goes wrong with
// polls: every object comes, or is in an error that holds what is left.
func TestWaitsSurvive(t *testing.T) {
	t.Parallel()
	bad := map[int64]bool{} // droplets that the API has no word about
	isBad := func(r *http.Request) bool {
		for id := range bad {
			if strings.HasSuffix(r.URL.Path, fmt.Sprintf("/%d", id)) {
				return true
			}
		}
		return false
	}
	for _, test := range []struct {
		name   string
		faults []sim.Fault
		wire   func(since time.Duration, r *http.Request) (status int, body string) // 0: the API's own answer
		errors int                                                                  // how many objects end with an error
		gone   int
		most   time.Duration
	}{
		{name: "nothing", most: time.Minute},
		{name: "one 500", faults: []sim.Fault{{Operation: "droplets_list", Kind: "status", Status: 500, Times: 1}}, most: 2 * time.Minute},
		{name: "a tenth of 500", faults: []sim.Fault{{Operation: "droplets_*", Kind: "status", Status: 500, Rate: 0.1}}, most: 3 * time.Minute},
		{name: "down for five minutes", wire: func(since time.Duration, r *http.Request) (int, string) {
			if since < 5*time.Minute {
				return 503, "<html>down</html>"
			}
			return 0, ""
		}, most: 8 * time.Minute},
		{name: "the list does not work", wire: func(_ time.Duration, r *http.Request) (int, string) {
			if strings.HasSuffix(r.URL.Path, "/droplets") {
				return 500, internalError
			}
			return 0, ""
		}, most: 9 * time.Minute},
		{name: "no word about three", wire: func(_ time.Duration, r *http.Request) (int, string) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/droplets"):
				return 200, noDroplets
			case isBad(r):
				return 500, internalError
			}
			return 0, ""
		}, errors: 3, most: 16 * time.Minute},
		{name: "three are refused", wire: func(_ time.Duration, r *http.Request) (int, string) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/droplets"):
				return 200, noDroplets
			case isBad(r):
				return 403, `{"id":"forbidden","message":"no"}`
			}
			return 0, ""
		}, errors: 3, most: 2 * time.Minute},
		{name: "three vanish", wire: func(since time.Duration, r *http.Request) (int, string) {
			switch {
			case strings.HasSuffix(r.URL.Path, "/droplets"):
				return 200, noDroplets
			case isBad(r) && since > 10*time.Second:
				return 404, `{"id":"not_found","message":"gone"}`
			}
			return 0, ""
		}, gone: 3, most: 3 * time.Minute},
		{name: "nothing left of the hour", faults: []sim.Fault{{Operation: "droplets_list", Kind: "rate_limit_hour", Seconds: 1800, Times: 1}}, most: 40 * time.Minute},
		{name: "never a good answer", wire: func(time.Duration, *http.Request) (int, string) { return 500, internalError }, errors: -1, most: 15 * time.Minute},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, sim.BootTime(5*time.Second, 40*time.Second))
			wire := &switchable{next: w.server.RoundTripper()}
			c := w.client(t, client.WithTransport(wire))
			names := make([]string, 20)
			for i := range names {
				names[i] = fmt.Sprintf("web-%02d", i)
			}
			all := must[[]*client.Droplet](t)(c.CreateMultipleDroplets(context.Background(), names, small("")))
			clear(bad)
			for _, d := range all[4:7] {
				bad[d.ID()] = true
			}
			w.faults(t, test.faults...)
			began := w.clock.Now()
			if test.wire != nil {
				wire.next = inProcess(func(r *http.Request) (*http.Response, error) {
					if status, body := test.wire(w.clock.Now().Sub(began), r); status != 0 {
						return refuse(r, status, body)
					}
					return w.server.RoundTripper().RoundTrip(r)
				})
			}
			wait := c.WaitDroplets(all, client.StatusIs(client.DropletActive))
			done, gone, failed := 0, 0, 0
			for {
				d, err := wait.Next(context.Background())
				if err == io.EOF {
					break
				}
				if err != nil {
					var stopped *client.WaitError
					if !errors.As(err, &stopped) {
						t.Fatalf("%T: %v", err, err)
					}
					failed++
					if rest := len(all) - done - gone - failed; stopped.Object != nil && len(stopped.InProgress) != rest {
						t.Errorf("the error holds %d, %d are left", len(stopped.InProgress), rest)
					}
					if stopped.Object == nil {
						if len(stopped.InProgress) != len(all)-done {
							t.Errorf("the end for all holds %d of %d", len(stopped.InProgress), len(all)-done)
						}
						failed = -1
						break
					}
					continue
				}
				if d.Gone() {
					gone++
				} else if done++; !d.Active() {
					t.Errorf("%v was not what was waited for", d)
				}
			}
			took := w.clock.Now().Sub(began)
			if failed != test.errors || gone != test.gone || failed >= 0 && done+gone+failed != len(all) {
				t.Errorf("%d done, %d gone, %d failed, of %d", done, gone, failed, len(all))
			}
			if took > test.most {
				t.Errorf("it took %v", took)
			}
			t.Logf("%d done, %d gone, %d failed in %v", done, gone, failed, took)
		})
	}
}

// TestWaitsEndInTime: a wait ends soon after its time, whatever the API does,
// and says how long it was.
func TestWaitsEndInTime(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sim.Fault{
		"stalled answers": {Operation: "droplets_get", Kind: "stall", When: sim.After},
		"slow answers":    {Operation: "droplets_get", Kind: "latency", Seconds: 300},
		"rate limit":      {Operation: "droplets_get", Kind: "rate_limit_hour", Seconds: 1800},
		"500":             {Operation: "droplets_get", Kind: "status", Status: 500},
		"nothing":         {Operation: "droplets_get", Kind: "status", Status: 500, Times: 1},
	} {
		for _, limit := range []time.Duration{0, 2 * time.Second, time.Minute} {
			w := newWorld(t, sim.BootTime(time.Hour, time.Hour))
			c := w.client(t)
			d := must[*client.Droplet](t)(c.CreateDroplet(context.Background(), small("web")))
			w.faults(t, fault)
			began := w.clock.Now()
			_, err := d.Wait(context.Background(), client.StatusIs("active"), client.WithTimeLimit(limit))
			took := w.clock.Now().Sub(began)
			var late *client.WaitTimeoutError
			if !errors.As(err, &late) || len(late.InProgress) != 1 {
				t.Errorf("%s: %v", name, err)
				continue
			}
			most := limit + 3*time.Second
			if limit == 0 {
				most = 10 * time.Second
			}
			if took > most || (late.Waited-took).Abs() > time.Second {
				t.Errorf("%s: a limit of %v took %v, and the error says %v: %v", name, limit, took, late.Waited, err)
			}
		}
	}
}
