package check

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// nothing is what a local variable holds that is declared without a value.
var nothing = &syntax.NilExpr{}

// fixed is what an expression always is: itself where it is written out, or the
// only value that a local variable ever has.
func (s *script) fixed(e syntax.Expr) syntax.Expr {
	e = unparen(e)
	x, ok := e.(*syntax.NameExpr)
	if !ok {
		return e
	}
	if x.Var == nil || x.Var.Written || x.Var.Param {
		return e
	}
	o := s.origins[x.Var]
	if literalKind(o.expr) == "" || o.element || o.likely {
		return e
	}
	if kind := literalKind(o.expr); (kind == "nil" || kind == "boolean") && s.probed[x.Var] || literalKind(o.expr) == "table" && s.metatables {
		return e // it looks for it first, or it may have got operations
	}
	return unparen(o.expr)
}

// inspectOperation reports an operation on a value that never has it.
func (s *script) inspectOperation(x *syntax.BinaryExpr) {
	if s.inspectTimes(x) {
		return
	}
	s.inspectObjects(x)
	if s.altered || !s.isBare(x.Left) || !s.isBare(x.Right) {
		return // the other value may say what the operation does
	}
	switch x.Op {
	case syntax.Plus, syntax.Minus, syntax.Star, syntax.Slash, syntax.Percent, syntax.Power:
		s.inspectOperand(x.Left, "perform arithmetic on", isNumeric)
		s.inspectOperand(x.Right, "perform arithmetic on", isNumeric)
	case syntax.Concat:
		s.inspectOperand(x.Left, "concatenate", isText)
		s.inspectOperand(x.Right, "concatenate", isText)
	case syntax.Less, syntax.LessEqual, syntax.Greater, syntax.GreaterEqual:
		left, right := literalKind(s.fixed(x.Left)), literalKind(s.fixed(x.Right))
		switch {
		case left == "" || right == "" || left == right && left != "nil" && left != "boolean" && left != "function":
		case left == right:
			s.report(BadOperation, x.OpPos, "two %s values have no order", left)
		default:
			s.report(BadOperation, x.OpPos, "a %s is never compared with a %s", left, right)
		}
	}
}

// isTime says whether a value is a point in time, or nil.
func (s *script) isTime(e syntax.Expr) bool {
	if x, ok := unparen(e).(*syntax.IndexExpr); ok {
		if key, ok := x.Key.(*syntax.StringExpr); !ok || s.fields[key.Value] {
			return false
		}
	}
	return s.valueOf(e).class == luabind.TimeClass
}

// isNumber says whether a value is a number, whatever else it may be made of.
func (s *script) isNumber(e syntax.Expr) bool {
	switch x := s.fixed(e).(type) {
	case *syntax.NumberExpr:
		return true
	case *syntax.UnaryExpr:
		return x.Op == syntax.Hash || x.Op == syntax.Minus && s.isNumber(x.Operand)
	case *syntax.BinaryExpr:
		switch x.Op {
		case syntax.Plus, syntax.Minus, syntax.Star, syntax.Slash, syntax.Percent, syntax.Power:
			return s.isNumber(x.Left) && s.isNumber(x.Right)
		}
	case *syntax.CallExpr:
		name, _ := s.standardName(x)
		return name == "os.time" || name == "os.clock" || name == "math.floor" || name == "tonumber"
	case *syntax.NameExpr:
		if o, ok := s.origins[x.Var]; x.Var != nil && ok && !x.Var.Written && !o.element && !o.likely && o.expr != nothing {
			if _, same := unparen(o.expr).(*syntax.NameExpr); !same {
				return s.isNumber(o.expr)
			}
		}
	}
	return false
}

// isBare says whether a value certainly brings no operations of its own.
func (s *script) isBare(e syntax.Expr) bool {
	switch x := s.fixed(e).(type) {
	case *syntax.BinaryExpr:
		return x.Op != syntax.And && x.Op != syntax.Or && s.isBare(x.Left) && s.isBare(x.Right)
	case *syntax.UnaryExpr:
		return x.Op == syntax.Hash || x.Op == syntax.Not || s.isBare(x.Operand)
	case *syntax.IndexExpr, *syntax.CallExpr, *syntax.NameExpr:
		return s.valueOf(x).isText()
	default:
		return literalKind(x) != ""
	}
}

