package check

import (
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// objectOf is what is known of an expression that is an object of a resource, a group
// of operations or a list, as the API gives it: what a script may have put in its place
// is none.
func (s *script) objectOf(e syntax.Expr) (v value, what string) {
	if s.altered {
		return value{}, ""
	}
	if x, ok := unparen(e).(*syntax.IndexExpr); ok {
		if key, ok := x.Key.(*syntax.StringExpr); ok && s.fields[key.Value] {
			return value{}, ""
		}
	}
	v = s.valueOf(e)
	switch {
	case v.module != nil || v.fn != nil || v.text || v.isIterator():
	case v.class != nil && v.class.Call == nil && (len(v.class.Fields) > 0 || v.class.Bound):
		return v, "an object of the class " + v.class.Name
	case v.class == nil && (v.list || v.shape != nil && v.shape.Items != nil):
		return v, "a list"
	case v.class == nil && v.shape != nil:
		return v, "a table"
	}
	return value{}, ""
}

// inspectObjects reports an operation that objects and lists do not have.
func (s *script) inspectObjects(x *syntax.BinaryExpr) {
	for _, e := range []syntax.Expr{x.Left, x.Right} {
		of, what := s.objectOf(e)
		if what == "" {
			continue
		}
		switch x.Op {
		case syntax.Plus, syntax.Minus, syntax.Star, syntax.Slash, syntax.Percent, syntax.Power:
			if of.class == nil || of.class.Arith == nil {
				s.report(BadOperation, e.Bounds().Start, "nothing can perform arithmetic on %s", what)
				return
			}
		case syntax.Concat:
			if of.class == nil {
				hint := ""
				if what == "a list" {
					hint = `: write table.concat(list, ", ") for one of texts`
				}
				s.report(BadOperation, e.Bounds().Start, "nothing can concatenate %s%s", what, hint)
				return
			}
		case syntax.Less, syntax.LessEqual, syntax.Greater, syntax.GreaterEqual:
			if of.class == nil || of.class.Compare == nil {
				s.report(BadOperation, e.Bounds().Start, "%s has no order", what)
				return
			}
		}
	}
}

// inspectTimes reports arithmetic and comparisons that points in time do not have.
func (s *script) inspectTimes(x *syntax.BinaryExpr) bool {
	left, right := s.isTime(x.Left), s.isTime(x.Right)
	if s.altered || !left && !right {
		return false
	}
	other := x.Right
	if right {
		other = x.Left
	}
	switch x.Op {
	case syntax.Less, syntax.LessEqual, syntax.Greater, syntax.GreaterEqual:
		if left && right || !s.isNumber(other) {
			return false
		}
		s.report(BadOperation, x.OpPos, "a Time is never compared with a number: compare with a time, as in t < time.now() - 86400, or the seconds since 1970, as in t.unix < n")
	case syntax.Plus, syntax.Minus:
		if x.Op == syntax.Plus && left && right || literalKind(other) == "string" && x.Op == syntax.Plus {
			break
		}
		return false
	case syntax.Star, syntax.Slash, syntax.Percent, syntax.Power:
	default:
		return false
	}
	switch x.Op {
	case syntax.Plus, syntax.Star, syntax.Slash, syntax.Percent, syntax.Power:
		s.report(BadOperation, x.OpPos, "a Time takes + and - of seconds, and - of another time")
	}
	return true
}

// inspectArgument reports an object that is given to one of Lua's functions that take
// tables alone.
func (s *script) inspectArgument(name string, e syntax.Expr) {
	if name == "pairs" || !takesTableOnly(name) {
		return
	}
	if v, what := s.objectOf(e); v.class != nil {
		hint := ""
		if name == "ipairs" && !v.class.Bound {
			hint = ": pairs goes through its fields"
		}
		s.report(BadOperation, e.Bounds().Start, "%s takes a table, and this is %s%s", name, what, hint)
	}
}

// isSizeless reports an object whose length is asked for.
func (s *script) isSizeless(e syntax.Expr) bool {
	v, what := s.objectOf(e)
	if v.class == nil || v.class.Len != nil {
		return false
	}
	s.report(BadOperation, e.Bounds().Start, "nothing can get the length of %s", what)
	return true
}

// inspectFixed reports what is set in the client or in a group of operations and is
// none of their properties.
func (s *script) inspectFixed(x *syntax.IndexExpr, class *luabind.Class, name string) {
	if !class.Bound || class.Set != nil || slices.ContainsFunc(class.Properties, func(p luabind.Property) bool { return p.Name == name && p.Set != nil }) {
		return
	}
	if _, there := s.checker.known.classMember(class, name); there == present {
		s.report(BadOperation, x.Key.Bounds().Start, "%s.%s cannot be set", class.Name, name)
	}
}
