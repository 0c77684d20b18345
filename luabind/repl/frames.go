package repl

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/doapi-lua/doapi/luabind"
)

// place is where the lines that are typed are read: in a function of a script,
// whose variables they see.
type place struct {
	frames []luabind.Frame // innermost first; none: only globals are seen
	at     int             // the function that one looks at
}

// variables are those that a line sees.
func (p place) variables() []luabind.Variable {
	if p.at < len(p.frames) {
		return p.frames[p.at].Variables
	}
	return nil
}

// String says where a person is; "" outside of any function.
func (p place) String() string {
	if p.at < len(p.frames) && p.frames[p.at].Line > 0 {
		return fmt.Sprintf("%s:%d", filepath.Base(p.frames[p.at].Chunk), p.frames[p.at].Line)
	}
	return ""
}

// loaded notes how a script has ended: after an error one looks at the function
// that failed, else the script's own variables are seen from now on.
func (r *repl) loaded(frames []luabind.Frame, err error) {
	r.failing = place{}
	if err != nil {
		if r.visible(frames) {
			r.looking = place{frames: frames}
		}
		return
	}
	if len(frames) == 0 {
		return
	}
	r.looking = r.home
	r.declared(frames[0])
}

// visible says whether there are variables to look at.
func (r *repl) visible(frames []luabind.Frame) bool {
	return slices.ContainsFunc(frames, func(f luabind.Frame) bool { return len(f.Variables) > 0 })
}

// ended notes the variables of a line that was typed, and where it has failed if
// that was in a function.
func (r *repl) ended(name string, frames []luabind.Frame, err error) {
	if n := len(frames); n > 0 && frames[n-1].Chunk == name && frames[n-1].Function == mainChunk {
		r.declared(frames[n-1])
		frames = frames[:n-1]
	}
	if err != nil && r.visible(frames) {
		r.failing = place{frames: frames}
	}
}

// mainChunk is the function that the statements outside of all others make up.
const mainChunk = "main chunk"

// enter goes to where the last line has failed, if that is not done yet.
func (r *repl) enter() (entered bool) {
	if len(r.failing.frames) == 0 {
		return false
	}
	r.looking, r.failing = r.failing, place{}
	return true
}

// showLocals lists the variables of the function that one looks at.
func (r *repl) showLocals(ctx context.Context) error {
	r.enter()
	vars := r.looking.variables()
	if r.looking.String() != "" {
		r.say(r.looking.String() + ": in " + r.looking.frames[r.looking.at].Function)
	}
	if len(vars) == 0 {
		r.say("There are no local variables here.")
		return nil
	}
	return r.Host.EvalTo(ctx, "locals", "", func(c *luabind.Call, _ []luabind.Value) error {
		p := r.printer(c)
		for i, v := range vars {
			if slices.ContainsFunc(vars[i+1:], func(later luabind.Variable) bool { return later.Name == v.Name }) {
				continue // hidden
			}
			mark := ""
			if v.Outer {
				mark = "  " + r.paint(colorDim, "(outer)")
			}
			p.line("  " + v.Name + " = " + p.inline(v.Value(), 0) + mark)
		}
		return nil
	})
}

// move goes to the function that called the one that one looks at, or back.
func (r *repl) move(by int) error {
	r.enter()
	to := r.looking.at + by
	switch {
	case r.looking.String() == "":
		return r.fail("there is no function to go from: :up and :down are for after an error, and for breakpoint()")
	case to < 0:
		return r.fail("this is the innermost function")
	case to >= len(r.looking.frames) && r.nested > 0:
		return r.fail("this is the outermost function")
	case to >= len(r.looking.frames):
		r.looking = r.home
		return nil
	}
	r.looking.at = to
	f := r.looking.frames[to]
	r.say(fmt.Sprintf("%s: in %s", r.looking, f.Function))
	return nil
}

// reading is the REPL that reads lines: an inner one where a script is stopped.
func (r *repl) reading() *repl {
	for r.inner != nil {
		r = r.inner
	}
	return r
}

// REPL is a session that a script can be stopped in: see [REPL.Break]. It is for
// one goroutine at a time.
type REPL struct{ repl *repl }

// New makes a REPL, which is to be closed.
func New(config Config) (*REPL, error) {
	r := &repl{Config: config, debugger: luabind.Debugger{Host: config.Host}}
	if r.Guard == nil {
		r.Guard = func(ctx context.Context) (context.Context, func()) { return ctx, func() {} }
	}
	r.history.load(config.History, config.Secret)
	in, err := r.newInput()
	if err != nil {
		return nil, err
	}
	r.in = in
	return &REPL{r}, nil
}

// Close gives the terminal back.
func (p *REPL) Close() { p.repl.in.close() }

// Loaded has the lines see the local variables of a script that has run in the
// same Host, as d has kept them. err is how it ended: after an error they are
// those of the function that failed.
func (p *REPL) Loaded(d *luabind.Debugger, err error) { p.repl.loaded(d.Frames(), err) }

// Run reads and runs lines, as the function Run does.
func (p *REPL) Run(ctx context.Context) error {
	r := p.repl
	if r.Terminal && r.Greeting != "" {
		fmt.Fprintln(r.Stdout, r.Greeting)
	}
	return r.loop(luabind.WithSession(ctx))
}

// Break reads and runs lines in the midst of a script that called breakpoint,
// until the input ends or :quit. They see the variables of the functions that
// the script is in, innermost first. ctx is that of the script's task.
func (p *REPL) Break(ctx context.Context, frames []luabind.Frame) error {
	r := p.repl
	inner := *r
	inner.nested++
	inner.home = place{frames: frames}
	inner.looking, inner.failing, inner.pending = inner.home, place{}, nil
	inner.Guard = func(ctx context.Context) (context.Context, func()) { return ctx, func() {} }
	// What completes and prompts is the outer REPL's: it looks at the inner one.
	r.inner = &inner
	defer func() {
		r.inner, r.chunks, r.typed, r.history = nil, inner.chunks, inner.typed, inner.history
	}()
	inner.say(fmt.Sprintf("%s: in %s; :locals shows its variables, Ctrl-D goes on", inner.looking, frames[0].Function))
	err := inner.loop(ctx)
	var exit *luabind.ExitError
	if errors.As(err, &exit) || ctx.Err() != nil {
		return err
	}
	return nil
}
