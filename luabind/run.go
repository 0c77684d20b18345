package luabind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// run is one root call: its tasks, deferred functions, what can be
// interrupted and what is counted.
type run struct {
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

	mu       sync.Mutex
	vm       *vm.Run // the deferred functions have others than the script
	requests int64
	waits    map[int]func()
	next     int
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
	if max := h.vm.Limits().Time; max > 0 {
		script := r.vm
		defer wall(max, func() { script.Stop(&vm.LimitError{Limit: vm.ErrTime, Max: max.String()}) })()
	}
	r.enter(r.vm)
	out, err := r.body(r.ctx, prepare, then)
	if err != nil {
		r.stop(vm.ErrCancelled)
	}
	r.joinAll()
	if r.failed != nil && (err == nil || errors.Is(err, errFailed)) {
		err = r.failed
	}
	if e := r.runDefers(ctx); err == nil {
		err = e
	}
	if err = r.runRollbacks(ctx, err); err != nil {
		return out, h.asError(err)
	}
	return out, nil
}

// runRollbacks calls what is to be called when a run was no success, after its
// deferred functions and like these. What the run ended with comes first in the
// error.
func (r *run) runRollbacks(ctx context.Context, err error) error {
	var exit *ExitError
	if err == nil || errors.As(err, &exit) && exit.Code == 0 {
		return err
	}
	r.defers, r.rollbacks = r.rollbacks, nil
	if e := r.runDefers(ctx); e != nil {
		fmt.Fprintf(r.h.stderr, "rollback: %v\n", r.h.asError(e))
	}
	return err
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
	r := &run{h: h, vm: h.vm.NewRun(ctx), waits: map[int]func(){}, joins: map[*vm.Task]*task{}}
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
func (r *run) runDefers(ctx context.Context) error {
	if len(r.defers) == 0 {
		return nil
	}
	r.failed = nil
	late, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	defer stop(nil)
	grace := r.h.config.graceTime()
	defer wall(grace, func() { stop(fmt.Errorf("%w: deferred functions took longer than %v", vm.ErrTime, grace)) })()
	var first error
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
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = context.Cause(late)
	}
	return first
}

// Interrupt is the soft Ctrl-C: waits that are going on give the rest of what
// they wait for as it stands; when none is, the runs are cancelled with
// [ErrInterrupted]. It says whether anything was running.
func (h *Host) Interrupt() bool {
	h.mu.Lock()
	runs := make([]*run, 0, len(h.runs))
	for r := range h.runs {
		runs = append(runs, r)
	}
	h.mu.Unlock()
	for _, r := range runs {
		if !r.interruptWaits() {
			r.stop(ErrInterrupted)
		}
	}
	return len(runs) > 0
}

func (r *run) interruptWaits() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range r.waits {
		f()
	}
	return len(r.waits) > 0
}

// OnInterrupt makes f what an interrupt does while something is waited for;
// remove it when the wait is over. f is called from another goroutine and must
// not touch Lua values. A second interrupt while f is still registered calls
// it again.
func (c *Call) OnInterrupt(f func()) (remove func()) {
	r := c.run()
	r.mu.Lock()
	defer r.mu.Unlock()
	id := r.next
	r.next++
	r.waits[id] = f
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.waits, id)
	}
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

// Write writes to the Host's standard output, counted against the limit.
func (c *Call) Write(b []byte) error { return c.run().write(c.h.stdout, b) }

// WriteError writes to the Host's standard error, counted against the limit.
func (c *Call) WriteError(b []byte) error { return c.run().write(c.h.stderr, b) }

func (r *run) write(w io.Writer, b []byte) error {
	if err := r.countOutput(len(b)); err != nil {
		return err
	}
	if _, err := w.Write(b); err != nil {
		return Errorf(KindIO, "write: %w", err)
	}
	return nil
}

// countOutput counts bytes about to be written against the run's limit.
func (r *run) countOutput(n int) error {
	r.output += int64(n)
	if max := r.h.vm.Limits().Output; max > 0 && r.output > max {
		err := &vm.LimitError{Limit: vm.ErrOutput, Max: vm.Bytes(max)}
		r.stop(err)
		return err
	}
	return nil
}
