package sim

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// reopened is a server that goes on with the state of another one.
func reopened(t *testing.T, path string, at time.Time) *api {
	t.Helper()
	clock := NewClock(at)
	server, err := New(WithClock(clock), StateFile(path))
	if err != nil {
		t.Fatal(err)
	}
	a := newAPI(t)
	a.server, a.clock, a.http = server, clock, server.RoundTripper()
	return a
}

// A restart changes nothing, and what was happening ends at its time.
func TestStateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path), Droplets(3), Seed(7))
	droplet, _ := a.create("tags", []string{"x"}, "backups", true)
	networkFlow(a)
	clusterFlow(a)
	a.get("/v2/kubernetes/options")
	a.do(201, "POST", droplet+"/actions", map[string]any{"type": "power_off"})
	before := string(a.server.State())

	b := reopened(t, path, a.clock.Now())
	if after := string(b.server.State()); after != before {
		t.Fatalf("the state is\n%s\nand was\n%s", after, before)
	}
	same(t, "status", b.get(droplet).str("droplet", "status"), "active")
	b.refused("Droplet already has a pending event.", "POST", droplet+"/actions", map[string]any{"type": "power_off"})
	b.sleep(time.Minute)
	same(t, "status", b.get(droplet).str("droplet", "status"), "off")
	a.sleep(time.Minute)
	fresh := func(a *api) string {
		return a.do(201, "POST", "/v2/vpcs", map[string]any{"name": "v", "region": "nyc3"}).str("vpc", "id")
	}
	same(t, "what comes next", fresh(b), fresh(a))
}

// Whatever the moment of a kill, the last complete state is there.
func TestStateFileCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path))
	states := []string{string(a.server.State())}
	lines := []int{size(t, path)}
	for i := range 5 {
		a.do(201, "POST", "/v2/tags", map[string]any{"name": fmt.Sprint("t", i)})
		states, lines = append(states, string(a.server.State())), append(lines, size(t, path))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := lines[0]; cut <= len(text); cut += 7 {
		if err := os.WriteFile(path, text[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		n := 0
		for n+1 < len(lines) && lines[n+1] <= cut {
			n++
		}
		b := reopened(t, path, epoch)
		same(t, fmt.Sprint("cut at ", cut), string(b.server.State()), states[n])
		b.do(201, "POST", "/v2/tags", map[string]any{"name": "after"})
		same(t, "goes on", reopened(t, path, epoch).get("/v2/tags/after").str("tag", "name"), "after")
	}
	// What is damaged elsewhere is not believed.
	bad := bytes.Clone(text)
	bad[lines[1]-5] ^= 1
	os.WriteFile(path, bad, 0o600)
	if _, err := New(StateFile(path)); err == nil || err.Error() != "sim: the state in "+path+": line 2 is damaged" {
		t.Errorf("a damaged line: %v", err)
	}
	os.WriteFile(path, []byte("hello\nworld\n"), 0o600)
	if _, err := New(StateFile(path)); err == nil {
		t.Error("any file is taken for a state")
	}
}

func size(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Size())
}

func TestReset(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path))
	before := size(t, path)
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "t"})
	a.do(200, "POST", "/_sim/reset", nil)
	same(t, "size", size(t, path), before)
	a.do(404, "GET", "/v2/tags/t", nil)
	reopened(t, path, epoch).do(404, "GET", "/v2/tags/t", nil)
}

// A reset that cannot be written down does not happen, and what comes after it is
// still that of the old account.
func TestResetUnwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path), Transitions("5s"))
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "t"})
	a.do(200, "POST", "/_sim/transitions", map[string]any{"transitions": "immediate"})
	if err := os.Mkdir(path+".new", 0o700); err != nil {
		t.Fatal(err)
	}
	a.do(400, "POST", "/_sim/reset", nil)
	a.get("/v2/tags/t")
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "u"})
	same(t, "transitions", a.server.transitions, "immediate")
	same(t, "after a restart", string(reopened(t, path, epoch).server.State()), string(a.server.State()))
	if err := os.Remove(path + ".new"); err != nil {
		t.Fatal(err)
	}
	a.do(200, "POST", "/_sim/reset", nil)
	a.do(404, "GET", "/v2/tags/t", nil)
	same(t, "transitions", a.server.transitions, "5s")
}

func TestAccounts(t *testing.T) {
	a := newAPI(t, AccountPerToken(), ReadOnly("looks"))
	as := func(token string) *api { a.header.Set("Authorization", "Bearer "+token); return a }
	as("one").do(201, "POST", "/v2/tags", map[string]any{"name": "t"})
	as("two").do(404, "GET", "/v2/tags/t", nil)
	as("two").do(201, "POST", "/v2/tags", map[string]any{"name": "t"})
	as("one").get("/v2/tags/t")
	as("looks").do(403, "POST", "/v2/tags", map[string]any{"name": "t"})
	as("looks").get("/v2/tags")
}

