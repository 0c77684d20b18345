package tests

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/client/sim/spaces"
)

// TestFurtherExamplesArePlanned plans the examples that need more than an
// account: droplets that have run for a while, storage, machines that are set up.
// The account stays as it is.
func TestFurtherExamplesArePlanned(t *testing.T) {
	storage := httptest.NewServer(&spaces.Server{Now: time.Now})
	t.Cleanup(storage.Close)
	t.Setenv("SPACES_ACCESS_KEY_ID", "key")
	t.Setenv("SPACES_SECRET_ACCESS_KEY", "secret")
	for name, test := range map[string]struct {
		setup string
		args  []string
		says  []string
		runs  bool // also run as planned
	}{
		"bring_up":         {"", []string{"bring_up.lua", "example.com"}, []string{"+ 1 tag web", "+ 2 droplet web-1", "load_balancer"}, false},
		"backup_to_spaces": {"", []string{"backup_to_spaces.lua", "testdata/keys", "mine", "--endpoint", storage.URL}, []string{"no changes"}, true},
		"autoscale":        {fleet, []string{"autoscale.lua", "web", "--image", "ubuntu-24-04-x64", "--high", "0.01"}, []string{"+ 1 droplet"}, true},
		"autoscale down":   {fleet, []string{"autoscale.lua", "web", "--image", "ubuntu-24-04-x64", "--low", "9", "--high", "10"}, []string{"- 2 droplet"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			clock := sim.NewClock(time.Now().Add(-2 * time.Hour))
			a := newAccount(t, sim.WithClock(clock))
			if test.setup != "" {
				if _, errs, code := a.doapi(t, "--wait-interval", "0.01", "-e", test.setup); code != 0 {
					t.Fatal(errs)
				}
			}
			clock.Advance(2 * time.Hour)
			before, planFile := a.State(), filepath.Join(t.TempDir(), "plan")
			args := append([]string{"../scripts/" + test.args[0]}, test.args[1:]...)
			a.changes.Store(0)
			out, errs, code := a.doapi(t, append([]string{"plan", "--allow-effects", "spaces,ssh", "--out", planFile}, args...)...)
			if code != 0 {
				t.Fatalf("exit %d\n%s\n%s", code, out, errs)
			}
			if a.changes.Load() != 0 || !bytes.Equal(before, a.State()) {
				t.Error("planning changed the account")
			}
			for _, want := range test.says {
				if !strings.Contains(out, want) {
					t.Errorf("the plan does not say %q:\n%s", want, out)
				}
			}
			if !test.runs {
				return
			}
			if out, errs, code := a.doapi(t, append([]string{"run", "--wait-interval", "0.01", "--expect", planFile}, args...)...); code != 0 {
				t.Errorf("exit %d\n%s\n%s", code, out, errs)
			}
		})
	}
}

// TestRequestsOfPlans counts what a plan over a large account asks: what the script
// reads, one GET for each object that a change names, and one each for sizes and
// the account.
func TestRequestsOfPlans(t *testing.T) {
	droplets := 10000
	if raced {
		droplets = 1000
	}
	a := newAccount(t, sim.Droplets(droplets))
	pages := int64(droplets / 200)
	for name, test := range map[string]struct {
		src   string
		reads int64
	}{
		"reading all": {`print(do.fetch_all_droplets():count())`, pages + 1},
		"changing four": {`local n = 0
			for d in do.fetch_all_droplets() do n = n + 1 if n % 1000 == 1 and n < 3000 or n == 2 then d:rename("x" .. n) end end
			print(do.fetch_all_droplets():count())`, pages + 1 + 4},
		"one by its id": {`local d = do.fetch_all_droplets():first() d:power_off() print(d:fetch().status)`, 1 + 1 + 1},
		"making some":   {`do.create_droplet("a", "debian-12-x64", "s-1vcpu-1gb", "nyc3") do.create_droplet("b", "debian-12-x64", "s-1vcpu-1gb", "nyc3")`, 1 + 1},
		"nothing":       {``, 1},
	} {
		reads := test.reads
		if name == "changing four" && raced {
			reads -= 2
		}
		a.reads.Store(0)
		a.changes.Store(0)
		out, errs, code := a.doapi(t, "plan", "-e", test.src)
		if code != 0 {
			t.Fatalf("%s: exit %d\n%s\n%s", name, code, out, errs)
		}
		if got := a.reads.Load(); got > reads || a.changes.Load() != 0 {
			t.Errorf("%s: %d reads, want at most %d, and %d changes", name, got, reads, a.changes.Load())
		}
	}
}

// TestExamplesArePlanned plans every example in the accounts that it is run in,
// and then runs it as planned.
func TestExamplesArePlanned(t *testing.T) {
	files, err := filepath.Glob("../scripts/*.lua")
	if err != nil || len(files) != len(scripts) {
		t.Fatalf("%d scripts, %d of them are run, %v", len(files), len(scripts), err)
	}
	for name, runs := range scripts {
		planned := 0
		for _, r := range runs {
			if r.code != 0 || strings.Contains(r.setup, `require("spaces")`) || name == "backup_to_spaces" || name == "autoscale" {
				continue // see TestFurtherExamplesArePlanned
			}
			planned++
			if raced && name != "bring_up" && name != "blue_green" {
				continue
			}
			t.Run(name+"/"+r.name, func(t *testing.T) {
				t.Parallel()
				a := newAccount(t)
				home := t.TempDir()
				at := func(text string) string { return strings.ReplaceAll(text, "$HOME", home) }
				if r.setup != "" {
					if _, errs, code := a.doapi(t, "--wait-interval", "0.01", "-e", at(r.fakes+r.setup)); code != 0 {
						t.Fatal(errs)
					}
				}
				var script []string
				if r.fakes != "" {
					script = append(script, "-e", r.fakes)
				}
				script = append(script, "../scripts/"+name+".lua")
				for _, arg := range r.args {
					script = append(script, at(arg))
				}
				before, planFile := a.State(), filepath.Join(home, "plan")
				a.changes.Store(0)
				out, errs, code := a.doapi(t, append([]string{"plan", "--allow-effects", "files", "--out", planFile}, script...)...)
				if code != 0 {
					t.Fatalf("exit %d\n%s\n%s", code, out, errs)
				}
				if a.changes.Load() != 0 || !bytes.Equal(before, a.State()) {
					t.Fatal("planning changed the account")
				}
				plan := readPlan(t, planFile)
				out, errs, code = a.doapi(t, append([]string{"run", "--wait-interval", "0.01", "--expect", planFile}, script...)...)
				if code != 0 {
					t.Fatalf("exit %d\n%s\n%s", code, out, errs)
				}
				if a.changes.Load() < int64(len(plan.Changes)) {
					t.Errorf("%d changes were planned, and %d requests made", len(plan.Changes), a.changes.Load())
				}
			})
		}
		if planned == 0 && name != "backup_to_spaces" && name != "autoscale" {
			t.Errorf("%s is planned by nobody", name)
		}
	}
}

// readPlan reads a plan's file.
func readPlan(t *testing.T, file string) *plan.Plan {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := plan.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
