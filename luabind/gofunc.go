package luabind

import (
	"context"
	"fmt"
	"reflect"
	"runtime/debug"

	lua "github.com/yuin/gopher-lua"
)

// goFunc makes a Lua function of a Go function. It runs without the Host's
// lock, so that it may call the Host: arguments are converted before and
// results after.
func (h *Host) goFunc(fn reflect.Value, name string) Value {
	return Value{h.function(func(L *lua.LState) int {
		c := h.begin(L)
		if err := c.callGo(fn, name, 1); err != nil {
			c.raise(err)
		}
		n := c.nret
		h.finish(c)
		return n
	})}
}

// callGo calls a Go function with the arguments from the given one on. A first
// parameter of type context.Context is given the task's; a last result of type
// error is raised.
func (c *Call) callGo(fn reflect.Value, name string, first int) error {
	t := fn.Type()
	in, err := c.goArgs(t, name, first)
	if err != nil {
		return err
	}
	var out []reflect.Value
	err = c.Block(func(ctx context.Context) (err error) {
		c.h.goFunctionBegins()
		defer c.h.goFunctionEnds()
		if t.NumIn() > 0 && t.In(0) == contextReflect {
			in[0] = reflect.ValueOf(ctx)
		}
		// On a goroutine of its own: the run ends when it is to, also where the
		// function waits for something, a lock for instance, and never returns.
		out, err = Apart(ctx, func() (out []reflect.Value, err error) {
			defer recoverGo(name, &err)
			if t.IsVariadic() {
				return fn.CallSlice(in), nil
			}
			return fn.Call(in), nil
		}, func([]reflect.Value) {})
		return err
	})
	if err != nil {
		return err
	}
	if n := len(out); n > 0 && t.Out(n-1) == errorReflect {
		if err, _ := out[n-1].Interface().(error); err != nil {
			return err
		}
		out = out[:n-1]
	}
	for _, o := range out {
		v, err := c.h.fromGo(o.Interface(), "function", 0)
		if err != nil {
			return fmt.Errorf("%s: the result: %w", name, err)
		}
		c.Return(v)
	}
	return nil
}

// PanicError is the panic of a Go function that a script called: an embedder's
// mistake ends the script, not the program.
type PanicError struct {
	Func  string // the function's name in scripts
	Value any    // what it panicked with
	Stack string // of the goroutine, as [debug.Stack] gives it
}

func (e *PanicError) Error() string { return fmt.Sprintf("%s: panic: %v", e.Func, e.Value) }

// Unwrap gives the error that it panicked with, if it is one.
func (e *PanicError) Unwrap() error { err, _ := e.Value.(error); return err }

// recoverGo makes an error of a Go function's panic.
func recoverGo(name string, err *error) {
	if r := recover(); r != nil {
		*err = &PanicError{Func: name, Value: r, Stack: string(debug.Stack())}
	}
}

func (c *Call) goArgs(t reflect.Type, name string, first int) ([]reflect.Value, error) {
	n := t.NumIn()
	in := make([]reflect.Value, 0, n)
	if n > 0 && t.In(0) == contextReflect {
		in = append(in, reflect.Value{})
	}
	params := n - len(in)
	fixed := params
	if t.IsVariadic() {
		fixed--
	}
	given := c.l.GetTop() - first + 1
	if given > params && !t.IsVariadic() {
		return nil, TypeErrorf("%s: takes %s, got %d", name, plural(params, "argument"), given)
	}
	r := reflector{c: c}
	for i := range fixed {
		p := t.In(n - params + i)
		if i >= given && !optionalGo(p) {
			return nil, TypeErrorf("%s: missing argument %d (%s)", name, i+1, describe(p))
		}
		v, err := r.value(wrap(c.l.Get(first+i)), p)
		if err != nil {
			return nil, TypeErrorf("%s: argument %d %w", name, i+1, err)
		}
		in = append(in, v)
	}
	if t.IsVariadic() {
		rest := reflect.MakeSlice(t.In(n-1), 0, max(0, given-fixed))
		for i := fixed; i < given; i++ {
			v, err := r.value(wrap(c.l.Get(first+i)), t.In(n-1).Elem())
			if err != nil {
				return nil, TypeErrorf("%s: argument %d %w", name, i+1, err)
			}
			rest = reflect.Append(rest, v)
		}
		in = append(in, rest)
	}
	return in, nil
}

// optionalGo says whether nil is a value of a parameter's type.
func optionalGo(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func:
		return true
	}
	return t == valueReflect
}

func plural(n int, what string) string {
	switch n {
	case 0:
		return "no " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Function is a Lua function as Go holds it: what a Go function gets for a
// parameter of this type, and what [Host.Call] gives for a function among the
// results. Safe from any goroutine.
type Function struct {
	h  *Host
	fn *lua.LFunction
}

// Call calls the function as [Host.Call] calls a global: it takes the Host's
// lock, which must not be held.
func (f *Function) Call(ctx context.Context, args ...any) ([]any, error) {
	var out []any
	err := f.h.invoke(ctx, "function", func() (Value, error) { return wrap(f.fn), nil }, args, f.h.exportTo(&out))
	return out, err
}

// CallInto calls the function and puts its first result where out points, as
// [Host.CallInto] does.
func (f *Function) CallInto(ctx context.Context, out any, args ...any) error {
	return f.h.invoke(ctx, "function", func() (Value, error) { return wrap(f.fn), nil }, args, into("function", out))
}

// typed makes a Go function of a Lua function: its type must end with an error
// result.
func (f *Function) typed(ctx context.Context, t reflect.Type) (reflect.Value, error) {
	outs := t.NumOut()
	if outs == 0 || t.Out(outs-1) != errorReflect || outs > 2 {
		return reflect.Value{}, fmt.Errorf("cannot be a function: the Go type %s has no error to return", t)
	}
	return reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
		ctx := ctx
		var args []any
		for i, v := range in {
			switch {
			case i == 0 && t.In(0) == contextReflect:
				ctx = v.Interface().(context.Context)
			case t.IsVariadic() && i == len(in)-1:
				for j := range v.Len() {
					args = append(args, v.Index(j).Interface())
				}
			default:
				args = append(args, v.Interface())
			}
		}
		results := make([]reflect.Value, outs)
		var err error
		if outs == 2 {
			p := reflect.New(t.Out(0))
			err = f.CallInto(ctx, p.Interface(), args...)
			results[0] = p.Elem()
		} else {
			_, err = f.Call(ctx, args...)
		}
		e := reflect.New(errorReflect).Elem()
		if err != nil {
			e.Set(reflect.ValueOf(err))
		}
		results[outs-1] = e
		return results
	}), nil
}
