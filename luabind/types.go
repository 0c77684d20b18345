package luabind

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Type says what a parameter takes.
type Type struct {
	// Name completes "must be ...": "an id, a slug or an Image".
	Name string
	// Lua is the type in definitions for editors: "integer|string|Image".
	Lua string
	// Table says that a plain table may be the value, so that one alone is not
	// taken for named arguments.
	Table bool
	// Enum lists the strings that are taken, if only some are.
	Enum []string
	// Open says that Enum lists those of today: of others only what is a near
	// miss of one is refused; see [NearMiss].
	Open bool
	// Literal says which literals can be right, for the static checker: any
	// of "string", "number", "boolean", "table". Empty: anything.
	Literal []string
	// Fields describe the named fields of a table, if they are known.
	Fields func() []Param
	// Items is what a list holds.
	Items *Type
	// Check takes or converts the value; [ErrType] makes the usual message.
	Check func(c *Call, v Value) (Value, error)
}

// Judge is what Check says of a literal string or number in a script, for the
// static checker: nil where only a call can tell.
func (t *Type) Judge(v Value) (err error) {
	if t == nil || t.Check == nil {
		return nil
	}
	// Without a call there is no Host to make values of: such a Check has
	// nothing against this one so far.
	defer func() {
		if recover() != nil {
			err = nil
		}
	}()
	_, err = t.Check(nil, v)
	return err
}

// ErrType is what a Type's Check returns when the value is of a wrong type.
var ErrType = errors.New("wrong type")

func (t *Type) name() string {
	if t == nil || t.Name == "" {
		return "a value"
	}
	return t.Name
}

func (t *Type) takesTable() bool { return t == nil || t.Table }

// The types that most parameters have.
var (
	Any         = &Type{Name: "a value", Lua: "any", Table: true}
	StringType  = &Type{Name: "a string", Lua: "string", Literal: []string{"string", "number"}, Check: checkString}
	NumberType  = &Type{Name: "a number", Lua: "number", Literal: []string{"number"}, Check: checkNumber}
	IntegerType = &Type{Name: "an integer", Lua: "integer", Literal: []string{"number"}, Check: checkInteger}
	BooleanType = &Type{Name: "a boolean", Lua: "boolean", Literal: []string{"boolean"}, Check: checkBoolean}
	TableType   = &Type{Name: "a table", Lua: "table", Table: true, Literal: []string{"table"}, Check: checkTable}
	ListType    = &Type{Name: "a list", Lua: "any[]", Table: true, Literal: []string{"table"}, Check: checkList}
	FuncType    = &Type{Name: "a function", Lua: "function", Check: checkFunc}
	SecondsType = &Type{Name: "a number of seconds", Lua: "number", Literal: []string{"number"}, Check: checkSeconds}
)

func checkSeconds(c *Call, v Value) (Value, error) {
	if s, ok := v.AsNumber(); ok && s != s {
		return Nil, ValueErrorf("must be a number of seconds, got nan")
	}
	return checkNumber(c, v)
}

// EnumType takes one of some strings.
func EnumType(values ...string) *Type {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = `"` + v + `"`
	}
	return &Type{
		Name: "one of " + strings.Join(quoted, ", "), Lua: strings.Join(quoted, "|"), Enum: values, Literal: []string{"string"},
		Check: func(c *Call, v Value) (Value, error) {
			if !v.IsString() {
				return Nil, ErrType
			}
			s, _ := v.AsString()
			if !slices.Contains(values, s) {
				return Nil, fmt.Errorf("must be one of %s, got %s%s", strings.Join(quoted, ", "), v.Quote(), DidYouMean(s, values))
			}
			return v, nil
		},
	}
}

// ListOf takes a list whose elements are of a type.
func ListOf(items *Type, name string) *Type {
	return &Type{
		Name: name, Lua: "(" + items.Lua + ")[]", Table: true, Literal: []string{"table"}, Items: items,
		Check: func(c *Call, v Value) (Value, error) {
			t, ok := v.AsTable()
			if _, class := v.Object(); !ok || class != nil || !t.IsList() {
				return Nil, ErrType
			}
			c.Charge(valueBytes * t.Len())
			c.Steps(t.Len())
			out := c.h.NewTable(t.Len(), 0)
			for i := 1; i <= t.Len(); i++ {
				e, err := items.Check(c, t.At(i))
				if err == ErrType {
					return Nil, fmt.Errorf("must be %s, element %d is %s", name, i, t.At(i).Kind())
				} else if err != nil {
					return Nil, fmt.Errorf("element %d: %w", i, err)
				}
				out.Append(e)
			}
			return out.Value(), nil
		},
	}
}

// AnyOf takes what one of several types takes.
func AnyOf(name, lua string, types ...*Type) *Type {
	t := &Type{Name: name, Lua: lua}
	anyText := false // whether one of them takes texts that no Enum lists
	for _, a := range types {
		t.Table = t.Table || a.Table
		t.Literal = append(t.Literal, a.Literal...)
		t.Enum = append(t.Enum, a.Enum...)
		anyText = anyText || len(a.Enum) == 0 && (len(a.Literal) == 0 || slices.Contains(a.Literal, "string"))
	}
	if anyText {
		t.Enum = nil
	}
	if slices.ContainsFunc(types, func(a *Type) bool { return len(a.Literal) == 0 }) {
		t.Literal = nil // any literal may be right for that one
	}
	t.Check = func(c *Call, v Value) (Value, error) {
		err := ErrType
		for _, a := range types {
			w, e := a.Check(c, v)
			if e == nil {
				return w, nil
			}
			if e != ErrType {
				err = e
			}
		}
		return Nil, err
	}
	return t
}

// ObjectOf takes objects of a class.
func ObjectOf(class *Class, name string) *Type {
	return &Type{Name: name, Lua: class.Name, Check: func(c *Call, v Value) (Value, error) {
		if _, cl := v.Object(); cl != class {
			return Nil, ErrType
		}
		return v, nil
	}}
}

func checkString(_ *Call, v Value) (Value, error) {
	s, ok := v.AsString()
	if !ok {
		return Nil, ErrType
	}
	return String(s), nil
}

func checkNumber(_ *Call, v Value) (Value, error) {
	if _, ok := v.AsNumber(); !ok {
		return Nil, ErrType
	}
	return v, nil
}

func checkInteger(_ *Call, v Value) (Value, error) {
	if _, ok := v.AsInt(); !ok {
		return Nil, ErrType
	}
	return v, nil
}

func checkBoolean(_ *Call, v Value) (Value, error) {
	if _, ok := v.AsBool(); !ok {
		return Nil, ErrType
	}
	return v, nil
}

func checkTable(_ *Call, v Value) (Value, error) {
	if _, ok := v.AsTable(); !ok {
		return Nil, ErrType
	}
	return v, nil
}

func checkList(_ *Call, v Value) (Value, error) {
	if t, ok := v.AsTable(); !ok || !t.IsList() {
		return Nil, ErrType
	}
	return v, nil
}

func checkFunc(_ *Call, v Value) (Value, error) {
	if v.IsFunction() {
		return v, nil
	}
	if _, class := v.Object(); class != nil && class.Call != nil {
		return v, nil
	}
	return Nil, ErrType
}
