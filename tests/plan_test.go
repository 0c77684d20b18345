package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

// account is a simulated account behind HTTP that counts what changes it.
type account struct {
	*sim.Server
	url     string
	changes atomic.Int64 // requests other than GET and HEAD
	reads   atomic.Int64

	mu    sync.Mutex
	asked []string // requests other than GET and HEAD
}

// questions are the requests other than GET and HEAD so far, and forgets them.
func (a *account) questions() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	asked := a.asked
	a.asked = nil
	return asked
}

func newAccount(t testing.TB, options ...sim.Option) *account {
	t.Helper()
	server, err := sim.New(append([]sim.Option{sim.Transitions("immediate"), sim.RateLimit(false)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	a := &account{Server: server}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			a.reads.Add(1)
		} else {
			a.changes.Add(1)
			a.mu.Lock()
			a.asked = append(a.asked, r.Method+" "+r.URL.Path)
			a.mu.Unlock()
		}
		server.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	a.url = h.URL
	return a
}

// doapi runs the program against the account.
func (a *account) doapi(t testing.TB, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs strings.Builder
	code = cli.Main(context.Background(), cli.Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
		Environ: []string{"HOME=" + t.TempDir(), "NO_COLOR=1", "DIGITALOCEAN_TOKEN=planner", "DIGITALOCEAN_API_URL=" + a.url},
	})
	return out.String(), errs.String(), code
}

// TestRandomPlans plans scripts made at random: the account stays as it is, byte
// for byte, and sees reads alone; what the script prints is what a run of it
// prints, which then makes just the changes of the plan. DOAPI_PLANS says how
// many.
func TestRandomPlans(t *testing.T) {
	n := 10
	if raced {
		n = 3
	}
	if s := os.Getenv("DOAPI_PLANS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	seed := uint64(1)
	if s := os.Getenv("DOAPI_PLAN_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	a := newAccount(t, sim.Droplets(300))
	if _, errs, code := a.doapi(t, "-e", planSetup); code != 0 {
		t.Fatal(errs)
	}
	dir := t.TempDir()
	for i := range n {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		src := randomScript(r, 3+r.IntN(8))
		file, planFile := filepath.Join(dir, "script.lua"), filepath.Join(dir, fmt.Sprintf("%d.plan", i))
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
		before := a.State()
		a.changes.Store(0)
		text, planned, code := a.doapi(t, "plan", "--out", planFile, file)
		if code != 0 {
			t.Fatalf("script %d cannot be planned: exit %d\n%s\n%s", i, code, planned, src)
		}
		if a.changes.Load() != 0 || !bytes.Equal(before, a.State()) {
			t.Fatalf("script %d: planning changed the account (%d requests)\n%s", i, a.changes.Load(), src)
		}
		inOrder := !strings.Contains(src, "do.wait_") // what is ready first comes first
		if inOrder && strings.Contains(text, "not reproducible") {
			t.Errorf("script %d comes out the same each time, and the plan says\n%s", i, text)
		}
		if i%4 == 1 && inOrder && !strings.Contains(src, "task.all") { // which is done in any order
			// Nothing that a plan invents is told, so another one tells the same.
			if second, _, _ := a.doapi(t, "plan", file); moment.ReplaceAllString(text, "") != moment.ReplaceAllString(second, "") {
				t.Fatalf("script %d is planned as\n%s\nand then as\n%s", i, text, second)
			}
		}
		if i%4 == 0 && !drift(t, a, i, file, planFile) {
			continue
		}
		out, errs, code := a.doapi(t, "run", "--wait-interval", "0.01", "--expect", planFile, file)
		if code != 0 {
			t.Fatalf("script %d does not run as planned: exit %d\n%s\n%s\nplanned\n%s\n%s", i, code, errs, out, planned, src)
		}
		if planned = notice.ReplaceAllString(planned, ""); planned != out {
			t.Fatalf("script %d prints\n%s\nand planned\n%s\n%s", i, out, planned, src)
		}
	}
}

// drift changes an object that a plan is about to change first, and runs the plan:
// it is refused before that object is changed. Then the object is put back. It
// reports whether the plan can still be run: changes of other objects may come
// before, where the order of a list has changed.
func drift(t *testing.T, a *account, i int, file, planFile string) bool {
	t.Helper()
	p := readPlan(t, planFile)
	if len(p.Changes) == 0 || len(p.Changes[0].Was) == 0 {
		return true // it begins with something new
	}
	c := p.Changes[0]
	u, err := url.Parse(c.Target)
	if err != nil {
		t.Fatal(err)
	}
	path := u.Path
	for _, list := range []struct{ prefix, key, field, other string }{
		{"/v2/droplets/", "droplet", "name", `"moved"`}, {"/v2/volumes/", "volume", "name", `"moved"`}, {"/v2/firewalls/", "firewall", "name", `"moved"`},
	} {
		rest, ok := strings.CutPrefix(path, list.prefix)
		if !ok {
			continue
		}
		id, _, _ := strings.Cut(rest, "/")
		path = list.prefix + id
		recorded := httptest.NewRecorder()
		ask := httptest.NewRequest(http.MethodGet, path, nil)
		ask.Header.Set("Authorization", "Bearer planner")
		a.ServeHTTP(recorded, ask)
		var answer map[string]map[string]json.RawMessage
		if err := json.Unmarshal(recorded.Body.Bytes(), &answer); err != nil || answer[list.key] == nil {
			t.Fatalf("script %d: %s: %v", i, path, err)
		}
		object, err := json.Marshal(answer[list.key])
		if err != nil {
			t.Fatal(err)
		}
		answer[list.key][list.field] = json.RawMessage(list.other)
		changed, err := json.Marshal(answer[list.key])
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Import(path, changed); err != nil {
			t.Fatal(err)
		}
		before := a.State()
		a.changes.Store(0)
		_, errs, code := a.doapi(t, "run", "--wait-interval", "0.01", "--expect", planFile, file)
		after := httptest.NewRecorder()
		a.ServeHTTP(after, ask)
		if code != 1 || !strings.Contains(errs, "PlanError") || !strings.Contains(after.Body.String(), `"name":`+list.other) || a.changes.Load() == 0 && !bytes.Equal(before, a.State()) {
			t.Fatalf("script %d: %s has changed, and the run does not notice: exit %d, %d changes\n%s", i, path, code, a.changes.Load(), errs)
		}
		if err := a.Import(path, object); err != nil {
			t.Fatal(err)
		}
		return a.changes.Load() == 0
	}
	return true
}

// moment is a time as the API tells it.
var moment = regexp.MustCompile(`20\d\d-\d\d-\d\dT[0-9:]*Z?`)

// notice is what a plan says besides the script's own output.
var notice = regexp.MustCompile(`(?m)^doapi: .*\n`)
