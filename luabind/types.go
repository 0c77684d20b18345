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
				return Nil, NoList(v, name, items.Table)
			}
			c.Charge(valueBytes * t.Len())
			c.Steps(t.Len())
			out := c.h.NewTable(t.Len(), 0)
			for i := 1; i <= t.Len(); i++ {
				e, err := items.Check(c, t.At(i))
				if err == ErrType {
					return Nil, fmt.Errorf("must be %s, element %d is %s", name, i, t.At(i).Kind())
				} else if err != nil {
					return Nil, &Inside{Path: fmt.Sprintf("[%d]", i), Err: err}
				}
				out.Append(e)
			}
			return out.Value(), nil
		},
	}
}

// NoList says what is wrong with a value that is not the list that it should be,
// as name calls it: a table with a hole, or, where the elements may be tables, one
// of them without its braces; [ErrType] for all else.
func NoList(v Value, name string, ofTables bool) error {
	t, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil {
		return ErrType
	}
	named, last := false, int64(0)
	t.Each(func(k, _ Value) bool {
		if n, ok := k.AsInt(); ok && !k.IsString() {
			last = max(last, n)
		} else {
			named = true
		}
		return true
	})
	switch {
	case last > 0 && !named:
		for i := 1; int64(i) <= last; i++ {
			if t.At(i).IsNil() {
				return fmt.Errorf("has no element %d (nil)", i)
			}
		}
	case named && last == 0 && ofTables:
		return fmt.Errorf("must be %s, and is one table; write {{...}}", name)
	}
	return ErrType
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
		return Nil, NoList(v, "a list", false)
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

// Rule is a condition between arguments of a [Func]. It is data, so that the
// checker and help say the same as the call itself. An argument that is nil
// is one that was left out.
type Rule struct {
	Kind  RuleKind
	Names []string // of two Params or more
}

// RuleKind says what a [Rule] demands.
type RuleKind int

// The kinds of rules.
const (
	ExactlyOne RuleKind = iota // one of the arguments, and no other of them
	AtMostOne                  // one of them, or none
	AllOrNone                  // of two: both or neither
	FirstNeeds                 // where the first is given, one of the others
)

// OneOf demands exactly one of some arguments.
func OneOf(names ...string) Rule { return Rule{ExactlyOne, names} }

// NotBoth lets a call give one of some arguments at most.
func NotBoth(names ...string) Rule { return Rule{AtMostOne, names} }

// Together demands all of some arguments where one of them is given.
func Together(names ...string) Rule { return Rule{AllOrNone, names} }

// Needs demands one of some further arguments where the first is given.
func Needs(name string, others ...string) Rule {
	return Rule{FirstNeeds, append([]string{name}, others...)}
}

// String completes "give ...": "exactly one of droplet_id and region".
func (r Rule) String() string {
	list := and(r.Names)
	switch {
	case r.Kind == ExactlyOne:
		return "exactly one of " + list
	case r.Kind == AtMostOne && len(r.Names) == 2:
		return r.Names[0] + " or " + r.Names[1] + ", not both"
	case r.Kind == AtMostOne:
		return "at most one of " + list
	case r.Kind == FirstNeeds:
		return r.Names[0] + " only with " + or(r.Names[1:])
	case len(r.Names) == 2:
		return "both " + list + " or neither"
	}
	return "all of " + list + " or none of them"
}

// Broken gives what is wrong where some of the arguments are given, as a text
// that completes "create_floating_ip: ..."; "" if nothing is. partly says that
// further ones may be given that cannot be seen: then only what these alone
// break is wrong.
func (r Rule) Broken(given func(name string) bool, partly bool) string {
	var has []string
	for _, name := range r.Names {
		if given(name) {
			has = append(has, name)
		}
	}
	holds := true
	switch r.Kind {
	case ExactlyOne:
		holds = len(has) == 1 || len(has) == 0 && partly
	case AtMostOne:
		holds = len(has) <= 1
	case AllOrNone:
		holds = len(has) == 0 || len(has) == len(r.Names) || partly
	case FirstNeeds:
		holds = partly || len(has) != 1 || !given(r.Names[0])
	}
	if holds {
		return ""
	}
	got := and(has)
	switch {
	case r.Kind == AtMostOne && len(r.Names) == 2, r.Kind == FirstNeeds:
		return "give " + r.String()
	case len(has) == 0 && len(r.Names) == 2:
		got = "neither"
	case len(has) == 0:
		got = "none"
	case len(has) == 2 && len(r.Names) == 2:
		got = "both"
	case r.Kind == AllOrNone:
		got = "only " + got
	}
	return "give " + r.String() + ", got " + got
}

// and lists names: "a, b and c".
func and(names []string) string { return enumerate(names, " and ") }

// or lists names: "a, b or c".
func or(names []string) string { return enumerate(names, " or ") }

func enumerate(names []string, last string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + last + names[n-1]
}

// checkRules holds the arguments against the rules between them.
func (c *Call) checkRules() error {
	for _, r := range c.fn.Rules {
		if what := r.Broken(func(name string) bool { return !c.Named(name).IsNil() }, c.carried()); what != "" {
			return TypeErrorf("%s: %s", c.fn.Called(), what)
		}
	}
	return nil
}
