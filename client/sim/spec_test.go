package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// tolerated are violations of the description that are meant, each with its
// reason: the beginning of the operation, what the message must contain.
var tolerated = []struct{ op, message, reason string }{
	{"PUT /v2/tags/", "", "renaming a tag is gone from the description and still served"},
	{"GET /v2/reports/droplet_neighbors", "", "the older report is gone from the description"},
	{"GET /v2/images", "distribution", "AlmaLinux is not among the distributions that the description knows"},
	{"DELETE /v2/floating_ips/", "202", "an assigned address answers 202 with a blank page"},
	{"DELETE /v2/reserved_ips/", "202", "an assigned address answers 202 with a blank page"},
	{"POST /v2/domains/", "request", "SRV records need flags and tag by a slip of the description: those are CAA's"},
	{"POST /v2/droplets/", "request", "change_backup_policy is missing in the description's list of types"},
	{"POST /v2/uptime/checks", "method", "the description wants a method of a kind of check that it does not let be told from others"},
	{"POST /v2/kubernetes/clusters", "/count", "the description wants a count of pools that scale by themselves"},
	{"POST /v2/firewalls/", "/ports", "the description wants ports of icmp, which has none"},
	{"DELETE /v2/firewalls/", "/ports", "the description wants ports of icmp, which has none"},
	{"POST /v2/load_balancers", "request", "the description wants droplets, or a tag of them, where a balancer may have none"},
	{"PUT /v2/load_balancers", "request", "the description wants droplets, or a tag of them, where a balancer may have none"},
	{"", "logsink", "the description's example has a sink type that its schema does not have"},
	{"GET /v2/projects/", "/urn", "apps and other newer kinds have URNs too, as the API's own answers show"},
	{"GET /v2/monitoring/sinks", "urn", "the description wants of a sink what its resources have"},
	{"POST /v1/", "text/event-stream", "the proxy does not read answers that come word by word"},
	{"PUT /v1/batches/files/", "no matching operation", "the address to which a batch's questions are sent is in no description"},
	{"GET /v1/batches/files/", "no matching operation", "the address at which a batch's answers lie is in no description"},
	{"", "next_backup_window", "null is what the description's own examples have, but its schema does not allow it"},
}

// retired operations are answered as the API answers them: by an error.
var retired = map[string]bool{
	"genai_create_model_api_key": true, "genai_update_model_api_key": true, "genai_delete_model_api_key": true, "genai_regenerate_model_api_key": true,
}

// TestAgainstDescription drives every simulated operation through a proxy that
// holds requests and answers against the OpenAPI description of the API. The
// proxy is no part of the module; without it the test is skipped.
func TestAgainstDescription(t *testing.T) {
	shared, err := filepath.Abs("../../../shared")
	if err != nil {
		t.Fatal(err)
	}
	source, spec := filepath.Join(shared, "tools", "specproxy"), filepath.Join(shared, "spec", "openapi.json.gz")
	for _, path := range []string{source, spec} {
		if _, err := os.Stat(path); err != nil {
			t.Skipf("nothing to hold against: %v", err)
		}
	}
	if testing.Short() {
		t.Skip("builds and runs the proxy")
	}
	// Droplets have backups here: the window that others lack would hide whatever
	// else may be wrong with them.
	plain["backups"] = true
	defer delete(plain, "backups")
	a := newAPI(t, Actions(5))
	srv := httptest.NewServer(a.server)
	defer srv.Close()
	report := filepath.Join(t.TempDir(), "report.jsonl")
	a.base = startProxy(t, buildProxy(t, source), spec, srv.URL, report)
	a.http = http.DefaultTransport

	tour(a)

	summary := a.get("/_specproxy")
	covered := map[string]bool{}
	for _, id := range summary.list("operations") {
		covered[fmt.Sprint(id)] = true
	}
	for id := range areas().Handlers {
		if op := catalog.ByID(id); op != nil && !op.Beyond && op.Host != catalog.Upload && !covered[id] && !retired[id] {
			t.Errorf("%s was not asked for with success", id)
		}
	}
	shows(t, "contract", covered)
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	needed := make([]int, len(tolerated))
	var violation struct {
		Side, Op, Error string
	}
	for _, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &violation); err != nil {
			t.Fatal(err)
		}
		method, path, _ := strings.Cut(violation.Op, " ")
		if op, _ := catalog.Match(method, path); op != nil && op.Beyond {
			continue // the description that the proxy reads lacks it
		}
		if i := toleration(violation.Op, string(line)); i >= 0 {
			needed[i]++
		} else {
			t.Errorf("%s of %s: %s", violation.Side, violation.Op, violation.Error)
		}
	}
	for i, n := range needed {
		if n == 0 {
			t.Errorf("nothing needs the exception any more that %s", tolerated[i].reason)
		}
	}
	t.Logf("%v exchanges, %v operations, %v violations, all others tolerated", summary.at("exchanges"), summary.at("operations_covered"), summary.at("violations"))
}

