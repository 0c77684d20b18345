package kit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"

	"github.com/doapi-lua/doapi/luabind"
)

// Replacement is a file that is written beside another and takes its place in
// the end. Whoever reads that name sees the old file or the whole new one.
type Replacement struct {
	files luabind.Files
	f     *Target
	temp  string // "" when the file is written in place
	name  string
	mode  fs.FileMode // to be set; 0 leaves what the system gives a new file
}

// Replace begins to write a file, for as long as ctx lasts. mode 0 is that of
// the present file, if there is one.
func Replace(ctx context.Context, files luabind.Files, name string, mode fs.FileMode) (*Replacement, error) {
	r := &Replacement{files: files, name: name, mode: mode}
	info, err := files.Lstat(name)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist), name == "":
		return nil, err
	case err == nil && !info.Mode().IsRegular():
		r.f, err = OpenTarget(ctx, files, name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
		return r, err
	case err == nil && mode == 0:
		r.mode = info.Mode().Perm()
	}
	perm := r.mode
	if perm == 0 {
		perm = 0o644
	}
	f, temp, err := Create(files, path.Dir(name), "."+path.Base(name)+".", ".tmp", perm)
	r.f, r.temp = &Target{ctx: ctx, f: f, name: name}, temp
	return r, About(name, err)
}

// About makes an error one of the file that a script named.
func About(name string, err error) error {
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		return &fs.PathError{Op: pe.Op, Path: name, Err: pe.Err}
	}
	return err
}

// Create makes a new file of a random name.
func Create(files luabind.Files, dir, prefix, suffix string, perm fs.FileMode) (fs.File, string, error) {
	for tries := 0; ; tries++ {
		name := RandomName(dir, prefix, suffix)
		f, err := files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		if err == nil || !errors.Is(err, fs.ErrExist) || tries >= 10 {
			return f, name, err
		}
	}
}

// RandomName makes up a name for a file.
func RandomName(dir, prefix, suffix string) string {
	return path.Join(dir, fmt.Sprintf("%s%016x%s", prefix, rand.Uint64(), suffix))
}

// Write appends to the new file.
func (r *Replacement) Write(b []byte) (int, error) { return r.f.Write(b) }

// Commit puts the new file in the place of the old one; after an error
// everything is as it was.
func (r *Replacement) Commit() error {
	var err error
	if s, ok := r.f.f.(interface{ Sync() error }); ok && r.temp != "" {
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
	return About(r.name, err)
}

// Abandon leaves the old file as it is.
func (r *Replacement) Abandon() {
	r.f.Close()
	if r.temp != "" {
		r.files.Remove(r.temp)
	}
}
