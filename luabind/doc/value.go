package doc

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// valueHelp renders where a word is a value, of an argument of a module's function or
// of a method, or of a field that the API sends; and where it is a field in one.
func (x *Index) valueHelp(name string) (string, bool) {
	var found []entry
	add := func(place string, p luabind.Param) {
		if p.Type != nil && slices.Contains(p.Type.Enum, name) {
			found = append(found, entry{place, "takes " + name + " as " + p.Name + ": one of " + strings.Join(p.Type.Enum[:min(len(p.Type.Enum), maxValues)], ", ")})
		}
	}
	function := func(place string, f *luabind.Func) {
		for _, p := range f.Params {
			add(place+f.Name, p)
			if f.Op == "" {
				for _, q := range inner(p.Type) {
					add(place+f.Name, q)
				}
			}
		}
	}
	for _, m := range x.Modules {
		for i := range m.Funcs {
			function(m.Name+".", &m.Funcs[i])
		}
	}
	for _, n := range x.Classes() {
		c := x.classes[n]
		for i := range c.Methods {
			function(n+":", &c.Methods[i])
		}
		for _, p := range c.Fields {
			found = append(found, within(n+"."+p.Name, p.Type, name, 3)...)
			if p.Type != nil && slices.Contains(p.Type.Enum, name) {
				found = append(found, entry{n + "." + p.Name, "may be " + name})
			}
		}
	}
	if len(found) == 0 {
		return "", false
	}
	var b strings.Builder
	b.WriteString(name + " stands in:\n")
	columns(&b, together(found))
	return b.String(), true
}

// within lists the fields of a name inside of a table, no deeper than so many steps.
func within(place string, t *luabind.Type, name string, deep int) (found []entry) {
	if t == nil || deep == 0 {
		return nil
	}
	if t.Items != nil {
		found = within(place, t.Items, name, deep)
	}
	if t.Fields == nil {
		return found
	}
	for _, p := range t.Fields() {
		if p.Name == name && p.Type != nil {
			found = append(found, entry{place + "." + name, join(p.Type.Lua, p.Doc)})
		}
		found = append(found, within(place+"."+p.Name, p.Type, name, deep-1)...)
	}
	return found
}
