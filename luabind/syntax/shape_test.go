package syntax

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/gopher-lua/ast"
)

// The shape of a program is its tree as text; ours and gopher-lua's of the same
// source have to be equal. Lines are in it where gopher-lua keeps them.

type shaper struct{ strings.Builder }

func (s *shaper) add(format string, args ...any) { fmt.Fprintf(s, format, args...) }

func ourShape(b *Block) string {
	var s shaper
	s.block(b)
	return s.String()
}

func (s *shaper) block(b *Block) {
	s.add("{")
	if b != nil {
		for _, stmt := range b.Stmts {
			s.stmt(stmt)
		}
	}
	s.add("}")
}

func (s *shaper) exprs(list []Expr) {
	s.add("[")
	for _, e := range list {
		s.expr(e)
		s.add(" ")
	}
	s.add("]")
}

func names(vars []*Variable) []string {
	list := []string{}
	for _, v := range vars {
		list = append(list, v.Name)
	}
	return list
}

func (s *shaper) stmt(stmt Stmt) {
	line := stmt.Bounds().Start.Line
	switch x := stmt.(type) {
	case *LocalStmt:
		s.add("local@%d%v=", line, names(x.Vars))
		s.exprs(x.Values)
	case *LocalFunctionStmt:
		s.add("local@%d%v=[", line, []string{x.Var.Name})
		s.function(x.Func, false)
		s.add(" ]")
	case *FunctionStmt:
		s.add("function@%d ", line)
		s.expr(x.Target)
		if x.Method != nil {
			s.add(":%s", x.Method.Value)
		}
		s.function(x.Func, x.Method != nil)
	case *AssignStmt:
		s.exprs(x.Targets)
		s.add("=")
		s.exprs(x.Values)
	case *CallStmt:
		s.expr(x.Call)
	case *DoStmt:
		s.add("do@%d", line)
		s.block(x.Body)
	case *WhileStmt:
		s.add("while@%d ", line)
		s.expr(x.Cond)
		s.block(x.Body)
	case *RepeatStmt:
		s.add("repeat@%d", line)
		s.block(x.Body)
		s.expr(x.Cond)
	case *IfStmt:
		for i, c := range x.Clauses {
			if i > 0 {
				s.add("{")
			}
			s.add("if@%d ", c.Start.Line)
			s.expr(c.Cond)
			s.block(c.Body)
		}
		s.block(x.Else)
		s.add("%s", strings.Repeat(";}", len(x.Clauses)-1))
	case *NumericForStmt:
		s.add("for@%d %s=", line, x.Var.Name)
		s.expr(x.Start)
		s.add(",")
		s.expr(x.Limit)
		if x.Step != nil {
			s.add(",")
			s.expr(x.Step)
		}
		s.block(x.Body)
	case *GenericForStmt:
		s.add("for@%d%v in ", line, names(x.Vars))
		s.exprs(x.Values)
		s.block(x.Body)
	case *ReturnStmt:
		s.add("return@%d", line)
		s.exprs(x.Values)
	case *BreakStmt:
		s.add("break@%d", line)
	case *GotoStmt:
		s.add("goto@%d %s", line, x.Label)
	case *LabelStmt:
		s.add("::%s@%d::", x.Name, line)
	}
	s.add(";")
}

func (s *shaper) function(f *FunctionExpr, method bool) {
	params := names(f.Params)
	if method {
		params = params[1:]
	}
	s.add("(%v%v)", params, f.Vararg)
	s.block(f.Body)
}

func (s *shaper) expr(e Expr) {
	switch x := e.(type) {
	case *NilExpr:
		s.add("nil")
	case *TrueExpr:
		s.add("true")
	case *FalseExpr:
		s.add("false")
	case *VarargExpr:
		s.add("...")
	case *NumberExpr:
		s.add("#")
	case *StringExpr:
		s.add("%q", x.Value)
	case *NameExpr:
		s.add("%s", x.Name)
	case *IndexExpr:
		s.add("(.")
		s.expr(x.Object)
		s.expr(x.Key)
		s.add(")")
	case *CallExpr:
		s.add("(call ")
		s.expr(x.Func)
		if x.Method != nil {
			s.add(":%s", x.Method.Value)
		}
		s.exprs(x.Args)
		s.add(")")
	case *FunctionExpr:
		s.function(x, false)
	case *TableExpr:
		s.add("{")
		for _, f := range x.Fields {
			if f.Key != nil {
				s.expr(f.Key)
				s.add("=")
			}
			s.expr(f.Value)
			s.add(",")
		}
		s.add("}")
	case *BinaryExpr:
		s.add("(%v ", x.Op)
		s.expr(x.Left)
		s.add(" ")
		s.expr(x.Right)
		s.add(")")
	case *UnaryExpr:
		s.add("(%v ", x.Op)
		s.expr(x.Operand)
		s.add(")")
	case *ParenExpr:
		inner := x.Inner
		for {
			p, ok := inner.(*ParenExpr)
			if !ok {
				break
			}
			inner = p.Inner
		}
		switch inner.(type) {
		case *CallExpr, *VarargExpr:
			s.add("one")
		}
		s.expr(inner)
	}
}

func vmShape(chunk []ast.Stmt) string {
	var s shaper
	s.vmBlock(chunk)
	return s.String()
}

