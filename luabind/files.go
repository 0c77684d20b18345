package luabind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// Files is the file system that a Host's scripts see. Errors are
// [*fs.PathError]s or wrap what package fs defines. Safe from any goroutine.
type Files interface {
	// OpenFile opens a file with the flags of package os. What it gives also
	// is an [io.Writer] and [io.Seeker] where the file system can do that.
	OpenFile(name string, flag int, perm fs.FileMode) (fs.File, error)
	Stat(name string) (fs.FileInfo, error)
	Lstat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	Mkdir(name string, perm fs.FileMode) error
	MkdirAll(name string, perm fs.FileMode) error
	Remove(name string) error
	RemoveAll(name string) error
	Rename(from, to string) error
	Chmod(name string, mode fs.FileMode) error
	// TempDir is where temporary files go.
	TempDir() string
	// Abs is the name from the root on.
	Abs(name string) (string, error)
}

// Files is what scripts may read and write; nil without [CapFS]. With
// [WithFS] or [WithDir] nothing outside of that can be reached.
func (h *Host) Files() Files { return h.files }

// WithFS grants [CapFS] for one read-only file system. Scripts name its files
// with or without a leading slash.
func WithFS(fsys fs.FS) Option {
	return func(c *config) error {
		if fsys == nil {
			return errors.New("luabind: WithFS(nil)")
		}
		c.files, c.caps[CapFS] = readOnly{fsys}, true
		return nil
	}
}

// WithDir grants [CapFS] for one directory, to read and write. Scripts name
// its files with or without a leading slash; no name and no link leads out of
// it. The directory must exist.
func WithDir(dir string) Option {
	return func(c *config) error {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return fmt.Errorf("luabind: WithDir: %w", err)
		}
		c.files, c.caps[CapFS] = directory{root}, true
		return nil
	}
}

// system is the computer's file system.
type system struct{}

func (system) OpenFile(name string, flag int, perm fs.FileMode) (fs.File, error) {
	return opened(os.OpenFile(name, flag, perm))
}
func (system) Stat(name string) (fs.FileInfo, error)        { return os.Stat(name) }
func (system) Lstat(name string) (fs.FileInfo, error)       { return os.Lstat(name) }
func (system) ReadDir(name string) ([]fs.DirEntry, error)   { return os.ReadDir(name) }
func (system) Mkdir(name string, perm fs.FileMode) error    { return os.Mkdir(name, perm) }
func (system) MkdirAll(name string, perm fs.FileMode) error { return os.MkdirAll(name, perm) }
func (system) Remove(name string) error                     { return os.Remove(name) }
func (system) RemoveAll(name string) error                  { return os.RemoveAll(name) }
func (system) Rename(from, to string) error                 { return os.Rename(from, to) }
func (system) Chmod(name string, mode fs.FileMode) error    { return os.Chmod(name, mode) }
func (system) TempDir() string                              { return os.TempDir() }
func (system) Abs(name string) (string, error)              { return filepath.Abs(name) }

// opened keeps a nil *os.File from becoming a file that is not nil.
func opened(f *os.File, err error) (fs.File, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// inside makes the name that a script uses one below the root.
func inside(name string) string {
	name = strings.TrimLeft(path.Clean("/"+filepath.ToSlash(name)), "/")
	if name == "" {
		return "."
	}
	return name
}

func rooted(name string) string { return path.Join("/", inside(name)) }

// directory is one directory and what is below it.
type directory struct{ root *os.Root }

func (d directory) OpenFile(name string, flag int, perm fs.FileMode) (fs.File, error) {
	return opened(d.root.OpenFile(inside(name), flag, perm))
}
func (d directory) Stat(name string) (fs.FileInfo, error)  { return d.root.Stat(inside(name)) }
func (d directory) Lstat(name string) (fs.FileInfo, error) { return d.root.Lstat(inside(name)) }
func (d directory) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(d.root.FS(), inside(name))
}
func (d directory) Mkdir(name string, perm fs.FileMode) error {
	return d.root.Mkdir(inside(name), perm)
}
func (d directory) MkdirAll(name string, perm fs.FileMode) error {
	return d.root.MkdirAll(inside(name), perm)
}
func (d directory) Remove(name string) error     { return d.root.Remove(inside(name)) }
func (d directory) RemoveAll(name string) error  { return d.root.RemoveAll(inside(name)) }
func (d directory) Rename(from, to string) error { return d.root.Rename(inside(from), inside(to)) }
func (d directory) Chmod(name string, mode fs.FileMode) error {
	return d.root.Chmod(inside(name), mode)
}
func (d directory) TempDir() string                 { return "." }
func (d directory) Abs(name string) (string, error) { return rooted(name), nil }

// readOnly is a file system that cannot be written to.
type readOnly struct{ fsys fs.FS }

func refused(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: fs.ErrPermission}
}

func (r readOnly) OpenFile(name string, flag int, _ fs.FileMode) (fs.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND) != 0 {
		return nil, refused("open", name)
	}
	return r.fsys.Open(inside(name))
}
func (r readOnly) Stat(name string) (fs.FileInfo, error) { return fs.Stat(r.fsys, inside(name)) }
func (r readOnly) Lstat(name string) (fs.FileInfo, error) {
	if l, ok := r.fsys.(interface {
		Lstat(name string) (fs.FileInfo, error)
	}); ok {
		return l.Lstat(inside(name))
	}
	return r.Stat(name)
}
func (r readOnly) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(r.fsys, inside(name))
}
func (r readOnly) Mkdir(name string, _ fs.FileMode) error    { return refused("mkdir", name) }
func (r readOnly) MkdirAll(name string, _ fs.FileMode) error { return refused("mkdir", name) }
func (r readOnly) Remove(name string) error                  { return refused("remove", name) }
func (r readOnly) RemoveAll(name string) error               { return refused("remove", name) }
func (r readOnly) Rename(from, _ string) error               { return refused("rename", from) }
func (r readOnly) Chmod(name string, _ fs.FileMode) error    { return refused("chmod", name) }
func (r readOnly) TempDir() string                           { return "." }
func (r readOnly) Abs(name string) (string, error)           { return rooted(name), nil }

// readLimited reads a file of at most limit bytes: what is longer is read by
// one byte more, so that its size can be seen to be too large.
func readLimited(ctx context.Context, files Files, name string, limit int) ([]byte, error) {
	open := func() (fs.File, error) { return files.OpenFile(name, os.O_RDONLY, 0) }
	f, err := Apart(ctx, open, func(f fs.File) { f.Close() })
	if err != nil {
		return nil, err
	}
	defer f.Close()
	defer wake(ctx, f)()
	return io.ReadAll(io.LimitReader(f, int64(limit)+1))
}

// wake makes what waits for f's input or output return when ctx ends.
func wake(ctx context.Context, f any) (stop func() bool) {
	d, ok := f.(interface{ SetDeadline(time.Time) error })
	if !ok {
		return func() bool { return true }
	}
	return context.AfterFunc(ctx, func() { d.SetDeadline(longAgo) })
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)
