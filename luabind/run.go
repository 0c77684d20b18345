package luabind

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/clock"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// run is one root call: its tasks, deferred functions, what can be
// interrupted and what is counted.
type run struct {
	began     time.Time
	h         *Host
	ctx       context.Context // what tasks are spawned under
	defers    []lua.LValue
	rollbacks []lua.LValue       // called after the deferred functions when the run has failed
	spawned   <-chan struct{}    // closed when the task spawned last has begun
	begun     bool               // its main task has been made
	alive     int                // tasks spawned and not ended
	idle      *event             // fired when none is alive
	failed    error              // the first error of a task that nobody joined
	joins     map[*vm.Task]*task // whose end each task waits for
	output    int64
	ends      []func() // called when it has ended

	winding bool      // the script has ended while it was stopping: tasks end where they block next
	lost    error     // what standard output has failed with
	lostIn  []*ioFile // files that lack something that was written to them

	captured *strings.Builder // what standard output goes to instead; nil: to itself

	mu       sync.Mutex
	vm       *vm.Run // the deferred functions have others than the script
	requests int64
	interrupts
}

// stop ends what the run is doing, for a cause that no pcall catches. Safe
// from any goroutine.
func (r *run) stop(cause error) { r.current().Stop(cause) }

func (r *run) current() *vm.Run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.vm
}

// enter makes a run of the machine the one that the run's tasks belong to.
func (r *run) enter(v *vm.Run) {
	r.mu.Lock()
	r.vm = v
	r.mu.Unlock()
	r.ctx = context.WithValue(v.Context(), runKey{}, r)
}

// after is a context for what Go has kept of a run: when that has ended, what is
// called then is a run of its own.
func (h *Host) after(ctx context.Context) context.Context {
	r := runOf(ctx)
	if r == nil || r.h != h {
		return ctx
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, on := h.runs[r]; on {
		return ctx
	}
	return context.WithValue(context.WithoutCancel(ctx), runKey{}, (*run)(nil))
}

type runKey struct{}

func runOf(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}

func (c *Call) run() *run { return runOf(c.task.Context()) }

// start runs what prepare gives as a root call and waits for all its tasks.
// With a context that belongs to a run of this Host, it is a task of that run.
func (h *Host) start(ctx context.Context, prepare func(r *run) (lua.LValue, []lua.LValue, error), then func(*Call, []Value) error) ([]lua.LValue, error) {
	if r := runOf(ctx); r != nil && r.h == h {
		return r.nested(ctx, prepare, then)
	}
	r, err := h.newRun(ctx)
	if err != nil {
		return nil, err
	}
	defer h.endRun(r)
	defer h.countBusy(ctx)()
	if err := h.vm.LockContext(r.vm.Context()); err != nil {
		r.vm.Discard()
		return nil, h.asError(r.vm.Stopped())
	}
	defer h.vm.Unlock()
	defer r.end()
	r.defers, r.rollbacks = h.kept.defers, h.kept.rollbacks
	h.kept = kept{}
	if max := h.vm.Limits().Time; max > 0 {
		script := r.vm
		defer clock.Wall(max, func() { script.Stop(&vm.LimitError{Limit: vm.ErrTime, Max: max.String()}) })()
	}
	r.enter(r.vm)
	out, err := r.body(r.ctx, prepare, then)
	if err != nil && r.stops() {
		r.winding = true // what is under way is finished
	} else if err != nil {
		r.stop(vm.ErrCancelled)
	}
	r.joinAll()
	if r.failed != nil && (err == nil || errors.Is(err, errFailed)) {
		err = r.failed
	}
	if err == nil && r.lost == nil && isPart(ctx) && !r.stops() {
		h.kept = kept{r.defers, r.rollbacks}
		return out, nil
	}
	err = r.outcome(h.asError(err), r.runDefers(ctx))
	r.rollBack(ctx, err)
	return out, err
}

// kept is what parts of a script have left for its end. It is under the lock of
// the machine.
type kept struct{ defers, rollbacks []lua.LValue }

type partKey struct{}

// Part marks a context as that of a part of a script, such as a module that is
// loaded before it: when a call of a Host under it ends well, the functions that
// were deferred in it, or given to [Call.OnFailure], wait for the end of the next
// call without the mark.
func Part(ctx context.Context) context.Context { return context.WithValue(ctx, partKey{}, true) }

func isPart(ctx context.Context) bool { return ctx.Value(partKey{}) != nil }

// outcome makes one error of how the script ended and of what its deferred
// functions failed with.
func (r *run) outcome(err error, failed []error) error {
	if err == nil && len(failed) == 0 && r.lost != nil {
		err = r.h.asError(r.lost) // in a deferred function
	}
	var exit *ExitError
	if len(failed) == 0 && (err == nil || errors.As(err, &exit) && exit.Code == 0) {
		failed = r.incomplete()
	}
	switch {
	case err == nil && len(failed) == 1:
		err = failed[0]
	case len(failed) > 0:
		err = &DeferredError{Err: err, Failed: failed}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.phase != running {
		return &StoppedError{err}
	}
	return err
}

// incomplete are the errors of files that a script leaves behind though they lack
// something that it wrote: few scripts look at what write and close return.
func (r *run) incomplete() (failed []error) {
	for _, f := range r.lostIn {
		if _, err := r.h.files.Stat(f.name); !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, r.h.asError(Errorf(KindIO, "%s: not all that was written is there: %s", f.name, reason(f.lost))))
		}
	}
	return failed
}

