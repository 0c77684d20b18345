package luabind

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/process"
)

// ioState is what the io library of one Host remembers.
type ioState struct {
	input, output *ioFile
	stdin         *ioFile
	stdout        *ioFile
	stderr        *ioFile
	opened        atomic.Int64 // files that are open, or closed and not yet collected
}

// maxOpenFiles bounds the files that one Host's scripts have open: the
// process has only so many for all.
const maxOpenFiles = 256

type ioKey struct{}

func (h *Host) ioState() *ioState {
	return h.State(ioKey{}, func() any {
		s, in := &ioState{}, &input{r: h.stdin}
		s.stdin = &ioFile{name: "stdin", r: bufio.NewReader(in), in: in}
		s.stdout = &ioFile{name: "stdout", out: (*Call).Write}
		s.stderr = &ioFile{name: "stderr", out: (*Call).WriteError}
		s.input, s.output = s.stdin, s.stdout
		return s
	}).(*ioState)
}

// input reads the Host's standard input on a goroutine of its own, so that who
// waits for it can be cancelled. What arrives then is there for the next read.
type input struct {
	r       io.Reader
	ctx     context.Context // of who reads
	pending chan readResult
}

type readResult struct {
	data []byte
	err  error
}

func (in *input) Read(p []byte) (int, error) {
	if in.r == nil {
		return 0, io.EOF
	}
	if in.pending == nil {
		in.pending = make(chan readResult, 1)
		go func(to chan<- readResult, n int) {
			buf := make([]byte, n)
			got, err := in.r.Read(buf)
			to <- readResult{buf[:got], err}
		}(in.pending, len(p))
	}
	select {
	case r := <-in.pending:
		in.pending = nil
		n := copy(p, r.data)
		if n < len(r.data) {
			rest := r
			rest.data = r.data[n:]
			in.pending = make(chan readResult, 1)
			in.pending <- rest
			return n, nil
		}
		return n, r.err
	case <-in.ctx.Done():
		return 0, context.Cause(in.ctx)
	}
}

// fileType takes files.
var fileType = &Type{Name: "a file", Lua: "file", Check: func(c *Call, v Value) (Value, error) {
	if o, _ := v.Object(); o != nil {
		if _, ok := o.(*ioFile); ok {
			return v, nil
		}
	}
	return Nil, ErrType
}}

var ioRest = []Param{{Name: "...", Rest: true, Type: Any}}

func fileOf(c *Call) *ioFile { return c.Self().(*ioFile) }

var fileClass = &Class{}

func init() {
	*fileClass = Class{
		Name: "file", Doc: "A file that is open.", String: fileString,
		Methods: standard([]Func{
			{Name: "read", Doc: "Reads by formats: \"*l\" a line, \"*n\" a number, \"*a\" all, or so many bytes.", Result: "any", Params: ioRest, Run: func(c *Call) error {
				return c.fileRead(fileOf(c))
			}},
			{Name: "write", Doc: "Writes strings and numbers.", Result: "boolean", Params: ioRest, Run: func(c *Call) error {
				f := fileOf(c)
				return c.ioDone(f.name, f.write(c, c.Rest()))
			}},
			{Name: "lines", Doc: "Iterates over the lines.", Result: "function", Run: func(c *Call) error {
				return c.Return(c.lines(fileOf(c), false))
			}},
			{Name: "close", Doc: "Closes the file.", Result: "boolean", Run: func(c *Call) error {
				f := fileOf(c)
				return c.ioDone(f.name, f.close(c))
			}},
			{Name: "flush", Doc: "Has what was written to standard output leave at once; other files keep nothing back.", Result: "boolean", Run: func(c *Call) error {
				return c.ioDone(fileOf(c).name, fileOf(c).flush(c))
			}},
			{Name: "setvbuf", Doc: "Does nothing: writes are not kept back.", Result: "boolean", Params: ioRest, Run: func(c *Call) error { return c.Return(Bool(true)) }},
			{Name: "seek", Doc: "Moves to a place, from \"set\", \"cur\" or \"end\", and gives it.", Result: "integer",
				Params: []Param{{Name: "whence", Type: StringType, Optional: true}, {Name: "offset", Type: IntegerType, Optional: true}},
				Run:    ioSeek},
		}),
	}
}

func ioSeek(c *Call) error {
	whence := c.Named("whence").Text()
	if whence == "" {
		whence = "cur"
	}
	at, err := fileOf(c).position(c, whence, c.Named("offset").Int())
	if err != nil {
		return c.ioFailed(fileOf(c).name, err)
	}
	return c.Return(c.h.Int(at))
}

func (c *Call) fileRead(f *ioFile) error {
	out, err := f.read(c, c.Rest())
	if err != nil {
		return c.ioFailed(f.name, err)
	}
	return c.Return(out...)
}

// lines makes an iterator over a file's lines.
func (c *Call) lines(f *ioFile, closeAtEnd bool) Value {
	return c.h.FuncValue(&Func{Name: "lines", Params: ioRest, Standard: true, Run: func(c *Call) error {
		if f.closed {
			return ValueErrorf("file is already closed")
		}
		v, err := f.readLine(c, false)
		if err != nil {
			return err
		}
		if v.IsNil() && closeAtEnd {
			if err := f.close(c); err != nil {
				return err
			}
		}
		return c.Return(v)
	}})
}

