package tests

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestSimulatedRunsAreNotTakenBack has the journal of a simulated run name things
// that the account has too: undo leaves them alone, also when it is forced.
func TestSimulatedRunsAreNotTakenBack(t *testing.T) {
	a, file := newAccount(t), filepath.Join(t.TempDir(), "journal")
	const src = `do.domains.create{name = "example.com"} do.tags.create{name = "web"}`
	if _, errs, code := a.doapi(t, "-e", src); code != 0 {
		t.Fatal(errs)
	}
	if _, errs, code := a.doapi(t, "--sim", "--journal", file, "-e", src); code != 0 {
		t.Fatal(errs)
	}
	before := a.State()
	for _, args := range [][]string{{"undo", "--yes", file}, {"undo", "--yes", "--force", file}} {
		if _, errs, code := a.doapi(t, args...); code != 1 || !strings.Contains(errs, "was simulated") {
			t.Errorf("%v: exit %d, %s", args, code, errs)
		}
	}
	if !bytes.Equal(before, a.State()) {
		t.Error("something was taken back")
	}
}

// TestJournalsTellTheExitCode ends runs otherwise than by an error of theirs.
func TestJournalsTellTheExitCode(t *testing.T) {
	a, dir := newAccount(t), t.TempDir()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "ended")
	run := exec.Command(doapiLink(t, exe), "--journal", file, "-e", `print("ready") require("time").sleep(3600)`)
	run.Env = []string{"HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=token", "DIGITALOCEAN_API_URL=" + a.url}
	out, err := run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("%q, %v", line, err)
	}
	if err := run.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	run.Wait()
	if out, _, _ := a.doapi(t, "report", file); !strings.Contains(out, "exit 143") {
		t.Errorf("a signal: %s", out)
	}

	script, planned := filepath.Join(dir, "x.lua"), filepath.Join(dir, "x.plan")
	if err := os.WriteFile(script, []byte(`do.tags.create{name = "web"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := a.doapi(t, "plan", "--out", planned, script); code != 0 {
		t.Fatal(errs)
	}
	file = filepath.Join(dir, "refused")
	if _, errs, code := newAccount(t).doapi(t, "run", "--expect", planned, "--journal", file, script); code != 1 || !strings.Contains(errs, "the plan is of the account") {
		t.Errorf("exit %d, %s", code, errs)
	}
	if out, _, _ := a.doapi(t, "report", file); !strings.Contains(out, "exit 1") {
		t.Errorf("another account: %s", out)
	}
}

// TestPlansAskAgain has what a plan asks for itself fail once: the prices, and
// the object that is changed.
func TestPlansAskAgain(t *testing.T) {
	a := newAccount(t)
	if _, errs, code := a.doapi(t, "-e", `do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "fra1")`); code != 0 {
		t.Fatal(errs)
	}
	if err := a.SetFaults([]sim.Fault{{Operation: "sizes_list", Kind: "status", Times: 1}, {Operation: "droplets_get", Kind: "reset", Times: 1}}); err != nil {
		t.Fatal(err)
	}
	out, errs, code := a.doapi(t, "plan", "-e", `
		local id = do.fetch_all_droplets():first().id
		do.droplets.destroy(id)
		do.create_droplet("db", "ubuntu-24-04-x64", "s-1vcpu-1gb", "fra1")`)
	if code != 0 || !strings.Contains(out, "- 1 droplet web") || !strings.Contains(out, "6.00 before, 6.00 after") || strings.Contains(out, "without a price") {
		t.Errorf("exit %d\n%s\n%s", code, out, errs)
	}
}

// TestEnsuredRecordsSurviveLostAnswers has the answer to the create of a record
// get lost: it is there once, and is taken back by the journal.
func TestEnsuredRecordsSurviveLostAnswers(t *testing.T) {
	for _, fault := range []sim.Fault{{Kind: "reset", When: sim.After}, {Kind: "cut"}, {Kind: "status", When: sim.After}} {
		fault.Operation, fault.Times = "domains_create_record", 1
		a, file := newAccount(t, sim.Faults(fault)), filepath.Join(t.TempDir(), "journal")
		out, errs, code := a.doapi(t, "--journal", file, "-e", `
			do.ensure.domain("example.com")
			local want = {domain = "example.com", type = "A", name = "www", data = "192.0.2.1"}
			local _, first = do.ensure.record(want)
			local _, second = do.ensure.record(want)
			print(first.created, second.created, do.domains.list_records{domain_name = "example.com", name = "www.example.com"}:count())`)
		if code != 0 || out != "true\tfalse\t1\n" {
			t.Errorf("%s: exit %d, %s%s", fault.Kind, code, out, errs)
		}
		if out, errs, code := a.doapi(t, "undo", "--yes", file); code != 0 || !strings.Contains(out, "domain_record www: taken back") {
			t.Errorf("%s: undo: exit %d, %s%s", fault.Kind, code, out, errs)
		}
	}
}

// TestFaultsOfTestsAndFlags has a file of tests add faults to those of the
// command line, of every kind that rules have.
func TestFaultsOfTestsAndFlags(t *testing.T) {
	a, file := newAccount(t), filepath.Join(t.TempDir(), "x_test.lua")
	const src = `
		local test = require "test"
		test.it("fails", function()
			local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "fra1"):wait{ready = true}
			test.fail("droplet_actions.post", {kind = "errored", body = {type = "reboot"}, skip = 1, times = 1})
			d:reboot():wait{check = true}
			d:power_off():wait{check = true}
			d:power_on():wait{check = true}
			test.expect(function() d:reboot():wait{check = true} end):to_raise("ActionError")
			test.fail("account_get", {kind = "shape", times = 1})
			pcall(do.fetch_account)
		end)`
	if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := a.doapi(t, "test", "--fault", `{"operation":"droplets.create","status":503,"times":1}`, file); code != 0 {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
}

// TestErrorsNameTheModule calls what a module has without requiring it.
func TestErrorsNameTheModule(t *testing.T) {
	a := newAccount(t)
	for src, says := range map[string]string{
		`fs.read("x")`:         `(is local fs = require "fs" missing?)`,
		`args.parse(arg)`:      `(is local args = require "args" missing?)`,
		`ensure.tag("web")`:    `(did you mean 'do.ensure'?)`,
		`domains.list()`:       `(did you mean 'do.domains'?)`,
		`sleep(1)`:             `(did you mean require("task").sleep?)`,
		`do.sleep(1)`:          `(did you mean require("task").sleep?)`,
		`os.sleep(1)`:          `(did you mean require("task").sleep?)`,
		`pritn(1)`:             `(did you mean 'print'?)`,
		`local x = {} x.run()`: "attempt to call nil value 'x.run'\n",
	} {
		if _, errs, code := a.doapi(t, "--sim", "-e", src); code != 1 || !strings.Contains(errs, says) {
			t.Errorf("%s: exit %d, %s", src, code, errs)
		}
	}
}

// TestOnlyOfNoTest has a pattern that fits nothing: no success, as nothing was tested.
func TestOnlyOfNoTest(t *testing.T) {
	a, file := newAccount(t), filepath.Join(t.TempDir(), "x_test.lua")
	if err := os.WriteFile(file, []byte(`require("test").it("holds", function() end)`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := a.doapi(t, "test", "--only", "hodls", file); code != 1 || !strings.Contains(errs, `no test has a name that matches "hodls"`) {
		t.Errorf("exit %d, %s", code, errs)
	}
	if out, errs, code := a.doapi(t, "test", "--only", "holds", file); code != 0 {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
}

// TestModulesOfCommandNames has help on a command lead to the module of its name.
func TestModulesOfCommandNames(t *testing.T) {
	a := newAccount(t)
	if out, errs, code := a.doapi(t, "help", "test"); code != 0 || !strings.Contains(out, "doapi help doapi.test") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	for name, says := range map[string]string{"doapi.test": ".describe(name, f)", "doapi.json": "json = require"} {
		if out, errs, code := a.doapi(t, "help", name); code != 0 || !strings.Contains(out, says) {
			t.Errorf("%s: exit %d, %s%s", name, code, out, errs)
		}
	}
}
