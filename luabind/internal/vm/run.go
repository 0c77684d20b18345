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
	main   *Task

	mu      sync.Mutex
	stopped error // why the run was ended from outside of Lua
	tasks   map[*Task]struct{}
}

// ErrCancelled is the cause of a task that was cancelled by a script.
var ErrCancelled = errors.New("cancelled")

// runKey finds the run in a task's context.
type runKey struct{}

// RunOf gives the task whose context ctx is or comes from.
func RunOf(ctx context.Context) (*Run, bool) {
	r, ok := ctx.Value(runKey{}).(*Run)
	return r, ok
}

// NewRun begins a run under ctx, which cancels it.
func (m *Machine) NewRun(ctx context.Context) *Run {
	r := &Run{m: m, limits: m.limits, tasks: map[*Task]struct{}{}}
	ctx, r.cancel = context.WithCancelCause(ctx)
	r.ctx = context.WithValue(ctx, runKey{}, r)
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
// own context. Its goroutine calls Do.
func (r *Run) NewTask(ctx context.Context) *Task {
	t := &Task{m: r.m, run: r}
	t.own = &stack{task: t}
	t.stack = t.own
	t.ctx, t.cancel = context.WithCancelCause(ctx)
	t.hook = hook{Context: t.ctx, task: t, done: t.ctx.Done()}
	r.mu.Lock()
	r.tasks[t] = struct{}{}
	r.mu.Unlock()
	return t
}

// Alive is how many tasks of the run have not ended.
func (r *Run) Alive() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tasks)
}

// Do runs fn as the task's body, with the lock held: it gives what the body
// returned, *Raised for an error, or the cause that stopped the task.
func (t *Task) Do(fn lua.LValue, args ...lua.LValue) (results []lua.LValue, err error) {
	defer func() {
		if r := recover(); r != nil {
			if u, ok := r.(unwinding); !ok || u.task != t {
				panic(r)
			}
			err = t.Cause()
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
	t.run.mu.Lock()
	delete(t.run.tasks, t)
	t.run.mu.Unlock()
}

// settle books what was counted since the last look.
func (h *hook) settle() {
	h.task.run.used += int64(h.lent - h.left)
	h.lent = h.left
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

// Close ends what the run left behind: suspended coroutines. The lock is held.
func (r *Run) Close() {
	r.cancel(ErrCancelled)
	r.m.coroutines.closeRun(r)
}
