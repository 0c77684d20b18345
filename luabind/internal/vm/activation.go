package vm

import (
	"slices"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// Activation is a function that a task or coroutine is in, as debug.getinfo
// shows it.
type Activation struct {
	Fn   *lua.LFunction
	Line int  // where it is; -1 of a Go function
	Name Name // what the call calls it, as far as the call has a name

	frame  *frame
	thread *lua.LState
}

// Activations visits the functions that the running task is in, innermost
// first: the running Go function, then what called it. They go through
// protected calls but not out of a coroutine. With a thread they are those of
// the coroutine that it stands for; ok is false where it has none.
func (t *Task) Activations(thread *lua.LState, visit func(level int, a Activation) bool) (ok bool) {
	s := t.stack
	if thread != nil {
		co := t.m.coroutines.alive[weak.Make(thread)]
		if co == nil {
			return false
		}
		s = co.stack
	}
	level := 0
	for _, th := range slices.Backward(s.threads) {
		for f := innermost(th); f != nil; f = f.Parent {
			if !visit(level, activation(th, f)) {
				return true
			}
			level++
		}
	}
	return true
}

func activation(th *lua.LState, f *frame) Activation {
	a := Activation{Fn: f.Fn, Line: -1, frame: f, thread: th}
	if !f.Fn.IsG && f.Pc > 0 {
		a.Line = f.Fn.Proto.DbgSourcePositions[f.Pc-1]
	}
	if p := f.Parent; p != nil && f.TailCall == 0 {
		if in, ok := p.current(); ok && (in.op == lua.OP_CALL || in.op == lua.OP_TAILCALL) {
			a.Name = p.name(th, in.a, p.Pc-1)
		}
	}
	return a
}

// Local gives a local variable of the function by its number, from 1; ok is
// false where there is none.
func (a Activation) Local(n int) (name string, v lua.LValue, ok bool) {
	if a.frame == nil || a.Fn.IsG || n < 1 || n > int(a.Fn.Proto.NumUsedRegisters) {
		return "", nil, false
	}
	if name = localName(a.Fn.Proto, n-1, a.frame.Pc-1); name == "" {
		return "", nil, false
	}
	return name, a.frame.register(a.thread, n-1), true
}

// TracebackFrom renders the Lua functions from a level on, of a thread's
// coroutine if one is given.
func (t *Task) TracebackFrom(thread *lua.LState, level int) string {
	if thread == nil && level <= 1 {
		return t.Traceback()
	}
	var frames []Frame
	t.Activations(thread, func(at int, a Activation) bool {
		if at >= level && !a.Fn.IsG && a.frame.Pc > 0 {
			frames = append(frames, a.frame.describe())
		}
		return true
	})
	return Traceback(frames)
}
