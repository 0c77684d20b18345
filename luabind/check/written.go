package check

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// constant is what an expression always stands for: itself where it is written out, or
// the text, number, boolean or table that a local variable begins with, where nothing
// else is ever assigned to it and nothing changes the table.
func (s *script) constant(e syntax.Expr) syntax.Expr {
	x, ok := unparen(e).(*syntax.NameExpr)
	if !ok || x.Var == nil || x.Var.Written || x.Var.Param {
		return e
	}
	o := s.origins[x.Var]
	switch kind := literalKind(o.expr); {
	case o.element || o.likely:
	case kind == "string", kind == "number", kind == "boolean", kind == "table" && s.isUnchanged(x.Var, o.expr):
		return unparen(o.expr)
	}
	return e
}

// isUnchanged reports whether a local variable's table stays as it is written: it is
// only handed to functions that read it. Where it holds further tables, an element that
// is read may be changed.
func (s *script) isUnchanged(v *syntax.Variable, table syntax.Expr) bool {
	if s.handed == nil {
		s.handed, s.read = map[*syntax.Variable]int{}, map[*syntax.Variable]int{}
		s.collectReads()
	}
	kept := s.handed[v]
	if !holdsTables(unparen(table).(*syntax.TableExpr)) {
		kept += s.read[v]
	}
	return s.uses[v] == kept
}

func holdsTables(t *syntax.TableExpr) bool {
	return slices.ContainsFunc(t.Fields, func(f syntax.Field) bool {
		switch literalKind(f.Value) {
		case "", "table":
			return true
		}
		return false
	})
}

// collectReads counts the uses of local variables that change nothing in a table.
func (s *script) collectReads() {
	targets := map[syntax.Expr]bool{}
	count := func(e syntax.Expr, in map[*syntax.Variable]int) {
		if x, ok := unparen(e).(*syntax.NameExpr); ok && x.Var != nil {
			in[x.Var]++
		}
	}
	syntax.Walk(s.root, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.AssignStmt:
			for _, target := range x.Targets {
				targets[target] = true
			}
		case *syntax.FunctionStmt:
			targets[x.Target] = true
		case *syntax.IndexExpr:
			if !targets[x] {
				count(x.Object, s.read)
			}
		case *syntax.UnaryExpr:
			if x.Op == syntax.Hash {
				count(x.Operand, s.read)
			}
		case *syntax.CallExpr:
			into := s.read
			if s.keepsArguments(x) {
				into = s.handed
			} else if name, _ := s.standardName(x); !onlyReads(name) && !(pure()[name] && !changesTable(name)) {
				return true
			}
			for _, arg := range x.Args {
				count(arg, into)
				s.countInside(arg, into)
			}
		}
		return true
	})
}

// changesTable reports whether a function of Lua's own changes the table that it is
// given.
func changesTable(name string) bool {
	switch name {
	case "table.insert", "table.remove", "table.sort", "setmetatable", "rawset":
		return true
	}
	return false
}

// countInside counts the variables in a table that is written where it is handed on.
func (s *script) countInside(e syntax.Expr, in map[*syntax.Variable]int) {
	t, ok := unparen(e).(*syntax.TableExpr)
	if !ok {
		return
	}
	for i := range t.Fields {
		if x, ok := unparen(t.Fields[i].Value).(*syntax.NameExpr); ok && x.Var != nil {
			in[x.Var]++
		}
		s.countInside(t.Fields[i].Value, in)
	}
}

// keepsArguments reports whether a call is one of a method of the client, of a group of
// operations or of an object, which change nothing in the tables that they are given.
func (s *script) keepsArguments(x *syntax.CallExpr) bool {
	of := s.valueOf(x.Func)
	if index, ok := x.Func.(*syntax.IndexExpr); ok && x.Method == nil {
		of = s.valueOf(index.Object)
	}
	fn := s.callee(x).fn
	return fn != nil && fn.Run != nil && of.class != nil && !of.isIterator()
}

// writtenOut is an expression with the variables in it replaced by what they stand for,
// and whether it then is a literal, or a table of such.
func (s *script) writtenOut(e syntax.Expr) (syntax.Expr, bool) {
	e = unparen(s.constant(e))
	t, isTable := e.(*syntax.TableExpr)
	if !isTable {
		kind := literalKind(e)
		return e, kind != "" && kind != "function"
	}
	all := *t
	all.Fields = slices.Clone(t.Fields)
	for i := range all.Fields {
		f := &all.Fields[i]
		if f.Key != nil {
			switch literalKind(f.Key) {
			case "", "nil", "table", "function":
				return e, false
			}
		}
		var ok bool
		if f.Value, ok = s.writtenOut(f.Value); !ok {
			return e, false
		}
	}
	return &all, true
}

// allWrittenOut is writtenOut for several.
func (s *script) allWrittenOut(list []syntax.Expr) ([]syntax.Expr, bool) {
	all := make([]syntax.Expr, len(list))
	for i, e := range list {
		var ok bool
		if all[i], ok = s.writtenOut(e); !ok {
			return nil, false
		}
	}
	return all, true
}

// anything stands in a spelled call for a value that is not known.
const anything = "\x00"

// spell is the source of an expression, with what local variables stand for in their
// place, and anything for what is not known.
func (s *script) spell(e syntax.Expr) string {
	e = unparen(s.constant(e))
	switch t, isTable := e.(*syntax.TableExpr); {
	case isTable:
		return s.spellTable(t)
	case e == nothing:
		return "nil"
	case literalKind(e) == "function":
		return "function() end"
	case literalKind(e) != "":
		return e.Bounds().Text(s.src)
	}
	return anything
}

func (s *script) spellTable(t *syntax.TableExpr) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Key == nil && i == len(t.Fields)-1 && isOpen(f.Value) {
			return anything // of any length
		}
		if f.Key != nil {
			key := s.spell(f.Key)
			if key == anything || key == "nil" {
				return anything
			}
			if f.Named {
				key = `"` + key + `"`
			}
			b.WriteString("[" + key + "]=")
		}
		b.WriteString(s.spell(f.Value) + ",")
	}
	b.WriteByte('}')
	return b.String()
}

// spellAll spells the arguments of a call.
func (s *script) spellAll(args []syntax.Expr) string {
	all := make([]string, len(args))
	for i, e := range args {
		all[i] = s.spell(e)
	}
	return strings.Join(all, ", ")
}
