package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// isInspected says whether inspect looks at a node.
func isInspected(n syntax.Node) bool {
	switch x := n.(type) {
	case *syntax.NameExpr:
		return x.Var == nil
	case *syntax.Block, *syntax.IndexExpr, *syntax.CallExpr, *syntax.AssignStmt, *syntax.CallStmt, *syntax.GenericForStmt, *syntax.NumericForStmt:
		return true
	case *syntax.UnaryExpr:
		return x.Op == syntax.Hash || x.Op == syntax.Minus
	case *syntax.BinaryExpr:
		return x.Op != syntax.And && x.Op != syntax.Or
	}
	return false
}

// inspect reports what is wrong with one node.
func (s *script) inspect(n syntax.Node) {
	switch x := n.(type) {
	case *syntax.NameExpr:
		s.inspectGlobal(x)
	case *syntax.IndexExpr:
		if key, ok := x.Key.(*syntax.StringExpr); ok {
			whole := x
			if s.called == x && len(s.valueOf(x.Object).fieldNames()) > 0 {
				whole = nil // no data can be called
			}
			s.inspectMember(whole, x.Object, key)
		}
		s.inspectIndex(x)
		s.inspectNothing(x.Object)
		if !s.altered && !s.tested[x] {
			s.inspectOperand(x.Object, "index", isIndexed)
			s.inspectFunction(x)
			if of, ok := unparen(x.Object).(*syntax.IndexExpr); ok {
				if key, ok := of.Key.(*syntax.StringExpr); ok {
					s.inspectPlain(of.Object, key, true)
				}
			}
		}
	case *syntax.Block:
		s.inspectWaits(x)
	case *syntax.GenericForStmt:
		s.inspectUncalled(x)
		s.inspectPairs(x)
	case *syntax.CallStmt:
		s.inspectDropped(x)
	case *syntax.NumericForStmt:
		s.inspectSteps(x)
		s.inspectZero(x)
	case *syntax.CallExpr:
		if s.called = nil; x.Method == nil {
			s.called, _ = unparen(x.Func).(*syntax.IndexExpr)
		}
		if x.Method != nil {
			s.inspectMember(nil, x.Func, x.Method)
			s.inspectNothing(x.Func)
		}
		s.inspectIterator(x)
		switch {
		case s.altered:
		case x.Method != nil:
			s.inspectOperand(x.Func, "index", isIndexed)
		default:
			s.inspectOperand(x.Func, "call", isCalled)
		}
		s.inspectStandard(x)
		s.inspectGroup(x)
		s.inspectCall(x)
	case *syntax.AssignStmt:
		for i, target := range x.Targets {
			if i < len(x.Values) {
				s.inspectSetting(target, x.Values[i])
				s.inspectLocal(target)
			}
		}
	case *syntax.UnaryExpr:
		switch {
		case x.Op == syntax.Hash && s.valueOf(x.Operand).isIterator():
			s.report(IteratorAsList, x.Bounds().Start, "an iterator has no length: write :count(), or #it:list()")
		case s.altered:
		case x.Op == syntax.Hash && s.isSizeless(x.Operand):
		case x.Op == syntax.Hash:
			s.inspectOperand(x.Operand, "get the length of", isMeasured)
		case x.Op == syntax.Minus:
			s.inspectOperand(x.Operand, "perform arithmetic on", isNumeric)
		}
	case *syntax.BinaryExpr:
		s.inspectOperation(x)
		if x.Op == syntax.Equal || x.Op == syntax.NotEqual {
			s.inspectComparison(x.Left, x.Right)
			s.inspectComparison(x.Right, x.Left)
		}
	}
}

// inspectGroup reports a call of a group of operations, or of an object.
func (s *script) inspectGroup(x *syntax.CallExpr) {
	v := s.valueOf(x.Func)
	if x.Method != nil || v.class == nil || v.class.Call != nil || v.fn != nil || v.isIterator() || s.altered {
		return
	}
	text, ok := dotted(s.src, x.Func)
	switch {
	case !ok:
	case v.class.Bound && len(v.class.Methods) > 0:
		s.report(BadOperation, x.Func.Bounds().Start, "nothing can call %s, which is a group: call one of its operations, as in %[1]s.%s()", text, v.class.Methods[0].Name)
	case len(v.class.Fields) > 0:
		s.report(BadOperation, x.Func.Bounds().Start, "nothing can call %s, which is a %s", text, v.class.Name)
	}
}

