package goval

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sort"
	"time"
)

// Maker makes Lua values.
type Maker[V Value[T], T Table[V]] interface {
	// Own gives the value of a Go one that has one of its own kind, such as a
	// Lua value itself.
	Own(value any) (v V, ok bool, err error)
	Bool(b bool) V
	Number(f float64) V
	String(s string) V
	Integer(n *big.Int) V // any integer
	Null() V
	NewTable(n, m int) T
	List(t T) V // marks the table as a list
	Function(fn reflect.Value, name string) V
	Sequence(fn reflect.Value) V // an iterator over what a function as of package iter gives
	// Object is the object of a pointer to a struct, slice, array or map, or of a
	// channel.
	Object(of reflect.Value) V
}

// Make makes a Lua value of a Go one. Functions among it have the name.
func Make[V Value[T], T Table[V]](m Maker[V, T], value any, name string) (V, error) {
	return (&making[V, T]{m}).value(value, name, 0)
}

type making[V Value[T], T Table[V]] struct{ Maker[V, T] }

func (m *making[V, T]) value(value any, name string, depth int) (none V, err error) {
	if depth > maxDepth {
		return none, fmt.Errorf("a %T is nested too deeply, or contains itself", value)
	}
	if v, ok, err := m.Own(value); ok || err != nil {
		return v, err
	}
	switch v := value.(type) {
	case nil:
		return none, nil
	case bool:
		return m.Bool(v), nil
	case string:
		return m.String(v), nil
	case []byte:
		return m.String(string(v)), nil
	case float64:
		return m.Number(v), nil
	case int:
		return m.integer(int64(v)), nil
	case int64:
		return m.integer(v), nil
	case time.Duration:
		return m.Number(v.Seconds()), nil
	case *big.Int:
		if v == nil {
			return none, nil
		}
		return m.Integer(new(big.Int).Set(v)), nil
	case json.Number:
		n, ok := new(big.Int).SetString(v.String(), 10)
		if !ok {
			return none, nil
		}
		return m.Integer(n), nil
	}
	return m.reflected(reflect.ValueOf(value), name, depth)
}

// maxExact is the first integer that a number does not tell from the next one.
const maxExact = 1 << 53

func (m *making[V, T]) integer(i int64) V {
	if i > -maxExact && i < maxExact {
		return m.Number(float64(i))
	}
	return m.Integer(big.NewInt(i))
}

func (m *making[V, T]) reflected(rv reflect.Value, name string, depth int) (none V, err error) {
	switch rv.Kind() {
	case reflect.Bool:
		return m.Bool(rv.Bool()), nil
	case reflect.String:
		return m.String(rv.String()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return m.integer(rv.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if n := rv.Uint(); n > math.MaxInt64 {
			return m.Integer(new(big.Int).SetUint64(n)), nil
		}
		return m.integer(int64(rv.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return m.Number(rv.Float()), nil
	case reflect.Slice, reflect.Array:
		switch {
		case rv.Kind() == reflect.Slice && rv.Type().Elem().Kind() == reflect.Uint8:
			return m.String(string(rv.Bytes())), nil
		case hasMethods(rv.Type()):
			return m.Object(pointerTo(rv)), nil
		}
		return m.list(rv, depth)
	case reflect.Map:
		if !rv.IsNil() && hasMethods(rv.Type()) {
			return m.Object(pointerTo(rv)), nil
		}
		return m.table(rv, depth)
	case reflect.Chan:
		if rv.IsNil() {
			return none, nil
		}
		return m.Object(rv), nil
	case reflect.Func:
		if rv.IsNil() {
			return none, nil
		}
		if yields(rv.Type()) != 0 {
			return m.Sequence(rv), nil
		}
		return m.Function(rv, name), nil
	case reflect.Pointer:
		if rv.IsNil() {
			return none, nil
		}
		switch e := rv.Elem(); e.Kind() {
		case reflect.Struct, reflect.Map:
			return m.Object(rv), nil
		case reflect.Slice, reflect.Array:
			if e.Type().Elem().Kind() != reflect.Uint8 {
				return m.Object(rv), nil
			}
		}
		return m.value(rv.Elem().Interface(), name, depth+1)
	case reflect.Struct:
		return m.Object(pointerTo(rv)), nil
	}
	return none, fmt.Errorf("a %s cannot be a Lua value", rv.Type())
}

func pointerTo(rv reflect.Value) reflect.Value {
	p := reflect.New(rv.Type())
	p.Elem().Set(rv)
	return p
}

func hasMethods(t reflect.Type) bool { return reflect.PointerTo(t).NumMethod() > 0 }

func (m *making[V, T]) list(rv reflect.Value, depth int) (none V, err error) {
	t := m.NewTable(rv.Len(), 0)
	for i := range rv.Len() {
		e, err := m.value(rv.Index(i).Interface(), "function", depth+1)
		if err != nil {
			return none, fmt.Errorf("element %d: %w", i+1, err)
		}
		if e.IsNil() {
			e = m.Null()
		}
		t.Append(e)
	}
	return m.List(t), nil
}

func (m *making[V, T]) table(rv reflect.Value, depth int) (none V, err error) {
	if rv.IsNil() {
		return none, nil
	}
	t := m.NewTable(0, rv.Len())
	keys := rv.MapKeys()
	if rv.Type().Key().Kind() == reflect.String {
		sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	}
	for _, key := range keys {
		k, err := m.value(key.Interface(), "function", depth+1)
		if f, isNumber := k.AsNumber(); err == nil && (k.IsNil() || isNumber && f != f || k.Type() == "userdata") {
			err = fmt.Errorf("a %s cannot be a key", key.Type())
		}
		if err != nil {
			return none, err
		}
		name := k.String()
		e, err := m.value(rv.MapIndex(key).Interface(), name, depth+1)
		if err != nil {
			return none, fmt.Errorf("field %s: %w", k.Quote(), err)
		}
		t.SetValue(k, e)
	}
	return t.Value(), nil
}
