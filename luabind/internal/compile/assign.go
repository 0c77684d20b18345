package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// target is where an assignment stores a value.
type target struct {
	kind  targetKind
	at    int  // the local's register, the upvalue, the global's name, the register of the table
	key   int  // operand, of a field
	named bool // the key is a string constant
}

type targetKind uint8

const (
	toLocal targetKind = iota
	toUpvalue
	toGlobal
	toField
)

// target evaluates what a target consists of.
func (f *function) target(e syntax.Expr) target {
	switch x := e.(type) {
	case *syntax.NameExpr:
		if x.Var == nil {
			return target{kind: toGlobal, at: f.constant(lua.LString(x.Name))}
		}
		if reg, ok := f.registers[x.Var]; ok {
			return target{kind: toLocal, at: reg}
		}
		return target{kind: toUpvalue, at: f.upvalue(x.Var)}
	case *syntax.IndexExpr:
		t := target{kind: toField, at: f.register(x.Object, none)}
		t.key = f.operand(x.Key, none)
		_, t.named = bare(x.Key).(*syntax.StringExpr)
		return t
	}
	panic("compile: target of an assignment")
}

// store puts the value of an operand where t says. A local, upvalue or global
// takes a register.
func (f *function) store(t target, value int, line int32) {
	switch {
	case t.kind == toLocal:
		if t.at != value {
			f.emit(line, lua.OP_MOVE, t.at, value, 0)
		}
	case t.kind == toUpvalue:
		f.emit(line, lua.OP_SETUPVAL, value, t.at, 0)
	case t.kind == toGlobal:
		f.emitX(line, lua.OP_SETGLOBAL, value, t.at)
	case t.named:
		f.emit(line, lua.OP_SETTABLEKS, t.at, t.key, value)
	default:
		f.emit(line, lua.OP_SETTABLE, t.at, t.key, value)
	}
}

// storeExpr evaluates an expression and stores its value.
func (f *function) storeExpr(t target, e syntax.Expr, line int32) {
	switch t.kind {
	case toLocal:
		f.exprTo(e, t.at)
	case toField:
		f.store(t, f.operand(e, none), line)
	default:
		f.store(t, f.register(e, none), line)
	}
}

// assign evaluates all targets, then all values, and stores these from right
// to left.
func (f *function) assign(x *syntax.AssignStmt) {
	line := x.End.Line
	if len(x.Targets) == 1 && len(x.Values) == 1 {
		f.storeExpr(f.target(x.Targets[0]), x.Values[0], line)
		return
	}
	var targets []target
	for _, e := range x.Targets {
		t := f.target(e)
		if t.kind == toLocal {
			f.separate(targets, t.at, e.Bounds())
		}
		targets = append(targets, t)
	}
	n := len(targets)
	base := f.free
	if len(x.Values) == n {
		n--
		for _, e := range x.Values[:n] {
			f.next(e)
		}
		f.storeExpr(targets[n], x.Values[n], line)
	} else {
		f.values(x.Values, n, x.Start)
	}
	for i := n - 1; i >= 0; i-- {
		f.store(targets[i], base+i, line)
	}
}

// separate gives the fields among targets that are looked up by the local in a
// register a copy of it: the local is to be assigned to before them.
func (f *function) separate(targets []target, reg int, at syntax.Span) {
	duplicate := none
	for i := range targets {
		t := &targets[i]
		if t.kind != toField || t.at != reg && t.key != reg {
			continue
		}
		if duplicate == none {
			duplicate = f.push(1, at.Start)
			f.emit(at.Start.Line, lua.OP_MOVE, duplicate, reg, 0)
		}
		if t.at == reg {
			t.at = duplicate
		}
		if t.key == reg {
			t.key = duplicate
		}
	}
}
