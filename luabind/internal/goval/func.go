package goval

import (
	"context"
	"fmt"
	"reflect"
)

// TakesContext says whether the first parameter of a function is a context.
func TakesContext(t reflect.Type) bool { return t.NumIn() > 0 && t.In(0) == contextType }

// Failed parts the last result off that is an error.
func Failed(out []reflect.Value) ([]reflect.Value, error) {
	n := len(out)
	if n == 0 || out[n-1].Type() != errorType {
		return out, nil
	}
	err, _ := out[n-1].Interface().(error)
	return out[:n-1], err
}

// Arguments makes the arguments of a Go function of a type. Where its first
// parameter is a context, the first one is none yet, and the function tells.
// Errors are the messages of wrong types.
func Arguments[V Value[T], T Table[V]](from Source[V, T], t reflect.Type, name string, given []V) (in []reflect.Value, err error) {
	n := t.NumIn()
	in = make([]reflect.Value, 0, n)
	if TakesContext(t) {
		in = append(in, reflect.Value{})
	}
	params := n - len(in)
	fixed := params
	if t.IsVariadic() {
		fixed--
	}
	if len(given) > params && !t.IsVariadic() {
		return nil, fmt.Errorf("%s: takes %s, got %d", name, plural(params, "argument"), len(given))
	}
	r := Reader[V, T]{From: from}
	for i := range fixed {
		p := t.In(n - params + i)
		var arg V
		if i < len(given) {
			arg = given[i]
		} else if !optional[V](p) {
			return nil, fmt.Errorf("%s: missing argument %d (%s)", name, i+1, Describe(p))
		}
		v, err := r.Value(arg, p)
		if err != nil {
			return nil, fmt.Errorf("%s: argument %d %w", name, i+1, err)
		}
		in = append(in, v)
	}
	if t.IsVariadic() {
		rest := reflect.MakeSlice(t.In(n-1), 0, max(0, len(given)-fixed))
		for i := fixed; i < len(given); i++ {
			v, err := r.Value(given[i], t.In(n-1).Elem())
			if err != nil {
				return nil, fmt.Errorf("%s: argument %d %w", name, i+1, err)
			}
			rest = reflect.Append(rest, v)
		}
		in = append(in, rest)
	}
	return in, nil
}

// optional says whether nil is a value of a parameter's type.
func optional[V any](t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map, reflect.Slice, reflect.Func:
		return true
	}
	return t == reflect.TypeFor[V]()
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

// Results are pointers to where the results of a function go, one after the other.
type Results []any

// typed makes a Go function of a Lua one: its type must end with an error
// result.
func typed(current func() context.Context, f Function, t reflect.Type) (reflect.Value, error) {
	outs := t.NumOut()
	if outs == 0 || t.Out(outs-1) != errorType {
		return reflect.Value{}, fmt.Errorf("cannot be a function: the Go type %s has no error to return", t)
	}
	return reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
		ctx := current()
		var args []any
		for i, v := range in {
			switch {
			case i == 0 && t.In(0) == contextType:
				ctx = v.Interface().(context.Context)
			case t.IsVariadic() && i == len(in)-1:
				for j := range v.Len() {
					args = append(args, v.Index(j).Interface())
				}
			default:
				args = append(args, v.Interface())
			}
		}
		results, into := make([]reflect.Value, outs), make(Results, outs-1)
		for i := range outs {
			p := reflect.New(t.Out(i))
			if results[i] = p.Elem(); i < len(into) {
				into[i] = p.Interface()
			}
		}
		if err := f.CallInto(ctx, &into, args...); err != nil {
			results[outs-1].Set(reflect.ValueOf(err))
		}
		return results
	}), nil
}
