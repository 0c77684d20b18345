package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/folder"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/repl"
)

func (a *app) replCommand() *cobra.Command {
	var s script
	cmd := &cobra.Command{
		Use:   "repl",
		Short: "Try things out, line by line",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.interactive = true
			return a.run(cmd.Context(), &s)
		},
	}
	cmd.Flags().StringArrayVarP(&s.modules, "load", "l", nil, "require a `module` first, and make it the global of its name")
	cmd.Flags().BoolP("interactive", "i", true, "")
	cmd.Flags().Lookup("interactive").Hidden = true
	return cmd
}

// repl runs a REPL in the session's Host.
func (s *session) repl(ctx context.Context) error {
	a := s.app
	in, out := terminal(a.env.Stdin), terminal(a.env.Stdout)
	ctx, desk, stop := a.attend(ctx, in != nil)
	defer stop()
	account := newAccount(s)
	config := repl.Config{
		Host: s.host, Stdin: a.env.Stdin, Stdout: a.env.Stdout, Stderr: a.env.Stderr,
		Terminal:   in != nil && out != nil,
		Color:      a.colored(a.env.Stdout),
		ErrorColor: a.colored(a.env.Stderr),
		Prompt:     account.prompt,
		Changed:    account.changed,
		Interrupts: desk.interrupts,
		Guard:      s.pausing(func(ctx context.Context) (context.Context, func()) { return desk.guard(ctx, s.host) }),
		Columns:    columns,
		Modules:    modules(),
		Values:     account.suggest,
		Help:       docs().Help,
		Topics:     docs().Names,
		Trace:      s.tracing.set,
	}
	if config.Terminal {
		config.Editing = in == os.Stdin && out == os.Stdout && a.env.Getenv("TERM") != "dumb"
		config.Greeting = "doapi " + version().Version + ": :help shows what there is, Ctrl-D leaves"
		config.History = a.historyFile()
		config.Width = func() int { return width(out) }
		config.Secret = func(text string) bool { return len(s.who.Token) >= leastSecret && strings.Contains(text, s.who.Token) }
		go account.introduce(ctx)
	} else {
		close(account.known)
	}
	err := repl.Run(ctx, config)
	if errors.Is(err, repl.ErrFailed) {
		return exitError(exitFailed)
	}
	return err
}

// pausing has simulated time go on between the lines that guard starts and
// stops, and no progress shown there.
func (s *session) pausing(guard func(context.Context) (context.Context, func())) func(context.Context) (context.Context, func()) {
	clock, simulated := s.clock.(*sim.VirtualClock)
	p := &pastime{clock: clock}
	p.rest()
	return func(ctx context.Context) (context.Context, func()) {
		if simulated {
			p.work()
		}
		ctx, stop := guard(ctx)
		return ctx, func() {
			stop()
			if s.progress.Close() {
				s.app.out.LineEnded()
			}
			p.rest()
		}
	}
}

// width is how many columns a terminal has.
func width(f *os.File) int {
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return 80
	}
	return columns
}

// colored reports whether a stream takes colours.
func (a *app) colored(stream any) bool {
	switch a.flags.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	return a.env.Getenv("NO_COLOR") == "" && a.env.Getenv("TERM") != "dumb" && terminal(stream) != nil
}

// historyFile is where the REPL keeps what was typed.
func (a *app) historyFile() string {
	state := folder.State(a.env.Getenv)
	if state == "" {
		return ""
	}
	return filepath.Join(state, "doapi", "history")
}

// lines makes standard input one that scripts and the REPL read from in turn,
// without one taking what the other should get.
func lines(in io.Reader) io.Reader {
	if terminal(in) != nil {
		return in
	}
	return bufio.NewReader(in)
}

// desk is where signals go while a REPL is on.
type desk struct {
	app        *app
	interrupts chan struct{} // Ctrl-C while a person types
	end        context.CancelCauseFunc
}

// attend has signals come to a REPL that waits for a line: a request to end
// ends ctx, and so does an interrupt unless a person types, who only takes back
// the line with it.
func (a *app) attend(ctx context.Context, typed bool) (context.Context, *desk, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	d := &desk{a, make(chan struct{}, 1), cancel}
	remove := a.signals.take(func(sig os.Signal) {
		if sig == syscall.SIGTERM || !typed {
			cancel(luabind.ErrInterrupted)
			return
		}
		select {
		case d.interrupts <- struct{}{}:
		default:
		}
	})
	return ctx, d, func() {
		remove()
		cancel(nil)
	}
}

// guard is app.guard for a line of a REPL, which outlives every interrupt.
func (d *desk) guard(ctx context.Context, host *luabind.Host) (context.Context, func()) {
	guarded, cancel := context.WithCancelCause(ctx)
	soft := true
	remove := d.app.signals.take(func(sig os.Signal) {
		if sig == syscall.SIGTERM {
			d.end(luabind.ErrInterrupted)
		} else {
			d.app.out.Interrupted()
		}
		if !soft || !host.Interrupt() {
			cancel(luabind.ErrInterrupted)
		}
		soft = false
	})
	return guarded, func() {
		remove()
		cancel(nil)
	}
}
