package luabind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/filesys"
)

// Capability is something of the outside world that a module needs and an
// embedder has to grant.
type Capability string

// What a default Host does not have.
const (
	CapFS    Capability = "fs"    // files: loadfile and dofile; see also WithFS and WithDir
	CapEnv   Capability = "env"   // environment variables; see also WithEnv
	CapShell Capability = "shell" // other programs
	CapNet   Capability = "net"   // network beyond the API client
	// CapOS opens io and os as Lua has them. What they do with files,
	// variables and programs needs the capability for these besides.
	CapOS Capability = "os"
)

// WithCapabilities grants capabilities to modules that need them.
func WithCapabilities(caps ...Capability) Option {
	return func(c *config) error {
		for _, k := range caps {
			c.caps[k] = true
		}
		return nil
	}
}

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
		c.files, c.caps[CapFS] = filesys.ReadOnly{FS: fsys}, true
		return nil
	}
}

// WithDir grants [CapFS] for one directory, to read and write. Scripts name
// its files with or without a leading slash; no name and no link leads out of
// it. The directory must exist.
func WithDir(dir string) Option {
	return func(c *config) error {
		d, err := filesys.Open(dir)
		if err != nil {
			return fmt.Errorf("luabind: WithDir: %w", err)
		}
		c.files, c.caps[CapFS] = d, true
		return nil
	}
}

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

// Environment is the environment variables that a Host's scripts see. What
// they set stays in it: the process's own environment never changes. Safe from
// any goroutine.
type Environment struct {
	mu   sync.Mutex
	vars map[string]string
	size int // in bytes, of the names and values
}

func newEnvironment(vars []string) *Environment {
	e := &Environment{vars: make(map[string]string, len(vars))}
	for _, kv := range vars {
		if k, v, ok := strings.Cut(kv, "="); ok && k != "" {
			e.put(k, v)
		}
	}
	return e
}

// Get gives a variable and whether it is set.
func (e *Environment) Get(name string) (string, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	v, ok := e.vars[name]
	return v, ok
}

// Set sets a variable.
func (e *Environment) Set(name, value string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.put(name, value)
}

func (e *Environment) put(name, value string) {
	e.remove(name)
	e.vars[name] = value
	e.size += len(name) + len(value) + variableBytes
}

func (e *Environment) remove(name string) {
	if value, ok := e.vars[name]; ok {
		delete(e.vars, name)
		e.size -= len(name) + len(value) + variableBytes
	}
}

// variableBytes is what a variable takes beside its name and value.
const variableBytes = 48

// bytes is what all variables take.
func (e *Environment) bytes() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.size
}

// Unset removes a variable.
func (e *Environment) Unset(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.remove(name)
}

// List gives all as NAME=value, sorted, as package os/exec takes them.
func (e *Environment) List() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]string, 0, len(e.vars))
	for _, k := range slices.Sorted(maps.Keys(e.vars)) {
		out = append(out, k+"="+e.vars[k])
	}
	return out
}

// Env is the environment that scripts see; nil without [CapEnv]. With CapEnv
// alone it begins as the process's.
func (h *Host) Env() *Environment { return h.env }

// WithEnv grants [CapEnv] for these variables only, given as NAME=value.
func WithEnv(vars ...string) Option {
	return func(c *config) error {
		c.env, c.caps[CapEnv] = newEnvironment(vars), true
		return nil
	}
}

// openCapabilities makes what is granted without more being said about it that
// of the process.
func (c *config) openCapabilities() {
	if c.caps[CapFS] && c.files == nil {
		c.files = filesys.System{}
	}
	if c.caps[CapEnv] && c.env == nil {
		c.env = newEnvironment(os.Environ())
	}
}

// Effect is a kind of thing that scripts do outside of the Host and the API.
type Effect string

// The effects.
const (
	EffectFiles  Effect = "files"  // changing files, but for temporary ones; see [Call.ChangesFile]
	EffectShell  Effect = "shell"  // running programs
	EffectHTTP   Effect = "http"   // requests that are no GET or HEAD
	EffectSSH    Effect = "ssh"    // what is done on other machines
	EffectSpaces Effect = "spaces" // changing what is stored in Spaces
)

// Effect is called by Funcs before they do something outside: an error refuses
// it, and is to be returned.
func (c *Call) Effect(kind Effect, what string) error {
	if f := c.h.config.effects; f != nil {
		return f(kind, what)
	}
	return nil
}

// ChangesFile is Effect for the change of a file or folder. What scripts of this
// Host have made as a temporary one may be changed in any case, and so may what is
// in it.
func (c *Call) ChangesFile(name, what string) error {
	if c.h.config.effects == nil || c.h.isTemporary(name) {
		return nil
	}
	return c.Effect(EffectFiles, what)
}

// Temporary tells that a file or folder has been made as a temporary one.
func (c *Call) Temporary(name string) {
	if c.h.config.effects == nil {
		return // nobody asks
	}
	if c.h.temporary == nil {
		c.h.temporary = map[string]bool{}
	}
	c.h.temporary[filepath.Clean(name)] = true
}

// devices are files that keep nothing.
var devices = []string{"/dev/null", "/dev/stdout", "/dev/stderr", "/dev/tty"}

func (h *Host) isTemporary(name string) bool {
	name = filepath.Clean(name)
	if slices.Contains(devices, name) {
		return true
	}
	for !h.temporary[name] {
		above := filepath.Dir(name)
		if above == name {
			return false
		}
		name = above
	}
	return true
}

// refused asks whether a function may have its effect.
func (c *Call) refused(fn *Func) error {
	files := false
	for i := range fn.Params {
		if p := &fn.Params[i]; p.Changed {
			files = true
			if err := c.ChangesFile(c.Named(p.Name).Text(), fn.Called()); err != nil {
				return err
			}
		}
	}
	if files {
		return nil
	}
	return c.Effect(fn.Effect, fn.Called())
}
