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
// lua-language-server, by file name: the globals and classes in one file, and
// one for each module, named as require names it.
func (x *Index) Definitions() map[string][]byte {
	files := map[string][]byte{"globals.lua": x.globals()}
	for _, m := range x.Modules {
		if m.Class == nil {
			files[m.Name+".lua"] = x.module(m)
		}
	}
	return files
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

// globals defines the classes, and what is there without require.
func (x *Index) globals() []byte {
	w := &writer{}
	w.line("---@meta")
	w.line("")
	for _, name := range x.Classes() {
		w.class(x.classes[name])
	}
	for _, m := range x.Modules {
		for _, name := range m.Globals {
			if f := funcOf(m.Funcs, name); f != nil {
				w.function(f, "", f.Name, m.Name)
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
	w := &writer{}
	w.line("---@meta %s", m.Name)
	w.line("")
	w.comment(m.Doc)
	class := "module." + m.Name
	w.line("---@class %s", class)
	if m.Call != nil {
		w.line("---@overload %s", signatureType(m.Call))
	}
	for _, k := range m.Constants {
		w.line("---@field %s %s%s", k.Name, kindOf(k.Value), trailing(k.Doc))
	}
	w.line("local M = {}")
	w.line("")
	for i := range m.Funcs {
		w.function(&m.Funcs[i], "M.", m.Funcs[i].Name, class)
	}
	w.line("return M")
	return w.Bytes()
}

// class defines a class with its fields and methods.
func (w *writer) class(c *luabind.Class) {
	w.line("do") // a chunk has room for 200 local variables only
	w.comment(c.Doc)
	name := className(c.Name)
	if c == luabind.IteratorClass {
		w.line("---@class Iterator<T>")
	} else {
		w.line("---@class %s", name)
	}
	if c.Call != nil {
		w.line("---@overload %s", signatureType(c.Call))
	}
	seen := map[string]bool{}
	field := func(name, kind, doc string) {
		if !seen[name] && plain(name) {
			seen[name] = true
			w.line("---@field %s %s%s", name, kind, trailing(doc))
		}
	}
	methods := c.AllMethods()
	for i := range methods {
		seen[methods[i].Name] = true
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
	if c.Static != nil {
		static := c.Static()
		for _, name := range sorted(static) {
			if in := static[name]; in != nil {
				field(name, className(in.Name), "")
			}
		}
	}
	local := strings.NewReplacer(".", "_", "-", "_").Replace(name)
	w.line("local %s = {}", local)
	w.line("")
	mark := ":"
	if c.Bound {
		mark = "."
	}
	for i := range methods {
		w.function(&methods[i], local+mark, methods[i].Name, name)
	}
	w.line("end")
	w.line("")
}

// function defines a function; place is what stands before its name, and owner
// what the class of its named arguments is called after.
func (w *writer) function(f *luabind.Func, place, name, owner string) {
	if !plain(name) || syntax.IsReserved(name) {
		return // it can only be reached by obj["name"]
	}
	named := w.arguments(f, owner+"."+name+".arguments")
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
		parameters = append(parameters, "options")
		w.line("---@param options? %s", named)
		w.line("---@overload fun(arguments: %s)%s", named, result(f))
	}
	if f.Result != "" {
		w.line("---@return %s", luaType(f.Result))
	}
	w.line("function %s%s(%s) end", place, name, strings.Join(slices.Compact(parameters), ", "))
	w.line("")
}

// arguments defines the class of a function's named arguments, "" if it takes
// none by name.
func (w *writer) arguments(f *luabind.Func, name string) string {
	options := f.NamedArgs || f.More != nil || slices.ContainsFunc(f.Params, func(p luabind.Param) bool { return p.Option })
	if !options {
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
		w.line("---@field %s? %s%s", p.Name, typeOf(p), trailing(p.Doc))
	}
	w.line("")
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

func signatureType(f *luabind.Func) string {
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
	return "fun(" + strings.Join(parts, ", ") + ")" + result(f)
}

func result(f *luabind.Func) string {
	if f.Result == "" {
		return ""
	}
	return ": " + luaType(f.Result)
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

// Settings is the .luarc.json that has lua-language-server use the definitions
// in the folder "doapi" and [Plugin].
const Settings = `{
  "runtime.version": "Lua 5.1",
  "runtime.plugin": "doapi-plugin.lua",
  "workspace.library": ["doapi"]
}
`

// Plugin has lua-language-server read do.x as DO.x.
const Plugin = `-- Has lua-language-server read do.x, do:x and do[x] as DO.x and so on: it is
-- the same value, and DO is a name that every Lua tool understands.

---@param uri string
---@param text string
function OnSetText(uri, text)
  local diffs = {}
  local i, size = 1, #text
  local function long(at)
    local level = text:match("^%[(=*)%[", at)
    if level then
      local _, last = text:find("]" .. level .. "]", at, true)
      return (last or size) + 1
    end
  end
  while i <= size do
    local c = text:sub(i, i)
    if text:find("^%-%-", i) then
      i = long(i + 2) or (text:find("\n", i, true) or size) + 1
    elseif c == "[" then
      i = long(i) or i + 1
    elseif c == '"' or c == "'" then
      i = i + 1
      while i <= size do
        local d = text:sub(i, i)
        if d == "\\" then
          i = i + 1
        elseif d == c or d == "\n" then
          break
        end
        i = i + 1
      end
      i = i + 1
    elseif c:find("[%a_]") then
      local word = text:match("^[%w_]+", i)
      local after = text:match("^%s*(..?)", i + #word) or ""
      local before = text:sub(1, i - 1):match("(%S)%s*$")
      local joins = after:find("^[.%[]") or (after:find("^:") and after ~= "::")
      if word == "do" and joins and before ~= "." and before ~= ":" then
        diffs[#diffs + 1] = {start = i, finish = i + 1, text = "DO"}
      end
      i = i + #word
    else
      i = i + 1
    end
  end
  return diffs
end
`
