// Package luashell is the module shell of scripts: other programs, ended with all that
// they start when the script ends.
package luashell

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// kindShell is the kind of the error that a failed command raises.
const kindShell = "ShellError"

// Module is `require "shell"`: other programs, started with a list of
// arguments. No shell is in between, so nothing has to be quoted.
var Module = &luabind.Module{
	Name: "shell",
	Doc: `Other programs, started with a list of arguments: nothing has to be quoted.

    local shell = require "shell"
    local r = shell.run({"git", "rev-parse", "HEAD"}, {cwd = "/srv/app", timeout = 10})
    print(r.stdout)`,
	Needs:   luabind.CapShell,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "run", Effect: luabind.EffectShell, Doc: "Runs a program and gives {code, stdout, stderr}. A code other than 0 raises a ShellError with the same fields unless check is false. A timeout ends the program and all that it started, and raises a ShellError with timeout = true. A program that cannot be started raises one with code 127 or 126.", Result: "table",
			Params: []luabind.Param{
				{Name: "argv", Type: argvType, Doc: "the program and its arguments"},
				kit.LastOptions(
					luabind.Param{Name: "check", Type: luabind.BooleanType, Default: "true", Doc: "raise for a code other than 0"},
					luabind.Param{Name: "cwd", Type: luabind.StringType, Doc: "the folder to run it in"},
					luabind.Param{Name: "env", Type: variables(), Doc: "variables to set beside those of this process; false removes one"},
					luabind.Param{Name: "stdin", Type: luabind.StringType, Doc: "what it reads"},
					luabind.Param{Name: "timeout", Type: luabind.SecondsType, Doc: "seconds until it is ended"},
					luabind.Param{Name: "stream", Type: kit.StreamType(), Doc: kit.StreamDoc},
				),
			},
			Run: runShell},
		{Name: "quote", Doc: "The text quoted for a POSIX shell, for commands that run elsewhere.", Result: "string",
			Params: []luabind.Param{{Name: "s", Type: luabind.StringType}},
			Run: func(c *luabind.Call) error {
				if strings.IndexByte(c.Named("s").Text(), 0) >= 0 {
					return luabind.ValueErrorf("quote: no command line can hold a zero byte")
				}
				return kit.ReturnShellQuote(c, c.Named("s").Text())
			}},
	}
}

var argvType = &luabind.Type{Name: "a list of strings, the program first", Lua: "string[]", Table: true, Literal: []string{"table"}, Check: checkArgv}

func checkArgv(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
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
		if i == 1 && s == "" {
			return luabind.Nil, errors.New("must name a program: the first element is empty")
		}
	}
	return v, nil
}

// variables are [kit.TextFields] that can be environment variables.
func variables() *luabind.Type {
	return &luabind.Type{Name: "a table of variables", Lua: kit.TextFields.Lua, Table: true, Literal: kit.TextFields.Literal, Check: checkVariables}
}

func checkVariables(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	v, err := kit.TextFields.Check(c, v)
	if t, ok := v.AsTable(); ok && err == nil {
		t.Each(func(k, v luabind.Value) bool {
			name, _ := k.AsString()
			s, _ := v.AsString()
			switch {
			case name == "" || strings.ContainsAny(name, "=\x00"):
				err = fmt.Errorf("has the name %s, which no variable can have", k.Quote())
			case strings.IndexByte(s, 0) >= 0:
				err = fmt.Errorf("has a zero byte in %s", name)
			}
			return err == nil
		})
	}
	return v, err
}

// command is what a script wants to have run.
type command struct {
	c       *luabind.Call
	argv    []string
	env     []string
	cwd     string
	stdin   string
	timeout time.Duration // 0 for none
	stream  luabind.Value // see [kit.StreamType]
}

func runShell(c *luabind.Call) error {
	o := c.Named("options")
	r := &command{c: c, stream: kit.Option(o, "stream")}
	t, _ := c.Named("argv").AsTable()
	for i := 1; i <= t.Len(); i++ {
		s, _ := t.At(i).AsString()
		r.argv = append(r.argv, s)
	}
	if err := network.RefuseWords(c, r.argv); err != nil {
		return err
	}
	var err error
	if r.timeout, err = kit.PositiveSeconds(c, "timeout", kit.Option(o, "timeout")); err != nil {
		return err
	}
	r.stdin, _ = kit.Option(o, "stdin").AsString()
	r.cwd, _ = kit.Option(o, "cwd").AsString()
	r.env = environment(c, kit.Option(o, "env"))
	out, err := r.run()
	if err != nil {
		return err
	}
	fields := map[string]luabind.Value{
		"code": kit.Integer(out.code), "stdout": luabind.String(out.Stdout.String()), "stderr": luabind.String(out.Stderr.String()),
	}
	if out.late {
		fields["timeout"] = luabind.Bool(true)
		return &luabind.ScriptError{Kind: kindShell, Message: fmt.Sprintf("%s took longer than %v and was ended", r.argv[0], r.timeout), Fields: fields}
	}
	if check, ok := kit.Option(o, "check").AsBool(); out.code != 0 && (!ok || check) {
		return &luabind.ScriptError{Kind: kindShell, Message: failedCommand(r.argv[0], out.code, out.Stderr.String()), Fields: fields}
	}
	result := c.NewTable(0, 3)
	for k, v := range fields {
		result.Set(k, v)
	}
	return c.Return(result.Value())
}

// environment is what the script sees, or else this process has, with changes.
func environment(c *luabind.Call, changes luabind.Value) []string {
	env := os.Environ()
	if vars := c.Host().Env(); vars != nil {
		env = vars.List()
	}
	t, ok := changes.AsTable()
	if !ok {
		return env
	}
	t.Each(func(k, v luabind.Value) bool {
		name, _ := k.AsString()
		env = slices.DeleteFunc(env, func(e string) bool { return strings.HasPrefix(e, name+"=") })
		if s, ok := v.AsString(); ok {
			env = append(env, name+"="+s)
		}
		return true
	})
	return env
}

func failedCommand(name string, code int, stderr string) string {
	return fmt.Sprintf("%s ended with code %d%s", name, code, kit.LastLine(stderr))
}
