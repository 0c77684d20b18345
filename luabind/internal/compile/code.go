package compile

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// The layout of the VM's instructions, and what fits into them.
const (
	opShift      = 26
	aShift       = 18
	cShift       = 9
	operandMask  = 1<<9 - 1
	aMask        = 1<<8 - 1
	wideMask     = 1<<18 - 1
	jumpBias     = wideMask >> 1
	constantFlag = 1 << 8 // of an operand that is a constant and no register

	maxRegisters = 250
	maxConstants = wideMask
	maxJump      = jumpBias
)

// emit adds an instruction of three operands and returns where it is.
func (f *function) emit(line int32, op, a, b, c int) int {
	return f.add(line, uint32(op)<<opShift|uint32(a)<<aShift|uint32(c)<<cShift|uint32(b))
}

// emitX adds an instruction with one wide operand.
func (f *function) emitX(line int32, op, a, x int) int {
	if x > wideMask {
		f.fail(f.span.Start, "function is too large: too many constants or inner functions")
	}
	return f.add(line, uint32(op)<<opShift|uint32(a)<<aShift|uint32(x))
}

func (f *function) add(line int32, word uint32) int {
	f.proto.Code = append(f.proto.Code, word)
	f.proto.DbgSourcePositions = append(f.proto.DbgSourcePositions, int(line))
	return len(f.proto.Code) - 1
}

func (f *function) here() int { return len(f.proto.Code) }

// jump adds a jump whose target is still to be set.
func (f *function) jump(line int32) int { return f.emitX(line, lua.OP_JMP, 0, jumpBias) }

// setTarget sets where the jump or loop instruction at pc goes.
func (f *function) setTarget(pc, to int) {
	d := to - (pc + 1)
	if d > maxJump || d < -maxJump {
		f.fail(f.span.Start, "function is too large: a loop or condition of more than 131071 instructions")
	}
	f.proto.Code[pc] = f.proto.Code[pc]&^wideMask | uint32(d+jumpBias)
}

// land makes jumps arrive at the next instruction.
func (f *function) land(jumps []int) { f.setTargets(jumps, f.here()) }

func (f *function) setTargets(jumps []int, to int) {
	for _, pc := range jumps {
		f.setTarget(pc, to)
	}
}

// push takes the next n registers into use and returns the first.
func (f *function) push(n int, at syntax.Pos) int {
	first := f.free
	f.free += n
	if f.free > maxRegisters {
		f.fail(at, fmt.Sprintf("function or expression too complex (more than %d values at once)", maxRegisters))
	}
	f.used = max(f.used, f.free)
	return first
}

// temporary says whether a register holds no local variable.
func (f *function) temporary(reg int) bool { return reg >= len(f.active) }

// constant gives the place of a value among the function's constants.
func (f *function) constant(v lua.LValue) int {
	var key any = v
	if n, ok := v.(lua.LNumber); ok {
		key = math.Float64bits(float64(n)) // tells 0 from -0, and finds NaN
	}
	i, ok := f.constants[key]
	if !ok {
		i = len(f.proto.Constants)
		if i > maxConstants {
			f.fail(f.span.Start, "function is too large: too many constants")
		}
		f.constants[key] = i
		f.proto.Constants = append(f.proto.Constants, v)
	}
	return i
}

// constantOperand makes an operand of a constant, loaded into a register if it
// is too far up in the table of constants.
func (f *function) constantOperand(v lua.LValue, at syntax.Pos) int {
	i := f.constant(v)
	if i < constantFlag {
		return i | constantFlag
	}
	reg := f.push(1, at)
	f.emitX(at.Line, lua.OP_LOADK, reg, i)
	return reg
}

// finish leads jumps to jumps to their end and joins moves in a row, which the
// VM then carries out as one.
func (f *function) finish() {
	code := f.proto.Code
	moves := 0 // up to here
	for pc := 0; pc < len(code); pc++ {
		switch op := int(code[pc] >> opShift); op {
		case lua.OP_MOVE:
			if moves++; moves > 1 && moves <= operandMask {
				first := pc - moves + 1
				code[first] = uint32(lua.OP_MOVEN)<<opShift | code[first]&(aMask<<aShift|operandMask) | uint32(moves-1)<<cShift
			}
			continue
		case lua.OP_JMP:
			for range 5 {
				to := pc + 1 + jumpOf(code[pc])
				if to == pc || int(code[to]>>opShift) != lua.OP_JMP {
					break
				}
				if d := to - pc + jumpOf(code[to]); d <= maxJump && d >= -maxJump {
					code[pc] = code[pc]&^wideMask | uint32(d+jumpBias)
				}
			}
		case lua.OP_CLOSURE:
			pc += len(f.proto.FunctionPrototypes[code[pc]&wideMask].DbgUpvalues)
		case lua.OP_SETLIST:
			if code[pc]>>cShift&operandMask == 0 {
				pc++
			}
		}
		moves = 0
	}
}

func jumpOf(word uint32) int { return int(word&wideMask) - jumpBias }