func (s *shaper) vmBlock(list []ast.Stmt) {
	s.add("{")
	for _, stmt := range list {
		s.vmStmt(stmt)
	}
	s.add("}")
}

func (s *shaper) vmExprs(list []ast.Expr) {
	s.add("[")
	for _, e := range list {
		s.vmExpr(e)
		s.add(" ")
	}
	s.add("]")
}

func (s *shaper) vmStmt(stmt ast.Stmt) {
	line := stmt.Line()
	switch x := stmt.(type) {
	case *ast.LocalAssignStmt:
		s.add("local@%d%v=", line, x.Names)
		s.vmExprs(x.Exprs)
	case *ast.FuncDefStmt:
		s.add("function@%d ", line)
		if x.Name.Func != nil {
			s.vmExpr(x.Name.Func)
		} else {
			s.vmExpr(x.Name.Receiver)
			s.add(":%s", x.Name.Method)
		}
		s.vmFunction(x.Func)
	case *ast.AssignStmt:
		s.vmExprs(x.Lhs)
		s.add("=")
		s.vmExprs(x.Rhs)
	case *ast.FuncCallStmt:
		s.vmExpr(x.Expr)
	case *ast.DoBlockStmt:
		s.add("do@%d", line)
		s.vmBlock(x.Stmts)
	case *ast.WhileStmt:
		s.add("while@%d ", line)
		s.vmExpr(x.Condition)
		s.vmBlock(x.Stmts)
	case *ast.RepeatStmt:
		s.add("repeat@%d", line)
		s.vmBlock(x.Stmts)
		s.vmExpr(x.Condition)
	case *ast.IfStmt:
		s.add("if@%d ", line)
		s.vmExpr(x.Condition)
		s.vmBlock(x.Then)
		s.vmBlock(x.Else)
	case *ast.NumberForStmt:
		s.add("for@%d %s=", line, x.Name)
		s.vmExpr(x.Init)
		s.add(",")
		s.vmExpr(x.Limit)
		if x.Step != nil {
			s.add(",")
			s.vmExpr(x.Step)
		}
		s.vmBlock(x.Stmts)
	case *ast.GenericForStmt:
		s.add("for@%d%v in ", line, x.Names)
		s.vmExprs(x.Exprs)
		s.vmBlock(x.Stmts)
	case *ast.ReturnStmt:
		s.add("return@%d", line)
		s.vmExprs(x.Exprs)
	case *ast.BreakStmt:
		s.add("break@%d", line)
	case *ast.GotoStmt:
		s.add("goto@%d %s", line, x.Label)
	case *ast.LabelStmt:
		s.add("::%s@%d::", x.Name, line)
	}
	s.add(";")
}

func (s *shaper) vmFunction(f *ast.FunctionExpr) {
	s.add("(%v%v)", f.ParList.Names, f.ParList.HasVargs)
	s.vmBlock(f.Stmts)
}

func (s *shaper) vmExpr(e ast.Expr) {
	binary := func(op string, l, r ast.Expr) {
		s.add("(%s ", op)
		s.vmExpr(l)
		s.add(" ")
		s.vmExpr(r)
		s.add(")")
	}
	switch x := e.(type) {
	case *ast.NilExpr:
		s.add("nil")
	case *ast.TrueExpr:
		s.add("true")
	case *ast.FalseExpr:
		s.add("false")
	case *ast.Comma3Expr:
		if x.AdjustRet {
			s.add("one")
		}
		s.add("...")
	case *ast.NumberExpr:
		s.add("#")
	case *ast.StringExpr:
		s.add("%s", strconv.Quote(x.Value))
	case *ast.IdentExpr:
		s.add("%s", x.Value)
	case *ast.AttrGetExpr:
		s.add("(.")
		s.vmExpr(x.Object)
		s.vmExpr(x.Key)
		s.add(")")
	case *ast.FuncCallExpr:
		if x.AdjustRet {
			s.add("one")
		}
		s.add("(call ")
		if x.Func != nil {
			s.vmExpr(x.Func)
		} else {
			s.vmExpr(x.Receiver)
			s.add(":%s", x.Method)
		}
		s.vmExprs(x.Args)
		s.add(")")
	case *ast.FunctionExpr:
		s.vmFunction(x)
	case *ast.TableExpr:
		s.add("{")
		for _, f := range x.Fields {
			if f.Key != nil {
				s.vmExpr(f.Key)
				s.add("=")
			}
			s.vmExpr(f.Value)
			s.add(",")
		}
		s.add("}")
	case *ast.LogicalOpExpr:
		binary(x.Operator, x.Lhs, x.Rhs)
	case *ast.RelationalOpExpr:
		binary(x.Operator, x.Lhs, x.Rhs)
	case *ast.StringConcatOpExpr:
		binary("..", x.Lhs, x.Rhs)
	case *ast.ArithmeticOpExpr:
		binary(x.Operator, x.Lhs, x.Rhs)
	case *ast.UnaryMinusOpExpr:
		s.add("(- ")
		s.vmExpr(x.Expr)
		s.add(")")
	case *ast.UnaryNotOpExpr:
		s.add("(not ")
		s.vmExpr(x.Expr)
		s.add(")")
	case *ast.UnaryLenOpExpr:
		s.add("(# ")
		s.vmExpr(x.Expr)
		s.add(")")
	}
}
