package luabind

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
