package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/report"
)

// eventsOf reads an events file.
func eventsOf(t *testing.T, file string) []report.Event {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events, err := report.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return events
}

const recorded = `
local task = require "doapi.task"
print("</script><b>&")
local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
task.all{function() task.sleep(3) do.fetch_account() end}
d:delete()
io.stderr:write("said\n")
do.fetch_droplet(1)
`

// TestReport holds what is noted of a run: calls by task with their attempts,
// sleeps, changes with what they cost, output, and how it ended.
func TestReport(t *testing.T) {
	dir := t.TempDir()
	script, page, events := filepath.Join(dir, "s.lua"), filepath.Join(dir, "run.html"), filepath.Join(dir, "run.jsonl")
	if err := os.WriteFile(script, []byte(recorded), 0o644); err != nil {
		t.Fatal(err)
	}
	out, _, code := run("", nil, "--sim", "--report", page, "--events", events, script)
	if code != 1 || out != "</script><b>&\n" {
		t.Fatalf("%d %q", code, out)
	}
	all := eventsOf(t, events)
	var created, deleted, slept, asked, failed, wrote, ended bool
	for _, e := range all {
		switch {
		case e.Event == report.Call && e.Sign == "+":
			created = e.Kind == "droplet" && e.Cost != nil && *e.Cost == 6 && e.Status == 202 && len(e.Attempts) == 1 && strings.HasSuffix(e.Line, "s.lua:4") && e.Task == "main" && e.Limit == 5000
		case e.Event == report.Call && e.Sign == "-":
			deleted = e.Cost != nil && *e.Cost == -6
		case e.Event == report.Sleep && e.Task == "1":
			slept = e.For == 3000
		case e.Event == report.Call && e.Called == "account.get":
			asked = e.Task == "1"
		case e.Event == report.Call && e.Status == 404:
			failed = strings.Contains(e.Error, "not_found")
		case e.Event == report.Output && e.What == "err" && e.Text == "said\n":
			wrote = true
		case e.Event == report.End:
			ended = e.Code == 1
		}
	}
	if !(created && deleted && slept && asked && failed && wrote && ended) {
		text, _ := json.MarshalIndent(all, "", " ")
		t.Errorf("%v %v %v %v %v %v %v\n%s", created, deleted, slept, asked, failed, wrote, ended, text)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(html), "</script>"); n != 2 {
		t.Errorf("the output ends a script of the page: %d", n)
	}
	if len(html) > 300<<10 {
		t.Errorf("the page has %d bytes", len(html))
	}
	if strings.Contains(string(html), "src=") || strings.Contains(string(html), "@import") {
		t.Error("the page asks for something else")
	}

	again := filepath.Join(dir, "again.html")
	if _, errs, code := run("", nil, "report", "--events", events, "--out", again); code != 0 {
		t.Fatal(errs)
	}
	if second, err := os.ReadFile(again); err != nil || string(second) != string(html) {
		t.Errorf("the page of the events file is another one: %v", err)
	}
}

// TestReportOfRetries holds that each attempt and the client's word about it is
// noted.
func TestReportOfRetries(t *testing.T) {
	dir := t.TempDir()
	events, test := filepath.Join(dir, "run.jsonl"), filepath.Join(dir, "s.lua")
	if err := os.WriteFile(test, []byte(`print(do.fetch_account().status)`), 0o644); err != nil {
		t.Fatal(err)
	}
	url := simServer(t, `{"kind":"status","status":503,"times":1}`)
	if out, errs, code := run("", nil, "--endpoint", url, "--token", "t", "--events", events, test); code != 0 || out != "active\n" {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	var attempts, told bool
	for _, e := range eventsOf(t, events) {
		attempts = attempts || len(e.Attempts) == 2 && e.Attempts[0].Status == 503 && e.Attempts[1].Status == 200
		told = told || e.Event == report.Notice && e.What == "retry"
	}
	if !attempts || !told {
		t.Errorf("%v %v", attempts, told)
	}
}

// TestReportOfJournal draws a journal.
func TestReportOfJournal(t *testing.T) {
	dir := t.TempDir()
	file, page := filepath.Join(dir, "run.jsonl"), filepath.Join(dir, "run.html")
	if _, errs, code := run("", nil, "--sim", "--journal", file, "-e", `do.create_tag("blue")`); code != 0 {
		t.Fatal(errs)
	}
	if _, errs, code := run("", nil, "report", "--out", page, file); code != 0 {
		t.Fatal(errs)
	}
	if html, err := os.ReadFile(page); err != nil || !strings.Contains(string(html), `"called":"tags.create"`) {
		t.Errorf("%v", err)
	}
	for _, wrong := range [][]string{{"report"}, {"report", "--events", file}} {
		if _, _, code := run("", nil, wrong...); code != 2 {
			t.Errorf("%q ends with %d", wrong, code)
		}
	}
	if _, errs, code := run("", nil, "report", "--events", page, "--out", filepath.Join(dir, "x.html")); code != 1 || !strings.Contains(errs, "line 1") {
		t.Errorf("%d %s", code, errs)
	}
	if _, errs, code := run("", nil, "--sim", "--report", filepath.Join(dir, "no", "x.html"), "-e", "print(1)"); code != 1 || !strings.Contains(errs, "--report") {
		t.Errorf("%d %s", code, errs)
	}
}

// simServer serves a simulated account with fault rules.
func simServer(t *testing.T, faults string) string {
	t.Helper()
	rules, err := sim.ParseFaults([]byte(faults))
	if err != nil {
		t.Fatal(err)
	}
	_, url := sim.Start(t, sim.Faults(rules...))
	return url
}
