package syntax

// The lines that Lua 5.1 reports for what an expression does. Most operations
// happen on the line where the expression ends, as their Bounds say.

// Line returns the line of the call itself: that of its opening parenthesis,
// or of the end of a string that is its argument.
func (x *CallExpr) Line() int32 {
	if len(x.Args) == 1 && x.Args[0].Bounds().Start == x.Open {
		if s, ok := x.Args[0].(*StringExpr); ok {
			return s.End.Line
		}
	}
	return x.Open.Line
}

// Line returns the line of the calls of a loop's iterator.
func (x *GenericForStmt) Line() int32 {
	// That of the token behind in, whose end counts where it is a string.
	for e := x.Values[0]; ; {
		switch left := e.(type) {
		case *BinaryExpr:
			e = left.Left
		case *IndexExpr:
			e = left.Object
		case *CallExpr:
			e = left.Func
		case *StringExpr:
			return left.End.Line
		default:
			return e.Bounds().Start.Line
		}
	}
}
