package syntax

// Node is any part of the tree.
type Node interface {
	// Bounds returns the source text that the node covers.
	Bounds() Span
}

// Bounds returns s itself: it makes every type that embeds a Span a Node.
func (s Span) Bounds() Span { return s }

// Block is a list of statements with a scope of its own. The root of a tree is
// the Block of the whole source.
type Block struct {
	Span
	Stmts []Stmt
}

// Variable is a local variable, parameter or loop variable.
type Variable struct {
	Span            // of its name where it is declared; empty for self and arg
	Name     string // self and arg (of a vararg function) are declared by Lua
	Param    bool   // a parameter, loop variable, self or arg: its values come from elsewhere
	Written  bool   // assigned somewhere after its declaration
	Captured bool   // used by a function inside the one that declares it
	shadowed *Variable
	owner    *function
}

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// The expressions.
type (
	// NilExpr is nil.
	NilExpr struct{ Span }
	// TrueExpr is true.
	TrueExpr struct{ Span }
	// FalseExpr is false.
	FalseExpr struct{ Span }
	// VarargExpr is ... as a value.
	VarargExpr struct{ Span }
	// NumberExpr is a number; Value is what Lua 5.1 reads it as.
	NumberExpr struct {
		Span
		Value float64
	}
	// StringExpr is a string, quoted or in long brackets; its Span includes
	// them. It also stands for the name b in a.b, a:b() and {b = 1}.
	StringExpr struct {
		Span
		Value string
	}
	// NameExpr is a variable.
	NameExpr struct {
		Span
		Name string    // DO where the client is written do
		Var  *Variable // nil: a global
	}
	// IndexExpr is a.b or a[b].
	IndexExpr struct {
		Span
		Object Expr
		Key    Expr
		Dot    bool // a.b: Key is a *StringExpr
	}
	// CallExpr is f(...), f{...}, f"..." or a:f(...).
	CallExpr struct {
		Span
		Func   Expr        // the function; with Method the object before the colon
		Method *StringExpr // nil without a colon
		Open   Pos         // of the parenthesis, or of the table or string that is the argument
		Args   []Expr
	}
	// FunctionExpr is a function, also the one of a FunctionStmt.
	FunctionExpr struct {
		Span
		Params []*Variable // with self first in function a:b()
		Vararg bool
		Arg    *Variable // the table arg, if Vararg
		Body   *Block
	}
	// TableExpr is a table constructor.
	TableExpr struct {
		Span
		Fields []Field
	}
	// BinaryExpr is an operation of two operands; Op is And, Or, Plus and so on.
	BinaryExpr struct {
		Span
		Op          Kind
		OpPos       Pos
		Left, Right Expr
	}
	// UnaryExpr is an operation of one operand; Op is Not, Minus or Hash.
	UnaryExpr struct {
		Span
		Op      Kind
		Operand Expr
	}
	// ParenExpr is an expression in parentheses.
	ParenExpr struct {
		Span
		Inner Expr
	}
)

// Field is one field of a table constructor.
type Field struct {
	Span
	Key   Expr // nil: the next position in the list
	Named bool // name = value: Key is a *StringExpr
	Value Expr
}

func (*NilExpr) expr()      {}
func (*TrueExpr) expr()     {}
func (*FalseExpr) expr()    {}
func (*VarargExpr) expr()   {}
func (*NumberExpr) expr()   {}
func (*StringExpr) expr()   {}
func (*NameExpr) expr()     {}
func (*IndexExpr) expr()    {}
func (*CallExpr) expr()     {}
func (*FunctionExpr) expr() {}
func (*TableExpr) expr()    {}
func (*BinaryExpr) expr()   {}
func (*UnaryExpr) expr()    {}
func (*ParenExpr) expr()    {}

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// The statements.
type (
	// LocalStmt is local a, b = 1, 2.
	LocalStmt struct {
		Span
		Vars   []*Variable
		Values []Expr
	}
	// LocalFunctionStmt is local function f() ... end.
	LocalFunctionStmt struct {
		Span
		Var  *Variable
		Func *FunctionExpr
	}
	// FunctionStmt is function a.b.c() ... end or function a.b:c() ... end.
	FunctionStmt struct {
		Span
		Target Expr        // a *NameExpr or *IndexExpr; with Method the object before the colon
		Method *StringExpr // nil without a colon
		Func   *FunctionExpr
	}
	// AssignStmt is a, b.c = 1, 2.
	AssignStmt struct {
		Span
		Targets []Expr // *NameExpr and *IndexExpr
		Values  []Expr
	}
	// CallStmt is a call for its effects; Call is a *CallExpr, or one in
	// parentheses, which gopher-lua allows.
	CallStmt struct {
		Span
		Call Expr
	}
	// DoStmt is do ... end.
	DoStmt struct {
		Span
		Body *Block
	}
	// WhileStmt is while c do ... end.
	WhileStmt struct {
		Span
		Cond Expr
		Body *Block
	}
	// RepeatStmt is repeat ... until c.
	RepeatStmt struct {
		Span
		Body *Block
		Cond Expr
	}
	// IfStmt is if c then ... elseif c then ... else ... end.
	IfStmt struct {
		Span
		Clauses []IfClause // the first and one for each elseif
		Else    *Block     // nil without an else
	}
	// NumericForStmt is for i = start, limit, step do ... end.
	NumericForStmt struct {
		Span
		Var                *Variable
		Start, Limit, Step Expr // Step is nil if not given
		Do                 Pos  // of the keyword before the body
		Body               *Block
	}
	// GenericForStmt is for k, v in explist do ... end.
	GenericForStmt struct {
		Span
		Vars   []*Variable
		Values []Expr
		Body   *Block
	}
	// ReturnStmt is return a, b.
	ReturnStmt struct {
		Span
		Values []Expr
	}
	// BreakStmt is break.
	BreakStmt struct{ Span }
	// GotoStmt is goto label.
	GotoStmt struct {
		Span
		Label string
	}
	// LabelStmt is ::name::.
	LabelStmt struct {
		Span
		Name string
	}
)

// IfClause is a condition and what is done when it holds.
type IfClause struct {
	Span
	Cond Expr
	Body *Block
}

func (*LocalStmt) stmt()         {}
func (*LocalFunctionStmt) stmt() {}
func (*FunctionStmt) stmt()      {}
func (*AssignStmt) stmt()        {}
func (*CallStmt) stmt()          {}
func (*DoStmt) stmt()            {}
func (*WhileStmt) stmt()         {}
func (*RepeatStmt) stmt()        {}
func (*IfStmt) stmt()            {}
func (*NumericForStmt) stmt()    {}
func (*GenericForStmt) stmt()    {}
func (*ReturnStmt) stmt()        {}
func (*BreakStmt) stmt()         {}
func (*GotoStmt) stmt()          {}
func (*LabelStmt) stmt()         {}
