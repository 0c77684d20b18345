package tests

import (
	"bufio"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli"
	"github.com/doapi-lua/doapi/tests/programs"
)

// statusFile is the variable that names where the program tells of its memory as
// it ends.
const statusFile = "DOAPI_TEST_STATUS"

// heeding are the tests, whose programs hear the signals that they are sent.
type heeding struct{ *testing.M }

func (h heeding) Run() int {
	programs.HearSignals()
	return h.M.Run()
}

// TestMain lets testscripts run doapi as a program of its own.
func TestMain(m *testing.M) {
	exit := os.Exit
	if testing.CoverMode() != "" {
		exit = syscall.Exit // os.Exit would write a word on coverage to standard error
	}
	testscript.Main(heeding{m}, map[string]func(){
		"doapi": func() {
			code := cli.Main(context.Background(), cli.System())
			if file := os.Getenv(statusFile); file != "" {
				// What a parent learns of a child's memory counts its own too.
				status, _ := os.ReadFile("/proc/self/status")
				_ = os.WriteFile(file, status, 0o600)
			}
			exit(code)
		},
	})
}

// TestCommands runs testdata/script/*.txtar: one behaviour of the command line
// each. Beside testscript's own commands there are
//
//	sim [flags]        starts a simulator and sets URL and DIGITALOCEAN_API_URL,
//	                   with --spaces SPACES_URL too
//	tlssim FILE        the same, over TLS; its certificate is in the file
//	requests N [op]    holds the simulator's count of requests against N
//	await FILE TEXT    waits until a file holds a text
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			for _, name := range []string{"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DO_API_TOKEN", "DIGITALOCEAN_CONTEXT", "DIGITALOCEAN_API_URL", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "NO_COLOR"} {
				e.Setenv(name, "")
			}
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sim":      startSim,
			"tlssim":   startTLSSim,
			"requests": countRequests,
			"await":    awaitText,
		},
	})
}

// startSim runs doapi sim until the script has ended.
func startSim(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("sim cannot be negated")
	}
	path, err := exec.LookPath("doapi")
	ts.Check(err)
	cmd := exec.Command(path, append([]string{"sim"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Defer(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	ts.Check(err)
	if slices.Contains(args, "--spaces") {
		storage, err := lines.ReadString('\n')
		ts.Check(err)
		ts.Setenv("SPACES_URL", strings.TrimSpace(storage))
	}
	ts.Setenv("URL", strings.TrimSpace(line))
	ts.Setenv("DIGITALOCEAN_API_URL", strings.TrimSpace(line))
}

// startTLSSim serves a simulator over TLS, with a certificate that no system
// knows, and writes that to a file.
func startTLSSim(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: tlssim FILE")
	}
	server, err := sim.New(sim.WithClock(sim.NewScaledClock(1)))
	ts.Check(err)
	api := httptest.NewUnstartedServer(server)
	api.Config.ErrorLog = log.New(io.Discard, "", 0) // who does not trust it hangs up
	api.StartTLS()
	ts.Defer(api.Close)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
	ts.Setenv("URL", api.URL)
	ts.Setenv("DIGITALOCEAN_API_URL", api.URL)
}

func countRequests(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: requests N [operation]")
	}
	answer, err := http.Get(ts.Getenv("URL") + "/_sim/requests")
	ts.Check(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	ts.Check(err)
	want := fmt.Sprintf(`"total":%s,`, args[0])
	if len(args) > 1 {
		want = fmt.Sprintf(`%q:%s`, args[1], args[0])
	}
	if !strings.Contains(strings.ReplaceAll(string(body), " ", ""), want) {
		ts.Fatalf("the simulator counts %s, want %s", body, want)
	}
}

// awaitText waits for what another process is about to write.
func awaitText(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await FILE TEXT")
	}
	err := until(time.Minute, func() bool {
		text, err := os.ReadFile(ts.MkAbs(args[0]))
		return err == nil && strings.Contains(string(text), args[1])
	})
	if err != nil {
		ts.Fatalf("%s does not come to hold %q", args[0], args[1])
	}
}

// until looks again and again whether something has happened elsewhere.
func until(limit time.Duration, happened func() bool) error {
	for deadline := time.Now().Add(limit); !happened(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return errors.New("it did not happen in time")
		}
	}
	return nil
}
