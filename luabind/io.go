package luabind

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"syscall"

	"github.com/doapi-lua/doapi/luabind/internal/stdin"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
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
		s, in := &ioState{}, stdin.New(h.stdin)
		s.stdin = &ioFile{name: "stdin", r: bufio.NewReader(in), in: in}
		s.stdout = &ioFile{name: "stdout", out: (*Call).Write}
		s.stderr = &ioFile{name: "stderr", out: (*Call).WriteError}
		s.input, s.output = s.stdin, s.stdout
		return s
	}).(*ioState)
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

// errorNumber is C's number of an error, 0 if it has none.
func errorNumber(err error) int {
	var n syscall.Errno
	if errors.As(err, &n) {
		return int(n)
	}
	return 0
}

// Write writes to the Host's standard output, counted against the limit.
func (c *Call) Write(b []byte) error { return c.run().write(c.h.stdout, b) }

// WriteError writes to the Host's standard error, counted against the limit.
func (c *Call) WriteError(b []byte) error { return c.run().write(c.h.stderr, b) }

func (r *run) write(w io.Writer, b []byte) error {
	if err := r.countOutput(len(b)); err != nil {
		return err
	}
	if w == r.h.stdout && r.captured != nil {
		r.captured.Write(b)
		return nil
	}
	if _, err := w.Write(b); err != nil {
		return r.unwritten(w, err)
	}
	return nil
}

// Capture calls f and gives what the run writes to standard output meanwhile,
// which goes nowhere else. The error is f's; the text is what came before it.
func (c *Call) Capture(f func() error) (string, error) {
	r := c.run()
	outer, text := r.captured, new(strings.Builder)
	r.captured = text
	defer func() { r.captured = outer }()
	err := f()
	return text.String(), err
}

// unwritten is what comes of output that could not be written. Where that is
// standard output the script ends, through every pcall; its deferred functions
// go on without an output.
func (r *run) unwritten(w io.Writer, err error) error {
	if w != r.h.stdout {
		return Errorf(KindIO, "write: %w", err)
	}
	lost := &OutputError{err}
	if r.lost == nil {
		r.lost = lost
	}
	if r.isDeferring() {
		return nil
	}
	r.stop(lost)
	return lost
}

// flusher is a standard output that keeps what is written for a while.
type flusher interface{ Flush() error }

// flush has what was written leave before something is waited for.
func (r *run) flush() error {
	f, ok := r.h.stdout.(flusher)
	if !ok {
		return nil
	}
	if err := f.Flush(); err != nil {
		return r.unwritten(r.h.stdout, err)
	}
	return nil
}

// countOutput counts bytes about to be written against the run's limit.
func (r *run) countOutput(n int) error {
	r.output += int64(n)
	if max := r.h.vm.Limits().Output; max > 0 && r.output > max {
		err := &vm.LimitError{Limit: vm.ErrOutput, Max: vm.Bytes(max)}
		r.stop(err)
		return err
	}
	return nil
}
