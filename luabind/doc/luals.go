package doc

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Definitions renders what scripts can call as definitions for
// lua-language-server, by file name. globals.lua is for what is there without
// require, client.lua and classes.lua for the objects, and types.lua for the
// tables that arguments and fields are. Each module has a file, named as
// require names it. Few files, each below what the server loads of one: it
// reads them all before it answers.
func (x *Index) Definitions() map[string][]byte {
	t := newTables()
	files := map[string][]byte{"globals.lua": x.globals(t)}
	for _, m := range x.Modules {
		if m.Class == nil {
			files[m.Name+".lua"] = x.module(t, m)
		}
	}
	client, classes := []string{}, []string{x.common(t)}
	for _, name := range x.Classes() {
		class := x.classes[name]
		owned := x.owned(class)
		list := &classes
		if len(owned) > 0 {
			list = &client
		}
		*list = append(*list, x.classBlock(t, class, className(name)))
		for _, member := range sorted(owned) {
			*list = append(*list, x.classBlock(t, owned[member], className(name)+"."+member))
		}
	}
	pack(files, "client", client)
	pack(files, "classes", classes)
	pack(files, "types", t.texts)
	return files
}

// owned are the classes of a class's members that are nobody else's.
func (x *Index) owned(class *luabind.Class) map[string]*luabind.Class {
	owned := map[string]*luabind.Class{}
	if class.Static != nil {
		for name, of := range class.Static() {
			if of != nil && x.classes[of.Name] != of {
				owned[name] = of
			}
		}
	}
	return owned
}

// writer renders one file.
type writer struct {
	bytes.Buffer
	tables *tables
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

// comment writes a text as documentation.
func (w *writer) comment(text string) {
	if text == "" {
		return
	}
	for l := range strings.Lines(text) {
		w.line("---%s", strings.TrimRight(" "+l, " \n"))
	}
}

// begin writes what a file of definitions starts with. Files that nothing can
// require are called "_".
func begin(t *tables, name string) *writer {
	w := &writer{tables: t}
	w.line("---@meta %s", name)
	w.line("")
	return w
}

// globals defines what is there without require.
func (x *Index) globals(t *tables) []byte {
	w := begin(t, "_")
	w.function(HelpFunc(nil), "", "help", "help", false)
	for _, m := range x.Modules {
		for _, name := range m.Globals {
			if f := funcOf(m.Funcs, name); f != nil {
				w.function(f, "", f.Name, m.Name, f.NamedArgs)
			} else if m.Class != nil {
				w.comment(m.Doc)
				w.line("---@type %s", className(m.Class.Name))
				w.line("%s = nil", name)
				w.line("")
			}
		}
	}
	return w.Bytes()
}

// module defines what require gives.
func (x *Index) module(t *tables, m *luabind.Module) []byte {
	w := begin(t, m.Name)
	class := "module." + m.Name
	var named arguments
	if m.Call != nil {
		named = w.tables.arguments(m.Call, class, m.Call.NamedArgs)
	}
	w.comment(m.Doc)
	w.line("---@class %s", class)
	if m.Call != nil {
		w.overloads(m.Call, named)
	}
	for _, k := range m.Constants {
		w.line("---@field %s %s%s", k.Name, kindOf(k.Value), trailing(k.Doc))
	}
	w.line("local M = {}")
	w.line("")
	for i := range m.Funcs {
		w.function(&m.Funcs[i], "M.", m.Funcs[i].Name, class, m.Funcs[i].NamedArgs)
	}
	w.line("return M")
	return w.Bytes()
}

// classBlock defines a class, under a name, with its fields and methods. It is a block:
// a file can have 200 local variables.
func (x *Index) classBlock(t *tables, c *luabind.Class, name string) string {
	w := &writer{tables: t}
	w.line("do")
	var named arguments
	if c.Call != nil {
		named = w.tables.arguments(c.Call, name+".call", c.NamedArgs || c.Call.NamedArgs)
	}
	w.comment(c.Doc)
	if c == luabind.IteratorClass {
		w.line("---@class %s<T>", name)
	} else {
		w.line("---@class %s%s", name, x.parent(c))
	}
	if c.Call != nil {
		w.overloads(c.Call, named)
	}
	x.fields(w, c, name)
	local := identifier(name)
	w.line("local %s = {}", local)
	w.line("")
	mark := ":"
	if c.Bound {
		mark = "."
	}
	methods := c.AllMethods()
	for i := range methods {
		if x.parent(c) != "" && x.isCommonMethod(methods[i]) {
			continue
		}
		w.function(&methods[i], local+mark, methods[i].Name, name, c.NamedArgs || methods[i].NamedArgs)
	}
	w.line("end")
	return w.String()
}

// fields defines what is no method of a class. A method wins over a field of
// its name.
func (x *Index) fields(w *writer, c *luabind.Class, name string) {
	seen := map[string]bool{}
	field := func(name, kind, doc string) {
		if !seen[name] && plain(name) {
			seen[name] = true
			w.line("---@field %s %s%s", fieldName(name), kind, trailing(doc))
		}
	}
	for _, f := range c.AllMethods() {
		seen[f.Name] = true
	}
	parent := x.parent(c) != ""
	for _, p := range c.Properties {
		if parent && x.isCommon(p) {
			continue
		}
		field(p.Name, luaType(p.Type), p.Doc)
	}
	for _, k := range c.Constants {
		field(k.Name, kindOf(k.Value), k.Doc)
	}
	for _, p := range c.Fields {
		field(p.Name, w.tables.typeOf(p, name+"."+p.Name), p.Doc)
	}
	if !parent {
		field("class", "string", "The class's name.")
	}
	if c.Static == nil {
		return
	}
	owned, static := x.owned(c), c.Static()
	for _, member := range sorted(static) {
		switch of := static[member]; {
		case of == nil:
			field(member, "any", "")
		case owned[member] != nil:
			field(member, name+"."+member, of.Doc)
		default:
			field(member, className(of.Name), of.Doc)
		}
	}
}

// function defines a function; place is what stands before its name, and owner
// what the class of its named arguments is called after. byName says that one
// table can name them all.
func (w *writer) function(f *luabind.Func, place, name, owner string, byName bool) {
	if !plain(name) || syntax.IsReserved(name) {
		return // it can only be reached by obj["name"]
	}
	named := w.tables.arguments(f, owner+"."+name, byName)
	w.comment(f.Doc)
	var parameters []string
	for _, p := range f.Params {
		text := trailing(p.Doc)
		if named.all != "" {
			text = "" // it stands there
		}
		kind := w.tables.typeOf(p, owner+"."+name+"."+p.Name)
		switch {
		case p.Option:
			continue
		case p.Rest:
			parameters = append(parameters, "...")
			w.line("---@param ... %s%s", kind, text)
			continue
		}
		optional := ""
		if p.Optional {
			optional = "?"
		}
		parameters = append(parameters, parameter(p.Name))
		w.line("---@param %s%s %s%s", parameter(p.Name), optional, kind, text)
	}
	if named.options != "" && hasOptions(f) {
		parameters = append(parameters, "options")
		w.line("---@param options? %s", named.options)
	}
	if named.all != "" {
		self := ""
		if strings.HasSuffix(place, ":") {
			self = owner
		}
		w.line("---@overload %s", byNames(f, named.all, self))
	}
	if f.Result != "" {
		w.line("---@return %s", returned(f.Result))
	}
	w.line("function %s%s(%s) end", place, name, strings.Join(parameters, ", "))
	w.line("")
}

// overloads defines the calls of something that is no function by itself.
func (w *writer) overloads(f *luabind.Func, named arguments) {
	w.line("---@overload %s", w.tables.signature(f, named.options))
	if named.all != "" {
		w.line("---@overload %s", byNames(f, named.all, ""))
	}
}

// byNames is the type of a call with one table of named arguments, behind the
// object if it is a method of one.
func byNames(f *luabind.Func, named, self string) string {
	if self != "" {
		self = "self: " + self + ", "
	}
	return "fun(" + self + "arguments: " + named + ")" + result(f)
}

// hasOptions reports whether a last table can hold arguments.
func hasOptions(f *luabind.Func) bool {
	rest := slices.ContainsFunc(f.Params, func(p luabind.Param) bool { return p.Rest }) // which takes whatever comes
	return !rest && (f.More != nil || slices.ContainsFunc(f.Params, func(p luabind.Param) bool { return p.Option }))
}

// fieldName is a field's name behind @field, where some words say who may use
// it.
func fieldName(name string) string {
	switch name {
	case "private", "protected", "public", "package":
		return `["` + name + `"]`
	}
	return name
}

// plain reports whether a name can stand behind a dot.
func plain(name string) bool {
	for i, c := range []byte(name) {
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}

func parameter(name string) string {
	if syntax.IsReserved(name) || !plain(name) {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > 'z' {
				return '_'
			}
			return r
		}, name) + "_"
	}
	return name
}

