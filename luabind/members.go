package luabind

import (
	"slices"
	"sort"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// bound is a class as one Host knows it: the metatable, and the members by
// name, functions made when they are first asked for.
type bound struct {
	h       *Host
	class   *Class
	mt      *lua.LTable
	members map[string]member         // nil: not asked for yet
	further map[string]*Func          // nil: not asked for yet
	made    map[string]*lua.LFunction // of further
}

type member struct {
	method *lua.LFunction
	fn     *Func
	prop   *Property
	value  lua.LValue
}

func (h *Host) bind(class *Class) *bound {
	if b := h.classes[class]; b != nil {
		return b
	}
	b := &bound{h: h, class: class, mt: h.newTable(0, 12)}
	h.classes[class] = b
	set := func(event string, f lua.LGFunction) { b.mt.RawSetString(event, h.function(f)) }
	b.mt.RawSetString(classKey, &lua.LUserData{Value: class, Metatable: lua.LNil})
	b.mt.RawSetString("__metatable", lua.LFalse)
	set("__index", b.index)
	set("__newindex", b.newIndex)
	set("__tostring", b.tostring)
	set("__concat", b.concat)
	set("__pairs", b.pairs)
	if class.Equal != nil {
		set("__eq", b.eq)
	}
	if class.Compare != nil {
		set("__lt", b.order(func(o int) bool { return o < 0 }))
		set("__le", b.order(func(o int) bool { return o <= 0 }))
	}
	if class.Arith != nil {
		for event, op := range map[string]string{"__add": "+", "__sub": "-", "__mul": "*", "__div": "/", "__mod": "%", "__pow": "^"} {
			set(event, b.arith(op))
		}
		set("__unm", b.unm)
	}
	if class.Text {
		b.mt.RawSetString(lualib.TextMark, lua.LTrue)
		set("__len", func(L *lua.LState) int {
			L.Push(lua.LNumber(len(b.text(L.Get(1)))))
			return 1
		})
	}
	if class.NotList != "" {
		set("__len", func(L *lua.LState) int {
			h.begin(L).raise(TypeErrorf("%s", class.NotList))
			return 0
		})
	}
	if class.Len != nil {
		set("__len", func(L *lua.LState) int {
			L.Push(lua.LNumber(class.Len(b.self(L))))
			return 1
		})
	}
	if class.Call != nil {
		call := h.method(b, class.Call, nil)
		b.mt.RawSetString("__call", call)
	}
	return b
}

// all gives the members by their names.
func (b *bound) all() map[string]member {
	if b.members == nil {
		class := b.class
		if class.Prepare != nil {
			class.Prepare()
		}
		b.members = make(map[string]member, len(class.Methods)+len(class.Properties)+len(class.Constants)+1)
		b.members["class"] = member{value: lua.LString(class.Name)}
		for i := range class.Constants {
			b.members[class.Constants[i].Name] = member{value: class.Constants[i].Value.raw()}
		}
		for i := range class.Properties {
			b.members[class.Properties[i].Name] = member{prop: &class.Properties[i]}
		}
		for i := range class.Methods {
			b.members[class.Methods[i].Name] = member{fn: &class.Methods[i]}
		}
	}
	return b.members
}

// Object makes an object of a class around a Go value.
func (h *Host) Object(class *Class, self any) Value {
	b := h.bind(class)
	ud := &lua.LUserData{Value: self, Metatable: b.mt}
	if !class.AsTable {
		return Value{ud}
	}
	t := h.newTable(0, 1)
	t.RawSetString(selfKey, ud)
	t.Metatable = b.mt
	return Value{t}
}

// self gives the Go value behind argument 1, which the VM has dispatched here.
func (b *bound) self(L *lua.LState) any { return b.of(L.Get(1)) }

func (b *bound) of(v lua.LValue) any {
	switch v := v.(type) {
	case *lua.LUserData:
		if v.Metatable == lua.LValue(b.mt) || classOf(v.Metatable) == b.class {
			return v.Value
		}
	case *lua.LTable:
		if v.Metatable == lua.LValue(b.mt) {
			if ud, ok := v.RawGetString(selfKey).(*lua.LUserData); ok {
				return ud.Value
			}
		}
	}
	return nil
}

func (b *bound) index(L *lua.LState) int {
	obj := L.Get(1)
	self := b.of(obj)
	if b.class.at != nil {
		c := b.h.begin(L)
		v, err := b.class.at(c, self, wrap(L.Get(2)))
		if err != nil {
			c.raise(err)
		}
		if b.h.finish(c); !v.IsNil() {
			L.Push(v.raw())
			return 1
		}
	}
	key, ok := L.Get(2).(lua.LString)
	if !ok {
		if b.class.NotList != "" && L.Get(2).Type() == lua.LTNumber {
			b.h.begin(L).raise(TypeErrorf("%s", b.class.NotList))
		}
		L.Push(lua.LNil)
		return 1
	}
	if b.class.Known != nil {
		if v, ok, often := b.class.Known(self, string(key)); ok {
			if often {
				b.cacheMember(obj, string(key), v)
			}
			L.Push(v.raw())
			return 1
		}
	}
	if m, ok := b.all()[string(key)]; ok {
		switch {
		case m.fn != nil:
			if b.class.Bound {
				L.Push(b.boundMethod(obj, m.fn))
				return 1
			}
			if m.method == nil {
				m.method = b.h.method(b, m.fn, nil)
				b.members[string(key)] = m
			}
			if ud, ok := obj.(*lua.LUserData); ok && ud.Env != nil {
				b.cacheMember(obj, string(key), wrap(m.method))
			}
			L.Push(m.method)
		case m.prop != nil:
			c := b.h.begin(L)
			v, err := m.prop.Get(c, self)
			if err != nil {
				c.raise(err)
			}
			b.h.finish(c)
			L.Push(v.raw())
		default:
			L.Push(m.value)
		}
		return 1
	}
	var v Value
	if b.class.Get != nil {
		c := b.h.begin(L)
		var err error
		if v, err = b.class.Get(c, self, string(key)); err != nil {
			c.raise(err)
		}
		b.h.finish(c)
	}
	if v.IsNil() && b.class.Further != nil {
		if f := b.furtherMethod(string(key)); f != nil {
			v = wrap(f)
		}
	}
	if v.IsNil() && b.class.Text {
		v = b.h.global("string", string(key))
	}
	L.Push(v.raw())
	return 1
}

// furtherMethod gives the function of a method that Further describes.
func (b *bound) furtherMethod(name string) lua.LValue {
	if b.further == nil {
		b.further, b.made = map[string]*Func{}, map[string]*lua.LFunction{}
		all := b.class.Further()
		for i := range all {
			b.further[all[i].Name] = &all[i]
		}
	}
	fn := b.further[name]
	if fn == nil {
		return nil
	}
	if b.made[name] == nil {
		b.made[name] = b.h.method(b, fn, nil)
	}
	return b.made[name]
}

// boundMethod gives the function of one object's method, always the same: the
// object keeps it, so that it ends with the object.
func (b *bound) boundMethod(obj lua.LValue, fn *Func) *lua.LFunction {
	ud, ok := obj.(*lua.LUserData)
	if t, isTable := obj.(*lua.LTable); isTable {
		ud, ok = t.RawGetString(selfKey).(*lua.LUserData)
	}
	if !ok {
		return b.h.method(b, fn, obj)
	}
	if ud.Env == nil {
		ud.Env = b.h.newTable(0, 4)
	}
	if f, ok := ud.Env.RawGetString(fn.Name).(*lua.LFunction); ok {
		return f
	}
	f := b.h.method(b, fn, obj)
	table.SetString(ud.Env, fn.Name, f)
	return f
}

func (b *bound) newIndex(L *lua.LState) int {
	c := b.h.begin(L)
	self := b.self(L)
	if b.class.setAt != nil {
		if err := b.class.setAt(c, self, wrap(L.Get(2)), wrap(L.Get(3))); err != nil {
			c.raise(err)
		}
		b.h.finish(c)
		return 0
	}
	key, ok := L.Get(2).(lua.LString)
	if !ok {
		c.raise(TypeErrorf("a field of %s must be named by a string, got %s", b.class.Name, wrap(L.Get(2)).Kind()))
	}
	v := wrap(L.Get(3))
	if m, ok := b.all()[string(key)]; ok && m.prop != nil && (m.prop.Set != nil || b.class.Set == nil) {
		if m.prop.Set == nil {
			c.raise(TypeErrorf("%s.%s cannot be set", b.class.Name, key))
		}
		if err := m.prop.Set(c, self, v); err != nil {
			c.raise(err)
		}
	} else if b.class.Set == nil {
		if call := b.class.Call; call != nil && slices.ContainsFunc(call.Params, func(p Param) bool { return p.Name == string(key) }) {
			c.raise(TypeErrorf("%s.%s cannot be set; %s{..., %s = ...} makes one that has it", b.class.Name, key, call.Name, key))
		}
		c.raise(TypeErrorf("%s.%s cannot be set%s", b.class.Name, key, DidYouMean(string(key), b.settable())))
	} else if err := b.class.Set(c, self, string(key), v); err != nil {
		c.raise(err)
	}
	clearCache(L.Get(1))
	b.h.finish(c)
	return 0
}

func (b *bound) settable() []string {
	var names []string
	for n, m := range b.all() {
		if m.prop != nil && m.prop.Set != nil {
			names = append(names, n)
		}
	}
	return names
}

// names lists the members of the class and of one object, sorted.
func (b *bound) names(self any) []string {
	var out []string
	for n := range b.all() {
		out = append(out, n)
	}
	if b.class.Further != nil {
		for _, f := range b.class.Further() {
			if _, ok := b.all()[f.Name]; !ok {
				out = append(out, f.Name)
			}
		}
	}
	if b.class.Names != nil && self != nil {
		for _, n := range b.class.Names(self) {
			if _, ok := b.all()[n]; !ok {
				out = append(out, n)
			}
		}
	}
	sort.Strings(out)
	return out
}

// An object that is read often gets a metatable of its own whose __index is a
// table with what is known of it. The VM finds fields there as it does those
// of a plain table, with no call into Go, which is most of what a field costs
// otherwise. What is not in the table the VM asks of the object's twin, a
// userdata with the same Go value and the class's own metatable.
//
// It takes over a kilobyte, so objects that are looked at a few times, as in a
// loop over a list, go without.

// cacheMember keeps a member of an object, or of its twin, where the VM finds it.
// The table is the environment of both, which nothing else uses.
func (b *bound) cacheMember(obj lua.LValue, key string, v Value) {
	ud, ok := obj.(*lua.LUserData)
	if !ok || v.IsNil() {
		return
	}
	if ud.Env == nil {
		b.makeCache(ud)
	}
	table.SetString(ud.Env, key, v.raw())
}

// makeCache makes an object's own metatable, its table of members and its twin.
func (b *bound) makeCache(ud *lua.LUserData) {
	cached, ask, own := b.h.newTable(0, 8), b.h.newTable(0, 1), b.h.newTable(0, 12)
	ask.RawSetString("__index", &lua.LUserData{Value: ud.Value, Env: cached, Metatable: b.mt})
	cached.Metatable = ask
	table.Each(b.mt, func(k, v lua.LValue) bool { table.Set(own, k, v); return true })
	own.RawSetString("__index", cached)
	ud.Env, ud.Metatable = cached, own
}

// clearCache forgets the members of an object of which one was set: others may be
// worked out of it.
func clearCache(obj lua.LValue) {
	ud, ok := obj.(*lua.LUserData)
	if !ok || ud.Env == nil {
		return
	}
	table.Each(ud.Env, func(key, _ lua.LValue) bool { table.Set(ud.Env, key, lua.LNil); return true })
}
