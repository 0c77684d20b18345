// Package replace gives files a new content: whole, or not at all, so that a
// disk that is full costs nobody what was there before.
package replace

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// File is the new content of a file, as long as it is being written. It is for
// one goroutine.
type File struct {
	*os.File
	name string // of the file that gets it; "" where it is written at once
}

// Create begins a new content, which is somewhere else until Commit. A file that
// is there keeps its mode, and stays where links lead to; a new one gets perm.
// What is no ordinary file, such as a terminal or a pipe, is written at once.
func Create(name string, perm fs.FileMode) (*File, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, err
	case info.IsDir() || !info.Mode().IsRegular():
		f, err := os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, perm)
		return &File{File: f}, err
	default:
		perm = info.Mode().Perm()
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return nil, err
		}
	}
	beside := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%08x", filepath.Base(name), rand.Uint32()))
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if errors.Is(err, fs.ErrPermission) && info != nil {
		// The file may be changed, and its folder not.
		f, err = os.OpenFile(name, os.O_WRONLY|os.O_TRUNC, perm)
		return &File{File: f}, err
	}
	if err != nil {
		err = &fs.PathError{Op: "open", Path: name, Err: errors.Unwrap(err)}
		return nil, err
	}
	if info != nil {
		err = f.Chmod(perm)
	}
	return &File{f, name}, err
}

// Regular reports whether it is for an ordinary file.
func (f *File) Regular() bool { return f.name != "" }

// Commit puts the content into its place, unless it could not be written, as err
// says: then nothing has changed, and the error is that.
func (f *File) Commit(err error) error {
	if closed := f.Close(); err == nil {
		err = closed
	}
	var at *fs.PathError
	if errors.As(err, &at) && at.Path == f.Name() && f.name != "" {
		at.Path = f.name
	}
	if f.name == "" {
		return err
	}
	if err == nil {
		err = os.Rename(f.Name(), f.name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// Write gives a file a content.
func Write(name string, text []byte, perm fs.FileMode) error {
	f, err := Create(name, perm)
	if err != nil {
		return err
	}
	_, err = f.File.Write(text)
	return f.Commit(err)
}
