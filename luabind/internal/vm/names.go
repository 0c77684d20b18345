package vm

import (
	lua "github.com/yuin/gopher-lua"
)

// Name says what a script calls a value: where the VM's message gives only its
// type, the instructions before tell where it came from.
type Name struct {
	Kind string // local, global, field, method, upvalue; "" when it has no name
	Text string // "create" of do.droplets.create
	Path string // "DO.droplets.create", as far as it is made of names
	// Owner is the table or object that the field or method was looked up in,
	// nil if it is not known any more.
	Owner lua.LValue
	// Of is what the owner is called, nil if it has no name.
	Of *Name
}

// instruction is one of the VM's, decoded.
type instruction struct{ op, a, b, c, bx int }

func decode(inst uint32) instruction {
	return instruction{int(inst >> 26), int(inst>>18) & 0xff, int(inst & 0x1ff), int(inst>>9) & 0x1ff, int(inst & 0x3ffff)}
}

// constantBit marks an operand that is a constant and no register.
const (
	constantBit = 1 << 8
	jumpBias    = 1<<17 - 1 // of the wide operand of a jump
)

// current is the instruction that the frame is at.
func (f *frame) current() (instruction, bool) {
	if f == nil || f.Fn.IsG || f.Pc < 1 {
		return instruction{}, false
	}
	return decode(f.Fn.Proto.Code[f.Pc-1]), true
}

// register is the value of a frame's register.
func (f *frame) register(L *lua.LState, i int) lua.LValue {
	r := registers(L)
	if at := f.LocalBase + i; at >= 0 && at < r.top && r.array[at] != nil {
		return r.array[at]
	}
	return lua.LNil
}

// operand is the value of a register or constant.
func (f *frame) operand(L *lua.LState, i int) lua.LValue {
	if i&constantBit != 0 {
		return f.Fn.Proto.Constants[i&^constantBit]
	}
	return f.register(L, i)
}

// name finds how the value in a register came there, seen from the
// instruction before pc.
func (f *frame) name(L *lua.LState, reg, pc int) Name {
	if reg&constantBit != 0 {
		return Name{}
	}
	fn := f.Fn
	if local := localName(fn.Proto, reg, pc); local != "" {
		return Name{Kind: "local", Text: local, Path: local}
	}
	at := setter(fn.Proto, reg, pc)
	if at < 0 {
		return Name{}
	}
	in := decode(fn.Proto.Code[at])
	switch in.op {
	case lua.OP_MOVE, lua.OP_MOVEN:
		if in.a == reg && in.b < reg {
			return f.name(L, in.b, at)
		}
	case lua.OP_GETGLOBAL:
		text := fn.Proto.Constants[in.bx].String()
		return Name{Kind: "global", Text: text, Path: text}
	case lua.OP_GETUPVAL:
		if in.b < len(fn.Proto.DbgUpvalues) {
			text := fn.Proto.DbgUpvalues[in.b]
			return Name{Kind: "upvalue", Text: text, Path: text}
		}
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF:
		if in.c&constantBit == 0 {
			return Name{}
		}
		key, ok := fn.Proto.Constants[in.c&^constantBit].(lua.LString)
		if !ok {
			return Name{}
		}
		n := Name{Kind: "field", Text: string(key), Path: "?." + string(key)}
		separator := "."
		if in.op == lua.OP_SELF {
			n.Kind, separator = "method", ":"
		}
		owner := f.name(L, in.b, at)
		if owner.Path != "" {
			n.Path, n.Of = owner.Path+separator+string(key), &owner
		}
		n.Owner = f.resolve(L, owner, in.b, at)
		return n
	}
	return Name{}
}

// localName is the local variable that lives in a register at an instruction.
func localName(p *lua.FunctionProto, reg, pc int) string {
	for _, l := range p.DbgLocals {
		if l.StartPc > pc {
			break
		}
		if pc < l.EndPc {
			if reg == 0 && l.Name[0] != '(' {
				return l.Name
			}
			reg--
		}
	}
	return ""
}

// resolve gives the value that a name leads to, without calling anything.
func (f *frame) resolve(L *lua.LState, n Name, reg, pc int) lua.LValue {
	switch n.Kind {
	case "local":
		return f.register(L, reg)
	case "global":
		return f.Fn.Env.RawGetString(n.Text)
	case "upvalue":
		for i, name := range f.Fn.Proto.DbgUpvalues {
			if name == n.Text && i < len(f.Fn.Upvalues) {
				return f.Fn.Upvalues[i].Value()
			}
		}
	case "field":
		if t, ok := n.Owner.(*lua.LTable); ok {
			if v := t.RawGetString(n.Text); v != lua.LNil {
				return v
			}
		}
	}
	return nil
}

// setter finds the last instruction before pc that puts a value into a
// register, -1 if there is none or if a jump may have passed over it.
func setter(p *lua.FunctionProto, reg, pc int) int {
	last := -1
	landing := 0 // where jumps lead to that may have been taken
	for i := 0; i < pc && i < len(p.Code); i++ {
		in := decode(p.Code[i])
		sets := in.a == reg
		switch in.op {
		case lua.OP_JMP:
			sets = false
			if to := i + 1 + in.bx - 0x1ffff; i < to && to <= pc {
				landing = max(landing, to)
			}
		case lua.OP_SETGLOBAL, lua.OP_SETUPVAL, lua.OP_SETTABLE, lua.OP_SETTABLEKS,
			lua.OP_EQ, lua.OP_LT, lua.OP_LE, lua.OP_TEST, lua.OP_RETURN, lua.OP_CLOSE, lua.OP_NOP:
			sets = false
		case lua.OP_SETLIST:
			sets = false
			if in.c == 0 {
				i++ // its operand is the next word
			}
		case lua.OP_LOADNIL:
			sets = in.a <= reg && reg <= in.b
		case lua.OP_SELF:
			sets = reg == in.a || reg == in.a+1
		case lua.OP_CALL, lua.OP_TAILCALL, lua.OP_VARARG:
			sets = reg >= in.a
		case lua.OP_TFORLOOP:
			sets = reg >= in.a+2
		case lua.OP_FORLOOP:
			sets = reg == in.a || reg == in.a+3
		case lua.OP_CLOSURE:
			if sets {
				last = i
			}
			// What follows says which upvalues, and sets nothing.
			i += int(p.FunctionPrototypes[in.bx].NumUpvalues)
			continue
		}
		if sets {
			if last = i; i < landing {
				last = -1
			}
		}
	}
	return last
}
