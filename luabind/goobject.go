package luabind

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
		switch tag, _, _ := strings.Cut(f.Tag.Get("lua"), ","); tag {
		case "":
			return []string{snake(f.Name)}
		case "-":
			return nil
		default:
			return []string{tag}
		}
	}
	config.MethodNames = func(_ reflect.Type, m reflect.Method) []string { return []string{snake(m.Name)} }
}

// goType is what scripts see of a Go struct type.
type goType struct {
	class  *Class
	fields map[string][]int
}

var (
	goTypesMu sync.Mutex
	goTypes   = map[reflect.Type]*goType{}
	namer     = sync.OnceValue(func() *lua.LState {
		L := lua.NewState(lua.Options{SkipOpenLibs: true, RegistrySize: 64, CallStackSize: 8})
		nameAsLua(luar.GetConfig(L))
		return L
	})
)

// goTypeOf describes the struct type t, for all Hosts.
func goTypeOf(t reflect.Type) *goType {
	goTypesMu.Lock()
	defer goTypesMu.Unlock()
	if g := goTypes[t]; g != nil {
		return g
	}
	g := &goType{fields: map[string][]int{}}
	if fields, ok := luar.MT(namer(), reflect.Zero(t).Interface()).RawGetString("fields").(*lua.LTable); ok {
		fields.ForEach(func(k, v lua.LValue) {
			if index, ok := v.(*lua.LUserData).Value.([]int); ok && t.FieldByIndex(index).IsExported() {
				g.fields[k.String()] = index
			}
		})
	}
	g.class = newGoClass(reflect.PointerTo(t), g.fields)
	goTypes[t] = g
	return g
}

func fieldsOf(t reflect.Type) map[string][]int { return goTypeOf(t).fields }

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// goObject makes the object of a pointer to a struct.
func (h *Host) goObject(p reflect.Value) Value {
	return h.Object(goTypeOf(p.Type().Elem()).class, p.Interface())
}

func newGoClass(p reflect.Type, fields map[string][]int) *Class {
	name := p.Elem().Name()
	if name == "" {
		name = "struct"
	}
	class := &Class{
		Name: name,
		Doc:  "A " + p.Elem().String() + " of the Go program.",
		Get: func(c *Call, self any, key string) (Value, error) {
			f, ok := goField(self, fields, key)
			if !ok {
				return Nil, nil
			}
			if f.Kind() == reflect.Struct && f.CanAddr() && !plainStruct(f.Type()) {
				return c.h.goObject(f.Addr()), nil
			}
			return c.h.fromGo(f.Interface(), key, 0)
		},
		Set: func(c *Call, self any, key string, v Value) error {
			f, ok := goField(self, fields, key)
			if !ok {
				return TypeErrorf("%s has no field '%s'%s", name, key, DidYouMean(key, sortedNames(fields)))
			}
			value, err := (&reflector{c: c}).value(v, f.Type())
			if err != nil {
				return TypeErrorf("%s.%s %w", name, key, err)
			}
			f.Set(value)
			return nil
		},
		Pairs: func(c *Call, self any) ([]Pair, error) {
			var list []Pair
			for _, key := range sortedNames(fields) {
				if f, ok := goField(self, fields, key); ok {
					v, err := c.h.fromGo(f.Interface(), key, 0)
					if err != nil {
						return nil, err
					}
					list = append(list, Pair{String(key), v})
				}
			}
			return list, nil
		},
		Names:  func(any) []string { return sortedNames(fields) },
		String: func(self any) string { return goString(name, self) },
		Equal:  func(a, b any) bool { return a == b },
	}
	for i := range p.NumMethod() {
		class.Methods = append(class.Methods, goMethod(p.Method(i)))
	}
	return class
}

// plainStruct says whether values of a struct type have a Lua value of their
// own.
func plainStruct(t reflect.Type) bool {
	return t == reflect.TypeFor[Value]() || t == reflect.TypeFor[Table]() || t == reflect.TypeFor[Integer]() || t.PkgPath() == "time" && t.Name() == "Time"
}

func goField(self any, fields map[string][]int, key string) (reflect.Value, bool) {
	index, ok := fields[key]
	if !ok {
		return reflect.Value{}, false
	}
	f, err := reflect.ValueOf(self).Elem().FieldByIndexErr(index)
	return f, err == nil
}

// goString renders an object: by its String or Error method, else by its type
// alone, for there may be secrets in it.
func goString(name string, self any) (s string) {
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

func goMethod(m reflect.Method) Func {
	name := snake(m.Name)
	return Func{
		Name: name, Doc: "The Go method " + m.Name + ".",
		Params: []Param{{Name: "...", Rest: true, Type: Any}},
		Run: func(c *Call) error {
			return c.callGo(reflect.ValueOf(c.Self()).Method(m.Index), name, c.first)
		},
	}
}

// ends says whether what follows a capital belongs to the word that it ends:
// the s of CPUs, the v4 of IPv4.
func ends(rest string) bool {
	switch rest[0] {
	case 's':
		return len(rest) == 1 || rest[1] >= 'A' && rest[1] <= 'Z'
	case 'v':
		return len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9'
	}
	return false
}

// snake turns GoName into go_name, runs of capitals as one word, with the s of
// their plural.
func snake(s string) string {
	var out []byte
	for i := 0; i < len(s); i++ {
		ch := s[i]
		upper := ch >= 'A' && ch <= 'Z'
		if upper && i > 0 {
			prevUpper := s[i-1] >= 'A' && s[i-1] <= 'Z'
			nextLower := i+1 < len(s) && s[i+1] >= 'a' && s[i+1] <= 'z'
			if nextLower && ends(s[i+1:]) {
				nextLower = false
			}
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
