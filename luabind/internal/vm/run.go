package vm

import (
	"context"
	"errors"
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// Run is one root call with its tasks, budgets and deferred functions. It ends
// when all its tasks have ended; an error of one cancels the others.
type Run struct {
	m      *Machine
	ctx    context.Context
	cancel context.CancelCauseFunc
	limits Limits
	used   int64 // instructions, under the machine's lock

	mu      sync.Mutex
	stopped error // why the run was ended from outside of Lua
}

// ErrCancelled is the cause of a task that was cancelled by a script.
var ErrCancelled = errors.New("cancelled")

// NewRun begins a run under ctx, which cancels it. It is to be closed.
func (m *Machine) NewRun(ctx context.Context) *Run {
	r := &Run{m: m, limits: m.limits}
	r.ctx, r.cancel = context.WithCancelCause(ctx)
	if m.limits.Memory > 0 {
		machines.add(m)
	}
	return r
}

// Context is what everything in the run is under.
func (r *Run) Context() context.Context { return r.ctx }

// Stop ends the run for a cause that no pcall catches. Safe from any goroutine.
func (r *Run) Stop(cause error) { r.stop(cause) }

func (r *Run) stop(cause error) {
	r.mu.Lock()
	if r.stopped == nil {
		r.stopped = cause
	}
	r.mu.Unlock()
	r.cancel(cause)
}

// Stopped is the cause of Stop, or of the end of the run's context.
func (r *Run) Stopped() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped != nil {
		return r.stopped
	}
	return context.Cause(r.ctx)
}

// Used is how many instructions the run's tasks have settled so far.
func (r *Run) Used() int64 { return r.used }

// NewTask makes a task of the run under ctx, which must come from the run's
// own context. Its goroutine calls Do, and End at last. The lock is held.
func (r *Run) NewTask(ctx context.Context) *Task {
	t := &Task{m: r.m, run: r}
	t.own = &stack{task: t}
	t.stack = t.own
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	t.hook = hook{Context: t.ctx, task: t, done: t.ctx.Done(), alarm: &r.m.alarm}
	r.m.tasks[t] = struct{}{}
	return t
}

// Do runs fn as the task's body, with the lock held: it gives what the body
// returned, *Raised for an error, or the cause that stopped the task.
func (t *Task) Do(fn lua.LValue, args ...lua.LValue) (results []lua.LValue, err error) {
	if t.Stopped() {
		return nil, t.Cause()
	}
	defer func() {
		if r := recover(); r != nil {
			if u, ok := r.(unwinding); !ok || u.task != t {
				panic(r)
			}
			err = &Ended{t.Cause(), t.ended}
		}
		for t.stack = t.own; len(t.own.threads) > 0; {
			t.own.leave()
		}
	}()
	return t.protect(nil, fn, args, nil)
}

// End forgets the task and frees its context. The lock is held.
func (t *Task) End() {
	t.hook.settle()
	t.cancel(ErrCancelled)
	delete(t.m.tasks, t)
}

// Cause is why a stopped task was stopped.
func (t *Task) Cause() error {
	if t.run.ctx.Err() != nil {
		if err := t.run.Stopped(); err != nil {
			return err
		}
	}
	if err := cause(t.ctx); err != nil {
		return err
	}
	return t.run.Stopped()
}

// Discard forgets a run that had no task. The lock is not held.
func (r *Run) Discard() {
	r.cancel(ErrCancelled)
	if r.limits.Memory > 0 {
		machines.remove(r.m)
	}
}

// Close ends what the run left behind: suspended coroutines. The lock is held.
func (r *Run) Close() {
	r.Discard()
	r.m.coroutines.closeRun(r)
}
