package check

import (
	"slices"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// collectAssigned notes what local variables are given after they were declared;
// nil: what is not known.
func (s *script) collectAssigned(n syntax.Node) {
	assign := func(target, value syntax.Expr) {
		if x, ok := target.(*syntax.NameExpr); ok && x.Var != nil {
			s.assignments[x.Var] = append(s.assignments[x.Var], value)
		}
	}
	switch x := n.(type) {
	case *syntax.AssignStmt:
		last := x.Values[len(x.Values)-1]
		for i, target := range x.Targets {
			switch {
			case i < len(x.Values):
				assign(target, x.Values[i])
			case isOpen(last):
				assign(target, nil) // a further result of a call
			default:
				assign(target, nothing)
			}
		}
	case *syntax.FunctionStmt:
		if x.Method == nil {
			assign(x.Target, nil)
		}
	}
}

// collectProtected notes what local ok, x = pcall(f, ...) gives.
func (s *script) collectProtected(x *syntax.LocalStmt) {
	if len(x.Vars) < 2 || len(x.Values) != 1 {
		return
	}
	if call, ok := x.Values[0].(*syntax.CallExpr); ok && call.Method == nil && isGlobal(call.Func, "pcall") && len(call.Args) > 0 {
		s.origins[x.Vars[1]] = origin{expr: &syntax.CallExpr{Func: call.Args[0], Args: call.Args[1:]}, likely: true}
	}
}

// collectCallback notes what a function is called with that goes through a list:
// it:each(function(d) ... end), task.map(list, function(d) ... end).
func (s *script) collectCallback(x *syntax.CallExpr) {
	o := origin{element: true, called: true}
	at := 0
	switch {
	case x.Method != nil:
		switch x.Method.Value {
		case "each", "map", "filter", "find":
		default:
			return
		}
		o.expr = x.Func
	case len(x.Args) > 1:
		index, ok := x.Func.(*syntax.IndexExpr)
		if !ok {
			return
		}
		if key, ok := index.Key.(*syntax.StringExpr); !ok || key.Value != "map" {
			return
		}
		o.expr, o.mapped, at = x.Args[0], index.Object, 1
	}
	if o.expr == nil || len(x.Args) <= at {
		return
	}
	if f, ok := unparen(x.Args[at]).(*syntax.FunctionExpr); ok && len(f.Params) > 0 {
		s.origins[f.Params[0]] = o
	}
}

// settled is what is known of a local variable that is assigned to again, where all
// that it ever holds are objects of one class, iterators or lists of them, or nil:
// then it does not matter which of the values it has.
func (s *script) settled(v *syntax.Variable, o origin) value {
	if s.unsettled[v] || o.likely || s.altered {
		return value{}
	}
	all := s.assignments[v]
	if !o.element {
		all = append([]syntax.Expr{o.expr}, all...)
	}
	var first value
	if o.element {
		first = s.checker.known.element(s.valueOf(o.expr))
	} else if i := slices.IndexFunc(all, func(e syntax.Expr) bool { return e == nil || !isNil(e) }); i >= 0 && all[i] != nil {
		first = s.valueOf(all[i])
	}
	if !first.isObjects() {
		return value{}
	}
	// Others may be made from the variable itself: v = v:fetch(). So it is taken for
	// what it was first, and then they all have to be that.
	if s.assumed == nil {
		s.assumed, s.unsettled = map[*syntax.Variable]value{}, map[*syntax.Variable]bool{}
	}
	s.assumed[v] = first
	defer delete(s.assumed, v)
	for _, e := range all {
		if e != nil && isNil(e) {
			continue
		}
		of := value{}
		if e != nil {
			of = s.valueOf(e)
		}
		if !of.isObjects() || of.class != first.class || of.elements != first.elements || of.list != first.list {
			s.unsettled[v] = true
			s.values.clear() // what was made from it is not known
			return value{}
		}
	}
	return first
}

// isObjects says whether a value is an object of a class, or an iterator or a list
// of such, and nothing else.
func (v value) isObjects() bool {
	return (v.class != nil || v.elements != nil) && v.module == nil && v.fn == nil && !v.text
}
