package goval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"time"
)

var (
	contextType     = reflect.TypeFor[context.Context]()
	errorType       = reflect.TypeFor[error]()
	durationType    = reflect.TypeFor[time.Duration]()
	marshalerType   = reflect.TypeFor[json.Marshaler]()
	unmarshalerType = reflect.TypeFor[json.Unmarshaler]()
	bigType         = reflect.TypeFor[*big.Int]()
)

// Source is where Lua values come from that Go ones are made of.
type Source[V Value[T], T Table[V]] interface {
	// Context is that of Go functions that are made of Lua ones and are called
	// without one of their own, now.
	Context() context.Context
	// Charge counts memory before it is used.
	Charge(bytes int)
	// Behind gives the Go value behind an object, nil if there is none.
	Behind(v V) any
	// IsObject says whether the value is an object, also where it is a table.
	IsObject(v V) bool
	// Integer gives an exact integer, nil for what is none.
	Integer(v V) *big.Int
	// Function gives a Lua function as Go holds it, false for what is none.
	Function(v V) (Function, bool)
	// FunctionType is the type of what Function gives.
	FunctionType() reflect.Type
	// Elements takes the elements of an iterator, false for what is none.
	Elements(v V) (list []V, ok bool, err error)
	// Steps gives what takes one element of an iterator after the other, false
	// for what is none.
	Steps(v V) (Stepper, bool)
	// JSON gives the text of an object that is made of JSON, false for others.
	JSON(v V) (text []byte, ok bool, err error)
	// Any is the Go value of one of any type.
	Any(v V) any
	// DidYouMean ends a message about a field that there is not.
	DidYouMean(name string, fields []string) string
}

// Function is a Lua function as Go holds it.
type Function interface {
	// CallInto puts the first result where out points, or all into [Results].
	CallInto(ctx context.Context, out any, args ...any) error
}

// Stepper puts the next element where out points; more is false at the end.
type Stepper func(ctx context.Context, out any) (more bool, err error)

// Reader makes Go values of given types of Lua values. Errors complete
// "argument 1 ..."; they name kinds, never values.
type Reader[V Value[T], T Table[V]] struct {
	From  Source[V, T]
	depth int
}

func bad(t reflect.Type, kind string) error {
	return fmt.Errorf("must be %s, got %s", Describe(t), kind)
}

// Value makes the value of a type.
func (r *Reader[V, T]) Value(v V, t reflect.Type) (reflect.Value, error) {
	if r.depth++; r.depth > maxDepth {
		return reflect.Value{}, errors.New("is nested too deeply, or contains itself")
	}
	defer func() { r.depth-- }()
	switch t {
	case reflect.TypeFor[V]():
		return reflect.ValueOf(v), nil
	case durationType:
		f, ok := v.AsNumber()
		if !ok || math.IsNaN(f) {
			return reflect.Value{}, bad(t, v.Kind())
		}
		return reflect.ValueOf(v.Seconds()), nil
	case bigType:
		if n := r.From.Integer(v); n != nil {
			return reflect.ValueOf(new(big.Int).Set(n)), nil
		}
	}
	if t == r.From.FunctionType() {
		fn, ok := r.From.Function(v)
		if !ok && !v.IsNil() {
			return reflect.Value{}, bad(t, v.Kind())
		}
		if v.IsNil() {
			return reflect.Zero(t), nil
		}
		return reflect.ValueOf(fn), nil
	}
	if rv, ok := behind(r.From.Behind(v), t); ok {
		return rv, nil
	}
	out := reflect.New(t).Elem()
	err := r.set(out, v)
	return out, err
}

// behind gives the Go value of an object where the type takes it.
func behind(self any, t reflect.Type) (reflect.Value, bool) {
	if self == nil || t.Kind() == reflect.Interface && t.NumMethod() == 0 {
		return reflect.Value{}, false
	}
	rv := reflect.ValueOf(self)
	if rv.Type().AssignableTo(t) {
		return rv, true
	}
	if rv.Kind() == reflect.Pointer && !rv.IsNil() && rv.Type().Elem().AssignableTo(t) {
		return rv.Elem(), true
	}
	return reflect.Value{}, false
}

func (r *Reader[V, T]) set(out reflect.Value, v V) error {
	t := out.Type()
	switch t.Kind() {
	case reflect.Bool:
		b, ok := v.AsBool()
		if !ok {
			return bad(t, v.Kind())
		}
		out.SetBool(b)
	case reflect.String:
		s, ok := v.AsString()
		if !ok {
			return bad(t, v.Kind())
		}
		out.SetString(s)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return r.setInteger(out, v)
	case reflect.Float32, reflect.Float64:
		f, ok := v.AsNumber()
		if n := r.From.Integer(v); n != nil && !ok {
			f, _ = new(big.Float).SetInt(n).Float64()
			ok = true
		}
		if !ok {
			return bad(t, v.Kind())
		}
		if t.Kind() == reflect.Float32 && math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0) {
			return fmt.Errorf("must be %s that fits into 32 bits", Describe(t))
		}
		out.SetFloat(f)
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		if t.NumMethod() != 0 {
			return bad(t, v.Kind())
		}
		if g := r.From.Any(v); g != nil {
			out.Set(reflect.ValueOf(g))
		}
	case reflect.Pointer:
		if v.IsNil() || v.IsNull() {
			return nil
		}
		e, err := r.Value(v, t.Elem())
		if err != nil {
			return err
		}
		out.Set(reflect.New(t.Elem()))
		out.Elem().Set(e)
	case reflect.Func:
		if v.IsNil() {
			return nil
		}
		if yields(t) == withError {
			if next, ok := r.From.Steps(v); ok {
				out.Set(sequence(r.From.Context(), next, t))
				return nil
			}
		}
		fn, ok := r.From.Function(v)
		if !ok {
			return bad(t, v.Kind())
		}
		f, err := typed(r.From.Context, fn, t)
		if err != nil {
			return err
		}
		out.Set(f)
	case reflect.Slice, reflect.Array:
		return r.list(out, v)
	case reflect.Map:
		return r.table(out, v)
	case reflect.Struct:
		return r.fields(out, v)
	default:
		return bad(t, v.Kind())
	}
	return nil
}

