package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// multiple says whether an expression gives any number of values.
func multiple(e syntax.Expr) bool {
	switch e.(type) {
	case *syntax.CallExpr, *syntax.VarargExpr:
		return true
	}
	return false
}

// values evaluates a list of expressions to so many values in new registers.
func (f *function) values(list []syntax.Expr, want int, at syntax.Pos) {
	base := f.free
	for i, e := range list {
		switch {
		case i == len(list)-1 && multiple(e) && want > i:
			f.several(e, want-i)
			f.push(want-i, at)
			return
		case i < want:
			f.next(e)
		default: // one too many: for its effects
			f.next(e)
			f.free = base + want
		}
	}
	if missing := want - len(list); missing > 0 {
		first := f.push(missing, at)
		f.emit(at.Line, lua.OP_LOADNIL, first, first+missing-1, 0)
	}
}

// openValues evaluates a list of expressions to new registers. It returns how
// many values there are, -1 if the last expression gives any number of them, up
// to the VM's top.
func (f *function) openValues(list []syntax.Expr) int {
	for i, e := range list {
		if i == len(list)-1 && multiple(e) {
			f.several(e, -1)
			return -1
		}
		f.next(e)
	}
	return len(list)
}

// several evaluates an expression that gives any number of values to n of them,
// or as many as there are (-1), above the registers in use.
func (f *function) several(e syntax.Expr, n int) {
	if call, ok := e.(*syntax.CallExpr); ok {
		f.call(call, n)
		return
	}
	line := e.Bounds().End.Line
	f.proto.IsVarArg &^= lua.VarArgNeedsArg
	// A vararg instruction forgets all registers above its values.
	f.emit(line, lua.OP_VARARG, f.free, n+1, 0)
	free := f.free
	f.push(max(n, 1), e.Bounds().Start)
	f.free = free
}

// single evaluates a call or vararg to one value.
func (f *function) single(e syntax.Expr, dst int) {
	free := f.free
	at := f.top(dst, e.Bounds().Start)
	f.free = at
	f.several(e, 1)
	f.free = free
	f.moveTo(dst, at, e.Bounds().End.Line)
}

// call evaluates a call to n results, or as many as there are (-1), above the
// registers in use.
func (f *function) call(x *syntax.CallExpr, n int) { f.callOf(x, lua.OP_CALL, n+1) }

func (f *function) callOf(x *syntax.CallExpr, op, results int) {
	base := f.free
	if x.Method != nil {
		f.self(x)
	} else {
		f.next(x.Func)
	}
	n := f.openValues(x.Args)
	if n >= 0 {
		n = f.free - base - 1
	}
	line := x.Line()
	pc := f.emit(line, op, base, n+1, results)
	f.proto.DbgCalls = append(f.proto.DbgCalls, lua.DbgCall{Pc: pc, Name: calledName(x)})
	f.free = base
	f.push(max(results-1, 1), x.Start)
	f.free = base
}

// self puts a method and its object into two new registers.
func (f *function) self(x *syntax.CallExpr) {
	base := f.push(1, x.Start)
	object := f.register(x.Func, base)
	f.push(1, x.Start)
	key := f.constantOperand(lua.LString(x.Method.Value), x.Method.Start)
	f.emit(x.Method.Start.Line, lua.OP_SELF, base, object, key)
	f.free = base + 2
}

// calledName is what tracebacks call the function that a call calls.
func calledName(x *syntax.CallExpr) string {
	if x.Method != nil {
		return x.Method.Value
	}
	switch fn := bare(x.Func).(type) {
	case *syntax.NameExpr:
		return fn.Name
	case *syntax.IndexExpr:
		if key, ok := fn.Key.(*syntax.StringExpr); ok {
			return key.Value
		}
	}
	return "?"
}

// table evaluates a table constructor. The fields of the list are gathered in
// registers and stored so many at a time.
func (f *function) table(x *syntax.TableExpr, dst int) {
	t := f.top(dst, x.Start)
	pc := f.emit(x.Start.Line, lua.OP_NEWTABLE, t, 0, 0)
	stored, pending, keyed := 0, 0, 0
	flush := func(n int, line int32) {
		f.setList(t, n, stored/lua.FieldsPerFlush+1, line)
		stored += pending
		pending = 0
		f.free = t + 1
	}
	for i, field := range x.Fields {
		if pending == lua.FieldsPerFlush {
			flush(pending, field.Start.Line)
		}
		switch {
		case field.Key != nil:
			keyed++
			f.field(t, field)
		case i == len(x.Fields)-1 && multiple(field.Value):
			f.several(field.Value, -1)
			flush(-1, field.End.Line)
		default:
			f.next(field.Value)
			pending++
		}
	}
	if pending > 0 {
		flush(pending, x.End.Line)
	}
	// How much room the table has at first.
	f.proto.Code[pc] |= uint32(min(keyed, operandMask))<<cShift | uint32(min(stored, operandMask))
	f.moveTo(dst, t, x.End.Line)
}

func (f *function) field(t int, field syntax.Field) {
	free := f.free
	key := f.operand(field.Key, none)
	value := f.operand(field.Value, none)
	_, named := bare(field.Key).(*syntax.StringExpr)
	f.store(target{kind: toField, at: t, key: key, named: named}, value, field.End.Line)
	f.free = free
}

// setList stores n values, or all up to the VM's top (-1), as the given batch
// of the table's list.
func (f *function) setList(t, n, batch int, line int32) {
	if batch <= operandMask {
		f.emit(line, lua.OP_SETLIST, t, max(n, 0), batch)
		return
	}
	f.emit(line, lua.OP_SETLIST, t, max(n, 0), 0)
	f.add(line, uint32(batch))
}
