package catalog_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

func TestPaging(t *testing.T) {
	kinds := make(map[catalog.Paging]int)
	for _, op := range catalog.All() {
		kinds[op.Paging]++
		if op.Paging == catalog.NotPaged {
			continue
		}
		if !op.IsList() {
			t.Errorf("%s has pages but is no list", op.ID)
		}
		takes := func(names ...string) {
			for _, name := range names {
				if p := op.Param(name); p == nil || p.In != catalog.InQuery || p.Required {
					t.Errorf("%s takes no %s", op.ID, name)
				}
			}
		}
		answers := func(names ...string) {
			for _, name := range names {
				if op.Response.Prop(name) == nil {
					t.Errorf("%s does not answer %s", op.ID, name)
				}
			}
		}
		switch op.Paging {
		case catalog.ByPage:
			takes("page", "per_page")
			answers("links")
		case catalog.ByNumber:
			takes("page", "per_page")
			if op.Response.Prop("links") != nil || op.Response.Prop("meta") != nil {
				t.Errorf("%s answers links or meta", op.ID)
			}
		case catalog.ByLinks:
			answers("links", "meta")
			if op.Param("page") != nil {
				t.Errorf("%s takes a page", op.ID)
			}
		case catalog.ByToken:
			takes("page", "per_page", "page_token")
			answers("links", "meta")
		case catalog.ByAfter:
			takes("after", "limit")
			answers("has_more", "last_id")
		case catalog.ByLimit:
			takes("page", "limit")
			answers("meta")
		case catalog.ByTotalPages:
			takes("page", "per_page")
			answers("total_items", "total_pages", "current_page")
		}
	}
	for kind, want := range map[catalog.Paging]int{
		catalog.ByPage: 83, catalog.ByNumber: 4, catalog.ByLinks: 6, catalog.ByToken: 2,
		catalog.ByAfter: 1, catalog.ByLimit: 1, catalog.ByTotalPages: 1,
	} {
		if kinds[kind] != want {
			t.Errorf("%d lists of paging kind %d, want %d", kinds[kind], kind, want)
		}
	}
}

func TestResults(t *testing.T) {
	for _, test := range []struct {
		id, wrapper, list string
		result            catalog.Result
	}{
		{"droplets_get", "droplet", "", catalog.JSON},
		{"droplets_list", "", "droplets", catalog.JSON},
		{"droplets_create", "droplet", "droplets", catalog.JSON},
		{"droplets_destroy", "", "", catalog.NoContent},
		{"sshKeys_list", "", "ssh_keys", catalog.JSON},
		{"dropletActions_post_byTag", "", "actions", catalog.JSON},
		{"invoices_list", "", "invoices", catalog.JSON},
		{"inference_list_batches", "", "data", catalog.JSON},
		{"inference_get_batch", "", "", catalog.JSON}, // bare, with a list of errors inside
		{"apps_get_logs", "", "", catalog.JSON},       // live_url beside historic_urls
		{"dedicatedInferences_list_sizes", "", "sizes", catalog.JSON},
		{"databases_get_config", "config", "", catalog.JSON},
		{"databases_get_sql_mode", "", "", catalog.JSON}, // {"sql_mode": "..."} wraps no object
		{"invoices_get_csvByUUID", "", "", catalog.Text},
		{"invoices_get_pdfByUUID", "", "", catalog.Binary},
		{"kubernetes_get_kubeconfig", "", "", catalog.Text},
		// The description has these wrong.
		{"imageActions_post", "action", "", catalog.JSON},
		{"imageActions_get", "action", "", catalog.JSON},
		{"apps_get_job_invocation", "job_invocation", "", catalog.JSON},
		{"apps_cancel_job_invocation", "job_invocation", "", catalog.JSON},
		{"byoipPrefixes_create", "byoip_prefix", "", catalog.JSON},
		{"spacesKey_get", "key", "", catalog.JSON},
	} {
		op := catalog.ByID(test.id)
		if op == nil {
			t.Errorf("no operation %s", test.id)
			continue
		}
		if op.Wrapper != test.wrapper || op.ListKey != test.list || op.Result != test.result {
			t.Errorf("%s: wrapper %q, list %q, result %d", test.id, op.Wrapper, op.ListKey, op.Result)
		}
	}
	if s := catalog.ByID("spacesKey_get").Element(); s.Prop("access_key") == nil {
		t.Errorf("a spaces key is %+v", s)
	}
	if s := catalog.ByID("imageActions_get").Element(); s.Prop("resource_id") == nil {
		t.Errorf("an image's action is %+v", s)
	}
	if s := catalog.ByID("droplets_list").Element(); s.Prop("vcpus") == nil {
		t.Errorf("a listed droplet is %+v", s)
	}
	if s := catalog.ByID("droplets_destroy").Element(); s != nil {
		t.Errorf("a deletion hands out %+v", s)
	}
}

