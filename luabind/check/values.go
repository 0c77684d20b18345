package check

import "github.com/doapi-lua/doapi/luabind/syntax"

// values is what is known of expressions; nil: nothing. Names of a local variable
// share what is known of it.
type values struct {
	variables map[*syntax.Variable]*value
	indices   map[*syntax.IndexExpr]*value
	calls     map[*syntax.CallExpr]*value
	others    map[syntax.Expr]*value
	free      []value // made many at a time
}

func (v *values) keep(known value) *value {
	if len(v.free) == 0 {
		v.free = make([]value, 64)
	}
	at := &v.free[0]
	v.free = v.free[1:]
	*at = known
	return at
}

// newValues makes room for those of a source of a size.
func newValues(size int) values {
	return values{
		variables: make(map[*syntax.Variable]*value, size/200), indices: make(map[*syntax.IndexExpr]*value, size/80),
		calls: make(map[*syntax.CallExpr]*value, size/80), others: map[syntax.Expr]*value{},
	}
}

func (v *values) clear() {
	clear(v.variables)
	clear(v.indices)
	clear(v.calls)
	clear(v.others)
}

func (v *values) of(e syntax.Expr) (known *value, ok bool) {
	switch x := e.(type) {
	case *syntax.NameExpr:
		if x.Var != nil {
			known, ok = v.variables[x.Var]
			return known, ok
		}
	case *syntax.IndexExpr:
		known, ok = v.indices[x]
		return known, ok
	case *syntax.CallExpr:
		known, ok = v.calls[x]
		return known, ok
	}
	known, ok = v.others[e]
	return known, ok
}

func (v *values) set(e syntax.Expr, known *value) {
	switch x := e.(type) {
	case *syntax.NameExpr:
		if x.Var != nil {
			v.variables[x.Var] = known
			return
		}
	case *syntax.IndexExpr:
		v.indices[x] = known
		return
	case *syntax.CallExpr:
		v.calls[x] = known
		return
	}
	v.others[e] = known
}
