// Package compile turns the syntax tree of a Lua 5.1 program into a function
// prototype for gopher-lua's virtual machine.
//
// gopher-lua has a compiler of its own, which gives some correct programs
// another meaning without a word: a, b = b, a loses a value, a break loses the
// variables that inner functions have captured, for k in f, s, g() calls what g
// is and not what it returns. This one is written from the Lua 5.1 manual and
// held against the reference implementation by random programs (see the tests
// of package luabind). It evaluates in the reference implementation's order and
// notes the lines that the reference implementation reports.
//
// Beyond Lua 5.1 it knows goto and labels. What the VM does without bounds or
// wrong is carried out by package vm's own loop.
//
// How the code is made: each function of the source has a [function] here, with
// its registers as a stack. The lowest registers are the visible local
// variables, those above hold what expressions have computed so far. An
// expression is evaluated to a place that its user chooses (exprTo), to a new
// register on top (next), or to what an instruction can take as an operand: the
// register of a local variable or a constant (operand).
package compile

import (
	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Setting is what a program is compiled for. The zero value is a program of its
// own, which nobody watches.
type Setting struct {
	// Line, if set, gives the function that is called before the statements
	// that begin on a line.
	Line func(line int32) *lua.LFunction
	// End, if set, is called when the main function is about to return.
	End *lua.LFunction
	// Outer are the variables around the program. Those that it uses are the
	// main function's upvalues, by their names.
	Outer []*syntax.Variable
}

// Compile makes the prototype of a main function. The name of its source is
// name. The error is a *[syntax.Error] that says which of the VM's limits
// the program exceeds.
//
// The prototype is complete but for a table that the VM keeps to itself: the
// strings among its constants.
func Compile(root *syntax.Block, name string, set Setting) (proto *lua.FunctionProto, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *syntax.Error:
			err = r
		default:
			panic(r)
		}
	}()
	u := &unit{chunk: name, set: set, folded: map[*syntax.BinaryExpr]folded{}}
	around := u.open(nil, root.Span)
	for i, v := range set.Outer {
		around.registers[v] = i
	}
	f := u.open(around, root.Span)
	f.main = true
	f.proto.IsVarArg = lua.VarArgIsVarArg
	f.body(root)
	return f.proto, nil
}

// unit is a source text that is being compiled.
type unit struct {
	chunk  string
	set    Setting
	folded map[*syntax.BinaryExpr]folded
}

// function is a function whose code is being made.
type function struct {
	*unit
	parent *function
	main   bool
	span   syntax.Span
	proto  *lua.FunctionProto

	constants map[any]int
	registers map[*syntax.Variable]int // of the locals that are visible
	upvalues  map[*syntax.Variable]int
	captures  []capture // where the function's upvalues come from
	active    []local   // visible locals, by register
	free      int       // the first register that is not in use
	used      int       // registers in use at any time
	block     *block
}

// local is a local variable in a register.
type local struct {
	variable *syntax.Variable // nil for those that a for loop hides
	info     *lua.DbgLocalInfo
}

// capture says what an upvalue is in the function around: a local's register,
// or an upvalue of its own.
type capture struct {
	local bool
	index int
}

func (u *unit) open(parent *function, span syntax.Span) *function {
	return &function{
		unit: u, parent: parent, span: span,
		proto:     &lua.FunctionProto{SourceName: u.chunk},
		constants: map[any]int{}, registers: map[*syntax.Variable]int{}, upvalues: map[*syntax.Variable]int{},
	}
}

// body compiles a function's statements, whose parameters are declared.
func (f *function) body(b *syntax.Block) {
	end := f.span.End.Line
	f.enter(false)
	f.statements(b.Stmts, false)
	f.ends(f.span.End)
	f.emit(end, lua.OP_RETURN, 0, 1, 0)
	f.leaveFunction()
	p := f.proto
	// One more than the function uses: a tail call moves as many registers of
	// what it calls as this says, and the called function itself counts as one
	// of them. With fewer than the parameters and one, the last argument is lost.
	p.NumUsedRegisters = uint8(max(f.used+1, 2))
	p.NumUpvalues = uint8(len(f.captures))
	f.finish()
}

// closure compiles an inner function to a closure in a register.
func (f *function) closure(x *syntax.FunctionExpr, dst int) {
	g := f.open(f, x.Span)
	p := g.proto
	p.LineDefined, p.LastLineDefined = int(x.Start.Line), int(x.End.Line)
	p.NumParameters = uint8(len(x.Params))
	params := x.Params
	if x.Vararg {
		// The table arg is made only where ... is not used.
		p.IsVarArg = lua.VarArgHasArg | lua.VarArgIsVarArg | lua.VarArgNeedsArg
		params = append(params[:len(params):len(params)], x.Arg)
	}
	g.push(len(params), x.Start)
	for _, v := range params {
		g.declare(v)
	}
	g.body(x.Body)

	index := len(f.proto.FunctionPrototypes)
	f.proto.FunctionPrototypes = append(f.proto.FunctionPrototypes, p)
	f.emitX(x.End.Line, lua.OP_CLOSURE, dst, index)
	for _, c := range g.captures {
		op := lua.OP_GETUPVAL
		if c.local {
			op = lua.OP_MOVE
		}
		f.emit(x.End.Line, op, 0, c.index, 0)
	}
}

// fail gives up, for the program is beyond a limit.
func (f *function) fail(at syntax.Pos, message string) {
	panic(&syntax.Error{Chunk: f.chunk, Line: int(at.Line), Column: int(at.Column), Message: message, Limit: true})
}
