package syntax

import "fmt"

// What gopher-lua's compiler cannot take, beyond depth: it searches constants,
// names, labels and constant operands one by one, each for every use, so that a
// source of a megabyte could keep it busy for an hour; and its jumps have 18
// bits, of which it checks the sign of none. cost.go estimates both from above,
// by the way the compiler goes through the tree.

const (
	// maxWork is the time that the compiler may spend on searches, in the
	// nanoseconds that a step of each took when measured.
	maxWork = 1_000_000_000

	constantStep = 15 // a constant of the function passed while looking for one
	foldStep     = 55 // an operand looked at again for an operation above it
	digitStep    = 2  // and read again, for each of its digits

	maxJump   = 1<<17 - 1 // instructions that a jump can cross
	maxLabels = 1<<17 - 1 // places to jump to in one function
)

// estimate walks the tree of a function as the compiler does.
type estimate struct {
	p         *parser
	code      int //  instructions of the function so far, at most
	labels    int
	constants map[any]int
	folded    int // constants that come of operations on constants
}

func (p *parser) checkCost(block *Block) (err error) {
	defer p.recover(&err)
	p.estimateFunction(block)
	return nil
}

func (p *parser) estimateFunction(body *Block) {
	e := estimate{p: p, constants: map[any]int{}}
	e.block(body)
	if e.labels > maxLabels {
		p.failLimit(body.Start, fmt.Sprintf("function is too large: more than %d conditions and loops", maxLabels/3))
	}
	if body.hasGoto {
		e.checkJump(body.Start, 0, "function with goto")
	}
}

// checkJump fails if the code since from is too long to jump over.
func (e *estimate) checkJump(at Pos, from int, what string) {
	if e.code-from > maxJump {
		e.p.failLimit(at, fmt.Sprintf("%s is too long: more than %d instructions to jump over", what, maxJump))
	}
}

// spend adds to the compiler's work.
func (e *estimate) spend(at Pos, work int, why string) {
	if e.p.work += work; e.p.work > maxWork {
		e.p.failLimit(at, "source would take too long to compile: "+why)
	}
}

func (e *estimate) constant(at Pos, value any) {
	index, ok := e.constants[value]
	if !ok {
		index = len(e.constants)
		e.constants[value] = index
	}
	e.code++
	e.spend(at, constantStep*(index+e.folded+1), "too many different constants in one function (keep large data in a file)")
}

func (e *estimate) block(b *Block) {
	if b == nil {
		return
	}
	e.code++ // closing the variables that inner functions use
	for _, stmt := range b.Stmts {
		e.stmt(stmt)
	}
}

func (e *estimate) stmt(stmt Stmt) {
	from := e.code
	switch x := stmt.(type) {
	case *LocalStmt:
		e.code++
		e.exprs(x.Values)
	case *LocalFunctionStmt:
		e.expr(x.Func, 0)
	case *FunctionStmt:
		e.code++
		e.expr(x.Target, 0)
		if x.Method != nil {
			e.constant(x.Method.Start, x.Method.Value)
		}
		e.expr(x.Func, 0)
	case *AssignStmt:
		e.code += 2 * len(x.Targets)
		e.exprs(x.Targets)
		e.exprs(x.Values)
	case *CallStmt:
		e.expr(x.Call, 0)
	case *DoStmt:
		e.block(x.Body)
	case *WhileStmt:
		e.code += 5
		e.labels += 3
		e.expr(x.Cond, 0)
		e.block(x.Body)
		e.checkJump(x.Start, from, "loop")
	case *RepeatStmt:
		e.code += 6
		e.labels += 4
		e.block(x.Body)
		e.expr(x.Cond, 0)
		e.checkJump(x.Start, from, "loop")
	case *IfStmt:
		for _, clause := range x.Clauses {
			e.code += 4
			e.labels += 3
			e.expr(clause.Cond, 0)
			e.block(clause.Body)
		}
		e.block(x.Else)
	case *NumericForStmt:
		e.code += 5
		e.labels++
		e.exprs([]Expr{x.Start, x.Limit})
		if x.Step != nil {
			e.expr(x.Step, 0)
		} else {
			e.constant(x.Span.Start, 1.0)
		}
		e.block(x.Body)
		e.checkJump(x.Span.Start, from, "loop")
	case *GenericForStmt:
		e.code += 5
		e.labels += 3
		e.exprs(x.Values)
		e.block(x.Body)
		e.checkJump(x.Start, from, "loop")
	case *ReturnStmt:
		e.code += 2
		e.exprs(x.Values)
	case *BreakStmt, *GotoStmt:
		e.code += 2
	case *LabelStmt:
		e.labels++
	}
}

func (e *estimate) exprs(list []Expr) {
	for _, x := range list {
		e.expr(x, 0)
	}
}

// expr adds the cost of x, which stands below folds arithmetic operations: at
// each the compiler looks through all operands for constants to fold. It
// returns whether x is such a constant.
func (e *estimate) expr(x Expr, folds int) (constant bool) {
	if folds > 0 {
		e.spend(x.Bounds().Start, foldStep*folds, "too many arithmetic operations in one expression")
	}
	switch x := x.(type) {
	case *NumberExpr:
		e.constant(x.Start, x.Value)
		if x.Value >= 1<<63 {
			e.fold(x.Start) // to the VM no number: a constant that is never found again
		}
		e.spend(x.Start, digitStep*folds*int(x.End.Offset-x.Start.Offset), "too many arithmetic operations in one expression")
		return true
	case *StringExpr:
		e.constant(x.Start, x.Value)
	case *NameExpr:
		if x.Var == nil {
			e.constant(x.Start, x.Name)
		} else {
			e.code++
		}
	case *IndexExpr:
		e.code++
		e.expr(x.Object, 0)
		e.expr(x.Key, 0)
	case *CallExpr:
		e.code += 2
		e.expr(x.Func, 0)
		if x.Method != nil {
			e.code++
			e.constant(x.Method.Start, x.Method.Value)
		}
		e.exprs(x.Args)
	case *FunctionExpr:
		e.code += 2 + x.upvalues // one more, for gopher-lua takes f in local f = function() f() end for the new f
		e.p.estimateFunction(x.Body)
	case *TableExpr:
		e.code += 4
		for _, field := range x.Fields {
			e.code += 2
			if field.Key != nil {
				e.code++
				e.expr(field.Key, 0)
			}
			e.expr(field.Value, 0)
		}
	case *BinaryExpr:
		return e.binary(x, folds)
	case *UnaryExpr:
		e.code++
		if x.Op != Minus {
			e.expr(x.Operand, 0)
		} else if e.expr(x.Operand, folds+1) {
			e.fold(x.Start)
			return true
		}
	case *ParenExpr:
		return e.expr(x.Inner, folds)
	default:
		e.code++
	}
	return false
}

func (e *estimate) binary(x *BinaryExpr, folds int) (constant bool) {
	switch x.Op {
	case Plus, Minus, Star, Slash, Percent, Power:
		e.code++
		left := e.expr(x.Left, folds+1)
		right := e.expr(x.Right, folds+1)
		if left && right {
			e.fold(x.Start)
		}
		return left && right
	case And, Or:
		e.code += 6
		e.labels += 4
	case Concat:
		e.code++
	default: // comparisons
		e.code += 4
		e.labels++
	}
	e.expr(x.Left, 0)
	e.expr(x.Right, 0)
	return false
}

// fold counts the constant that an operation on constants becomes.
func (e *estimate) fold(at Pos) {
	e.folded++
	e.spend(at, constantStep*(len(e.constants)+e.folded), "too many different constants in one function (keep large data in a file)")
}
