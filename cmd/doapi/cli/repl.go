package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/folder"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/view"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/repl"
	"github.com/doapi-lua/doapi/stdlib/luatable"
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
	cmd.Flags().VarP((*repeated)(&s.modules), "load", "l", "require a `module` first, and make it the global of its name")
	cmd.Flags().BoolP("interactive", "i", true, "")
	cmd.Flags().Lookup("interactive").Hidden = true
	a.flags.simulated.add(cmd.Flags())
	return cmd
}

// repl runs a REPL in the session's Host, after a script that ended with err.
func (s *session) repl(ctx context.Context, ended error) error {
	ctx, signals, stop := s.app.replSignals(ctx, output.Terminal(s.app.env.Stdin) != nil)
	defer stop()
	r, err := s.openConsole(ctx, signals)
	if err != nil {
		return err
	}
	defer r.Close()
	r.Loaded(&s.debugger, ended)
	err = r.Run(ctx)
	if errors.Is(err, repl.ErrFailed) {
		return exitError(exitFailed)
	}
	return err
}

// replConfig is what a REPL of the session works with.
func (s *session) replConfig(ctx context.Context, signals *replSignals) repl.Config {
	a := s.app
	in, out := output.Terminal(a.env.Stdin), output.Terminal(a.env.Stdout)
	account := newAccount(s)
	config := repl.Config{
		Host: s.host, Stdin: a.env.Stdin, Stdout: a.env.Stdout, Stderr: a.env.Stderr,
		Ahead:      &s.ahead,
		Terminal:   in != nil && out != nil,
		Color:      a.colored(a.env.Stdout),
		ErrorColor: a.colored(a.env.Stderr),
		Prompt:     account.prompt,
		Production: account.production(),
		Changed:    account.changed,
		Interrupts: signals.interrupts,
		Guard:      s.pausing(func(ctx context.Context) (context.Context, func()) { return signals.guard(ctx, s.host) }),
		Columns:    view.Columns,
		Align:      luatable.Align,
		Modules:    modules(),
		Values:     account.suggest,
		Help:       helpOn,
		Suggest:    docs().Suggest,
		Topics:     docs().Names,
		Trace:      s.tracing.Set,
	}
	if a.machine() {
		config.Explain = func(err error) { a.tell(err, err.Error(), exitFailed) }
	}
	if config.Terminal {
		config.Editing = in == os.Stdin && out == os.Stdout && a.env.Getenv("TERM") != "dumb"
		config.Greeting = "doapi " + program().Version + ": :help shows what there is, Ctrl-D leaves"
		config.History = a.historyFile()
		config.Page = a.page
		config.Width = func() int { return width(out) }
		config.Secret = func(text string) bool { return len(s.who.Token) >= leastSecret && strings.Contains(text, s.who.Token) }
		go account.introduce(ctx)
	} else {
		close(account.known)
	}
	return config
}

// pausing has simulated time go on between the lines that guard starts and
// stops, and no progress shown there.
func (s *session) pausing(guard func(context.Context) (context.Context, func())) func(context.Context) (context.Context, func()) {
	clock, simulated := s.clock.(*sim.VirtualClock)
	p := &pause{clock: clock}
	p.begin()
	return func(ctx context.Context) (context.Context, func()) {
		if simulated {
			p.end()
		}
		ctx, stop := guard(ctx)
		return ctx, func() {
			stop()
			if s.progress.Close() {
				s.app.out.LineEnded()
			}
			p.begin()
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

// columns is how wide standard output is, 0 if it is no terminal.
func (a *app) columns() int {
	if screen := output.Terminal(a.env.Stdout); screen != nil {
		return width(screen)
	}
	return 0
}

// colored reports whether a stream takes colours.
func (a *app) colored(stream any) bool {
	switch a.flags.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	return a.env.Getenv("NO_COLOR") == "" && a.env.Getenv("TERM") != "dumb" && output.Terminal(stream) != nil
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
	if output.Terminal(in) != nil {
		return in
	}
	return bufio.NewReader(in)
}

// stdin is what scripts read: of a terminal also what was typed ahead at a prompt.
func (s *session) stdin() io.Reader {
	if in := s.app.env.Stdin; output.Terminal(in) == nil {
		return in
	}
	return s.ahead.Reader(s.app.env.Stdin)
}

// console is the REPL of a session: one, for it alone reads the terminal. It is
// made when a script stops first, or when lines are typed after it.
type console struct {
	turn chan struct{} // one task of the script stops at a time
	once sync.Once
	repl *repl.REPL
	err  error
}

func (s *session) openConsole(ctx context.Context, signals *replSignals) (*repl.REPL, error) {
	c := &s.console
	c.once.Do(func() { c.repl, c.err = repl.New(s.replConfig(ctx, signals)) })
	return c.repl, c.err
}

// breakpoints has the function breakpoint open a REPL where a person can be
// asked. Elsewhere the Host says that nobody is there.
func (s *session) breakpoints() luabind.Option {
	env := s.app.env
	if output.Terminal(env.Stdin) == nil || output.Terminal(env.Stdout) == nil {
		return luabind.Options()
	}
	s.console.turn = make(chan struct{}, 1)
	return luabind.WithBreakpoint(func(c *luabind.Call, frames []luabind.Frame) error {
		return c.Block(func(ctx context.Context) error { return s.stopAt(ctx, frames) })
	})
}

// stopAt reads lines in the midst of a script.
func (s *session) stopAt(ctx context.Context, frames []luabind.Frame) error {
	select {
	case s.console.turn <- struct{}{}:
		defer func() { <-s.console.turn }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if s.progress.Close() {
		s.app.out.LineEnded()
	}
	r, err := s.openConsole(ctx, &replSignals{app: s.app})
	if err != nil {
		return err
	}
	return r.Break(ctx, frames)
}
