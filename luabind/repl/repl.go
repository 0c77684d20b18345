// Package repl reads Lua line by line, runs it in a Host and prints what comes
// out, on a terminal or over a pipe. It is handed the Host that it works with,
// so that a line typed here means what it means in a file.
//
//	err := repl.Run(ctx, repl.Config{Host: host, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr})
//
// An expression prints its values and leaves the first one in _. A line that
// is not complete by itself is read on. Local variables of a line live on in
// the lines after it, so that a pasted script works. Commands start with a
// colon; :help lists them. name? tells what something is.
//
// What is typed is completed, coloured and laid out by the engine that editors
// have, with the values that there are.
package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Config is what a REPL works with. Host, Stdin, Stdout and Stderr are needed.
// A Stdout that is a [Liner] has values and prompts begin on lines of their own.
type Config struct {
	Host   *luabind.Host
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	// Terminal says that a person types at Stdin, who sees a prompt.
	Terminal bool
	// Editing says that the terminal can move its cursor: lines can be edited.
	// Stdin and Stdout are then those of the process.
	Editing bool
	// Color and ErrorColor say that Stdout and Stderr may be coloured.
	Color, ErrorColor bool
	// Width tells how many columns the terminal has; nil or 0: unlimited.
	Width func() int
	// Prompt says where one is: an account, a context, "sim". It is asked
	// before each line.
	Prompt func() string
	// Production says that what lines change is changed for real: the prompt has a
	// colour of its own.
	Production bool
	// Changed is sent to when Prompt has something else to say than when it was
	// asked last; nil for never.
	Changed <-chan struct{}
	// Greeting is shown once on a terminal.
	Greeting string
	// History is the file that keeps what was typed; "" for none.
	History string
	// Secret reports whether a text must not get into the history, besides
	// what looks like a token anyway.
	Secret func(text string) bool
	// Ahead gets what is typed behind a line, for scripts to read; may be nil.
	Ahead *Ahead
	// Guard has signals interrupt what runs under the context that it gives,
	// until stop is called.
	Guard func(ctx context.Context) (guarded context.Context, stop func())
	// Interrupts delivers the Ctrl-C that comes while nothing runs and the
	// terminal does not deliver it as a key; nil for none.
	Interrupts <-chan struct{}
	// Columns says what tables of objects of a class show; nil or no columns:
	// what seems to say most.
	Columns func(class string) []Column
	// Align lays tables out: a line for the titles and one for each row, within
	// a terminal's columns and a cell's, 0 for any; right are the columns of
	// numbers. left are the titles of the columns that there was no room for.
	// nil: lists of objects are shown as other lists are.
	Align func(titles []string, right []bool, rows [][]string, line, cell int) (lines, left []string)
	// Modules describes what scripts can call, for completion, colours and help.
	Modules []*luabind.Module
	// Values gives the values that can stand for a named argument or a
	// parameter with an enumeration of its own, such as regions; nil for none.
	Values func(ctx context.Context, argument string) []string
	// Help renders what is known about a topic; false for nothing.
	Help func(topic string) (text string, ok bool)
	// Explain writes an error in a form of its own; nil for lines that people read.
	Explain func(err error)
	// Suggest gives the name nearest to one that Help knows nothing of, or ""; nil for
	// none ever.
	Suggest func(topic string) string
	// Page shows help that is longer than the screen, a screen at a time; false
	// if it did not. May be nil.
	Page func(text string) bool
	// Topics lists what there is help on, for completion; may be nil.
	Topics func() []string
	// Trace switches the showing of requests: "on", "body" or "off"; nil if
	// there is nothing to switch.
	Trace func(mode string) error
}

// Liner is a terminal that knows where the cursor is, whoever writes to it.
type Liner interface {
	// MidLine reports whether what was written last ends within a line.
	MidLine() bool
	// LineEnded says that a person has pressed Enter.
	LineEnded()
}

// Column is one of a table of objects.
type Column struct {
	Title string // "" for the last name of Path
	Path  string // the field, or as "region.slug" that of a field
}

// ErrFailed is what Run returns when its input ends and the last chunk of it
// had failed, as a shell does; on a terminal it returns nil.
var ErrFailed = errors.New("the last input failed")

