package syntax

// slab makes the nodes of a tree many at a time: a tree has tens of thousands of
// them, and each would cost the allocator and the collector on its own.
type slab[T any] struct {
	free []T
	size int // of the last piece
}

// Sizes of the pieces: small sources stay small.
const (
	firstSlab = 8
	lastSlab  = 256
)

// put returns a place of its own for v.
func (s *slab[T]) put(v T) *T {
	if len(s.free) == 0 {
		s.grow(1)
	}
	at := &s.free[0]
	s.free = s.free[1:]
	*at = v
	return at
}

func (s *slab[T]) grow(atLeast int) {
	s.size = max(firstSlab, min(2*s.size, lastSlab))
	s.free = make([]T, max(s.size, atLeast))
}

// gather collects lists whose length is not known before they end. Lists within
// lists lie behind them on one stack.
type gather[T any] struct {
	stack []T
	slab  slab[T]
}

func (g *gather[T]) add(v T) { g.stack = append(g.stack, v) }

// cut takes what lies behind from as a list of its own, nil if that is nothing.
func (g *gather[T]) cut(from int) []T {
	n := len(g.stack) - from
	if n == 0 {
		return nil
	}
	if len(g.slab.free) < n {
		g.slab.grow(n)
	}
	list := g.slab.free[:n:n]
	g.slab.free = g.slab.free[n:]
	copy(list, g.stack[from:])
	g.stack = g.stack[:from]
	return list
}

// nodes are where a parser's nodes come from.
type nodes struct {
	blocks    slab[Block]
	variables slab[Variable]

	names    slab[NameExpr]
	strings  slab[StringExpr]
	numbers  slab[NumberExpr]
	indices  slab[IndexExpr]
	calls    slab[CallExpr]
	closures slab[FunctionExpr]
	tables   slab[TableExpr]
	binaries slab[BinaryExpr]

	locals      slab[LocalStmt]
	assignments slab[AssignStmt]
	callStmts   slab[CallStmt]
	ifs         slab[IfStmt]
	returns     slab[ReturnStmt]

	exprs   gather[Expr]
	fields  gather[Field]
	stmts   gather[Stmt]
	vars    gather[*Variable]
	clauses gather[IfClause]
}
