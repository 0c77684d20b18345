package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func TestControl(t *testing.T) {
	a := newAPI(t, Droplets(3))
	a.header.Del("Authorization") // the control paths ask for none
	a.refusedAs(401, "unauthorized", "Unable to authenticate you.", "GET", "/v2/account", nil)
	a.header.Set("Authorization", "Bearer x")
	a.get("/v2/account")
	a.get("/v2/droplets?page=1")
	a.do(404, "GET", "/v2/droplets/1", nil)
	res := a.get("/_sim/requests")
	same(t, "requests", res.text, `{"total":4,"by_operation":{"account_get":2,"droplets_get":1,"droplets_list":1}}`)
	same(t, "method", fmt.Sprint(a.server.Requests()), "{4 map[account_get:2 droplets_get:1 droplets_list:1]}")

	a.do(201, "POST", "/v2/domains", map[string]any{"name": "example.com"})
	a.do(202, "POST", "/v2/reserved_ips", map[string]any{"region": "nyc3"})
	state := a.get("/_sim/state")
	for name, want := range map[string]int{
		"droplets": 3, "domains": 1, "domain_records": 4, "reserved_ips": 1, "floating_ips": 1, "ssh_keys": 0,
		"tags": 19, "volumes": 0, "snapshots": 0, "images": len(engine.Offered().Images),
	} {
		list, ok := state.at(name).([]any)
		if !ok || len(list) != want {
			t.Errorf("the state has %d %s (%v), want %d", len(list), name, ok, want)
		}
	}
	same(t, "record", state.str("domain_records", 0, "domain"), "example.com")
	if !json.Valid(a.server.State()) || strings.Contains(state.text, `"_`) {
		t.Error("the state is not clean JSON")
	}

	before := a.clock.Now()
	same(t, "clock", a.do(200, "POST", "/_sim/clock", map[string]any{"advance_s": 90.5}).str("now"), "2026-08-01T12:01:30Z")
	same(t, "advanced", a.clock.Now().Sub(before), 90500*time.Millisecond)
	for _, bad := range []string{`{"advance_s": -1}`, `{}`, ``, `{"advance": 1}`, `{"advance_s": "1"}`, `x`, `{"advance_s": 1e300}`} {
		a.do(400, "POST", "/_sim/clock", bad)
	}
	a.do(405, "GET", "/_sim/clock", nil)
	a.do(404, "GET", "/_sim/nope", nil)

	a.do(200, "POST", "/_sim/reset", nil)
	same(t, "total", a.server.Requests().Total, 0)
	same(t, "domains", a.get("/v2/domains").str("meta", "total"), 0)
	same(t, "pre-made", a.get("/v2/droplets").str("meta", "total"), 3)
}

func TestAuth(t *testing.T) {
	a := newAPI(t, Auth("secret"))
	for value, want := range map[string]int{"Bearer secret": 200, "Bearer other": 401, "Bearer ": 401, "secret": 401, "Basic secret": 401} {
		a.header.Set("Authorization", value)
		a.do(want, "GET", "/v2/account", nil)
	}
}

func TestHeaders(t *testing.T) {
	a := newAPI(t)
	res := a.get("/v2/account")
	same(t, "limit", res.header.Get("Ratelimit-Limit"), 5000)
	same(t, "remaining", res.header.Get("Ratelimit-Remaining"), 4999)
	same(t, "reset", res.header.Get("Ratelimit-Reset"), epoch.Add(time.Hour).Unix())
	same(t, "content type", res.header.Get("Content-Type"), "application/json; charset=utf-8")
	id := res.header.Get("X-Request-Id")
	bad := a.do(404, "GET", "/v2/droplets/1", nil)
	same(t, "request id", bad.header.Get("X-Request-Id"), bad.str("request_id"))
	if id == "" || id == bad.str("request_id") {
		t.Errorf("request ids %q and %q", id, bad.str("request_id"))
	}
	head := a.do(200, "HEAD", "/v2/account", nil)
	same(t, "HEAD", head.text, "")
	same(t, "HEAD length", head.header.Get("Content-Length"), len(res.text))
}

