package goval

import (
	"context"
	"iter"
	"reflect"
)

// yielding is how a function type hands out elements, as those of package iter.
type yielding int

const (
	none      yielding = iota
	alone              // iter.Seq[T]
	withError          // iter.Seq2[T, error]
)

// yields says what a type is in terms of package iter.
func yields(t reflect.Type) yielding {
	if t.Kind() != reflect.Func || t.NumIn() != 1 || t.NumOut() != 0 || t.In(0).Kind() != reflect.Func {
		return none
	}
	y := t.In(0)
	switch {
	case y.NumOut() != 1 || y.Out(0).Kind() != reflect.Bool || y.IsVariadic():
		return none
	case y.NumIn() == 1:
		return alone
	case y.NumIn() == 2 && y.In(1) == errorType:
		return withError
	}
	return none
}

// sequence makes an iter.Seq2 with an error of what takes one element after the
// other. An error ends it.
func sequence(ctx context.Context, next Stepper, t reflect.Type) reflect.Value {
	return reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
		for {
			element, failed := reflect.New(t.In(0).In(0)), reflect.New(errorType).Elem()
			more, err := next(ctx, element.Interface())
			if err != nil {
				failed.Set(reflect.ValueOf(err))
			} else if !more {
				return nil
			}
			if !in[0].Call([]reflect.Value{element.Elem(), failed})[0].Bool() || err != nil {
				return nil
			}
		}
	})
}

// Pull drives a function as of package iter from outside, as [iter.Pull2] does.
func Pull(fn reflect.Value) (next func() (reflect.Value, error, bool), stop func()) {
	y := fn.Type().In(0)
	return iter.Pull2(func(yield func(reflect.Value, error) bool) {
		fn.Call([]reflect.Value{reflect.MakeFunc(y, func(in []reflect.Value) []reflect.Value {
			var err error
			if len(in) == 2 {
				err, _ = in[1].Interface().(error)
			}
			more := reflect.New(y.Out(0)).Elem()
			more.SetBool(yield(in[0], err))
			return []reflect.Value{more}
		})})
	})
}

// Copy gives a pointer to a copy of a slice or map.
func Copy(rv reflect.Value) reflect.Value {
	p := reflect.New(rv.Type())
	switch {
	case rv.IsNil():
	case rv.Kind() == reflect.Slice:
		p.Elem().Set(reflect.AppendSlice(reflect.MakeSlice(rv.Type(), 0, rv.Len()), rv))
	default:
		p.Elem().Set(reflect.MakeMapWithSize(rv.Type(), rv.Len()))
		for it := rv.MapRange(); it.Next(); {
			p.Elem().SetMapIndex(it.Key(), it.Value())
		}
	}
	return p
}
