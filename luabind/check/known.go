package check

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// known is what there is, from the modules' descriptions.
type known struct {
	modules map[string]*luabind.Module
	classes map[string]*luabind.Class
	globals map[string]value // the zero value: nothing is known but the name
	static  map[*luabind.Class]map[string]*luabind.Class
	inside  *sync.Map // by *luabind.Class what objects of it have, a map[string]value, once asked
}

var standardOnce lazy.Value[[]string]

// standard are the globals of Lua 5.1, and the script's arguments.
func standard() []string {
	return standardOnce.Get(func() []string {
		return strings.Fields(`
	_G _VERSION arg assert collectgarbage coroutine debug dofile error gcinfo getfenv getmetatable io ipairs load
	loadfile loadstring math module newproxy next os package pairs pcall print rawequal rawget rawset require
	select setfenv setmetatable string table tonumber tostring type unpack xpcall`)
	})
}

func newKnown(modules []*luabind.Module) known {
	k := known{modules: map[string]*luabind.Module{}, classes: map[string]*luabind.Class{}, globals: map[string]value{}, static: map[*luabind.Class]map[string]*luabind.Class{}, inside: new(sync.Map)}
	for _, name := range standard() {
		k.globals[name] = value{}
	}
	k.addClass(luabind.IteratorClass)
	k.addClass(luabind.TimeClass)
	k.addClass(fileClass())
	for _, m := range modules {
		m.Described()
		k.modules[m.Name] = m
		for _, class := range m.Classes {
			k.addClass(class)
		}
		if m.Class != nil {
			k.addClass(m.Class)
		}
	}
	for name, m := range libraries() {
		k.globals[name] = value{module: m}
	}
	for _, m := range modules {
		for _, name := range m.Globals {
			k.globals[name] = globalOf(m, name)
		}
	}
	return k
}

func (k *known) addClass(class *luabind.Class) {
	if k.classes[class.Name] == nil {
		k.classes[class.Name] = class
	}
	if class.Static == nil || k.static[class] != nil {
		return
	}
	k.static[class] = class.Static()
	for _, of := range k.static[class] {
		if of != nil {
			k.addClass(of)
		}
	}
}

// globalOf is the value of a global that a module sets.
func globalOf(m *luabind.Module, name string) value {
	if i := slices.IndexFunc(m.Funcs, func(f luabind.Func) bool { return f.Name == name }); i >= 0 {
		return value{fn: &m.Funcs[i], named: m.Funcs[i].NamedArgs}
	}
	if m.Class != nil {
		return value{class: m.Class}
	}
	return value{module: m}
}

// regions are the slugs of all that are known: those in which there can be droplets.
func (k *known) regions() []string {
	do := k.modules["do"]
	if do == nil || do.Class == nil {
		return nil
	}
	create := k.membersOf(do.Class)["create_droplet"].fn
	if create == nil {
		return nil
	}
	for i := range create.Params {
		if p := &create.Params[i]; p.Name == "region" && p.Type != nil {
			return p.Type.Enum
		}
	}
	return nil
}

// typed is a value of a type as descriptions write it: "Droplet", "Droplet?",
// "Iterator<Droplet>".
func (k *known) typed(name string) value {
	if !strings.Contains(name, "<") {
		name, _, _ = strings.Cut(name, ", ") // the first of several results
	}
	name = strings.TrimSuffix(strings.TrimSuffix(name, "?"), "|nil")
	if name == "string" {
		return value{text: true}
	}
	if name == luabind.IteratorClass.Name+"<string>" {
		return value{class: luabind.IteratorClass, items: oneText}
	}
	if of, ok := strings.CutPrefix(name, luabind.IteratorClass.Name+"<"); ok {
		return value{class: luabind.IteratorClass, elements: k.classes[strings.TrimSuffix(of, ">")]}
	}
	if of, ok := strings.CutSuffix(name, "[]"); ok {
		return value{elements: k.classes[of], list: true}
	}
	return value{class: k.classes[name]}
}

func oneText() value { return value{text: true} }

// value is what is known of a value without running the script; the zero value
// is anything at all.
type value struct {
	class    *luabind.Class // an object of it
	elements *luabind.Class // of an iterator or a list: what it holds, if known
	list     bool           // a list
	module   *luabind.Module
	fn       *luabind.Func
	named    bool          // fn takes a table of named arguments
	self     bool          // fn is a method that takes its object as first argument
	text     bool          // a string
	none     *luabind.Func // nil, as this function gives nothing

	shape  *luabind.Type           // a plain table, or a list of them, as it is described
	fields func() map[string]value // of a table that the script makes, or that a host has
	body   *syntax.FunctionExpr    // a function of the script
	called bool                    // a function that nothing else is known of
	items  func() value            // what a list of the script holds
}

// fieldNames are those of a resource's fields that are known.
func (v value) fieldNames() []luabind.Param {
	if v.class == nil {
		return nil
	}
	return v.class.Fields
}

