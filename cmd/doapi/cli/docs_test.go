package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/manual"
)

// TestOperationExamples runs the example of every operation on a simulated
// account: what is not there answers 404, but no argument is wrong.
func TestOperationExamples(t *testing.T) {
	var calls, all strings.Builder
	n := 0
	for _, op := range catalog.All() {
		code := manual.OperationExample(op)
		fmt.Fprintf(&calls, "-- %s\nfunction example_%d()\n%s\nend\n", op.ID, n, code)
		fmt.Fprintf(&all, "try(%q, example_%d)\n", op.ID, n)
		n++
	}
	dir := t.TempDir()
	checked, ran := filepath.Join(dir, "checked.lua"), filepath.Join(dir, "ran.lua")
	if err := os.WriteFile(checked, []byte(calls.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := run("", nil, "check", checked); code != 0 || out+errs != "" {
		t.Errorf("check finds:\n%s%s", out, errs)
	}
	head := `
local worked, refused, wrong = 0, 0, 0
local function try(id, f)
  local ok, e = pcall(f)
  if ok then worked = worked + 1
  elseif e.kind == "DOAPIError" or e.kind == "ConnectionError" or e.kind == "ResponseError" or e.kind == "UnknownOutcomeError" then refused = refused + 1
  else wrong = wrong + 1 io.stderr:write(id, ": ", tostring(e), "\n") end
end
local print = function() end
`
	program := calls.String() + head + all.String() + `io.write(worked, " ", refused, " ", wrong, "\n")` + "\n"
	program = "local print = function() end\n" + program
	if err := os.WriteFile(ran, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	out, errs, code := run("", nil, "--sim", "--retry-max-time", "0", ran)
	var worked, refused, wrong int
	if _, err := fmt.Sscan(out, &worked, &refused, &wrong); err != nil || code != 0 {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	t.Logf("%d worked, %d were refused by the account, %d were wrong", worked, refused, wrong)
	if wrong > 0 || worked < 110 {
		t.Errorf("%d worked, %d were refused, %d were wrong\n%s", worked, refused, wrong, errs)
	}
}

// TestManual makes every page, with the real commands.
func TestManual(t *testing.T) {
	dir := t.TempDir()
	if out, errs, code := run("", nil, "docs", "--out", dir); code != 0 || out+errs != "" {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	for _, name := range []string{"index.html", "guide/start.html", "commands/doapi-run.html", "operations/droplets.html", "reference/classes/Droplet.html", "search.js", "manual.css"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if out, errs, code := run("", nil, "man", "--out", dir); code != 0 || out+errs != "" {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	for _, name := range []string{"doapi.1", "doapi-run.1", "doapi-sim.1"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if out, _, code := run("", nil, "man", "plan"); code != 0 || !strings.HasPrefix(out, ".TH \"DOAPI-PLAN\"") {
		t.Errorf("%d %s", code, out)
	}
	if _, errs, code := run("", nil, "man", "plam"); code != 2 || !strings.Contains(errs, "did you mean 'plan'") {
		t.Errorf("%d %s", code, errs)
	}
}
