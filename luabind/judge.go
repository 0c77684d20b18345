package luabind

import "context"

// Judge says what the checks of a function have against arguments, without
// running it: a *[ScriptError] of [KindType], [KindValue] or [KindParse], nil if they would let
// it run or could only tell with a client at hand. named says that one table may
// name the arguments. It is for programs that look at scripts; the Host is one of
// their own, and must not be used by others meanwhile.
func (h *Host) Judge(ctx context.Context, f *Func, named bool, args func(c *Call) []Value) (err error) {
	// A check that needs more than there is here has nothing against them so far.
	defer func() {
		if recover() != nil {
			err = nil
		}
	}()
	dry := *f
	dry.NamedArgs = named
	if dry.Run = f.Refuses; dry.Run == nil {
		dry.Run = func(*Call) error { return nil }
	}
	return h.EvalTo(ctx, "judged", "", func(c *Call, _ []Value) error {
		_, err := c.Call(h.FuncValue(&dry), args(c)...)
		return err
	})
}
