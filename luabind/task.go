package luabind

import (
	"context"
	"errors"
	"fmt"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// event wakes those who wait for something that happens once. It is used with
// the Host's lock held.
type event struct {
	h       *Host
	fired   bool
	waiters map[*context.CancelFunc]struct{}
}

func newEvent(h *Host) *event { return &event{h: h} }

func (e *event) fire() {
	e.fired = true
	for w := range e.waiters {
		(*w)()
	}
	e.waiters = nil
}

// wait blocks until the event has happened or ctx ends, the lock given away
// meanwhile. A virtual clock sees it as a sleep that ends with the event.
func (e *event) wait(ctx context.Context) error {
	if e.fired {
		return nil
	}
	woken, wake := context.WithCancel(ctx)
	defer wake()
	if e.waiters == nil {
		e.waiters = map[*context.CancelFunc]struct{}{}
	}
	e.waiters[&wake] = struct{}{}
	e.h.vm.Unlock()
	err := e.h.clock.Sleep(woken, Forever)
	e.h.vm.Lock()
	if e.fired {
		return nil
	}
	delete(e.waiters, &wake)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// task is a Lua function that runs beside others.
type task struct {
	vm      *vm.Task
	done    *event
	results []lua.LValue
	err     error
	joined  bool
	onEnd   func(*task)
	after   <-chan struct{} // closed when the task spawned before has begun
	begun   chan struct{}
}

// taskBytes is about what a sleeping task costs.
const taskBytes = 16 << 10

// spawn starts fn as a task of the calling one's run, under ctx. onEnd is
// called with the lock held when it has ended.
func (c *Call) spawn(ctx context.Context, fn Value, args []Value, onEnd func(*task)) (*task, error) {
	r := c.run()
	if max := c.h.vm.Limits().Tasks; max > 0 && r.alive >= max {
		err := &vm.LimitError{Limit: vm.ErrTasks, Max: fmt.Sprint(max)}
		r.stop(err)
		return nil, err
	}
	c.Charge(taskBytes)
	t := &task{vm: r.current().NewTask(ctx), done: newEvent(c.h), onEnd: onEnd, after: r.spawned, begun: make(chan struct{})}
	r.spawned = t.begun
	raw := make([]lua.LValue, len(args))
	for i, a := range args {
		raw[i] = a.raw()
	}
	r.alive++
	r.h.clock.Busy()
	go t.body(r, fn.raw(), raw)
	return t, nil
}

// body is the task's goroutine.
func (t *task) body(r *run, fn lua.LValue, args []lua.LValue) {
	defer r.h.clock.Idle()
	// Tasks begin in the order in which they were spawned, whatever goroutine
	// comes first.
	if t.after != nil {
		<-t.after
		t.after = nil
	}
	r.h.vm.Lock()
	defer r.h.vm.Unlock()
	close(t.begun)
	t.results, t.err = t.vm.Do(fn, args...)
	t.vm.End()
	if t.onEnd != nil {
		t.onEnd(t)
	}
	t.done.fire()
	if r.alive--; r.alive == 0 && r.idle != nil {
		r.idle.fire()
	}
}

// joinAll waits until the run's tasks have ended.
func (r *run) joinAll() {
	for r.alive > 0 {
		r.idle = newEvent(r.h)
		r.idle.wait(context.WithoutCancel(r.ctx))
		r.idle = nil
	}
}

// join waits for the task and gives its results, or its error. When the one
// who waits is cancelled, so is the task, and its end is waited for.
func (t *task) join(c *Call) ([]Value, error) {
	t.joined = true
	if err := t.done.wait(c.Context()); err != nil {
		t.vm.Cancel(err)
		t.done.wait(context.WithoutCancel(c.Context()))
		return nil, err
	}
	if t.err != nil {
		return nil, t.err
	}
	return wrapAll(t.results), nil
}

// errSibling is the cause of a task that was cancelled because of another.
var errSibling = fmt.Errorf("%w: another task ended the group", ErrCancelled)

// group runs tasks that belong together: the first error cancels the others.
type group struct {
	c      *Call
	ctx    context.Context
	cancel context.CancelCauseFunc
	tasks  []*task
	errs   []error
	race   bool  // the first task that ends, ends the group
	first  *task // that ended
	after  func(*task)
}

func (c *Call) newGroup() *group {
	g := &group{c: c}
	g.ctx, g.cancel = context.WithCancelCause(c.Context())
	return g
}

func (g *group) spawn(fn Value, args ...Value) error {
	t, err := g.c.spawn(g.ctx, fn, args, g.ended)
	if err == nil {
		g.tasks = append(g.tasks, t)
	}
	return err
}

func (g *group) ended(t *task) {
	if g.first == nil {
		g.first = t
	}
	failed := t.err != nil && !errors.Is(t.err, errSibling)
	if failed {
		g.errs = append(g.errs, t.err)
	}
	if failed || g.race {
		g.cancel(errSibling)
	}
	if g.after != nil {
		g.after(t)
	}
}

// join waits for all tasks. It gives the first error, the others in its field
// errors.
func (g *group) join() error {
	defer g.cancel(ErrCancelled)
	var stopped error
	for _, t := range g.tasks {
		if stopped == nil {
			stopped = t.done.wait(g.c.Context())
		}
		if stopped != nil {
			g.cancel(stopped)
			t.done.wait(context.WithoutCancel(g.c.Context()))
		}
	}
	if stopped != nil {
		return stopped
	}
	return g.err()
}

func (g *group) err() error {
	switch len(g.errs) {
	case 0:
		return nil
	case 1:
		return g.errs[0]
	}
	value := g.c.ErrorValue(g.errs[0])
	self, _ := value.Object()
	se, ok := self.(*ScriptError)
	if !ok {
		se = &ScriptError{Kind: KindError, Message: g.c.h.message(value), Err: g.errs[0], Fields: map[string]Value{"value": value}}
	}
	list := g.c.NewTable(len(g.errs)-1, 0)
	for _, err := range g.errs[1:] {
		list.Append(g.c.ErrorValue(err))
	}
	with := *se
	with.Fields = map[string]Value{"errors": list.Value()}
	for k, v := range se.Fields {
		with.Fields[k] = v
	}
	return &with
}
