package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// block is a stretch of the source with locals of its own.
type block struct {
	parent *block
	base   int // visible locals before it
	loop   bool
	breaks []int // jumps to behind the loop
	labels map[string]label
	gotos  []pendingGoto
}

type label struct {
	pc    int
	level int // visible locals there
}

// pendingGoto is a goto whose label has not been found yet.
type pendingGoto struct {
	name     string
	pc       int
	close    int // the instruction that closes upvalues before it, -1 if it leaves none
	captured int // the highest register there that inner functions share
}

func (f *function) enter(loop bool) *block {
	f.block = &block{parent: f.block, base: len(f.active), loop: loop}
	return f.block
}

// leave ends the innermost block: its locals are gone.
func (f *function) leave(line int32) {
	b := f.block
	f.closeFrom(b.base, line)
	f.resolveGotos()
	f.forget(b.base)
	f.block = b.parent
}

// leaveFunction is leave for a function's outermost block, at whose end it
// returns.
func (f *function) leaveFunction() {
	f.resolveGotos()
	f.forget(0)
	f.block = nil
}

// scope compiles a block's statements.
func (f *function) scope(b *syntax.Block) {
	f.enter(false)
	f.statements(b.Stmts, false)
	f.leave(b.End.Line)
}

// closeFrom has the locals from a register on, which are about to end, live on
// in the inner functions that share them.
func (f *function) closeFrom(level int, line int32) {
	if f.highestCaptured() >= level {
		f.emit(line, lua.OP_CLOSE, level, 0, 0)
	}
}

// highestCaptured is the highest register of a local that inner functions use.
func (f *function) highestCaptured() int {
	for i := len(f.active) - 1; i >= 0; i-- {
		if v := f.active[i].variable; v != nil && v.Captured {
			return i
		}
	}
	return -1
}

// declare makes a variable visible: the one in the first register that no
// local is in.
func (f *function) declare(v *syntax.Variable) {
	f.registers[v] = len(f.active)
	f.declareAs(v, v.Name)
}

// hide makes n locals that have no name in the source.
func (f *function) hide(names ...string) {
	for _, name := range names {
		f.declareAs(nil, name)
	}
}

func (f *function) declareAs(v *syntax.Variable, name string) {
	info := &lua.DbgLocalInfo{Name: name, StartPc: f.here()}
	f.proto.DbgLocals = append(f.proto.DbgLocals, info)
	f.active = append(f.active, local{v, info})
}

// forget ends the locals from a register on.
func (f *function) forget(level int) {
	for _, l := range f.active[level:] {
		l.info.EndPc = f.here()
	}
	f.active = f.active[:level]
	f.free = level
}

// upvalue is the place of an outer local among the function's upvalues.
func (f *function) upvalue(v *syntax.Variable) int {
	if i, ok := f.upvalues[v]; ok {
		return i
	}
	c := capture{}
	if reg, ok := f.parent.registers[v]; ok {
		c = capture{true, reg}
	} else {
		c.index = f.parent.upvalue(v)
	}
	i := len(f.captures)
	f.upvalues[v] = i
	f.captures = append(f.captures, c)
	f.proto.DbgUpvalues = append(f.proto.DbgUpvalues, v.Name)
	return i
}

func (f *function) breakLoop(x *syntax.BreakStmt) {
	b := f.block
	for !b.loop {
		b = b.parent
	}
	f.closeFrom(b.base, x.Start.Line)
	b.breaks = append(b.breaks, f.jump(x.Start.Line))
}

// label notes a label. At the end of a block its level is the block's own: a
// goto there may pass over declarations of locals.
func (f *function) label(x *syntax.LabelStmt, atEnd bool) {
	b := f.block
	if b.labels == nil {
		b.labels = map[string]label{}
	}
	l := label{f.here(), len(f.active)}
	if atEnd {
		l.level = b.base
	}
	b.labels[x.Name] = l
}

func (f *function) jumpToLabel(x *syntax.GotoStmt) {
	g := pendingGoto{name: x.Label, close: -1, captured: f.highestCaptured()}
	if g.captured >= 0 {
		g.close = f.emit(x.Start.Line, lua.OP_NOP, 0, 0, 0)
	}
	g.pc = f.jump(x.Start.Line)
	f.block.gotos = append(f.block.gotos, g)
}

// resolveGotos finds the labels for the gotos of a block that ends, and hands
// the others to the block around it.
func (f *function) resolveGotos() {
	b := f.block
	left := b.gotos[:0]
	for _, g := range b.gotos {
		l, ok := b.labels[g.name]
		if !ok {
			left = append(left, g)
			continue
		}
		f.setTarget(g.pc, l.pc)
		if g.captured >= l.level {
			f.proto.Code[g.close] = uint32(lua.OP_CLOSE)<<opShift | uint32(l.level)<<aShift
		}
	}
	if len(left) > 0 {
		// Their order does not matter: few join many.
		few, many := left, b.parent.gotos
		if len(few) > len(many) {
			few, many = many, few
		}
		b.parent.gotos = append(many, few...)
	}
}
