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
	Owner    *luabind.Class  // Func is a method of this class
	Named    bool            // Func takes a table of named arguments
}

// Analyze reads a script. The error is a *syntax.Error if it is none.
func (c *Checker) Analyze(name string, src []byte) (*Analysis, error) {
	if err := syntax.Check(name, src, syntax.Limits{}); err != nil {
		return nil, err
	}
	root, err := syntax.Parse(name, src)
	if err != nil {
		return nil, err
	}
	return &Analysis{root, newScript(c, name, src, root)}, nil
}

// Problems lists the faults of the script in the order of their places.
func (a *Analysis) Problems() []Problem {
	a.s.problems = nil
	syntax.Walk(a.Root, a.s.inspect)
	slices.SortStableFunc(a.s.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return a.s.problems
}

// ValueOf is what is known of the value of an expression of the script.
func (a *Analysis) ValueOf(e syntax.Expr) Known {
	known := a.s.valueOf(e).known()
	if x, ok := e.(*syntax.IndexExpr); ok && known.Func != nil {
		known.Owner = a.s.valueOf(x.Object).class
	}
	return known
}

// Callee is the function that a call calls.
func (a *Analysis) Callee(x *syntax.CallExpr) Known {
	known := a.s.callee(x).known()
	if x.Method != nil {
		known.Owner = a.s.valueOf(x.Func).class
	}
	return known
}

// Member is what k.name gives.
func (c *Checker) Member(k Known, name string) Known {
	v, _ := c.known.member(value{class: k.Class, elements: k.Elements, module: k.Module, fn: k.Func}, name)
	out := v.known()
	if out.Func != nil {
		out.Owner = k.Class
	}
	return out
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
	return Known{Class: v.class, Elements: v.elements, Module: v.module, Func: v.fn, Named: v.named}
}
