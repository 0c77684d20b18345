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
// lua-language-server, by file name: the globals in one file, one for each
// module, named as require names it, and one for each class.
func (x *Index) Definitions() map[string][]byte {
	files := map[string][]byte{"globals.lua": x.globals()}
	for _, m := range x.Modules {
		if m.Class == nil {
			files[m.Name+".lua"] = x.module(m)
		}
	}
	for _, name := range x.Classes() {
		class := x.classes[name]
		files["classes/"+className(name)+".lua"] = x.classFile(class, className(name))
		for member, of := range x.owned(class) {
			files["classes/"+className(name)+"."+member+".lua"] = x.classFile(of, className(name)+"."+member)
		}
	}
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
type writer struct{ bytes.Buffer }

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
func begin(name string) *writer {
	w := &writer{}
	w.line("---@meta %s", name)
	w.line("")
	return w
}

// globals defines what is there without require.
func (x *Index) globals() []byte {
	w := begin("_")
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
func (x *Index) module(m *luabind.Module) []byte {
	w := begin(m.Name)
	class := "module." + m.Name
	named := ""
	if m.Call != nil {
		named = w.arguments(m.Call, class+".arguments", m.Call.NamedArgs)
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

// classFile defines a class, under a name, with its fields and methods.
func (x *Index) classFile(c *luabind.Class, name string) []byte {
	w := begin("_")
	named := ""
	if c.Call != nil {
		named = w.arguments(c.Call, name+".call.arguments", c.NamedArgs || c.Call.NamedArgs)
	}
	w.comment(c.Doc)
	if c == luabind.IteratorClass {
		w.line("---@class %s<T>", name)
	} else {
		w.line("---@class %s", name)
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
		w.function(&methods[i], local+mark, methods[i].Name, name, c.NamedArgs || methods[i].NamedArgs)
	}
	return w.Bytes()
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
	for _, p := range c.Properties {
		field(p.Name, luaType(p.Type), p.Doc)
	}
	for _, k := range c.Constants {
		field(k.Name, kindOf(k.Value), k.Doc)
	}
	for _, p := range c.Fields {
		field(p.Name, typeOf(p), p.Doc)
	}
	field("class", "string", "The class's name.")
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
	named := w.arguments(f, owner+"."+name+".arguments", byName)
	w.comment(f.Doc)
	var parameters []string
	for _, p := range f.Params {
		switch {
		case p.Option:
			continue
		case p.Rest:
			parameters = append(parameters, "...")
			w.line("---@param ... %s%s", typeOf(p), trailing(p.Doc))
			continue
		}
		optional := ""
		if p.Optional {
			optional = "?"
		}
		parameters = append(parameters, parameter(p.Name))
		w.line("---@param %s%s %s%s", parameter(p.Name), optional, typeOf(p), trailing(p.Doc))
	}
	if named != "" {
		if hasOptions(f) {
			parameters = append(parameters, "options")
			w.line("---@param options? %s", named)
		}
		self := ""
		if strings.HasSuffix(place, ":") {
			self = owner
		}
		w.line("---@overload %s", byNames(f, named, self))
	}
	if f.Result != "" {
		w.line("---@return %s", returned(f.Result))
	}
	w.line("function %s%s(%s) end", place, name, strings.Join(parameters, ", "))
	w.line("")
}

// overloads defines the calls of something that is no function by itself.
func (w *writer) overloads(f *luabind.Func, named string) {
	w.line("---@overload %s", signatureType(f, named))
	if named != "" {
		w.line("---@overload %s", byNames(f, named, ""))
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
	return f.More != nil || slices.ContainsFunc(f.Params, func(p luabind.Param) bool { return p.Option })
}

// arguments defines the class of a function's named arguments, "" if it takes
// none by name.
func (w *writer) arguments(f *luabind.Func, name string, byName bool) string {
	if !hasOptions(f) && (!byName || len(f.Params) == 0) {
		return ""
	}
	w.line("---@class %s", name)
	seen := map[string]bool{}
	all := f.Params
	if f.More != nil {
		all = append(slices.Clone(all), f.More()...)
	}
	for _, p := range all {
		if seen[p.Name] || p.Rest || !plain(p.Name) {
			continue
		}
		seen[p.Name] = true
		// All are optional here: the required ones may stand before the table.
		w.line("---@field %s? %s%s", fieldName(p.Name), typeOf(p), trailing(p.Doc))
	}
	w.line("")
	return name
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

// signatureType is the type of a function; named is the class of the arguments
// that a last table may hold, "" for none.
func signatureType(f *luabind.Func, named string) string {
	var parts []string
	for _, p := range f.Params {
		switch {
		case p.Option:
		case p.Rest:
			parts = append(parts, "...: "+typeOf(p))
		case p.Optional:
			parts = append(parts, parameter(p.Name)+"?: "+typeOf(p))
		default:
			parts = append(parts, parameter(p.Name)+": "+typeOf(p))
		}
	}
	if named != "" && hasOptions(f) {
		parts = append(parts, "options?: "+named)
	}
	return "fun(" + strings.Join(parts, ", ") + ")" + result(f)
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
