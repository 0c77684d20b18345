package stdlib

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"strings"
	"syscall"

	"github.com/doapi-lua/doapi/luabind"
)

// chunkSize is how much is read or copied between two looks at the context.
const chunkSize = 256 << 10

// blocking runs f without the Host's lock, unless the task was stopped.
func blocking[T any](c *call, f func() (T, error)) (out T, err error) {
	err = c.Block(func(context.Context) (err error) { out, err = f(); return err })
	return out, err
}

// run is blocking for what has no result.
func run(c *call, f func() error) error { return c.Block(func(context.Context) error { return f() }) }

// ioError makes the error that a function raises for files: function, path and
// cause.
func ioError(function string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	where, file, cause := "", "", error(nil)
	switch {
	case errors.As(err, &le):
		where, file, cause = le.Old+" to "+le.New, le.Old, le.Err
	case errors.As(err, &pe):
		where, file, cause = pe.Path, pe.Path, pe.Err
	default:
		return err
	}
	if where == "" {
		where = `""`
	}
	return &luabind.ScriptError{
		Kind: luabind.KindIO, Err: err,
		Message: function + ": " + where + ": " + cause.Error(),
		Fields:  map[string]value{"path": luabind.String(file)},
	}
}

// withIOErrors makes the functions raise errors of [ioError].
func withIOErrors(funcs []fn) []fn {
	for i := range funcs {
		run := funcs[i].Run
		funcs[i].Run = func(c *call) error { return ioError(c.Func().Name, run(c)) }
	}
	return funcs
}

// notFolder says whether a name failed because a part of it is no folder.
func notFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// source is a file to read. What may block for ever, such as a pipe, is read
// on a goroutine of its own, so that a cancelled task need not wait for it.
type source struct {
	fs.File
	info  fs.FileInfo
	block bool
}

func openSource(ctx context.Context, files luabind.Files, name string) (*source, error) {
	info, err := files.Stat(name)
	if err != nil {
		return nil, err
	}
	s := &source{info: info, block: !info.Mode().IsRegular() && !info.IsDir()}
	open := func() (fs.File, error) { return files.OpenFile(name, os.O_RDONLY, 0) }
	if !s.block {
		s.File, err = open()
		return s, err
	}
	s.File, err = luabind.Apart(ctx, open, func(f fs.File) { f.Close() })
	return s, err
}

// openBlocking is openSource without the Host's lock.
func openBlocking(c *call, files luabind.Files, name string) (src *source, err error) {
	err = c.Block(func(ctx context.Context) (err error) { src, err = openSource(ctx, files, name); return err })
	if err != nil && src != nil && src.File != nil {
		src.Close()
	}
	return src, err
}

func (s *source) read(ctx context.Context, buf []byte) (int, error) {
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	if !s.block {
		return s.Read(buf)
	}
	return luabind.Apart(ctx, func() (int, error) { return s.Read(buf) }, func(int) { s.Close() })
}

// readFile gives all that a file holds, charged as it is read.
func readFile(c *call, name string) (string, error) {
	files := c.Host().Files()
	if files == nil {
		return "", luabind.Errorf(luabind.KindError, "%s: files need the capability '%s', which this host does not grant", c.Func().Name, luabind.CapFS)
	}
	src, err := openBlocking(c, files, name)
	if err != nil {
		return "", err
	}
	defer src.Close()
	var b strings.Builder
	if size := src.info.Size(); src.info.Mode().IsRegular() && size < 1<<40 {
		c.Charge(int(size))
		b.Grow(int(size))
	}
	g, buf := growth{c: c}, make([]byte, chunkSize)
	for {
		var n int
		err := c.Block(func(ctx context.Context) (err error) { n, err = src.read(ctx, buf); return err })
		g.add(n)
		b.Write(buf[:n])
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
	}
}

// lineReader is the iterator that fs.lines gives.
type lineReader struct {
	src  *source
	buf  []byte // read and not yet given
	done bool
}

func runFileLines(c *call) error {
	files, name := c.Host().Files(), c.String(0)
	src, err := openBlocking(c, files, name)
	if err != nil {
		return err
	}
	return c.Return(c.Iterate(&lineReader{src: src}))
}

// Next gives the next line.
func (l *lineReader) Next(c *call) (value, error) {
	v, err := l.next(c)
	return v, ioError("lines", err)
}

func (l *lineReader) next(c *call) (value, error) {
	g, seen := growth{c: c}, 0
	for {
		if i := bytes.IndexByte(l.buf[seen:], '\n'); i >= 0 {
			line := l.buf[:seen+i]
			l.buf = l.buf[seen+i+1:]
			return luabind.String(string(bytes.TrimSuffix(line, []byte("\r")))), nil
		}
		if l.done {
			if len(l.buf) == 0 {
				return luabind.Nil, nil
			}
			line := string(l.buf)
			l.buf = nil
			return luabind.String(line), nil
		}
		seen = len(l.buf)
		chunk := make([]byte, chunkSize/4)
		var n int
		err := c.Block(func(ctx context.Context) (err error) { n, err = l.src.read(ctx, chunk); return err })
		g.add(n)
		l.buf = append(l.buf[:seen:seen], chunk[:n]...)
		if err == io.EOF {
			l.done = true
		} else if err != nil {
			return luabind.Nil, err
		}
	}
}

