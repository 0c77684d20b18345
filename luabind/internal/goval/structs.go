package goval

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	lua "github.com/yuin/gopher-lua"
	luar "layeh.com/gopher-luar"
)

// Go structs in scripts: luar finds fields and methods and names them, and
// what goes in and out is converted here. luar's own conversion rounds large
// integers, cuts what does not fit, hands errors over beside results and prints
// values into messages.

// nameAsLua makes luar name things as Lua does.
func nameAsLua(config *luar.Config) {
	config.FieldNames = func(_ reflect.Type, f reflect.StructField) []string {
		tag, ok := f.Tag.Lookup("lua")
		if !ok {
			tag = f.Tag.Get("luar")
		}
		switch tag, _, _ := strings.Cut(tag, ","); tag {
		case "":
			return []string{Snake(f.Name)}
		case "-":
			return nil
		default:
			return []string{tag}
		}
	}
	config.MethodNames = func(_ reflect.Type, m reflect.Method) []string { return []string{Snake(m.Name)} }
}

// StructType is what scripts see of a Go struct type. It is read-only.
type StructType struct {
	Fields map[string][]int // by their names in scripts: indexes, as in [reflect.Value.FieldByIndex]
}

var (
	typesMu sync.Mutex
	types   map[reflect.Type]*StructType
	namer   *lua.LState
)

// TypeOf describes the struct type t, for all Hosts.
func TypeOf(t reflect.Type) *StructType {
	typesMu.Lock()
	defer typesMu.Unlock()
	if g := types[t]; g != nil {
		return g
	}
	if types == nil {
		types = map[reflect.Type]*StructType{}
		namer = lua.NewState(lua.Options{SkipOpenLibs: true, RegistrySize: 64, CallStackSize: 8})
		nameAsLua(luar.GetConfig(namer))
	}
	g := &StructType{Fields: map[string][]int{}}
	if fields, ok := luar.MT(namer, reflect.Zero(t).Interface()).RawGetString("fields").(*lua.LTable); ok {
		fields.ForEach(func(k, v lua.LValue) {
			if index, ok := v.(*lua.LUserData).Value.([]int); ok && t.FieldByIndex(index).IsExported() {
				g.Fields[k.String()] = index
			}
		})
	}
	types[t] = g
	return g
}

// Names are those of the fields, sorted.
func Names(fields map[string][]int) []string { return slices.Sorted(maps.Keys(fields)) }

// Field gives the field of a pointer to a struct; false if there is none, or if
// it is in an embedded struct that is nil.
func Field(self any, fields map[string][]int, key string) (reflect.Value, bool) {
	index, ok := fields[key]
	if !ok {
		return reflect.Value{}, false
	}
	f, err := reflect.ValueOf(self).Elem().FieldByIndexErr(index)
	return f, err == nil
}

// String renders an object: by its String or Error method, else by its type
// alone, for there may be secrets in it.
func String(name string, self any) (s string) {
	defer func() {
		if recover() != nil {
			s = name
		}
	}()
	switch v := self.(type) {
	case fmt.Stringer:
		return v.String()
	case error:
		return v.Error()
	}
	return name
}
