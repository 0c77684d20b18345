package luabind

import (
	"errors"
	"fmt"
	"sync"

	lua "github.com/yuin/gopher-lua"
)

// Module is what require gives: functions and constants described by static
// data, or Lua source. stdlib's modules and an embedder's own are made alike.
type Module struct {
	Name      string
	Doc       string
	Funcs     []Func
	Constants []Constant
	Classes   []*Class // what its functions return, for documentation; no two of a Host may have one name
	// Needs is the capability without which require refuses the module.
	Needs Capability
	// Lua is source text that returns the module's table. With Funcs too, it
	// is called with a table of them.
	Lua string
	// Call makes the module itself callable.
	Call *Func
	// Globals lists names that it also sets as globals, for documentation and
	// the checker: its functions of those names or, for any other name, an
	// object of Class or the module itself.
	Globals []string
	// Class is what Globals are objects of, if they are.
	Class *Class
	// Open, if set, adds what static data cannot say to the module's table.
	Open func(h *Host, t Table) error
	// Prepare, if set, fills in the rest when the module is first required or
	// asked for its description: what a program does not use costs its start
	// nothing. Name, Doc, Needs, Globals and Open are to be there before.
	Prepare func(m *Module)

	prepared sync.Once
}

// Described gives the module with all that Prepare fills in, which the first call
// has it do. Who reads Funcs, Constants, Classes, Class or Call of a module that
// he did not make asks for it before. It may be called from any goroutine.
func (m *Module) Described() *Module {
	if m != nil && m.Prepare != nil {
		m.prepared.Do(func() { m.Prepare(m) })
	}
	return m
}

func (m *Module) valid() error {
	if m == nil || m.Name == "" {
		return errors.New("luabind: a module needs a name")
	}
	if m.Prepare != nil {
		// Another Host may be preparing it at this moment: open looks at the rest.
		return nil
	}
	return m.validFuncs()
}

func (m *Module) validFuncs() error {
	for i := range m.Funcs {
		f := &m.Funcs[i]
		if f.Name == "" || f.Run == nil {
			return fmt.Errorf("luabind: module %s: function %d needs a name and a Run", m.Name, i+1)
		}
	}
	return nil
}

// nameClasses notes the names of a module's classes. Two classes of one name could not
// be told apart by what scripts and people see of them: class, tostring, help.
func (h *Host) nameClasses(m *Module) error {
	for _, class := range append([]*Class{m.Class}, m.Classes...) {
		if class == nil {
			continue
		}
		other := h.named[class.Name]
		switch class.Name {
		case IteratorClass.Name:
			other = IteratorClass
		case TimeClass.Name:
			other = TimeClass
		}
		if other != nil && other != class {
			return fmt.Errorf("module %s: there is another class of the name %s", m.Name, class.Name)
		}
		h.named[class.Name] = class
	}
	return nil
}

// open makes the module's table in a Host.
func (m *Module) open(c *Call) (Value, error) {
	h := c.h
	if m.Needs != "" && !h.caps[m.Needs] {
		return Nil, Errorf(KindError, "module '%s' needs the capability '%s', which this host does not grant", m.Name, m.Needs)
	}
	if err := m.Described().validFuncs(); err != nil {
		return Nil, err
	}
	if err := h.nameClasses(m); err != nil {
		return Nil, Errorf(KindError, "%v", err)
	}
	t := h.NewTable(0, len(m.Funcs)+len(m.Constants))
	for i := range m.Funcs {
		t.Set(m.Funcs[i].Name, h.FuncValue(&m.Funcs[i]))
	}
	for _, k := range m.Constants {
		t.Set(k.Name, k.Value)
	}
	if m.Call != nil {
		mt := h.newTable(0, 1)
		call := h.method(nil, m.Call, nil)
		mt.RawSetString("__call", h.function(func(L *lua.LState) int {
			L.Remove(1)
			return call.GFunction(L)
		}))
		t.t.Metatable = mt
	}
	if m.Open != nil {
		if err := m.Open(h, t); err != nil {
			return Nil, err
		}
	}
	if m.Lua != "" {
		fn, err := h.load([]byte(m.Lua), "module "+m.Name)
		if err != nil {
			return Nil, err
		}
		out, err := c.Call(wrap(fn), t.Value())
		if err != nil || len(out) == 0 {
			return t.Value(), err
		}
		return out[0], nil
	}
	return t.Value(), nil
}

// FuncValue makes the Lua function of a Func.
func (h *Host) FuncValue(f *Func) Value { return Value{h.method(nil, f, nil)} }

// Modules lists what require finds besides files, in the order given to New, with
// their descriptions.
func (h *Host) Modules() []*Module {
	for _, m := range h.modules {
		m.Described()
	}
	return h.modules
}

func first(vs []Value, err error) (Value, error) {
	if err != nil || len(vs) == 0 {
		return Nil, err
	}
	return vs[0], nil
}

// State gives what a package keeps for this Host under a key of a type of its
// own: a module's settings, for instance. The first call makes it with init.
// The Host's lock must be held, as it is in Funcs, module Opens and
// [WithSetup].
func (h *Host) State(key any, init func() any) any {
	v, ok := h.state[key]
	if !ok {
		v = init()
		if h.state == nil {
			h.state = map[any]any{}
		}
		h.state[key] = v
	}
	return v
}
