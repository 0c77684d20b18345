package luabind

import "time"

// Effect is a kind of thing that scripts do outside of the Host and the API.
type Effect string

// The effects.
const (
	EffectFiles  Effect = "files"  // changing files, but for temporary ones
	EffectShell  Effect = "shell"  // running programs
	EffectHTTP   Effect = "http"   // requests that are no GET or HEAD
	EffectSSH    Effect = "ssh"    // what is done on other machines
	EffectSpaces Effect = "spaces" // changing what is stored in Spaces
)

// WithPlanning tells scripts that the run is a plan: the table do says so, and
// allowed is asked before each effect, which it may refuse.
func WithPlanning(allowed func(kind Effect, what string) error) Option {
	return func(c *config) error { c.planning, c.effects = true, allowed; return nil }
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

// Effect is called by Funcs before they do something outside: an error refuses
// it, and is to be returned.
func (c *Call) Effect(kind Effect, what string) error {
	if f := c.h.config.effects; f != nil {
		return f(kind, what)
	}
	return nil
}

// Started is when the run began, or what [WithStarted] says.
func (c *Call) Started() time.Time {
	if at := c.h.config.started; !at.IsZero() {
		return at
	}
	return c.run().began
}
