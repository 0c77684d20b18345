package luabind

import (
	"context"
	"hash/maphash"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// State gives what a package keeps for this Host under a key of a type of its
// own: a module's settings, for instance. The first call makes it with init.
// The Host's lock must be held, as it is in Funcs, module Opens and
// [WithSetup].
func (h *Host) State(key any, init func() any) any {
	v, ok := h.state[key]
	if !ok {
		v = init()
		if h.state == nil {
			h.state = map[any]any{}
		}
		h.state[key] = v
	}
	return v
}

// sessionKey finds a session's locals in a context.
type sessionKey struct{}

// WithSession returns a context for runs that follow each other, as the lines
// of a REPL do: what belongs to the main task of one ([Call.Local]), such as the
// last response of a client, the next one finds.
func WithSession(ctx context.Context) context.Context {
	return context.WithValue(ctx, sessionKey{}, new(vm.Task))
}

// joinSession has the main task of a run go on with what its session has.
func joinSession(ctx context.Context, t *vm.Task) {
	if s, ok := ctx.Value(sessionKey{}).(*vm.Task); ok {
		t.ShareLocals(s)
	}
}

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

// Holder is a Go value behind an object, or an [Iterator], that keeps Lua
// values. It shows them so that they count toward the Host's memory limit; what
// no Holder shows is not seen there. Held is called with the Host's lock held.
type Holder interface {
	Held(visit func(Value))
}

// visitHeld shows the machine what a Go value keeps.
func visitHeld(v any, visit func(lua.LValue)) {
	if h, ok := v.(Holder); ok {
		h.Held(func(v Value) { visit(v.raw()) })
	}
}

// Held shows the elements looked at before their time, and what the source
// keeps.
func (it *iterator) Held(visit func(Value)) {
	for _, v := range it.ahead {
		visit(v)
	}
	if h, ok := it.src.(Holder); ok {
		h.Held(visit)
	}
}

// Held shows what a task returned.
func (t *task) Held(visit func(Value)) {
	for _, v := range t.results {
		visit(wrap(v))
	}
}

// derived is an Iterator made of another one and a function.
type derived struct {
	IterFunc
	of, f Value
}

// Held shows both.
func (d *derived) Held(visit func(Value)) {
	visit(d.of)
	visit(d.f)
}
