package syntax

// Walk calls visit for n and all that is in it, in the order of the source;
// where visit returns false it goes no deeper.
func Walk(n Node, visit func(Node) bool) {
	if !visit(n) {
		return
	}
	w := walker(visit)
	switch x := n.(type) {
	case *Block:
		for _, stmt := range x.Stmts {
			Walk(stmt, visit)
		}

	case *LocalStmt:
		w.exprs(x.Values)
	case *LocalFunctionStmt:
		Walk(x.Func, visit)
	case *FunctionStmt:
		Walk(x.Target, visit)
		if x.Method != nil {
			Walk(x.Method, visit)
		}
		Walk(x.Func, visit)
	case *AssignStmt:
		w.exprs(x.Targets)
		w.exprs(x.Values)
	case *CallStmt:
		Walk(x.Call, visit)
	case *DoStmt:
		Walk(x.Body, visit)
	case *WhileStmt:
		Walk(x.Cond, visit)
		Walk(x.Body, visit)
	case *RepeatStmt:
		Walk(x.Body, visit)
		Walk(x.Cond, visit)
	case *IfStmt:
		for _, clause := range x.Clauses {
			Walk(clause.Cond, visit)
			Walk(clause.Body, visit)
		}
		if x.Else != nil {
			Walk(x.Else, visit)
		}
	case *NumericForStmt:
		Walk(x.Start, visit)
		Walk(x.Limit, visit)
		if x.Step != nil {
			Walk(x.Step, visit)
		}
		Walk(x.Body, visit)
	case *GenericForStmt:
		w.exprs(x.Values)
		Walk(x.Body, visit)
	case *ReturnStmt:
		w.exprs(x.Values)

	case *IndexExpr:
		Walk(x.Object, visit)
		Walk(x.Key, visit)
	case *CallExpr:
		Walk(x.Func, visit)
		if x.Method != nil {
			Walk(x.Method, visit)
		}
		w.exprs(x.Args)
	case *FunctionExpr:
		Walk(x.Body, visit)
	case *TableExpr:
		for _, field := range x.Fields {
			if field.Key != nil {
				Walk(field.Key, visit)
			}
			Walk(field.Value, visit)
		}
	case *BinaryExpr:
		Walk(x.Left, visit)
		Walk(x.Right, visit)
	case *UnaryExpr:
		Walk(x.Operand, visit)
	case *ParenExpr:
		Walk(x.Inner, visit)
	}
}

type walker func(Node) bool

func (w walker) exprs(list []Expr) {
	for _, e := range list {
		Walk(e, w)
	}
}
