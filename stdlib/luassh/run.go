package luassh

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// command is what is to be run.
type command struct {
	line, stdin string
	pty         bool
	timeout     time.Duration // 0: none
}

// environment puts variables before a command line: machines take few from a
// client's request.
func environment(line string, v luabind.Value) (string, error) {
	t, ok := v.AsTable()
	if !ok {
		return line, nil
	}
	var set strings.Builder
	for _, k := range t.Keys() {
		name := k.Text()
		if !isVariable(name) {
			return "", luabind.ValueErrorf("'env' has the name %s, which no variable can have", k.Quote())
		}
		if s, ok := t.GetValue(k).AsString(); ok {
			set.WriteString("export " + name + "=" + kit.ShellQuote(s) + "; ")
		} else {
			set.WriteString("unset " + name + "; ")
		}
	}
	return set.String() + line, nil
}

func isVariable(s string) bool {
	for i := range len(s) {
		ch := s[i]
		if !(ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || i > 0 && ch >= '0' && ch <= '9') {
			return false
		}
	}
	return s != ""
}

func runScript(c *luabind.Call) error {
	line := "sh"
	if v := c.Named("interpreter"); !v.IsNil() {
		line = v.Text()
	}
	if list, ok := c.Named("args").AsTable(); ok {
		line += " -s --"
		for i := 1; i <= list.Len(); i++ {
			s, err := c.ToString(list.At(i))
			if err != nil {
				return err
			}
			line += " " + kit.ShellQuote(s)
		}
	} else if line == "sh" || line == "bash" {
		line += " -s"
	}
	return runCommand(c, line, c.Named("text").Text())
}

// runCommand runs a line with the options of the call.
func runCommand(c *luabind.Call, line, stdin string) error {
	conn, err := self(c)
	if err != nil {
		return err
	}
	line, err = environment(line, c.Named("env"))
	if err != nil {
		return kit.Named(c, err)
	}
	cmd := &command{line: line, stdin: stdin, pty: c.Named("pty").Truthy()}
	if cmd.timeout, err = kit.PositiveSeconds(c, "timeout", c.Named("timeout")); err != nil {
		return err
	}
	out := kit.NewOutput(c, conn.target.name, c.Named("stream"))
	var code int
	err = c.Change(func(parent context.Context) error {
		ctx, stop := context.WithCancel(parent)
		defer stop()
		if cmd.timeout > 0 {
			ctx, stop = luabind.RealClock().WithTimeout(ctx, cmd.timeout)
			defer stop()
		}
		ended := make(chan error, 1)
		go func() { ended <- conn.execute(ctx, cmd, out.Writer(ctx, false), out.Writer(ctx, true)) }()
		program, own := out.Follow(ctx, ended)
		if parent.Err() == nil && ctx.Err() != nil {
			return &slowError{"timeout", cmd.timeout}
		}
		if own != nil {
			return own
		}
		var err error
		code, err = exitCode(program)
		return err
	})
	fields := map[string]luabind.Value{"code": kit.Integer(code), "stdout": luabind.String(out.Stdout.String()), "stderr": luabind.String(out.Stderr.String())}
	if err != nil {
		if c.Context().Err() != nil || errors.Is(err, luabind.ErrInterrupted) {
			return err
		}
		delete(fields, "code")
		return withFields(failed(conn.target, err), fields)
	}
	if check, ok := c.Named("check").AsBool(); code != 0 && (!ok || check) {
		e := &luabind.ScriptError{Kind: KindSSH, Message: conn.target.failure(code, out.Stderr.String()), Fields: map[string]luabind.Value{"host": luabind.String(conn.target.host)}}
		return withFields(e, fields)
	}
	result := c.NewTable(0, 3)
	for k, v := range fields {
		result.Set(k, v)
	}
	return c.Return(result.Value())
}

func (t *target) failure(code int, stderr string) string {
	return fmt.Sprintf("%s: the command ended with code %d%s", t.name, code, kit.LastLine(stderr))
}

// withFields adds to what an error says.
func withFields(err error, fields map[string]luabind.Value) error {
	var e *luabind.ScriptError
	if errors.As(err, &e) {
		for k, v := range fields {
			if e.Fields == nil {
				e.Fields = map[string]luabind.Value{}
			}
			e.Fields[k] = v
		}
	}
	return err
}

// execute runs a command to its end, or until ctx ends: then it is told to end.
func (conn *connection) execute(ctx context.Context, cmd *command, stdout, stderr interface{ Write([]byte) (int, error) }) error {
	// What nothing refers to is closed.
	defer runtime.KeepAlive(conn)
	// Nothing here knows a context, and a machine may not answer.
	done := make(chan error, 1)
	go func() {
		done <- func() error {
			s, err := conn.client.NewSession()
			if err != nil {
				return err
			}
			defer s.Close()
			stop := context.AfterFunc(ctx, func() {
				s.Signal(ssh.SIGTERM)
				s.Close()
			})
			defer stop()
			if cmd.pty {
				if err := s.RequestPty("xterm", 40, 120, ssh.TerminalModes{ssh.ECHO: 0}); err != nil {
					return err
				}
			}
			s.Stdin, s.Stdout, s.Stderr = strings.NewReader(cmd.stdin), stdout, stderr
			return s.Run(cmd.line)
		}()
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// exitCode is the code of a command that has ended, as shells give it: 128 and
// the signal's number when a signal ended it.
func exitCode(err error) (int, error) {
	var exit *ssh.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		if n, ok := signalNumber(exit.Signal()); ok {
			return 128 + n, nil
		}
		return exit.ExitStatus(), nil
	case errors.As(err, new(*ssh.ExitMissingError)):
		return 0, errors.New("the connection ended before the command did")
	}
	return 0, err
}

// signalNumber is the number of a signal as SSH names it.
func signalNumber(name string) (v int, ok bool) {
	switch name {
	case "HUP":
		return 1, true
	case "INT":
		return 2, true
	case "QUIT":
		return 3, true
	case "ILL":
		return 4, true
	case "ABRT":
		return 6, true
	case "FPE":
		return 8, true
	case "KILL":
		return 9, true
	case "USR1":
		return 10, true
	case "SEGV":
		return 11, true
	case "USR2":
		return 12, true
	case "PIPE":
		return 13, true
	case "ALRM":
		return 14, true
	case "TERM":
		return 15, true
	}
	return v, false
}
