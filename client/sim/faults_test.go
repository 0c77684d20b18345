package sim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// wires runs a test over both ways to reach a server.
func wires(t *testing.T, test func(a *api)) {
	t.Run("in-process", func(t *testing.T) { test(newAPI(t)) })
	t.Run("http", func(t *testing.T) {
		a := newAPI(t)
		srv := httptest.NewServer(a.server)
		t.Cleanup(srv.Close)
		a.base = srv.URL
		a.http = &http.Transport{DisableKeepAlives: true} // so that nothing is sent again behind our back
		test(a)
	})
}

func (a *api) faults(rules ...Fault) {
	a.Helper()
	if err := a.server.SetFaults(rules); err != nil {
		a.Fatal(err)
	}
}

func (a *api) droplets() int {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	return a.server.world.Table("droplets").Count()
}

func TestFaultKinds(t *testing.T) {
	const post = "droplets_create"
	for _, test := range []struct {
		rule    Fault
		commits bool
		check   func(t *testing.T, res result, err error)
	}{
		{Fault{Kind: "status"}, false, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 500)
			same(t, "body", res.str("message"), "Unexpected server-side error")
		}},
		{Fault{Kind: "status", Status: 503, When: After}, true, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 503)
			same(t, "id", res.str("id"), "service_unavailable")
		}},
		{Fault{Kind: "status", Status: 429}, false, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 429)
			same(t, "retry-after", res.header.Get("Retry-After"), "")
			same(t, "remaining", res.header.Get("Ratelimit-Remaining"), 0)
		}},
		{Fault{Kind: "status", Status: 429, Seconds: 3}, false, func(t *testing.T, res result, err error) {
			same(t, "retry-after", res.header.Get("Retry-After"), 3)
		}},
		{Fault{Kind: "rate_limit_minute"}, false, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 429)
			same(t, "retry-after", res.header.Get("Retry-After"), 1)
		}},
		{Fault{Kind: "rate_limit_hour", Seconds: 60}, false, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 429)
			same(t, "retry-after", res.header.Get("Retry-After"), "")
			same(t, "reset", res.header.Get("Ratelimit-Reset"), epoch.Add(time.Minute).Unix())
		}},
		{Fault{Kind: "html"}, false, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 502)
			same(t, "type", res.header.Get("Content-Type"), "text/html; charset=utf-8")
			if !strings.HasPrefix(res.text, "<html>") {
				t.Error(res.text)
			}
		}},
		{Fault{Kind: "html", Status: 504, When: After}, true, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 504)
		}},
		{Fault{Kind: "reset"}, false, wantReset},
		{Fault{Kind: "reset", When: After}, true, wantReset},
		{Fault{Kind: "cut"}, true, wantCut(202)},
		{Fault{Kind: "cut", When: Before}, false, wantCut(500)},
		{Fault{Kind: "stall", Seconds: 5}, true, func(t *testing.T, res result, err error) {
			same(t, "status", res.status, 202)
			same(t, "the rest comes", res.str("droplet", "name"), "web-1")
		}},
		{Fault{Kind: "latency", Seconds: 5}, true, func(t *testing.T, res result, err error) { same(t, "status", res.status, 202) }},
		{Fault{Kind: "latency", Seconds: 5, When: After}, true, func(t *testing.T, res result, err error) { same(t, "status", res.status, 202) }},
	} {
		name := test.rule.Kind + " " + string(test.rule.When)
		t.Run(name, func(t *testing.T) {
			wires(t, func(a *api) {
				rule := test.rule
				rule.Operation, rule.Times = post, 1
				a.faults(rule)
				a.get("/v2/account") // another operation
				res, err := a.send("POST", "/v2/droplets", plain)
				test.check(a.T, res, err)
				want := 0
				if test.commits {
					want = 1
				}
				same(a.T, "droplets", a.droplets(), want)
				if rule.Seconds == 5 {
					same(a.T, "took", elapsed(a.clock), 5*time.Second)
				}
				a.do(202, "POST", "/v2/droplets", plain) // the rule was good for one
				same(a.T, "requests", a.server.Requests().ByOperation[post], 2)
			})
		})
	}
}

func wantReset(t *testing.T, res result, err error) {
	t.Helper()
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("status %d, %v; want a connection reset", res.status, err)
	}
}

func wantCut(status int) func(t *testing.T, res result, err error) {
	return func(t *testing.T, res result, err error) {
		t.Helper()
		same(t, "status", res.status, status)
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%v; want an unexpected end", err)
		}
		if len(res.text) == 0 || json.Valid([]byte(res.text)) {
			t.Errorf("the body is not cut in the middle: %q", res.text)
		}
	}
}

