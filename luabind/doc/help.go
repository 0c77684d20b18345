package doc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// Help renders what is known about a topic, module, class, function or anything
// else that has a name; ok is false for what nobody knows.
func (x *Index) Help(name string) (text string, ok bool) {
	name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(name), "()"), "{}")
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, strings.TrimRight(text, "\n")+"\n")
		}
	}
	var before, after string
	if x.Outside != nil {
		before, after = x.Outside(name)
	}
	add(before)
	page, _ := x.page(name)
	add(page)
	add(after)
	if len(parts) > 0 {
		return strings.Join(parts, "\n"), true
	}
	return x.ownerless(name)
}

// page renders the help on what the modules and topics tell of a name.
func (x *Index) page(name string) (text string, ok bool) {
	if !strings.ContainsAny(name, ".:") {
		return x.word(name)
	}
	if c := x.class(name); c != nil {
		return x.ClassHelp(c, name), true
	}
	if f, place := x.called(name); f != nil {
		return x.FuncHelp(f, place), true
	}
	if text, ok := x.fieldHelp(name); ok {
		return text, true
	}
	if text, ok := x.classFieldHelp(name); ok {
		return text, true
	}
	if text, ok := x.memberHelp(name); ok {
		return text, true
	}
	if found := x.functions(name); len(found) == 1 { // by the API's name, which has a dot
		return x.page(found[0].name)
	}
	return "", false
}

// ownerless is the help on a member whose owner is no name of ours but, as in obj:int
// or web.status, what a script calls its object.
func (x *Index) ownerless(name string) (text string, ok bool) {
	owner, last, dotted := cutLast(name)
	first, _, _ := strings.Cut(strings.ReplaceAll(owner, ":", "."), ".")
	if !dotted || last == "" || x.Module(first) != nil || x.classes[first] != nil || x.group(first) != nil {
		return "", false
	}
	if text, ok = x.Help(last); !ok {
		return "", false
	}
	return fmt.Sprintf("%s is no name of ours; of %s:\n\n%s", owner, last, text), true
}

// Suggest gives the name nearest to one that there is no help on, or "".
func (x *Index) Suggest(name string) string {
	if own := x.habit(name); own != "" {
		return own
	}
	names := x.Names()
	for _, m := range x.Modules {
		if m.Class == nil || m.Class.Static == nil {
			continue
		}
		for group, c := range m.Class.Static() {
			if c != nil && c.Call == nil {
				names = append(names, m.Name+"."+group)
				for i := range c.Methods {
					names = append(names, m.Name+"."+group+"."+c.Methods[i].Name)
				}
			}
		}
	}
	slices.Sort(names)
	if i, _ := slices.BinarySearch(names, name); i < len(names) && len(name) > 3 && strings.HasPrefix(names[i], name) {
		return names[i] // it is the beginning of one
	}
	if near := luabind.Nearest(name, names); near != "" {
		return near
	}
	// The last part alone may be misspelt, or the place left out.
	var last []string
	for _, n := range x.Names() {
		_, l, _ := cutLast(n)
		last = append(last, l)
	}
	for _, n := range x.Classes() {
		for i := range x.classes[n].Methods {
			last = append(last, x.classes[n].Methods[i].Name)
		}
	}
	_, l, _ := cutLast(name)
	return luabind.Nearest(l, last)
}

// habit is what a name of other tools is called here: do.volumes.create for
// create_volume. "" if that is not known.
func (x *Index) habit(name string) string {
	owner, last, dotted := cutLast(name)
	for _, m := range x.Modules {
		if c := m.Class; c != nil && c.Habit != nil && (!dotted || m.Name == owner) {
			if own := c.Habit(last); own != "" {
				return own
			}
		}
	}
	if c := x.class(owner); dotted && c != nil && c.Habit != nil {
		if own := c.Habit(last); own != "" && !strings.ContainsAny(own, ".:") {
			return name[:len(name)-len(last)] + own
		} else if own != "" {
			return own
		}
	}
	return ""
}

