package vm

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"
)

// Compile turns source text that package syntax has checked into a function
// prototype, which any machine and goroutine may run. Any panic of the parser
// or compiler comes back as an error.
func Compile(src []byte, name string) (proto *lua.FunctionProto, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: the program is too large or too deeply nested to compile (%v)", name, r)
		}
	}()
	chunk, err := parse.Parse(bytes.NewReader(src), name)
	if err != nil {
		return nil, err
	}
	mend{}.block(chunk)
	proto, err = lua.Compile(chunk, name)
	if err != nil {
		return nil, err
	}
	bind(proto)
	proto.LineDefined = 0 // as Lua marks a main chunk
	return proto, nil
}

// concatName stands for the concatenation function until [bind] puts the
// function itself among the constants. No source text can guess it.
var concatName = fmt.Sprintf("(concat %016x)", rand.Uint64())

// bind replaces look-ups of the global concatName by the function: a script
// can neither see nor replace it, and a changed environment does not matter.
func bind(p *lua.FunctionProto) {
	at := -1
	for i, c := range p.Constants {
		if c == lua.LString(concatName) {
			p.Constants[i] = concatFunction
			at = i
		}
	}
	if at >= 0 {
		const opShift, indexMask = 26, 0x3ffff
		for pc, inst := range p.Code {
			if inst>>opShift == uint32(lua.OP_GETGLOBAL) && int(inst&indexMask) == at {
				p.Code[pc] = inst&^(0x3f<<opShift) | uint32(lua.OP_LOADK)<<opShift
			}
		}
	}
	for _, f := range p.FunctionPrototypes {
		bind(f)
	}
}

var concatFunction = &lua.LFunction{IsG: true, GFunction: concat}

// concat is the `..` operator on all its operands, charged before it
// allocates: s = s..s doubles memory with every instruction.
func concat(L *lua.LState) int {
	n := L.GetTop()
	size, plain := 0, true
	for i := 1; i <= n; i++ {
		switch v := L.Get(i).(type) {
		case lua.LString:
			size += len(v)
		case lua.LNumber:
			size += 8
		default:
			plain = false
		}
	}
	m := TaskOf(L).m
	if plain {
		m.chargeString(L, size)
		buf := make([]byte, 0, size)
		for i := 1; i <= n; i++ {
			switch v := L.Get(i).(type) {
			case lua.LString:
				buf = append(buf, v...)
			case lua.LNumber:
				buf = append(buf, m.Number(v)...)
			}
		}
		L.Push(lua.LString(buf))
		return 1
	}
	// Right to left, a pair at a time, as Lua does with metamethods.
	acc := L.Get(n)
	for i := n - 1; i >= 1; i-- {
		acc = m.concat2(L, L.Get(i), acc)
	}
	L.Push(acc)
	return 1
}

func (m *Machine) concat2(L *lua.LState, a, b lua.LValue) lua.LValue {
	if lua.LVCanConvToString(a) && lua.LVCanConvToString(b) {
		x, y := m.text(a), m.text(b)
		m.chargeString(L, len(x)+len(y))
		return lua.LString(x + y)
	}
	f := L.GetMetaField(a, "__concat")
	if f == lua.LNil {
		f = L.GetMetaField(b, "__concat")
	}
	if f == lua.LNil {
		bad := a
		if lua.LVCanConvToString(a) {
			bad = b
		}
		L.RaiseError("attempt to concatenate %s", m.operandOf(L, bad))
	}
	L.Push(f)
	L.Push(a)
	L.Push(b)
	L.Call(2, 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

func (m *Machine) text(v lua.LValue) string {
	if n, ok := v.(lua.LNumber); ok {
		return m.Number(n)
	}
	return v.String()
}

// chargeString charges what a new string of n bytes takes. Small ones cost
// more to count than they could do harm.
func (m *Machine) chargeString(L *lua.LState, n int) {
	if n >= 64 {
		m.Alloc(L, n)
	}
}

// mend rewrites a syntax tree where the VM's compiler is wrong or unbounded.
type mend struct{}

func (m mend) block(stmts []ast.Stmt) {
	for _, s := range stmts {
		m.stmt(s)
	}
}

func (m mend) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		m.exprs(s.Lhs)
		m.exprs(s.Rhs)
	case *ast.LocalAssignStmt:
		m.exprs(s.Exprs)
	case *ast.FuncCallStmt:
		s.Expr = m.expr(s.Expr)
	case *ast.DoBlockStmt:
		m.block(s.Stmts)
	case *ast.WhileStmt:
		s.Condition = m.expr(s.Condition)
		m.block(s.Stmts)
	case *ast.RepeatStmt:
		s.Condition = m.expr(s.Condition)
		m.block(s.Stmts)
	case *ast.IfStmt:
		s.Condition = m.expr(s.Condition)
		m.block(s.Then)
		m.block(s.Else)
	case *ast.NumberForStmt:
		s.Init, s.Limit = m.expr(s.Init), m.expr(s.Limit)
		if s.Step != nil {
			s.Step = m.expr(s.Step)
		}
		m.block(s.Stmts)
	case *ast.GenericForStmt:
		m.exprs(s.Exprs)
		m.block(s.Stmts)
	case *ast.FuncDefStmt:
		if s.Name.Func != nil {
			s.Name.Func = m.expr(s.Name.Func)
		}
		if s.Name.Receiver != nil {
			s.Name.Receiver = m.expr(s.Name.Receiver)
		}
		m.block(s.Func.Stmts)
	case *ast.ReturnStmt:
		m.exprs(s.Exprs)
	}
}

