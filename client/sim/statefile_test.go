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
