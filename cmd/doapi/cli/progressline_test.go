//go:build unix

package cli

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestProgressLine is one line that is gone at the end.
func TestProgressLine(t *testing.T) {
	t.Parallel()
	g := newGate(t, sim.Droplets(100))
	g.hold("GET /v2/droplets?page=3", 0)
	s := open(t, 120, t.TempDir(), g.environ(), "--per-page", "20", "-e", `
		print("begins")
		print(do.fetch_all_droplets():count())`)
	s.see("GET /v2/droplets page 5 of 5, ")
	g.open()
	if code := s.exit(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
	if got := s.String(); got != "begins\n100" {
		t.Errorf("what stays is\n%s", got)
	}
}

// TestProgressOfWaitsOnTerminal ends with the wait that Ctrl-C ends, and with
// what the run leaves.
func TestProgressOfWaitsOnTerminal(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	s := open(t, 120, t.TempDir(), g.environ(), "-e", `
		local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
		print("begins")
		print(d:wait{status = "active", wait_interval = 0.01}.status)`)
	s.see("waiting: 0 of 1 done, 1 new, ")
	s.press("\x03")
	if code := s.exit(); code != 130 {
		t.Errorf("it ends with %d", code)
	}
	if got := s.String(); !strings.HasPrefix(got, "begins\n") || !strings.Contains(got, "doapi: stopping: ") || !strings.Contains(got, "\nnew\n") || !strings.Contains(strings.ReplaceAll(got, "\n", ""), " web ((command line):2): doapi request -X DELETE /v2/droplets/") {
		t.Errorf("what stays is\n%s", got)
	}
}

// TestProgressNever shows nothing, also on a terminal.
func TestProgressNever(t *testing.T) {
	t.Parallel()
	for name, arrange := range map[string]struct{ environ, args []string }{
		"flag": {args: []string{"--progress", "never"}},
		"dumb": {environ: []string{"TERM=dumb"}},
	} {
		g := newGate(t)
		s := open(t, 120, t.TempDir(), append(g.environ(), arrange.environ...), append(arrange.args, "-e", `
			local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
			d:wait{status = "active", wait_interval = 0.01, wait_time = 1.5}`)...)
		s.exit()
		if strings.Contains(s.written(), "waiting:") || strings.Contains(s.written(), "/v2/account") {
			t.Errorf("%s: shown is %q", name, s.written())
		}
	}
}

// TestProgressLeavesThePrompt alone.
func TestProgressLeavesThePrompt(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	s := open(t, 80, t.TempDir(), g.environ())
	s.prompt("My Team@127.0.0.1>")
	g.hold("GET /v2/regions", 0)
	s.press("do.fetch_all_regions():count() > 5\r")
	s.see("GET /v2/regions, 1 request, ")
	g.open()
	s.see("\ntrue\n")
	s.prompt("My Team@127.0.0.1>")
	if got := s.String(); strings.Contains(got, "GET") {
		t.Errorf("the screen still shows it:\n%s", got)
	}
}
