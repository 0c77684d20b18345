// Package verify holds compiled functions against what the VM takes for granted
// of them. The VM looks at nothing that it carries out. An instruction that
// names a register where the stack has been cut gives a wrong value without a
// word, and so does a function with too few registers for the arguments of a
// tail call. What each instruction asks for stands in package compile.
package verify

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// Prototype says what is wrong with the code of a function or of those inside
// of it, nil if nothing is.
func Prototype(p *lua.FunctionProto) error {
	v := &verifier{p: p}
	if v.all(); v.err != nil {
		return v.err
	}
	for _, inner := range p.FunctionPrototypes {
		if err := Prototype(inner); err != nil {
			return err
		}
	}
	return nil
}

type verifier struct {
	p   *lua.FunctionProto
	pc  int
	err error

	inside []bool  // words of the code that are no instructions
	target []bool  // instructions where ways may meet
	known  []int32 // for each instruction, which of states is its own; 0 if none is yet
	states []state // before the instructions where ways meet; the first is none
	todo   []int   // of these, to be gone on from
}

// fail notes the first fault.
func (v *verifier) fail(format string, args ...any) {
	if v.err == nil {
		op := -1
		if v.pc < len(v.p.Code) {
			op = int(v.p.Code[v.pc] >> 26)
		}
		v.err = fmt.Errorf("function at line %d, instruction %d (opcode %d): %s", v.p.LineDefined, v.pc, op, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) all() {
	p := v.p
	v.pc = len(p.Code) - 1
	if len(p.Code) == 0 || int(p.Code[v.pc]>>26) != lua.OP_RETURN {
		v.fail("the code does not end with a return")
		return
	}
	if len(p.DbgSourcePositions) != len(p.Code) || len(p.DbgUpvalues) != int(p.NumUpvalues) {
		v.fail("not each instruction has a line, or not each upvalue a name")
	}
	// A tail call moves as many registers of what it calls, of which the called
	// function is one.
	if need := v.parameters() + 1; int(p.NumUsedRegisters) < max(need, 2) {
		v.fail("%d registers where a tail call to the function needs %d", p.NumUsedRegisters, need)
	}
	v.inside, v.target = make([]bool, len(p.Code)), make([]bool, len(p.Code)+2)
	for v.pc = 0; v.pc < len(p.Code) && v.err == nil; {
		in := decode(p.Code[v.pc])
		v.operands(v.pc, in)
		n := v.words(v.pc, in)
		for i := v.pc + 1; i < v.pc+n && i < len(p.Code); i++ {
			v.inside[i] = true
		}
		v.pc += n
	}
	if v.err == nil {
		v.flow()
	}
}

// parameters is how many registers the function is called with.
func (v *verifier) parameters() int {
	n := int(v.p.NumParameters)
	if v.p.IsVarArg&lua.VarArgHasArg != 0 {
		n++ // the table arg, or the nil in its place
	}
	return n
}
