package faults

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// FuzzHostileAPI lets an API say anything to a client that retries, waits for
// limits and looks for what it made. Two kinds of answers take turns, so that
// look-ups find other things than creates did. Nothing crashes, nothing goes on
// for ever, and the token goes to the endpoint only and into no error.
func FuzzHostileAPI(f *testing.F) {
	for _, seed := range []struct {
		status, status2 int
		header, value   string
		body            string
	}{
		{500, 200, "Retry-After", "3", `{"droplets":[{"id":1,"name":"web","tags":["x"]}],"links":{"pages":{"next":"https://elsewhere.example/v2/droplets?page=2"}}}`},
		{502, 404, "Location", "https://elsewhere.example/", "<html>TOKEN"},
		{429, 200, "Ratelimit-Reset", "99999999999", `{"id":"too_many_requests","message":"TOKEN"}`},
		{429, 429, "Retry-After", "Thu, 01 Jan 2099 00:00:00 GMT", ""},
		{503, 503, "Date", "Thu, 01 Jan 1970 00:00:00 GMT", `{"domain":{"name":"x.example","zone_file":"x. IN SOA a. b. 99999999999 1"}}`},
		{200, 500, "Ratelimit-Remaining", "-5", `{"domain":5,"ssh_key":[],"floating_ips":[{"ip":"../x","droplet":null,"locked":true}],"actions":[{"started_at":"x","type":""}],"links":{"pages":{"next":"x"}},"meta":{"total":-1}}`},
		{302, 202, "Location", "http://api.digitalocean.com/", `{"links":{"pages":{"next":"http://api.digitalocean.com/"}},"droplets":[{"id":1}]}`},
		{520, 201, "Content-Type", "text/event-stream", "data: TOKEN\n\n"},
		{422, 500, "X-Request-Id", "TOKEN", `{"id":"unprocessable_entity","message":"Droplet already has a pending event."}`},
	} {
		f.Add(seed.status, seed.status2, seed.header, seed.value, []byte(seed.body))
	}
	const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEgVqkYH0cUIO5uCq5Rwrw0cIJmgkVyAQtRIlbFJdbo8 test"
	f.Fuzz(func(t *testing.T, status, status2 int, header, value string, body []byte) {
		if min(status, status2) < 200 || max(status, status2) > 999 || strings.ContainsAny(header+value, "\r\n\x00") {
			t.Skip()
		}
		clock := sim.NewClock(epoch)
		clock.Busy()
		requests := 0
		api := inProcess(func(r *http.Request) (*http.Response, error) {
			if requests++; requests > 20000 {
				panic("requests without an end: " + r.Method + " " + r.URL.String())
			}
			atHome := r.URL.Scheme == "https" && strings.TrimSuffix(strings.ToLower(r.URL.Host), ":443") == "api.digitalocean.com"
			if sent := r.Header.Get("Authorization") != ""; sent && !atHome {
				t.Errorf("the token went to %s", r.URL)
			}
			code := status
			if requests%2 == 0 {
				code = status2
			}
			h := http.Header{"Content-Type": {"application/json"}, "Ratelimit-Limit": {"5000"}, "Ratelimit-Remaining": {"9"}}
			if header != "" {
				h.Set(header, strings.ReplaceAll(value, "TOKEN", token))
			}
			text := bytes.ReplaceAll(body, []byte("TOKEN"), []byte(token))
			return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(bytes.NewReader(text)), ContentLength: -1}, nil
		})
		var trace strings.Builder
		c := must[*client.Client](t)(client.New(token, client.WithTransport(api), client.WithClock(clock), client.WithTrace(&trace, true), client.WithRetryBusy(true),
			client.WithJitter(func() float64 { return 0.5 })))
		for _, call := range []func(ctx context.Context) error{
			func(ctx context.Context) error { return discard(c.CreateDroplet(ctx, small("web"))) },
			func(ctx context.Context) error {
				return discard(c.CreateMultipleDroplets(ctx, []string{"web", "db"}, small("")))
			},
			func(ctx context.Context) error { return discard(c.CreateDomain(ctx, "x.example", "")) },
			func(ctx context.Context) error { return discard(c.CreateSSHKey(ctx, "k", key)) },
			func(ctx context.Context) error { return discard(c.CreateFloatingIP(ctx, 1)) },
			func(ctx context.Context) error { return discard(c.Droplet(1).Reboot(ctx)) },
			func(ctx context.Context) error {
				return discard(c.Domain("x").CreateRecord(ctx, "A", "a", "1.2.3.4", nil))
			},
			func(ctx context.Context) error { return c.Droplet(1).Delete(ctx) },
			func(ctx context.Context) error { return discard(c.FetchAllDroplets(client.DropletFilter{}).List(ctx)) },
			func(ctx context.Context) error { return discard(c.Paginate("/v2/x", "droplets", nil).List(ctx)) },
		} {
			ctx, cancel := clock.WithTimeout(context.Background(), 10*time.Minute)
			if err := call(ctx); err != nil && strings.Contains(err.Error(), token) {
				t.Errorf("the token is in the error: %v", err)
			}
			cancel()
		}
		ok(t, c.Close())
		if strings.Contains(trace.String(), token) {
			t.Errorf("the token is in the trace")
		}
		if requests > 5000 {
			t.Errorf("%d requests", requests)
		}
	})
}
