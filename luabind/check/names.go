package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// inspect reports what is wrong with one node.
func (s *script) inspect(n syntax.Node) bool {
	switch x := n.(type) {
	case *syntax.NameExpr:
		s.inspectGlobal(x)
	case *syntax.IndexExpr:
		if key, ok := x.Key.(*syntax.StringExpr); ok && !s.tested[x] {
			s.inspectMember(x, x.Object, key)
		}
	case *syntax.CallExpr:
		if x.Method != nil {
			s.inspectMember(nil, x.Func, x.Method)
		}
		s.inspectCall(x)
	}
	return true
}

// maxHints bounds the search for near names in a script that sets and uses
// thousands of them.
const maxHints = 100

// inspectGlobal reports the first use of a global that nothing sets.
func (s *script) inspectGlobal(x *syntax.NameExpr) {
	if x.Var != nil || s.targets[x] || s.dynamic || s.assigned[x.Name] || s.optional[x.Name] || s.reported[x.Name] {
		return
	}
	known := &s.checker.known
	if _, ok := known.globals[x.Name]; ok {
		return
	}
	s.reported[x.Name] = true
	s.report(x.Start, "undefined global '%s'%s", x.Name, s.globalHint(x.Name))
}

// globalHint says what may have been meant by a global that nothing sets.
func (s *script) globalHint(name string) string {
	known := &s.checker.known
	if known.modules[name] != nil {
		return fmt.Sprintf(" (is local %s = require \"%s\" missing?)", name, name)
	}
	if at, ok := s.locals[name]; ok && at.IsValid() {
		return fmt.Sprintf(" (the local variable of line %d is not visible here)", at.Line)
	}
	if len(name) < 3 || len(s.reported) > maxHints {
		return "" // to two letters everything is near
	}
	if s.variables == nil {
		s.variables = slices.Concat(slices.Collect(maps.Keys(known.globals)), slices.Collect(maps.Keys(s.assigned)), slices.Collect(maps.Keys(s.locals)))
		slices.Sort(s.variables)
	}
	return didYouMean(name, s.variables)
}

// inspectMember reports a name that an object or module does not have. whole
// is the expression object.key, nil for a method call.
func (s *script) inspectMember(whole *syntax.IndexExpr, object syntax.Expr, key *syntax.StringExpr) {
	known := &s.checker.known
	v := s.valueOf(object)
	switch _, there := known.member(v, key.Value); there {
	case present:
		return
	case unknown:
		// The fields of a resource are whatever the API sends, but no data can
		// be called: an unknown method with a near name is a misspelt one.
		if whole != nil || v.class == nil || len(v.class.Fields) == 0 {
			return
		}
		if near := luabind.Nearest(key.Value, known.members(v)); near != "" {
			s.report(key.Start, "%s has no method '%s' (did you mean '%s'?)", v.class.Name, key.Value, near)
		}
		return
	}
	if s.fields[key.Value] && (v.module != nil || v.class.Set != nil) {
		return // the script adds it
	}
	s.report(key.Start, "%s has no '%s'%s", s.describe(object, v), key.Value, didYouMean(key.Value, known.members(v)))
}

// describe says what e is: as it is written, if that is a name.
func (s *script) describe(e syntax.Expr, v value) string {
	if text, ok := dotted(s.src, e); ok {
		return text
	}
	if v.module != nil {
		return v.module.Name
	}
	return v.class.Name
}

// dotted is the source of a.b.c without white space.
func dotted(src []byte, e syntax.Expr) (string, bool) {
	switch x := e.(type) {
	case *syntax.NameExpr:
		return x.Text(src), true
	case *syntax.IndexExpr:
		owner, ok := dotted(src, x.Object)
		return owner + "." + strings.TrimSpace(x.Key.Bounds().Text(src)), ok && x.Dot
	}
	return "", false
}

// valueOf is what is known of an expression's value.
func (s *script) valueOf(e syntax.Expr) value {
	e = unparen(e)
	if v, ok := s.values[e]; ok {
		return v
	}
	v := s.find(e)
	s.values[e] = v
	return v
}

func (s *script) find(e syntax.Expr) value {
	known := &s.checker.known
	switch x := e.(type) {
	case *syntax.NameExpr:
		if x.Var == nil {
			if s.assigned[x.Name] {
				return value{}
			}
			return known.globals[x.Name]
		}
		o, ok := s.origins[x.Var]
		if !ok || x.Var.Written && !s.guessing {
			return value{}
		}
		v := s.valueOf(o.expr)
		if o.element {
			return value{class: v.elements}
		}
		return v
	case *syntax.IndexExpr:
		if key, ok := x.Key.(*syntax.StringExpr); ok {
			v, _ := known.member(s.valueOf(x.Object), key.Value)
			return v
		}
	case *syntax.CallExpr:
		if isGlobal(x.Func, "require") && x.Method == nil && !s.assigned["require"] {
			if name, ok := literalString(x.Args); ok && known.modules[name] != nil {
				return value{module: known.modules[name]}
			}
			return value{}
		}
		if fn := s.callee(x); fn.fn != nil {
			return known.typed(fn.fn.Result)
		}
	}
	return value{}
}

// callee is the function that a call calls.
func (s *script) callee(x *syntax.CallExpr) value {
	known := &s.checker.known
	v := s.valueOf(x.Func)
	if x.Method != nil {
		v, _ = known.member(v, x.Method.Value)
		return v
	}
	switch {
	case v.class != nil && v.class.Call != nil:
		return value{fn: v.class.Call, named: v.class.Call.NamedArgs || v.class.NamedArgs}
	case v.module != nil && v.module.Call != nil:
		return value{fn: v.module.Call, named: v.module.Call.NamedArgs}
	}
	return v
}
