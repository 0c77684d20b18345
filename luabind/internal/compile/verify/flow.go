package verify

import (
	"math/bits"
)

// set is of registers.
type set [4]uint64

func (s *set) add(r int)      { s[r>>6] |= 1 << (r & 63) }
func (s *set) has(r int) bool { return s[r>>6]>>(r&63)&1 != 0 }

// cut removes the registers from r on.
func (s *set) cut(r int) {
	for i := range s {
		switch low := r - i*64; {
		case low <= 0:
			s[i] = 0
		case low < 64:
			s[i] &= 1<<low - 1
		}
	}
}

// highest is the last register of the set, -1 if there is none.
func (s *set) highest() int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] != 0 {
			return i*64 + 63 - bits.LeadingZeros64(s[i])
		}
	}
	return -1
}

// state is what is known before an instruction, on whichever way it is reached.
type state struct {
	defined set // registers that hold a value: all of them are below the VM's top
	texts   set // of these, those that hold a string
	shared  set // registers that inner functions may hold
	open    int // the first of the values that reach up to the VM's top, -1 if there are none
}

// join makes s what holds on both ways, and says whether that is less.
func (v *verifier) join(s *state, other state) bool {
	if s.open != other.open {
		v.fail("reached with values up to the top of the stack on one way only")
	}
	changed := uint64(0)
	for i := range s.defined {
		changed |= s.defined[i]&^other.defined[i] | s.texts[i]&^other.texts[i] | other.shared[i]&^s.shared[i]
		s.defined[i] &= other.defined[i]
		s.texts[i] &= other.texts[i]
		s.shared[i] |= other.shared[i]
	}
	return changed != 0
}

// reach notes that an instruction is reached in a state.
func (v *verifier) reach(pc int, s state) {
	if pc < 0 || pc >= len(v.p.Code) || v.inside[pc] {
		v.fail("a way to %d, which is no instruction", pc)
		return
	}
	if i := v.known[pc]; i == 0 {
		v.known[pc] = int32(len(v.states))
		v.states = append(v.states, s)
	} else if !v.join(&v.states[i], s) {
		return
	}
	v.todo = append(v.todo, pc)
}

// flow follows the ways through the code, and holds what each instruction reads
// against what has been written before it.
func (v *verifier) flow() {
	v.known, v.states = make([]int32, len(v.p.Code)), make([]state, 1, 8)
	first := state{open: -1}
	for r := range v.parameters() {
		first.defined.add(r)
	}
	v.reach(0, first)
	locals := v.locals()
	for len(v.todo) > 0 && v.err == nil {
		pc := v.todo[len(v.todo)-1]
		v.todo = v.todo[:len(v.todo)-1]
		s := v.states[v.known[pc]]
		for v.err == nil {
			v.pc = pc
			next := v.step(pc, &s, locals)
			if next < 0 {
				break
			}
			if pc = next; pc >= len(v.p.Code) || v.inside[pc] {
				v.fail("a way to %d, which is no instruction", pc)
			} else if v.target[pc] {
				v.reach(pc, s)
				break
			}
		}
	}
}

// locals is how many local variables are visible at each instruction.
func (v *verifier) locals() []int {
	change := make([]int, len(v.p.Code)+1)
	for _, l := range v.p.DbgLocals {
		if l.StartPc < l.EndPc && l.EndPc <= len(v.p.Code) {
			change[l.StartPc]++
			change[l.EndPc]--
		}
	}
	n := 0
	for pc := range change {
		n += change[pc]
		change[pc] = n
	}
	return change
}

// write notes the registers from a to b as written.
func (v *verifier) write(s *state, pc int, locals []int, a, b int) {
	for r := a; r <= b; r++ {
		if s.shared.has(r) && r >= locals[pc] {
			v.fail("register %d is written while inner functions still hold the local that was in it", r)
		}
		s.defined.add(r)
		s.texts[r>>6] &^= 1 << (r & 63)
	}
}

// read holds the registers from a to b against those that have a value.
func (v *verifier) read(s *state, a, b int) {
	for r := a; r <= b; r++ {
		if !s.defined.has(r) {
			v.fail("register %d is read and has no value on some way", r)
		}
	}
}

func (v *verifier) readOperand(s *state, list ...int) {
	for _, rk := range list {
		if rk < constant {
			v.read(s, rk, rk)
		}
	}
}

// name is an operand that the VM takes for a string without a look.
func (v *verifier) name(s *state, rk int) {
	if rk >= constant {
		v.text(rk - constant)
	} else if !s.texts.has(rk) {
		v.fail("register %d is a name and may hold no string", rk)
	}
}

// cut forgets the registers from r on, as instructions do that set the top.
func (s *state) cut(r int) {
	s.defined.cut(r)
	s.texts.cut(r)
}

// arguments reads a list that begins in a register, of n values, or up to the
// top (-1).
func (v *verifier) arguments(s *state, first, n int) {
	if n >= 0 {
		v.read(s, first, first+n-1)
		return
	}
	if s.open < first {
		v.fail("takes values up to the top of the stack, and none are there")
		return
	}
	v.read(s, first, s.open-1)
	s.open = -1
}

// results cuts the stack to n values from a register on, or to as many as there
// are (-1).
func (v *verifier) results(s *state, pc int, locals []int, first, n int) {
	if s.shared.highest() >= first && s.shared.highest() >= locals[pc] {
		v.fail("cuts the stack at %d while inner functions hold register %d", first, s.shared.highest())
	}
	s.cut(first)
	if n < 0 {
		s.open = first
		return
	}
	v.write(s, pc, locals, first, first+n-1)
}
