package luabind

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sort"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// maxGoDepth bounds how deep Go values and Lua tables nest that are converted
// into each other.
const maxGoDepth = 200

// FromGo makes a Lua value of a Go one:
//
//   - numbers, strings, booleans and []byte; integers beyond 2^53 stay exact
//   - slices, arrays and maps become tables, copied
//   - a time.Duration becomes a number of seconds, a time.Time a time value
//   - a function becomes a function (see [Host.Set])
//   - a struct, by value or pointer, becomes an object whose fields and methods
//     have snake_case names (a tag lua:"name" gives another, lua:"-" hides)
//   - other pointers become what they point to, nil pointers nil
//   - a [Value], [Table], [Func] or [Function] becomes itself
//
// The Host's lock must be held, as it is in Funcs, module Opens and
// [WithSetup].
func (h *Host) FromGo(value any) (Value, error) { return h.fromGo(value, "function", 0) }

func (h *Host) fromGo(value any, name string, depth int) (Value, error) {
	if depth > maxGoDepth {
		return Nil, fmt.Errorf("a %T is nested too deeply, or contains itself", value)
	}
	switch v := value.(type) {
	case nil:
		return Nil, nil
	case Value:
		return v, nil
	case Table:
		return v.Value(), nil
	case *Function:
		if v == nil {
			return Nil, nil
		}
		if v.h != h {
			return Nil, fmt.Errorf("a function of another host cannot be used here")
		}
		return wrap(v.fn), nil
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
	case *big.Int:
		if v == nil {
			return Nil, nil
		}
		return h.integer(new(big.Int).Set(v)), nil
	case json.Number:
		return h.Digits(v.String()), nil
	case Integer:
		return h.integer(v.v), nil
	case *Func:
		return h.FuncValue(v), nil
	}
	return h.fromReflect(reflect.ValueOf(value), name, depth)
}

func (h *Host) fromReflect(rv reflect.Value, name string, depth int) (Value, error) {
	switch rv.Kind() {
	case reflect.Bool:
		return Bool(rv.Bool()), nil
	case reflect.String:
		return String(rv.String()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return h.Int(rv.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if n := rv.Uint(); n > math.MaxInt64 {
			return h.integer(new(big.Int).SetUint64(n)), nil
		}
		return h.Int(int64(rv.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return Number(rv.Float()), nil
	case reflect.Slice, reflect.Array:
		if rv.Kind() == reflect.Slice && rv.Type().Elem().Kind() == reflect.Uint8 {
			return String(string(rv.Bytes())), nil
		}
		return h.fromList(rv, depth)
	case reflect.Map:
		return h.fromMap(rv, depth)
	case reflect.Func:
		if rv.IsNil() {
			return Nil, nil
		}
		return h.goFunc(rv, name), nil
	case reflect.Pointer:
		if rv.IsNil() {
			return Nil, nil
		}
		if rv.Elem().Kind() != reflect.Struct {
			return h.fromGo(rv.Elem().Interface(), name, depth+1)
		}
		return h.goObject(rv), nil
	case reflect.Struct:
		p := reflect.New(rv.Type())
		p.Elem().Set(rv)
		return h.goObject(p), nil
	}
	return Nil, fmt.Errorf("a %s cannot be a Lua value", rv.Type())
}

func (h *Host) fromList(rv reflect.Value, depth int) (Value, error) {
	t := h.NewTable(rv.Len(), 0)
	for i := range rv.Len() {
		e, err := h.fromGo(rv.Index(i).Interface(), "function", depth+1)
		if err != nil {
			return Nil, fmt.Errorf("element %d: %w", i+1, err)
		}
		if e.IsNil() {
			e = h.Null()
		}
		t.Append(e)
	}
	return h.MarkList(t).Value(), nil
}

func (h *Host) fromMap(rv reflect.Value, depth int) (Value, error) {
	if rv.IsNil() {
		return Nil, nil
	}
	t := h.NewTable(0, rv.Len())
	keys := rv.MapKeys()
	if rv.Type().Key().Kind() == reflect.String {
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	}
	for _, key := range keys {
		k, err := h.fromGo(key.Interface(), "function", depth+1)
		if f, isNumber := k.AsNumber(); err == nil && (k.IsNil() || isNumber && f != f || k.Type() == "userdata") {
			err = fmt.Errorf("a %s cannot be a key", key.Type())
		}
		if err != nil {
			return Nil, err
		}
		name := k.String()
		e, err := h.fromGo(rv.MapIndex(key).Interface(), name, depth+1)
		if err != nil {
			return Nil, fmt.Errorf("field %s: %w", k.Quote(), err)
		}
		t.SetValue(k, e)
	}
	return t.Value(), nil
}

// ToGo makes a Go value of a Lua one: nil, bool, int64 for integral numbers
// and float64 for others, string, []any, map[string]any (of tables that are no
// lists, keys as text), the Go value behind an object, or the Value itself for
// functions and threads. A table met twice becomes one Go value, a reference
// back to a table around it nil.
func ToGo(v Value) any { return (&exporter{}).value(v) }

// exporter makes Go values of Lua ones.
type exporter struct {
	h    *Host // makes *Function values of functions; nil: they stay Values
	done map[*lua.LTable]any
	open int
}

func (e *exporter) value(v Value) any {
	switch lv := v.raw().(type) {
	case *lua.LNilType:
		return nil
	case lua.LBool:
		return bool(lv)
	case lua.LString:
		return string(lv)
	case lua.LNumber:
		if i, ok := v.AsInt(); ok {
			return i
		}
		return float64(lv)
	case *lua.LFunction:
		if e.h != nil {
			return &Function{e.h, lv}
		}
		return v
	}
	if self, class := v.Object(); class != nil {
		switch self := self.(type) {
		case Integer:
			if self.v.IsInt64() {
				return self.v.Int64()
			}
			return new(big.Int).Set(self.v)
		case null:
			return nil
		}
		return self
	}
	if ud, ok := v.lv.(*lua.LUserData); ok {
		return ud.Value
	}
	if t, ok := v.AsTable(); ok {
		return e.table(t)
	}
	return v
}

func (e *exporter) table(t Table) any {
	if g, ok := e.done[t.t]; ok || e.open > maxGoDepth {
		return g
	}
	if e.done == nil {
		e.done = map[*lua.LTable]any{}
	}
	e.done[t.t] = nil
	e.open++
	defer func() { e.open-- }()
	var out any
	if n := t.Len(); n > 0 && t.IsList() {
		list := make([]any, n)
		for i := range list {
			list[i] = e.value(t.At(i + 1))
		}
		out = list
	} else {
		m := map[string]any{}
		t.Each(func(k, v Value) bool {
			m[k.String()] = e.value(v)
			return true
		})
		out = m
	}
	e.done[t.t] = out
	return out
}
