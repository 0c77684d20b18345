package faults

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// The clock of the API may be ahead of the client's, faster, or set meanwhile: what
// a create has made is found by its time there.
func TestWhatWasMadeByAnotherClock(t *testing.T) {
	ctx := context.Background()
	for name, theirs := range map[string]func(since time.Duration) time.Duration{
		"ahead":   func(since time.Duration) time.Duration { return since + 20*time.Minute },
		"behind":  func(since time.Duration) time.Duration { return since - 20*time.Minute },
		"fast":    func(since time.Duration) time.Duration { return 60 * since },
		"fastest": func(since time.Duration) time.Duration { return 20*time.Minute + 600*since },
		"set":     func(since time.Duration) time.Duration { return since + since.Truncate(40*time.Second)*100 },
	} {
		for _, early := range []bool{false, true} {
			if name == "set" && !early {
				continue // of which nothing could tell
			}
			t.Run(fmt.Sprint(name, early), func(t *testing.T) {
				w := newWorld(t)
				start := epoch.Add(24 * time.Hour)
				ours := sim.NewClock(start)
				ours.Busy()
				transport := w.server.RoundTripper()
				c := must[*client.Client](t)(client.New(token, client.WithClock(ours), client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
					at := start.Add(theirs(ours.Now().Sub(start)))
					if passed := at.Sub(w.clock.Now()); passed > 0 {
						ok(t, w.clock.Sleep(ctx, passed))
					}
					// The way takes time, on either side.
					ok(t, ours.Sleep(ctx, 20*time.Millisecond))
					return transport.RoundTrip(r)
				}))))
				if early {
					must[*client.Account](t)(c.FetchAccount(ctx))
					ok(t, ours.Sleep(ctx, 39*time.Second))
				}
				// The look for it comes late.
				w.faults(t, on("vpcs_create", after), sim.Fault{Operation: "vpcs_list", Kind: "status", Status: 503, Times: 2})
				reply, err := c.Request(ctx, "POST", "/v2/vpcs", nil, client.Body{"name": "net", "region": "nyc3"})
				ok(t, err)
				made := 0
				for _, vpc := range w.state(t)["vpcs"] {
					if vpc["name"] == "net" && vpc["id"] == reply.Get("vpc", "id").Text() {
						made++
					}
				}
				if made != 1 {
					t.Errorf("%d networks were made, the answer is %s", made, reply.Raw())
				}
			})
		}
	}
}
