// Package doc says in words, and in definitions for editors, what scripts can
// call. It reads the same [luabind.Module], [luabind.Class] and [luabind.Func]
// values that the calls themselves are checked by, so that help, completion
// and definitions cannot say something else than what happens.
//
//	x := doc.New(doc.Config{Modules: modules})
//	text, ok := x.Help("do.create_droplet")
package doc

import (
	"maps"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// Config is what an [Index] is made of.
type Config struct {
	// Modules are described by their functions, classes and globals.
	Modules []*luabind.Module
	// Topics are texts by name that no function stands for: "waiting".
	Topics map[string]string
	// Operation says for the Op of a function what it sends, as in
	// "POST /v2/droplets"; nil if that is not to be said.
	Operation func(op string) string
	// Named says what guards and rules of faults call the Op of a function, as in
	// "droplets.create"; nil if that is not to be said.
	Named func(op string) string
	// Argument says what an argument of the Op of a function is, for those that
	// have no text of their own; nil if that is not to be said.
	Argument func(op, name string) string
	// Result lists the fields of what the Op of a function gives, for results without a
	// class that tells them; nil if they are not to be told.
	Result func(op string) []luabind.Param
	// Example gives a script that runs what the Op of a function names; nil, or ""
	// where there is none.
	Example func(op string) string
	// Outside gives what is known of a name besides what Modules tell: what is to
	// stand before that and after it, "" for nothing; nil if nothing is.
	Outside func(name string) (before, after string)
	// Further lists what Search is to look through besides Modules and Topics, each
	// by name and text; nil for nothing.
	Further func() [][2]string
}

// Index finds descriptions by name. It does not change; all methods are safe
// from any goroutine.
type Index struct {
	Config
	classes map[string]*luabind.Class
	alike   sharedMembers
}

// New makes an Index.
func New(c Config) *Index {
	x := &Index{Config: c, classes: map[string]*luabind.Class{}}
	for _, m := range c.Modules {
		x.addClass(m.Described().Class)
		for _, class := range m.Classes {
			x.addClass(class)
		}
	}
	x.addClass(luabind.IteratorClass)
	x.addClass(luabind.TimeClass)
	return x
}

func (x *Index) addClass(c *luabind.Class) {
	if c != nil && c.Name != "" {
		x.classes[c.Name] = c
	}
}

// Class finds a class by its name, nil if there is none.
func (x *Index) Class(name string) *luabind.Class { return x.classes[name] }

// Classes lists the names of all classes, sorted.
func (x *Index) Classes() []string { return slices.Sorted(maps.Keys(x.classes)) }

// Module finds a module by its name or by one of the globals that it sets.
func (x *Index) Module(name string) *luabind.Module {
	for _, m := range x.Modules {
		if m.Name == name {
			return m
		}
	}
	for _, m := range x.Modules {
		if slices.Contains(m.Globals, name) && funcOf(m.Funcs, name) == nil {
			return m
		}
	}
	return nil
}

// Func finds a function by what a script would write: "do.create_droplet",
// "json.encode", "Droplet:shutdown", or by its name alone where only one thing
// has it. place is where it belongs: "do.", "Droplet:".
func (x *Index) Func(name string) (f *luabind.Func, place string) {
	owner, last, dotted := cutLast(name)
	if !dotted {
		return x.alone(last)
	}
	if m := x.Module(owner); m != nil {
		if f := funcOf(m.Funcs, last); f != nil {
			return f, m.Name + "."
		}
		if m.Class != nil {
			if f := funcOf(m.Class.AllMethods(), last); f != nil {
				return f, m.Name + "."
			}
		}
	}
	if c := x.class(owner); c != nil {
		if f := funcOf(c.AllMethods(), last); f != nil {
			return f, owner + map[bool]string{true: ".", false: ":"}[c.Bound || strings.Contains(owner, ".")]
		}
	}
	return nil, ""
}

// class finds a class by its name, or the one of the objects at a path like
// do.droplets.
func (x *Index) class(path string) *luabind.Class {
	if c := x.classes[path]; c != nil {
		return c
	}
	parts := strings.Split(path, ".")
	m := x.Module(parts[0])
	if m == nil || len(parts) < 2 {
		return nil
	}
	c := m.Class
	for _, p := range parts[1:] {
		if c == nil || c.Static == nil {
			return nil
		}
		c = c.Static()[p]
	}
	return c
}

// alone finds the only function of a name, those of modules first.
func (x *Index) alone(name string) (f *luabind.Func, place string) {
	for _, m := range x.Modules {
		if g := funcOf(m.Funcs, name); g != nil {
			if slices.Contains(m.Globals, name) {
				return g, ""
			}
			if f != nil {
				return nil, ""
			}
			f, place = g, m.Name+"."
		}
	}
	if f != nil {
		return f, place
	}
	for _, n := range x.Classes() {
		if g := funcOf(x.classes[n].AllMethods(), name); g != nil {
			if f != nil {
				return nil, ""
			}
			f, place = g, n+":"
		}
	}
	return f, place
}

// Find lists the functions whose name is this one, as scripts write them.
func (x *Index) Find(name string) []string {
	var found []string
	for _, m := range x.Modules {
		if funcOf(m.Funcs, name) != nil {
			found = append(found, m.Name+"."+name)
		}
	}
	for _, n := range x.Classes() {
		if !x.modular(n) && funcOf(x.classes[n].AllMethods(), name) != nil {
			found = append(found, n+":"+name)
		}
	}
	return found
}

// modular reports whether a class only is how a module is made.
func (x *Index) modular(class string) bool {
	return slices.ContainsFunc(x.Modules, func(m *luabind.Module) bool { return m.Class != nil && m.Class.Name == class })
}

func funcOf(all []luabind.Func, name string) *luabind.Func {
	for i := range all {
		if all[i].Name == name {
			return &all[i]
		}
	}
	return nil
}

func cutLast(name string) (owner, last string, ok bool) {
	i := strings.LastIndexAny(name, ".:")
	if i < 0 {
		return "", name, false
	}
	return name[:i], name[i+1:], true
}

// Names lists what help can be asked for, sorted: topics, modules, classes and
// the functions of modules.
func (x *Index) Names() []string {
	names := slices.Collect(maps.Keys(x.Topics))
	for _, m := range x.Modules {
		names = append(names, m.Name)
		for i := range m.Funcs {
			names = append(names, m.Name+"."+m.Funcs[i].Name)
		}
	}
	names = append(names, x.Classes()...)
	slices.Sort(names)
	return slices.Compact(names)
}