// isText says whether a value is a text, and nothing that has texts' methods.
func (v value) isText() bool { return v.text && v.class == nil }

// givesNothing says whether calls of a method of the client's or of an object never
// give anything. Of others that are described without a result, the API may send
// more than is said.
func (v value) givesNothing() bool {
	if v.fn == nil || v.fn.Result != "" || v.fn.Run == nil {
		return false
	}
	name, _, _ := strings.Cut(v.fn.Name, "_")
	switch name {
	case "delete", "destroy", "tag", "untag":
		return v.named || v.self
	}
	return false
}

// isIterator says whether a value is an iterator.
func (v value) isIterator() bool { return v.class == luabind.IteratorClass }

// presence says whether a value has a member.
type presence int

const (
	unknown presence = iota
	present
	missing
)

// member is what v.name gives.
func (k *known) member(v value, name string) (value, presence) {
	switch {
	case v.class != nil:
		return k.classMember(v.class, name)
	case v.module != nil:
		of, there := moduleMember(v.module, name)
		if there != present && v.fields != nil { // what scripts have added
			if more, ok := v.fields()[name]; ok {
				return more, present
			}
		}
		return of, there
	case v.shape != nil && v.shape.Fields != nil:
		fields := v.shape.Fields()
		if i := slices.IndexFunc(fields, func(p luabind.Param) bool { return p.Name == name }); i >= 0 {
			return k.described(fields[i].Type), present
		}
	case v.fields != nil:
		if of, ok := v.fields()[name]; ok {
			return of, present
		}
	}
	return value{}, unknown
}

// described is a value of a type: of a class where it names one, else a table as
// the type says.
func (k *known) described(t *luabind.Type) value {
	if t == nil {
		return value{}
	}
	v := k.typed(t.Lua)
	if v.class == nil && v.elements == nil && !v.text && (t.Fields != nil || t.Items != nil) {
		return value{shape: t}
	}
	return v
}

// element is what a list holds, or an iterator gives.
func (k *known) element(v value) value {
	switch {
	case v.elements != nil:
		return value{class: v.elements}
	case v.shape != nil && v.shape.Items != nil:
		return k.described(v.shape.Items)
	case v.items != nil:
		return v.items()
	}
	return value{}
}

// membersOf lists what objects of a class have, of several of one name the first.
func (k *known) membersOf(class *luabind.Class) map[string]value {
	if m, ok := k.inside.Load(class); ok {
		return m.(map[string]value)
	}
	m := map[string]value{}
	add := func(name string, v value) {
		if _, ok := m[name]; !ok {
			m[name] = v
		}
	}
	methods := func(list []luabind.Func) {
		for i := range list {
			f := &list[i]
			add(f.Name, value{fn: f, named: f.NamedArgs || class.NamedArgs, self: !class.Bound})
		}
	}
	methods(class.Methods)
	if class.Further != nil {
		methods(class.Further())
	}
	for i := range class.Properties {
		add(class.Properties[i].Name, k.typed(class.Properties[i].Type))
	}
	for i := range class.Constants {
		add(class.Constants[i].Name, value{})
	}
	for i := range class.Fields {
		if f := &class.Fields[i]; f.Type != nil {
			add(f.Name, k.described(f.Type))
		}
	}
	for name, of := range k.static[class] {
		add(name, value{class: of})
	}
	add("class", value{})
	k.inside.Store(class, m)
	return m
}

func (k *known) classMember(class *luabind.Class, name string) (value, presence) {
	if v, ok := k.membersOf(class)[name]; ok {
		return v, present
	}
	if class.Get == nil || class.Static != nil {
		return value{}, missing
	}
	return value{}, unknown
}

// moduleMember is what a module has under a name. A module in Lua, or one that
// adds to its table when it is opened, may have more than it says.
func moduleMember(m *luabind.Module, name string) (value, presence) {
	for i := range m.Funcs {
		if f := &m.Funcs[i]; f.Name == name {
			return value{fn: f, named: f.NamedArgs}, present
		}
	}
	for i := range m.Constants {
		if m.Constants[i].Name == name {
			return value{}, present
		}
	}
	if m.Lua == "" && m.Open == nil {
		return value{}, missing
	}
	return value{}, unknown
}

// members lists the names that v has.
func (k *known) members(v value) (names []string) {
	add := func(funcs []luabind.Func, constants []luabind.Constant) {
		for i := range funcs {
			names = append(names, funcs[i].Name)
		}
		for i := range constants {
			names = append(names, constants[i].Name)
		}
	}
	if m := v.module; m != nil {
		add(m.Funcs, m.Constants)
	}
	if c := v.class; c != nil {
		add(c.AllMethods(), c.Constants)
		for i := range c.Properties {
			names = append(names, c.Properties[i].Name)
		}
		names = slices.AppendSeq(names, maps.Keys(k.static[c]))
	}
	return names
}
