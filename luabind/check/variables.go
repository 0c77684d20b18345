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
