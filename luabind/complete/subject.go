package complete

import (
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Subject is what a word of a script stands for.
type Subject struct {
	Span     syntax.Span // of the word
	Text     string
	Known    check.Known
	Variable *syntax.Variable // a local variable
	Param    *luabind.Param   // an argument that is given by name
	Require  string           // the name of a module that is required
}

// Subject says what stands at an offset of an analyzed script.
func (c *Completer) Subject(a *check.Analysis, offset int) (Subject, bool) {
	s := &site{analysis: a, path: pathTo(a.Root, offset)}
	if len(s.path) == 0 {
		return Subject{}, false
	}
	last := s.path[len(s.path)-1]
	switch x := last.(type) {
	case *syntax.NameExpr:
		known := a.ValueOf(x)
		return Subject{Span: x.Span, Text: x.Name, Known: known, Variable: x.Var}, true
	case *syntax.StringExpr:
		return c.named(s, x)
	}
	// Names where they are declared are no nodes.
	var found *syntax.Variable
	syntax.Walk(a.Root, func(n syntax.Node) bool {
		for _, v := range declaredBy(n) {
			if v != nil && int(v.Start.Offset) <= offset && offset <= int(v.End.Offset) && v.End.Offset > v.Start.Offset {
				found = v
			}
		}
		return found == nil
	})
	if found == nil {
		return Subject{}, false
	}
	return Subject{Span: found.Span, Text: found.Name, Variable: found, Known: a.Variable(found)}, true
}

// declaredBy lists the variables that a node declares.
func declaredBy(n syntax.Node) []*syntax.Variable {
	switch x := n.(type) {
	case *syntax.LocalStmt:
		return x.Vars
	case *syntax.LocalFunctionStmt:
		return []*syntax.Variable{x.Var}
	case *syntax.FunctionExpr:
		return x.Params
	case *syntax.NumericForStmt:
		return []*syntax.Variable{x.Var}
	case *syntax.GenericForStmt:
		return x.Vars
	}
	return nil
}

// named is what a string stands for: a member, a method, a named argument, a
// module.
func (c *Completer) named(s *site, x *syntax.StringExpr) (Subject, bool) {
	sub := Subject{Span: x.Span, Text: x.Value}
	if len(s.path) < 2 {
		return sub, false
	}
	switch up := s.path[len(s.path)-2].(type) {
	case *syntax.IndexExpr:
		if up.Key != syntax.Expr(x) {
			return sub, false
		}
		sub.Known = s.analysis.ValueOf(up)
		return sub, true
	case *syntax.CallExpr:
		if up.Method == x {
			sub.Known = s.analysis.Callee(up)
			return sub, true
		}
		if f, ok := up.Func.(*syntax.NameExpr); ok && f.Name == "require" && f.Var == nil {
			sub.Require = x.Value
			sub.Known.Module = c.checker.Module(x.Value)
			return sub, true
		}
	case *syntax.TableExpr:
		p, ok := s.place()
		if ok && p.param != nil && p.param.Name == x.Value {
			sub.Param = p.param
			return sub, true
		}
	}
	return sub, false
}