func TestResultsMakeSense(t *testing.T) {
	streams, deprecated, failing := 0, 0, 0
	for _, op := range catalog.All() {
		if op.Streams {
			streams++
			if op.Body.Prop("stream") == nil {
				t.Errorf("%s can't be asked for a stream", op.ID)
			}
		}
		if op.Deprecated {
			deprecated++
		}
		if len(op.Success) == 0 {
			failing++
		}
		for _, code := range op.Success {
			if code < 200 || code > 299 {
				t.Errorf("%s: success is %d", op.ID, code)
			}
		}
		if (op.Result == catalog.NoContent) != (len(op.Types) == 0) || (op.Result == catalog.JSON) != (op.Response != nil) {
			t.Errorf("%s: result %d of types %q", op.ID, op.Result, op.Types)
		}
		if (op.Body == nil) != (len(op.BodyTypes) == 0) || op.Body == nil && op.BodyNeeded {
			t.Errorf("%s: a body of types %q", op.ID, op.BodyTypes)
		}
		for _, key := range []string{op.Wrapper, op.ListKey} {
			if key != "" && op.Response.Prop(key) == nil {
				t.Errorf("%s does not answer %s", op.ID, key)
			}
		}
		if op.ListKey != "" && op.Response.Prop(op.ListKey).Schema.Kind != catalog.Array {
			t.Errorf("%s: %s is no list", op.ID, op.ListKey)
		}
	}
	if streams != 5 || deprecated != 20 || failing != 1 {
		t.Errorf("%d streams, %d deprecated, %d without success; want 5, 20, 1", streams, deprecated, failing)
	}
	if codes := catalog.ByID("inference_create_async_invoke").Success; !slices.Equal(codes, []int{200, 202}) {
		t.Errorf("an asynchronous invocation answers %v", codes)
	}
}

func TestWaiters(t *testing.T) {
	if n := len(catalog.AllStates()); n != 31 {
		t.Errorf("%d waiters, want 31", n)
	}
	for i := range catalog.AllStates() {
		w := &catalog.AllStates()[i]
		if catalog.ByID(w.Get.ID) != w.Get || w.Get.Method != "GET" {
			t.Errorf("a waiter asks %v", w.Get)
			continue
		}
		if catalog.StatesOf(w.Get) != w {
			t.Errorf("%s: the waiter is not found", w.Get.ID)
		}
		s := w.Get.Response
		for name := range strings.SplitSeq(w.Field, ".") {
			name, every := strings.CutSuffix(name, "[]")
			p := s.Prop(name)
			if p == nil {
				t.Errorf("%s: no %s on the way to %s", w.Get.ID, name, w.Field)
				break
			}
			if s = p.Schema; every {
				s = s.Items
			}
		}
		for state, values := range map[catalog.State][]string{
			catalog.StatePending: w.Pending, catalog.StateOK: w.OK, catalog.StateFailed: w.Failed,
		} {
			for _, value := range values {
				if got := w.State(value); got != state {
					t.Errorf("%s: %s is state %d, want %d", w.Get.ID, value, got, state)
				}
			}
		}
	}
	if w := catalog.StatesOf(catalog.ByID("droplets_list")); w != nil {
		t.Errorf("a list can be waited for: %+v", w)
	}
	droplet := catalog.StatesOf(catalog.ByID("droplets_get"))
	if droplet.State(`"unheard-of"`) != catalog.StatePending {
		t.Error("an unknown state ends the wait")
	}
	destroyed := catalog.StatesOf(catalog.ByID("droplets_get_DestroyAssociatedResourcesStatus"))
	if destroyed.State("null") != catalog.StatePending || destroyed.State(`"2026-01-01T00:00:00Z"`) != catalog.StateOK {
		t.Error("a time of completion does not end the wait")
	}
}

