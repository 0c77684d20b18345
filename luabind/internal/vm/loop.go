package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// The loop that carries out instructions, in place of the VM's. The VM's asks a
// context before each instruction; this one counts, and looks at what may end
// the run every thousand instructions. It carries out itself what is frequent,
// and all that touches tables, whose elements package table keeps; what is rare
// it leaves to the VM's functions.
//
// What it takes for granted of the code stands in package compile, and is
// demanded of all code by package verify. A frame that is running has its top
// behind all of its registers, unless an instruction has left values up to
// there for the next one.

// window is the registers of a frame, or constants: as many as an operand can
// name. The frame has fewer; its code names no others.
type window = [256]lua.LValue

func windowOf(list []lua.LValue, from int) *window {
	return (*window)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(list)), from*int(unsafe.Sizeof(list[0]))))
}

// operand is a register or, with its highest bit set, a constant.
func operand(R, K *window, i int) lua.LValue {
	if i >= constantBit {
		return K[uint8(i)]
	}
	return R[uint8(i)]
}

// execute carries out the innermost call of L until base, a call made from Go, is
// over.
//
//go:nocheckptr
func execute(L *lua.LState, base *frame) {
	th := threadOf(L)
	cs := th.calls()
	cf := cs.last()
	if cf == nil {
		return
	}
	th.currentFrame = cf
	h := th.hook()
	th.room(h)
	if cf.Fn.IsG {
		callGFunction(L, false)
		return
	}
	reg := th.reg
	n := &h.task.m.numbers
	lnil := lua.LNil

enter: // a frame goes on
	cf = th.currentFrame
	p := cf.Fn.Proto
	code := p.Code
	constants := p.Constants
	K := windowOf(constants, 0)
	lbase := cf.LocalBase
	end := lbase + int(p.NumUsedRegisters)
	R := windowOf(reg.array, lbase)
	pc := cf.Pc
	for {
		inst := code[pc]
		pc++
		if h.left--; h.left <= 0 {
			cf.Pc = pc
			h.pause()
		}
		a, b, c := uint8(inst>>18), int(inst&0x1ff), int(inst>>9&0x1ff)
		op := int(inst >> 26)
		switch op {
		case lua.OP_MOVE:
			R[a] = R[uint8(b)]
			continue
		case lua.OP_MOVEN:
			R[a] = R[uint8(b)]
			for ; c > 0; c-- {
				inst = code[pc]
				pc++
				R[uint8(inst>>18)] = R[uint8(inst)]
			}
			continue
		case lua.OP_LOADK:
			R[a] = constants[inst&0x3ffff]
			continue
		case lua.OP_LOADBOOL:
			if b != 0 {
				R[a] = lua.LTrue
			} else {
				R[a] = lua.LFalse
			}
			if c != 0 {
				pc++
			}
			continue
		case lua.OP_LOADNIL:
			for i := int(a); i <= b; i++ {
				R[uint8(i)] = lnil
			}
			continue
		case lua.OP_GETUPVAL:
			u := upvalueOf(cf.Fn.Upvalues[b])
			if u.closed || u.reg == nil {
				R[a] = u.value
			} else {
				R[a] = u.reg.array[u.index]
			}
			continue
		case lua.OP_SETUPVAL:
			u := upvalueOf(cf.Fn.Upvalues[b])
			if u.closed || u.reg == nil {
				u.value = R[a]
			} else {
				u.reg.array[u.index] = R[a]
			}
			continue
		case lua.OP_GETGLOBAL:
			key := constants[inst&0x3ffff]
			if v, ok := table.Of(cf.Fn.Env).Strdict[string(key.(lua.LString))]; ok {
				R[a] = v
				continue
			}
			cf.Pc = pc
			v := table.Index(L, cf.Fn.Env, key)
			h, R = th.hook(), windowOf(reg.array, lbase)
			R[a] = v
			continue
		case lua.OP_SETGLOBAL:
			cf.Pc = pc
			h.grown(setField(L, cf.Fn.Env, constants[inst&0x3ffff], R[a]))
			h, R = th.hook(), windowOf(reg.array, lbase)
			continue
		case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF:
			object := R[uint8(b)]
			key := operand(R, K, c)
			v := h.task.m.lookup(object, key)
			if v == nil {
				cf.Pc = pc
				v = table.Index(L, object, key)
				h, R = th.hook(), windowOf(reg.array, lbase)
			}
			R[a] = v
			if op == lua.OP_SELF {
				R[a+1] = object
			}
			continue
		case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
			key, v := operand(R, K, b), operand(R, K, c)
			if t, ok := R[a].(*lua.LTable); ok {
				if grown, done := assign(t, key, v); done {
					if grown != 0 {
						cf.Pc = pc
						h.grown(grown)
					}
					continue
				}
			}
			cf.Pc = pc
			h.grown(setField(L, R[a], key, v))
			h, R = th.hook(), windowOf(reg.array, lbase)
			continue
		case lua.OP_NEWTABLE:
			cf.Pc = pc
			t := table.New(b, c)
			R[a] = t
			if h.grown(table.Bytes + b*table.ValueBytes); c > 8 {
				h.grown(int(table.Of(t).Size()))
			}
			continue
		case lua.OP_SETLIST:
			cf.Pc = pc
			if c == 0 {
				c = int(code[pc])
				pc++
			}
			th.setList(h, cf, int(a), b, c)
			continue
		case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
			x, y := operand(R, K, b), operand(R, K, c)
			if p, ok := x.(lua.LNumber); ok {
				if q, ok := y.(lua.LNumber); ok {
					switch op {
					case lua.OP_ADD:
						p += q
					case lua.OP_SUB:
						p -= q
					case lua.OP_MUL:
						p *= q
					case lua.OP_DIV:
						p /= q
					case lua.OP_MOD:
						p = modulo(p, q)
					default:
						p = power(p, q)
					}
					R[a] = n.value(p)
					continue
				}
			}
		case lua.OP_UNM:
			if v, ok := R[uint8(b)].(lua.LNumber); ok {
				R[a] = n.value(-v)
				continue
			}
		case lua.OP_NOT:
			R[a] = lua.LBool(!truth(R[uint8(b)]))
			continue
		case lua.OP_LEN:
			switch v := R[uint8(b)].(type) {
			case *lua.LTable:
				R[a] = n.value(lua.LNumber(table.Len(v)))
			case lua.LString:
				R[a] = n.value(lua.LNumber(len(v)))
			default:
				cf.Pc = pc
				v = length(L, cf, b)
				h, R = th.hook(), windowOf(reg.array, lbase)
				R[a] = v
			}
			continue
		case lua.OP_CONCAT:
			cf.Pc = pc
			v := concat(L, cf, b, c)
			h, R = th.hook(), windowOf(reg.array, lbase)
			R[a] = v
			continue
		case lua.OP_JMP:
			pc += int(inst&0x3ffff) - jumpBias
			continue
		case lua.OP_EQ:
			x, y := operand(R, K, b), operand(R, K, c)
			if same, known := equal(x, y); known {
				if same != (a == 1) {
					pc++
				}
				continue
			}
		case lua.OP_LT, lua.OP_LE:
			x, y := operand(R, K, b), operand(R, K, c)
			if p, ok := x.(lua.LNumber); ok {
				if q, ok := y.(lua.LNumber); ok {
					less := p < q
					if op == lua.OP_LE {
						less = p <= q
					}
					if less != (a == 1) {
						pc++
					}
					continue
				}
			} else if less, known := lessText(x, y, op == lua.OP_LE); known {
				if less != (a == 1) {
					pc++
				}
				continue
			}
			cf.Pc = pc
			if holds, known := mixedOrder(L, op, x, y); known {
				h, R = th.hook(), windowOf(reg.array, lbase)
				if holds != (a == 1) {
					pc++
				}
				continue
			}
		case lua.OP_TEST:
			if truth(R[a]) == (c == 0) {
				pc++
			}
			continue
		case lua.OP_TESTSET:
			v := R[uint8(b)]
			if truth(v) == (c == 0) {
				pc++
			} else {
				R[a] = v
			}
			continue
		case lua.OP_FORLOOP:
			i, ok1 := R[a].(lua.LNumber)
			limit, ok2 := R[a+1].(lua.LNumber)
			step, ok3 := R[a+2].(lua.LNumber)
			if ok1 && ok2 && ok3 {
				i += step
				if step > 0 && i <= limit || step <= 0 && i >= limit {
					v := n.value(i)
					R[a], R[a+3] = v, v
					pc += int(inst&0x3ffff) - jumpBias
				}
				continue
			}
		case lua.OP_FORPREP:
			cf.Pc = pc
			i, step := forValues(L, R[a:a+3])
			R[a] = n.value(i - step)
			pc += int(inst&0x3ffff) - jumpBias
			continue
		case lua.OP_TFORLOOP:
			if more, known := h.task.m.walkOn(R, a, c); known {
				if more {
					pc += int(code[pc]&0x3ffff) - jumpBias
				}
				pc++
				continue
			}
		case lua.OP_NOP:
			continue
		case lua.OP_CLOSE:
			th.close(lbase + int(a))
			continue
		case lua.OP_CLOSURE:
			cf.Pc = pc
			inner := p.FunctionPrototypes[inst&0x3ffff]
			// A function that is among its own upvalues is found in its register.
			R[a] = th.closure(h, cf, inner, code[pc:])
			pc += int(inner.NumUpvalues)
			continue
		case lua.OP_VARARG:
			cf.Pc = pc
			th.varargs(h, cf, lbase+int(a), b-1)
			R = windowOf(reg.array, lbase)
			continue
		case lua.OP_CALL, lua.OP_TAILCALL:
			fn, ok := R[a].(*lua.LFunction)
			if !ok {
				break
			}
			ra := lbase + int(a)
			nargs := b - 1
			if b == 0 {
				nargs = reg.top - ra - 1
			}
			cf.Pc = pc
			if !fn.IsG && op == lua.OP_TAILCALL {
				th.replace(h, cf, fn, ra, nargs)
				goto enter
			}
			f := th.push(h)
			f.Pc, f.TailCall = 0, 0
			f.Base, f.LocalBase, f.ReturnBase = ra, ra+1, ra
			f.NArgs, f.NRet = nargs, c-1
			if f.Parent != cf {
				f.Parent = cf
			}
			if f.Fn != fn {
				f.Fn = fn
			}
			th.currentFrame = f
			if !fn.IsG {
				if q := fn.Proto; q.IsVarArg&lua.VarArgIsVarArg == 0 && nargs == int(q.NumParameters) && ra+1+int(q.NumUsedRegisters) <= len(reg.array) {
					reg.top = ra + 1 + int(q.NumUsedRegisters)
				} else {
					th.begin(h, f)
				}
				goto enter
			}
			top := ra + 1 + nargs
			if top < reg.top {
				clear(reg.array[top:reg.top])
			}
			reg.top = top
			got := max(fn.GFunction(L), 0)
			// What follows is finish, for a call whose caller is known.
			h = th.hook()
			h.returned()
			want := c - 1
			if op == lua.OP_TAILCALL {
				want = -1 // the return behind it hands them on
			}
			reg.hand(ra, got, want, end)
			cs.pop()
			th.currentFrame = cf
			R = windowOf(reg.array, lbase)
			continue
		case lua.OP_RETURN:
			from, nret := lbase+int(a), b-1
			if b == 0 {
				nret = reg.top - from
			}
			if th.uvcache != nil {
				th.close(lbase)
			}
			cf.Pc = pc
			caller := cf.Parent
			open := cf.NRet < 0
			th.finish(h, cf, from, nret)
			th.currentFrame = cs.last()
			if cf == base || caller == nil || caller.Fn.IsG {
				return
			}
			if !open {
				reg.top = caller.LocalBase + int(caller.Fn.Proto.NumUsedRegisters)
			}
			goto enter
		}
		// All else, and the rare cases of the above.
		cf.Pc = pc
		if instructions[op](L, inst, base) == 1 {
			return
		}
		h = th.hook()
		if th.currentFrame != cf || op == lua.OP_TAILCALL {
			th.raiseTop(h)
			goto enter
		}
		if !(op == lua.OP_CALL && c == 0) {
			reg.top = end
		}
		R = windowOf(reg.array, lbase)
		pc = cf.Pc
	}
}
