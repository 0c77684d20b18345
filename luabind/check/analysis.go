package check

import (
	"cmp"
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Analysis is what a [Checker] knows of one script. It must not be used by
// several goroutines at once.
type Analysis struct {
	Root *syntax.Block
	s    *script
}

// Known is what is known of a value without running the script. The zero Known
// is anything at all.
type Known struct {
	Class    *luabind.Class  // it is an object of this class
	Elements *luabind.Class  // it is an iterator of such objects
	Module   *luabind.Module // it is this module
	Func     *luabind.Func   // it is this function
	Place    string          // what stands before Func's name in its documentation: "do.", "Droplet:"
	Named    bool            // Func takes a table of named arguments
	List     bool            // it is a list of Elements
	Text     bool            // it is a string
	Type     *luabind.Type   // it is a plain table, or a list, of this type
	// Fields are those of a table that the script makes or the host has, and
	// Items what a list of it holds; nil where that is not known.
	Fields func() map[string]Known
	Items  func() Known
	// Function says that it is a function of the script, and Body which one, if
	// that is known.
	Function bool
	Body     *syntax.FunctionExpr
}

// Analyze reads a script. The error is a *syntax.Error if it is none.
func (c *Checker) Analyze(name string, src []byte) (*Analysis, error) {
	if len(src) > syntax.DefaultSize {
		return nil, syntax.Check(name, src, syntax.Limits{})
	}
	root, err := syntax.Parse(name, src)
	if err != nil {
		return nil, err
	}
	return &Analysis{root, newScript(c, name, src, root)}, nil
}

// Problems lists the faults of the script in the order of their places.
func (a *Analysis) Problems() []Problem {
	a.guess(false)
	a.s.problems = slices.Clone(a.s.required)
	clear(a.s.reported)
	for _, n := range a.s.inspected {
		a.s.inspect(n)
	}
	a.s.problems = withoutIdle(a.s.problems)
	slices.SortStableFunc(a.s.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	a.s.problems = slices.Compact(a.s.problems) // a table that is handed on twice
	return a.s.problems
}

// guess says whether a variable that is assigned again is taken for what it
// was first: an editor rather shows what is likely, a fault must be certain.
func (a *Analysis) guess(on bool) {
	if a.s.guessing != on {
		a.s.guessing = on
		a.s.values.clear()
	}
}

// ValueOf is what is likely of the value of an expression of the script: a
// variable that is assigned several times is taken for what it was first.
func (a *Analysis) ValueOf(e syntax.Expr) Known {
	a.guess(true)
	known := a.s.valueOf(e).known()
	if x, ok := e.(*syntax.IndexExpr); ok && known.Func != nil {
		known.Place = a.s.checker.known.place(a.s.valueOf(x.Object))
	}
	return known
}

// Variable is what is likely of the value of a local variable, as ValueOf says.
func (a *Analysis) Variable(v *syntax.Variable) Known {
	a.guess(true)
	return a.s.valueOf(&syntax.NameExpr{Name: v.Name, Var: v}).known()
}

// Callee is the function that a call likely calls, as ValueOf says.
func (a *Analysis) Callee(x *syntax.CallExpr) Known {
	a.guess(true)
	known := a.s.callee(x).known()
	switch f := x.Func.(type) {
	case *syntax.IndexExpr:
		if x.Method == nil {
			known.Place = a.s.checker.known.place(a.s.valueOf(f.Object))
			return known
		}
	}
	if x.Method != nil {
		known.Place = a.s.checker.known.place(a.s.valueOf(x.Func))
	}
	return known
}

// place is what documentation writes before the names of v's functions.
func (k *known) place(v value) string {
	switch {
	case v.module != nil:
		return v.module.Name + "."
	case v.class == nil:
		return ""
	}
	for _, m := range k.modules {
		if m.Class == v.class {
			return m.Name + "."
		}
	}
	if v.class.Bound {
		return v.class.Name + "."
	}
	return v.class.Name + ":"
}

// Static lists the names that k has whatever object it is, beside its methods,
// properties and constants, with the classes of their values.
func (c *Checker) Static(k Known) map[string]*luabind.Class {
	if k.Class == nil {
		return nil
	}
	return c.known.static[k.Class]
}

// Global is what is known of a global of the host.
func (c *Checker) Global(name string) (Known, bool) {
	v, ok := c.known.globals[name]
	if c.values != nil {
		if k, found := c.values(name); found {
			k.Module = v.module
			return k, true
		}
	}
	return v.known(), ok
}

// Globals lists the names of the host's globals, sorted.
func (c *Checker) Globals() []string {
	names := make([]string, 0, len(c.known.globals))
	for name := range c.known.globals {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Module finds a module that scripts can require, nil if there is none.
func (c *Checker) Module(name string) *luabind.Module { return c.known.modules[name] }

// Modules lists the names of the modules that scripts can require, sorted.
func (c *Checker) Modules() []string {
	names := make([]string, 0, len(c.known.modules))
	for name := range c.known.modules {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (v value) known() Known {
	k := Known{
		Class: v.class, Elements: v.elements, Module: v.module, Func: v.fn, Named: v.named,
		List: v.list, Text: v.text, Type: v.shape, Function: v.called || v.body != nil, Body: v.body,
	}
	if v.fields != nil {
		k.Fields = func() map[string]Known {
			fields := map[string]Known{}
			for name, of := range v.fields() {
				fields[name] = of.known()
			}
			return fields
		}
	}
	if v.items != nil {
		k.Items = func() Known { return v.items().known() }
	}
	return k
}

// valueOfKnown is known, backwards.
func valueOfKnown(k Known) value {
	v := value{
		class: k.Class, elements: k.Elements, module: k.Module, fn: k.Func, named: k.Named,
		list: k.List, text: k.Text, shape: k.Type, body: k.Body, called: k.Function && k.Body == nil,
	}
	if k.Fields != nil {
		v.fields = func() map[string]value {
			fields := map[string]value{}
			for name, of := range k.Fields() {
				fields[name] = valueOfKnown(of)
			}
			return fields
		}
	}
	if k.Items != nil {
		v.items = func() value { return valueOfKnown(k.Items()) }
	}
	return v
}
