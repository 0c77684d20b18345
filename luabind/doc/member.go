package doc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// entry is something that has a name and is no function by itself: a property, a
// constant, a field, an argument.
type entry struct{ name, text string }

// memberHelp renders what is known of a property, a constant, a field or an
// argument: of one owner ("Droplet.ip_address", "do.timeout") or, by its name
// alone, of all that have it.
func (x *Index) memberHelp(name string) (string, bool) {
	owner, last, dotted := cutLast(name)
	var found []entry
	for _, e := range x.members(last) {
		place, _, _ := cutLast(e.name)
		if !dotted || place == owner || strings.HasSuffix(place, "."+owner) {
			found = append(found, e)
		}
	}
	if !dotted {
		for _, f := range x.Find(last) {
			found = append(found, entry{f, "a function"})
		}
		found = append(found, x.arguments(last)...)
	}
	found = slices.CompactFunc(found, func(a, b entry) bool { return a == b })
	switch len(found) {
	case 0:
		return "", false
	case 1:
		return found[0].name + "\n\n" + wrap(found[0].text, "") + "\n", true
	}
	var b strings.Builder
	b.WriteString("There are several:\n")
	columns(&b, together(found))
	return b.String(), true
}

// together are rows for entries. Of those that say the same, the names of all but
// the first few stand in one row.
func together(found []entry) [][2]string {
	const apart = 3 // as many are shown with their texts
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
			rows = append(rows, [2]string{e.name, e.text + ". So do " + strings.Join(same[apart:], ", ")})
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
				text := join(p.Type.Lua, p.Doc)
				if len(p.Type.Enum) > 0 {
					text = join(text, "one of "+strings.Join(p.Type.Enum, ", "))
				}
				found = append(found, entry{place + "." + name, join(text, "a field that the API sends")})
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

// groupHelp renders the help on a group of a module by its name alone, and on
// operations by their own names or by the API's.
func (x *Index) groupHelp(name string) (string, bool) {
	var found []entry
	var only *luabind.Func
	var place string
	for _, m := range x.Modules {
		if m.Class == nil || m.Class.Static == nil {
			continue
		}
		static := m.Class.Static()
		for _, group := range sorted(static) {
			c := static[group]
			if c == nil {
				continue
			}
			if group == name {
				return x.ClassHelp(c, m.Name+"."+group), true
			}
			for i := range c.Methods {
				if f := &c.Methods[i]; f.Name == name || f.Op == name {
					only, place = f, m.Name+"."+group+"."
					found = append(found, entry{place + f.Name, firstLine(f.Doc)})
				}
			}
		}
	}
	switch len(found) {
	case 0:
		return "", false
	case 1:
		return x.FuncHelp(only, place), true
	}
	var b strings.Builder
	b.WriteString("There are several:\n")
	columns(&b, together(found))
	return b.String(), true
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
				found = append(found, entry{place + f.Name, "takes " + name + ": " + paramText(p)})
			}
			if f.Op != "" {
				continue // what is inside has texts that one asks for by its place
			}
			for _, q := range inner(p.Type) {
				if q.Name == name {
					found = append(found, entry{place + f.Name, "takes " + name + " in " + p.Name + ": " + paramText(q)})
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

// HasWords reports whether all of the words stand in a text, in any case.
func HasWords(text string, words []string) bool {
	text = strings.ToLower(text)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
}

// Search lists the functions, arguments, properties, fields and topics in whose
// names or texts all of the words stand, in any case, each with its first line, of
// topics the line where they stand.
func (x *Index) Search(words ...string) []string {
	var found []string
	add := func(name, text string) {
		if HasWords(name+" "+text, words) {
			found = append(found, name+"  "+firstLine(text))
		}
	}
	called := func(place string, f *luabind.Func) {
		if f == nil {
			return
		}
		add(place+f.Name, f.Doc)
		options := f.Params
		if f.More != nil {
			options = append(slices.Clip(options), f.More()...)
		}
		for _, p := range options {
			if p.Option && !strings.Contains(place, ":") {
				add(place+f.Name+"{"+p.Name+"}", paramText(p))
			}
		}
	}
	for name, text := range x.Topics {
		for line := range strings.Lines(text) {
			if HasWords(line, words) {
				found = append(found, name+"  "+strings.Join(strings.Fields(line), " "))
				break
			}
		}
	}
	for _, m := range x.Modules {
		add(m.Name, m.Doc)
		called("", m.Call)
		if m.Class != nil {
			called("", m.Class.Call)
		}
		for i := range m.Funcs {
			called(m.Name+".", &m.Funcs[i])
		}
		if m.Class == nil {
			continue
		}
		for _, p := range m.Class.Properties {
			add(m.Name+"."+p.Name, p.Doc)
		}
		if m.Class.Static != nil {
			for group, c := range m.Class.Static() {
				if c == nil {
					continue
				}
				for i := range c.Methods {
					add(m.Name+"."+group+"."+c.Methods[i].Name, c.Methods[i].Doc)
				}
			}
		}
	}
	for _, n := range x.Classes() {
		if c := x.classes[n]; !x.modular(n) && !c.Bound {
			for i := range c.Methods {
				called(n+":", &c.Methods[i])
			}
			for _, p := range c.Properties {
				add(n+"."+p.Name, p.Doc)
			}
			for _, p := range c.Fields {
				add(n+"."+p.Name, p.Doc)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}
