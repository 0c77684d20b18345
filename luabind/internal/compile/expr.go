package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// none is the hint of who has no register to offer for a value in between.
const none = -1

// bare is an expression without the parentheses around it.
func bare(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.Inner
	}
}

// exprTo evaluates an expression into a register. If a local variable is in
// it, nothing is written there before the whole expression is evaluated.
func (f *function) exprTo(e syntax.Expr, dst int) {
	e = bare(e)
	line := e.Bounds().End.Line
	free := f.free
	if v, ok := f.literal(e); ok {
		f.load(v, dst, line)
		return
	}
	switch x := e.(type) {
	case *syntax.NameExpr:
		f.name(x, dst)
	case *syntax.VarargExpr, *syntax.CallExpr:
		f.single(e, dst)
	case *syntax.FunctionExpr:
		f.closure(x, dst)
	case *syntax.IndexExpr:
		object := f.register(x.Object, dst)
		key := f.operand(x.Key, other(dst, object))
		op := lua.OP_GETTABLE
		if _, ok := bare(x.Key).(*syntax.StringExpr); ok {
			op = lua.OP_GETTABLEKS
		}
		f.emit(line, op, dst, object, key)
	case *syntax.TableExpr:
		f.table(x, dst)
	case *syntax.UnaryExpr:
		f.unary(x, dst)
	case *syntax.BinaryExpr:
		f.binary(x, dst)
	}
	f.free = free
}

// other is a hint that was offered to two: none if the first took it.
func other(hint, taken int) int {
	if hint == taken {
		return none
	}
	return hint
}

// next evaluates an expression into a new register.
func (f *function) next(e syntax.Expr) int {
	reg := f.push(1, e.Bounds().Start)
	f.exprTo(e, reg)
	return reg
}

// register evaluates an expression into any register: the one of the local
// variable that it is, else the hint if no local is in that, else a new one.
func (f *function) register(e syntax.Expr, hint int) int {
	if x, ok := bare(e).(*syntax.NameExpr); ok && x.Var != nil {
		if reg, ok := f.registers[x.Var]; ok {
			return reg
		}
	}
	if hint != none && f.temporary(hint) {
		f.exprTo(e, hint)
		return hint
	}
	return f.next(e)
}

// operand is register for an instruction that takes constants as well.
func (f *function) operand(e syntax.Expr, hint int) int {
	if v, ok := f.literal(e); ok {
		if i := f.constant(v); i < constantFlag {
			return i | constantFlag
		}
	}
	return f.register(e, hint)
}

// literal gives the value of an expression that has one before the program
// runs.
func (f *function) literal(e syntax.Expr) (lua.LValue, bool) {
	switch x := bare(e).(type) {
	case *syntax.NilExpr:
		return lua.LNil, true
	case *syntax.TrueExpr:
		return lua.LTrue, true
	case *syntax.FalseExpr:
		return lua.LFalse, true
	case *syntax.StringExpr:
		return lua.LString(x.Value), true
	case *syntax.UnaryExpr:
		if x.Op == syntax.Not {
			if v, ok := f.literal(x.Operand); ok {
				return lua.LBool(!lua.LVAsBool(v)), true
			}
		}
	}
	if n, ok := f.fold(e); ok {
		return lua.LNumber(n), true
	}
	return nil, false
}

func (f *function) load(v lua.LValue, dst int, line int32) {
	switch v {
	case lua.LNil:
		f.emit(line, lua.OP_LOADNIL, dst, dst, 0)
	case lua.LTrue:
		f.emit(line, lua.OP_LOADBOOL, dst, 1, 0)
	case lua.LFalse:
		f.emit(line, lua.OP_LOADBOOL, dst, 0, 0)
	default:
		f.emitX(line, lua.OP_LOADK, dst, f.constant(v))
	}
}

func (f *function) name(x *syntax.NameExpr, dst int) {
	line := x.Start.Line
	if x.Var == nil {
		f.emitX(line, lua.OP_GETGLOBAL, dst, f.constant(lua.LString(x.Name)))
		return
	}
	if reg, ok := f.registers[x.Var]; !ok {
		f.emit(line, lua.OP_GETUPVAL, dst, f.upvalue(x.Var), 0)
	} else if reg != dst {
		f.emit(line, lua.OP_MOVE, dst, reg, 0)
	}
}

func (f *function) unary(x *syntax.UnaryExpr, dst int) {
	line := x.End.Line
	switch x.Op {
	case syntax.Hash:
		f.emit(line, lua.OP_LEN, dst, f.register(x.Operand, dst), 0)
	case syntax.Minus:
		f.emit(line, lua.OP_UNM, dst, f.register(x.Operand, dst), 0)
	case syntax.Not:
		if isCondition(x.Operand) {
			f.truth(x, dst)
		} else {
			f.emit(line, lua.OP_NOT, dst, f.register(x.Operand, dst), 0)
		}
	}
}

// arithmetic is the instruction of an operator of arithmetic.
func arithmetic(operator syntax.Kind) (v int, ok bool) {
	switch operator {
	case syntax.Plus:
		return lua.OP_ADD, true
	case syntax.Minus:
		return lua.OP_SUB, true
	case syntax.Star:
		return lua.OP_MUL, true
	case syntax.Slash:
		return lua.OP_DIV, true
	case syntax.Percent:
		return lua.OP_MOD, true
	case syntax.Power:
		return lua.OP_POW, true
	}
	return v, false
}

func (f *function) binary(x *syntax.BinaryExpr, dst int) {
	line := x.End.Line
	switch x.Op {
	case syntax.And, syntax.Or:
		ends := f.keep(x.Left, x.Op == syntax.Or, dst)
		f.exprTo(x.Right, dst)
		f.land(ends)
	case syntax.Concat:
		f.concat(x, dst)
	default:
		if op, ok := arithmetic(x.Op); ok {
			b := f.operand(x.Left, dst)
			c := f.operand(x.Right, other(dst, b))
			f.emit(line, op, dst, b, c)
		} else {
			f.truth(x, dst)
		}
	}
}

// concat evaluates all operands of a chain and joins them at once.
func (f *function) concat(x *syntax.BinaryExpr, dst int) {
	line := x.End.Line
	base := f.free
	for {
		f.next(x.Left)
		rest, ok := x.Right.(*syntax.BinaryExpr)
		if !ok || rest.Op != syntax.Concat {
			break
		}
		x = rest
	}
	f.next(x.Right)
	f.emit(line, lua.OP_CONCAT, dst, base, f.free-1)
}

// top gives a register for a call, on top of all: dst itself if it is there.
func (f *function) top(dst int, at syntax.Pos) int {
	if dst == f.free-1 && f.temporary(dst) {
		return dst
	}
	return f.push(1, at)
}

func (f *function) moveTo(dst, reg int, line int32) {
	if dst != reg {
		f.emit(line, lua.OP_MOVE, dst, reg, 0)
	}
}
