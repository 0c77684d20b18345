package repl

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// thing is what a chain of names leads to: a value if it can be had without
// calling anything, else the class that it is going to be of.
type thing struct {
	value luabind.Value
	class *luabind.Class
}

// reach follows a chain of names. The Host's lock is held. Values are only
// looked at: fields of tables, and members of classes as they are described.
func (r *repl) reach(chain []string) (thing, bool) {
	at := thing{value: r.Host.Global("_G")}
	for i, name := range chain {
		if name == "()" {
			f := r.function(chain[:i])
			if f == nil {
				return thing{}, false
			}
			class := r.classNamed(f.Result)
			if class == nil {
				return thing{}, false
			}
			at = thing{class: class}
			continue
		}
		if i+1 < len(chain) && chain[i+1] == "()" {
			continue // what is called is looked up by its call
		}
		if v, known := r.local(name); known && i == 0 {
			at = thing{value: v.Value()}
			continue
		}
		next, ok := r.step(at, name)
		if !ok {
			return thing{}, false
		}
		at = next
	}
	return at, true
}

func (r *repl) step(at thing, name string) (thing, bool) {
	class := at.class
	if class == nil {
		if _, c := at.value.Object(); c != nil {
			class = c
		} else {
			t, ok := at.value.AsTable()
			if !ok {
				return thing{}, false
			}
			v := t.Get(name)
			return thing{value: v}, !v.IsNil()
		}
	}
	if c := r.static(class, name); c != nil {
		return thing{class: c}, true
	}
	kind := ""
	for _, p := range class.Properties {
		if p.Name == name {
			kind = p.Type
		}
	}
	for _, f := range class.Fields {
		if f.Name == name && f.Type != nil {
			kind = f.Type.Lua
		}
	}
	c := r.classNamed(kind)
	return thing{class: c}, c != nil
}

// static is what a name of a class leads to whatever the object. A class of
// resources that is not described there has its constants, and makes objects.
func (r *repl) static(class *luabind.Class, name string) *luabind.Class {
	if class.Static == nil {
		return nil
	}
	c, known := class.Static()[name]
	if c == nil && known {
		if made := r.classNamed(name); made != nil {
			return &luabind.Class{Name: name, Constants: made.Constants, Call: &luabind.Func{Name: name, Result: name}}
		}
	}
	return c
}

// classNamed finds the class that a type in a definition names.
func (r *repl) classNamed(kind string) *luabind.Class {
	kind = strings.TrimSuffix(kind, "?")
	name, _, generic := strings.Cut(kind, "<")
	if generic && name == "Iterator" {
		return luabind.IteratorClass
	}
	if kind == "Time" {
		return luabind.TimeClass
	}
	for _, m := range r.Modules {
		if m.Class != nil && m.Class.Name == kind {
			return m.Class
		}
		for _, c := range m.Classes {
			if c.Name == kind {
				return c
			}
		}
	}
	return nil
}

// function finds what describes the function at the end of a chain.
func (r *repl) function(chain []string) *luabind.Func {
	if len(chain) == 0 {
		return nil
	}
	owner, last := chain[:len(chain)-1], chain[len(chain)-1]
	if v, known := r.local(last); known && len(owner) == 0 {
		f, _ := v.Value().Func()
		return f
	}
	at, ok := r.reach(owner)
	if !ok {
		return nil
	}
	class := at.class
	if class == nil {
		_, class = at.value.Object()
	}
	if class != nil {
		methods := class.AllMethods()
		for i := range methods {
			if methods[i].Name == last {
				return &methods[i]
			}
		}
		if c := r.static(class, last); c != nil {
			return c.Call
		}
		return nil
	}
	next, ok := r.step(at, last)
	if !ok {
		return nil
	}
	f, _ := next.value.Func()
	return f
}

// members are those of what the chain before the cursor leads to.
func (r *repl) members(at cursor) (found []candidate) {
	r.Host.Inspect(func() {
		on, ok := r.reach(at.chain)
		if !ok {
			return
		}
		class := on.class
		if class == nil {
			_, class = on.value.Object()
		}
		if class != nil {
			found = classMembers(class, at.colon)
		}
		if on.class != nil || at.colon && class != nil {
			return
		}
		t, isTable := on.value.AsTable()
		for _, name := range r.Host.Members(on.value) {
			switch {
			case !luabind.IsName(name):
			case at.colon && isTable && !t.Get(name).IsFunction():
			case slices.ContainsFunc(found, func(c candidate) bool { return c.text == name }):
			case isTable && class == nil:
				found = append(found, r.after(name, t.Get(name)))
			case at.colon || on.value.IsString():
				found = append(found, candidate{name, "("})
			default:
				found = append(found, candidate{text: name})
			}
		}
	})
	return found
}

