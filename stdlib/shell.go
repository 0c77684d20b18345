package stdlib

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	stream value // nil, true or a function
	pass   bool
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
		cmd.Stdout, cmd.Stderr = r.sink(&stdout, "stdout"), r.sink(&stderr, "stderr")
		cmd.WaitDelay = 2 * time.Second
		wholeTree(cmd)
		err := cmd.Run()
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

// sink is where one stream of the program goes.
func (r *command) sink(keep *bytes.Buffer, name string) io.Writer {
	return &sink{r: r, keep: keep, name: name}
}

type sink struct {
	r    *command
	keep *bytes.Buffer
	name string
	line []byte
}

// Write keeps what comes and passes it on. It is called from the goroutines
// of os/exec, one for each stream.
func (s *sink) Write(p []byte) (int, error) {
	if s.keep.Len()+len(p) > maxOutput {
		return 0, fmt.Errorf("the program wrote more than %d MB to %s", maxOutput>>20, s.name)
	}
	s.keep.Write(p)
	if !s.r.pass && s.r.stream.IsNil() {
		return len(p), nil
	}
	var err error
	s.r.c.Locked(func() {
		if s.r.pass {
			if s.name == "stdout" {
				err = s.r.c.Write(p)
			} else {
				err = s.r.c.WriteError(p)
			}
			return
		}
		s.line = append(s.line, p...)
		for err == nil {
			i := bytes.IndexByte(s.line, '\n')
			if i < 0 {
				return
			}
			line := string(s.line[:i])
			s.line = s.line[i+1:]
			_, err = s.r.c.Call(s.r.stream, luabind.String(line), luabind.String(s.name))
		}
	})
	return len(p), err
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
