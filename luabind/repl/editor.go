package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"

	"github.com/chzyer/readline"
)

// editor reads lines that can be edited, completed and gone back to.
type editor struct {
	rl      *readline.Instance
	out     io.Writer
	changed <-chan struct{} // the prompt has
	entered chan struct{}   // sent to when the terminal hands on each key
	results chan result
	keys    *keyboard // nil where the console is read otherwise
	layout  *layout
	ahead   *Ahead // may be nil
}

type result struct {
	line string
	err  error
}

func newEditor(r *repl) (input, error) {
	e := &editor{out: r.Stdout, changed: r.Changed, entered: make(chan struct{}, 1), results: make(chan result, 1), layout: &layout{repl: r}, ahead: r.Ahead}
	var raw readline.RawMode
	config := &readline.Config{
		HistoryLimit:           maxHistory,
		DisableAutoSaveHistory: true, // a chunk is an entry, not a line
		HistorySearchFold:      true,
		InterruptPrompt:        "^C",
		EOFPrompt:              "\n",
		Stdout:                 r.Stdout,
		Stderr:                 r.Stderr,
		Painter:                painter{r},
		Listener:               e.layout,
		FuncFilterInputRune:    e.layout.filter,
		FuncExitRaw:            raw.Exit,
		FuncMakeRaw: func() error {
			defer func() {
				select {
				case e.entered <- struct{}{}:
				default:
				}
			}()
			return raw.Enter()
		},
	}
	if runtime.GOOS != "windows" { // whose console is read otherwise
		e.keys = &keyboard{ReadCloser: readline.NewCancelableStdin(os.Stdin)}
		config.Stdin = e.keys
	}
	c := &completer{repl: r}
	config.AutoComplete = c
	rl, err := readline.NewEx(config)
	if err != nil {
		return nil, err
	}
	e.rl, c.show, e.layout.set = rl, rl.Stdout(), rl.Operation.SetBuffer
	e.remember(r.history.entries)
	return e, nil
}

// line leaves no reading pending but at the end of ctx, when the process is
// about to end: the terminal is as it was then.
func (e *editor) line(ctx context.Context, prompt func() string) (string, error) {
	select {
	case <-e.entered: // for a line before
	default:
	}
	e.rl.SetPrompt(prompt())
	if e.keys != nil {
		e.keys.putBack(e.ahead.take())
	}
	e.layout.begin(e.keys == nil || !e.keys.inPaste())
	e.tell(markPastes)
	defer e.tell(plainKeys) // scripts read the terminal too
	go func() {
		line, err := e.rl.Readline()
		e.results <- result{line, err}
	}()
	// A prompt that is shown sooner would promise what is not so yet: until the
	// keys come through, Ctrl-C is a signal.
	var changed <-chan struct{}
	for {
		select {
		case <-e.entered:
			changed = e.changed
		case got := <-e.results:
			if e.keys != nil && e.ahead != nil {
				e.ahead.keep(e.keys.rest(), e.out)
			}
			if errors.Is(got.err, readline.ErrInterrupt) {
				return "", errInterrupted
			}
			return fromStand().Replace(got.line), got.err
		case <-changed:
			e.rl.SetPrompt(prompt())
			e.rl.Refresh()
		case <-ctx.Done():
			_ = e.rl.Terminal.ExitRawMode() // nothing more can be done for it
			return "", context.Cause(ctx)
		}
	}
}

// tell says something to the terminal that it does not show.
func (e *editor) tell(what string) { _, _ = io.WriteString(e.out, what) }

// remember replaces the history as a whole: adding to it goes wrong after the
// user has moved about in it.
func (e *editor) remember(entries []string) {
	e.rl.ResetHistory()
	for _, line := range entries {
		_ = e.rl.SaveHistory(toStand().Replace(line)) // in memory only
	}
}

// drop leaves out what is left of a paste.
func (e *editor) drop() int {
	if e.keys == nil {
		return 0
	}
	// Otherwise the terminal keeps what does not end a line.
	if e.rl.Terminal.EnterRawMode() == nil {
		defer func() { _ = e.rl.Terminal.ExitRawMode() }()
	}
	return e.keys.drop()
}

// close leaves the terminal alone: closing the library's reader waits for a
// key that nobody presses.
func (e *editor) close() { _ = e.rl.Terminal.ExitRawMode() }
