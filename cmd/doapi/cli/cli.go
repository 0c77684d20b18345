// Package cli is the doapi command: its flags and subcommands, the search for
// a token, and the one place where client, simulator and Host are put together.
//
// [Main] touches nothing of the process but what its [Env] hands it, so that
// tests run whole commands in process.
package cli

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/credential"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/reaper"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/zone"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luashell"
)

// Env is what a command sees of the process that it runs in.
type Env struct {
	Args    []string // without the program's name
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Environ []string // "NAME=value"; of equal names the last one counts
	// Signals delivers interrupts (SIGINT) and requests to end (SIGTERM,
	// SIGHUP); nil for none.
	Signals <-chan os.Signal
}

// System is the Env of the process itself. From then on SIGINT, SIGTERM and
// SIGHUP are delivered through it, unless they were ignored, and neither they
// nor a closed pipe end the process by themselves.
func System() Env {
	log.SetOutput(io.Discard) // what net/http has to say is nothing to who runs a script
	stdout := io.Writer(os.Stdout)
	if output.WasClosed() {
		stdout = closedOutput{}
	}
	return Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: stdout, Stderr: os.Stderr,
		Environ: os.Environ(), Signals: notifySignals(),
	}
}

// closedOutput is a standard output that there is not.
type closedOutput struct{}

func (closedOutput) Write([]byte) (int, error) { return 0, os.ErrClosed }

// Getenv gives a variable of Environ, "" if it is not set.
func (e *Env) Getenv(name string) string {
	for i := len(e.Environ) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(e.Environ[i], name+"="); ok {
			return v
		}
	}
	return ""
}

// Main runs one doapi command and returns its exit code.
func Main(ctx context.Context, env Env) int {
	a := newApp(env)
	done := make(chan int, 1)
	go func() { done <- a.execute(ctx) }()
	select {
	case code := <-done:
		luashell.Wait()
		return a.finish(code)
	case <-a.signals.abandoned:
		a.tellAbandoned()
		return a.signals.exitCode()
	}
}

// finish writes out what is left of standard output. What could not be written
// is a failure.
func (a *app) finish(code int) int {
	err := a.out.Close()
	if err != nil {
		a.complain((&luabind.OutputError{Err: cause(err)}).Error())
	}
	if code == 0 && (err != nil || a.unwritten) {
		return exitFailed
	}
	return code
}

// app is one command that is being carried out.
type app struct {
	env       Env
	out       *output.Stream // standard output
	flags     flags
	signals   signals
	planned   *planning                       // nil unless a script is planned
	coverage  *luabind.Coverage               // nil unless tests count what they reach
	leaving   atomic.Pointer[journal.Journal] // of the run that goes on, if that is one of a real account
	about     script                          // that is run or planned
	who       credential.Credential           // that the last session found
	unwritten bool                            // a file that the command was to write is not whole
}

// Format prints nothing of it: a flag may be a token.
func (a *app) Format(f fmt.State, _ rune) { fmt.Fprint(f, "app") }

func newApp(env Env) *app {
	if env.Stdin == nil {
		env.Stdin = strings.NewReader("")
	}
	if env.Stdout == nil {
		env.Stdout = io.Discard
	}
	if env.Stderr == nil {
		env.Stderr = io.Discard
	}
	a := &app{env: env, out: output.New(env.Stdout, soon)}
	a.env.Stdout = a.out
	a.env.Stderr = a.out.Behind(env.Stderr)
	a.signals.watch(env.Signals)
	return a
}

// First is for the first process of a container: it runs the program as a child
// and waits for all that ends, until the child does. ran is false elsewhere.
func First() (code int, ran bool) { return reaper.Run() }

// setZone has local times be those of the variable TZ, of which package time
// knows names only.
func (a *app) setZone() error {
	tz := a.env.Getenv("TZ")
	if tz == "" {
		return nil
	}
	local, err := zone.Parse(tz)
	if err == nil && local != nil && a.env.Signals != nil { // the process is ours
		time.Local = local
	}
	return err
}

// execute parses the command line, runs the command and reports its error.
func (a *app) execute(ctx context.Context) int {
	root := a.scriptCommand()
	args, err := a.dispatch(root, a.env.Args)
	if err == nil {
		err = a.setZone()
	}
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	return a.report(err)
}
