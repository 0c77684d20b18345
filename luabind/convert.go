package luabind

import (
	"fmt"
	"math"
	"reflect"
	"time"

	lua "github.com/yuin/gopher-lua"
	luar "layeh.com/gopher-luar"
)

// FromGo makes a Lua value of a Go one. The Host's lock must be held, as it is
// in Funcs, module Opens and [WithSetup].
func (h *Host) FromGo(value any) (Value, error) {
	switch v := value.(type) {
	case nil:
		return Nil, nil
	case Value:
		return v, nil
	case Table:
		return v.Value(), nil
	case bool:
		return Bool(v), nil
	case string:
		return String(v), nil
	case []byte:
		return String(string(v)), nil
	case float64:
		return Number(v), nil
	case int:
		return h.Int(int64(v)), nil
	case int64:
		return h.Int(v), nil
	case time.Duration:
		return Number(v.Seconds()), nil
	case time.Time:
		return h.Time(v), nil
	case *Func:
		return h.FuncValue(v), nil
	}
	rv := reflect.ValueOf(value)
	switch rv.Kind() {
	case reflect.Bool:
		return Bool(rv.Bool()), nil
	case reflect.String:
		return String(rv.String()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return h.Int(rv.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if n := rv.Uint(); n > math.MaxInt64 {
			return h.Digits(fmt.Sprint(n)), nil
		}
		return h.Int(int64(rv.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return Number(rv.Float()), nil
	case reflect.Slice, reflect.Array:
		t := h.NewTable(rv.Len(), 0)
		for i := range rv.Len() {
			e, err := h.FromGo(rv.Index(i).Interface())
			if err != nil {
				return Nil, fmt.Errorf("element %d: %w", i+1, err)
			}
			t.Append(e)
		}
		return h.MarkList(t).Value(), nil
	case reflect.Map:
		if rv.Type().Key().Kind() != reflect.String {
			return Nil, fmt.Errorf("a map with %s keys cannot be a Lua table", rv.Type().Key())
		}
		t := h.NewTable(0, rv.Len())
		for it := rv.MapRange(); it.Next(); {
			e, err := h.FromGo(it.Value().Interface())
			if err != nil {
				return Nil, fmt.Errorf("field %s: %w", it.Key(), err)
			}
			t.Set(it.Key().String(), e)
		}
		return t.Value(), nil
	case reflect.Chan, reflect.UnsafePointer:
		return Nil, fmt.Errorf("a %s cannot be a Lua value", rv.Type())
	case reflect.Func:
		return h.goFunc(rv)
	}
	return wrap(luar.New(h.vm.Root(), value)), nil
}

// goFunc makes a Lua function of a Go function. It runs without the Host's
// lock, so that it may call the Host: arguments are converted before and
// results after.
func (h *Host) goFunc(fn reflect.Value) (Value, error) {
	t := fn.Type()
	name := "function"
	return Value{h.function(func(L *lua.LState) int {
		c := h.begin(L)
		in, err := c.goArgs(t, name)
		if err != nil {
			c.raise(err)
		}
		var out []reflect.Value
		c.Block(func(ctx contextType) error {
			if t.NumIn() > 0 && t.In(0) == contextReflect {
				in[0] = reflect.ValueOf(ctx)
			}
			out = fn.Call(in)
			return nil
		})
		if n := len(out); n > 0 && t.Out(n-1) == errorReflect {
			if err, _ := out[n-1].Interface().(error); err != nil {
				c.raise(err)
			}
			out = out[:n-1]
		}
		for _, o := range out {
			v, err := h.FromGo(o.Interface())
			if err != nil {
				c.raise(err)
			}
			c.Return(v)
		}
		n := c.nret
		h.finish(c)
		return n
	})}, nil
}

func (c *Call) goArgs(t reflect.Type, name string) ([]reflect.Value, error) {
	first, n := 0, t.NumIn()
	in := make([]reflect.Value, 0, n)
	if n > 0 && t.In(0) == contextReflect {
		first = 1
		in = append(in, reflect.Value{})
	}
	given := c.l.GetTop()
	for i := first; i < n; i++ {
		if t.IsVariadic() && i == n-1 {
			break
		}
		v, err := c.toReflect(wrap(c.l.Get(i-first+1)), t.In(i))
		if err != nil {
			return nil, TypeErrorf("%s: argument %d %w", name, i-first+1, err)
		}
		in = append(in, v)
	}
	if t.IsVariadic() {
		for i := n - first; i <= given; i++ {
			v, err := c.toReflect(wrap(c.l.Get(i)), t.In(n-1).Elem())
			if err != nil {
				return nil, TypeErrorf("%s: argument %d %w", name, i, err)
			}
			in = append(in, v)
		}
	} else if given > n-first {
		return nil, TypeErrorf("%s: takes %d arguments, got %d", name, n-first, given)
	}
	return in, nil
}

// ToGo makes a Go value of a Lua one: nil, bool, float64, string, []any,
// map[string]any, the Go value behind an object, or the Value itself for
// functions and threads. Integers come as int64 when they are integral.
func ToGo(v Value) any { return toGo(v, 0) }

func toGo(v Value, depth int) any {
	if v.IsNil() || depth > maxJSONDepth {
		return nil
	}
	if b, ok := v.AsBool(); ok {
		return b
	}
	if i, ok := v.AsInt(); ok {
		return i
	}
	if f, ok := v.AsNumber(); ok {
		return f
	}
	if s, ok := v.AsString(); ok {
		return s
	}
	if self, class := v.Object(); class != nil {
		return self
	}
	if ud, ok := v.lv.(*lua.LUserData); ok {
		return ud.Value
	}
	t, ok := v.AsTable()
	if !ok {
		return v
	}
	if n := t.Len(); n > 0 && t.IsList() {
		list := make([]any, n)
		for i := range list {
			list[i] = toGo(t.At(i+1), depth+1)
		}
		return list
	}
	m := map[string]any{}
	t.Each(func(k, e Value) bool {
		m[k.String()] = toGo(e, depth+1)
		return true
	})
	return m
}
