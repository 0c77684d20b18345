package doc

import (
	"fmt"
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Luacheck renders what scripts find without require as settings for luacheck,
// whole as a .luacheckrc. A linter reads plain Lua: the client is DO there.
func (x *Index) Luacheck() []byte {
	var w writer
	w.line("-- The globals of scripts, for luacheck: doapi types --luacheck > .luacheckrc")
	w.line("-- In scripts that linters read the client is written DO.")
	w.line("stds.doapi = {")
	w.line("  read_globals = {")
	w.line("    help = {},")
	for _, m := range x.Modules {
		for _, name := range m.Globals {
			switch {
			case syntax.IsReserved(name) || !plain(name):
			case funcOf(m.Funcs, name) != nil || m.Class == nil:
				w.line("    %s = {},", name)
			default:
				w.line("    %s = {fields = {", name)
				x.luacheckFields(&w, m.Class, "      ")
				w.line("    }},")
			}
		}
	}
	w.line("  },")
	w.line("}")
	w.line(`std = "lua51+doapi"`)
	return w.Bytes()
}

func (x *Index) luacheckFields(w *writer, c *luabind.Class, indent string) {
	for _, name := range memberNames(c) {
		w.line("%s%s = {%s},", indent, luacheckKey(name), luacheckProperty(c, name))
	}
	if c.Static == nil {
		return
	}
	static := c.Static()
	for _, group := range sorted(static) {
		of := static[group]
		if of == nil {
			w.line("%s%s = {other_fields = true},", indent, luacheckKey(group))
			continue
		}
		w.line("%s%s = {other_fields = %t, fields = {", indent, luacheckKey(group), !of.Bound)
		for _, name := range memberNames(of) {
			w.line("%s  %s = {},", indent, luacheckKey(name))
		}
		w.line("%s}},", indent)
	}
}

// luacheckProperty says what may be done with a property: those that can be set,
// and the fields of those that hold tables. "" for other members.
func luacheckProperty(c *luabind.Class, name string) string {
	i := slices.IndexFunc(c.Properties, func(p luabind.Property) bool { return p.Name == name })
	if i < 0 {
		return ""
	}
	p := &c.Properties[i]
	switch p.Type {
	case "string", "number", "integer", "boolean":
		return fmt.Sprintf("read_only = %t", p.Set == nil)
	}
	return "read_only = false, other_fields = true"
}

func luacheckKey(name string) string {
	if syntax.IsReserved(name) || !plain(name) {
		return fmt.Sprintf("[%q]", name)
	}
	return name
}

// memberNames are the methods, properties and constants of a class.
func memberNames(c *luabind.Class) []string {
	names := []string{"class"}
	methods := c.AllMethods()
	for i := range methods {
		names = append(names, methods[i].Name)
	}
	for i := range c.Properties {
		names = append(names, c.Properties[i].Name)
	}
	for _, k := range c.Constants {
		names = append(names, k.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Selene renders the same as a standard library for selene: doapi.yml, with
// std = "doapi" in selene.toml.
func (x *Index) Selene() []byte {
	var w writer
	w.line("# The globals of scripts, for selene: doapi types --selene > doapi.yml")
	w.line(`# In selene.toml: std = "doapi". In scripts that linters read the client is DO.`)
	w.line("base: lua51")
	w.line("name: doapi")
	w.line("globals:")
	w.selene("help", HelpFunc(nil))
	for _, m := range x.Modules {
		for _, name := range m.Globals {
			f := funcOf(m.Funcs, name)
			switch {
			case syntax.IsReserved(name) || !plain(name):
			case f != nil:
				w.selene(name, f)
			case m.Class == nil:
				w.line("  %s:\n    any: true", name)
			default:
				x.seleneClass(&w, name, m.Class)
			}
		}
	}
	return w.Bytes()
}

func (x *Index) seleneClass(w *writer, name string, c *luabind.Class) {
	methods := c.AllMethods()
	for i := range methods {
		w.selene(name+"."+methods[i].Name, &methods[i])
	}
	for i := range c.Properties {
		w.line("  %s.%s:\n    any: true", name, c.Properties[i].Name)
	}
	for _, k := range c.Constants {
		w.line("  %s.%s:\n    property: read-only", name, k.Name)
	}
	if c.Static == nil {
		return
	}
	static := c.Static()
	for _, group := range sorted(static) {
		if of := static[group]; of != nil && of.Bound {
			x.seleneClass(w, name+"."+group, of)
		} else {
			w.line("  %s.%s:\n    any: true", name, group)
		}
	}
}

// selene defines a function. One that takes its arguments by name too may be given
// a table in place of all of them.
func (w *writer) selene(name string, f *luabind.Func) {
	w.line("  %s:", name)
	if doc := firstLine(f.Doc); doc != "" {
		w.line("    description: %q", doc)
	}
	byName := f.NamedArgs || f.More != nil
	if len(f.Params) == 0 && !byName && !hasOptions(f) {
		w.line("    args: []") // nothing is no list
		return
	}
	w.line("    args:")
	for i := range f.Params {
		p := &f.Params[i]
		switch {
		case p.Option:
			continue
		case p.Rest:
			w.line("      - type: \"...\"\n        required: false")
			return
		}
		kind := "any"
		if !byName {
			kind = seleneType(typeOf(*p))
		}
		w.line("      - type: %s\n        required: %t", kind, !p.Optional && !byName)
	}
	if byName || hasOptions(f) {
		w.line("      - type: any\n        required: false")
	}
}

// seleneType is a type as selene names it: any where several can be.
func seleneType(name string) string {
	switch name {
	case "string", "number", "table", "function":
		return name
	case "integer":
		return "number"
	case "boolean":
		return "bool"
	}
	return "any"
}
