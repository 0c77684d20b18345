package doc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// entry is something that has a name: a function, a property, a constant, a field, an
// argument.
type entry struct{ name, text string }

// memberHelp renders what is known of a property, a constant or a field of an owner:
// "Droplet.ip_address", "do.timeout".
func (x *Index) memberHelp(name string) (string, bool) {
	owner, last, _ := cutLast(name)
	return several("", slices.DeleteFunc(x.members(last), func(e entry) bool {
		place, _, _ := cutLast(e.name)
		return place != owner && !strings.HasSuffix(place, "."+owner)
	}))
}

// several renders entries: one as a page, more as a list with a title.
func several(title string, found []entry) (string, bool) {
	found = slices.CompactFunc(found, func(a, b entry) bool { return a == b })
	switch len(found) {
	case 0:
		return "", false
	case 1:
		return found[0].name + "\n\n" + wrap(found[0].text, "") + "\n", true
	}
	var b strings.Builder
	b.WriteString(cmp.Or(title, "There are several") + ":\n")
	columns(&b, together(found))
	return b.String(), true
}

// word renders the help on a name that stands alone: on what it is the whole name of,
// and then where else it stands.
func (x *Index) word(name string) (string, bool) {
	functions, members, arguments := x.functions(name), x.members(name), x.arguments(name)
	also := func(page string, lists ...[]entry) (string, bool) { return page + elsewhere(lists...), true }
	for _, m := range x.Modules {
		if m.Class != nil && m.Class.Call != nil && m.Class.Call.Name == name {
			return also(x.FuncHelp(m.Class.Call, ""), members, arguments)
		}
	}
	for _, text := range []string{x.Topics[name], x.Topics[strings.ToLower(name)]} {
		if text != "" {
			if m := x.Module(name); m != nil {
				functions = append([]entry{{m.Name + ", the module", ""}}, functions...)
			}
			if group := x.group(name); group != nil {
				functions = append([]entry{{"the operations of do." + name, ""}}, functions...)
			}
			return also(text, functions, members, arguments)
		}
	}
	if m := x.Module(name); m != nil {
		return also(x.ModuleHelp(m), functions, members, arguments)
	}
	if c := x.classes[name]; c != nil {
		return also(x.ClassHelp(c, name), functions, members, arguments)
	}
	if group := x.group(name); group != nil {
		return also(x.ClassHelp(group, x.groupPlace(name)), functions, members, arguments)
	}
	if len(functions) == 1 && len(members) == 0 {
		f, place := x.called(functions[0].name)
		return also(x.FuncHelp(f, strings.TrimPrefix(place, ".")), arguments)
	}
	if text, ok := several("", slices.Concat(functions, members, arguments)); ok {
		return text, true
	}
	return x.valueHelp(name)
}

// Elsewhere renders the names of scripts in which a word stands that is the name of
// something else, of a command for instance; false for none.
func (x *Index) Elsewhere(name string) (text string, ok bool) {
	text = elsewhere(x.functions(name), x.members(name), x.arguments(name))
	return text, text != ""
}

// elsewhere renders the names of entries.
func elsewhere(lists ...[]entry) string {
	var names []string
	for _, e := range slices.Concat(lists...) {
		if !slices.Contains(names, e.name) {
			names = append(names, e.name)
		}
	}
	const most = 60 // names: more are no help
	if n := len(names) - most; n > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", n))
	}
	if len(names) == 0 {
		return ""
	}
	return "\nAlso: " + wrap(strings.Join(names, ", "), "  ") + "\n"
}

// functions lists the functions of a name: of modules, of classes, and operations, by
// the API's names too.
func (x *Index) functions(name string) []entry {
	var found []entry
	for _, m := range x.Modules {
		if f := funcOf(m.Funcs, name); f != nil {
			place := m.Name + "."
			if slices.Contains(m.Globals, name) {
				place = ""
			}
			found = append(found, entry{place + name, firstLine(f.Doc)})
		}
	}
	for _, n := range x.Classes() {
		if c := x.classes[n]; !x.modular(n) && !c.Bound {
			if f := funcOf(c.AllMethods(), name); f != nil {
				found = append(found, entry{n + ":" + name, firstLine(f.Doc)})
			}
		}
	}
	for _, m := range x.Modules {
		if m.Class == nil || m.Class.Static == nil {
			continue
		}
		static := m.Class.Static()
		for _, group := range sorted(static) {
			if c := static[group]; c != nil && c.Call == nil {
				for i := range c.Methods {
					if f := &c.Methods[i]; f.Name == name || f.Op == name {
						found = append(found, entry{m.Name + "." + group + "." + f.Name, firstLine(f.Doc)})
					}
				}
			}
		}
	}
	return found
}