// toleration returns the place of the exception that a violation is; -1 if it is
// none.
func toleration(op, line string) int {
	for i, v := range tolerated {
		if strings.HasPrefix(op, v.op) && strings.Contains(line, v.message) {
			return i
		}
	}
	return -1
}

// buildProxy copies the proxy's source to where it may be built.
func buildProxy(t *testing.T, source string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"main.go", "go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-o", "proxy", ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("the proxy cannot be built here: %v\n%s", err, out)
	}
	return filepath.Join(dir, "proxy")
}

func startProxy(t *testing.T, binary, spec, target, report string) string {
	t.Helper()
	cmd := exec.Command(binary, "-spec", spec, "-target", target, "-report", report)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

// tour asks for every simulated operation at least once, with success.
func tour(a *api) {
	for _, path := range []string{
		"/v2/account", "/v2/regions", "/v2/sizes", "/v2/images", "/v2/images?per_page=5&page=2", "/v2/images/debian-13-x64", "/v2/actions", "/v2/droplets",
		"/v2/droplets?per_page=2&page=2", "/v2/droplets/backups/supported_policies", "/v2/reports/droplet_neighbors_ids", "/v2/reports/droplet_neighbors",
	} {
		a.get(path)
	}
	tourKeysAndDomains(a)
	path, id := tourDroplets(a)
	tourTags(a, id)
	tourAddresses(a, id)
	tourVolumes(a, id)
	tourDestroy(a, path)
	for _, more := range tours {
		more(a)
	}
	tourAll(a)
}

// tours are those of areas, each in the file of its tests.
var tours []func(a *api)

// tourAll makes, shows, changes and deletes something of each kind.
func tourAll(a *api) {
	for _, res := range creatable() {
		s := newSampler(a)
		for _, full := range []bool{false, true} {
			_, _, id := s.make(res, full)
			path := s.path(res.Path)
			item := path + "/" + url.PathEscape(id)
			for _, role := range []catalog.Role{catalog.RoleList, catalog.RoleGet, catalog.RoleUpdate, catalog.RolePatch, catalog.RoleDelete} {
				op := res.Op(role)
				if op == nil || !areas().Simulates(op.ID) {
					continue
				}
				at := item
				if role == catalog.RoleList {
					at = path
				}
				if role == catalog.RoleDelete {
					a.sleep(30 * time.Minute)
				}
				var body any
				if op.Body != nil {
					body = s.body(op, full)
				}
				if got, err := a.send(op.Method, at, body); err != nil || got.status/100 != 2 {
					a.Errorf("%s %v: %d %s %v", op.ID, body, got.status, got.text, err)
				}
			}
		}
	}
	for _, op := range catalog.All() {
		how, _ := areas().How(op.ID)
		res, role := catalog.CollectionOf(op)
		if how != engine.Generic || res == nil || areas().Collection(res.Path) {
			continue
		}
		s := newSampler(a)
		var body any
		if op.Body != nil {
			body = s.body(op, true)
		}
		if got, err := a.send(op.Method, s.path(op.Path), body); err != nil || got.status/100 != 2 {
			a.Errorf("%s %v %v: %d %s %v", op.ID, role, body, got.status, got.text, err)
		}
	}
}

func tourKeysAndDomains(a *api) {
	key := fmt.Sprintf("/v2/account/keys/%d", a.do(201, "POST", "/v2/account/keys", map[string]any{"name": "k", "public_key": keyText}).id("ssh_key"))
	a.get("/v2/account/keys")
	a.get(key)
	a.get("/v2/account/keys/" + keyPrint)
	a.do(200, "PUT", key, map[string]any{"name": "k2"})
	a.do(204, "DELETE", key, nil)

	a.do(201, "POST", "/v2/domains", map[string]any{"name": "example.com", "ip_address": "192.0.2.1"})
	a.get("/v2/domains")
	a.get("/v2/domains/example.com")
	const records = "/v2/domains/example.com/records"
	a.get(records)
	for _, body := range []map[string]any{
		{"type": "A", "name": "www", "data": "192.0.2.1", "ttl": 60},
		{"type": "MX", "name": "@", "data": "mail.example.com.", "priority": 10},
		{"type": "SRV", "name": "_sip._tcp", "data": "sip.example.com.", "priority": 1, "port": 5060, "weight": 2},
		{"type": "CAA", "name": "@", "data": "letsencrypt.org.", "flags": 0, "tag": "issue"},
	} {
		record := fmt.Sprintf("%s/%d", records, a.do(201, "POST", records, body).id("domain_record"))
		a.get(record)
		a.do(200, "PUT", record, map[string]any{"type": body["type"], "ttl": 300})
		a.do(200, "PATCH", record, map[string]any{"type": body["type"], "ttl": 600})
		a.do(204, "DELETE", record, nil)
	}
	a.do(204, "DELETE", "/v2/domains/example.com", nil)
}

func tourDroplets(a *api) (string, int64) {
	many := with(plain, "names", []string{"a", "b"})
	delete(many, "name")
	a.do(202, "POST", "/v2/droplets", many)
	path, id := a.create("tags", []string{"web"}, "ipv6", true, "monitoring", true)
	post := func(kind string, pairs ...any) { a.act(path, with(map[string]any{"type": kind}, pairs...)) }
	post("snapshot", "name", "s")
	post("power_off")
	post("resize", "size", "s-2vcpu-4gb", "disk", true)
	post("rebuild", "image", "debian-13-x64")
	post("rename", "name", "web-2")
	post("change_kernel", "kernel", a.get(path+"/kernels").id("kernels", 0))
	a.get(path)
	post("change_backup_policy", "backup_policy", map[string]any{"plan": "weekly", "weekday": "SUN", "hour": 20})
	a.sleep(8 * 24 * time.Hour)
	for _, sub := range []string{"/actions", "/backups", "/snapshots", "/firewalls", "/neighbors", "/backups/policy", "/destroy_with_associated_resources"} {
		a.get(path + sub)
	}
	a.get("/v2/droplets/backups/policies")
	action := a.get(path+"/actions?per_page=1").id("actions", 0)
	a.get(fmt.Sprintf("%s/actions/%d", path, action))

	image := fmt.Sprintf("/v2/images/%d", a.get(path+"/snapshots").id("snapshots", 0))
	a.get(image)
	a.do(200, "PUT", image, map[string]any{"name": "renamed"})
	done := a.act(image, map[string]any{"type": "transfer", "region": "ams3"})
	a.get(image + "/actions")
	a.get(fmt.Sprintf("%s/actions/%d", image, done.id("action")))
	a.get("/v2/snapshots")
	snapshot := "/v2/snapshots/" + strings.TrimPrefix(image, "/v2/images/")
	a.get(snapshot)
	a.do(204, "DELETE", snapshot, nil)
	custom := a.do(202, "POST", "/v2/images", map[string]any{"name": "mine", "url": "https://example.com/x.img", "region": "nyc3", "distribution": "Debian"})
	a.sleep(10 * time.Minute)
	a.get("/v2/images?private=true")
	a.do(204, "DELETE", fmt.Sprintf("/v2/images/%d", custom.id("image")), nil)
	return path, id
}

func tourTags(a *api, droplet int64) {
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "t"})
	a.do(204, "POST", "/v2/tags/t/resources", tagged("droplet", droplet))
	a.get("/v2/tags")
	a.get("/v2/tags/t")
	a.do(204, "DELETE", "/v2/tags/t/resources", tagged("droplet", droplet))
	a.do(200, "PUT", "/v2/tags/t", map[string]any{"name": "u"})
	a.do(204, "DELETE", "/v2/tags/u", nil)
	a.do(201, "POST", "/v2/droplets/actions?tag_name=web", map[string]any{"type": "power_cycle"})
	a.sleep(time.Minute)
	a.create("tags", []string{"gone"})
	a.do(204, "DELETE", "/v2/droplets?tag_name=gone", nil)
}

