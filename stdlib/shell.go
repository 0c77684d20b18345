package stdlib

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// kindShell is the kind of the error that a failed command raises.
const kindShell = "ShellError"

// Shell is `require "shell"`: other programs, started with a list of
// arguments. No shell is in between, so nothing has to be quoted.
var Shell = &luabind.Module{
	Name: "shell",
	Doc: `Other programs, started with a list of arguments: nothing has to be quoted.

    local shell = require "shell"
    local r = shell.run({"git", "rev-parse", "HEAD"}, {cwd = "/srv/app", timeout = 10})
    print(r.stdout)`,
	Needs: luabind.CapShell,
	Funcs: []fn{
		{Name: "run", Doc: "Runs a program and gives {code, stdout, stderr}. A code other than 0 raises a ShellError with the same fields unless check is false. A timeout ends the program and all that it started.", Result: "table",
			Params: []param{
				{Name: "argv", Type: argvType, Doc: "the program and its arguments"},
				{Name: "options", Optional: true, Type: options(
					param{Name: "check", Type: luabind.BooleanType, Default: "true", Doc: "raise for a code other than 0"},
					param{Name: "cwd", Type: luabind.StringType, Doc: "the folder to run it in"},
					param{Name: "env", Type: textFields, Doc: "variables to set beside those of this process; false removes one"},
					param{Name: "stdin", Type: luabind.StringType, Doc: "what it reads"},
					param{Name: "timeout", Type: luabind.SecondsType, Doc: "seconds until it is ended"},
					param{Name: "stream", Type: luabind.AnyOf("true or a function", "boolean|function", luabind.BooleanType, luabind.FuncType), Doc: "true: pass its output on as it comes; a function is called with each line and \"stdout\" or \"stderr\""},
				)},
			},
			Run: runShell},
		{Name: "quote", Doc: "The text quoted for a POSIX shell, for commands that run elsewhere.", Result: "string",
			Params: []param{{Name: "s", Type: luabind.StringType}},
			Run:    func(c *call) error { return text(c, shellQuote(c.String(0))) }},
	},
}

var argvType = &luabind.Type{Name: "a list of strings, the program first", Lua: "string[]", Table: true, Literal: []string{"table"}, Check: func(c *call, v value) (value, error) {
	if v.IsString() {
		return luabind.Nil, errors.New(`must be a list of arguments, such as {"ls", "-l"}: there is no shell that would part a string`)
	}
	t, ok := v.AsTable()
	if !ok || !t.IsList() {
		return luabind.Nil, luabind.ErrType
	}
	if t.Len() == 0 {
		return luabind.Nil, errors.New("must name a program: the list is empty")
	}
	for i := 1; i <= t.Len(); i++ {
		s, ok := t.At(i).AsString()
		if !ok {
			return luabind.Nil, fmt.Errorf("must be a list of strings, element %d is a %s", i, t.At(i).Kind())
		}
		if strings.IndexByte(s, 0) >= 0 {
			return luabind.Nil, fmt.Errorf("has a zero byte in element %d", i)
		}
	}
	return v, nil
}}

var textFields = &luabind.Type{Name: "a table of texts by name", Lua: "table<string, string|false>", Table: true, Literal: []string{"table"}, Check: func(c *call, v value) (value, error) {
	t, ok := v.AsTable()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	var err error
	t.Each(func(k, v value) bool {
		if b, isBool := v.AsBool(); isBool && !b {
			return true
		}
		if _, ok := v.AsString(); !ok || !k.IsString() {
			err = fmt.Errorf("has a %s for %s", v.Kind(), k.Quote())
		}
		return err == nil
	})
	return v, err
}}

// command is one run of a program.
type command struct {
	c      *call
	stream value // a function that is called with each line, or nil
	pass   bool
	out    []byte // the line that has begun
	errs   []byte
	failed error // what passing output on came to
}