// Signature is how a function is called: "do.create_droplet(name, image, size,
// region [, {...}])".
func Signature(f *luabind.Func, place string) string {
	var b strings.Builder
	b.WriteString(place + f.Name + "(")
	optional := 0
	written := 0
	options := f.More != nil
	for _, p := range f.Params {
		if p.Option {
			options = true
			continue
		}
		if p.Optional || p.Rest {
			b.WriteString(" [")
			optional++
		}
		if written > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.Name)
		written++
	}
	if options {
		b.WriteString(" [")
		optional++
		if written > 0 {
			b.WriteString(", ")
		}
		b.WriteString("{...}")
	}
	b.WriteString(strings.Repeat("]", optional) + ")")
	return strings.ReplaceAll(b.String(), "( [", "([")
}

// FuncHelp renders the help on one function; place is what scripts write
// before its name.
func (x *Index) FuncHelp(f *luabind.Func, place string) string {
	var b strings.Builder
	b.WriteString(Signature(f, place))
	if f.Result != "" {
		b.WriteString(" -> " + f.Result)
	}
	b.WriteString("\n")
	if f.Doc != "" {
		b.WriteString("\n" + wrap(f.Doc, "") + "\n")
	}
	if f.Op != "" && x.Operation != nil {
		if sends := x.Operation(f.Op); sends != "" && !strings.Contains(f.Doc, sends) {
			b.WriteString("\nSends " + sends + " (" + f.Op + ").\n")
		}
	}
	if f.Op != "" && x.Named != nil {
		if name := x.Named(f.Op); name != "" {
			b.WriteString("\nGuards and faults call it " + name + ".\n")
		}
	}
	var positional, named, set []luabind.Param
	for _, p := range f.Params {
		if p.Doc == "" && f.Op != "" && x.Argument != nil {
			p.Doc = x.Argument(f.Op, p.Name)
		}
		switch {
		case p.ReadOnly && p.Option:
			set = append(set, p)
		case p.Option:
			named = append(named, p)
		default:
			positional = append(positional, p)
		}
	}
	known := len(named)
	if f.More != nil {
		for _, p := range f.More() {
			if !slices.ContainsFunc(f.Params, func(q luabind.Param) bool { return q.Name == p.Name }) {
				named = append(named, p)
			}
		}
	}
	at := place + f.Name + "."
	params(&b, "Arguments", at, positional)
	params(&b, "By name", at, named[:known])
	params(&b, "Passed on to the API", at, named[known:])
	if len(set) > 0 {
		names := make([]string, len(set))
		for i := range set {
			names[i] = set[i].Name
		}
		b.WriteString("\nSet by the API, not by the call\n  " + wrap(strings.Join(names, " "), "  ") + "\n")
	}
	b.WriteString(x.gives(f))
	if f.Op != "" && x.Example != nil {
		if example := x.Example(f.Op); example != "" {
			b.WriteString("\nExample\n  " + strings.ReplaceAll(strings.TrimSpace(example), "\n", "\n  ") + "\n")
		}
	}
	return b.String()
}

// typeName says what a parameter takes.
func typeName(t *luabind.Type) string {
	switch {
	case t == nil:
		return "a value"
	case t.Name != "":
		return t.Name
	}
	return t.Lua
}