func TestResources(t *testing.T) {
	covered := make(map[*catalog.Operation]bool)
	parameter := regexp.MustCompile(`/\{([^}]+)\}$`)
	for i := range catalog.Collections() {
		r := &catalog.Collections()[i]
		if catalog.CollectionAt(r.Path) != r {
			t.Errorf("%s is not found by its path", r.Path)
		}
		for _, known := range r.Ops {
			if covered[known.Op] {
				t.Errorf("%s has two roles", known.Op.ID)
			}
			covered[known.Op] = true
			if r.Op(known.Role) != known.Op {
				t.Errorf("%s: role %d is not %s", r.Path, known.Role, known.Op.ID)
			}
			if found, role := catalog.CollectionOf(known.Op); found != r || role != known.Role {
				t.Errorf("%s works on %v, want %s", known.Op.ID, found, r.Path)
			}
			switch known.Role {
			case catalog.RoleGet, catalog.RoleUpdate, catalog.RolePatch, catalog.RoleDelete, catalog.RolePostItem:
				m := parameter.FindStringSubmatch(known.Op.Path)
				if m == nil || m[1] != r.IDParam || strings.TrimSuffix(known.Op.Path, m[0]) != r.Path {
					t.Errorf("%s: %s is no path of an item of %s", known.Op.ID, known.Op.Path, r.Path)
				}
			default:
				if known.Op.Path != r.Path {
					t.Errorf("%s: %s is not %s", known.Op.ID, known.Op.Path, r.Path)
				}
			}
		}
		if list := r.Op(catalog.RoleList); list != nil {
			if list.ListKey != r.ListKey || !list.IsList() {
				t.Errorf("%s lists %q, not %q", r.Path, list.ListKey, r.ListKey)
			}
			for _, id := range r.IDs {
				if list.Element().Prop(id) == nil {
					t.Errorf("%s: items have no %s", r.Path, id)
				}
			}
		}
	}
	if n := len(catalog.Collections()); n != 366 || len(covered) != 690 {
		t.Errorf("%d resources of %d operations, want 366 of 690", n, len(covered))
	}
	if r, _ := catalog.CollectionOf(catalog.ByID("inference_upload_batch_file")); r != nil {
		t.Errorf("an upload works on %s", r.Path)
	}
	for _, test := range []struct{ path, param, id string }{
		{"/v2/droplets", "droplet_id", "id"},
		{"/v2/databases/{database_cluster_uuid}/replicas", "replica_name", "name"},
		{"/v2/databases/{database_cluster_uuid}/users", "username", "name"},
		{"/v2/floating_ips", "floating_ip", "ip"},
		{"/v2/spaces/keys", "access_key", "access_key"},
		{"/v2/gen-ai/evaluation_test_cases", "test_case_uuid", "test_case_uuid"},
	} {
		r := catalog.CollectionAt(test.path)
		if r == nil || r.IDParam != test.param || len(r.IDs) == 0 || r.IDs[0] != test.id {
			t.Errorf("%s is identified by %+v", test.path, r)
		}
	}
	if r := catalog.CollectionAt("/v2/nothing"); r != nil || catalog.CollectionAt("/v2/droplets").Op(catalog.RolePatch) != nil {
		t.Error("something is found where nothing is")
	}
}