// A body that stops for ever is ended by the caller's deadline or by Close.
func TestFaultStall(t *testing.T) {
	a := newAPI(t)
	a.faults(Fault{Kind: "stall"})
	request := func(ctx context.Context) *http.Response {
		req, err := http.NewRequestWithContext(ctx, "GET", a.base+"/v2/account", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header = a.header
		resp, err := a.http.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	ctx, cancel := a.clock.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	resp := request(ctx)
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a stalled body ended with %v", err)
	}
	wantElapsed(t, a.clock, time.Minute)
	resp.Body.Close()

	ctx, stop := context.WithCancel(context.Background())
	resp = request(ctx)
	ended := make(chan error)
	go func() {
		_, err := io.ReadAll(resp.Body)
		ended <- err
	}()
	for a.clock.asleep() == 0 {
		runtime.Gosched()
	}
	resp.Body.Close() // does not wait for the reader
	stop()
	if err := <-ended; err == nil {
		t.Error("a stalled body ended well")
	}
}

func TestFaultStallOverHTTP(t *testing.T) {
	s, err := New(Faults(Fault{Kind: "stall", Operation: "account_*"}))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", srv.URL+"/v2/account", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer x")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	half := make([]byte, resp.ContentLength/2)
	if _, err := io.ReadFull(resp.Body, half); err != nil {
		t.Fatal(err)
	}
	cancel() // nothing more is coming
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Which requests are hit depends on the seed and on the rule's own requests.
func TestFaultRate(t *testing.T) {
	run := func(seed uint64, noise bool) (hits []int) {
		a := newAPI(t, Seed(seed))
		a.faults(Fault{Operation: "account_get", Kind: "status", Rate: 0.2}, Fault{Operation: "regions_*", Kind: "reset", Rate: 0.5})
		for i := range 1000 {
			if noise {
				a.send("GET", "/v2/regions", nil)
			}
			if res, _ := a.send("GET", "/v2/account", nil); res.status == 500 {
				hits = append(hits, i)
			}
		}
		return hits
	}
	first := run(7, false)
	if len(first) < 150 || len(first) > 250 {
		t.Errorf("%d of 1000 requests were hit at a rate of 0.2", len(first))
	}
	if !slices.Equal(first, run(7, true)) {
		t.Error("equal seeds hit different requests")
	}
	if slices.Equal(first, run(8, false)) {
		t.Error("different seeds hit the same requests")
	}
}

func TestFaultOrder(t *testing.T) {
	a := newAPI(t)
	a.faults(
		Fault{Operation: "account_get", Kind: "status", Status: 503, Times: 1},
		Fault{Operation: "account_*", Kind: "status", Times: 1},
		Fault{Operation: "*", Kind: "latency", Seconds: 2},
	)
	for _, want := range []int{503, 500, 200} {
		a.do(want, "GET", "/v2/account", nil)
	}
	wantElapsed(t, a.clock, 6*time.Second) // a latency adds to the others
}

func TestFaultSwitches(t *testing.T) {
	a := newAPI(t)
	a.faults(
		Fault{Operation: "droplets_create", Kind: "early_404", Seconds: 5},
		Fault{Operation: "droplets_create", Kind: "list_lag", Seconds: 10, Times: 1},
		Fault{Kind: "late_address", Seconds: 60},
	)
	one := fmt.Sprintf("/v2/droplets/%d", a.do(202, "POST", "/v2/droplets", plain).id("droplet"))
	two := fmt.Sprintf("/v2/droplets/%d", a.do(202, "POST", "/v2/droplets", plain).id("droplet"))
	same(t, "list", a.get("/v2/droplets").str("meta", "total"), 1)
	a.do(404, "GET", one, nil)
	a.do(404, "GET", two, nil)
	a.sleep(time.Minute)
	same(t, "list", a.get("/v2/droplets").str("meta", "total"), 2)
	same(t, "address", len(a.get(one).list("droplet", "networks", "v4")), 0)
	a.sleep(time.Minute)
	same(t, "address", len(a.get(two).list("droplet", "networks", "v4")), 2)
}

// A fault is aimed by the name that scripts use, by what is in the body, and by
// how many such requests came before.
func TestAimedFaults(t *testing.T) {
	a := newAPI(t, Faults(Fault{Kind: "status", Status: 422, Operation: "droplet_actions.post", Body: map[string]any{"type": "resize"}, Skip: 1, Times: 1}))
	droplet, _ := a.create()
	act := func(status int, body map[string]any) {
		t.Helper()
		a.do(status, "POST", droplet+"/actions", body)
		a.sleep(time.Hour)
	}
	act(201, map[string]any{"type": "power_off"})
	act(201, map[string]any{"type": "resize", "size": "s-1vcpu-2gb"})
	act(201, map[string]any{"type": "power_on"})
	act(201, map[string]any{"type": "power_off"})
	act(422, map[string]any{"type": "resize", "size": "s-2vcpu-2gb"})
	act(201, map[string]any{"type": "resize", "size": "s-2vcpu-2gb"})
}

func TestFaultRules(t *testing.T) {
	a := newAPI(t)
	for body, want := range map[string]string{
		`[{"kind":"x"}]`: `fault rule 1: unknown kind "x" (one of cut, early_404, errored, html, late_address, latency, list_lag, rate_limit_hour, rate_limit_minute, reset, shape, stall, status)`,
		`[{}]`:           `fault rule 1: no kind is given`,
		`{"operation":"droplet_action.posts","kind":"status"}`: `(there is droplet_actions.post, droplet_actions.post_by_tag; doapi ops lists them)`,
		`{"kind":"status","status":"x"}`:                       `status cannot be a string`,
		`[{"kind":"reset"},{"kind":"reset","when":"during"}]`:  `fault rule 2: when is "during"`,
		`[{"kind":"reset","rate":1.5}]`:                        `rate 1.5 is not between 0 and 1`,
		`[{"kind":"reset","rate":-0.1}]`:                       `rate -0.1 is not between 0 and 1`,
		`[{"kind":"reset","times":-1}]`:                        `times -1 is negative`,
		`[{"kind":"reset","status":500}]`:                      `reset has no status`,
		`[{"kind":"status","status":200}]`:                     `status 200 is not an error (300 to 599)`,
		`[{"kind":"latency"}]`:                                 `latency needs seconds`,
		`[{"kind":"latency","seconds":-1}]`:                    `seconds -1 is not between 0 and 1e9`,
		`[{"kind":"early_404","seconds":1,"when":"after"}]`:    `early_404 has no when`,
		`[{"kind":"reset","operation":"droplet_create"}]`:      `the API has no operation "droplet_create"`,
		`[{"kind":"reset","operation":"dr[oplets"}]`:           `operation "dr[oplets" is not a glob`,
		`[{"kind":"reset","op":"x"}]`:                          `unknown field "op" (the fields are operation, body, skip, kind, status, when, rate, times, seconds)`,
		`[{"kind":"reset","skip":-1}]`:                         `skip -1 is negative`,
		`[{"kind":5}]`:                                         `fault rules: `,
		`nonsense`:                                             `fault rules: `,
		``:                                                     `fault rules: `,
		`[] []`:                                                `more after the list`,
	} {
		res := a.do(400, "POST", "/_sim/faults", body)
		if !strings.Contains(res.str("message"), want) {
			t.Errorf("%s: %s, want %s", body, res.str("message"), want)
		}
	}
	a.get("/v2/account") // none of them holds
	a.do(200, "POST", "/_sim/faults", `[{"kind":"status","operation":"tags_update"}]`)
	a.do(200, "POST", "/_sim/faults", `{"kind":"status","operation":"account_get"}`)
	a.do(500, "GET", "/v2/account", nil)
	a.do(200, "POST", "/_sim/faults", `[]`)
	a.get("/v2/account")

	rules, err := ParseFaults([]byte(`{"operation":"droplets_*","kind":"cut","rate":0.5}`))
	if err != nil || len(rules) != 1 || rules[0].When != After {
		t.Errorf("%+v %v", rules, err)
	}
}

// A rule that is added leaves what the others have yet to let pass as it was.
func TestFaultsAddedToOthers(t *testing.T) {
	a := newAPI(t, Faults(Fault{Operation: "account_get", Kind: "status", Skip: 2, Times: 1}))
	a.get("/v2/account")
	if err := a.server.AddFault(Fault{Operation: "regions_list", Kind: "status", Status: 503, Skip: 1}); err != nil {
		t.Fatal(err)
	}
	a.get("/v2/regions")
	a.do(503, "GET", "/v2/regions", nil)
	a.get("/v2/account")
	a.do(500, "GET", "/v2/account", nil)
	a.get("/v2/account")
}

// Reset brings the first rules back as they were.
func TestFaultsAfterReset(t *testing.T) {
	a := newAPI(t, Faults(Fault{Operation: "account_get", Kind: "status", Times: 1}))
	for range 2 {
		a.do(500, "GET", "/v2/account", nil)
		a.get("/v2/account")
		a.faults()
		if err := a.server.Reset(); err != nil {
			t.Fatal(err)
		}
	}
}

// A rule that a script's tests add brings nothing back that is used up.
func TestFailKeepsHits(t *testing.T) {
	a := newAPI(t, Faults(Fault{Operation: "account_get", Kind: "status", Times: 1}))
	a.do(500, "GET", "/v2/account", nil)
	if err := a.server.World().Fail(`{"operation":"regions_list","kind":"status","times":1}`); err != nil {
		t.Fatal(err)
	}
	a.get("/v2/account")
	a.do(500, "GET", "/v2/regions", nil)
	a.get("/v2/regions")
}
