package tests

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/sim"
)

// killed is what a program is doing when it is killed.
const killed = `
for i = 1, 4 do
	do.create_tag("tag-" .. i)
	do.create_droplet("web-" .. i, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"tag-" .. i}})
	local d = do.create_domain("d" .. i .. ".example")
	d:create_record("A", "www", "192.0.2." .. i)
	do.volumes.create{name = "v" .. i, region = "nyc3", size_gigabytes = 1}
end`

// TestKilled kills a program that keeps a journal at the n-th request that
// changes something, before the API has seen it or before its answer: the journal
// can be read, and taking it back leaves nothing. DOAPI_KILLS sets how often.
func TestKilled(t *testing.T) {
	rounds := 4
	if raced {
		rounds = 2
	}
	if n, err := strconv.Atoi(os.Getenv("DOAPI_KILLS")); err == nil {
		rounds = n
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(17, 4))
	for round := range rounds {
		clock := sim.NewScaledClock(1000)
		server, err := sim.New(sim.WithClock(clock))
		if err != nil {
			t.Fatal(err)
		}
		before := existing(t, server.State())
		at, early := int32(1+dice.IntN(20)), dice.IntN(2) == 0
		var seen atomic.Int32
		started := make(chan *os.Process, 1)
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			kill := r.Method == http.MethodPost && seen.Add(1) == at
			if kill && !early {
				server.ServeHTTP(httptest.NewRecorder(), r)
			}
			if kill {
				(<-started).Kill()
				return
			}
			server.ServeHTTP(w, r)
		}))
		file := filepath.Join(t.TempDir(), "journal")
		cmd := exec.Command(exe, "--journal", file, "-e", killed)
		cmd.Args[0] = "doapi"
		cmd.Path = doapiLink(t, exe)
		cmd.Env = []string{"HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=token", "DIGITALOCEAN_API_URL=" + api.URL}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		started <- cmd.Process
		_ = cmd.Wait() // it is killed
		api.Config.Handler = server
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := journal.Read(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		c, err := client.New("token", client.WithEndpoint(api.URL), client.WithClock(clock), client.WithRetryBusy(true))
		if err != nil {
			t.Fatal(err)
		}
		results, err := (&journal.Undoer{Client: c}).Undo(t.Context(), journal.LastRun(entries))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		c.Close()
		if after := existing(t, server.State()); after != before {
			t.Errorf("round %d, killed at change %d (early: %v): left\n%s\nbefore\n%s\nresults %+v", round, at, early, after, before, results)
		}
		api.Close()
	}
}

// doapiLink is the test's own program under the name by which it is doapi.
func doapiLink(t *testing.T, exe string) string {
	t.Helper()
	link := filepath.Join(t.TempDir(), "doapi")
	if err := os.Symlink(exe, link); err != nil {
		t.Skip("no links:", err)
	}
	return link
}

// existing names what there is of the kinds that the program makes.
func existing(t *testing.T, state []byte) string {
	t.Helper()
	var all map[string][]map[string]any
	if err := json.Unmarshal(state, &all); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, kind := range []string{"droplets", "tags", "domains", "domain_records", "volumes"} {
		for _, item := range all[kind] {
			name, _ := item["name"].(string)
			lines = append(lines, kind+" "+name)
		}
	}
	return strings.Join(lines, "\n")
}
