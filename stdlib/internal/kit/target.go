package kit

import (
	"bytes"
	"context"
	"io"
	"io/fs"

	"github.com/doapi-lua/doapi/luabind"
)

// Target is a file to write, for as long as its context lasts. What may block
// for ever, such as a pipe that nobody reads, is written on a goroutine of its
// own, so that a cancelled task need not wait for it.
type Target struct {
	ctx   context.Context
	f     fs.File
	name  string
	block bool
}

// OpenTarget opens a file with the flags of package os.
func OpenTarget(ctx context.Context, files luabind.Files, name string, flag int, perm fs.FileMode) (*Target, error) {
	t := &Target{ctx: ctx, name: name}
	info, err := files.Stat(name)
	t.block = err == nil && !info.Mode().IsRegular() && !info.IsDir()
	open := func() (fs.File, error) { return files.OpenFile(name, flag, perm) }
	if t.block {
		t.f, err = luabind.Apart(ctx, open, func(f fs.File) { f.Close() })
	} else {
		t.f, err = open()
	}
	return t, err
}

// Write appends to the file.
func (t *Target) Write(b []byte) (int, error) {
	w, ok := t.f.(io.Writer)
	if !ok {
		return 0, &fs.PathError{Op: "write", Path: t.name, Err: fs.ErrPermission}
	}
	n := 0
	for {
		if err := context.Cause(t.ctx); err != nil {
			return n, err
		}
		part := b[n:min(len(b), n+ChunkSize)]
		write := func() (int, error) { return w.Write(part) }
		var written int
		var err error
		if t.block {
			part = bytes.Clone(part)
			written, err = luabind.Apart(t.ctx, write, func(int) {})
		} else {
			written, err = write()
		}
		if n += written; err != nil || n >= len(b) {
			return n, err
		}
	}
}

// Close lets go of the file; a write that blocks ends.
func (t *Target) Close() error { return t.f.Close() }
