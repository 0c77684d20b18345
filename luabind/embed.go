package luabind

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	lua "github.com/yuin/gopher-lua"
)

// Run runs a compiled Program with arguments, which it sees as `...`, and
// gives what it returns as Go values (see [ToGo]).
func (h *Host) Run(ctx context.Context, p *Program, args ...any) ([]any, error) {
	var out []any
	err := h.invoke(ctx, p.Name(), func() (Value, error) { return Value{h.closure(p)}, nil }, args, h.exportTo(&out))
	return out, err
}

// RunInto runs a Program and puts its first result where out points: see
// [Host.CallInto].
func (h *Host) RunInto(ctx context.Context, out any, p *Program, args ...any) error {
	return h.invoke(ctx, p.Name(), func() (Value, error) { return Value{h.closure(p)}, nil }, args, into(p.Name(), out))
}

// Call calls a global function by its name, dots reaching into tables, with
// Go values as arguments, and gives its results as Go values (see [ToGo];
// functions among them come as [*Function]). Called with the context of a
// running Func, it belongs to that run; the Host's lock must not be held, as
// it is in a Func outside of [Call.Block].
func (h *Host) Call(ctx context.Context, name string, args ...any) ([]any, error) {
	var out []any
	err := h.invoke(ctx, name, func() (Value, error) { return h.callable(name) }, args, h.exportTo(&out))
	return out, err
}

// CallInto is [Host.Call] with a typed result: the function's first result
// is put where out points. A struct takes a table by the names of its fields
// in snake_case, a slice a list, a map a table, a time.Duration a number of
// seconds; nil leaves what out points to as it is. A result of a wrong type,
// a number that does not fit and an unknown field are errors.
func (h *Host) CallInto(ctx context.Context, out any, name string, args ...any) error {
	return h.invoke(ctx, name, func() (Value, error) { return h.callable(name) }, args, into(name, out))
}

// Set makes a Go value a global: see [Host.FromGo] for what becomes of it. A
// Go function runs without the Host's lock, so that other tasks go on and it
// may call the Host; it is given the task's context if its first parameter is
// one, and an error as its last result is raised in the script. It passes that
// context on to what it calls of any Host; without one it may call this Host
// alone. Set fails for what cannot be converted.
func (h *Host) Set(name string, value any) error {
	h.vm.Lock()
	defer h.vm.Unlock()
	v, err := h.fromGo(value, name, 0)
	if err != nil {
		return fmt.Errorf("luabind: set %s: %w", name, err)
	}
	h.vm.Root().G.Global.RawSetString(name, v.raw())
	return nil
}

func (h *Host) callable(name string) (Value, error) {
	fn := h.lookup(name)
	if fn.IsNil() {
		owner, last, _ := cutLast(name)
		v := Value{h.vm.Root().G.Global}
		if owner != "" {
			v = h.lookup(owner)
		}
		return Nil, &Error{Message: fmt.Sprintf("there is no function '%s'%s", name, DidYouMean(last, h.Members(v)))}
	}
	return fn, nil
}

// invoke calls a function with Go values and hands its results to then, the
// run still going on.
func (h *Host) invoke(ctx context.Context, name string, find func() (Value, error), args []any, then func(*Call, []Value) error) error {
	_, err := h.start(ctx, func(*run) (lua.LValue, []lua.LValue, error) {
		fn, err := find()
		if err != nil {
			return nil, nil, err
		}
		values := make([]lua.LValue, len(args))
		for i, a := range args {
			v, err := h.FromGo(a)
			if err != nil {
				return nil, nil, fmt.Errorf("luabind: argument %d of %s: %w", i+1, name, err)
			}
			values[i] = v.raw()
		}
		return fn.raw(), values, nil
	}, then)
	return err
}

func (h *Host) exportTo(out *[]any) func(*Call, []Value) error {
	return func(_ *Call, values []Value) error {
		e := &exporter{h: h}
		*out = make([]any, len(values))
		for i, v := range values {
			(*out)[i] = e.value(v)
		}
		return nil
	}
}

// into converts the first result to the type that out points to.
func into(name string, out any) func(*Call, []Value) error {
	return func(c *Call, values []Value) error {
		p := reflect.ValueOf(out)
		if p.Kind() != reflect.Pointer || p.IsNil() {
			return errors.New("luabind: the result must go to a pointer that is not nil")
		}
		if len(values) == 0 || values[0].IsNil() {
			return nil
		}
		v, err := (&reflector{c: c}).value(values[0], p.Type().Elem())
		if err != nil {
			return TypeErrorf("the result of %s %w", name, err)
		}
		p.Elem().Set(v)
		return nil
	}
}
