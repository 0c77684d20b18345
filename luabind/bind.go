package luabind

import (
	"fmt"
	"time"
)

// Bind puts the arguments into variables, in the order of the Func's Params:
//
//	name, timeout := "", 30*time.Second
//	var tags luabind.Table
//	var port *int64
//	c.Bind(&name, &timeout, &tags, &port)
//
// A variable is a string, bool, int, int64, float64, [time.Duration] (of a
// number of seconds), [Value], [Table], or a slice of strings or Values (of a
// list, or of what a Rest parameter took). It keeps what it holds when its
// argument is left out, so that this is the default; a pointer to one of the
// first six tells, by being nil. A nil among the variables, and Params behind
// the last of them, are passed over.
//
// The parameters' types have been checked before Run. Where a type lets more
// through than its variable can hold, Bind raises the TypeError that says so
// and does not return; variables that fit no parameter are a mistake of the
// program, and panic.
func (c *Call) Bind(variables ...any) {
	if len(variables) > len(c.fn.Params) {
		panic(fmt.Sprintf("luabind: %s: Bind has %d variables for %d parameters", c.fn.Called(), len(variables), len(c.fn.Params)))
	}
	for i, variable := range variables {
		p := &c.fn.Params[i]
		var want string
		if p.Rest {
			want = c.bindRest(variable)
		} else if v := c.args[i]; variable != nil && !v.IsNil() {
			want = c.bindOne(variable, v)
		}
		if want != "" {
			c.raise(TypeErrorf("%s: '%s' must be %s, got %s", c.fn.Called(), p.Name, want, c.args[i].Kind()))
		}
	}
}

// bindOne stores an argument. It gives what the argument should be if it is of
// a wrong type. The variables do not escape: a call costs no allocation.
func (c *Call) bindOne(variable any, v Value) (want string) {
	ok := true
	switch p := variable.(type) {
	case *Value:
		*p = v
	case *string:
		want, ok = "a string", store(p, v.AsString)
	case *bool:
		want, ok = "a boolean", store(p, v.AsBool)
	case *int64:
		want, ok = "an integer", store(p, v.AsInt)
	case *int:
		want, ok = "an integer", store(p, v.asInt)
	case *float64:
		want, ok = "a number", store(p, v.AsNumber)
	case *time.Duration:
		want, ok = "a number of seconds", store(p, v.asSeconds)
	case *Table:
		want, ok = "a table", store(p, v.AsTable)
	case **string:
		want, ok = "a string", point(p, v.AsString)
	case **bool:
		want, ok = "a boolean", point(p, v.AsBool)
	case **int64:
		want, ok = "an integer", point(p, v.AsInt)
	case **int:
		want, ok = "an integer", point(p, v.asInt)
	case **float64:
		want, ok = "a number", point(p, v.AsNumber)
	case **time.Duration:
		want, ok = "a number of seconds", point(p, v.asSeconds)
	case *[]Value:
		want, ok = "a list", store(p, func() ([]Value, bool) { return c.list(v) })
	case *[]string:
		want, ok = "a list of strings", store(p, func() ([]string, bool) { return c.texts(c.list(v)) })
	default:
		panic("luabind: " + c.fn.Called() + ": Bind has a variable of a type that holds no argument")
	}
	if ok {
		return ""
	}
	return want
}

// bindRest stores what a Rest parameter took.
func (c *Call) bindRest(variable any) (want string) {
	switch p := variable.(type) {
	case nil:
	case *[]Value:
		*p = c.rest
	case *[]string:
		if texts, ok := c.texts(c.rest, true); ok {
			*p = texts
		} else {
			return "strings"
		}
	default:
		panic("luabind: " + c.fn.Called() + ": Bind has a variable of a type that holds no further arguments")
	}
	return ""
}

func store[T any](p *T, get func() (T, bool)) bool {
	v, ok := get()
	if ok {
		*p = v
	}
	return ok
}

func point[T any](p **T, get func() (T, bool)) bool {
	v, ok := get()
	if ok {
		*p = &v
	}
	return ok
}

func (v Value) asInt() (int, bool) { n, ok := v.AsInt(); return int(n), ok && int64(int(n)) == n }

func (v Value) asSeconds() (time.Duration, bool) { s, ok := v.AsNumber(); return Seconds(s), ok }

// list gives the elements of a list.
func (c *Call) list(v Value) ([]Value, bool) {
	t, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil || !t.IsList() {
		return nil, false
	}
	n := t.Len()
	c.Charge(n * valueBytes)
	c.Steps(n)
	list := make([]Value, n)
	for i := range list {
		list[i] = t.At(i + 1)
	}
	return list, true
}

func (c *Call) texts(list []Value, ok bool) ([]string, bool) {
	texts := make([]string, len(list))
	for i, v := range list {
		var isText bool
		if texts[i], isText = v.AsString(); !isText {
			return nil, false
		}
	}
	return texts, ok
}