// Close lets go of the file.
func (l *lineReader) Close() {
	l.done, l.buf = true, nil
	l.src.Close()
}

// replacement is a file that is written beside another and takes its place in
// the end. Whoever reads that name sees the old file or the whole new one.
type replacement struct {
	files luabind.Files
	f     fs.File
	temp  string // "" when the file is written in place
	name  string
	mode  fs.FileMode // to be set; 0 leaves what the system gives a new file
}

// replace begins to write a file. mode 0 is that of the present file, if there
// is one.
func replace(files luabind.Files, name string, mode fs.FileMode) (*replacement, error) {
	r := &replacement{files: files, name: name, mode: mode}
	info, err := files.Lstat(name)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist), name == "":
		return nil, err
	case err == nil && !info.Mode().IsRegular():
		r.f, err = files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
		return r, err
	case err == nil && mode == 0:
		r.mode = info.Mode().Perm()
	}
	perm := r.mode
	if perm == 0 {
		perm = 0o644
	}
	r.f, r.temp, err = create(files, path.Dir(name), "."+path.Base(name)+".", ".tmp", perm)
	return r, about(name, err)
}

// about makes an error one of the file that a script named.
func about(name string, err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return &fs.PathError{Op: pe.Op, Path: name, Err: pe.Err}
	}
	return err
}

// create makes a new file of a random name.
func create(files luabind.Files, dir, prefix, suffix string, perm fs.FileMode) (fs.File, string, error) {
	for tries := 0; ; tries++ {
		name := randomName(dir, prefix, suffix)
		f, err := files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if err == nil || !errors.Is(err, fs.ErrExist) || tries >= 10 {
			return f, name, err
		}
	}
}

func randomName(dir, prefix, suffix string) string {
	return path.Join(dir, fmt.Sprintf("%s%016x%s", prefix, rand.Uint64(), suffix))
}

// Write appends to the new file.
func (r *replacement) Write(b []byte) (int, error) {
	w, ok := r.f.(io.Writer)
	if !ok {
		return 0, &fs.PathError{Op: "write", Path: r.name, Err: fs.ErrPermission}
	}
	return w.Write(b)
}

// commit puts the new file in the place of the old one; after an error
// everything is as it was.
func (r *replacement) commit() error {
	var err error
	if s, ok := r.f.(interface{ Sync() error }); ok && r.temp != "" {
		err = s.Sync()
	}
	err = errors.Join(err, r.f.Close())
	if r.temp == "" {
		return err
	}
	if err == nil && r.mode != 0 {
		err = r.files.Chmod(r.temp, r.mode)
	}
	if err == nil {
		err = r.files.Rename(r.temp, r.name)
	}
	if err != nil {
		r.files.Remove(r.temp)
	}
	if le := (*os.LinkError)(nil); errors.As(err, &le) {
		return &fs.PathError{Op: le.Op, Path: r.name, Err: le.Err}
	}
	return about(r.name, err)
}

// abandon leaves the old file as it is.
func (r *replacement) abandon() {
	r.f.Close()
	if r.temp != "" {
		r.files.Remove(r.temp)
	}
}

func runWrite(c *call) error {
	files, name, data := c.Host().Files(), c.String(0), c.String(1)
	mkdir, mode := c.Bool(2), modeOf(c.Arg(3), 0)
	return run(c, func() error {
		if err := folderOf(files, name, mkdir); err != nil {
			return err
		}
		r, err := replace(files, name, mode)
		if err != nil {
			return withoutFolder(name, mkdir, err)
		}
		if _, err := io.WriteString(r, data); err != nil {
			r.abandon()
			return err
		}
		return r.commit()
	})
}

// folderOf makes the folder of a file if that is wanted.
func folderOf(files luabind.Files, name string, wanted bool) error {
	if !wanted {
		return nil
	}
	return files.MkdirAll(path.Dir(name), 0o755)
}

// withoutFolder says what helps where the folder of a new file is missing.
func withoutFolder(name string, mkdir bool, err error) error {
	if mkdir || name == "" || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("%w: {mkdir = true} makes its folder", syscall.ENOENT)}
}

func runAppend(c *call) error {
	files, name, data := c.Host().Files(), c.String(0), c.String(1)
	mkdir, mode := c.Bool(2), modeOf(c.Arg(3), 0o644)
	return run(c, func() error {
		if err := folderOf(files, name, mkdir); err != nil {
			return err
		}
		f, err := files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, mode)
		if err != nil {
			return withoutFolder(name, mkdir, err)
		}
		w := &replacement{f: f, name: name}
		_, err = io.WriteString(w, data)
		return errors.Join(err, f.Close())
	})
}
