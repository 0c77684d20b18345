package luabind

import (
	lua "github.com/yuin/gopher-lua"
)

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
