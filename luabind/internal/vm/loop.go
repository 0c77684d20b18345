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
			var key lua.LValue
			if c >= constantBit {
				key = K[uint8(c)]
			} else {
				key = R[uint8(c)]
			}
			var v lua.LValue // nil where a metamethod may have to say
			if t, ok := object.(*lua.LTable); ok {
				l := table.Of(t)
				switch k := key.(type) {
				case lua.LString:
					if v, ok = l.Strdict[string(k)]; ok {
					} else if isNil(l.Metatable) {
						v = lnil
					} else {
						v = inherited(l, string(k))
					}
				case lua.LNumber:
					if i := int(k); uint(i-1) < uint(len(l.Array)) && lua.LNumber(i) == k && l.Array[i-1] != nil {
						v = l.Array[i-1]
					} else {
						v = table.Get(t, key)
					}
					if isNil(v) && !isNil(l.Metatable) {
						v = nil
					}
				default:
					if v = table.Get(t, key); isNil(v) && !isNil(l.Metatable) {
						v = nil
					}
				}
			} else if _, ok := object.(lua.LString); ok {
				v = h.task.m.method(key)
			}
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
			var key, v lua.LValue
			if b >= constantBit {
				key = K[uint8(b)]
			} else {
				key = R[uint8(b)]
			}
			if c >= constantBit {
				v = K[uint8(c)]
			} else {
				v = R[uint8(c)]
			}
			if t, ok := R[a].(*lua.LTable); ok {
				l := table.Of(t)
				switch k := key.(type) {
				case lua.LNumber:
					i := int(k)
					if lua.LNumber(i) != k {
						break
					}
					if uint(i-1) < uint(len(l.Array)) && !isNil(v) && (isNil(l.Metatable) || l.Array[i-1] != nil && !isNil(l.Array[i-1])) {
						l.Array[i-1] = v
						continue
					}
					if isNil(l.Metatable) {
						if grown := l.SetNumber(i, key, v); grown != 0 {
							cf.Pc = pc
							h.grown(grown)
						}
						continue
					}
				case lua.LString:
					if isNil(l.Metatable) || has(l.Strdict, string(k)) {
						if grown := l.SetText(key, string(k), v); grown != 0 {
							cf.Pc = pc
							h.grown(grown)
						}
						continue
					}
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
			first := lbase + int(a) + 1
			last := first + b
			if b == 0 {
				last = reg.top
			}
			grown := table.SetList(R[a].(*lua.LTable), (c-1)*lua.FieldsPerFlush+1, reg.array[first:last])
			if reg.top > end {
				clear(reg.array[end:reg.top])
			}
			reg.top = end
			h.grown(grown)
			continue
		case lua.OP_ADD, lua.OP_SUB, lua.OP_MUL, lua.OP_DIV, lua.OP_MOD, lua.OP_POW:
			var x, y lua.LValue
			if b >= constantBit {
				x = K[uint8(b)]
			} else {
				x = R[uint8(b)]
			}
			if c >= constantBit {
				y = K[uint8(c)]
			} else {
				y = R[uint8(c)]
			}
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
			var x, y lua.LValue
			if b >= constantBit {
				x = K[uint8(b)]
			} else {
				x = R[uint8(b)]
			}
			if c >= constantBit {
				y = K[uint8(c)]
			} else {
				y = R[uint8(c)]
			}
			if same, known := equal(x, y); known {
				if same != (a == 1) {
					pc++
				}
				continue
			}
		case lua.OP_LT, lua.OP_LE:
			var x, y lua.LValue
			if b >= constantBit {
				x = K[uint8(b)]
			} else {
				x = R[uint8(b)]
			}
			if c >= constantBit {
				y = K[uint8(c)]
			} else {
				y = R[uint8(c)]
			}
			switch p := x.(type) {
			case lua.LNumber:
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
			case lua.LString:
				if q, ok := y.(lua.LString); ok {
					if (p < q || op == lua.OP_LE && p == q) != (a == 1) {
						pc++
					}
					continue
				}
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
			if fn, ok := R[a].(*lua.LFunction); ok && fn.IsG {
				if t, ok := R[a+1].(*lua.LTable); ok {
					m := h.task.m
					var k, v lua.LValue
					known := false
					switch fn {
					case m.next:
						k, v, known = m.walk.Next(t, R[a+2])
					case m.step:
						if i, ok := R[a+2].(lua.LNumber); ok {
							if v = table.GetInt(t, int(i)+1); isNil(v) {
								k = lnil
							} else {
								k = n.value(i + 1)
							}
							known = true
						}
					}
					if known {
						R[a+3] = k
						if c > 1 {
							R[a+4] = v
							for i := 3; i <= c; i++ {
								R[a+2+uint8(i)] = lnil
							}
						}
						if !isNil(k) {
							R[a+2] = k
							pc += int(code[pc]&0x3ffff) - jumpBias
						}
						pc++
						continue
					}
				}
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
			from := cf.Base + 1 + int(p.NumParameters)
			have := max(cf.NArgs-int(p.NumParameters), 0)
			want := b - 1
			if want < 0 {
				want = have
				cf.Pc = pc
				th.reserve(h, max(end, lbase+int(a)+want))
				R = windowOf(reg.array, lbase)
			}
			to := reg.array[lbase+int(a) : lbase+int(a)+want]
			for i := range to {
				if i < have {
					to[i] = reg.array[from+i]
				} else {
					to[i] = lnil
				}
			}
			if b == 0 {
				top := lbase + int(a) + want
				if top < reg.top {
					clear(reg.array[top:reg.top])
				}
				reg.top = top
			}
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
				if th.uvcache != nil {
					th.close(lbase)
				}
				// The function and its arguments take the place of the frame's.
				to := cf.Base
				copy(reg.array[to:to+1+nargs], reg.array[ra:ra+1+nargs])
				cf.Fn, cf.Pc, cf.NArgs, cf.LocalBase = fn, 0, nargs, to+1
				cf.TailCall++
				clear(reg.array[to+1+nargs : max(reg.top, to+1+nargs)])
				th.begin(h, cf)
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
			open := want < 0
			if open {
				want = got
			}
			from := reg.top - got
			to := reg.array[ra : ra+want]
			for i := range to {
				if i < got {
					to[i] = reg.array[from+i]
				} else {
					to[i] = lnil
				}
			}
			if top = ra + want; top < reg.top {
				clear(reg.array[top:reg.top])
			}
			if reg.top = end; open {
				reg.top = top
			}
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
