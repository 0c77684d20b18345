package tests

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// before is what there is before, of kinds that the program changes.
const beforeKilled = `
	do.create_tag("old")
	do.create_domain("old.example", "192.0.2.99"):create_record("A", "www", "192.0.2.98")
	do.create_droplet("old", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"old"}}):wait{ready = true}
	do.volumes.create{name = "old", region = "nyc3", size_gigabytes = 1}
	do.firewalls.create{name = "old", inbound_rules = {{protocol = "tcp", ports = "22", sources = {addresses = {"0.0.0.0/0"}}}}}
`

// killed is what a program is doing when it is killed.
const killed = `
local old = do.find_droplets("old"):first()
for i = 1, 4 do
	do.create_tag("tag-" .. i)
	do.create_droplet("web-" .. i, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"tag-" .. i}})
	local d = do.create_domain("d" .. i .. ".example")
	d:create_record("A", "www", "192.0.2." .. i)
	do.volumes.create{name = "v" .. i, region = "nyc3", size_gigabytes = 1}
	for r in do.Domain("old.example"):fetch_all_records() do
		if r.name == "www" then r:update_record{data = "192.0.2." .. i} end
	end
	if i == 1 then
		old:rename("renamed"):wait()
		old:tag("tag-1")
		do.ensure.firewall{name = "old", inbound_rules = {{protocol = "tcp", ports = "80", sources = {addresses = {"0.0.0.0/0"}}}}, droplet_ids = {old}}
	elseif i == 2 then
		old:power_off():wait()
	elseif i == 3 then
		do.volume_actions.post_by_id{volume_id = do.volumes.list{name = "old"}:first().id, type = "attach", droplet_id = old.id, region = "nyc3"}:wait()
	end
end`

// changesKilled are the requests of the program that change something.
const changesKilled = 4*6 + 3 + 1 + 1 + 1 // with the tag that the droplets are found by

// TestKilled kills a program that keeps a journal at the n-th request that
// changes something, before the API has seen it or before its answer: the journal
// can be read, and taking it back leaves what there was before. In every second
// round the program that takes it back is killed too, and called again.
// DOAPI_KILLS sets how often.
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
	link := doapiLink(t, exe)
	dice := rand.New(rand.NewPCG(17, 4))
	for round := range rounds {
		clock := sim.NewScaledClock(10000)
		server, err := sim.New(sim.WithClock(clock))
		if err != nil {
			t.Fatal(err)
		}
		// killAt has the process be killed at the n-th change.
		type killing struct {
			at, seen int32
			early    bool
			process  chan *os.Process
		}
		var armed atomic.Pointer[killing]
		var mu sync.Mutex
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			k := armed.Load()
			if k == nil || r.Method == http.MethodGet {
				server.ServeHTTP(w, r)
				return
			}
			mu.Lock()
			k.seen++
			kill := k.seen == k.at
			mu.Unlock()
			if !kill {
				server.ServeHTTP(w, r)
				return
			}
			if !k.early {
				server.ServeHTTP(httptest.NewRecorder(), r)
			}
			p := <-k.process
			_ = p.Kill() // it may be gone
		}))
		run := func(k *killing, args ...string) string {
			cmd := exec.Command(link, append([]string{"--wait-interval", "0.01"}, args...)...)
			cmd.Env = []string{"HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=token", "DIGITALOCEAN_API_URL=" + api.URL}
			var errs strings.Builder
			cmd.Stderr = &errs
			armed.Store(k)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if k != nil {
				k.process <- cmd.Process
			}
			if err := cmd.Wait(); err != nil && k == nil {
				t.Fatalf("round %d: %v: %s", round, err, errs.String())
			}
			armed.Store(nil)
			return errs.String()
		}
		run(nil, "-e", beforeKilled)
		before := existing(t, server.State())
		file := filepath.Join(t.TempDir(), "journal")
		k := &killing{at: int32(1 + dice.IntN(changesKilled)), early: dice.IntN(2) == 0, process: make(chan *os.Process, 1)}
		if told := run(k, "--journal", file, "-e", killed); told != "" {
			t.Errorf("round %d: the program says %s", round, told)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := journal.Read(bytes.NewReader(text))
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		explained(t, round, entries, before, existing(t, server.State()))
		var twice *killing
		if round%2 == 1 {
			twice = &killing{at: int32(1 + dice.IntN(6)), early: dice.IntN(2) == 0, process: make(chan *os.Process, 1)}
			run(twice, "undo", "--yes", file)
		}
		var last strings.Builder
		code := cli.Main(t.Context(), cli.Env{
			Args: []string{"--wait-interval", "0.01", "undo", "--yes", file}, Stdin: strings.NewReader(""), Stdout: &last, Stderr: &last,
			Environ: []string{"HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=token", "DIGITALOCEAN_API_URL=" + api.URL},
		})
		if after := existing(t, server.State()); code != 0 || after != before {
			t.Errorf("round %d, killed at change %d (early: %v), then undone (%+v): exit %d, left\n%s\nbefore\n%s\n%s", round, k.at, k.early, twice, code, after, before, last.String())
		}
		api.Close()
	}
}

// explained holds what exists against a journal: what is new in the account was
// intended there.
func explained(t *testing.T, round int, entries []journal.Entry, before, after string) {
	t.Helper()
	var intents []string
	for _, e := range entries {
		if e.Event == journal.EventIntent {
			intents = append(intents, e.Path+" "+string(e.Body)+" "+e.Tag+" "+strings.Join(e.Names, " "))
		}
	}
	all := strings.Join(intents, "\n")
	for line := range strings.SplitSeq(after, "\n") {
		if strings.Contains("\n"+before+"\n", "\n"+line+"\n") {
			continue
		}
		name := strings.Fields(line)[1]
		if !strings.Contains(all, name) && name != "@" {
			t.Errorf("round %d: nothing in the journal explains %q", round, line)
		}
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

// existing tells what there is of the kinds that the program makes and changes.
func existing(t *testing.T, state []byte) string {
	t.Helper()
	var all map[string][]map[string]any
	if err := json.Unmarshal(state, &all); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, kind := range []string{"droplets", "tags", "domains", "domain_records", "volumes", "firewalls"} {
		for _, item := range all[kind] {
			line := fmt.Sprint(kind, " ", item["name"])
			for _, field := range []string{"status", "data", "tags", "droplet_ids", "inbound_rules", "volume_ids"} {
				if v := item[field]; v != nil && !(kind == "firewalls" && field == "status") {
					line += fmt.Sprint(" ", v)
				}
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
