package journal_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/journal"
)

// What deletes an object and all that belongs to it is about the object.
func TestWholeObjects(t *testing.T) {
	for path, want := range map[string]string{
		"/v2/droplets/autoscale/p1/dangerous":                                    "/v2/droplets/autoscale/p1",
		"/v2/droplets/5/destroy_with_associated_resources/dangerous":             "/v2/droplets/5",
		"/v2/droplets/5/destroy_with_associated_resources/selective":             "/v2/droplets/5",
		"/v2/kubernetes/clusters/c1/destroy_with_associated_resources/dangerous": "/v2/kubernetes/clusters/c1",
		"/v2/kubernetes/clusters/c1/node_pools/p1":                               "/v2/kubernetes/clusters/c1/node_pools/p1",
		"/v2/tags/selective": "/v2/tags/selective",
	} {
		what := change.OfRequest(http.MethodDelete, &url.URL{Scheme: "https", Host: "api.example", Path: path}, nil)
		if what.Target != want || what.Sign != change.Delete {
			t.Errorf("%s: %s %s, want - %s", path, what.Sign, what.Target, want)
		}
	}
	run := []journal.Entry{
		{Event: journal.EventIntent, Seq: 1, Sign: "+", Kind: "autoscale_pool", Names: []string{"web"}, Target: "/v2/droplets/autoscale"},
		{Event: journal.EventOutcome, Seq: 2, Of: 1, Status: journal.OK, Made: []journal.Made{{Path: "/v2/droplets/autoscale/p1", ID: "p1", Name: "web"}}},
		{Event: journal.EventIntent, Seq: 3, Sign: "-", Kind: "autoscale_pool", Target: "/v2/droplets/autoscale/p1"},
		{Event: journal.EventOutcome, Seq: 4, Of: 3, Status: journal.OK},
	}
	if left := journal.LeftBy(run); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// A change is told by the name of what it is about, where any is known.
func TestSubject(t *testing.T) {
	run := []journal.Entry{
		{Event: journal.EventOutcome, Seq: 2, Made: []journal.Made{{Path: "/v2/databases/d1", Name: "orders"}, {Path: "/v2/databases/d1/users/app", Name: "app"}}},
	}
	for want, e := range map[string]journal.Entry{
		"web-1, web-2":        {Names: []string{"web-1", "web-2"}, Target: "/v2/droplets"},
		"back":                {Target: "/v2/vpcs/v1", Former: []byte(`{"vpc":{"name":"back"}}`)},
		"orders":              {Target: "/v2/databases/d1", Former: []byte(`{"rules":[]}`)},
		"orders resize":       {Target: "/v2/databases/d1/resize"},
		"app reset_auth":      {Target: "/v2/databases/d1/users/app/reset_auth"},
		"databases/d2":        {Target: "/v2/databases/d2"},
		"databases/d11/users": {Target: "/v2/databases/d11/users"},
	} {
		e.Seq = 9
		if got := journal.Subject(run, e); got != want {
			t.Errorf("%s: %s, want %s", e.Target, got, want)
		}
	}
}
