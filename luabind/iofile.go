package luabind

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
	"github.com/doapi-lua/doapi/luabind/internal/stdin"
)

// ioFile is a file of the io library. While one task reads or writes it, no
// other may.
type ioFile struct {
	name   string
	value  Value         // the script's object, always the same
	f      io.Closer     // nil for the Host's streams
	r      *bufio.Reader // nil if it cannot be read
	w      io.Writer     // nil if it cannot be written
	out    func(c *Call, b []byte) error
	in     *stdin.Reader // the Host's input
	seek   io.Seeker
	end    func() error // what close does besides, of a program's pipe
	slot   func()       // gives back one of the Host's open files
	lost   error        // why something that was written before is not there
	closed bool
	busy   bool
}

// fileValue is the script's object of a file.
func (h *Host) fileValue(f *ioFile) Value {
	if f.value.IsNil() {
		f.value = h.Object(fileClass, f)
	}
	return f.value
}

// errWrongMode is what C says of reading what was opened to be written.
var errWrongMode = errors.New("bad file descriptor")

// use lets the calling task alone have the file while f runs without the lock.
func (f *ioFile) use(c *Call, run func() error) error {
	if f.closed {
		return ValueErrorf("attempt to use a closed file")
	}
	if f.busy {
		return ValueErrorf("%s is in use by another task", f.name)
	}
	f.busy = true
	defer func() { f.busy = false }()
	block := c.Block
	if f.in != nil {
		block = c.Wait // for somebody
	}
	return block(func(ctx context.Context) error {
		defer wake(ctx, f.f)()
		if f.in != nil {
			f.in.For(ctx)
		}
		return run()
	})
}

