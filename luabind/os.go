package luabind

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/clock"
	"github.com/doapi-lua/doapi/luabind/internal/process"
)

// openLibrary makes a module's table a global, as Lua's own libraries are.
func (h *Host) openLibrary(m *Module) {
	t := h.NewTable(0, len(m.Funcs))
	for i := range m.Funcs {
		t.Set(m.Funcs[i].Name, h.FuncValue(&m.Funcs[i]))
	}
	if m.Open != nil {
		m.Open(h, t)
	}
	h.SetGlobal(m.Name, t.Value())
	h.packages.loaded.Set(m.Name, t.Value())
}

var osModule = &Module{
	Name: "os", Doc: "The time, and what the host grants of its computer.", Needs: CapOS,
	Funcs: standard([]Func{
		{Name: "time", Doc: "The time in seconds since 1970, now or of a table {year, month, day, hour, min, sec}.", Result: "number",
			Params: []Param{{Name: "date", Type: TableType, Optional: true}}, Run: osTime},
		{Name: "date", Doc: "A time as text by a layout of strftime, or with \"*t\" as a table; \"!\" before it means UTC.", Result: "string|table",
			Params: []Param{{Name: "layout", Type: StringType, Optional: true, Default: "%c"}, {Name: "time", Type: NumberType, Optional: true}}, Run: osDate},
		{Name: "clock", Doc: "Seconds since the program began.", Result: "number", Run: func(c *Call) error {
			return c.Return(Number(clock.SinceStart().Seconds()))
		}},
		{Name: "difftime", Doc: "The seconds from b to a.", Result: "number",
			Params: []Param{{Name: "a", Type: NumberType}, {Name: "b", Type: NumberType, Optional: true}},
			Run:    func(c *Call) error { return c.Return(Number(c.Named("a").Float() - c.Named("b").Float())) }},
		{Name: "getenv", Doc: "An environment variable, or nil.", Result: "string?", Params: []Param{{Name: "name", Type: StringType}}, Run: func(c *Call) error {
			if c.h.env == nil {
				return needs("environment variables", CapEnv)
			}
			if v, ok := c.h.env.Get(c.Named("name").Text()); ok {
				return c.Return(String(v))
			}
			return c.Return(Nil)
		}},
		{Name: "exit", Doc: "Ends the script with a code, after its deferred work.",
			Params: []Param{{Name: "code", Type: Any, Optional: true, Default: "0"}}, Run: osExit},
		{Name: "execute", Doc: "Runs a command of the shell and gives its code; without one, whether there is a shell.", Result: "integer",
			Params: []Param{{Name: "command", Type: StringType, Optional: true}}, Run: osExecute},
		{Name: "remove", Effect: EffectFiles, Doc: "Removes a file or an empty directory.", Result: "boolean", Params: []Param{{Name: "path", Type: StringType, Changed: true}}, Run: func(c *Call) error {
			return c.withFiles(c.Named("path").Text(), func(f Files) error { return f.Remove(c.Named("path").Text()) })
		}},
		{Name: "rename", Effect: EffectFiles, Doc: "Renames a file.", Result: "boolean", Params: []Param{{Name: "from", Type: StringType, Changed: true}, {Name: "to", Type: StringType, Changed: true}}, Run: func(c *Call) error {
			return c.withFiles(c.Named("from").Text(), func(f Files) error { return f.Rename(c.Named("from").Text(), c.Named("to").Text()) })
		}},
		{Name: "tmpname", Doc: "A name for a temporary file.", Result: "string", Run: func(c *Call) error {
			name, err := c.tempName()
			if err != nil {
				return err
			}
			return c.Return(String(name))
		}},
		{Name: "setlocale", Doc: "The only locale is \"C\".", Result: "string?",
			Params: []Param{{Name: "locale", Type: StringType, Optional: true}, {Name: "category", Type: StringType, Optional: true}},
			Run: func(c *Call) error {
				if s := c.Named("locale").Text(); s != "" && s != "C" && s != "POSIX" {
					return c.Return(Nil)
				}
				return c.Return(String("C"))
			}},
	}),
}

func osExit(c *Call) error {
	code := 0
	switch v := c.Named("code"); {
	case v.IsNil() || v.Equal(Bool(true)):
	case v.Equal(Bool(false)):
		code = 1
	default:
		n, ok := v.AsInt()
		if !ok {
			return TypeErrorf("exit: 'code' must be an integer or a boolean, got %s", v.Kind())
		}
		code = int(n & 0xff)
	}
	return c.Exit(code)
}

func osTime(c *Call) error {
	if c.Named("date").IsNil() {
		return c.Return(c.h.Int(c.h.clock.Now().Unix()))
	}
	t, _ := c.Named("date").AsTable()
	field := func(name string, absent int64) (int, error) {
		v := t.Get(name)
		if s, ok := v.AsString(); ok && v.IsString() {
			v = c.h.Digits(s)
		}
		n, ok := v.AsInt()
		switch {
		case v.IsNil() && absent >= 0:
			n = absent
		case v.IsNil():
			return 0, ValueErrorf("field '%s' missing in date table", name)
		case !ok || n > 1<<31 || n < -1<<31:
			return 0, ValueErrorf("field '%s' of the date table is not an integer within range", name)
		}
		return int(n), nil
	}
	var parts [6]int
	for i, f := range []struct {
		name   string
		absent int64
	}{{"year", -1}, {"month", -1}, {"day", -1}, {"hour", 12}, {"min", 0}, {"sec", 0}} {
		n, err := field(f.name, f.absent)
		if err != nil {
			return err
		}
		parts[i] = n
	}
	when := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], 0, time.Local)
	return c.Return(c.h.Int(when.Unix()))
}