// inspectOperand reports an operand that an operation can do nothing with. Libraries
// let functions and strings do more.
func (s *script) inspectOperand(e syntax.Expr, what string, takes func(syntax.Expr) bool) {
	of := s.fixed(e)
	if kind := literalKind(of); kind != "" && kind != "function" && !takes(of) && !(s.foreign && (kind == "string" || kind == "table")) {
		s.report(BadOperation, e.Bounds().Start, "nothing can %s %s", what, article(kind))
	}
}

func isNumeric(e syntax.Expr) bool {
	switch x := e.(type) {
	case *syntax.NumberExpr, *syntax.UnaryExpr:
		return true
	case *syntax.StringExpr:
		return strings.ContainsAny(x.Value, "0123456789") // the digits of a number, perhaps
	}
	return false
}

func isText(e syntax.Expr) bool {
	kind := literalKind(e)
	return kind == "string" || kind == "number"
}

func isMeasured(e syntax.Expr) bool {
	kind := literalKind(e)
	return kind == "string" || kind == "table"
}

func isIndexed(e syntax.Expr) bool { return isMeasured(e) }

func isCalled(e syntax.Expr) bool {
	kind := literalKind(e)
	return kind == "function" || kind == "table"
}

func article(kind string) string {
	if kind == "nil" {
		return "nil"
	}
	return "a " + kind
}

// inspectPlain reports a function that a table of the script is asked for, and that
// nothing puts into it, or, with indexed, a table in it.
func (s *script) inspectPlain(object syntax.Expr, key *syntax.StringExpr, indexed bool) bool {
	x, ok := unparen(object).(*syntax.NameExpr)
	if !ok || x.Var == nil || x.Var.Written || s.dynamic || s.metatables || s.fields[key.Value] || s.uses[x.Var] != s.open[x.Var] {
		return false
	}
	o := s.origins[x.Var]
	t, ok := unparen(o.expr).(*syntax.TableExpr)
	if !ok || o.element || o.likely {
		return false
	}
	for i := range t.Fields {
		f := &t.Fields[i]
		if name, ok := fieldName(f); f.Key != nil && (!ok && literalKind(f.Key) != "number" || name == key.Value) {
			return false
		}
	}
	if text := x.Name + "." + key.Value; indexed {
		if !s.guarded[text] {
			s.report(BadOperation, key.Start, "nothing can index %s, which is nil: nothing sets it", text)
		}
		return true
	}
	hint := ""
	switch strings.ToLower(key.Value) {
	case "push", "append", "add", "put":
		hint = ": write table.insert(" + x.Name + ", value)"
	case "pop":
		hint = ": write table.remove(" + x.Name + ")"
	case "join":
		hint = ": write table.concat(" + x.Name + ", separator)"
	case "length", "len", "size", "count":
		hint = ": write #" + x.Name
	}
	s.report(UnknownMember, key.Start, "the table %s has no function '%s'%s", x.Name, key.Value, hint)
	return true
}

// inspectSteps reports what no loop can count with.
func (s *script) inspectSteps(x *syntax.NumericForStmt) {
	for _, e := range []syntax.Expr{x.Start, x.Limit, x.Step} {
		if e == nil || s.altered {
			continue
		}
		if class := s.valueOf(e).class; class != nil {
			s.report(BadOperation, e.Bounds().Start, "a loop counts with numbers, and this is of the class %s", class.Name)
			continue
		}
		if of := s.fixed(e); literalKind(of) != "" && !isNumeric(of) {
			s.report(BadOperation, e.Bounds().Start, "a loop counts with numbers, and this is %s", article(literalKind(of)))
		}
	}
}

