package verify

import lua "github.com/yuin/gopher-lua"

// step carries out an instruction on what is known, and gives the one that
// follows it, -1 if none does. It notes the other ways that lead on from it.
func (v *verifier) step(pc int, s *state, locals []int) int {
	in := decode(v.p.Code[pc])
	a, b, c := in.a, in.b, in.c
	if s.open >= 0 {
		switch in.op {
		case lua.OP_CALL, lua.OP_TAILCALL, lua.OP_RETURN, lua.OP_SETLIST:
		default:
			v.fail("values up to the top of the stack that nothing takes")
		}
	}
	next := pc + v.words(pc, in)
	switch in.op {
	case lua.OP_MOVE:
		v.move(s, pc, locals, in)
	case lua.OP_MOVEN:
		for i := 0; i <= c; i++ {
			v.move(s, pc, locals, decode(v.p.Code[pc+i]))
		}
		next += c
	case lua.OP_UNM, lua.OP_NOT, lua.OP_LEN:
		v.read(s, b, b)
		v.write(s, pc, locals, a, a)
	case lua.OP_CONCAT:
		v.read(s, b, c)
		v.write(s, pc, locals, a, a)
	case lua.OP_LOADK:
		v.write(s, pc, locals, a, a)
		if _, ok := v.p.Constants[in.x].(lua.LString); ok {
			s.texts.add(a)
		}
	case lua.OP_LOADBOOL:
		v.write(s, pc, locals, a, a)
		if c != 0 {
			next++
		}
	case lua.OP_LOADNIL:
		v.write(s, pc, locals, a, b)
	case lua.OP_GETUPVAL, lua.OP_GETGLOBAL, lua.OP_NEWTABLE:
		v.write(s, pc, locals, a, a)
	case lua.OP_SETGLOBAL, lua.OP_SETUPVAL:
		v.read(s, a, a)
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS:
		v.readOperand(s, b, c)
		if in.op == lua.OP_GETTABLEKS {
			v.name(s, c)
		}
		v.write(s, pc, locals, a, a)
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		v.readOperand(s, a, b, c)
		if in.op == lua.OP_SETTABLEKS {
			v.name(s, b)
		}
	case lua.OP_SELF:
		v.readOperand(s, b, c)
		v.name(s, c)
		v.write(s, pc, locals, a, a+1)
	case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
		v.readOperand(s, b, c)
		v.write(s, pc, locals, a, a)
	case lua.OP_EQ, lua.OP_LT, lua.OP_LE:
		v.readOperand(s, b, c)
		v.reach(next+1, *s)
	case lua.OP_TEST:
		v.read(s, a, a)
		v.reach(next+1, *s)
	case lua.OP_TESTSET:
		v.read(s, b, b)
		v.reach(next+1, *s)
		v.write(s, pc, locals, a, a)
	case lua.OP_JMP:
		v.reach(in.jump(pc), *s)
		return -1
	case lua.OP_CALL:
		v.read(s, a, a)
		v.arguments(s, a+1, b-1)
		v.results(s, pc, locals, a, c-1)
	case lua.OP_TAILCALL:
		v.read(s, a, a)
		v.arguments(s, a+1, b-1)
		if after := decode(v.p.Code[next]); after.op != lua.OP_RETURN {
			v.fail("no return behind a tail call")
		}
		return -1
	case lua.OP_RETURN:
		v.arguments(s, a, b-1)
		return -1
	case lua.OP_FORPREP:
		v.read(s, a, a+2)
		v.write(s, pc, locals, a, a)
		v.reach(in.jump(pc), *s)
		return -1
	case lua.OP_FORLOOP:
		v.read(s, a, a+2)
		again := *s
		v.write(&again, pc, locals, a, a)
		v.write(&again, pc, locals, a+3, a+3)
		v.reach(in.jump(pc), again)
		v.results(s, pc, locals, a, 1)
	case lua.OP_TFORLOOP:
		v.read(s, a, a+2)
		v.results(s, pc, locals, a+3, c)
		again := *s
		v.write(&again, pc, locals, a+2, a+2)
		v.reach(decode(v.p.Code[next]).jump(next), again)
		next++
	case lua.OP_VARARG:
		v.results(s, pc, locals, a, b-1)
	case lua.OP_SETLIST:
		v.read(s, a, a)
		if b == 0 {
			b = -1
		}
		v.arguments(s, a+1, b)
	case lua.OP_CLOSE:
		s.shared.cut(a)
	case lua.OP_CLOSURE:
		v.write(s, pc, locals, a, a)
		for _, word := range v.p.Code[pc+1 : next] {
			if from := decode(word); from.op == lua.OP_MOVE {
				if v.read(s, from.b, from.b); from.b >= locals[pc] {
					v.fail("an inner function holds register %d, which is no local", from.b)
				}
				s.shared.add(from.b)
			}
		}
	}
	return next
}

func (v *verifier) move(s *state, pc int, locals []int, in instruction) {
	v.read(s, in.b, in.b)
	text := s.texts.has(in.b)
	if v.write(s, pc, locals, in.a, in.a); text {
		s.texts.add(in.a)
	}
}
