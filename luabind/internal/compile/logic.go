package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// comparison is the VM's instruction for a comparing operator.
type comparison struct {
	op      int
	swapped bool // the operands change places
	wrong   bool // its result is the opposite
}

// comparisonOf finds that of an operator, if it compares.
func comparisonOf(operator syntax.Kind) (c comparison, ok bool) {
	switch operator {
	case syntax.Equal:
		return comparison{op: lua.OP_EQ}, true
	case syntax.NotEqual:
		return comparison{op: lua.OP_EQ, wrong: true}, true
	case syntax.Less:
		return comparison{op: lua.OP_LT}, true
	case syntax.LessEqual:
		return comparison{op: lua.OP_LE}, true
	case syntax.Greater:
		return comparison{op: lua.OP_LT, swapped: true}, true
	case syntax.GreaterEqual:
		return comparison{op: lua.OP_LE, swapped: true}, true
	}
	return c, false
}

// isCondition says whether an expression is best compiled as jumps.
func isCondition(e syntax.Expr) bool {
	x, ok := bare(e).(*syntax.BinaryExpr)
	if !ok {
		return false
	}
	_, compares := comparisonOf(x.Op)
	return compares || x.Op == syntax.And || x.Op == syntax.Or
}

// condition evaluates an expression as a condition. It returns the jumps taken
// when the expression is as true as sense says; otherwise the code goes on.
func (f *function) condition(e syntax.Expr, sense bool, hint int) []int {
	e = bare(e)
	line := e.Bounds().End.Line
	if v, ok := f.literal(e); ok {
		if lua.LVAsBool(v) == sense {
			return []int{f.jump(line)}
		}
		return nil
	}
	free := f.free
	defer func() { f.free = free }()
	switch x := e.(type) {
	case *syntax.UnaryExpr:
		if x.Op == syntax.Not {
			return f.condition(x.Operand, !sense, hint)
		}
	case *syntax.BinaryExpr:
		if x.Op == syntax.And || x.Op == syntax.Or {
			if (x.Op == syntax.Or) == sense {
				left := f.condition(x.Left, sense, hint)
				return append(left, f.condition(x.Right, sense, hint)...)
			}
			skip := f.condition(x.Left, !sense, hint)
			jumps := f.condition(x.Right, sense, hint)
			f.land(skip)
			return jumps
		}
		if c, ok := comparisonOf(x.Op); ok {
			left := f.operand(x.Left, hint)
			right := f.operand(x.Right, other(hint, left))
			if c.swapped {
				left, right = right, left
			}
			f.emit(line, c.op, bit(sense != c.wrong), left, right)
			return []int{f.jump(line)}
		}
	}
	f.emit(line, lua.OP_TEST, f.register(e, hint), 0, bit(sense))
	return []int{f.jump(line)}
}

// keep evaluates the left operand of and (sense false) or or (true). It returns
// the jumps taken when that decides, with the operand's value in dst.
func (f *function) keep(e syntax.Expr, sense bool, dst int) []int {
	e = bare(e)
	line := e.Bounds().End.Line
	if v, ok := f.literal(e); ok {
		if lua.LVAsBool(v) != sense {
			return nil
		}
		f.load(v, dst, line)
		return []int{f.jump(line)}
	}
	free := f.free
	defer func() { f.free = free }()
	if x, ok := e.(*syntax.BinaryExpr); ok && (x.Op == syntax.And || x.Op == syntax.Or) {
		if (x.Op == syntax.Or) == sense {
			left := f.keep(x.Left, sense, dst)
			return append(left, f.keep(x.Right, sense, dst)...)
		}
		skip := f.condition(x.Left, !sense, dst)
		jumps := f.keep(x.Right, sense, dst)
		f.land(skip)
		return jumps
	}
	if x, ok := e.(*syntax.UnaryExpr); isCondition(e) || ok && x.Op == syntax.Not {
		skip := f.condition(e, !sense, dst)
		f.emit(line, lua.OP_LOADBOOL, dst, bit(sense), 0)
		jumps := []int{f.jump(line)}
		f.land(skip)
		return jumps
	}
	if reg := f.register(e, dst); reg == dst {
		f.emit(line, lua.OP_TEST, dst, 0, bit(sense))
	} else {
		f.emit(line, lua.OP_TESTSET, dst, reg, bit(sense))
	}
	return []int{f.jump(line)}
}

// truth evaluates a condition to true or false in dst.
func (f *function) truth(e syntax.Expr, dst int) {
	line := e.Bounds().End.Line
	yes := f.condition(e, true, dst)
	f.emit(line, lua.OP_LOADBOOL, dst, 0, 1) // and passes over the next
	f.land(yes)
	f.emit(line, lua.OP_LOADBOOL, dst, 1, 0)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