// Run reads and runs until the input ends, :quit or os.exit. It returns the
// [*luabind.ExitError] of os.exit, [ErrFailed], what reading failed with, or
// the error of ctx.
func Run(ctx context.Context, config Config) error {
	p, err := New(config)
	if err != nil {
		return err
	}
	defer p.Close()
	return p.Run(ctx)
}

// repl is one session.
type repl struct {
	Config
	in      input
	history history
	pending []string // lines of the chunk that is being typed
	checker *check.Checker
	own     []string // the functions that chunks define, as text
	chunks  int      // run so far
	typed   []byte   // all chunks that ran, for :save
	timing  bool
	failed  bool // the last chunk

	debugger luabind.Debugger
	home     place // what lines see where nothing else is looked at
	looking  place // what they see now
	failing  place // where the last line failed, until somebody looks
	nested   int   // scripts that are stopped below this one
	inner    *repl // the one that reads now, if a script is stopped
}

// The prompts: for a new chunk, and for the rest of one.
const (
	first = "> "
	more  = ". "
)

// loop is the read, evaluate, print of it.
func (r *repl) loop(ctx context.Context) error {
	for {
		chunk, err := r.read(ctx)
		switch {
		case errors.Is(err, errInterrupted):
			continue
		case err == io.EOF:
			if r.failed && !r.Terminal {
				return ErrFailed
			}
			return nil
		case err != nil:
			return err
		case strings.TrimSpace(chunk) == "":
			continue
		}
		if r.Terminal {
			r.history.add(chunk)
			r.in.remember(r.history.entries)
		}
		if r.leaves(chunk) {
			return nil
		}
		if name, ok := commandLine(chunk); ok {
			err = r.command(ctx, name)
		} else if name, ok := question(chunk); ok {
			err = r.ask(name)
		} else {
			err = r.run(ctx, chunk)
		}
		if errors.Is(err, errQuit) {
			return nil
		}
		var exit *luabind.ExitError
		if errors.As(err, &exit) || err != nil && ctx.Err() != nil {
			return err
		}
		if r.failed = err != nil; r.failed {
			r.leaveOut(r.in.drop())
		}
	}
}

// leaves says whether a line is what people type who want to go, where the
// script has nothing of that name.
func (r *repl) leaves(chunk string) bool {
	word := strings.TrimSuffix(strings.TrimSpace(chunk), "()")
	return (word == "exit" || word == "quit") && r.Host.Global(word).IsNil()
}

// leaveOut says how many lines of a paste do not run because one before them
// failed.
func (r *repl) leaveOut(lines int) {
	switch {
	case lines == 1:
		r.tell(colorError, "1 more line was pasted, and is left out")
	case lines > 1:
		r.tell(colorError, fmt.Sprintf("%d more lines were pasted, and are left out", lines))
	}
}

// read reads lines until they make a chunk.
func (r *repl) read(ctx context.Context) (string, error) {
	var lines []string
	for {
		r.pending = lines
		r.freshLine()
		line, err := r.in.line(ctx, r.prompt)
		if l, ok := r.Stdout.(Liner); ok {
			l.LineEnded()
		}
		if err == io.EOF && len(lines) > 0 {
			if r.Terminal {
				return "", errInterrupted // Ctrl-D takes back what is half typed
			}
			return strings.Join(lines, "\n"), nil
		}
		if err != nil {
			return "", err
		}
		lines = append(lines, strings.TrimSuffix(line, "\r"))
		chunk := strings.Join(lines, "\n")
		if len(lines) == 1 && strings.HasPrefix(strings.TrimSpace(chunk), ":") && !strings.HasPrefix(strings.TrimSpace(chunk), "::") {
			return chunk, nil
		}
		// An empty line ends what can't be completed any more.
		if !syntax.Incomplete([]byte(source(chunk))) {
			return chunk, nil
		}
	}
}

// freshLine goes to the beginning of a line, on a terminal.
func (r *repl) freshLine() {
	if l, ok := r.Stdout.(Liner); ok && r.Terminal && l.MidLine() {
		fmt.Fprintln(r.Stdout)
	}
}

// prompt is what stands before the line that is going to be typed.
func (r *repl) prompt() string {
	place := ""
	if r.Prompt != nil {
		place = r.Prompt()
	}
	if at := r.looking.String(); at != "" {
		place += " " + at
	}
	if r.Width != nil && r.Width() > 0 {
		place = runewidth.Truncate(place, max(r.Width()/3, 8), "...") // the line needs room too
	}
	if len(r.pending) > 0 {
		return strings.Repeat(" ", runewidth.StringWidth(place)) + more
	}
	color := colorPrompt
	if r.Production {
		color = colorProduction
	}
	return r.paint(color, place) + first
}