func osDate(c *Call) error {
	layout, when := c.Named("layout").Text(), c.h.clock.Now()
	if layout == "" && c.Named("layout").IsNil() {
		layout = "%c"
	}
	if n, ok := c.Named("time").AsNumber(); ok {
		if n != n || n > 1e12 || n < -1e12 {
			return ValueErrorf("date: 'time' is out of range")
		}
		when = time.Unix(int64(n), 0)
	}
	when = when.Local()
	if rest, ok := strings.CutPrefix(layout, "!"); ok {
		layout, when = rest, when.UTC()
	}
	if strings.HasPrefix(layout, "*t") {
		t := c.NewTable(0, 9)
		for name, n := range map[string]int{
			"year": when.Year(), "month": int(when.Month()), "day": when.Day(), "hour": when.Hour(), "min": when.Minute(), "sec": when.Second(),
			"wday": int(when.Weekday()) + 1, "yday": when.YearDay(),
		} {
			t.Set(name, Number(float64(n)))
		}
		t.Set("isdst", Bool(when.IsDST()))
		return c.Return(t.Value())
	}
	s, err := FormatTime(when, layout)
	if err != nil {
		return ValueErrorf("date: %w", err)
	}
	return c.Return(String(s))
}

func osExecute(c *Call) error {
	if c.Named("command").IsNil() {
		return c.Return(Number(map[bool]float64{true: 1}[c.h.Grants(CapShell)]))
	}
	if !c.h.Grants(CapShell) {
		return needs("programs", CapShell)
	}
	if err := c.Effect(EffectShell, "execute"); err != nil {
		return err
	}
	err := c.Change(func(ctx context.Context) error {
		cmd := c.shellCommand(ctx, c.Named("command").Text())
		cmd.Stdout = c.programOutput(c.h.stdout)
		return cmd.Run()
	})
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return c.Return(Number(float64(exit.ExitCode())))
	case err != nil:
		return Errorf(KindIO, "execute: %w", err)
	}
	return c.Return(Number(0))
}

// withFiles does something with the Host's files, and reports as io does.
func (c *Call) withFiles(name string, f func(Files) error) error {
	if c.h.files == nil {
		return needs("files", CapFS)
	}
	return c.ioDone(name, c.Block(func(context.Context) error { return f(c.h.files) }))
}

// tempName finds a name that no file has.
func (c *Call) tempName() (string, error) {
	if c.h.files == nil {
		return "", needs("files", CapFS)
	}
	for range 100 {
		name := path.Join(c.h.files.TempDir(), fmt.Sprintf("lua_%08x", rand.Uint32()))
		err := c.Block(func(context.Context) error {
			f, err := c.h.files.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
			if err == nil {
				err = f.Close()
			}
			return err
		})
		if !errors.Is(err, fs.ErrExist) {
			c.Temporary(name)
			return name, err
		}
	}
	return "", Errorf(KindIO, "no temporary name is free")
}

// popen runs a command of the shell with one end of a pipe.
func (c *Call) popen(command, mode string) error {
	if !c.h.Grants(CapShell) {
		return needs("programs", CapShell)
	}
	if err := c.Effect(EffectShell, "popen"); err != nil {
		return err
	}
	if c.run().stops() {
		return c.stopped(true)
	}
	cmd := c.shellCommand(c.run().ctx, command)
	f := &ioFile{name: command}
	var err error
	switch mode {
	case "", "r":
		var r io.ReadCloser
		if r, err = cmd.StdoutPipe(); err == nil {
			f.r, f.f = bufio.NewReader(r), r
		}
	case "w":
		var w io.WriteCloser
		cmd.Stdout = c.programOutput(c.h.stdout)
		if w, err = cmd.StdinPipe(); err == nil {
			f.w, f.f = w, w
		}
	default:
		return ValueErrorf("popen: invalid mode %q", mode)
	}
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return c.ioFailed(command, err)
	}
	f.end = func() error {
		var exit *exec.ExitError
		if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
			return err
		}
		return nil
	}
	h, r := c.h, c.run()
	r.ends = append(r.ends, func() {
		if !f.closed {
			f.closed = true
			h.vm.Unlock()
			defer h.vm.Lock()
			f.f.Close()
			f.end()
		}
	})
	return c.Return(c.h.fileValue(f))
}

// output is one of the Host's streams as a program writes to it, beside the
// run's tasks.
type output struct {
	r *run
	w io.Writer
}

func (o output) Write(b []byte) (int, error) {
	o.r.h.vm.Lock()
	defer o.r.h.vm.Unlock()
	if err := o.r.write(o.w, b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// programOutput is where a program writes to: files and terminals are its own.
func (c *Call) programOutput(w io.Writer) io.Writer {
	if _, ok := w.(*os.File); ok && c.run().captured == nil {
		return w
	}
	return output{c.run(), w}
}

// shellCommand prepares a command that ends with ctx, and whatever it started
// with it.
func (c *Call) shellCommand(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	cmd.Stderr = c.programOutput(c.h.stderr)
	if c.h.env != nil {
		cmd.Env = c.h.env.List()
	} else {
		cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin"}
	}
	process.OwnGroup(cmd)
	cmd.WaitDelay = 100 * time.Millisecond
	return cmd
}
