package luabind

import (
	"context"
	"fmt"
	"time"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// Call is one call of a [Func]. It is valid until Run returns.
type Call struct {
	h       *Host
	l       *lua.LState
	task    *vm.Task
	fn      *Func
	self    any
	obj     lua.LValue
	args    []Value
	rest    []Value
	extra   Table
	options Table // a last table that is no table of named arguments where it stands
	first   int   // of the Lua stack: the first argument
	nret    int
	held    int

	checking string // the argument whose Check runs, or ran last
}

// begin makes a Call for a Go function that Lua called on L.
func (h *Host) begin(L *lua.LState) *Call {
	var c *Call
	if n := len(h.calls); n > 0 {
		c, h.calls = h.calls[n-1], h.calls[:n-1]
	} else {
		c = &Call{h: h}
	}
	c.l, c.task = L, vm.TaskOf(L)
	return c
}

// finish takes a Call back. One that raised is left to the collector.
func (h *Host) finish(c *Call) {
	c.release()
	args := c.args
	clear(args)
	*c = Call{h: h, args: args[:0]}
	h.calls = append(h.calls, c)
}

// Host is the Host that the function was called in.
func (c *Call) Host() *Host { return c.h }

// Context is the calling task's: it ends when the task or its run does.
func (c *Call) Context() context.Context { return c.task.Context() }

// Func is the function that was called.
func (c *Call) Func() *Func { return c.fn }

// Self is the Go value of the object whose method was called.
func (c *Call) Self() any { return c.self }

// This is the object whose method was called, as a Lua value.
func (c *Call) This() Value { return wrap(c.obj) }

// Named is the argument of a name, nil if it is left out or the function has
// none of that name: c.Named("timeout").Seconds().
func (c *Call) Named(name string) Value {
	if i := c.param(name); i >= 0 {
		return c.args[i]
	}
	return Nil
}

// Rest holds what a Rest parameter took.
func (c *Call) Rest() []Value { return c.rest }

// Extra holds the named arguments that came through More; not Ok if none did.
func (c *Call) Extra() Table { return c.extra }

// Checking is the name of the argument whose [Type.Check] is running.
func (c *Call) Checking() string { return c.checking }

// Return gives the function's results. It returns nil, so that a Run can end
// with it.
func (c *Call) Return(values ...Value) error {
	for _, v := range values {
		c.l.Push(v.raw())
	}
	c.nret += len(values)
	return nil
}

// Block gives the Host's lock away while f runs, so that other tasks go on.
// f must not touch Lua values. Its context is the task's: when that ended, Block
// gives the cause and not what f returned, and what f may have opened is still
// to be closed. What f calls of this Host or of another one with its clock, it
// calls with this context.
func (c *Call) Block(f func(ctx context.Context) error) error {
	c.blocks()
	return c.task.Block(f)
}

// blocks is called before a task waits for anything: what it has written leaves
// first, and it ends here where its run is winding up.
func (c *Call) blocks() {
	r := c.run()
	_ = r.flush() // a failure ends the run
	if r.winding && !r.isDeferring() {
		c.task.Cancel(c.stopped(true))
	}
}

// Apart runs what cannot be cancelled on a goroutine of its own, and waits for
// it no longer than ctx lasts: for use within [Call.Block]. What f gives after
// that goes to late.
func Apart[T any](ctx context.Context, f func() (T, error), late func(T)) (T, error) {
	type result struct {
		v   T
		err error
	}
	done := make(chan result, 1)
	go func() {
		v, err := f()
		done <- result{v, err}
	}()
	select {
	case r := <-done:
		return r.v, r.err
	case <-ctx.Done():
		go func() {
			if r := <-done; r.err == nil {
				late(r.v)
			}
		}()
		var none T
		return none, context.Cause(ctx)
	}
}

// Locked takes the lock back for f: for a callback into Lua from within Block.
func (c *Call) Locked(f func()) {
	c.h.vm.Lock()
	defer c.h.vm.Unlock()
	f()
}

// Call calls a Lua function or callable object. An error that it raises comes
// back as a Go error that can be returned from Run as it is.
func (c *Call) Call(fn Value, args ...Value) ([]Value, error) {
	raw := make([]lua.LValue, len(args))
	for i, a := range args {
		raw[i] = a.raw()
	}
	out, err := c.task.Call(fn.raw(), raw...)
	if err != nil {
		return nil, err
	}
	values := make([]Value, len(out))
	for i, v := range out {
		values[i] = wrap(v)
	}
	return values, nil
}

// NewTable makes an empty table with room for n list elements and m fields.
func (c *Call) NewTable(n, m int) Table { return c.h.NewTable(n, m) }

// Charge counts bytes about to be allocated for the script against the Host's
// memory limit, and does not return when that is exceeded.
func (c *Call) Charge(bytes int) { c.h.vm.Alloc(c.l, bytes) }

// Steps counts n units of work, each about as long as a VM instruction, against
// the run's limit. It does not return when that is exceeded or the run was
// cancelled. It is for Funcs that work for long without blocking.
func (c *Call) Steps(n int) { c.h.vm.Steps(c.l, n) }

// Where is the place in the script that called: "deploy.lua:12".
func (c *Call) Where() string { return vm.Place(c.task.Where()) }

// Local and SetLocal keep values that belong to the calling task alone; keys
// are of a type of the caller's own.
func (c *Call) Local(key any) any { return c.task.Local(key) }

// SetLocal stores a value for the calling task.
func (c *Call) SetLocal(key, value any) { c.task.SetLocal(key, value) }

// Clock is the Host's clock.
func (c *Call) Clock() Clock { return c.h.clock }

// Warn writes a line for the script's author to standard error: "warning:
// deploy.lua:12: ...", once for each place and text of a Host.
func (c *Call) Warn(text string) {
	line := "warning: " + c.Where() + ": " + text
	if c.h.warned == nil {
		c.h.warned = map[string]bool{}
	}
	const most = 1000 // different ones are worth telling
	if c.h.warned[line] || len(c.h.warned) > most {
		return
	}
	c.h.warned[line] = true
	fmt.Fprintln(c.h.stderr, line)
}

// Hold counts bytes that the function is about to keep in Go until it returns, where
// nobody else counts them, and does not return when they are too many beside
// what the script keeps. It is [Call.Charge] for what cannot be found again when
// the script's values are measured. Less than 0 bytes are let go of.
func (c *Call) Hold(bytes int) {
	bytes = max(bytes, -c.held)
	c.held += bytes
	c.task.Hold(bytes)
}

// release lets go of all that is held: the function has returned or raised.
func (c *Call) release() {
	if c.held != 0 {
		c.Hold(-c.held)
	}
}

// Grow makes room for n further bytes in a text that is built up in Go, and
// holds it: while it is copied, the old one too.
func (c *Call) Grow(text []byte, n int) []byte {
	if n <= cap(text)-len(text) {
		return text
	}
	size := len(text) + len(text)/4
	if len(text) < 1<<18 {
		size = 2 * len(text)
	}
	size = max(size, len(text)+n)
	c.Hold(size)
	larger := append(make([]byte, 0, size), text...)
	c.Hold(-cap(text))
	return larger
}

// Text makes a string of a text that was built up in Go and is not touched any
// more. It is copied, and charged, unless nearly all of its room is used.
func (c *Call) Text(text []byte) string {
	c.Charge(len(text))
	if cap(text)-len(text) > len(text)/16 {
		return string(text)
	}
	return unsafe.String(unsafe.SliceData(text), len(text))
}

// Bind puts the arguments into variables, in the order of the Func's Params:
//
//	name, timeout := "", 30*time.Second
//	var tags luabind.Table
//	var port *int64
//	c.Bind(&name, &timeout, &tags, &port)
//
// A variable is a string, bool, int, int64, float64, [time.Duration] (of a
// number of seconds), [Value], [Table], or a slice of strings or Values (of a
// list, or of what a Rest parameter took). It keeps what it holds when its
// argument is left out, so that this is the default; a pointer to one of the
// first six tells, by being nil. A nil among the variables, and Params behind
// the last of them, are passed over.
//
// The parameters' types have been checked before Run. Where a type lets more
// through than its variable can hold, Bind raises the TypeError that says so
// and does not return; variables that fit no parameter are a mistake of the
// program, and panic.
func (c *Call) Bind(variables ...any) {
	if len(variables) > len(c.fn.Params) {
		panic(fmt.Sprintf("luabind: %s: Bind has %d variables for %d parameters", c.fn.Called(), len(variables), len(c.fn.Params)))
	}
	for i, variable := range variables {
		p := &c.fn.Params[i]
		var want string
		if p.Rest {
			want = c.bindRest(variable)
		} else if v := c.args[i]; variable != nil && !v.IsNil() {
			want = c.bindOne(variable, v)
		}
		if want != "" {
			c.raise(TypeErrorf("%s: '%s' must be %s, got %s", c.fn.Called(), p.Name, want, c.args[i].Kind()))
		}
	}
}

// bindOne stores an argument. It gives what the argument should be if it is of
// a wrong type. The variables do not escape: a call costs no allocation.
func (c *Call) bindOne(variable any, v Value) (want string) {
	ok := true
	switch p := variable.(type) {
	case *Value:
		*p = v
	case *string:
		want, ok = "a string", store(p, v.AsString)
	case *bool:
		want, ok = "a boolean", store(p, v.AsBool)
	case *int64:
		want, ok = "an integer", store(p, v.AsInt)
	case *int:
		want, ok = "an integer", store(p, v.asInt)
	case *float64:
		want, ok = "a number", store(p, v.AsNumber)
	case *time.Duration:
		want, ok = "a number of seconds", store(p, v.asSeconds)
	case *Table:
		want, ok = "a table", store(p, v.AsTable)
	case **string:
		want, ok = "a string", point(p, v.AsString)
	case **bool:
		want, ok = "a boolean", point(p, v.AsBool)
	case **int64:
		want, ok = "an integer", point(p, v.AsInt)
	case **int:
		want, ok = "an integer", point(p, v.asInt)
	case **float64:
		want, ok = "a number", point(p, v.AsNumber)
	case **time.Duration:
		want, ok = "a number of seconds", point(p, v.asSeconds)
	case *[]Value:
		want, ok = "a list", store(p, func() ([]Value, bool) { return c.list(v) })
	case *[]string:
		want, ok = "a list of strings", store(p, func() ([]string, bool) { return c.texts(c.list(v)) })
	default:
		panic("luabind: " + c.fn.Called() + ": Bind has a variable of a type that holds no argument")
	}
	if ok {
		return ""
	}
	return want
}

// bindRest stores what a Rest parameter took.
func (c *Call) bindRest(variable any) (want string) {
	switch p := variable.(type) {
	case nil:
	case *[]Value:
		*p = c.rest
	case *[]string:
		if texts, ok := c.texts(c.rest, true); ok {
			*p = texts
		} else {
			return "strings"
		}
	default:
		panic("luabind: " + c.fn.Called() + ": Bind has a variable of a type that holds no further arguments")
	}
	return ""
}

func store[T any](p *T, get func() (T, bool)) bool {
	v, ok := get()
	if ok {
		*p = v
	}
	return ok
}

func point[T any](p **T, get func() (T, bool)) bool {
	v, ok := get()
	if ok {
		*p = &v
	}
	return ok
}

func (v Value) asInt() (int, bool) { n, ok := v.AsInt(); return int(n), ok && int64(int(n)) == n }

func (v Value) asSeconds() (time.Duration, bool) { s, ok := v.AsNumber(); return Seconds(s), ok }

// list gives the elements of a list.
func (c *Call) list(v Value) ([]Value, bool) {
	t, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil || !t.IsList() {
		return nil, false
	}
	n := t.Len()
	c.Charge(n * valueBytes)
	c.Steps(n)
	list := make([]Value, n)
	for i := range list {
		list[i] = t.At(i + 1)
	}
	return list, true
}

func (c *Call) texts(list []Value, ok bool) ([]string, bool) {
	texts := make([]string, len(list))
	for i, v := range list {
		var isText bool
		if texts[i], isText = v.AsString(); !isText {
			return nil, false
		}
	}
	return texts, ok
}
