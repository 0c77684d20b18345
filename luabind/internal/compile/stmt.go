package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// statements compiles the statements of a block. More says that the block goes
// on behind them.
func (f *function) statements(stmts []syntax.Stmt, more bool) {
	end := len(stmts) // the first of the labels that nothing follows
	for !more && end > 0 && isLabel(stmts[end-1]) {
		end--
	}
	reached := int32(0)
	for i, s := range stmts {
		if l, ok := s.(*syntax.LabelStmt); ok {
			f.label(l, i >= end)
		} else {
			if start := s.Bounds().Start; f.set.Line != nil && start.Line != reached {
				reached = start.Line
				f.reach(start)
			}
			f.statement(s)
			f.free = len(f.active)
		}
	}
}

// reach compiles the call that counts a line.
func (f *function) reach(at syntax.Pos) {
	base := f.push(1, at)
	f.load(f.set.Line(at.Line), base, at.Line)
	f.emit(at.Line, lua.OP_CALL, base, 1, 1)
	f.free = len(f.active)
}

// ends compiles the call that is made before the main function returns.
func (f *function) ends(at syntax.Pos) {
	if !f.main || f.set.End == nil {
		return
	}
	base := f.push(1, at)
	f.load(f.set.End, base, at.Line)
	f.emit(at.Line, lua.OP_CALL, base, 1, 1)
	f.free = len(f.active)
}

func isLabel(s syntax.Stmt) bool {
	_, ok := s.(*syntax.LabelStmt)
	return ok
}

func (f *function) statement(s syntax.Stmt) {
	switch x := s.(type) {
	case *syntax.LocalStmt:
		f.values(x.Values, len(x.Vars), x.Start)
		for _, v := range x.Vars {
			f.declare(v)
		}
	case *syntax.LocalFunctionStmt:
		reg := f.push(1, x.Start)
		f.declare(x.Var)
		f.closure(x.Func, reg)
	case *syntax.FunctionStmt:
		f.functionStmt(x)
	case *syntax.AssignStmt:
		f.assign(x)
	case *syntax.CallStmt:
		f.call(bare(x.Call).(*syntax.CallExpr), 0)
	case *syntax.DoStmt:
		f.scope(x.Body)
	case *syntax.WhileStmt:
		f.while(x)
	case *syntax.RepeatStmt:
		f.repeat(x)
	case *syntax.IfStmt:
		f.ifStmt(x)
	case *syntax.NumericForStmt:
		f.numericFor(x)
	case *syntax.GenericForStmt:
		f.genericFor(x)
	case *syntax.ReturnStmt:
		f.returnStmt(x)
	case *syntax.BreakStmt:
		f.breakLoop(x)
	case *syntax.GotoStmt:
		f.jumpToLabel(x)
	}
}

// functionStmt happens on its first line, whatever is on the others.
func (f *function) functionStmt(x *syntax.FunctionStmt) {
	var t target
	if x.Method != nil {
		t = target{kind: toField, at: f.register(x.Target, none), named: true}
		t.key = f.constantOperand(lua.LString(x.Method.Value), x.Method.Start)
	} else {
		t = f.target(x.Target)
	}
	reg := t.at
	if t.kind != toLocal {
		reg = f.push(1, x.Start)
	}
	f.closure(x.Func, reg)
	f.store(t, reg, x.Start.Line)
}

func (f *function) ifStmt(x *syntax.IfStmt) {
	var ends []int
	for i, clause := range x.Clauses {
		skip := f.condition(clause.Cond, false, none)
		f.scope(clause.Body)
		if i < len(x.Clauses)-1 || x.Else != nil {
			ends = append(ends, f.jump(clause.Body.End.Line))
		}
		f.land(skip)
	}
	if x.Else != nil {
		f.scope(x.Else)
	}
	f.land(ends)
}

func (f *function) returnStmt(x *syntax.ReturnStmt) {
	line := x.End.Line
	f.ends(x.Start)
	if len(x.Values) == 1 {
		switch v := x.Values[0].(type) {
		case *syntax.CallExpr:
			base := f.free
			f.callOf(v, lua.OP_TAILCALL, 0)
			f.emit(line, lua.OP_RETURN, base, 0, 0)
			return
		case *syntax.VarargExpr:
		default:
			f.emit(line, lua.OP_RETURN, f.register(v, none), 2, 0)
			return
		}
	}
	base := f.free
	n := f.openValues(x.Values)
	f.emit(line, lua.OP_RETURN, base, n+1, 0)
}