// inspectZero warns of a loop that begins with 0 and takes that for the number of an
// element of a list.
func (s *script) inspectZero(x *syntax.NumericForStmt) {
	if start, ok := unparen(x.Start).(*syntax.NumberExpr); !ok || start.Value != 0 {
		return
	}
	syntax.Walk(x.Body, func(n syntax.Node) bool {
		index, ok := n.(*syntax.IndexExpr)
		if !ok {
			return true
		}
		if key, ok := index.Key.(*syntax.NameExpr); ok && key.Var == x.Var && !s.targets[index] && s.valueOf(index.Object).list {
			s.report(ListFromZero, key.Start, "a list has no element 0, with which the loop begins: write for %s = 1", x.Var.Name)
			return false
		}
		return true
	})
}

// isData reports whether what objects of a class have under a name is a field, which
// cannot be called.
func isData(class *luabind.Class, of value, name string) bool {
	return class != nil && len(class.Fields) > 0 && of.fn == nil && slices.ContainsFunc(class.Fields, func(p luabind.Param) bool { return p.Name == name })
}

// inspectFunction reports a field of one of Lua's own functions, or of the client's.
func (s *script) inspectFunction(x *syntax.IndexExpr) {
	if v := s.valueOf(x.Object); v.fn != nil && v.fn.Run != nil && !s.targets[x] {
		s.report(BadOperation, x.Key.Bounds().Start, "nothing can index %s, which is a function: call it first", v.fn.Called())
		return
	}
	of, ok := x.Object.(*syntax.NameExpr)
	if !ok || of.Var != nil || s.assigned[of.Name] || s.optional[of.Name] || libraries()[of.Name] != nil || s.dynamic {
		return
	}
	switch of.Name {
	case "_G", "_VERSION", "arg", "assert": // luassert makes assert a table
		return
	}
	if slices.Contains(standard(), of.Name) {
		s.report(BadOperation, x.Key.Bounds().Start, "nothing can index %s, which is a function", of.Name)
	}
}

// onlyReads says whether one of Lua's functions adds nothing but elements to a table.
func onlyReads(name string) bool {
	switch name {
	case "print", "ipairs", "pairs", "type", "tostring", "unpack", "next":
		return true
	}
	return false
}

// collectUse notes where a table goes that a local variable holds: what is handed on
// may get functions elsewhere.
func (s *script) collectUse(n syntax.Node) {
	use := func(e syntax.Expr) {
		if x, ok := unparen(e).(*syntax.NameExpr); ok && x.Var != nil {
			s.open[x.Var]++
		}
	}
	switch x := n.(type) {
	case *syntax.NameExpr:
		if x.Var != nil {
			s.uses[x.Var]++
		}
	case *syntax.IndexExpr:
		use(x.Object)
	case *syntax.UnaryExpr:
		if x.Op == syntax.Hash {
			use(x.Operand)
		}
	case *syntax.AssignStmt:
		for _, target := range x.Targets {
			if index, ok := target.(*syntax.IndexExpr); ok && mayName(index.Key) {
				if of, ok := unparen(index.Object).(*syntax.NameExpr); ok && of.Var != nil {
					s.uses[of.Var]++ // any name may be in it now
				}
			}
		}
	case *syntax.CallExpr:
		if x.Method != nil {
			use(x.Func)
			return
		}
		f, ok := x.Func.(*syntax.NameExpr)
		library, isIndex := x.Func.(*syntax.IndexExpr)
		if ok && f.Var == nil && onlyReads(f.Name) || isIndex && isGlobal(library.Object, "table") {
			for _, arg := range x.Args {
				use(arg)
			}
		}
	}
}

// mayName says whether a key that is assigned to may be the name of a function that
// nothing in the source says.
func mayName(key syntax.Expr) bool {
	switch x := unparen(key).(type) {
	case *syntax.StringExpr, *syntax.NumberExpr:
		return false
	case *syntax.BinaryExpr:
		return x.Op == syntax.And || x.Op == syntax.Or || x.Op == syntax.Concat
	case *syntax.UnaryExpr:
		return x.Op == syntax.Not
	}
	return true
}
