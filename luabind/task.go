package luabind

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"

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

// await waits for an event as the calling task. While the run is stopping it
// does not, and ends the script unless that is to be told only.
func (c *Call) await(e *event, tellOnly bool) error {
	if e.fired {
		return e.wait(c.Context())
	}
	c.task.Blocks()
	if c.run().stops() {
		return c.stopped(!tellOnly)
	}
	c.blocks()
	// The first interrupt ends the wait.
	waiting, cancel := context.WithCancelCause(c.Context())
	defer cancel(nil)
	why := c.stopped(false)
	defer c.OnInterrupt(func() { cancel(why) })()
	return e.wait(waiting)
}

// awaitEnd waits for a task's end, unless that would be for ever.
func (c *Call) awaitEnd(t *task) error {
	r := c.run()
	for u := t; u != nil && !u.done.fired; u = r.joins[u.vm] {
		if u.vm == c.task {
			return ValueErrorf("%s: the tasks wait for each other", c.Func().Name)
		}
	}
	r.joins[c.task] = t
	defer delete(r.joins, c.task)
	// Who joins several tasks in turn is told so of each, once.
	err := c.await(t.done, !t.late && !t.told)
	t.told = t.told || err != nil && r.stops()
	return err
}

// task is a Lua function that runs beside others.
type task struct {
	vm      *vm.Task
	done    *event
	results []lua.LValue
	err     error
	joined  bool
	started bool
	onEnd   func(*task)
	after   <-chan struct{} // closed when the task spawned before has begun
	begun   chan struct{}
	late    bool // it was spawned while the run was stopping
	told    bool // somebody was told that the run is stopping instead of its end
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
	line := c.lineage().child()
	t := &task{vm: r.current().NewTask(context.WithValue(ctx, taskNameKey{}, line.name)), done: newEvent(c.h), onEnd: onEnd, after: r.spawned, begun: make(chan struct{}), late: r.stops()}
	t.vm.SetLocal(lineageKey{}, line)
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
	t.started = true
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
	if err := c.awaitEnd(t); err != nil {
		c.run().cancelTask(t.vm, err)
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
	c     *Call
	tasks []*task
	errs  []error
	over  bool  // no more tasks are to be spawned
	race  bool  // the first task that ends, ends the group
	first *task // that ended
	after func(*task)
}

func (g *group) spawn(fn Value, args ...Value) error {
	t, err := g.c.spawn(g.c.Context(), fn, args, g.ended)
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
		g.cancel()
	}
	if g.after != nil {
		g.after(t)
	}
}

// cancel ends the tasks where they block: those that have not begun yet in
// their first call that does, unless it is a race, which the first to end wins.
func (g *group) cancel() {
	g.over = true
	for _, t := range g.tasks {
		if t.started || g.race {
			g.c.run().cancelTask(t.vm, errSibling)
		} else {
			t.vm.CancelLater(errSibling)
		}
	}
}

// abandon cancels the tasks, waits for their end and gives err.
func (g *group) abandon(err error) error {
	g.cancel()
	g.join()
	return err
}

// join waits for all tasks. It gives the first error, the others in its field
// errors.
func (g *group) join() error {
	var stopped error
	for _, t := range g.tasks {
		if stopped == nil {
			stopped = g.c.awaitEnd(t)
		}
		if stopped != nil {
			g.c.run().cancelTask(t.vm, stopped)
			t.done.wait(context.WithoutCancel(g.c.Context()))
		}
	}
	if stopped != nil {
		return stopped
	}
	return g.err()
}

// err makes one error of those of the tasks: the first, and in its field errors
// the others. An error that is no structured one stays as it is when it is alone.
func (g *group) err() error {
	if len(g.errs) == 0 {
		return nil
	}
	value := g.c.ErrorValue(g.errs[0])
	self, _ := value.Object()
	first, structured := self.(*ScriptError)
	if len(g.errs) == 1 && !structured {
		return g.errs[0]
	}
	if !structured {
		first = g.c.h.structured(value)
	}
	with := *first
	with.Fields = maps.Clone(first.Fields)
	if with.Fields == nil {
		with.Fields = map[string]Value{}
	}
	others := g.c.NewTable(len(g.errs)-1, 0)
	for _, err := range g.errs[1:] {
		others.Append(g.c.ErrorValue(err))
	}
	// Those of a group inside of this one.
	if inner, ok := with.Fields["errors"].AsTable(); ok {
		for i := 1; i <= inner.Len(); i++ {
			others.Append(inner.At(i))
		}
	}
	with.Fields["errors"] = g.c.h.MarkList(others).Value()
	if raised := (*vm.Raised)(nil); errors.As(g.errs[0], &raised) {
		return &vm.Raised{Value: g.c.h.Object(errorClass, &with).raw(), Frames: raised.Frames}
	}
	return &with
}

// structured makes a structured error of any value that was raised. It has the
// fields of a table.
func (h *Host) structured(v Value) *ScriptError {
	e := &ScriptError{Kind: KindError, Message: h.message(v), Fields: map[string]Value{"value": v}}
	if t, ok := v.AsTable(); ok {
		t.Each(func(k, v Value) bool {
			if name, _ := k.AsString(); k.IsString() {
				e.Fields[name] = v
			}
			return true
		})
		if kind, ok := t.Get("kind").AsString(); ok {
			e.Kind = kind
		}
	}
	return e
}

// lineage numbers tasks by the order in which each has spawned its own.
type lineage struct {
	name     string // "main", "2", "2.1"
	children int
}

type lineageKey struct{}

func (c *Call) lineage() *lineage {
	l, ok := c.task.Local(lineageKey{}).(*lineage)
	if !ok {
		l = &lineage{name: "main"}
		c.task.SetLocal(lineageKey{}, l)
	}
	return l
}

func (l *lineage) child() *lineage {
	l.children++
	name := strconv.Itoa(l.children)
	if l.name != "main" {
		name = l.name + "." + name
	}
	return &lineage{name: name}
}

type taskNameKey struct{}

// TaskOf names the task whose context ctx is or comes from, as [Call.Task] does:
// for clocks, which are told no more than a context.
func TaskOf(ctx context.Context) string {
	if name, ok := ctx.Value(taskNameKey{}).(string); ok {
		return name
	}
	return "main"
}

// Task names the calling task: "main", or by the order in which tasks were
// spawned, "1", "2", and "2.1" for the first that the second has spawned.
func (c *Call) Task() string { return c.lineage().name }

// sessionKey finds a session's locals in a context.
type sessionKey struct{}

// WithSession returns a context for runs that follow each other, as the lines
// of a REPL do: what belongs to the main task of one ([Call.Local]), such as the
// last response of a client, the next one finds.
func WithSession(ctx context.Context) context.Context {
	return context.WithValue(ctx, sessionKey{}, new(vm.Task))
}

// joinSession has the main task of a run go on with what its session has.
func joinSession(ctx context.Context, t *vm.Task) {
	if s, ok := ctx.Value(sessionKey{}).(*vm.Task); ok {
		t.ShareLocals(s)
	}
}
