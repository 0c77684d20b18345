package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

func (f *function) while(x *syntax.WhileStmt) {
	top := f.here()
	exits := f.condition(x.Cond, false, none)
	loop := f.enter(true)
	f.statements(x.Body.Stmts, false)
	f.leave(x.End.Line)
	f.setTarget(f.jump(x.End.Line), top)
	f.land(exits)
	f.land(loop.breaks)
}

// repeat's condition sees the locals of the loop's body.
func (f *function) repeat(x *syntax.RepeatStmt) {
	top := f.here()
	loop := f.enter(true)
	f.statements(x.Body.Stmts, true)
	if f.highestCaptured() < loop.base {
		again := f.condition(x.Cond, false, none)
		f.setTargets(again, top)
	} else {
		done := f.condition(x.Cond, true, none)
		f.closeFrom(loop.base, x.End.Line)
		f.setTarget(f.jump(x.End.Line), top)
		f.land(done)
	}
	f.leave(x.End.Line)
	f.land(loop.breaks)
}

func (f *function) numericFor(x *syntax.NumericForStmt) {
	line := x.Span.Start.Line
	loop := f.enter(true)
	base := f.next(x.Start)
	f.next(x.Limit)
	last := x.Limit
	if x.Step != nil {
		f.next(x.Step)
		last = x.Step
	} else {
		f.emitX(line, lua.OP_LOADK, f.push(1, x.Span.Start), f.constant(lua.LNumber(1)))
	}
	prepLine := last.Bounds().End.Line
	f.forNumbers(base, prepLine, x.Start, x.Limit, x.Step)
	f.hide("(for index)", "(for limit)", "(for step)")
	prep := f.emitX(prepLine, lua.OP_FORPREP, base, jumpBias)

	f.enter(false)
	f.push(1, x.Span.Start)
	f.declare(x.Var)
	f.statements(x.Body.Stmts, false)
	f.leave(x.End.Line)

	step := f.emitX(line, lua.OP_FORLOOP, base, jumpBias)
	f.setTarget(prep, step)
	f.setTarget(step, prep+1)
	f.leave(x.End.Line)
	f.land(loop.breaks)
}

// forNumbers makes numbers of strings that a for loop is given: the VM's
// instruction takes numbers only. Whoever explains an error of one of these
// subtractions knows it by what it subtracts into and by the FORPREP behind it.
func (f *function) forNumbers(base int, line int32, given ...syntax.Expr) {
	for i, e := range given {
		if e == nil {
			continue
		}
		if _, ok := f.fold(e); !ok {
			zero := f.constant(lua.LNumber(0))
			if zero >= constantFlag {
				// No room for the operand: strings are refused.
				return
			}
			f.emit(line, lua.OP_SUB, base+i, base+i, zero|constantFlag)
		}
	}
}

func (f *function) genericFor(x *syntax.GenericForStmt) {
	line := x.Start.Line
	loop := f.enter(true)
	base := f.free
	f.values(x.Values, 3, x.Start)
	f.hide("(for generator)", "(for state)", "(for control)")
	first := f.jump(line)

	f.enter(false)
	f.push(3, x.Start) // where the VM calls the iterator
	f.free = base + 3
	f.push(len(x.Vars), x.Start)
	for _, v := range x.Vars {
		f.declare(v)
	}
	body := f.here()
	f.statements(x.Body.Stmts, false)
	f.leave(x.End.Line)

	f.setTarget(first, f.here())
	f.emit(line, lua.OP_TFORLOOP, base, 0, len(x.Vars))
	f.setTarget(f.jump(line), body)
	f.leave(x.End.Line)
	f.land(loop.breaks)
}
