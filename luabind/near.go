package luabind

import lua "github.com/yuin/gopher-lua"

// An object that is read often gets a metatable of its own whose __index is a
// table with what is known of it. The VM finds fields there as it does those
// of a plain table, with no call into Go, which is most of what a field costs
// otherwise. What is not in the table the VM asks of the object's twin, a
// userdata with the same Go value and the class's own metatable.
//
// It takes over a kilobyte, so objects that are looked at a few times, as in a
// loop over a list, go without.

// keepNear keeps a member of an object, or of its twin, where the VM finds it.
// The table is the environment of both, which nothing else uses.
func (b *bound) keepNear(obj lua.LValue, key string, v Value) {
	ud, ok := obj.(*lua.LUserData)
	if !ok || v.IsNil() {
		return
	}
	if ud.Env == nil {
		b.giveNear(ud)
	}
	ud.Env.RawSetString(key, v.raw())
}

// giveNear makes an object's own metatable, its table of members and its twin.
func (b *bound) giveNear(ud *lua.LUserData) {
	near, ask, own := b.h.newTable(0, 8), b.h.newTable(0, 1), b.h.newTable(0, 12)
	ask.RawSetString("__index", &lua.LUserData{Value: ud.Value, Env: near, Metatable: b.mt})
	near.Metatable = ask
	b.mt.ForEach(own.RawSet)
	own.RawSetString("__index", near)
	ud.Env, ud.Metatable = near, own
}

// dropNear forgets the members of an object of which one was set: others may be
// worked out of it.
func dropNear(obj lua.LValue) {
	ud, ok := obj.(*lua.LUserData)
	if !ok || ud.Env == nil {
		return
	}
	var known []lua.LValue
	ud.Env.ForEach(func(key, _ lua.LValue) { known = append(known, key) })
	for _, key := range known {
		ud.Env.RawSet(key, lua.LNil)
	}
}
