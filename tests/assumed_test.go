package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestPassingStatesAreAssumed plans over an account in which things are on their
// way: what waits for them goes on, the plan says what it has assumed, and a run
// keeps to it once they have come.
func TestPassingStatesAreAssumed(t *testing.T) {
	a := newAccount(t, sim.Transitions("20h"))
	const setup = `
		do.create_domain("example.com")
		do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
		do.load_balancers.create{name = "front", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 80}}}
		do.databases.create_cluster{name = "orders", engine = "pg", version = "16", region = "nyc3", size = "db-s-1vcpu-1gb", num_nodes = 1}`
	if _, errs, code := a.doapi(t, "-e", setup); code != 0 {
		t.Fatal(errs)
	}
	script := filepath.Join(t.TempDir(), "script.lua")
	if err := os.WriteFile(script, []byte(`
		local web = do.find_droplets("web"):first():wait{ready = true}
		assert(web.active and web.ip_address, "the droplet is not ready")
		local record = do.Domain("example.com"):create_record("A", "www", web.ip_address)
		assert(do.fetch_all_droplets():first().status == "active", "a list does not show it")
		local front = do.load_balancers.list():first():wait()
		assert(front.status == "active" and front.ip ~= "", "the balancer is not ready")
		do.Domain("example.com"):create_record("A", "front", front.ip)
		web:power_off():wait()
		assert(web:fetch().status == "off")
		local db = do.databases.list_clusters():first():wait()
		assert(db.status == "online")
		do.create_tag("done")
	`), 0o600); err != nil {
		t.Fatal(err)
	}
	planFile := filepath.Join(t.TempDir(), "plan")
	a.changes.Store(0)
	out, errs, code := a.doapi(t, "plan", "--out", planFile, script)
	if code != 0 || a.changes.Load() != 0 {
		t.Fatalf("exit %d, %d changes\n%s\n%s", code, a.changes.Load(), out, errs)
	}
	for _, want := range []string{
		`assumed: droplet web, whose status is "new", becomes "active" after 1m0s`, `assumed: load_balancer front, whose status is "new", becomes "active"`,
		`assumed: database orders, whose status is "creating", becomes "online"`, "${assumed 1.networks.v4.public.ip_address}", "${assumed 2.ip}", "its state will have passed",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the plan does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
	if err := a.Advance(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := a.SetTransitions("immediate"); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := a.doapi(t, "run", "--wait-interval", "0.01", "--expect", planFile, script); code != 0 {
		t.Errorf("exit %d\n%s\n%s", code, out, errs)
	}
}

// TestLastingStatesAreNotAssumed plans over a droplet that is off, which it stays.
func TestLastingStatesAreNotAssumed(t *testing.T) {
	a := newAccount(t)
	if _, errs, code := a.doapi(t, "-e", `do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}:power_off():wait()`); code != 0 {
		t.Fatal(errs)
	}
	out, errs, code := a.doapi(t, "plan", "-e", `local time = require "time" local d = do.find_droplets("web"):first() d:snapshot("s"):wait() time.sleep(7200) assert(d:fetch().status == "off")`)
	if code != 0 || strings.Contains(out, "assumed") {
		t.Errorf("exit %d\n%s\n%s", code, out, errs)
	}
}

// TestPlanEndsWhereNothingHappens plans waits for what never comes.
func TestPlanEndsWhereNothingHappens(t *testing.T) {
	a := newAccount(t)
	if _, errs, code := a.doapi(t, "-e", `do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}`); code != 0 {
		t.Fatal(errs)
	}
	for name, test := range map[string]struct{ src, says string }{
		"of the account":    {`do.find_droplets("web"):first():wait{status = "off"}`, "nothing here makes"},
		"of the plan":       {`do.create_droplet("new", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{status = "off"}`, "nothing here makes"},
		"with a wait_time":  {`do.find_droplets("web"):first():wait{status = "off", wait_time = 3600}`, "did not become off within the wait_time of 1h0m0s"},
		"for more than 7 d": {`local time = require "time" while true do time.sleep(86400) do.fetch_account() end`, "seven days"},
		"in tasks": {`local task = require "task" local d = do.find_droplets("web"):first()
			task.all{function() d:wait{status = "off"} end, function() d:wait{status = "archive"} end}`, "nothing here makes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, errs, code := a.doapi(t, "plan", "-e", test.src); code != 1 || !strings.Contains(errs, test.says) {
				t.Errorf("exit %d\n%s\n%s", code, out, errs)
			}
		})
	}
}
