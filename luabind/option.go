package luabind

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// Option configures a [Host]. Options are checked by [New].
type Option func(*config) error

type config struct {
	limits    vm.Limits
	callDepth int
	source    int // bytes of one chunk
	clock     Clock
	stdout    io.Writer
	stderr    io.Writer
	stdin     io.Reader
	modules   []*Module
	globals   []func(*Host)
	errors    []func(*Call, error) *ScriptError
	values    []func(*Host, any) (Value, bool)
	paths     []string
	caps      map[Capability]bool
	files     Files
	env       *Environment
	resume    bool
	grace     time.Duration
	planning  bool
	effects   func(kind Effect, what string) error // nil: all are allowed
	coverage  *Coverage
	atBreak   func(c *Call, frames []Frame) error
	started   time.Time // zero: when a run begins
	sources   func(file string, text []byte) error
}

// The limits of a Host that is given no others.
const (
	DefaultTimeLimit        = 30 * time.Second
	DefaultInstructionLimit = 1_000_000_000
	DefaultMemoryLimit      = 256 << 20
	DefaultOutputLimit      = 64 << 20
	DefaultSourceLimit      = 1 << 20
	DefaultTaskLimit        = 100_000
	DefaultCoroutineLimit   = 100_000
	defaultGrace            = 30 * time.Second
)

func defaults() config {
	return config{
		limits: vm.Limits{
			Time: DefaultTimeLimit, Instructions: DefaultInstructionLimit, Memory: DefaultMemoryLimit,
			Output: DefaultOutputLimit, Tasks: DefaultTaskLimit, Coroutines: DefaultCoroutineLimit,
		},
		source: DefaultSourceLimit,
		clock:  RealClock(),
		stdout: io.Discard, stderr: io.Discard,
		caps: map[Capability]bool{},
	}
}

// Options joins several into one.
func Options(opts ...Option) Option {
	return func(c *config) error {
		var errs []error
		for _, o := range opts {
			errs = append(errs, o(c))
		}
		return errors.Join(errs...)
	}
}

func positive(what string, n int64) error {
	if n < 0 {
		return fmt.Errorf("luabind: %s must not be negative, got %d", what, n)
	}
	return nil
}

// WithTimeLimit bounds the wall time of a run; 0 for none. What exceeds it
// ends with [ErrTimeLimit].
func WithTimeLimit(d time.Duration) Option {
	return func(c *config) error { c.limits.Time = d; return positive("the time limit", int64(d)) }
}

// WithInstructionLimit bounds the VM instructions of a run, library steps
// included; 0 for none. What exceeds it ends with [ErrInstructionLimit].
func WithInstructionLimit(n int64) Option {
	return func(c *config) error { c.limits.Instructions = n; return positive("the instruction limit", n) }
}

// WithMemoryLimit bounds the bytes that the Host's values take; 0 for none.
// What exceeds it ends with [ErrMemoryLimit].
func WithMemoryLimit(n int64) Option {
	return func(c *config) error { c.limits.Memory = n; return positive("the memory limit", n) }
}

// WithOutputLimit bounds the bytes that a run may write to standard output and
// error together; 0 for none. What exceeds it ends with [ErrOutputLimit].
func WithOutputLimit(n int64) Option {
	return func(c *config) error { c.limits.Output = n; return positive("the output limit", n) }
}

// WithRequestLimit bounds the API requests of a run; 0 for none. What exceeds
// it ends with [ErrRequestLimit].
func WithRequestLimit(n int64) Option {
	return func(c *config) error { c.limits.Requests = n; return positive("the request limit", n) }
}

// WithTaskLimit bounds the tasks that are alive at a time; 0 for none. What
// exceeds it ends with [ErrTaskLimit].
func WithTaskLimit(n int) Option {
	return func(c *config) error { c.limits.Tasks = n; return positive("the task limit", int64(n)) }
}

// WithCoroutineLimit bounds the coroutines that are alive at a time; 0 for none.
// What exceeds it ends with [ErrCoroutineLimit]. However many there are, they
// resume each other 190 deep.
func WithCoroutineLimit(n int) Option {
	return func(c *config) error {
		c.limits.Coroutines = n
		return positive("the coroutine limit", int64(n))
	}
}

// WithCallDepth bounds how deep Lua calls nest, through protected calls and
// coroutines too; 0 for the default of 20,000. What goes deeper raises "stack
// overflow", which pcall catches.
func WithCallDepth(n int) Option {
	return func(c *config) error {
		c.callDepth = n
		if n > maxCallDepth {
			return fmt.Errorf("luabind: the call depth must be at most %d, got %d", maxCallDepth, n)
		}
		return positive("the call depth", int64(n))
	}
}