// group finds the operations of a group by its name; nil if there is no such group.
func (x *Index) group(name string) *luabind.Class { return x.class(x.groupPlace(name)) }

// groupPlace is what scripts write for a group: do.droplets.
func (x *Index) groupPlace(name string) string {
	for _, m := range x.Modules {
		if m.Class != nil && m.Class.Static != nil {
			if c := m.Class.Static()[name]; c != nil && c.Call == nil {
				return m.Name + "." + name
			}
		}
	}
	return ""
}

// together are rows for entries. Of those that say the same, the names of all but
// the first few stand in one row.
func together(found []entry) [][2]string {
	const apart, most = 3, 20 // as many are shown with their texts, and named
	names := map[string][]string{}
	for _, e := range found {
		names[e.text] = append(names[e.text], e.name)
	}
	var rows [][2]string
	shown := map[string]int{}
	for _, e := range found {
		same := names[e.text]
		switch shown[e.text]++; {
		case shown[e.text] < apart, len(same) <= apart:
			rows = append(rows, [2]string{e.name, e.text})
		case shown[e.text] == apart:
			others := same[apart:]
			if n := len(others) - most; n > 0 {
				others = append(slices.Clone(others[:most]), fmt.Sprintf("and %d more", n))
			}
			rows = append(rows, [2]string{e.name, strings.TrimSuffix(e.text, ".") + ". The same: " + strings.Join(others, ", ")})
		}
	}
	return rows
}

// members lists the properties, constants and fields of a name.
func (x *Index) members(name string) []entry {
	var found []entry
	add := func(place string, c *luabind.Class) {
		if c == nil {
			return
		}
		for _, p := range c.Properties {
			if p.Name == name {
				found = append(found, entry{place + "." + name, join(p.Type, p.Doc)})
			}
		}
		for _, k := range c.Constants {
			if k.Name == name {
				found = append(found, entry{place + "." + name, join(k.Value.Quote(), k.Doc)})
			}
		}
		for _, p := range c.Fields {
			if p.Name == name && p.Type != nil {
				found = append(found, entry{place + "." + name, resultText(p) + ": a field that the API sends"})
			}
		}
	}
	for _, m := range x.Modules {
		add(m.Name, m.Class)
		for _, k := range m.Constants {
			if k.Name == name {
				found = append(found, entry{m.Name + "." + name, k.Doc})
			}
		}
	}
	for _, n := range x.Classes() {
		if !x.modular(n) {
			add(n, x.classes[n])
			if name == "class" {
				found = append(found, entry{n + ".class", fmt.Sprintf("%q: the name of its class", n)})
			}
		}
	}
	return found
}

// arguments lists the functions of modules that take an argument of a name, such
// as a setting of a client.
func (x *Index) arguments(name string) []entry {
	var found []entry
	add := func(place string, f *luabind.Func) {
		if f == nil {
			return
		}
		for _, p := range f.Params {
			if p.Name == name {
				found = append(found, entry{place + f.Name + "{" + name + "}", paramText(p)})
			}
			if f.Op != "" {
				continue // what is inside has texts that one asks for by its place
			}
			for _, q := range inner(p.Type) {
				if q.Name == name {
					found = append(found, entry{place + f.Name + "{" + p.Name + " = {" + name + "}}", paramText(q)})
				}
			}
		}
	}
	for _, m := range x.Modules {
		if m.Class != nil {
			add("", m.Class.Call)
		}
		add("", m.Call)
		for i := range m.Funcs {
			add(m.Name+".", &m.Funcs[i])
		}
	}
	for _, n := range x.Classes() {
		if c := x.classes[n]; !x.modular(n) {
			for i := range c.Methods {
				add(n+":", &c.Methods[i])
			}
		}
	}
	return found
}