var ioModule = &Module{
	Name: "io", Doc: "Files, and the standard streams.", Classes: []*Class{fileClass}, Needs: CapOS,
	Funcs: standard([]Func{
		{Name: "open", Doc: "Opens a file, or gives nil and why not.", Result: "file?",
			Params: []Param{{Name: "path", Type: StringType}, {Name: "mode", Type: StringType, Optional: true, Default: "r"}},
			Run:    ioOpen},
		{Name: "close", Doc: "Closes a file, or the current output.", Result: "boolean", Params: []Param{{Name: "file", Type: fileType, Optional: true}},
			Run: func(c *Call) error {
				f := c.h.ioState().output
				if o, _ := c.Named("file").Object(); o != nil {
					f = o.(*ioFile)
				}
				return c.ioDone(f.name, f.close(c))
			}},
		{Name: "read", Doc: "Reads from the current input.", Result: "any", Params: ioRest, Run: func(c *Call) error {
			if f := c.h.ioState().input; f.closed {
				return ValueErrorf("standard input file is closed")
			}
			return c.fileRead(c.h.ioState().input)
		}},
		{Name: "write", Doc: "Writes to the current output.", Result: "boolean", Params: ioRest, Run: func(c *Call) error {
			f := c.h.ioState().output
			if f.closed {
				return ValueErrorf("standard output file is closed")
			}
			return c.ioDone(f.name, f.write(c, c.Rest()))
		}},
		{Name: "flush", Doc: "Has what was written to the current output leave at once.", Result: "boolean", Run: func(c *Call) error {
			f := c.h.ioState().output
			return c.ioDone(f.name, f.flush(c))
		}},
		{Name: "lines", Doc: "Iterates over the lines of a file, or of the current input.", Result: "function",
			Params: []Param{{Name: "path", Type: StringType, Optional: true}},
			Run:    ioLines},
		{Name: "input", Doc: "Sets or gives the current input.", Result: "file", Params: []Param{{Name: "file", Type: Any, Optional: true}},
			Run: func(c *Call) error { return c.redirect(&c.h.ioState().input, "r") }},
		{Name: "output", Doc: "Sets or gives the current output.", Result: "file", Params: []Param{{Name: "file", Type: Any, Optional: true}},
			Run: func(c *Call) error { return c.redirect(&c.h.ioState().output, "w") }},
		{Name: "popen", Doc: "Runs a command and gives a file to read from or write to it.", Result: "file",
			Params: []Param{{Name: "command", Type: StringType}, {Name: "mode", Type: StringType, Optional: true, Default: "r"}},
			Run:    func(c *Call) error { return c.popen(c.Named("command").Text(), c.Named("mode").Text()) }},
		{Name: "tmpfile", Doc: "Opens a new temporary file.", Result: "file", Run: ioTmpfile},
		{Name: "type", Doc: "\"file\", \"closed file\", or nil for anything else.", Result: "string?", Params: []Param{{Name: "value", Type: Any, Optional: true}},
			Run: ioType},
	}),
	Open: func(h *Host, t Table) error {
		s := h.ioState()
		for name, f := range map[string]*ioFile{"stdin": s.stdin, "stdout": s.stdout, "stderr": s.stderr} {
			t.Set(name, h.fileValue(f))
		}
		return nil
	},
}

func ioOpen(c *Call) error {
	mode := c.Named("mode").Text()
	if mode == "" {
		mode = "r"
	}
	f, err := c.openFile(c.Named("path").Text(), mode)
	if err != nil {
		return c.ioFailed(c.Named("path").Text(), err)
	}
	return c.Return(c.h.fileValue(f))
}

func ioLines(c *Call) error {
	if c.Named("path").IsNil() {
		return c.Return(c.lines(c.h.ioState().input, false))
	}
	f, err := c.openFile(c.Named("path").Text(), "r")
	if err != nil {
		return err
	}
	return c.Return(c.lines(f, true))
}

func ioTmpfile(c *Call) error {
	name, err := c.tempName()
	if err != nil {
		return c.ioFailed("", err)
	}
	f, err := c.openFile(name, "w+")
	if err != nil {
		return c.ioFailed(name, err)
	}
	f.end = func() error { return c.h.files.Remove(name) }
	return c.Return(c.h.fileValue(f))
}

func ioType(c *Call) error {
	o, _ := c.Named("value").Object()
	switch f, ok := o.(*ioFile); {
	case !ok:
		return c.Return(Nil)
	case f.closed:
		return c.Return(String("closed file"))
	}
	return c.Return(String("file"))
}

func (c *Call) redirect(current **ioFile, mode string) error {
	if name, ok := c.Named("file").AsString(); ok {
		f, err := c.openFile(name, mode)
		if err != nil {
			return err
		}
		*current = f
	} else if o, _ := c.Named("file").Object(); o != nil {
		f, ok := o.(*ioFile)
		if !ok {
			return TypeErrorf("a file is needed, got %s", c.Named("file").Kind())
		}
		*current = f
	}
	return c.Return(c.h.fileValue(*current))
}

// popen runs a command of the shell with one end of a pipe.
func (c *Call) popen(command, mode string) error {
	if !c.h.Grants(CapShell) {
		return needs("programs", CapShell)
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

// errorNumber is C's number of an error, 0 if it has none.
func errorNumber(err error) int {
	var n syscall.Errno
	if errors.As(err, &n) {
		return int(n)
	}
	return 0
}
