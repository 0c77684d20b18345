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
	base := f.forValues(x)
	f.hide("(for index)", "(for limit)", "(for step)")
	prep := f.emitX(x.Do.Line, lua.OP_FORPREP, base, jumpBias)

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

// forValues evaluates what a loop counts by to three new registers.
func (f *function) forValues(x *syntax.NumericForStmt) int {
	given := []syntax.Expr{x.Start, x.Limit}
	if x.Step != nil {
		given = append(given, x.Step)
	}
	base := f.free
	for _, e := range given {
		f.next(e)
	}
	if x.Step == nil {
		f.load(lua.LNumber(1), f.push(1, x.Span.Start), x.Do.Line)
	}
	return base
}

func (f *function) genericFor(x *syntax.GenericForStmt) {
	line := x.Line()
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