// rollBack calls what is to be called when a run was no success, after its
// deferred functions and like these.
func (r *run) rollBack(ctx context.Context, err error) {
	var exit *ExitError
	var more *DeferredError
	if err == nil || errors.As(err, &exit) && exit.Code == 0 && !errors.As(err, &more) && !errors.Is(err, ErrInterrupted) {
		return
	}
	r.defers, r.rollbacks = r.rollbacks, nil
	for _, e := range r.runDefers(ctx) {
		fmt.Fprintf(r.h.stderr, "rollback: %v\n", e)
	}
}

// OnFailure has a function called, without arguments, when the run ends without
// success, after its deferred functions; the last one first.
func (c *Call) OnFailure(fn Value) {
	r := c.run()
	r.rollbacks = append(r.rollbacks, fn.raw())
}

// countBusy tells the clock that the calling goroutine works, unless it counts
// it already: nobody would be idle while a goroutine sleeps that is counted
// twice, and virtual time would stand still. Counted are the goroutines of runs,
// which the context tells, and those of Go functions that a script called,
// which may have no context to pass on.
func (h *Host) countBusy(ctx context.Context) (done func()) {
	if r := runOf(ctx); r != nil && sameClock(r.h.clock, h.clock) {
		return func() {}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.goBusy > 0 {
		h.goBusy--
		return h.goFunctionBegins
	}
	h.clock.Busy()
	return h.clock.Idle
}

// goFunctionBegins notes a Go function of the embedder that a script calls.
func (h *Host) goFunctionBegins() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.goBusy++
}

// goFunctionEnds takes it back.
func (h *Host) goFunctionEnds() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.goBusy--
}

// end gives back what the run still holds.
func (r *run) end() {
	r.current().Close()
	for _, f := range r.ends {
		f()
	}
}

// errFailed is the cause of a run that ends because of a task nobody joined.
var errFailed = fmt.Errorf("%w: a task failed", ErrCancelled)

// fail ends the run because of the error of a task.
func (r *run) fail(err error) {
	if r.failed == nil {
		r.failed = err
	}
	r.stop(errFailed)
}

func (h *Host) newRun(ctx context.Context) (*run, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, ErrClosed
	}
	r := &run{h: h, began: h.clock.Now(), vm: h.vm.NewRun(ctx), joins: map[*vm.Task]*task{}}
	r.waits, r.changes = map[int]func(){}, map[int]func(error){}
	h.runs[r] = struct{}{}
	return r, nil
}

func (h *Host) endRun(r *run) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.runs, r)
}

