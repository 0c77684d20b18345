package verify

import (
	lua "github.com/yuin/gopher-lua"
)

// instruction is one of the VM's, decoded.
type instruction struct{ op, a, b, c, x int }

func decode(word uint32) instruction {
	return instruction{int(word >> 26), int(word >> 18 & 0xff), int(word & 0x1ff), int(word >> 9 & 0x1ff), int(word & wide)}
}

const (
	wide     = 1<<18 - 1
	constant = 1 << 8 // of an operand that is a constant and no register
)

// jump is where an instruction at pc with a wide operand leads.
func (in instruction) jump(pc int) int { return pc + 1 + in.x - wide>>1 }

// words is how many words of the code the instruction at pc takes with those
// that are no instructions by themselves.
func (v *verifier) words(pc int, in instruction) int {
	switch {
	case in.op == lua.OP_SETLIST && in.c == 0:
		return 2 // the batch
	case in.op == lua.OP_CLOSURE && in.x < len(v.p.FunctionPrototypes):
		return 1 + int(v.p.FunctionPrototypes[in.x].NumUpvalues)
	}
	return 1
}

// operands holds what an instruction names against what there is.
func (v *verifier) operands(pc int, in instruction) {
	a, b, c := in.a, in.b, in.c
	switch in.op {
	case lua.OP_MOVE, lua.OP_UNM, lua.OP_NOT, lua.OP_TESTSET, lua.OP_LEN:
		v.register(a, b)
	case lua.OP_LOADNIL, lua.OP_CONCAT:
		if v.register(a, b); in.op == lua.OP_CONCAT {
			v.register(c)
			a, b = b, c
		}
		if b < a {
			v.fail("a range from register %d to %d", a, b)
		}
	case lua.OP_MOVEN:
		v.register(a, b)
		for i := pc + 1; i <= pc+c; i++ {
			if i >= len(v.p.Code) || int(v.p.Code[i]>>26) != lua.OP_MOVE {
				v.fail("fewer moves follow than the %d that it says", c)
				return
			}
		}
	case lua.OP_LOADK:
		v.register(a)
		v.constant(in.x)
	case lua.OP_GETGLOBAL, lua.OP_SETGLOBAL:
		v.register(a)
		v.text(in.x)
	case lua.OP_LOADBOOL, lua.OP_NEWTABLE, lua.OP_TEST, lua.OP_CLOSE:
		v.register(a)
	case lua.OP_GETUPVAL, lua.OP_SETUPVAL:
		v.register(a)
		v.upvalue(b)
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
		v.register(a, b)
		v.operand(c)
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS, lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		v.register(a)
		v.operand(b, c)
	case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
		v.operand(b, c)
		if a > 1 {
			v.fail("a comparison with %d", a)
		}
	case lua.OP_SELF:
		v.register(a, a+1, b)
		v.operand(c)
	case lua.OP_CALL, lua.OP_TAILCALL:
		v.register(a, a+max(b, 1)-1)
		if in.op == lua.OP_CALL && c > 1 {
			v.register(a + c - 2)
		}
	case lua.OP_RETURN:
		if b > 1 {
			v.register(a, a+b-2)
		}
	case lua.OP_FORLOOP, lua.OP_FORPREP:
		v.register(a, a+3)
	case lua.OP_TFORLOOP:
		v.register(a, a+5, a+2+c)
		if c < 1 || pc+1 >= len(v.p.Code) || int(v.p.Code[pc+1]>>26) != lua.OP_JMP {
			v.fail("no variable, or no jump behind it")
		}
	case lua.OP_VARARG:
		v.register(a, a+max(b, 2)-2)
		if v.p.IsVarArg&lua.VarArgIsVarArg == 0 {
			v.fail("the function has no varargs")
		}
	case lua.OP_SETLIST:
		v.register(a, a+b)
		if c == 0 && (pc+1 >= len(v.p.Code) || v.p.Code[pc+1] == 0) {
			v.fail("no batch behind it")
		}
	case lua.OP_CLOSURE:
		v.register(a)
		if in.x >= len(v.p.FunctionPrototypes) {
			v.fail("function %d of %d", in.x, len(v.p.FunctionPrototypes))
			return
		}
		inner := v.p.FunctionPrototypes[in.x]
		if pc+int(inner.NumUpvalues) >= len(v.p.Code) {
			v.fail("the code ends among its upvalues")
			return
		}
		for _, word := range v.p.Code[pc+1 : pc+1+int(inner.NumUpvalues)] {
			switch from := decode(word); from.op {
			case lua.OP_MOVE:
				v.register(from.b)
			case lua.OP_GETUPVAL:
				v.upvalue(from.b)
			default:
				v.fail("an upvalue that comes from nowhere")
			}
		}
	case lua.OP_JMP, lua.OP_NOP:
	default:
		v.fail("an instruction that this compiler does not make")
	}
	switch in.op {
	case lua.OP_JMP, lua.OP_FORLOOP, lua.OP_FORPREP:
		if to := in.jump(pc); to < 0 || to >= len(v.p.Code) {
			v.fail("a jump to %d of %d", to, len(v.p.Code))
		} else {
			v.target[to] = true
		}
	case lua.OP_EQ, lua.OP_LT, lua.OP_LE, lua.OP_TEST, lua.OP_TESTSET, lua.OP_TFORLOOP, lua.OP_LOADBOOL:
		v.target[pc+2] = true // it may pass over the next
	}
}

func (v *verifier) register(rs ...int) {
	for _, r := range rs {
		if r < 0 || r >= int(v.p.NumUsedRegisters) {
			v.fail("register %d of %d", r, v.p.NumUsedRegisters)
		}
	}
}

func (v *verifier) constant(k int) {
	if k >= len(v.p.Constants) {
		v.fail("constant %d of %d", k, len(v.p.Constants))
	}
}

// text is a constant that the VM takes for a string without a look.
func (v *verifier) text(k int) {
	if v.constant(k); k < len(v.p.Constants) {
		if _, ok := v.p.Constants[k].(lua.LString); !ok {
			v.fail("constant %d is a name and no string", k)
		}
	}
}

func (v *verifier) operand(rks ...int) {
	for _, rk := range rks {
		if rk >= constant {
			v.constant(rk - constant)
		} else {
			v.register(rk)
		}
	}
}

func (v *verifier) upvalue(i int) {
	if i >= int(v.p.NumUpvalues) {
		v.fail("upvalue %d of %d", i, v.p.NumUpvalues)
	}
}
