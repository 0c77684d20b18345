package luabind

import (
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
)

// Environment is the environment variables that a Host's scripts see. What
// they set stays in it: the process's own environment never changes. Safe from
// any goroutine.
type Environment struct {
	mu   sync.Mutex
	vars map[string]string
}

func newEnvironment(vars []string) *Environment {
	e := &Environment{vars: make(map[string]string, len(vars))}
	for _, kv := range vars {
		if k, v, ok := strings.Cut(kv, "="); ok && k != "" {
			e.vars[k] = v
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
	e.vars[name] = value
}

// Unset removes a variable.
func (e *Environment) Unset(name string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.vars, name)
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
		c.files = system{}
	}
	if c.caps[CapEnv] && c.env == nil {
		c.env = newEnvironment(os.Environ())
	}
}
