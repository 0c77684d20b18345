package sim

import (
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func TestEnginePlainCollection(t *testing.T) {
	a := newAPI(t)
	const checks = "/v2/uptime/checks"
	body := map[string]any{"name": "c", "type": "https", "target": "https://example.com", "regions": []string{"us_east"}, "enabled": true, "surprise": 1}
	res := a.do(201, "POST", checks, body)
	path := checks + "/" + res.str("check", "id")
	same(t, "name", res.str("check", "name"), "c")
	same(t, "regions", res.at("check", "regions"), "[us_east]")
	same(t, "unknown fields are dropped", res.at("check", "surprise"), nil)
	same(t, "get", a.get(path).str("check", "target"), "https://example.com")
	same(t, "list", a.get(checks).str("checks", 0, "id"), res.str("check", "id"))
	same(t, "update", a.do(200, "PUT", path, with(body, "name", "d")).str("check", "name"), "d")
	a.refused("enabled must be a boolean", "PUT", path, map[string]any{"enabled": 1})
	a.refused("type must be one of ping, http, https", "POST", checks, with(body, "type", "smoke"))
	a.do(204, "DELETE", path, nil)
	a.do(404, "GET", path, nil)
	a.do(404, "PUT", path, body)
	a.do(404, "DELETE", path, nil)
	same(t, "list", a.get(checks).str("meta", "total"), 0)
}

// What the catalog has a waiter for becomes ready in its time.
func TestEngineMatures(t *testing.T) {
	a := newAPI(t)
	body := map[string]any{"name": "c", "type": "lets_encrypt", "dns_names": []string{"example.com"}}
	res := a.do(201, "POST", "/v2/certificates", body)
	path := "/v2/certificates/" + res.str("certificate", "id")
	same(t, "state", res.str("certificate", "state"), "pending")
	a.sleep(29 * time.Second)
	same(t, "state", a.get(path).str("certificate", "state"), "pending")
	a.sleep(time.Second)
	same(t, "state", a.get(path).str("certificate", "state"), "verified")
	if list := a.get("/_sim/state").list("certificates"); len(list) != 1 {
		t.Errorf("the state has %d certificates", len(list))
	}
}

func TestNotSimulated(t *testing.T) {
	a := newAPI(t)
	for _, op := range catalog.All() {
		if how, why := areas().How(op.ID); how == engine.NotServed && op.Host == catalog.API && !strings.Contains(op.Path, "{") {
			a.refusedAs(501, "not_implemented", "the simulator does not simulate "+op.Group+"."+op.Name+": "+why, op.Method, op.Path, nil)
		}
	}
	for _, path := range []string{"GET /v2/nonsense", "GET /v2/apps/tiers", "POST /v2/account", "GET /"} {
		method, path, _ := strings.Cut(path, " ")
		a.refusedAs(501, "not_implemented", "the simulator knows no "+method+" "+path+", and neither does the API's description of 2026-08-07", method, path, nil)
	}
	requests := a.server.Requests()
	same(t, "unknown", requests.ByOperation["unknown"], 4)
}

// Every operation has either a behaviour or an honest refusal, whatever comes in.
func TestEveryOperationAnswers(t *testing.T) {
	a := newAPI(t, Droplets(3))
	simulated := 0
	for _, op := range catalog.All() {
		if op.Host != catalog.API {
			continue
		}
		path := ""
		for rest := op.Path; rest != ""; {
			var c byte
			if c, rest = rest[0], rest[1:]; c != '{' {
				path += string(c)
				continue
			}
			for rest[0] != '}' {
				rest = rest[1:]
			}
			path, rest = path+"17", rest[1:]
		}
		for _, body := range []any{nil, "{}", `{"type":1,"name":null}`, "[", `"x"`} {
			res, err := a.send(op.Method, path, body)
			if err != nil {
				t.Fatal(op.ID, err)
			}
			if res.status == 501 {
				if _, why := areas().How(op.ID); why == "" || !strings.HasSuffix(res.str("message"), why) {
					t.Errorf("%s: 501 without a reason: %s", op.ID, res.text)
				}
			} else if res.status == 500 {
				t.Errorf("%s: %s", op.ID, res.text)
			}
		}
		if areas().Simulates(op.ID) {
			simulated++
		}
	}
	t.Logf("%d operations are simulated", simulated)
	if simulated < 90 {
		t.Errorf("%d operations are simulated", simulated)
	}
}
