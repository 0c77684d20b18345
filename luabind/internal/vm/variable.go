package vm

import (
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// Variable is a local variable that a function sees, its own or one of a
// function around it.
type Variable struct {
	Name  string
	Outer bool // of a function around
	Cell  *lua.Upvalue
}

// KeepVariables has errors carry the variables of the functions that they went
// through, from now on. The lock is held.
func (m *Machine) KeepVariables() { m.variables = true }

// look describes a frame of a Lua function with the variables that it sees
// where it is: outer ones first, inner ones last. They are shared with it.
func (f *frame) look(th *lua.LState) Frame {
	out := f.describe()
	for i, name := range f.Fn.Proto.DbgUpvalues {
		if i < len(f.Fn.Upvalues) && f.Fn.Upvalues[i] != nil {
			out.Variables = append(out.Variables, Variable{name, true, f.Fn.Upvalues[i]})
		}
	}
	reg, pc := 0, f.Pc-1
	for _, l := range f.Fn.Proto.DbgLocals {
		if l.StartPc > pc || pc >= l.EndPc {
			continue
		}
		if l.Name[0] != '(' {
			out.Variables = append(out.Variables, Variable{l.Name, false, threadOf(th).share(f.LocalBase + reg)})
		}
		reg++
	}
	return out
}

// Look gives the Lua functions that the task is in, innermost first, with their
// variables. They are shared with the functions until release is called, and
// keep their values from then on: a register that they are in may serve for
// something else once the functions go on.
func (t *Task) Look() (frames []Frame, release func()) {
	var threads []*threadLayout
	var open [][]*upvalueLayout // of the threads, before
	for s := t.stack; s != nil; s = s.parent {
		for _, L := range slices.Backward(s.threads) {
			th := threadOf(L)
			threads, open = append(threads, th), append(open, th.open())
			for f := innermost(L); f != nil; f = f.Parent {
				if !f.Fn.IsG && f.Pc > 0 {
					frames = append(frames, f.look(L))
				}
			}
		}
	}
	return frames, func() {
		for i, th := range threads {
			th.closeBut(open[i])
		}
	}
}

// open lists the upvalues that share registers of the thread.
func (th *threadLayout) open() (list []*upvalueLayout) {
	for u := th.uvcache; u != nil; u = u.next {
		list = append(list, u)
	}
	return list
}

// closeBut has the upvalues that share registers of the thread keep their
// values by themselves, but for those listed.
func (th *threadLayout) closeBut(list []*upvalueLayout) {
	at := &th.uvcache
	for u := th.uvcache; u != nil; u = u.next {
		if slices.Contains(list, u) {
			*at, at = u, &u.next
			continue
		}
		u.value, u.closed = u.reg.array[u.index], true
	}
	*at = nil
}