func tourAddresses(a *api, droplet int64) {
	for _, name := range []string{"floating_ip", "reserved_ip"} {
		path := "/v2/" + name + "s"
		assigned := path + "/" + a.do(202, "POST", path, map[string]any{"droplet_id": droplet}).str(name, "ip")
		free := path + "/" + a.do(202, "POST", path, map[string]any{"region": "nyc3"}).str(name, "ip")
		a.sleep(time.Minute)
		a.get(path)
		a.get(assigned)
		a.act(free, map[string]any{"type": "assign", "droplet_id": droplet})
		done := a.act(free, map[string]any{"type": "unassign"})
		a.get(free + "/actions")
		a.get(fmt.Sprintf("%s/actions/%d", free, done.id("action")))
		a.do(204, "DELETE", free, nil)
		a.do(202, "DELETE", assigned, nil)
		a.sleep(time.Minute)
		a.do(204, "DELETE", assigned, nil)
	}
}

func tourVolumes(a *api, droplet int64) {
	body := map[string]any{"name": "data", "region": "nyc3", "size_gigabytes": 10, "description": "d", "filesystem_type": "ext4", "filesystem_label": "l"}
	path := "/v2/volumes/" + a.do(201, "POST", "/v2/volumes", body).str("volume", "id")
	a.get("/v2/volumes")
	a.get(path)
	a.act(path, map[string]any{"type": "attach", "droplet_id": droplet})
	done := a.act(path, map[string]any{"type": "detach", "droplet_id": droplet})
	a.act(path, map[string]any{"type": "resize", "size_gigabytes": 20})
	a.get(path + "/actions")
	a.get(fmt.Sprintf("%s/actions/%d", path, done.id("action")))
	a.do(202, "POST", "/v2/volumes/actions", map[string]any{"type": "attach", "volume_name": "data", "region": "nyc3", "droplet_id": droplet})
	a.sleep(time.Minute)
	a.do(202, "POST", "/v2/volumes/actions", map[string]any{"type": "detach", "volume_name": "data", "region": "nyc3", "droplet_id": droplet})
	a.sleep(time.Minute)
	snap := "/v2/volumes/snapshots/" + a.do(201, "POST", path+"/snapshots", map[string]any{"name": "s"}).str("snapshot", "id")
	a.get(path + "/snapshots")
	a.get(snap)
	a.do(204, "DELETE", snap, nil)
	a.do(204, "DELETE", path, nil)
	a.do(201, "POST", "/v2/volumes", body)
	a.do(204, "DELETE", "/v2/volumes?name=data&region=nyc3", nil)

	vpc := "/v2/vpcs/" + a.do(201, "POST", "/v2/vpcs", map[string]any{"name": "net", "region": "nyc3"}).str("vpc", "id")
	a.get("/v2/vpcs")
	a.get(vpc)
	a.get("/v2/vpcs/" + a.get("/v2/vpcs").str("vpcs", 0, "id") + "/members")
	a.do(200, "PUT", vpc, map[string]any{"name": "net2"})
	a.do(200, "PATCH", vpc, map[string]any{"description": "d"})
	a.do(204, "DELETE", vpc, nil)
}

func tourDestroy(a *api, path string) {
	const sub = "/destroy_with_associated_resources"
	a.do(202, "DELETE", path+sub+"/selective", map[string]any{"snapshots": []string{}})
	a.get(path + sub + "/status")
	a.sleep(time.Minute)
	a.get(path + sub + "/status")
	a.do(202, "POST", path+sub+"/retry", nil)
	path, _ = a.create()
	a.header.Set("X-Dangerous", "true")
	a.do(202, "DELETE", path+sub+"/dangerous", nil)
	a.header.Del("X-Dangerous")
	path, _ = a.create("backups", false)
	a.do(204, "DELETE", path, nil)
}