// The only token that is taken stands beside those that look.
func TestReadOnlyBesideAuth(t *testing.T) {
	a := newAPI(t, Auth("one"), ReadOnly("looks"))
	as := func(token string) *api { a.header.Set("Authorization", "Bearer "+token); return a }
	as("one").do(201, "POST", "/v2/tags", map[string]any{"name": "t"})
	as("looks").get("/v2/tags/t")
	as("looks").do(403, "POST", "/v2/tags", map[string]any{"name": "u"})
	as("two").do(401, "GET", "/v2/tags/t", nil)
}

// A file that is written anew holds the same world, and what waits in it.
func TestStateCompacted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path), Droplets(7), Actions(7), Seed(7))
	a.get("/v2/droplets") // the account begins
	droplet, _ := a.create("tags", []string{"x", "y"}, "backups", true)
	networkFlow(a)
	clusterFlow(a)
	a.get("/v2/tags")
	a.do(200, "POST", "/_sim/objects", map[string]any{"path": "/v2/droplets/77", "object": map[string]any{"id": 77, "name": "put"}})
	compact := func() (before, after int) {
		a.server.state.room = 0
		before = size(t, path)
		a.get("/v2/account")
		return before, size(t, path)
	}
	a.sleep(time.Hour)
	// In the middle of what takes time.
	for _, name := range []string{"east", "west"} {
		a.do(201, "POST", "/v2/kubernetes/clusters", map[string]any{"name": name, "region": "nyc3", "version": "latest",
			"node_pools": []any{map[string]any{"name": "p", "size": "s-2vcpu-4gb", "count": 2}}})
		a.do(201, "POST", "/v2/databases", map[string]any{"name": "db-" + name, "engine": "pg", "region": "nyc3", "size": "db-s-1vcpu-1gb", "num_nodes": 1})
	}
	a.do(201, "POST", droplet+"/actions", map[string]any{"type": "power_off"})
	compact()
	if a.server.state.asked != 0 {
		t.Fatal("the file is not written anew")
	}
	a.do(201, "POST", "/v2/tags", map[string]any{"name": "later"})

	everything := func(a *api) string {
		var all string
		for _, w := range []string{"/v2/droplets?per_page=200", "/v2/actions?per_page=200", "/v2/tags", "/v2/projects", "/v2/vpcs", "/v2/images?private=true", "/v2/kubernetes/clusters",
			"/v2/customers/my/balance", "/v2/tags/x", "/v2/droplets?tag_name=x", droplet + "/actions", droplet + "/backups", "/v2/volumes", "/v2/firewalls", "/v2/load_balancers"} {
			all += a.get(w).text + "\n"
		}
		return all
	}
	b := reopened(t, path, a.clock.Now())
	b.base = a.base
	step := func(when string) {
		t.Helper()
		same(t, when, everything(b), everything(a))
		same(t, when+": the state", string(b.server.State()), string(a.server.State()))
	}
	step("after the restart")
	for _, x := range []*api{a, b} {
		x.refused("Droplet already has a pending event.", "POST", droplet+"/actions", map[string]any{"type": "power_off"})
	}
	a.sleep(time.Minute)
	b.sleep(time.Minute)
	same(t, "status", b.get(droplet).str("droplet", "status"), "off")
	a.sleep(8 * 24 * time.Hour) // backups
	b.sleep(8 * 24 * time.Hour)
	step("a week later")
	if n := len(b.get(droplet + "/backups").list("backups")); n == 0 {
		t.Error("no backups are made after the restart")
	}
	a.create("tags", []string{"z"})
	b.create("tags", []string{"z"})
	a.sleep(time.Hour)
	b.sleep(time.Hour)
	step("with what comes next")
}

// A file does not grow with the number of requests.
func TestStateBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path))
	most := 0
	for i := range 3000 {
		a.do(201, "POST", "/v2/tags", map[string]any{"name": fmt.Sprint("t", i)})
		a.do(204, "DELETE", fmt.Sprint("/v2/tags/t", i), nil)
		most = max(most, size(t, path))
	}
	if most > 3*stateRoom {
		t.Errorf("the file takes %d bytes", most)
	}
	same(t, "the state", string(reopened(t, path, a.clock.Now()).server.State()), string(a.server.State()))
}

// What settings a request was made under is part of the state.
func TestStateSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	a := newAPI(t, StateFile(path), Transitions("immediate"), ListLag(time.Hour), Early404(time.Minute))
	location, _ := a.create()
	a.sleep(2 * time.Minute)
	a.do(201, "POST", location+"/actions", map[string]any{"type": "power_off"})
	a.do(200, "POST", "/_sim/transitions", map[string]any{"transitions": "2 reads"})
	a.do(201, "POST", location+"/actions", map[string]any{"type": "power_on"})
	a.get(location)
	before := string(a.server.State())
	// The one that goes on has other settings.
	clock := NewClock(a.clock.Now())
	server, err := New(WithClock(clock), StateFile(path))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "the state", string(server.State()), before)
	b := newAPI(t)
	b.server, b.clock, b.http = server, clock, server.RoundTripper()
	same(t, "listed", b.get("/v2/droplets").at("meta", "total"), 0)
	b.get(location)
	same(t, "after 2 reads", b.get(location).str("droplet", "status"), "active")
}