// columns renders names and texts, the texts aligned and wrapped.
func columns(b *strings.Builder, rows [][2]string) {
	width := 0
	for _, r := range rows {
		width = max(width, min(len(r[0]), 28))
	}
	for _, r := range rows {
		indent := strings.Repeat(" ", width+4)
		text := wrap(r[1], indent)
		if len(r[0]) > width {
			fmt.Fprintf(b, "  %s\n%s%s\n", r[0], indent, text)
			continue
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %-*s  %s", width, r[0], text), " ") + "\n")
	}
}

// ClassHelp renders the help on a class; path is how it was asked for.
func (x *Index) ClassHelp(c *luabind.Class, path string) string {
	var b strings.Builder
	b.WriteString(path + "\n")
	if c.Doc != "" {
		b.WriteString("\n" + wrap(c.Doc, "") + "\n")
	}
	mark := ":"
	if c.Bound || strings.Contains(path, ".") {
		mark = "."
	}
	if c.Call != nil {
		b.WriteString("\nCalled: " + Signature(c.Call, "") + "\n  " + wrap(firstLine(c.Call.Doc), "  ") + "\n")
	}
	functions(&b, "Methods", mark, c.AllMethods())
	var rows [][2]string
	for _, p := range c.Properties {
		rows = append(rows, [2]string{p.Name, join(p.Type, p.Doc)})
	}
	for _, k := range c.Constants {
		rows = append(rows, [2]string{k.Name, join(k.Value.Quote(), k.Doc)})
	}
	section(&b, "Properties", rows)
	section(&b, "Fields", fieldRows(c, path+"."))
	if c.Static != nil {
		section(&b, "Members", groupRows(c))
	}
	return b.String()
}

// fieldRows are rows for the fields of a class. A method of the same name comes first.
func fieldRows(c *luabind.Class, place string) [][2]string {
	rows := resultRows(c.Fields, place)
	for _, f := range c.AllMethods() {
		for i := range rows {
			if rows[i][0] == f.Name {
				rows[i][1] += fmt.Sprintf("; as obj.fields.%s, for obj.%[1]s is the method", f.Name)
			}
		}
	}
	return rows
}

// groupRows are rows for the further members of a class: its groups of operations, and
// whatever else has a class.
func groupRows(c *luabind.Class) [][2]string {
	const enough = 60 // of a line, for the names of operations
	var rows [][2]string
	static := c.Static()
	for _, name := range sorted(static) {
		in := static[name]
		if in == nil {
			continue
		}
		text := in.Doc
		if methods := in.AllMethods(); in.Call == nil && len(methods) > 0 {
			text = ""
			for i := range methods {
				if len(text) > enough {
					text += fmt.Sprintf(", and %d more", len(methods)-i)
					break
				}
				text = strings.TrimPrefix(text+", "+methods[i].Name, ", ")
			}
		}
		rows = append(rows, [2]string{name, text})
	}
	return rows
}

// ModuleHelp renders the help on a module.
func (x *Index) ModuleHelp(m *luabind.Module) string {
	var b strings.Builder
	b.WriteString(m.Name)
	if len(m.Globals) == 0 {
		fmt.Fprintf(&b, " = require %q", m.Name)
	}
	b.WriteString("\n")
	if m.Doc != "" {
		b.WriteString("\n" + m.Doc + "\n")
	}
	if m.Call != nil {
		b.WriteString("\nCalled: " + Signature(m.Call, "") + "\n  " + wrap(firstLine(m.Call.Doc), "  ") + "\n")
		params(&b, "Arguments", "", m.Call.Params)
	}
	functions(&b, "Functions", ".", m.Funcs)
	var rows [][2]string
	for _, k := range m.Constants {
		rows = append(rows, [2]string{k.Name, k.Doc})
	}
	if m.Class != nil {
		for _, p := range m.Class.Properties {
			rows = append(rows, [2]string{p.Name, join(p.Type, p.Doc)})
		}
	}
	section(&b, "Values", rows)
	rows = nil
	for _, c := range m.Classes {
		if c != m.Class {
			rows = append(rows, [2]string{c.Name, c.Doc})
		}
	}
	section(&b, "Classes", rows)
	if m.Class != nil && m.Class.Static != nil {
		section(&b, "Groups of operations (help "+m.Name+".GROUP tells more)", slices.DeleteFunc(groupRows(m.Class), func(r [2]string) bool { return x.class(m.Name+"."+r[0]).Call != nil }))
	}
	return b.String()
}

func functions(b *strings.Builder, title, mark string, all []luabind.Func) {
	var rows [][2]string
	for i := range all {
		rows = append(rows, [2]string{Signature(&all[i], mark), firstLine(all[i].Doc)})
	}
	section(b, title, rows)
}

func section(b *strings.Builder, title string, rows [][2]string) {
	if len(rows) > 0 {
		b.WriteString("\n" + title + "\n")
		columns(b, rows)
	}
}
