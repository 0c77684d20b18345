package sim

import (
	"fmt"
	"testing"
	"time"
)

func TestTransitions(t *testing.T) {
	for _, test := range []struct {
		when  string
		sleep time.Duration
		reads int
	}{{"immediate", 0, 0}, {"3s", 3 * time.Second, 0}, {"2 reads", 0, 2}} {
		a := newAPI(t, Transitions(test.when))
		path := "/v2/certificates/" + a.do(201, "POST", "/v2/certificates", map[string]any{"name": "c", "type": "lets_encrypt", "dns_names": []string{"example.com"}}).str("certificate", "id")
		a.sleep(test.sleep)
		for range test.reads {
			same(t, test.when, a.get(path).str("certificate", "state"), "pending")
		}
		same(t, test.when, a.get(path).str("certificate", "state"), "verified")
		droplet := a.do(202, "POST", "/v2/droplets", plain)
		a.sleep(test.sleep)
		at := fmt.Sprintf("/v2/actions/%d", droplet.id("links", "actions", 0))
		for range test.reads {
			same(t, test.when, a.get(at).str("action", "status"), "in-progress")
		}
		same(t, test.when, a.get(at).str("action", "status"), "completed")
	}
	if _, err := New(Transitions("soon")); err == nil {
		t.Error("any text is taken")
	}
	a := newAPI(t)
	a.do(200, "POST", "/_sim/transitions", map[string]any{"transitions": "immediate"})
	a.do(400, "POST", "/_sim/transitions", map[string]any{"transitions": "x"})
}

// A fault can have what a request begins end in an error.
func TestErrored(t *testing.T) {
	a := newAPI(t, Faults(Fault{Kind: "errored", Operation: "certificates_create"}, Fault{Kind: "errored", Operation: "dropletActions_post"}))
	droplet, _ := a.create()
	path := "/v2/certificates/" + a.do(201, "POST", "/v2/certificates", map[string]any{"name": "c", "type": "lets_encrypt", "dns_names": []string{"example.com"}}).str("certificate", "id")
	act := a.do(201, "POST", droplet+"/actions", map[string]any{"type": "power_off"})
	a.sleep(time.Minute)
	same(t, "state", a.get(path).str("certificate", "state"), "error")
	same(t, "action", a.get(fmt.Sprintf("/v2/actions/%d", act.id("action"))).str("action", "status"), "errored")
	same(t, "droplet", a.get(droplet).str("droplet", "status"), "active")
}

func TestUnread(t *testing.T) {
	a := newAPI(t)
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "t", "colour": "red"})
	same(t, "unread", a.get("/_sim/unread").text, `{"tags_create":["colour"]}`)
}

func TestSpoiledShape(t *testing.T) {
	a := newAPI(t, Faults(Fault{Kind: "shape", Operation: "account_get", Times: 1}), Jitter(time.Second))
	same(t, "spoiled", a.get("/v2/account").at("account"), nil)
	before := a.clock.Now()
	a.get("/v2/account")
	if a.clock.Now().Equal(before) {
		t.Error("no jitter")
	}
}
