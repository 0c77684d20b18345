package luabind

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"time"

	lua "github.com/yuin/gopher-lua"
)

var (
	contextReflect  = reflect.TypeFor[context.Context]()
	errorReflect    = reflect.TypeFor[error]()
	durationReflect = reflect.TypeFor[time.Duration]()
	valueReflect    = reflect.TypeFor[Value]()
	functionReflect = reflect.TypeFor[*Function]()
	bigReflect      = reflect.TypeFor[*big.Int]()
)

// reflector makes Go values of given types of Lua values. Errors complete
// "argument 1 ..."; they name kinds, never values.
type reflector struct {
	c     *Call
	depth int
}

func bad(t reflect.Type, v Value) error {
	return fmt.Errorf("must be %s, got %s", describe(t), v.Kind())
}

func (r *reflector) value(v Value, t reflect.Type) (reflect.Value, error) {
	if r.depth++; r.depth > maxGoDepth {
		return reflect.Value{}, errors.New("is nested too deeply, or contains itself")
	}
	defer func() { r.depth-- }()
	switch t {
	case valueReflect:
		return reflect.ValueOf(v), nil
	case durationReflect:
		f, ok := v.AsNumber()
		if !ok || math.IsNaN(f) {
			return reflect.Value{}, bad(t, v)
		}
		return reflect.ValueOf(Seconds(f)), nil
	case functionReflect:
		fn, ok := v.lv.(*lua.LFunction)
		if !ok && !v.IsNil() {
			return reflect.Value{}, bad(t, v)
		}
		if v.IsNil() {
			return reflect.Zero(t), nil
		}
		return reflect.ValueOf(&Function{r.c.h, fn}), nil
	case bigReflect:
		if n, _, _ := bigOf(v); n != nil {
			return reflect.ValueOf(new(big.Int).Set(n)), nil
		}
	}
	if rv, ok := behind(v, t); ok {
		return rv, nil
	}
	out := reflect.New(t).Elem()
	err := r.set(out, v)
	return out, err
}

// behind gives the Go value of an object where the type takes it.
func behind(v Value, t reflect.Type) (reflect.Value, bool) {
	self, _ := v.Object()
	if ud, ok := v.lv.(*lua.LUserData); ok && self == nil {
		self = ud.Value
	}
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

func (r *reflector) set(out reflect.Value, v Value) error {
	t := out.Type()
	switch t.Kind() {
	case reflect.Bool:
		b, ok := v.AsBool()
		if !ok {
			return bad(t, v)
		}
		out.SetBool(b)
	case reflect.String:
		s, ok := v.AsString()
		if !ok {
			return bad(t, v)
		}
		out.SetString(s)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return setInteger(out, v)
	case reflect.Float32, reflect.Float64:
		f, ok := v.AsNumber()
		if o, _ := v.Object(); o != nil {
			if n, isInt := o.(Integer); isInt {
				f, ok = n.float(), true
			}
		}
		if !ok {
			return bad(t, v)
		}
		if t.Kind() == reflect.Float32 && math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0) {
			return fmt.Errorf("must be %s that fits into 32 bits", describe(t))
		}
		out.SetFloat(f)
	case reflect.Interface:
		if v.IsNil() {
			return nil
		}
		if t.NumMethod() != 0 {
			return bad(t, v)
		}
		if g := (&exporter{h: r.c.h}).value(v); g != nil {
			out.Set(reflect.ValueOf(g))
		}
	case reflect.Pointer:
		if v.IsNil() || v.IsNull() {
			return nil
		}
		e, err := r.value(v, t.Elem())
		if err != nil {
			return err
		}
		out.Set(reflect.New(t.Elem()))
		out.Elem().Set(e)
	case reflect.Func:
		if v.IsNil() {
			return nil
		}
		fn, ok := v.lv.(*lua.LFunction)
		if !ok {
			return bad(t, v)
		}
		f, err := (&Function{r.c.h, fn}).typed(r.c.Context(), t)
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
		return bad(t, v)
	}
	return nil
}

func setInteger(out reflect.Value, v Value) error {
	n, _, ok := bigOf(v)
	if !ok || n == nil {
		return bad(out.Type(), v)
	}
	switch {
	case out.CanInt() && n.IsInt64() && !out.OverflowInt(n.Int64()):
		out.SetInt(n.Int64())
	case out.CanUint() && n.IsUint64() && !out.OverflowUint(n.Uint64()):
		out.SetUint(n.Uint64())
	default:
		return fmt.Errorf("must be %s, got one that does not fit into %s", describe(out.Type()), out.Kind())
	}
	return nil
}

func (r *reflector) list(out reflect.Value, v Value) error {
	t := out.Type()
	if s, ok := v.lv.(lua.LString); ok && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
		out.Set(reflect.ValueOf([]byte(s)).Convert(t))
		return nil
	}
	if v.IsNil() && t.Kind() == reflect.Slice {
		return nil
	}
	list, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil || !list.IsList() {
		return bad(t, v)
	}
	n := list.Len()
	if t.Kind() == reflect.Slice {
		r.c.Charge(n * int(t.Elem().Size()))
		out.Set(reflect.MakeSlice(t, n, n))
	} else if n != t.Len() {
		return fmt.Errorf("must be a list of %d elements, got %d", t.Len(), n)
	}
	for i := range n {
		e, err := r.value(list.At(i+1), t.Elem())
		if err != nil {
			return fmt.Errorf("element %d %w", i+1, err)
		}
		out.Index(i).Set(e)
	}
	return nil
}

func (r *reflector) table(out reflect.Value, v Value) error {
	t := out.Type()
	if v.IsNil() {
		return nil
	}
	m, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil {
		return bad(t, v)
	}
	out.Set(reflect.MakeMap(t))
	var err error
	m.Each(func(k, e Value) bool {
		var kv, ev reflect.Value
		if kv, err = r.value(k, t.Key()); err != nil {
			err = fmt.Errorf("key %w", err)
			return false
		}
		if ev, err = r.value(e, t.Elem()); err != nil {
			err = fmt.Errorf("field %s %w", k.Quote(), err)
			return false
		}
		out.SetMapIndex(kv, ev)
		return true
	})
	return err
}

// fields fills a struct from a table by the names of its fields.
func (r *reflector) fields(out reflect.Value, v Value) error {
	t := out.Type()
	m, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil {
		return bad(t, v)
	}
	fields := fieldsOf(t)
	var err error
	m.Each(func(k, e Value) bool {
		name, _ := k.AsString()
		index, ok := fields[name]
		if !ok || !k.IsString() {
			err = fmt.Errorf("has no field %s%s", k.Quote(), DidYouMean(name, sortedNames(fields)))
			return false
		}
		field, fieldErr := out.FieldByIndexErr(index)
		if fieldErr != nil {
			err = fmt.Errorf("field '%s' is in an embedded struct that is nil", name)
			return false
		}
		var ev reflect.Value
		if ev, err = r.value(e, field.Type()); err != nil {
			err = fmt.Errorf("field '%s' %w", name, err)
			return false
		}
		field.Set(ev)
		return true
	})
	return err
}

// describe names a Go type as a script's author would.
func describe(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.String:
		return "a string"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if t == durationReflect {
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
		return "a function"
	case reflect.Pointer:
		if t == functionReflect {
			return "a function"
		}
		return describe(t.Elem())
	}
	return "a " + t.String()
}
