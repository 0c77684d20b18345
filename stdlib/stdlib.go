// Package stdlib is the standard library of scripts: files, JSON, YAML, time,
// HTTP, programs, tests and what else a script should not have to shell out
// for. It knows nothing of any cloud, so any program that embeds Lua with
// package luabind can use it:
//
//	h, err := luabind.New(stdlib.Core(), luabind.WithCapabilities(luabind.CapFS))
//	...
//	err = h.DoString(ctx, "hello", `print(require("json").encode{hello = "world"})`)
//
// Each module is one file, named after it, and is an ordinary [luabind.Module]:
// an embedder who wants three of them passes those three to
// [luabind.WithModules]. Errors are raised as structured values. Modules that
// reach out of the script (fs, env, shell, http, net) can only be required in
// a Host that was granted their capability.
package stdlib

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// Core makes all modules of this package available to require. It grants no
// capability.
func Core() luabind.Option { return luabind.WithModules(Modules()...) }

// Modules lists the modules of [Core], sorted by name, for documentation and
// checks. They are static data, the same at every call.
func Modules() []*luabind.Module { return slices.Clone(modules) }

var modules = []*luabind.Module{Args, Base64, Env, FS, Hash, HTTP, Inspect, JSON, Log, Net, Path, Re, Shell, TableView, Template, Test, Time, YAML}

// The short names that every file here uses.
type (
	call  = luabind.Call
	value = luabind.Value
	param = luabind.Param
	fn    = luabind.Func
)

// integer makes a Lua number of a Go int.
func integer(n int) value { return luabind.Number(float64(n)) }

// options is the type of a last table of named options, for functions whose
// first argument may itself be any table and that therefore cannot take named
// arguments.
func options(params ...param) *luabind.Type {
	names, fields := make([]string, len(params)), make([]string, len(params))
	for i, p := range params {
		names[i] = p.Name
		fields[i] = p.Name + "?: " + p.Type.Lua
	}
	t := &luabind.Type{
		Name: "a table of options", Lua: "{ " + strings.Join(fields, ", ") + " }", Table: true, Literal: []string{"table"},
		Fields: func() []param { return params },
	}
	t.Check = func(c *call, v value) (value, error) {
		given, ok := v.AsTable()
		if _, class := v.Object(); !ok || class != nil {
			return luabind.Nil, luabind.ErrType
		}
		checked := c.NewTable(0, len(params))
		var err error
		given.Each(func(k, v value) bool {
			name, _ := k.AsString()
			i := slices.Index(names, name)
			if i < 0 {
				err = luabind.TypeErrorf("unknown option %s%s", k.Quote(), didYouMean(name, names))
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

// lastOptions is the parameter for [options].
func lastOptions(params ...param) param {
	docs := make([]string, len(params))
	for i, p := range params {
		docs[i] = p.Name + ": " + p.Doc
		if p.Default != "" {
			docs[i] += " (default " + p.Default + ")"
		}
	}
	return param{Name: "options", Optional: true, Type: options(params...), Doc: strings.Join(docs, ". ")}
}

// checkField holds one named field against its description.
func checkField(c *call, p *param, v value) (value, error) {
	if p.Type.Check == nil {
		return v, nil
	}
	w, err := p.Type.Check(c, v)
	if err == luabind.ErrType {
		return luabind.Nil, luabind.TypeErrorf("'%s' must be %s, got %s", p.Name, p.Type.Name, v.Kind())
	} else if err != nil {
		return luabind.Nil, fmt.Errorf("'%s' %w", p.Name, err)
	}
	return w, nil
}

// option gives a field of what [options] has checked; nil without a table.
func option(v value, name string) value {
	if t, ok := v.AsTable(); ok {
		return t.Get(name)
	}
	return luabind.Nil
}

func didYouMean(name string, known []string) string {
	if n := luabind.Nearest(name, known); n != "" {
		return fmt.Sprintf(" (did you mean '%s'?)", n)
	}
	return ""
}

// named says which function an error is from.
func named(c *call, err error) error {
	var se *luabind.ScriptError
	if !errors.As(err, &se) {
		return err
	}
	with := *se
	with.Message, with.Text = c.Func().Name+": "+se.Message, ""
	return &with
}

// text returns a string to the script, charged against its memory.
func text(c *call, s string) error {
	c.Charge(len(s))
	return c.Return(luabind.String(s))
}

// list returns a list of strings to the script.
func list(c *call, items []string) error { return c.Return(stringList(c, items).Value()) }

func stringList(c *call, items []string) luabind.Table {
	t := c.NewTable(len(items), 0)
	for _, s := range items {
		c.Charge(len(s) + 32)
		t.Append(luabind.String(s))
	}
	return c.Host().MarkList(t)
}

// growth charges what a function builds up in Go, where nobody else counts it:
// the work as it is done, and the memory as a whole each time that it has
// grown by a good part.
type growth struct {
	c     *call
	total int
	next  int // total at which to charge again
}

func (g *growth) add(bytes int) {
	g.c.Steps(1 + bytes/64)
	if g.total += bytes; g.total >= g.next {
		g.c.Charge(g.total)
		g.next = g.total + g.total/4 + 1<<14
	}
}
