package luabind

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/clock"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// ErrInterrupted is in the error of every run that ended after an interrupt
// that it did not go on from.
var ErrInterrupted = errors.New("interrupted")

// Stop says what an interrupt did to the runs of a Host.
type Stop int

// The answers of [Host.Interrupt].
const (
	NotRunning Stop = iota // nothing ran
	Stopping               // it was the first: waits, sleeps and joins end, no change begins any more
	Ending                 // it was the second: requests are cut, the script ends, deferred functions run
	Ended                  // it was a further one, which changes nothing
)

// phase is a run's state between interrupts.
type phase int

const (
	running phase = iota
	stopping
	ended
)

// changeTime is how long a change that is under way has to finish after the
// first interrupt, and deferred functions after the second.
const changeTime = 30 * time.Second

// interrupts is what a run keeps for them. It is under the run's lock.
type interrupts struct {
	phase     phase
	deferring bool                      // the script has ended, its deferred functions run
	waits     map[int]func()            // what the first interrupt ends
	changes   map[int]func(error)       // changes under way, and how each is cut
	unsent    context.Context           // ended by the first interrupt
	halt      context.CancelFunc        // of unsent
	noTimer   func()                    // takes back what cuts the changes
	cutDefers func(after time.Duration) // bounds the deferred functions; nil when none run
	next      int                       // the last key of waits and changes
	finishing bool                      // the first interrupt found something to finish
}

// StoppedError is how a run ends that was interrupted and did not resume,
// whatever it did. errors.Is finds [ErrInterrupted] in it.
type StoppedError struct {
	// Err is how it ended apart from that: nil for well, an [*Error], an
	// [*ExitError] or a [*DeferredError].
	Err error
}

func (e *StoppedError) Error() string {
	if e.Err == nil {
		return ErrInterrupted.Error()
	}
	return e.Err.Error()
}

// Unwrap gives ErrInterrupted and how the run ended.
func (e *StoppedError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrInterrupted}
	}
	return []error{ErrInterrupted, e.Err}
}

// stoppedError is what is raised in a script because its run is stopping.
type stoppedError struct {
	message string
	final   bool  // no pcall stops it
	err     error // what came of a change that was cut
}

func (e *stoppedError) Error() string { return e.message }

// Is has it pass for a cancellation and for an interrupt.
func (e *stoppedError) Is(target error) bool {
	return target == ErrCancelled || target == ErrInterrupted
}

func (e *stoppedError) Unwrap() error { return e.err }

// Interrupt is what Ctrl-C means to what runs. The first call has the runs
// stop: waits give what is left as it stands, and sleeps and joins end with an
// error. A change that is under way has 30 seconds to finish, and no other one
// begins until the script resumes or ends. The second call cuts requests and
// ends the scripts; their deferred functions have 30 seconds. Deferred
// functions that run already go on undisturbed. A run that ends without having
// resumed ends with a [*StoppedError].
func (h *Host) Interrupt() Stop {
	h.mu.Lock()
	runs := make([]*run, 0, len(h.runs))
	for r := range h.runs {
		runs = append(runs, r)
	}
	h.mu.Unlock()
	did := NotRunning
	for _, r := range runs {
		did = max(did, r.interrupt())
	}
	return did
}

// Finishing says whether the first interrupt found something that gives way or
// has to be finished: a wait, a sleep, a join, or a change under way. Where it
// did not, the scripts were computing or reading.
func (h *Host) Finishing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for r := range h.runs {
		r.mu.Lock()
		finishing := r.finishing
		r.mu.Unlock()
		if finishing {
			return true
		}
	}
	return false
}

func (r *run) interrupt() Stop {
	r.mu.Lock()
	switch r.phase {
	case running:
		r.phase, r.finishing = stopping, r.deferring || len(r.waits)+len(r.changes) > 0
		var waits []func()
		if !r.deferring {
			for _, f := range r.waits {
				waits = append(waits, f)
			}
			if r.halt != nil {
				r.halt()
			}
			r.noTimer = clock.Wall(changeTime, r.cutChanges)
		}
		if r.h.config.resume && len(waits) > 0 {
			r.resume()
		}
		r.mu.Unlock()
		for _, f := range waits {
			f()
		}
		return Stopping
	case stopping:
		r.phase = ended
		cut, deferring := r.cutDefers, r.deferring
		r.mu.Unlock()
		if deferring {
			if cut != nil {
				cut(changeTime)
			}
		} else {
			r.stop(ErrInterrupted)
		}
		return Ending
	}
	r.mu.Unlock()
	return Ended
}

// resume has the run go on as if nothing had been. The lock is held.
func (r *run) resume() {
	if r.phase != stopping {
		return
	}
	r.phase = running
	if r.noTimer != nil {
		r.noTimer()
		r.noTimer = nil
	}
	r.unsent, r.halt = nil, nil
}

// stops says whether calls of the script end because the run is stopping.
func (r *run) stops() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.phase != running && !r.deferring
}

