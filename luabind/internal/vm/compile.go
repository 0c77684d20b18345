package vm

import (
	"fmt"
	"sync/atomic"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/internal/compile/verify"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Watch is what a program is compiled with for who watches it run. The zero
// value watches nothing.
type Watch struct {
	// Reached, if set, gives the counter of a line, which the program adds one to
	// whenever statements that begin there are run.
	Reached func(line int) *atomic.Int64
	// End, if set, is given the main function when it is about to return.
	End func(f Frame)
	// Outer are the names of the variables around the program: the upvalues of
	// its main function, as far as it uses them.
	Outer []string
}

// Compile turns source text into a function prototype, which any machine and
// goroutine may run. The error is a *[syntax.Error]. Any panic of the compiler
// comes back as an error.
func Compile(src []byte, name string, w Watch) (proto *lua.FunctionProto, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: internal error: the compiler failed: %v%s", name, r, site())
		}
	}()
	root, outer, err := syntax.ParseWithin(name, src, w.Outer)
	if err != nil {
		return nil, err
	}
	set := compile.Setting{Outer: outer}
	if w.Reached != nil {
		set.Line = func(line int32) *lua.LFunction { return counting(w.Reached(int(line))) }
	}
	if w.End != nil {
		set.End = &lua.LFunction{IsG: true, GFunction: func(L *lua.LState) int {
			th := L
			f := innermost(th).Parent
			w.End(f.look(th))
			return 0
		}}
	}
	proto, err = compile.Compile(root, name, set)
	if err != nil {
		return nil, err
	}
	// No program is run that the VM would silently run otherwise than it means.
	if err := verify.Prototype(proto); err != nil {
		return nil, fmt.Errorf("%s: internal error: the compiler made wrong code: %w", name, err)
	}
	seal(proto)
	return proto, nil
}

// counting is a function that counts its calls.
func counting(n *atomic.Int64) *lua.LFunction {
	return &lua.LFunction{IsG: true, GFunction: func(*lua.LState) int { n.Add(1); return 0 }}
}

// seal completes prototypes with the strings among their constants, by which
// the VM finds names.
func seal(p *lua.FunctionProto) {
	names := make([]string, len(p.Constants))
	for i, c := range p.Constants {
		if s, ok := c.(lua.LString); ok {
			names[i] = string(s)
		}
	}
	setStringConstants(p, names)
	for _, inner := range p.FunctionPrototypes {
		seal(inner)
	}
}