// classMembers are those that every object of a class has; behind a colon only
// methods can stand.
func classMembers(class *luabind.Class, colon bool) (found []candidate) {
	methods := class.AllMethods()
	for i := range methods {
		found = append(found, callable(methods[i].Name, &methods[i]))
	}
	if colon {
		return found
	}
	for _, p := range class.Properties {
		found = append(found, candidate{text: p.Name})
	}
	for _, k := range class.Constants {
		found = append(found, candidate{text: k.Name})
	}
	for _, f := range class.Fields {
		found = append(found, candidate{text: f.Name})
	}
	if class.Static != nil {
		for name := range class.Static() {
			found = append(found, candidate{text: name})
		}
	}
	return found
}

// callee finds what describes the call that the cursor is in.
func (r *repl) callee(at cursor) (f *luabind.Func) {
	if at.call != nil {
		r.Host.Inspect(func() { f = r.function(at.call.chain) })
	}
	return f
}

// named are the arguments that can be named at the cursor.
func (r *repl) named(at cursor) (found []candidate) {
	if at.call == nil || !at.call.braces || !at.call.atName {
		return nil
	}
	f := r.callee(at)
	if f == nil {
		return nil
	}
	all := f.Params
	if f.More != nil {
		all = append(slices.Clone(all), f.More()...)
	}
	for _, p := range all {
		if p.Name != "" && !p.Rest && !slices.Contains(at.call.given, p.Name) {
			found = append(found, candidate{p.Name, " = "})
		}
	}
	return found
}

// strings are what the string at the cursor can say.
func (r *repl) strings(at cursor) (found []candidate) {
	if at.call == nil {
		return nil
	}
	var values []string
	switch last := at.call.chain[len(at.call.chain)-1]; {
	case last == "require" && len(at.call.chain) == 1:
		values = r.requirable()
	case last == "help" && len(at.call.chain) == 1:
		values = r.topics()
	default:
		f := r.callee(at)
		if f == nil {
			return nil
		}
		p := parameter(f, at.call)
		if p == nil {
			return nil
		}
		if p.Type != nil {
			values = p.Type.Enum
		}
		if len(values) == 0 && r.Values != nil {
			values = r.Values(context.Background(), p.Name)
		}
	}
	for _, v := range values {
		found = append(found, candidate{v, `"`})
	}
	return found
}

// parameter is the one whose value is being written.
func parameter(f *luabind.Func, call *callSite) *luabind.Param {
	if call.braces {
		all := f.Params
		if f.More != nil {
			all = append(slices.Clone(all), f.More()...)
		}
		for i := range all {
			if all[i].Name == call.name {
				return &all[i]
			}
		}
		return nil
	}
	n := 0
	for i := range f.Params {
		if f.Params[i].Option {
			continue
		}
		if n == call.argument || f.Params[i].Rest {
			return &f.Params[i]
		}
		n++
	}
	return nil
}

// requirable are the names of modules: those of the Host, and files in the
// folders where require looks.
func (r *repl) requirable() []string {
	var names []string
	var path string
	r.Host.Inspect(func() {
		for _, m := range r.Host.Modules() {
			if m.Needs == "" || r.Host.Grants(m.Needs) {
				names = append(names, m.Name)
			}
		}
		if t, ok := r.Host.Global("package").AsTable(); ok {
			path, _ = t.Get("path").AsString()
		}
	})
	for pattern := range strings.SplitSeq(path, ";") {
		before, after, ok := strings.Cut(pattern, "?")
		if !ok {
			continue
		}
		matches, _ := filepath.Glob(before + "*" + after) // a pattern that is none matches nothing
		for _, m := range matches {
			if name := strings.TrimSuffix(strings.TrimPrefix(m, before), after); name != "" && luabind.IsName(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// files are the names that a file's name can go on as; those of folders end in
// a slash.
func files(begun string) []string {
	matches, _ := filepath.Glob(begun + "*") // a pattern that is none matches nothing
	for i, name := range matches {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			matches[i] = name + string(filepath.Separator)
		}
	}
	return matches
}