func result(f *luabind.Func) string {
	if f.Result == "" {
		return ""
	}
	return ": " + returned(f.Result)
}

// returned is the type of a result. The language server knows the elements of
// a for loop from the function that an iterator is.
func returned(result string) string {
	name := luabind.IteratorClass.Name + "<"
	before, rest, ok := strings.Cut(result, name)
	if !ok {
		return result
	}
	depth, end := 1, 0
	for depth > 0 && end < len(rest) {
		switch rest[end] {
		case '<':
			depth++
		case '>':
			depth--
		}
		end++
	}
	element := strings.TrimSuffix(rest[:end], ">")
	return before + name + element + ">|(fun(): " + element + ")" + rest[end:]
}

// typeOf is the type of a parameter by its name alone.
func typeOf(p luabind.Param) string {
	if p.Type == nil {
		return "any"
	}
	return luaType(p.Type.Lua)
}

// luaType is a type as definitions have it.
func luaType(name string) string {
	if name == "" {
		return "any"
	}
	return name
}

// className is a class's name as a type.
func className(name string) string { return strings.ReplaceAll(name, " ", "_") }

// identifier makes a variable's name of a class's.
func identifier(name string) string { return strings.NewReplacer(".", "_", "-", "_").Replace(name) }

func kindOf(v luabind.Value) string {
	if v.IsNil() {
		return "any"
	}
	return v.Type()
}

// trailing is a comment behind a tag: one line.
func trailing(text string) string {
	if text == "" {
		return ""
	}
	return " # " + firstLine(text)
}
