package luabind

import (
	"context"
	"errors"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// TaskModule is `require "task"`: functions that run beside each other. Tasks
// switch only where a call blocks; between two blocking calls a script is
// alone. Every Host has it.
var TaskModule = &Module{
	Name:    "task",
	Doc:     "Functions that run beside each other and switch where a call blocks.",
	Classes: []*Class{taskClass},
	Globals: []string{"defer", "breakpoint"},
	Funcs: []Func{
		{Name: "spawn", Doc: "Starts f(...) as a task. An error that nobody joins cancels the script's other tasks and ends it.", Result: "Task",
			Params: []Param{{Name: "f", Type: FuncType}, {Name: "...", Rest: true, Type: Any}},
			Run:    taskSpawn},
		{Name: "all", Doc: "Runs the functions of a list beside each other and gives the list of their first results.", Result: "any[]",
			Params: []Param{{Name: "functions", Type: ListOf(FuncType, "a list of functions")}},
			Run:    taskAll},
		{Name: "map", Doc: "Calls f with each element of a list, several at a time, and gives the results in order; n in the result is their number.", Result: "any[]",
			Params: []Param{
				{Name: "list", Type: listOrIterator, Doc: "a list or an iterator"},
				{Name: "f", Type: FuncType},
				{Name: "limit", Type: limitType, Option: true, Default: "8", Doc: "how many run at a time"},
			},
			NamedArgs: true,
			Run:       taskMap},
		{Name: "race", Doc: "Runs the functions of a list beside each other, gives what the first to end gives and cancels the others.", Result: "any",
			Params: []Param{{Name: "functions", Type: ListOf(FuncType, "a list of functions")}},
			Run:    taskRace},
		{Name: "sleep", Doc: "Waits; other tasks go on.",
			Params: []Param{{Name: "seconds", Type: SecondsType}},
			Run:    taskSleep},
		{Name: "timeout", Doc: "Calls f and gives its results; raises a LimitError when it takes longer.", Result: "any",
			Params: []Param{{Name: "seconds", Type: SecondsType}, {Name: "f", Type: FuncType}, {Name: "...", Rest: true, Type: Any}},
			Run:    taskTimeout},
		*deferFunc,
		*breakpointFunc,
	},
}

func taskSpawn(c *Call) error {
	r := c.run()
	t, err := c.spawn(r.ctx, c.Named("f"), c.Rest(), func(t *task) {
		// A task that an interrupt ends is no failure either: the script goes on
		// until it hears of that itself.
		if t.err != nil && !t.joined && !errors.Is(r.h.asError(t.err), ErrCancelled) {
			r.fail(t.err)
		}
	})
	if err != nil {
		return err
	}
	return c.Return(c.h.Object(taskClass, t))
}

func taskAll(c *Call) error {
	g := &group{c: c}
	if err := g.spawnAll(c.Named("functions")); err != nil {
		return err
	}
	if err := g.join(); err != nil {
		return err
	}
	return c.Return(g.results().Value())
}

func taskRace(c *Call) error {
	g := &group{c: c, race: true}
	if err := g.spawnAll(c.Named("functions")); err != nil {
		return err
	}
	if len(g.tasks) == 0 {
		return ValueErrorf("race: the list of functions is empty")
	}
	if err := g.join(); err != nil && (g.first == nil || g.first.err != nil) {
		return err
	}
	return c.Return(wrapAll(g.first.results)...)
}

// spawnAll starts the functions of a list.
func (g *group) spawnAll(functions Value) error {
	list, _ := functions.AsTable()
	for i := 1; i <= list.Len(); i++ {
		if err := g.spawn(list.At(i)); err != nil {
			return g.abandon(err)
		}
	}
	return nil
}

func taskSleep(c *Call) error { return c.Sleep(c.Named("seconds").Seconds()) }

// deferFunc is a global function too.
var deferFunc = &Func{
	Name: "defer", Doc: "Has f called at the script's end, also after an error or Ctrl-C; the last one first.",
	Params: []Param{{Name: "f", Type: FuncType}},
	Run:    runDefer,
}

func runDefer(c *Call) error {
	r := c.run()
	c.Charge(2 * valueBytes) // the list grows ahead
	r.defers = append(r.defers, c.Named("f").raw())
	return nil
}

// breakpointFunc is a function that every Host has.
var breakpointFunc = &Func{
	Name: "breakpoint",
	Doc:  "Stops the script here for somebody to look at it: opens a prompt that sees its local variables, and goes on when that is left. Where nobody is at a terminal it says so, and goes on.",
	Run: func(c *Call) error {
		if c.h.config.atBreak == nil {
			where := c.Where()
			if where != "" {
				where += ": "
			}
			return c.WriteError([]byte(where + "breakpoint() goes on: nobody is at a terminal\n"))
		}
		frames, release := c.task.Look()
		defer release()
		return c.h.config.atBreak(c, framesOf(frames))
	},
}

// WithBreakpoint says what the function breakpoint does: f is called with the
// functions that the script is in, innermost first, and the script goes on when
// it returns. Without it, a script that calls breakpoint goes on, with a line on
// standard error.
func WithBreakpoint(f func(c *Call, frames []Frame) error) Option {
	return func(o *config) error { o.atBreak = f; return nil }
}

var listOrIterator = &Type{Name: "a list or an iterator", Lua: "any[]|Iterator", Table: true, Literal: []string{"table"},
	Check: func(c *Call, v Value) (Value, error) {
		if _, ok := v.AsIterator(); ok {
			return v, nil
		}
		return checkList(c, v)
	}}

// elements gives a function that hands out a list's or iterator's elements.
func elements(v Value) func(c *Call) (Value, error) {
	if it, ok := v.AsIterator(); ok {
		return it.Next
	}
	t, _ := v.AsTable()
	i, n := 0, t.Len()
	return func(*Call) (Value, error) {
		if i++; i > n {
			return Nil, nil
		}
		return t.At(i), nil
	}
}

func (g *group) results() Table {
	out := g.c.NewTable(len(g.tasks), 1)
	for i, t := range g.tasks {
		if len(t.results) > 0 {
			out.SetAt(i+1, wrap(t.results[0]))
		}
	}
	return g.c.h.pack(out, len(g.tasks))
}

// limitType is how many tasks may run at a time.
var limitType = &Type{Name: "an integer from 1 up", Lua: "integer", Literal: []string{"number"}, Check: func(c *Call, v Value) (Value, error) {
	v, err := checkInteger(c, v)
	if n, ok := v.AsNumber(); err == nil && ok && n < 1 {
		return Nil, ValueErrorf("must be at least 1, got %v", n)
	}
	return v, err
}}

func taskMap(c *Call) error {
	var list, f Value
	limit := 8
	c.Bind(&list, &f, &limit)
	g, next, running := &group{c: c}, elements(list), 0
	var free *event
	g.after = func(*task) {
		running--
		if free != nil {
			free.fire()
		}
	}
	for !g.over {
		v, err := next(c)
		if err != nil {
			return g.abandon(err)
		}
		if v.IsNil() {
			break
		}
		for running >= limit && !g.over {
			free = newEvent(c.h)
			if err := c.await(free, false); err != nil {
				return g.abandon(err)
			}
			free = nil
		}
		if g.over {
			break
		}
		running++
		if err := g.spawn(f, v, Number(float64(len(g.tasks)+1))); err != nil {
			running--
			return g.abandon(err)
		}
	}
	if err := g.join(); err != nil {
		return err
	}
	return c.Return(g.results().Value())
}

// taskTimeout runs a function as a task of its own under a deadline.
func taskTimeout(c *Call) error {
	d, fn := c.Named("seconds").Seconds(), c.Named("f")
	if d < 0 {
		return ValueErrorf("timeout: 'seconds' must not be negative")
	}
	ctx, cancel := c.h.clock.WithTimeout(c.Context(), d)
	defer cancel()
	t, err := c.spawn(ctx, fn, c.Rest(), nil)
	if err != nil {
		return err
	}
	t.vm.ShareLocals(c.task)
	results, err := t.join(c)
	if err != nil && c.Context().Err() == nil && errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return &ScriptError{
			Kind: KindLimit, Message: "timeout of " + d.String() + " exceeded", Err: context.DeadlineExceeded,
			Fields: map[string]Value{"limit": String("timeout")},
		}
	}
	if err != nil {
		return err
	}
	return c.Return(results...)
}

var taskClass = &Class{
	Name:   "Task",
	Doc:    "A function that runs beside others.",
	String: func(self any) string { return "task" },
	Methods: []Func{
		{Name: "join", Doc: "Waits for the task's end and gives what it returned; raises its error.", Result: "any", Run: taskJoin},
		{Name: "done", Doc: "Whether the task has ended.", Result: "boolean", Run: func(c *Call) error {
			return c.Return(Bool(c.Self().(*task).done.fired))
		}},
		{Name: "cancel", Doc: "Ends the task where it blocks next; its deferred work still runs.", Run: func(c *Call) error {
			t := c.Self().(*task)
			t.joined = true
			t.vm.Cancel(vm.ErrCancelled)
			return nil
		}},
	},
}

func taskJoin(c *Call) error {
	t := c.Self().(*task)
	if t.vm == c.task {
		return ValueErrorf("join: a task cannot wait for itself")
	}
	t.joined = true
	if err := c.awaitEnd(t); err != nil {
		return err
	}
	if t.err != nil {
		return t.err
	}
	return c.Return(wrapAll(t.results)...)
}