func TestPaging(t *testing.T) {
	a := newAPI(t, Droplets(45))
	res := a.get("/v2/droplets")
	same(t, "default", len(res.list("droplets")), 20)
	same(t, "total", res.at("meta", "total"), 45)
	same(t, "links", res.at("links", "pages"), "map[last:https://api.digitalocean.com/v2/droplets?page=3 next:https://api.digitalocean.com/v2/droplets?page=2]")
	res = a.get("/v2/droplets?page=2&tag_name=env:prod&per_page=10")
	same(t, "links", res.at("links", "pages"), "map[first:https://api.digitalocean.com/v2/droplets?page=1&per_page=10&tag_name=env%3Aprod "+
		"last:https://api.digitalocean.com/v2/droplets?page=4&per_page=10&tag_name=env%3Aprod "+
		"next:https://api.digitalocean.com/v2/droplets?page=3&per_page=10&tag_name=env%3Aprod "+
		"prev:https://api.digitalocean.com/v2/droplets?page=1&per_page=10&tag_name=env%3Aprod]")
	res = a.get("/v2/droplets?page=3")
	same(t, "last page", len(res.list("droplets")), 5)
	same(t, "links", res.at("links", "pages"), "map[first:https://api.digitalocean.com/v2/droplets?page=1 prev:https://api.digitalocean.com/v2/droplets?page=2]")
	same(t, "single", a.get("/v2/droplets?per_page=45").at("links"), "map[]")
	same(t, "above the limit", len(a.get("/v2/droplets?per_page=1000").list("droplets")), 45)
	res = a.get("/v2/droplets?page=9")
	same(t, "past the end", len(res.list("droplets")), 0)
	same(t, "links", res.at("links", "pages", "prev"), "https://api.digitalocean.com/v2/droplets?page=3")
	for _, bad := range []string{"page=0", "page=-1", "page=x", "per_page=0", "per_page=99999999999"} {
		a.do(422, "GET", "/v2/droplets?"+bad, nil)
	}
	seen := map[int64]bool{}
	for page := 1; page <= 3; page++ {
		res := a.get(fmt.Sprintf("/v2/droplets?page=%d", page))
		for i := range res.list("droplets") {
			seen[res.id("droplets", i)] = true
		}
	}
	same(t, "all", len(seen), 45)
}

func TestPremade(t *testing.T) {
	a := newAPI(t, Droplets(10_000), Actions(1000))
	res := a.get("/v2/droplets?per_page=200&page=50")
	if size := len(res.text) / 200; size < 2500 || size > 2700 {
		t.Errorf("a pre-made droplet has %d bytes", size)
	}
	same(t, "total", res.at("meta", "total"), 10_000)
	id := res.id("droplets", 0)
	path := fmt.Sprintf("/v2/droplets/%d", id)
	one := a.get(path)
	same(t, "the same document", fmt.Sprint(one.at("droplet")), fmt.Sprint(res.at("droplets", 0)))

	// It has all fields of one that was created, in the same order.
	other, _ := a.create("region", "ams3")
	same(t, "fields", keysOf(one.text), keysOf(a.get(other).text))
	a.do(204, "DELETE", other, nil)
	a.sleep(time.Minute)

	// It lives as any other.
	a.act(path, map[string]any{"type": "rename", "name": "mine"})
	same(t, "renamed", a.get(path).str("droplet", "name"), "mine")
	same(t, "by name", a.get("/v2/droplets?name=mine").id("droplets", 0), id)
	a.do(204, "DELETE", path, nil)
	a.sleep(time.Minute)
	same(t, "total", a.get("/v2/droplets").at("meta", "total"), 9999)

	actions := a.get("/v2/actions?per_page=200")
	same(t, "newest first", actions.str("actions", 0, "type"), "destroy")
	same(t, "total", actions.at("meta", "total"), 1004)
	same(t, "pre-made", actions.str("actions", 9, "status"), "completed")
	one = a.get(fmt.Sprintf("/v2/actions/%d", actions.id("actions", 9)))
	same(t, "by id", one.at("action"), actions.at("actions", 9))
	same(t, "fields", keysOf(one.text), keysOf(a.get(fmt.Sprintf("/v2/actions/%d", actions.id("actions", 0))).text))
	// New ids are above all pre-made ones.
	if fresh := a.do(202, "POST", "/v2/droplets", plain).id("droplet"); fresh < 9_000_605_000_000 {
		t.Errorf("id %d", fresh)
	}
}