func (m mend) exprs(list []ast.Expr) {
	for i, e := range list {
		list[i] = m.expr(e)
	}
}

func (m mend) expr(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.NumberExpr:
		e.Value = number(e.Value)
	case *ast.AttrGetExpr:
		e.Object, e.Key = m.expr(e.Object), m.expr(e.Key)
	case *ast.TableExpr:
		for _, f := range e.Fields {
			if f.Key != nil {
				f.Key = m.expr(f.Key)
			}
			f.Value = m.expr(f.Value)
		}
	case *ast.FuncCallExpr:
		if e.Func != nil {
			e.Func = m.expr(e.Func)
		}
		if e.Receiver != nil {
			e.Receiver = m.expr(e.Receiver)
		}
		m.exprs(e.Args)
	case *ast.LogicalOpExpr:
		e.Lhs, e.Rhs = m.expr(e.Lhs), m.expr(e.Rhs)
	case *ast.RelationalOpExpr:
		e.Lhs, e.Rhs = m.expr(e.Lhs), m.expr(e.Rhs)
	case *ast.ArithmeticOpExpr:
		e.Lhs, e.Rhs = m.expr(e.Lhs), m.expr(e.Rhs)
	case *ast.UnaryMinusOpExpr:
		e.Expr = m.expr(e.Expr)
	case *ast.UnaryNotOpExpr:
		e.Expr = m.expr(e.Expr)
	case *ast.UnaryLenOpExpr:
		e.Expr = m.expr(e.Expr)
	case *ast.FunctionExpr:
		m.block(e.Stmts)
	case *ast.StringConcatOpExpr:
		return m.concat(e)
	}
	return e
}

// concat makes a chain of `..` one call of the bounded function.
func (m mend) concat(e *ast.StringConcatOpExpr) ast.Expr {
	call := &ast.FuncCallExpr{AdjustRet: true}
	name := &ast.IdentExpr{Value: concatName}
	for _, n := range []ast.PositionHolder{call, name} {
		n.SetLine(e.Line())
		n.SetLastLine(e.LastLine())
	}
	call.Func = name
	for {
		call.Args = append(call.Args, m.expr(e.Lhs))
		rest, ok := e.Rhs.(*ast.StringConcatOpExpr)
		if !ok {
			call.Args = append(call.Args, m.expr(e.Rhs))
			break
		}
		e = rest
	}
	// The last operand is one value even when it is a call or `...`.
	switch last := call.Args[len(call.Args)-1].(type) {
	case *ast.FuncCallExpr:
		last.AdjustRet = true
	case *ast.Comma3Expr:
		last.AdjustRet = true
	}
	return call
}

// number writes a literal so that the VM reads it as Lua does: 010 is ten, and
// 1e400 infinity.
func number(s string) string {
	if len(s) > 2 && (s[1] == 'x' || s[1] == 'X') && s[0] == '0' {
		if _, err := strconv.ParseInt(s, 0, 64); err == nil {
			return s
		}
		if n, err := strconv.ParseUint(s[2:], 16, 64); err == nil {
			return strconv.FormatFloat(float64(n), 'g', -1, 64)
		}
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil && !strings.Contains(err.Error(), "range") {
		return s
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}