// maxCallDepth is what the VM's call stack can count.
const maxCallDepth = 200_000

// WithSourceLimit bounds the bytes of one chunk of source text.
func WithSourceLimit(n int) Option {
	return func(c *config) error { c.source = n; return positive("the source limit", int64(n)) }
}

// WithoutLimits takes all limits away but those of source text and depth.
func WithoutLimits() Option {
	return func(c *config) error { c.limits = vm.Limits{}; return nil }
}

// WithClock makes the Host run by another clock.
func WithClock(k Clock) Option {
	return func(c *config) error {
		if k == nil {
			return errors.New("luabind: WithClock(nil)")
		}
		c.clock = k
		return nil
	}
}

// WithStdio says where print and io.write go and what io.read reads. Nil
// leaves a stream as it was: nothing is read, output is dropped.
func WithStdio(in io.Reader, out, err io.Writer) Option {
	return func(c *config) error {
		if in != nil {
			c.stdin = in
		}
		if out != nil {
			c.stdout = out
		}
		if err != nil {
			c.stderr = err
		}
		return nil
	}
}

// WithModules makes modules available to require. [New] refuses two that have
// different classes of one name, and require one that is found to only when it is
// prepared.
func WithModules(mods ...*Module) Option {
	return func(c *config) error {
		for _, m := range mods {
			if err := m.valid(); err != nil {
				return err
			}
		}
		c.modules = append(c.modules, mods...)
		return nil
	}
}

// WithPath lets require find Lua files by these patterns, "?" standing for
// the module's name with dots as slashes: "lib/?.lua". They are read from what
// [WithFS] or [WithDir] gives, otherwise from the computer's files. A script
// can change them through package.path only where it may read files anyway.
func WithPath(patterns ...string) Option {
	return func(c *config) error { c.paths = append(c.paths, patterns...); return nil }
}

// WithSetup runs f on the new Host before any script, to set globals.
func WithSetup(f func(*Host)) Option {
	return func(c *config) error { c.globals = append(c.globals, f); return nil }
}

// WithGoValues adds a mapping from Go values to the ones that scripts get for
// them; false leaves a value to the next mapping, and then to [Host.FromGo]. The
// Host's lock is held.
func WithGoValues(f func(h *Host, value any) (Value, bool)) Option {
	return func(c *config) error { c.values = append(c.values, f); return nil }
}

// WithErrors adds a mapping from Go errors that Funcs return to what scripts
// see; nil from f leaves an error to the next mapping.
func WithErrors(f func(c *Call, err error) *ScriptError) Option {
	return func(c *config) error { c.errors = append(c.errors, f); return nil }
}

// WithGrace bounds how long deferred functions may take in all, beyond the
// run's own time: by default 30 seconds, or as long as the run itself may take
// if that is less.
func WithGrace(d time.Duration) Option {
	return func(c *config) error { c.grace = d; return positive("the grace time", int64(d)) }
}

// WithResume has every interrupt end what is waited for and the run go on, as
// if the script had called do.resume() at once. One that finds nothing to end
// is like any other.
func WithResume() Option {
	return func(c *config) error { c.resume = true; return nil }
}

func (c *config) graceTime() time.Duration {
	switch {
	case c.grace > 0:
		return c.grace
	case c.limits.Time > 0:
		return min(c.limits.Time, defaultGrace)
	}
	return defaultGrace
}

// WithPlanning tells scripts that the run is a plan: the table do says so, and
// allowed is asked before each effect, which it may refuse.
func WithPlanning(allowed func(kind Effect, what string) error) Option {
	return func(c *config) error { c.planning, c.effects = true, allowed; return nil }
}

// WithSources has f see each file of Lua code that a script loads, by require,
// dofile or loadfile, before it is compiled. An error of f is that of loading. f
// is called from one goroutine at a time.
func WithSources(f func(file string, text []byte) error) Option {
	return func(c *config) error { c.sources = f; return nil }
}

// WithStarted sets the time at which runs say that they began, for runs that are
// to repeat an earlier one.
func WithStarted(at time.Time) Option {
	return func(c *config) error { c.started = at; return nil }
}

// Planning reports whether runs of the Host are plans.
func (h *Host) Planning() bool { return h.config.planning }

// SetStarted is [WithStarted] for a Host that is there already; call it between
// runs.
func (h *Host) SetStarted(at time.Time) { h.config.started = at }

// Started is when the run began, or what [WithStarted] says.
func (c *Call) Started() time.Time {
	if at := c.h.config.started; !at.IsZero() {
		return at
	}
	return c.run().began
}