// keysOf lists the fields of the object in an answer.
func keysOf(text string) (keys []string) {
	outer, _ := engine.ParseDocument(text)
	for _, f := range outer.Fields {
		inner, _ := engine.ParseDocument(f.Value)
		for _, f := range inner.Fields {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func TestReproducible(t *testing.T) {
	run := func(seed uint64) string {
		a := newAPI(t, Seed(seed))
		a.create("backups", true)
		a.do(201, "POST", "/v2/volumes", map[string]any{"name": "v", "region": "nyc3", "size_gigabytes": 1})
		return string(a.server.State())
	}
	first := run(1)
	if run(1) != first {
		t.Error("equal seeds give different states")
	}
	if run(2) == first {
		t.Error("different seeds give the same state")
	}
}

func TestOptions(t *testing.T) {
	for _, bad := range []Option{
		DropletLimit(-1), Droplets(-1), Actions(-1), Latency(-1), ListLag(-1), Early404(-1), LateAddress(-1),
		BootTime(2, 1), BootTime(-1, 1), Droplets(1 << 40), Faults(Fault{Kind: "x"}),
	} {
		if _, err := New(bad); err == nil {
			t.Error("an option that cannot be is taken")
		}
	}
	a := newAPI(t, BootTime(5*time.Second, 15*time.Second))
	res := a.do(202, "POST", "/v2/droplets", plain)
	a.sleep(15 * time.Second)
	same(t, "status", a.get(fmt.Sprintf("/v2/droplets/%d", res.id("droplet"))).str("droplet", "status"), "active")
}

func TestLatency(t *testing.T) {
	a := newAPI(t, Latency(50*time.Millisecond))
	for range 10 {
		a.get("/v2/account")
	}
	wantElapsed(t, a.clock, 500*time.Millisecond)
}

func TestLags(t *testing.T) {
	a := newAPI(t, ListLag(20*time.Second), Early404(5*time.Second), LateAddress(30*time.Second))
	res := a.do(202, "POST", "/v2/droplets", plain)
	path := fmt.Sprintf("/v2/droplets/%d", res.id("droplet"))
	a.do(404, "GET", path, nil)
	a.sleep(5 * time.Second)
	a.get(path)
	same(t, "list", a.get("/v2/droplets").str("meta", "total"), 0)
	a.sleep(14 * time.Second)
	same(t, "list", a.get("/v2/droplets").str("meta", "total"), 0)
	a.sleep(time.Second)
	same(t, "list", a.get("/v2/droplets").str("meta", "total"), 1)
	a.sleep(25 * time.Second)
	one := a.get(path)
	same(t, "status", one.str("droplet", "status"), "active")
	same(t, "address", len(one.list("droplet", "networks", "v4")), 0)
	a.sleep(25 * time.Second)
	same(t, "address", len(a.get(path).list("droplet", "networks", "v4")), 2)
}

func TestRateLimit(t *testing.T) {
	a := newAPI(t, RateLimit(true))
	for i := range 250 {
		res := a.get("/v2/account")
		same(t, "remaining", res.header.Get("Ratelimit-Remaining"), 4999-i)
		a.sleep(100 * time.Millisecond)
	}
	res := a.do(429, "GET", "/v2/account", nil)
	same(t, "id", res.str("id"), "too_many_requests")
	same(t, "message", res.str("message"), "API rate limit exceeded.")
	same(t, "remaining", res.header.Get("Ratelimit-Remaining"), 0)
	same(t, "retry-after", res.header.Get("Retry-After"), 35)
	a.header.Set("Authorization", "Bearer another") // another token has its own budget
	a.get("/v2/account")
	a.header.Set("Authorization", "Bearer dop_v1_test")
	a.sleep(35 * time.Second)
	a.get("/v2/account")

	// The hour's budget, used up at a pace that the minute allows.
	for range 5000 - 251 {
		a.sleep(250 * time.Millisecond)
		a.get("/v2/account")
	}
	res = a.do(429, "GET", "/v2/account", nil)
	same(t, "retry-after", res.header.Get("Retry-After"), "")
	same(t, "remaining", res.header.Get("Ratelimit-Remaining"), 0)
	same(t, "reset", res.header.Get("Ratelimit-Reset"), epoch.Add(time.Hour).Unix())
	a.sleep(epoch.Add(time.Hour).Sub(a.clock.Now()))
	a.get("/v2/account")
}

func TestRateLimitOfKeys(t *testing.T) {
	a := newAPI(t, RateLimit(true))
	for range 10 {
		a.get("/v2/account/keys")
	}
	same(t, "retry-after", a.do(429, "GET", "/v2/account/keys", nil).header.Get("Retry-After"), 60)
	a.get("/v2/account")
}

// The same server over the network, where links lead back to it.
func TestOverHTTP(t *testing.T) {
	a := newAPI(t, Droplets(30))
	srv := httptest.NewServer(a.server)
	defer srv.Close()
	a.http, a.base = http.DefaultTransport, srv.URL
	res := a.get("/v2/droplets")
	same(t, "next", res.str("links", "pages", "next"), srv.URL+"/v2/droplets?page=2")
	same(t, "page 2", len(a.get("/v2/droplets?page=2").list("droplets")), 10)
	a.create()
	same(t, "HEAD", a.do(200, "HEAD", "/v2/droplets", nil).text, "")
	same(t, "requests", a.get("/_sim/requests").at("by_operation", "droplets_list"), 3)
	path, _ := a.create()
	same(t, "no content", a.do(204, "DELETE", path, nil).text, "")
}
