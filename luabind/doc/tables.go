package doc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// tables are the tables and sets of values that definitions name: what arguments
// and fields hold. Those that are alike have one name, that of the first.
type tables struct {
	names map[string]string // by their text
	taken map[string]bool
	texts []string
	depth int
}

func newTables() *tables { return &tables{names: map[string]string{}, taken: map[string]bool{}} }

// arguments are the classes of a function's named arguments: options of those
// that may be left out, which a last table can hold, and all of them, for one
// table that has the required ones too. They are "" where there is no such table.
type arguments struct{ options, all string }

// arguments defines the named arguments of a function; byName says that one table
// can name them all.
func (t *tables) arguments(f *luabind.Func, name string, byName bool) (a arguments) {
	if !hasOptions(f) && (!byName || len(f.Params) == 0) {
		return a
	}
	var required, optional []string
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
		mark, list := "?", &optional
		if !p.Optional && !p.Option && !p.ReadOnly && !carried(f) {
			mark, list = "", &required
		}
		*list = append(*list, fmt.Sprintf("---@field %s%s %s%s", fieldName(p.Name), mark, t.typeOf(p, name+"."+p.Name), trailing(p.Doc)))
	}
	// What goes with every request is told once.
	parent := ""
	if usual := slices.DeleteFunc(slices.Clone(optional), func(l string) bool { return !isUsual(l) }); len(usual) > 1 {
		a.options = t.class("doapi.request", "", usual)
		parent = ": " + a.options
		optional = slices.DeleteFunc(optional, isUsual)
	}
	if len(optional) > 0 || parent == "" {
		a.options = t.class(name+".options", parent, optional)
	}
	a.all = a.options
	if len(required) > 0 {
		above := ": " + a.options
		if len(optional) == 0 && parent == "" {
			above = ""
		}
		a.all = t.class(name+".arguments", above, required)
	}
	return a
}

// carried says whether a table that is one of the arguments may hold others.
func carried(f *luabind.Func) bool {
	return slices.ContainsFunc(f.Params, func(p luabind.Param) bool { return p.Carries })
}

func isUsual(line string) bool {
	for _, name := range []string{"path", "query", "extra", "body", "page", "per_page"} {
		if strings.HasPrefix(line, "---@field "+name+"? ") {
			return true
		}
	}
	return false
}

// class defines a class of tables, or finds the one that is like it.
func (t *tables) class(name, parent string, fields []string) string {
	return t.define(name, parent+"\n"+strings.Join(fields, "\n"), func(name string) string {
		return "---@class " + name + parent + "\n" + strings.Join(append(fields, ""), "\n")
	})
}

func (t *tables) define(name, text string, render func(name string) string) string {
	if known, ok := t.names[text]; ok {
		return known
	}
	base := name
	for n := 2; t.taken[name]; n++ {
		name = fmt.Sprintf("%s%d", base, n)
	}
	t.names[text], t.taken[name] = name, true
	t.texts = append(t.texts, render(name))
	return name
}

// maxDepth is how deep tables in tables are told.
const maxDepth = 8

// typeOf is the type of a parameter or a field; name is what a table of it is
// called if no other is like it.
func (t *tables) typeOf(p luabind.Param, name string) string {
	if p.Type == nil {
		return "any"
	}
	return t.kind(p.Type, name)
}

func (t *tables) kind(of *luabind.Type, name string) string {
	text := luaType(of.Lua)
	switch {
	case len(of.Enum) > 1 && text == "string":
		return t.values(of, name)
	case of.Items != nil && strings.HasSuffix(text, "[]"):
		inner := t.kind(of.Items, name)
		if strings.ContainsAny(inner, "|?") {
			return "(" + inner + ")[]"
		}
		return inner + "[]"
	case of.Fields != nil && text == "table" && t.depth < maxDepth:
		t.depth++
		defer func() { t.depth-- }()
		var fields []string
		seen := map[string]bool{}
		for _, f := range of.Fields() {
			if seen[f.Name] || !plain(f.Name) {
				continue
			}
			seen[f.Name] = true
			mark := "?"
			if f.Needed {
				mark = ""
			}
			fields = append(fields, fmt.Sprintf("---@field %s%s %s%s", fieldName(f.Name), mark, t.typeOf(f, name+"."+f.Name), trailing(f.Doc)))
		}
		return t.class(name, "", fields)
	}
	return text
}

// fewValues is how many values stand where they are taken; more have a name.
const fewValues = 4

// values is the type of one of several strings.
func (t *tables) values(of *luabind.Type, name string) string {
	var list []string
	for _, v := range of.Enum {
		if !strings.ContainsAny(v, "\"\\\n") {
			list = append(list, `"`+v+`"`)
		}
	}
	if of.Open {
		list = append(list, "string")
	}
	text := strings.Join(list, "|")
	if len(list) <= fewValues {
		return text
	}
	return t.define(name+".values", text, func(name string) string { return "---@alias " + name + " " + text + "\n" })
}

// signature is the type of a function; options is the class of what a last table
// may hold, "" for none.
func (t *tables) signature(f *luabind.Func, options string) string {
	var parts []string
	for _, p := range f.Params {
		kind := t.typeOf(p, "call."+p.Name)
		switch {
		case p.Option:
		case p.Rest:
			parts = append(parts, "...: "+kind)
		case p.Optional:
			parts = append(parts, parameter(p.Name)+"?: "+kind)
		default:
			parts = append(parts, parameter(p.Name)+": "+kind)
		}
	}
	if options != "" && hasOptions(f) {
		parts = append(parts, "options?: "+options)
	}
	return "fun(" + strings.Join(parts, ", ") + ")" + result(f)
}

// maxFile is how large a file gets: the language server leaves those beyond 500 KB
// alone.
const maxFile = 400_000

// pack makes files of texts: name.lua, and name2.lua where that gets too large.
func pack(files map[string][]byte, name string, texts []string) {
	w := begin(nil, "_")
	file, n := name+".lua", 1
	for _, text := range texts {
		if w.Len()+len(text) > maxFile {
			files[file] = w.Bytes()
			n++
			w, file = begin(nil, "_"), fmt.Sprintf("%s%d.lua", name, n)
		}
		w.line("%s", text)
	}
	files[file] = w.Bytes()
}