func runShell(c *call) error {
	var argv []string
	t, _ := c.Arg(0).AsTable()
	for i := 1; i <= t.Len(); i++ {
		s, _ := t.At(i).AsString()
		argv = append(argv, s)
	}
	o := c.Arg(1)
	r := command{c: c, stream: option(o, "stream")}
	if b, ok := r.stream.AsBool(); ok {
		r.pass, r.stream = b, luabind.Nil
	}
	timeout := time.Duration(0)
	if s, ok := option(o, "timeout").AsNumber(); ok {
		if s <= 0 {
			return luabind.ValueErrorf("run: 'timeout' must be positive")
		}
		timeout = time.Duration(s * float64(time.Second))
	}
	stdin, _ := option(o, "stdin").AsString()
	cwd, _ := option(o, "cwd").AsString()
	env := environment(option(o, "env"))

	var stdout, stderr bytes.Buffer
	var code int
	var late bool
	err := c.Block(func(ctx context.Context) error {
		// A program runs in real time, whatever clock the script has.
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		if timeout > 0 {
			stop := make(chan struct{})
			defer close(stop)
			go func() {
				if luabind.RealClock().Sleep(waiting(ctx, stop), timeout) == nil {
					cancel(errLate)
				}
			}()
		}
		cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
		cmd.Dir, cmd.Env, cmd.Stdin = cwd, env, strings.NewReader(stdin)
		chunks := make(chan chunk)
		cmd.Stdout, cmd.Stderr = pipe{ctx, chunks, false}, pipe{ctx, chunks, true}
		cmd.WaitDelay = 2 * time.Second
		wholeTree(cmd)
		ended := make(chan error, 1)
		go func() { ended <- cmd.Run() }()
		err := r.follow(chunks, ended, &stdout, &stderr)
		if err == errTooMuch || r.failed != nil {
			cancel(err)
			<-ended
			return err
		}
		code = cmd.ProcessState.ExitCode()
		late = context.Cause(ctx) == errLate
		var exit *exec.ExitError
		switch {
		case late:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.As(err, &exit), err == nil:
			return nil
		case errors.Is(err, exec.ErrNotFound), errors.Is(err, os.ErrNotExist), errors.Is(err, os.ErrPermission):
			return luabind.Errorf(kindShell, "cannot run %q: %w", argv[0], err)
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Charge(stdout.Len() + stderr.Len())
	fields := map[string]value{
		"code": integer(code), "stdout": luabind.String(stdout.String()), "stderr": luabind.String(stderr.String()),
	}
	if late {
		return &luabind.ScriptError{Kind: kindShell, Message: fmt.Sprintf("%s took longer than %v and was ended", argv[0], timeout), Fields: fields}
	}
	if check, ok := option(o, "check").AsBool(); code != 0 && (!ok || check) {
		return &luabind.ScriptError{Kind: kindShell, Message: failedCommand(argv[0], code, stderr.String()), Fields: fields}
	}
	out := c.NewTable(0, 3)
	for k, v := range fields {
		out.Set(k, v)
	}
	return c.Return(out.Value())
}

var errLate = errors.New("the time is up")

// waiting is a context that also ends when stop is closed.
func waiting(ctx context.Context, stop <-chan struct{}) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-stop:
		case <-ctx.Done():
		}
		cancel()
	}()
	return ctx
}

// environment is that of this process with changes.
func environment(v value) []string {
	env := os.Environ()
	t, ok := v.AsTable()
	if !ok {
		return env
	}
	t.Each(func(k, v value) bool {
		name, _ := k.AsString()
		kept := env[:0:0]
		for _, e := range env {
			if !strings.HasPrefix(e, name+"=") {
				kept = append(kept, e)
			}
		}
		env = kept
		if s, ok := v.AsString(); ok {
			env = append(env, name+"="+s)
		}
		return true
	})
	return env
}

// maxOutput bounds what is kept of a program's output.
const maxOutput = 256 << 20

var errTooMuch = fmt.Errorf("the program wrote more than %d MB", maxOutput>>20)

// chunk is what came out of a program at one go.
type chunk struct {
	text   []byte
	errors bool // on standard error
}

// pipe hands the output of a program over to the goroutine of the script.
type pipe struct {
	ctx    context.Context
	to     chan<- chunk
	errors bool
}

func (p pipe) Write(b []byte) (int, error) {
	select {
	case p.to <- chunk{bytes.Clone(b), p.errors}:
		return len(b), nil
	case <-p.ctx.Done():
		return 0, context.Cause(p.ctx)
	}
}

// follow keeps what the program writes and passes it on, until it has ended.
func (r *command) follow(chunks <-chan chunk, ended <-chan error, stdout, stderr *bytes.Buffer) error {
	for {
		select {
		case err := <-ended:
			return err
		case ch := <-chunks:
			keep, line, name := stdout, &r.out, "stdout"
			if ch.errors {
				keep, line, name = stderr, &r.errs, "stderr"
			}
			if keep.Len()+len(ch.text) > maxOutput {
				return errTooMuch
			}
			keep.Write(ch.text)
			if r.pass || !r.stream.IsNil() {
				r.c.Locked(func() { r.failed = r.show(ch, line, name) })
				if r.failed != nil {
					return r.failed
				}
			}
		}
	}
}

// show passes output on: as it is, or line by line to the script's function.
func (r *command) show(ch chunk, line *[]byte, name string) error {
	switch {
	case r.pass && ch.errors:
		return r.c.WriteError(ch.text)
	case r.pass:
		return r.c.Write(ch.text)
	}
	*line = append(*line, ch.text...)
	for {
		i := bytes.IndexByte(*line, '\n')
		if i < 0 {
			return nil
		}
		text := string((*line)[:i])
		*line = (*line)[i+1:]
		if _, err := r.c.Call(r.stream, luabind.String(text), luabind.String(name)); err != nil {
			return err
		}
	}
}

func failedCommand(name string, code int, stderr string) string {
	last := strings.TrimSpace(stderr)
	if i := strings.LastIndexByte(last, '\n'); i >= 0 {
		last = last[i+1:]
	}
	if len(last) > 200 {
		last = last[:200] + "..."
	}
	if last != "" {
		last = ": " + last
	}
	return fmt.Sprintf("%s ended with code %d%s", name, code, last)
}

// shellQuote quotes for a POSIX shell what is not plain already.
func shellQuote(s string) string {
	plain := s != "" && strings.IndexFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:=@%+,", r))
	}) < 0
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
