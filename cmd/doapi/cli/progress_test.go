//go:build unix

package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestProgressLine is one line that is gone at the end.
func TestProgressLine(t *testing.T) {
	url := realSim(t, sim.Latency(100*time.Millisecond))
	s := open(t, 120, t.TempDir(), []string{"DIGITALOCEAN_TOKEN=token-for-tests", "DIGITALOCEAN_API_URL=" + url},
		"-e", `local d = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
		print("begins")
		print(pcall(function() d:wait{status = "active", wait_time = 2.5, wait_interval = 0.2} end))`)
	s.see("waiting: 0 of 1 done, 1 new")
	if code := s.exit(); code != 0 {
		t.Errorf("it ends with %d", code)
	}
	lines := strings.Split(s.String(), "\n")
	if len(lines) != 2 || lines[0] != "begins" || !strings.HasPrefix(lines[1], "false") {
		t.Errorf("what stays is\n%s", s.String())
	}
	for _, never := range [][]string{{"--progress", "never"}} {
		s := open(t, 120, t.TempDir(), []string{"DIGITALOCEAN_TOKEN=token-for-tests", "DIGITALOCEAN_API_URL=" + url},
			append(never, "-e", `for i = 1, 15 do do.fetch_account() end print("done")`)...)
		s.see("done\n")
		if strings.Contains(s.written(), "/v2/account") {
			t.Errorf("%v shows %q", never, s.written())
		}
	}
}

// TestProgressLeavesThePrompt alone.
func TestProgressLeavesThePrompt(t *testing.T) {
	url := realSim(t, sim.Latency(200*time.Millisecond))
	s := open(t, 80, t.TempDir(), []string{"DIGITALOCEAN_TOKEN=token-for-tests", "DIGITALOCEAN_API_URL=" + url})
	s.prompt("sammy@example.com>")
	s.press("for i = 1, 8 do do.fetch_account() end\r")
	s.see("GET /v2/account, ")
	s.until("clears the line", func() bool { return s.last() == "sammy@example.com>" })
	s.press("1 + 1\r")
	s.see("\n2\n")
	if got := s.String(); strings.Contains(got, "GET") {
		t.Errorf("the screen still shows it:\n%s", got)
	}
}
