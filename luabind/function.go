package luabind

import (
	"context"
	"slices"
	"time"

	lua "github.com/yuin/gopher-lua"
)

// Func describes a function that scripts can call: everything that is said
// and checked about it comes from here. A Func is static data, shared by all
// Hosts.
type Func struct {
	Name   string
	Title  string // what messages call it, as in "droplets.create"; Name if empty
	Doc    string // what it does, one line first; more may follow after a blank line
	Params []Param
	Rules  []Rule // between the Params
	Result string // as in type definitions: "Droplet", "Iterator<Droplet>"; "" for nothing

	// Op is the catalog operation that the function sends, if it is one.
	Op string
	// More gives further named arguments that the function passes on, looked
	// up when a call names one that Params lacks. They arrive in Call.Extra.
	More func() []Param
	// Standard says that it is a function of Lua's own library: it drops surplus
	// arguments, takes digits for numbers, and raises text with the place in
	// front, "bad argument #1 to 'open' (string expected, got nil)".
	Standard bool
	// NamedArgs lets the function take one table of named arguments, and the
	// optional ones in a last table.
	NamedArgs bool

	// Aside says of a named argument that the function does not know where it
	// belongs, as in "it is a setting of the client"; "" where nobody knows.
	Aside func(name string) string

	// Effect is what it does outside of the Host and the API, "" for nothing.
	Effect Effect

	// Refuses is what Run has against the arguments before it does anything, for
	// [Host.Judge]: it is asked by who looks at scripts and never by a call. nil:
	// the Params and Rules say it all.
	Refuses func(c *Call) error

	// Run does it. Arguments are checked before; an error is raised in the
	// script. Results are given with Call.Return. The Host's lock is held.
	Run func(c *Call) error
}

// Param is one argument of a [Func], or a documented field.
type Param struct {
	Name     string
	Type     *Type
	Doc      string
	Optional bool
	// Option is an optional argument that is only given by name.
	Option bool
	// Carries says that the value is a table which may hold arguments too, so
	// that none can be said to be missing when it is given: Run looks.
	Carries bool
	// Rest takes all further positional arguments; see Call.Rest.
	Rest bool
	// Needed says of a Rest parameter that it takes one argument at least, and of a
	// field in a Type's Fields that it must be there.
	Needed bool
	// Bypass is the argument in which a value goes out that this one refuses, as
	// in extra={name=...}; "" if there is none. Errors tell.
	Bypass string
	// Default is what is used when it is left out, as text for documentation.
	Default string
	// ReadOnly says that the API sets the value, so that none is given.
	ReadOnly bool
	// Changed says that it names a file or folder that a function whose Effect is
	// EffectFiles changes: temporary ones are no effect.
	Changed bool
}

// Called is the function's name in messages.
func (f *Func) Called() string {
	if f.Title != "" {
		return f.Title
	}
	return f.Name
}

// Bare reports whether it is called without arguments as a rule: it has none but
// extra.
func (f *Func) Bare() bool {
	return f.More == nil && !slices.ContainsFunc(f.Params, func(p Param) bool { return p.Name != "extra" })
}

// optional says whether a call may leave the argument out.
func (p *Param) optional() bool { return p.Optional || p.Option || p.Rest }

// method makes the Lua function for a Func. With a bound object self may be
// left out; without one, and with a class, argument 1 must be the object.
func (h *Host) method(b *bound, fn *Func, obj lua.LValue) *lua.LFunction {
	var class *Class
	if b != nil {
		class = b.class
	}
	return h.describe(fn, class, func(L *lua.LState) int {
		c := h.begin(L)
		c.fn = fn
		first := 1
		switch {
		case obj != nil:
			c.obj, c.self = obj, b.of(obj)
			if L.GetTop() >= 1 && L.Get(1) == obj {
				first = 2
			}
		case b != nil:
			c.obj = L.Get(1)
			if c.self = b.of(c.obj); c.self == nil {
				c.raise(TypeErrorf("%s: call it with a colon, as in obj:%s(): the first argument must be a %s, got %s", fn.Name, fn.Name, b.class.Name, wrap(c.obj).Kind()))
			}
			first = 2
		}
		c.first = first
		named := fn.NamedArgs || b != nil && b.class.NamedArgs
		if err := c.take(first, named); err != nil {
			c.raise(err)
		}
		if fn.Effect != "" {
			if err := c.refused(fn); err != nil {
				c.raise(err)
			}
		}
		if err := fn.Run(c); err != nil {
			c.raise(err)
		}
		n := c.nret
		h.finish(c)
		return n
	})
}

// described is what a function made of a Func knows of itself.
type described struct {
	fn    *Func
	class *Class
}

// describe makes a function that [Value.Func] knows the Func of.
func (h *Host) describe(fn *Func, class *Class, f lua.LGFunction) *lua.LFunction {
	return h.vm.Root().NewClosure(f, &lua.LUserData{Value: described{fn, class}, Metatable: lua.LNil})
}

// Func gives what describes a function, and the class whose method it is, if it
// is one. Both are nil for functions of scripts and of Lua's own libraries; of
// an object that can be called it gives the Call of its class.
func (v Value) Func() (*Func, *Class) {
	if _, class := v.Object(); class != nil {
		return class.Call, class
	}
	if f, ok := v.lv.(*lua.LFunction); ok && f.IsG && len(f.Upvalues) == 1 {
		if ud, ok := f.Upvalues[0].Value().(*lua.LUserData); ok {
			if d, ok := ud.Value.(described); ok {
				return d.fn, d.class
			}
		}
	}
	return nil, nil
}

// Seconds turns a script's number of seconds into a duration: a hundred years for
// what is longer, so that such durations can be added to each other, 0 for NaN.
func Seconds(s float64) time.Duration {
	const most = 100 * 365 * 24 * time.Hour
	switch d := s * float64(time.Second); {
	case d != d:
		return 0
	case d >= float64(most):
		return most
	case d <= -float64(most):
		return -most
	default:
		return time.Duration(d)
	}
}

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
