package luabind

import (
	"hash/maphash"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// interned holds Lua strings that may be wanted again, one in each place. Those
// of resources come again and again: states, slugs, types.
type interned [256]lua.LValue

// maxInterned is the length of the longest string worth looking for.
const maxInterned = 32

var internSeed = maphash.MakeSeed()

// Intern makes a Lua string of a text that may be part of a larger one, which
// the string does not keep alive. Of short texts that come often it makes no
// new value each time. The Host's lock must be held, as it is in Funcs, module
// Opens and [WithSetup].
func (h *Host) Intern(text string) Value {
	if len(text) > maxInterned {
		return String(strings.Clone(text))
	}
	if h.interned == nil {
		h.interned = new(interned)
	}
	place := &h.interned[maphash.String(internSeed, text)%uint64(len(h.interned))]
	if s, ok := (*place).(lua.LString); !ok || string(s) != text {
		*place = lua.LString(strings.Clone(text))
	}
	return Value{*place}
}