// cutChanges ends what did not finish in time.
func (r *run) cutChanges() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, cut := range r.changes {
		cut(&stoppedError{message: fmt.Sprintf("the run is stopping, and no answer came within %v", changeTime), final: true})
	}
}

// Stopping says whether the run was interrupted and has not resumed.
func (c *Call) Stopping() bool {
	r := c.run()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.phase != running
}

// Resume takes the first interrupt back: the run goes on, and the next
// interrupt is the first again. After the second one it does nothing.
func (c *Call) Resume() {
	r := c.run()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.resume()
}

// Deferring says whether the run's script has ended and its deferred functions
// run.
func (c *Call) Deferring() bool { return c.run().isDeferring() }

func (r *run) isDeferring() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.deferring
}

// OnInterrupt makes f what the first interrupt does while something is waited
// for; remove it when the wait is over. f is called from another goroutine and
// must not touch Lua values. Where the run is stopping already f is called at
// once; in deferred functions it is never called.
func (c *Call) OnInterrupt(f func()) (remove func()) {
	r := c.run()
	r.mu.Lock()
	if r.deferring {
		r.mu.Unlock()
		return func() {}
	}
	if r.phase != running {
		r.mu.Unlock()
		f()
		return func() {}
	}
	defer r.mu.Unlock()
	r.next++
	id := r.next
	r.waits[id] = f
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.waits, id)
	}
}

// Wait is Block for what only lets time pass, or waits for somebody: the first
// interrupt ends it with a CancelledError, and while the run is stopping it
// ends the script.
func (c *Call) Wait(f func(ctx context.Context) error) error {
	if c.run().stops() {
		return c.stopped(true)
	}
	return c.Block(func(ctx context.Context) error {
		waiting, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		why := c.stopped(false)
		defer c.OnInterrupt(func() { cancel(why) })()
		err := f(waiting)
		if err != nil && ctx.Err() == nil && context.Cause(waiting) == why {
			return why
		}
		return err
	})
}

// Change is Block for what changes something outside of the script, such as a
// request that is not only a look, or a program: see [BeginChange].
func (c *Call) Change(f func(ctx context.Context) error) error {
	return c.Block(func(ctx context.Context) error {
		changing, _, end, err := BeginChange(ctx, c.name())
		if err != nil {
			return err
		}
		return end(f(changing))
	})
}

// Sleep waits, as [Call.Wait] does, for d to pass on the Host's clock.
func (c *Call) Sleep(d time.Duration) error {
	return c.Wait(func(ctx context.Context) error { return c.h.clock.Sleep(ctx, d) })
}

// name is what the calling function is called in messages.
func (c *Call) name() string {
	if c.fn == nil {
		return "this"
	}
	return c.fn.Name
}

// stopped is the error of a call that ends because the run is stopping.
func (c *Call) stopped(final bool) error {
	return &stoppedError{message: c.name() + ": interrupted: the run is stopping", final: final}
}

// BeginChange is called before a Func changes something outside of the script:
// sends a request that is not only a look, runs a program. ctx is that of
// [Call.Block]. Where the run is stopping it gives an error that ends the
// script, which the Func returns. What it does is done under the context
// changing, which ends 30 seconds after the first interrupt. end makes the
// Func's error of the change's own. unsent ends with the first interrupt: what
// has not left by then need not be finished; nil outside of a run. Safe from
// any goroutine.
func BeginChange(ctx context.Context, what string) (changing, unsent context.Context, end func(error) error, err error) {
	r := runOf(ctx)
	if r == nil {
		return ctx, nil, func(err error) error { return err }, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.deferring {
		return ctx, nil, func(err error) error { return err }, nil
	}
	if r.phase != running {
		return nil, nil, nil, &stoppedError{message: what + ": not done: the run is stopping", final: true}
	}
	if r.unsent == nil {
		r.unsent, r.halt = context.WithCancel(context.Background())
	}
	changing, cut := context.WithCancelCause(ctx)
	r.next++
	id := r.next
	r.changes[id] = cut
	unsent = r.unsent
	return changing, unsent, func(err error) error {
		r.mu.Lock()
		delete(r.changes, id)
		r.mu.Unlock()
		why := context.Cause(changing)
		defer cut(nil)
		var late *stoppedError
		switch {
		case err != nil && errors.As(why, &late):
			return &stoppedError{message: what + ": " + late.message, final: true, err: err}
		case errors.Is(err, context.Canceled) && why == nil && unsent.Err() != nil:
			return &stoppedError{message: what + ": not sent: the run is stopping", final: true, err: err}
		}
		return err
	}, nil
}

// cancelTask ends a task: where it blocks, or while the run is stopping where
// it blocks next, so that a change that is under way is finished. The
// machine's lock is held.
func (r *run) cancelTask(t *vm.Task, cause error) {
	if r.stops() && r.current().Context().Err() == nil {
		t.CancelLater(cause)
		return
	}
	t.Cancel(cause)
}
