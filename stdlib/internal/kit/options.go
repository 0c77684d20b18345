package kit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// NamedFields takes a table whose keys are strings.
var NamedFields = &luabind.Type{Name: "a table whose keys are strings", Lua: "table<string, any>", Table: true, Literal: []string{"table"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	t, ok := v.AsTable()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	t.Each(func(k, _ luabind.Value) bool { ok = k.IsString(); return ok })
	if !ok {
		return luabind.Nil, errors.New("has keys that are no strings")
	}
	return v, nil
}}

// OnePath are the parameters of a function that takes a file's name alone.
func OnePath() []luabind.Param {
	return []luabind.Param{{Name: "path", Type: luabind.StringType}}
}

// TextFields takes texts by name; false for none.
var TextFields = &luabind.Type{Name: "a table of texts by name", Lua: "table<string, string|false>", Table: true, Literal: []string{"table"}, Check: checkTextFields}

func checkTextFields(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	t, ok := v.AsTable()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	var err error
	t.Each(func(k, v luabind.Value) bool {
		if b, isBool := v.AsBool(); isBool && !b {
			return true
		}
		if _, ok := v.AsString(); !ok || !k.IsString() {
			err = fmt.Errorf("has a %s for %s", v.Kind(), k.Quote())
		}
		return err == nil
	})
	return v, err
}

// PositiveSeconds reads an option that bounds how long something may take; 0
// if it was left out.
func PositiveSeconds(c *luabind.Call, name string, v luabind.Value) (time.Duration, error) {
	const most = 1e9 // about 30 years
	s, ok := v.AsNumber()
	if !ok {
		return 0, nil
	}
	if !(s > 0) {
		return 0, luabind.ValueErrorf("%s: '%s' must be positive, got %s", c.Func().Name, name, v.Quote())
	}
	return time.Duration(min(s, most) * float64(time.Second)), nil
}

// Options is the type of a last table of named options, for functions whose
// first argument may itself be any table and that therefore cannot take named
// arguments.
func Options(params ...luabind.Param) *luabind.Type {
	names, fields := make([]string, len(params)), make([]string, len(params))
	for i, p := range params {
		names[i] = p.Name
		fields[i] = p.Name + "?: " + p.Type.Lua
	}
	t := &luabind.Type{
		Name: "a table of options", Lua: "{ " + strings.Join(fields, ", ") + " }", Table: true, Literal: []string{"table"},
		Fields: func() []luabind.Param { return params },
	}
	t.Check = func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
		given, ok := v.AsTable()
		if _, class := v.Object(); !ok || class != nil {
			return luabind.Nil, luabind.ErrType
		}
		checked := c.NewTable(0, len(params))
		var err error
		given.Each(func(k, v luabind.Value) bool {
			name, _ := k.AsString()
			i := slices.Index(names, name)
			if i < 0 {
				err = luabind.TypeErrorf("unknown option %s%s", k.Quote(), luabind.DidYouMean(name, names))
				return false
			}
			if v, err = checkField(c, &params[i], v); err != nil {
				return false
			}
			checked.Set(name, v)
			return true
		})
		return checked.Value(), err
	}
	return t
}

// LastOptions is the parameter for [Options].
func LastOptions(params ...luabind.Param) luabind.Param {
	docs := make([]string, len(params))
	for i, p := range params {
		docs[i] = p.Name + ": " + p.Doc
		if p.Default != "" {
			docs[i] += " (default " + p.Default + ")"
		}
	}
	return luabind.Param{Name: "options", Optional: true, Type: Options(params...), Doc: strings.Join(docs, ". ")}
}

// checkField holds one named field against its description.
func checkField(c *luabind.Call, p *luabind.Param, v luabind.Value) (luabind.Value, error) {
	if p.Type.Check == nil {
		return v, nil
	}
	w, err := p.Type.Check(c, v)
	if err == luabind.ErrType {
		return luabind.Nil, luabind.TypeErrorf("'%s' must be %s, got %s", p.Name, p.Type.Name, v.Kind())
	} else if se := (*luabind.ScriptError)(nil); errors.As(err, &se) {
		told := *se
		told.Message, told.Text = fmt.Sprintf("'%s' %s", p.Name, se.Message), ""
		return luabind.Nil, &told
	} else if err != nil {
		return luabind.Nil, fmt.Errorf("'%s' %w", p.Name, err)
	}
	return w, nil
}

// Option gives a field of what [Options] has checked; nil without a table.
func Option(v luabind.Value, name string) luabind.Value {
	if t, ok := v.AsTable(); ok {
		return t.Get(name)
	}
	return luabind.Nil
}