// source is a chunk as Lua wants it: = before an expression is an old habit.
func source(chunk string) string {
	if rest, ok := strings.CutPrefix(strings.TrimLeft(chunk, " \t"), "="); ok && !strings.HasPrefix(rest, "=") {
		return rest
	}
	return chunk
}

// run runs a chunk and prints its values, or what went wrong.
func (r *repl) run(ctx context.Context, chunk string) error {
	r.chunks++
	name := fmt.Sprintf("input%d", r.chunks)
	guarded, stop := r.Guard(ctx)
	timer := r.startTimer()
	err := r.debugger.EvalTo(guarded, name, source(chunk), r.looking.variables(), func(c *luabind.Call, values []luabind.Value) error {
		if len(values) == 0 {
			return nil
		}
		r.freshLine()
		c.Host().SetGlobal("_", values[0])
		for _, v := range values {
			if err := r.print(c, v); err != nil {
				return err
			}
		}
		return nil
	})
	stop()
	r.ended(name, r.debugger.Frames(), err)
	err = unstopped(err)
	took := timer()
	if err == nil {
		r.keep(source(chunk))
		r.learn(source(chunk))
	}
	r.explain(asTyped(err, name, source(chunk)))
	if r.timing {
		r.tell(colorDim, took)
	}
	return err
}

// unstopped is how a line ended, whether it was interrupted or not: one that
// gave what it had ended well.
func unstopped(err error) error {
	var stopped *luabind.StoppedError
	if errors.As(err, &stopped) {
		return stopped.Err
	}
	return err
}

// keep adds what ran to what :save writes, as statements.
func (r *repl) keep(chunk string) {
	// The space keeps a first # from being taken for a line to skip.
	if _, err := syntax.Parse("", []byte(" "+chunk)); err != nil {
		chunk = "_ = " + chunk // an expression
	} else if strings.HasPrefix(strings.TrimSpace(chunk), "(") {
		chunk = ";" + chunk // not a call of what stands before
	}
	r.typed = append(append(r.typed, chunk...), '\n')
}

// startTimer measures: in real time, and where the Host goes by another clock
// in that one's time too.
func (r *repl) startTimer() (took func() string) {
	real, own := luabind.RealClock(), r.Host.Clock()
	began, ownBegan := real.Now(), own.Now()
	return func() string {
		text := "took " + real.Now().Sub(began).Round(timingUnit).String()
		if own != real {
			text += fmt.Sprintf(" (%v simulated)", own.Now().Sub(ownBegan).Round(timingUnit))
		}
		return text
	}
}

// asTyped is an error of a chunk without the return that the Host puts before
// an expression.
func asTyped(err error, name, chunk string) error {
	const added = "return "
	var script *luabind.Error
	if !errors.As(err, &script) || script.Chunk != name || script.Line != 1 ||
		!strings.HasPrefix(script.Source, added) || !syntax.IsExpression([]byte(chunk)) {
		return err
	}
	line, caret, _ := strings.Cut(script.Source[len(added):], "\n")
	typed := *script
	typed.Source = line + "\n" + strings.TrimPrefix(caret, strings.Repeat(" ", len(added)))
	typed.Column = max(script.Column-len(added), 0)
	return &typed
}

// explain prints what a chunk ended with.
func (r *repl) explain(err error) {
	var exit *luabind.ExitError
	var script *luabind.Error
	switch {
	case err == nil, errors.As(err, &exit):
		return
	case errors.Is(err, luabind.ErrInterrupted), errors.Is(err, context.Canceled):
		r.freshLine()
		r.tell(colorError, "interrupted")
		return
	}
	r.freshLine()
	if r.Explain != nil {
		r.Explain(err)
		return
	}
	r.tell(colorError, err.Error())
	if errors.As(err, &script) && script.Source != "" {
		r.tell("", strings.TrimRight(script.Source, "\n"))
	}
	if script != nil && strings.Count(script.Traceback, "\n") > 1 {
		r.tell(colorDim, strings.TrimRight(script.Traceback, "\n"))
	}
}
