// Package filesys has the file systems that scripts may see: of the computer, of one
// directory, and those of Go that can only be read.
package filesys

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// System is the computer's file system. Safe from any goroutine.
type System struct{}

func (System) OpenFile(name string, flag int, perm fs.FileMode) (fs.File, error) {
	return opened(os.OpenFile(name, flag, perm))
}
func (System) Stat(name string) (fs.FileInfo, error)        { return os.Stat(name) }
func (System) Lstat(name string) (fs.FileInfo, error)       { return os.Lstat(name) }
func (System) ReadDir(name string) ([]fs.DirEntry, error)   { return os.ReadDir(name) }
func (System) Mkdir(name string, perm fs.FileMode) error    { return os.Mkdir(name, perm) }
func (System) MkdirAll(name string, perm fs.FileMode) error { return os.MkdirAll(name, perm) }
func (System) Remove(name string) error                     { return os.Remove(name) }
func (System) RemoveAll(name string) error                  { return os.RemoveAll(name) }
func (System) Rename(from, to string) error                 { return os.Rename(from, to) }
func (System) Chmod(name string, mode fs.FileMode) error    { return os.Chmod(name, mode) }
func (System) TempDir() string                              { return os.TempDir() }
func (System) Abs(name string) (string, error)              { return filepath.Abs(name) }

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

// Directory is one directory and what is below it. Names and links do not lead
// out of it. Safe from any goroutine.
type Directory struct{ root *os.Root }

// Open makes a Directory of one that exists.
func Open(dir string) (*Directory, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Directory{root}, nil
}

// Close ends the use of the directory.
func (d *Directory) Close() error { return d.root.Close() }

func (d *Directory) OpenFile(name string, flag int, perm fs.FileMode) (fs.File, error) {
	return opened(d.root.OpenFile(inside(name), flag, perm))
}
func (d *Directory) Stat(name string) (fs.FileInfo, error)  { return d.root.Stat(inside(name)) }
func (d *Directory) Lstat(name string) (fs.FileInfo, error) { return d.root.Lstat(inside(name)) }
func (d *Directory) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(d.root.FS(), inside(name))
}
func (d *Directory) Mkdir(name string, perm fs.FileMode) error {
	return d.root.Mkdir(inside(name), perm)
}
func (d *Directory) MkdirAll(name string, perm fs.FileMode) error {
	return d.root.MkdirAll(inside(name), perm)
}
func (d *Directory) Remove(name string) error     { return d.root.Remove(inside(name)) }
func (d *Directory) RemoveAll(name string) error  { return d.root.RemoveAll(inside(name)) }
func (d *Directory) Rename(from, to string) error { return d.root.Rename(inside(from), inside(to)) }
func (d *Directory) Chmod(name string, mode fs.FileMode) error {
	return d.root.Chmod(inside(name), mode)
}
func (d *Directory) TempDir() string                 { return "." }
func (d *Directory) Abs(name string) (string, error) { return rooted(name), nil }

// ReadOnly is a file system that cannot be written to. Safe from any goroutine if
// FS is.
type ReadOnly struct{ FS fs.FS }

func refused(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: fs.ErrPermission}
}

func (r ReadOnly) OpenFile(name string, flag int, _ fs.FileMode) (fs.File, error) {
	if flag&(os.O_WRONLY|os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND) != 0 {
		return nil, refused("open", name)
	}
	return r.FS.Open(inside(name))
}
func (r ReadOnly) Stat(name string) (fs.FileInfo, error) { return fs.Stat(r.FS, inside(name)) }
func (r ReadOnly) Lstat(name string) (fs.FileInfo, error) {
	if l, ok := r.FS.(interface {
		Lstat(name string) (fs.FileInfo, error)
	}); ok {
		return l.Lstat(inside(name))
	}
	return r.Stat(name)
}
func (r ReadOnly) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(r.FS, inside(name))
}
func (r ReadOnly) Mkdir(name string, _ fs.FileMode) error    { return refused("mkdir", name) }
func (r ReadOnly) MkdirAll(name string, _ fs.FileMode) error { return refused("mkdir", name) }
func (r ReadOnly) Remove(name string) error                  { return refused("remove", name) }
func (r ReadOnly) RemoveAll(name string) error               { return refused("remove", name) }
func (r ReadOnly) Rename(from, _ string) error               { return refused("rename", from) }
func (r ReadOnly) Chmod(name string, _ fs.FileMode) error    { return refused("chmod", name) }
func (r ReadOnly) TempDir() string                           { return "." }
func (r ReadOnly) Abs(name string) (string, error)           { return rooted(name), nil }
