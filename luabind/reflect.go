package luabind

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"time"

	lua "github.com/yuin/gopher-lua"
)

type contextType = context.Context

var (
	contextReflect  = reflect.TypeFor[context.Context]()
	errorReflect    = reflect.TypeFor[error]()
	durationReflect = reflect.TypeFor[time.Duration]()
	valueReflect    = reflect.TypeFor[Value]()
)

// toReflect makes a Go value of a given type of a Lua value. Errors name the
// kinds, never the values.
func (c *Call) toReflect(v Value, t reflect.Type) (reflect.Value, error) {
	bad := func() (reflect.Value, error) {
		return reflect.Value{}, fmt.Errorf("must be %s, got %s", describe(t), v.Kind())
	}
	if t == valueReflect {
		return reflect.ValueOf(v), nil
	}
	if t == durationReflect {
		f, ok := v.AsNumber()
		if !ok {
			return bad()
		}
		return reflect.ValueOf(seconds(f)), nil
	}
	if self, _ := v.Object(); self != nil {
		if rv := reflect.ValueOf(self); rv.Type().AssignableTo(t) {
			return rv, nil
		}
	}
	if ud, ok := v.lv.(*lua.LUserData); ok && ud.Value != nil {
		if rv := reflect.ValueOf(ud.Value); rv.Type().AssignableTo(t) {
			return rv, nil
		}
	}
	out := reflect.New(t).Elem()
	switch t.Kind() {
	case reflect.Bool:
		b, ok := v.AsBool()
		if !ok {
			return bad()
		}
		out.SetBool(b)
	case reflect.String:
		s, ok := v.AsString()
		if !ok {
			return bad()
		}
		out.SetString(s)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, ok := v.AsInt()
		if !ok {
			return bad()
		}
		if out.OverflowInt(n) {
			return reflect.Value{}, fmt.Errorf("must be %s, got %d, which does not fit", describe(t), n)
		}
		out.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, ok := v.AsInt()
		if !ok {
			return bad()
		}
		if n < 0 || out.OverflowUint(uint64(n)) {
			return reflect.Value{}, fmt.Errorf("must be %s, got %d, which does not fit", describe(t), n)
		}
		out.SetUint(uint64(n))
	case reflect.Float32, reflect.Float64:
		f, ok := v.AsNumber()
		if !ok {
			return bad()
		}
		if t.Kind() == reflect.Float32 && math.Abs(f) > math.MaxFloat32 && !math.IsInf(f, 0) {
			return reflect.Value{}, fmt.Errorf("must be %s, got %v, which does not fit", describe(t), f)
		}
		out.SetFloat(f)
	case reflect.Interface:
		if t.NumMethod() != 0 {
			return bad()
		}
		if g := ToGo(v); g != nil {
			out.Set(reflect.ValueOf(g))
		}
	case reflect.Pointer:
		if v.IsNil() {
			return out, nil
		}
		e, err := c.toReflect(v, t.Elem())
		if err != nil {
			return bad()
		}
		out.Set(reflect.New(t.Elem()))
		out.Elem().Set(e)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 && v.IsString() {
			s, _ := v.AsString()
			return reflect.ValueOf([]byte(s)).Convert(t), nil
		}
		return c.toSlice(v, t)
	case reflect.Map:
		return c.toMap(v, t)
	case reflect.Struct:
		return c.toStruct(v, t)
	default:
		return bad()
	}
	return out, nil
}

func (c *Call) toSlice(v Value, t reflect.Type) (reflect.Value, error) {
	list, ok := v.AsTable()
	if !ok || !list.IsList() {
		return reflect.Value{}, fmt.Errorf("must be %s, got %s", describe(t), v.Kind())
	}
	out := reflect.MakeSlice(t, 0, list.Len())
	for i := 1; i <= list.Len(); i++ {
		e, err := c.toReflect(list.At(i), t.Elem())
		if err != nil {
			return reflect.Value{}, fmt.Errorf("element %d %w", i, err)
		}
		out = reflect.Append(out, e)
	}
	return out, nil
}

func (c *Call) toMap(v Value, t reflect.Type) (reflect.Value, error) {
	m, ok := v.AsTable()
	if !ok {
		return reflect.Value{}, fmt.Errorf("must be %s, got %s", describe(t), v.Kind())
	}
	out := reflect.MakeMap(t)
	var err error
	m.Each(func(k, e Value) bool {
		var kv, ev reflect.Value
		if kv, err = c.toReflect(k, t.Key()); err != nil {
			return false
		}
		if ev, err = c.toReflect(e, t.Elem()); err != nil {
			err = fmt.Errorf("field %s %w", k.Quote(), err)
			return false
		}
		out.SetMapIndex(kv, ev)
		return true
	})
	return out, err
}

func (c *Call) toStruct(v Value, t reflect.Type) (reflect.Value, error) {
	m, ok := v.AsTable()
	if !ok {
		return reflect.Value{}, fmt.Errorf("must be %s, got %s", describe(t), v.Kind())
	}
	fields := map[string]int{}
	var names []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			n := snake(f.Name)
			fields[n] = i
			names = append(names, n)
		}
	}
	out := reflect.New(t).Elem()
	var err error
	m.Each(func(k, e Value) bool {
		name, _ := k.AsString()
		i, ok := fields[name]
		if !ok {
			err = fmt.Errorf("has no field %s%s", k.Quote(), suggest(name, names))
			return false
		}
		var ev reflect.Value
		if ev, err = c.toReflect(e, t.Field(i).Type); err != nil {
			err = fmt.Errorf("field '%s' %w", name, err)
			return false
		}
		out.Field(i).Set(ev)
		return true
	})
	return out, err
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
		return describe(t.Elem())
	}
	return "a " + t.String()
}

// snake turns GoName into go_name, runs of capitals as one word.
func snake(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		ch := s[i]
		upper := ch >= 'A' && ch <= 'Z'
		if upper && i > 0 {
			prevUpper := s[i-1] >= 'A' && s[i-1] <= 'Z'
			nextLower := i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z'
			if !prevUpper || nextLower {
				out = append(out, '_')
			}
		}
		if upper {
			ch += 'a' - 'A'
		}
		out = append(out, ch)
	}
	return string(out)
}
