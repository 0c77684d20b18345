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
		s.inspectIndex(x)
	case *syntax.CallExpr:
		if x.Method != nil {
			s.inspectMember(nil, x.Func, x.Method)
		}
		s.inspectIterator(x)
		s.inspectCall(x)
	case *syntax.UnaryExpr:
		if x.Op == syntax.Hash && s.valueOf(x.Operand).isIterator() {
			s.report(IteratorAsList, x.Bounds().Start, "an iterator has no length: write :count(), or #it:list()")
		}
	case *syntax.BinaryExpr:
		if x.Op == syntax.Equal || x.Op == syntax.NotEqual {
			s.inspectComparison(x.Left, x.Right)
			s.inspectComparison(x.Right, x.Left)
		}
	}
	return true
}

// inspectField warns of a field that is near one that objects of the class have.
// The API may send it all the same.
func (s *script) inspectField(v value, key *syntax.StringExpr) {
	if s.fields[key.Value] {
		return
	}
	names := s.checker.known.members(v)
	for i := range v.class.Fields {
		names = append(names, v.class.Fields[i].Name)
	}
	if hint := luabind.DidYouMean(key.Value, names); hint != "" {
		s.report(UnknownField, key.Start, "%s has no field '%s' that is known%s", v.class.Name, key.Value, hint)
	}
}

// inspectIndex reports elements of what has none, and of lists one that is never
// there.
func (s *script) inspectIndex(x *syntax.IndexExpr) {
	number, ok := unparen(x.Key).(*syntax.NumberExpr)
	if !ok {
		return
	}
	v := s.valueOf(x.Object)
	switch {
	case v.isIterator():
		s.report(IteratorAsList, x.Key.Bounds().Start, "an iterator has no elements by number: write :first(), or :list()[%s]", number.Bounds().Text(s.src))
	case v.list && number.Bounds().Text(s.src) == "0" && !s.targets[x]:
		s.report(ListFromZero, x.Key.Bounds().Start, "a list has no element 0: the first one is 1")
	}
}

// inspectIterator reports functions of tables that are given an iterator.
func (s *script) inspectIterator(x *syntax.CallExpr) {
	if x.Method != nil || len(x.Args) == 0 {
		return
	}
	name := ""
	switch f := x.Func.(type) {
	case *syntax.NameExpr:
		if f.Var == nil && !s.assigned[f.Name] {
			name = f.Name
		}
	case *syntax.IndexExpr:
		if m := s.valueOf(f.Object).module; m != nil && libraries()[m.Name] == m {
			if key, ok := f.Key.(*syntax.StringExpr); ok {
				name = m.Name + "." + key.Value
			}
		}
	}
	if sequenceOnly[name] && s.valueOf(x.Args[0]).isIterator() {
		s.report(IteratorAsList, x.Args[0].Bounds().Start, "%s takes a table, and this is an iterator: write for x in it do, or it:list()", name)
	}
}

// inspectComparison warns of a field that is compared with what it is never
// known to be.
func (s *script) inspectComparison(field, with syntax.Expr) {
	x, ok := unparen(field).(*syntax.IndexExpr)
	text, isText := unparen(with).(*syntax.StringExpr)
	if !ok || !isText {
		return
	}
	key, ok := x.Key.(*syntax.StringExpr)
	v := s.valueOf(x.Object)
	if !ok || v.class == nil {
		return
	}
	for i := range v.class.Fields {
		f := &v.class.Fields[i]
		if f.Name != key.Value || f.Type == nil || len(f.Type.Enum) == 0 || slices.Contains(f.Type.Enum, text.Value) {
			continue
		}
		s.report(NeverEqual, text.Start, "%s of %s is not known to be %q: it is one of %s%s", key.Value, v.class.Name, text.Value, oneOf(f.Type.Enum), luabind.DidYouMean(text.Value, f.Type.Enum))
	}
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
	s.report(UndefinedGlobal, x.Start, "undefined global '%s'%s", x.Name, s.globalHint(x.Name))
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
	return luabind.DidYouMean(name, s.variables)
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
		if v.module != nil {
			// What it does when it is opened may add to it: a near name is a slip.
			if hint := luabind.DidYouMean(key.Value, known.members(v)); hint != "" && !s.fields[key.Value] {
				s.report(UnknownMember, key.Start, "%s has no '%s'%s", s.describe(object, v), key.Value, hint)
			}
			return
		}
		if v.class == nil || len(v.class.Fields) == 0 {
			return
		}
		if whole != nil {
			s.inspectField(v, key)
			return
		}
		if hint := v.class.Meant(key.Value, known.members(v)); hint != "" {
			s.report(UnknownMember, key.Start, "%s has no method '%s'%s", v.class.Name, key.Value, hint)
		}
		return
	}
	if s.fields[key.Value] && (v.module != nil || v.class.Set != nil) {
		return // the script adds it
	}
	if v.module != nil && libraries()[v.module.Name] == v.module && s.dynamic {
		return // what cannot be seen may add it
	}
	s.report(UnknownMember, key.Start, "%s has no '%s'%s", s.describe(object, v), key.Value, v.class.Meant(key.Value, known.members(v)))
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