// inspectNothing reports what is done with the result of a call that gives none.
func (s *script) inspectNothing(e syntax.Expr) {
	if fn := s.valueOf(e).none; fn != nil {
		s.report(BadOperation, e.Bounds().Start, "%s gives nothing, so that nothing can be asked of its result", fn.Called())
	}
}

// inspectUncalled reports a function that is given to a loop in place of the
// iterator that it gives.
func (s *script) inspectUncalled(x *syntax.GenericForStmt) {
	if of := s.fixed(x.Values[0]); !s.altered && literalKind(of) != "" && literalKind(of) != "function" && !(literalKind(of) == "table" && s.foreign) {
		hint := ""
		if literalKind(of) == "table" {
			hint = ", such as pairs(t) or ipairs(t)"
		}
		s.report(BadOperation, x.Values[0].Bounds().Start, "'for ... in' needs an iterator%s, and this is %s", hint, article(literalKind(of)))
		return
	}
	if len(x.Values) != 1 {
		return
	}
	v := s.valueOf(x.Values[0])
	if of, what := s.objectOf(x.Values[0]); of.class != nil {
		s.report(BadOperation, x.Values[0].Bounds().Start, "'for ... in' needs an iterator, and this is %s", what)
		return
	}
	if v.list {
		s.report(BadOperation, x.Values[0].Bounds().Start, "'for ... in' needs an iterator, and this is a list: write ipairs(list), or leave :list() out")
		return
	}
	if v.fn != nil && !v.self && strings.HasPrefix(v.fn.Result, luabind.IteratorClass.Name) {
		at := x.Values[0].Bounds()
		s.report(IteratorAsList, at.Start, "%s gives an iterator when it is called: write %s()", v.fn.Called(), at.Text(s.src))
	}
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
	if hint := v.class.Meant(key.Value, names); hint != "" {
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
	case v.text && v.class == nil && !s.foreign && !s.dynamic && !s.altered && !s.targets[x]:
		s.report(UnknownMember, x.Key.Bounds().Start, "a string has no elements by number: write s:sub(%s, %[1]s)", number.Bounds().Text(s.src))
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
	s.inspectArgument(name, x.Args[0])
	if takesTableOnly(name) && s.valueOf(x.Args[0]).isIterator() {
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
	if of, there := s.checker.known.member(v, key.Value); there == present && of.fn != nil && !s.fields[key.Value] {
		if slices.ContainsFunc(v.class.Fields, func(f luabind.Param) bool { return f.Name == key.Value }) {
			s.report(NeverEqual, key.Start, "%s of %s is a method here: write %s.fields.%[1]s", key.Value, v.class.Name, x.Object.Bounds().Text(s.src))
		}
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

// inspectMember reports a name that an object or module does not have. whole
// is the expression object.key, nil for a method call.
func (s *script) inspectMember(whole *syntax.IndexExpr, object syntax.Expr, key *syntax.StringExpr) {
	known := &s.checker.known
	v := s.valueOf(object)
	if whole == nil && v.isText() && v.module == nil && !s.assigned["string"] {
		v = known.globals["string"]
	}
	of, there := known.member(v, key.Value)
	if there == present {
		if whole == nil && isData(v.class, of, key.Value) && !s.fields[key.Value] {
			s.report(UnknownMember, key.Start, "%s has no method '%s', it is a field: write %s.%s", v.class.Name, key.Value, object.Bounds().Text(s.src), key.Value)
		}
		return
	}
	// What a script looks for before it uses it is no fault, but for the fields of
	// resources: nobody looks for one that is misspelt.
	isField := there == unknown && whole != nil && v.class != nil && len(v.class.Fields) > 0
	if !isField && s.looksFor(whole, object, key.Value) {
		return
	}
	if there == unknown {
		// The fields of a resource are whatever the API sends, but no data can be
		// called.
		if v.module != nil {
			// What it does when it is opened may add to it.
			hint := luabind.DidYouMean(key.Value, known.members(v))
			if names := s.checker.judge.names(v.module); !s.fields[key.Value] && !names[key.Value] && (hint != "" || names != nil) {
				if hint == "" && s.meansAnother(v.module) {
					s.reportForeign(object, v, key)
					return
				}
				s.report(UnknownMember, key.Start, "%s has no '%s'%s", s.describe(object, v), key.Value, hint)
			}
			return
		}
		if v.class == nil && (whole == nil || s.called == whole) && !(whole == nil && s.inspectTable(object, v, key)) {
			s.inspectPlain(object, key, false)
		}
		s.inspectElement(whole, object, v, key.Value)
		if v.class == nil || len(v.class.Fields) == 0 {
			return
		}
		if whole != nil {
			s.inspectField(v, key)
			return
		}
		if hint := v.class.Meant(key.Value, known.members(v)); hint != "" || !s.fields[key.Value] && !s.dynamic {
			s.report(UnknownMember, key.Start, "%s has no method '%s'%s", v.class.Name, key.Value, hint)
		}
		return
	}
	if s.fields[key.Value] && (v.module != nil || v.class.Set != nil) {
		return // the script adds it
	}
	if v.module != nil && libraries()[v.module.Name] == v.module && (s.dynamic || s.versions) {
		return // what cannot be seen may add it, or a newer Lua has it
	}
	if v.module != nil && s.meansAnother(v.module) && luabind.DidYouMean(key.Value, known.members(v)) == "" {
		s.reportForeign(object, v, key)
		return
	}
	hint := v.class.Meant(key.Value, known.members(v))
	if v.module != nil && libraries()[v.module.Name] == v.module {
		hint = cmp.Or(ofNewerLua(v.module.Name+"."+key.Value), hint)
	}
	s.report(UnknownMember, key.Start, "%s has no '%s'%s", s.describe(object, v), key.Value, hint)
}

// ofNewerLua says how Lua 5.1 writes what newer ones have in their libraries; "" for
// other names.
func ofNewerLua(name string) string {
	switch name {
	case "table.unpack":
		return " in Lua 5.1: write unpack(list)"
	case "table.pack":
		return " in Lua 5.1: write {n = select(\"#\", ...), ...}"
	}
	return ""
}

// inspectElement reports a field of a list that its elements have.
func (s *script) inspectElement(whole *syntax.IndexExpr, object syntax.Expr, v value, name string) {
	isList := v.list && v.elements != nil || v.shape != nil && v.shape.Items != nil
	if whole == nil || s.called == whole || !isList || s.fields[name] || s.altered || s.looksFor(whole, object, name) {
		return
	}
	known := &s.checker.known
	if _, there := known.member(known.element(v), name); there == present {
		s.report(UnknownMember, whole.Key.Bounds().Start, "a list has no '%s', its elements have: write %s[1].%s", name, object.Bounds().Text(s.src), name)
	}
}

// meansAnother reports whether a script may mean another module than ours of that
// name: a library, or a script for other programs.
func (s *script) meansAnother(m *luabind.Module) bool {
	return (s.library || s.foreign && !s.ours) && s.checker.known.modules[m.Name] == m
}

// reportForeign warns of a name that our module lacks. A library that is not written
// for the client means a module of its own.
func (s *script) reportForeign(object syntax.Expr, v value, key *syntax.StringExpr) {
	if !s.library || s.ours {
		s.report(ForeignMember, key.Start, "%s has no '%s' where it is doapi.%s", s.describe(object, v), key.Value, v.module.Name)
	}
}

// looksFor reports whether the script looks for a member here, or somewhere.
func (s *script) looksFor(whole *syntax.IndexExpr, object syntax.Expr, name string) bool {
	if whole != nil && (s.tested[whole] || s.probed[s.holds[whole]]) {
		return true
	}
	text, ok := dotted(s.src, object)
	return ok && s.guarded[text+"."+name]
}

// inspectTable reports a function of Lua's library table that is called as a method
// of one: tables have no methods unless somebody gives them some.
func (s *script) inspectTable(object syntax.Expr, v value, key *syntax.StringExpr) bool {
	_, isOne := moduleMember(libraries()["table"], key.Value)
	if !v.list && !s.isPlain(object) || s.dynamic || s.metatables || s.fields[key.Value] || isOne != present && !(v.list && iteratorMethod(key.Value)) {
		return false
	}
	hint := fmt.Sprintf("write table.%s(list, ...)", key.Value)
	if isOne != present {
		hint = fmt.Sprintf("leave :%s() out, or write a loop", key.Value)
	}
	s.report(UnknownMember, key.Start, "a table has no method '%s': %s", key.Value, hint)
	return true
}

// isPlain reports whether an expression is a local variable that holds a table of
// the script, in which there are elements at most.
func (s *script) isPlain(e syntax.Expr) bool {
	x, ok := unparen(e).(*syntax.NameExpr)
	if !ok || x.Var == nil || x.Var.Written {
		return false
	}
	of := s.origins[x.Var]
	t, isTable := unparen(of.expr).(*syntax.TableExpr)
	return isTable && !of.element && !slices.ContainsFunc(t.Fields, func(f syntax.Field) bool { return f.Key != nil })
}

func iteratorMethod(name string) bool {
	return slices.ContainsFunc(luabind.IteratorClass.AllMethods(), func(f luabind.Func) bool { return f.Name == name })
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