func (r *Reader[V, T]) setInteger(out reflect.Value, v V) error {
	n := r.From.Integer(v)
	if n == nil {
		return bad(out.Type(), v.Kind())
	}
	switch {
	case out.CanInt() && n.IsInt64() && !out.OverflowInt(n.Int64()):
		out.SetInt(n.Int64())
	case out.CanUint() && n.IsUint64() && !out.OverflowUint(n.Uint64()):
		out.SetUint(n.Uint64())
	default:
		return fmt.Errorf("must be %s, got one that does not fit into %s", Describe(out.Type()), out.Kind())
	}
	return nil
}

func (r *Reader[V, T]) list(out reflect.Value, v V) error {
	t := out.Type()
	if s, ok := v.AsString(); ok && v.IsString() && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
		out.Set(reflect.ValueOf([]byte(s)).Convert(t))
		return nil
	}
	if v.IsNil() && t.Kind() == reflect.Slice {
		return nil
	}
	if elements, ok, err := r.From.Elements(v); err != nil {
		return err
	} else if ok {
		return r.fill(out, len(elements), func(i int) V { return elements[i] })
	}
	list, ok := v.AsTable()
	if !ok || r.From.IsObject(v) || !list.IsList() {
		return bad(t, v.Kind())
	}
	return r.fill(out, list.Len(), func(i int) V { return list.At(i + 1) })
}

// fill makes the elements of a slice or array.
func (r *Reader[V, T]) fill(out reflect.Value, n int, at func(i int) V) error {
	t := out.Type()
	if t.Kind() == reflect.Slice {
		r.From.Charge(n * int(t.Elem().Size()))
		out.Set(reflect.MakeSlice(t, n, n))
	} else if n != t.Len() {
		return fmt.Errorf("must be a list of %d elements, got %d", t.Len(), n)
	}
	for i := range n {
		e, err := r.Value(at(i), t.Elem())
		if err != nil {
			return fmt.Errorf("element %d %w", i+1, err)
		}
		out.Index(i).Set(e)
	}
	return nil
}

func (r *Reader[V, T]) table(out reflect.Value, v V) error {
	t := out.Type()
	if v.IsNil() {
		return nil
	}
	if done, err := r.json(out, v); done {
		return err
	}
	m, ok := v.AsTable()
	if !ok || r.From.IsObject(v) {
		return bad(t, v.Kind())
	}
	out.Set(reflect.MakeMap(t))
	var err error
	m.Each(func(k, e V) bool {
		var kv, ev reflect.Value
		if kv, err = r.Value(k, t.Key()); err != nil {
			err = fmt.Errorf("key %w", err)
			return false
		}
		if ev, err = r.Value(e, t.Elem()); err != nil {
			err = fmt.Errorf("field %s %w", k.Quote(), err)
			return false
		}
		out.SetMapIndex(kv, ev)
		return true
	})
	return err
}

// fields fills a struct from a table by the names of its fields.
func (r *Reader[V, T]) fields(out reflect.Value, v V) error {
	t := out.Type()
	if done, err := r.json(out, v); done {
		return err
	}
	m, ok := v.AsTable()
	if !ok || r.From.IsObject(v) {
		return bad(t, v.Kind())
	}
	fields := TypeOf(t).Fields
	var err error
	m.Each(func(k, e V) bool {
		name, _ := k.AsString()
		index, ok := fields[name]
		if !ok || !k.IsString() {
			err = fmt.Errorf("has no field %s%s", k.Quote(), r.From.DidYouMean(name, Names(fields)))
			return false
		}
		field, fieldErr := out.FieldByIndexErr(index)
		if fieldErr != nil {
			err = fmt.Errorf("field '%s' is in an embedded struct that is nil", name)
			return false
		}
		var ev reflect.Value
		if ev, err = r.Value(e, field.Type()); err != nil {
			err = fmt.Errorf("field '%s' %w", name, err)
			return false
		}
		field.Set(ev)
		return true
	})
	return err
}

// json fills a struct or a map from an object that is made of JSON, by the names
// that package encoding/json gives its fields.
func (r *Reader[V, T]) json(out reflect.Value, v V) (done bool, err error) {
	if p := out.Addr().Type(); p.Implements(marshalerType) && !p.Implements(unmarshalerType) {
		return false, nil // one of these objects itself, of another kind
	}
	text, ok, err := r.From.JSON(v)
	if !ok || err != nil {
		return ok, err
	}
	r.From.Charge(len(text))
	if err := json.Unmarshal(text, out.Addr().Interface()); err != nil {
		return true, fmt.Errorf("cannot be made of %s: %w", v.Kind(), err)
	}
	return true, nil
}

// isFunction says whether a type looks like a Lua function as Go holds it.
func isFunction(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Implements(reflect.TypeFor[Function]())
}

// Describe names a Go type as a script's author would.
func Describe(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.String:
		return "a string"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if t == durationType {
			return "a number of seconds"
		}
		return "an integer"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "a table"
	case reflect.Func:
		if yields(t) == withError {
			return "an iterator"
		}
		return "a function"
	case reflect.Pointer:
		if isFunction(t) {
			return "a function"
		}
		return Describe(t.Elem())
	}
	return "a " + t.String()
}
