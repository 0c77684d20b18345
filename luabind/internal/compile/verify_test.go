package compile_test

import (
	"fmt"

	lua "github.com/yuin/gopher-lua"
)

// verify says what is wrong with the code of a prototype and those inside of
// it: an operand that names no register, constant, upvalue or function, a jump
// out of the code, no return at its end, fewer registers than a tail call moves;
// "" if nothing is.
func verify(p *lua.FunctionProto) string {
	for pc := 0; pc < len(p.Code); {
		next, wrong := verifyAt(p, pc)
		if wrong != "" {
			return fmt.Sprintf("instruction %d of the function at line %d: %s", pc, p.LineDefined, wrong)
		}
		pc = next
	}
	if len(p.Code) == 0 || int(p.Code[len(p.Code)-1]>>26) != lua.OP_RETURN {
		return "the code does not end with a return"
	}
	// A tail call to this function moves that many registers, its own included.
	if need := int(p.NumParameters) + 1; int(p.NumUsedRegisters) < need {
		return fmt.Sprintf("function at line %d: %d registers where a tail call to it needs %d", p.LineDefined, p.NumUsedRegisters, need)
	}
	if len(p.DbgSourcePositions) != len(p.Code) {
		return "not each instruction has a line"
	}
	for _, inner := range p.FunctionPrototypes {
		if wrong := verify(inner); wrong != "" {
			return wrong
		}
	}
	return ""
}

// verifyAt looks at one instruction, and gives where the next one is.
func verifyAt(p *lua.FunctionProto, pc int) (next int, wrong string) {
	const highest = 1<<18 - 1
	w := p.Code[pc]
	op, a, b, c, x := int(w>>26), int(w>>18&0xff), int(w&0x1ff), int(w>>9&0x1ff), int(w&highest)
	next = pc + 1
	registers, constants := int(p.NumUsedRegisters), len(p.Constants)
	register := func(rs ...int) {
		for _, r := range rs {
			if r < 0 || r >= registers {
				wrong = fmt.Sprintf("opcode %d: register %d of %d", op, r, registers)
			}
		}
	}
	constant := func(k int) {
		if k >= constants {
			wrong = fmt.Sprintf("opcode %d: constant %d of %d", op, k, constants)
		}
	}
	operand := func(rks ...int) {
		for _, rk := range rks {
			if rk >= 256 {
				constant(rk - 256)
			} else {
				register(rk)
			}
		}
	}
	upvalue := func(i int) {
		if i >= int(p.NumUpvalues) {
			wrong = fmt.Sprintf("opcode %d: upvalue %d of %d", op, i, p.NumUpvalues)
		}
	}
	switch op {
	case lua.OP_MOVE, lua.OP_UNM, lua.OP_NOT, lua.OP_LOADNIL:
		register(a, b)
	case lua.OP_TESTSET:
		register(a, b)
	case lua.OP_MOVEN:
		register(a, b)
		next += c
		for i := pc + 1; i < next && wrong == ""; i++ {
			if i >= len(p.Code) || int(p.Code[i]>>26) != lua.OP_MOVE {
				return next, "fewer moves follow than it says"
			}
			register(int(p.Code[i]>>18&0xff), int(p.Code[i]&0x1ff))
		}
	case lua.OP_LOADK, lua.OP_GETGLOBAL, lua.OP_SETGLOBAL:
		register(a)
		constant(x)
	case lua.OP_LOADBOOL, lua.OP_NEWTABLE, lua.OP_TEST, lua.OP_CLOSE:
		register(a)
	case lua.OP_GETUPVAL, lua.OP_SETUPVAL:
		register(a)
		upvalue(b)
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
		register(a, b)
		operand(c)
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS, lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		register(a)
		operand(b, c)
	case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
		operand(b, c)
	case lua.OP_SELF:
		register(a, a+1, b)
		operand(c)
	case lua.OP_CALL, lua.OP_TAILCALL:
		register(a, a+max(b, 1)-1)
		if op == lua.OP_CALL && c > 1 {
			register(a + c - 2)
		}
	case lua.OP_RETURN:
		if b > 1 {
			register(a, a+b-2)
		}
	case lua.OP_FORLOOP, lua.OP_FORPREP:
		register(a, a+3)
	case lua.OP_TFORLOOP:
		register(a, a+2+c)
	case lua.OP_VARARG:
		register(a)
		if b > 1 {
			register(a + b - 2)
		}
	case lua.OP_SETLIST:
		register(a, a+b)
		if c == 0 {
			next++ // the batch
		}
	case lua.OP_CLOSURE:
		register(a)
		if x >= len(p.FunctionPrototypes) {
			return next, fmt.Sprintf("function %d of %d", x, len(p.FunctionPrototypes))
		}
		inner := p.FunctionPrototypes[x]
		next += int(inner.NumUpvalues)
		for i := pc + 1; i < next && wrong == ""; i++ {
			switch from := int(p.Code[i] & 0x1ff); int(p.Code[i] >> 26) {
			case lua.OP_MOVE:
				register(from)
			case lua.OP_GETUPVAL:
				upvalue(from)
			default:
				return next, "a closure's upvalue comes from nowhere"
			}
		}
	case lua.OP_JMP, lua.OP_NOP:
	default:
		return next, fmt.Sprintf("opcode %d is none that this compiler makes", op)
	}
	switch op {
	case lua.OP_JMP, lua.OP_FORLOOP, lua.OP_FORPREP:
		if to := pc + 1 + x - highest>>1; to < 0 || to >= len(p.Code) {
			wrong = fmt.Sprintf("opcode %d: a jump to %d of %d", op, to, len(p.Code))
		}
	}
	return next, wrong
}