// write writes values as io.write does: strings and numbers.
func (f *ioFile) write(c *Call, values []Value) error {
	for i, v := range values {
		s, ok := v.AsString()
		if !ok {
			return TypeErrorf("write: argument %d must be a string or number, got %s", i+1, v.Kind())
		}
		if f.out != nil {
			if err := f.out(c, []byte(s)); err != nil {
				return err
			}
			continue
		}
		if f.w == nil {
			return errWrongMode
		}
		if err := c.run().countOutput(len(s)); err != nil {
			return err
		}
		var failed error
		err := f.use(c, func() error {
			_, err := io.WriteString(f.w, s)
			failed = err
			return err
		})
		if failed != nil && f.lost == nil && f.end == nil {
			c.run().lostIn = append(c.run().lostIn, f)
		}
		if failed != nil {
			f.lost = failed
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// read reads what the formats ask for, and stops at the first that finds
// nothing, for which it gives nil.
func (f *ioFile) read(c *Call, formats []Value) ([]Value, error) {
	if f.r == nil {
		return nil, errWrongMode
	}
	if len(formats) == 0 {
		formats = []Value{String("*l")}
	}
	var out []Value
	for i, format := range formats {
		v, err := f.readOne(c, i+1, format)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if v.IsNil() {
			break
		}
	}
	return out, nil
}

func (f *ioFile) readOne(c *Call, n int, format Value) (Value, error) {
	if count, ok := format.AsNumber(); ok {
		return f.readBytes(c, int(max(0, min(count, 1<<31))))
	}
	s, _ := format.AsString()
	if s = strings.TrimPrefix(s, "*"); s != "" {
		s = s[:1] // Lua 5.1 looks no further: "*all", "*line"
	}
	switch s {
	case "l", "L":
		return f.readLine(c, s == "L")
	case "a":
		var b strings.Builder
		_, err := f.pump(c, &b, -1, nil)
		return String(b.String()), err
	case "n":
		var text string
		err := f.use(c, func() (err error) { text, err = lualib.ScanNumber(f.r); return err })
		if v, ok := lualib.ParseNumber(text); ok && err == nil {
			return Number(v), nil
		}
		return Nil, noEOF(err)
	}
	return Nil, ValueErrorf("read: argument %d: invalid format", n)
}

func (f *ioFile) readBytes(c *Call, n int) (Value, error) {
	if n == 0 {
		var eof bool
		err := f.use(c, func() error { _, err := f.r.Peek(1); eof = err == io.EOF; return noEOF(err) })
		if err != nil || eof {
			return Nil, err
		}
		return String(""), nil
	}
	var b strings.Builder
	got, err := f.pump(c, &b, n, nil)
	if err != nil || got == 0 {
		return Nil, err
	}
	return String(b.String()), nil
}

func (f *ioFile) readLine(c *Call, keep bool) (Value, error) {
	var b strings.Builder
	ended := false
	got, err := f.pump(c, &b, -1, func(chunk []byte) int {
		for i, ch := range chunk {
			if ch == '\n' {
				ended = true
				return i + 1
			}
		}
		return -1
	})
	if err != nil || got == 0 {
		return Nil, err
	}
	line := b.String()
	if ended && !keep {
		line = line[:len(line)-1]
	}
	return String(line), nil
}

// pump reads into b: limit bytes, if it is not negative, or up to where the
// given function says that a chunk is to be cut. What is taken is charged
// before.
func (f *ioFile) pump(c *Call, b *strings.Builder, limit int, cut func(chunk []byte) int) (n int, err error) {
	for limit < 0 || n < limit {
		var chunk []byte
		err := f.use(c, func() error {
			if _, err := f.r.Peek(1); err != nil {
				return err
			}
			chunk, _ = f.r.Peek(f.r.Buffered())
			return nil
		})
		if err != nil {
			return n, noEOF(err)
		}
		if limit >= 0 && len(chunk) > limit-n {
			chunk = chunk[:limit-n]
		}
		at := -1
		if cut != nil {
			if at = cut(chunk); at >= 0 {
				chunk = chunk[:at]
			}
		}
		if b.Len()+len(chunk) > b.Cap() {
			c.Charge(2*b.Len() + len(chunk))
		}
		b.Write(chunk)
		f.r.Discard(len(chunk))
		n += len(chunk)
		if at >= 0 {
			break
		}
	}
	return n, nil
}

func noEOF(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// flush has what was written to standard output leave: other files keep nothing
// back. Who looks at no write's result hears here, or from close, that one failed.
func (f *ioFile) flush(c *Call) error {
	if f.closed {
		return ValueErrorf("attempt to use a closed file")
	}
	if f == c.h.ioState().stdout {
		return c.run().flush()
	}
	return f.lost
}

func (f *ioFile) close(c *Call) error {
	if f.closed {
		return ValueErrorf("attempt to use a closed file")
	}
	if f.f == nil {
		return errors.New("the host's own streams cannot be closed")
	}
	err := f.use(c, func() error {
		err := f.f.Close()
		if f.end != nil {
			err = errors.Join(err, f.end())
		}
		return err
	})
	f.closed = true
	if f.slot != nil {
		f.slot()
	}
	if err == nil {
		err = f.lost
	}
	return err
}

// ioFailed gives the nil, message and code by which io's functions report what
// went wrong with a file; errors of use, limits and cancellation are raised.
func (c *Call) ioFailed(name string, err error) error {
	var se *ScriptError
	if errors.As(err, &se) || c.Context().Err() != nil {
		return err
	}
	message := reason(err)
	if errors.As(err, new(syscall.Errno)) && message != "" {
		message = strings.ToUpper(message[:1]) + message[1:] // as C writes it, which scripts look for
	}
	if name != "" {
		message = name + ": " + message
	}
	return c.Return(Nil, String(message), Number(float64(errorNumber(err))))
}

func (c *Call) ioDone(name string, err error) error {
	if err != nil {
		return c.ioFailed(name, err)
	}
	return c.Return(Bool(true))
}

// openFile opens a file of the Host by a mode of fopen.
func (c *Call) openFile(name, mode string) (*ioFile, error) {
	flags := map[string]int{
		"r": os.O_RDONLY, "w": os.O_WRONLY | os.O_CREATE | os.O_TRUNC, "a": os.O_WRONLY | os.O_CREATE | os.O_APPEND,
		"r+": os.O_RDWR, "w+": os.O_RDWR | os.O_CREATE | os.O_TRUNC, "a+": os.O_RDWR | os.O_CREATE | os.O_APPEND,
	}
	// A C library may also take "e", which every file here is opened with; see
	// https://man7.org/linux/man-pages/man3/fopen.3.html.
	flag, ok := flags[strings.Replace(strings.Replace(mode, "b", "", 1), "e", "", 1)]
	if !ok {
		return nil, ValueErrorf("open: invalid mode %q", mode)
	}
	if c.h.files == nil {
		return nil, needs("files", CapFS)
	}
	if flag != os.O_RDONLY {
		if err := c.ChangesFile(name, "open"); err != nil {
			return nil, err
		}
	}
	state, files := c.h.ioState(), c.h.files
	slot := sync.OnceFunc(func() { state.opened.Add(-1) })
	var file fs.File
	err := c.Block(func(ctx context.Context) (err error) {
		if !state.another() {
			return errors.New("too many open files")
		}
		open := func() (fs.File, error) {
			f, err := files.OpenFile(name, flag, 0o666)
			if err != nil {
				slot()
			}
			return f, err
		}
		file, err = Apart(ctx, open, func(f fs.File) { f.Close(); slot() })
		return err
	})
	if err != nil {
		if file != nil {
			file.Close()
			slot()
		}
		return nil, err
	}
	f := &ioFile{name: name, f: file}
	f.seek, _ = file.(io.Seeker)
	if flag&(os.O_WRONLY) == 0 {
		f.r = bufio.NewReader(file)
	}
	if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
		f.w, _ = file.(io.Writer)
	}
	f.slot = slot
	runtime.AddCleanup(f, func(give func()) { give() }, f.slot)
	return f, nil
}

// another takes the place of one more open file. When there is none, those that
// scripts forgot are collected first.
func (s *ioState) another() bool {
	for range 3 {
		if s.opened.Add(1) <= maxOpenFiles {
			return true
		}
		s.opened.Add(-1)
		runtime.GC()
		for range 10000 { // until what was collected is given back
			if s.opened.Load() < maxOpenFiles {
				break
			}
			runtime.Gosched()
		}
	}
	return false
}

func needs(what string, k Capability) error {
	return Errorf(KindError, "%s need the capability '%s', which this host does not grant", what, k)
}

// position moves the place where the file is read and written.
func (f *ioFile) position(c *Call, whence string, offset int64) (at int64, err error) {
	from, ok := map[string]int{"set": io.SeekStart, "cur": io.SeekCurrent, "end": io.SeekEnd}[whence]
	if !ok {
		return 0, ValueErrorf("seek: invalid option '%s'", whence)
	}
	if f.seek == nil {
		return 0, errors.New("illegal seek")
	}
	err = f.use(c, func() error {
		if f.r != nil {
			if from == io.SeekCurrent {
				offset -= int64(f.r.Buffered())
			}
			defer func() { f.r.Reset(f.f.(io.Reader)) }()
		}
		at, err = f.seek.Seek(offset, from)
		return err
	})
	return at, err
}

func fileString(self any) string {
	f := self.(*ioFile)
	if f.closed {
		return "file (closed)"
	}
	return fmt.Sprintf("file (%s)", f.name)
}