// body runs a prepared function as a task on the calling goroutine.
func (r *run) body(ctx context.Context, prepare func(*run) (lua.LValue, []lua.LValue, error), then func(*Call, []Value) error) ([]lua.LValue, error) {
	fn, args, err := prepare(r)
	if err != nil {
		return nil, err
	}
	t := r.vm.NewTask(ctx)
	defer t.End()
	if !r.begun {
		r.begun = true
		joinSession(ctx, t)
	}
	if then == nil {
		return t.Do(fn, args...)
	}
	// The results are looked at inside of the run.
	return t.Do(r.h.function(func(L *lua.LState) int {
		c := r.h.begin(L)
		values, err := c.Call(wrap(fn), wrapAll(args)...)
		if err == nil {
			err = then(c, values)
		}
		if err != nil {
			c.raise(err)
		}
		r.h.finish(c)
		return 0
	}))
}

func wrapAll(vs []lua.LValue) []Value {
	out := make([]Value, len(vs))
	for i, v := range vs {
		out[i] = wrap(v)
	}
	return out
}

// nested runs a call that came from within the run, from a Go function that a
// script called: the lock is not held.
func (r *run) nested(ctx context.Context, prepare func(*run) (lua.LValue, []lua.LValue, error), then func(*Call, []Value) error) ([]lua.LValue, error) {
	r.h.vm.Lock()
	defer r.h.vm.Unlock()
	// Whatever the Go function made of its context, the run's end is the call's.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	run := r.ctx
	defer context.AfterFunc(run, func() { cancel(context.Cause(run)) })()
	out, err := r.body(ctx, prepare, then)
	return out, r.h.asError(err)
}

// runDefers calls the deferred functions, last first, under contexts of their
// own: they run also when the script was cancelled or has used up its budgets.
// It gives what they failed with.
func (r *run) runDefers(ctx context.Context) (failed []error) {
	if len(r.defers) == 0 {
		return nil
	}
	r.failed, r.winding = nil, false
	late, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	bound := func(d time.Duration) (cancel func()) {
		return clock.Wall(d, func() { stop(fmt.Errorf("%w: deferred functions took longer than %v", vm.ErrTime, d)) })
	}
	grace := r.h.config.graceTime()
	r.mu.Lock()
	r.deferring = true
	if r.phase == ended {
		grace = min(grace, changeTime)
	}
	r.cutDefers = func(d time.Duration) { bound(d) }
	r.mu.Unlock()
	defer bound(grace)()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.cutDefers = nil
	}()
	for len(r.defers) > 0 && late.Err() == nil {
		last := len(r.defers) - 1
		fn := r.defers[last]
		r.defers[last], r.defers = nil, r.defers[:last]
		r.current().Close()
		r.enter(r.h.vm.NewRun(late))
		t := r.vm.NewTask(r.ctx)
		_, err := t.Do(fn)
		t.End()
		if err != nil {
			r.stop(vm.ErrCancelled)
		}
		r.joinAll()
		if err == nil {
			err = r.failed
		}
		if r.failed = nil; err != nil {
			failed = append(failed, r.h.asError(err))
		}
	}
	if n := len(r.defers); n > 0 {
		failed = append(failed, r.h.asError(fmt.Errorf("%d deferred functions did not run: %w", n, context.Cause(late))))
	}
	return failed
}

// Exit ends the script with an exit code, through every pcall.
func (c *Call) Exit(code int) error {
	c.run().stop(&ExitError{code})
	return &ExitError{code}
}

// CountRequest counts an API request that is about to be made against the
// run's limit. Safe from any goroutine whose context comes from a Call.
func CountRequest(ctx context.Context) error {
	r := runOf(ctx)
	if r == nil {
		return nil
	}
	r.mu.Lock()
	r.requests++
	n := r.requests
	r.mu.Unlock()
	if max := r.h.vm.Limits().Requests; max > 0 && n > max {
		err := &vm.LimitError{Limit: vm.ErrRequests, Max: fmt.Sprint(max)}
		r.stop(err)
		return err
	}
	return nil
}
