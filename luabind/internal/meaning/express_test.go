package meaning_test

import (
	"fmt"
	"strings"
)

func (g *generator) exprs(n, depth int) string {
	var list []string
	for i := range n {
		if i == n-1 && g.chance(40) {
			list = append(list, g.multi(depth))
		} else {
			list = append(list, g.expr(g.anyKind(), depth))
		}
	}
	return strings.Join(list, g.comma())
}

func (g *generator) comma() string {
	if g.ragged && g.chance(10) {
		return ",\n"
	}
	return ", "
}

// op puts an operator between two operands.
func (g *generator) op(a, op, b string) string {
	if g.ragged && g.chance(15) {
		// Not before the operator: an index on its left would count as on its
		// line in Lua 5.1, and as on the line where it ends in a Host.
		return a + " " + op + "\n" + b
	}
	return a + " " + op + " " + b
}

// multi is an expression that may give several values.
func (g *generator) multi(depth int) string {
	if g.fn.vararg && g.chance(40) {
		return pick(g, "...", "...", "select(2, 0, ...)")
	}
	if g.fn.yields && g.chance(20) {
		return "coroutine.yield(" + g.exprs(g.r.IntN(3), depth-1) + ")"
	}
	return g.call(depth)
}

func (g *generator) call(depth int) string {
	if depth <= 0 {
		return "S()"
	}
	args := func() string { return g.exprs(g.r.IntN(4), depth-1) }
	switch g.r.IntN(8) {
	case 0, 1:
		if v, ok := g.find(anyFun, false); ok {
			return v.name + "(" + args() + ")"
		}
	case 2:
		if v, ok := g.find(numFun, false); ok {
			return v.name + "(" + g.expr(number, depth-1) + ", " + g.expr(number, depth-1) + ")"
		}
	case 3:
		if v, ok := g.find(object, false); ok {
			return pick(g, v.name+":get("+args()+")", v.name+":self():get("+args()+")", v.name+"("+args()+")", v.name+".get("+v.name+")")
		}
	case 4:
		if v, ok := g.find(list, false); ok {
			return "unpack(" + v.name + ")"
		}
	case 5:
		return "pcall(" + pick(g, g.expr(anyFun, depth-1), g.expr(unknown, depth-1)) + ", " + g.exprs(1+g.r.IntN(2), depth-1) + ")"
	case 6:
		return "(" + strings.TrimSpace("function(...) F() return "+g.withVararg(func() string { return g.exprs(g.r.IntN(3), depth-1) })+" end") + ")(" + args() + ")"
	}
	return "S(" + args() + ")"
}

func (g *generator) withVararg(f func() string) string { return g.within(true, f) }

// within generates what stands in another function.
func (g *generator) within(vararg bool, f func() string) string {
	g.fn = &functionScope{parent: g.fn, vararg: vararg}
	defer func() { g.fn = g.fn.parent }()
	return f()
}

func (g *generator) inner(k kind, depth int) string {
	return g.within(false, func() string { return g.expr(k, depth) })
}

func (g *generator) cond(depth int) string {
	if g.chance(20) {
		return g.expr(unknown, depth)
	}
	return g.expr(boolean, depth)
}

// sure is an expression that is of that kind whatever happens.
func (g *generator) sure(k kind) string {
	switch k {
	case number:
		return fmt.Sprint(g.r.IntN(20) - 5)
	case text:
		return pick(g, `"a"`, `"b"`, `""`, `"10"`, `"0x10"`, `"xyz"`, "[[l\nong]]", `'q\65\n'`)
	case boolean:
		return pick(g, "true", "false")
	case list:
		return g.sureList()
	case record:
		return g.record(1)
	case object:
		return fmt.Sprintf("O(%d)", g.r.IntN(9))
	case numFun:
		return "math.max"
	case anyFun:
		return "S"
	}
	return "nil"
}

func (g *generator) sureList() string {
	var items []string
	for range g.r.IntN(5) {
		items = append(items, g.sure(number))
	}
	return "{" + strings.Join(items, pick(g, ", ", "; ")) + "}"
}

func (g *generator) record(depth int) string {
	var items []string
	n := g.r.IntN(6)
	if g.chance(1) {
		n = 40 + g.r.IntN(70)
	}
	for i := range n {
		switch g.r.IntN(7) {
		case 0:
			items = append(items, pick(g, "a", "b", "c", "x")+" = "+g.expr(g.anyKind(), depth-1))
		case 1:
			items = append(items, "[ "+pick(g, "1", "2", "3", `"a"`, "1 + 1", g.expr(number, depth-1)+" % 3")+"] = "+g.expr(g.anyKind(), depth-1))
		case 2:
			if i == n-1 {
				items = append(items, g.multi(depth-1))
				continue
			}
			items = append(items, g.call(depth-1))
		default:
			items = append(items, g.expr(number, depth-1))
		}
	}
	if n > 0 && g.chance(30) {
		items = append(items, "") // a comma at the end
	}
	return "{" + strings.Join(items, g.comma()) + "}"
}

func (g *generator) expr(k kind, depth int) string {
	if g.chance(2) {
		k = g.anyKind() // the wrong kind
	}
	if k == unknown {
		if g.chance(15) {
			return "nil"
		}
		if g.chance(10) {
			return g.multi(depth)
		}
		if g.chance(10) {
			return g.choice(unknown, depth)
		}
		if v, ok := g.find(record, false); ok && g.chance(30) {
			return v.name + pick(g, ".a", ".b", ".c", "[1]", "[2]", "[3]", `["x"]`)
		}
		k = pick(g, number, text, boolean, list, record, object, anyFun)
	}
	if depth <= 0 || g.chance(15) {
		if v, ok := g.find(k, false); ok && g.chance(75) {
			return v.name
		}
		return g.sure(k)
	}
	if g.chance(6) {
		return "(" + g.expr(k, depth-1) + ")"
	}
	if g.chance(8) {
		return "S(" + g.expr(k, depth-1) + ")"
	}
	if g.chance(8) {
		return g.choice(k, depth)
	}
	if v, ok := g.find(k, false); ok && g.chance(25) {
		return v.name
	}
	switch k {
	case number:
		return g.numberExpr(depth)
	case text:
		return g.textExpr(depth)
	case boolean:
		return g.boolExpr(depth)
	case record:
		return g.record(depth)
	case object:
		if v, ok := g.find(object, false); ok && g.chance(60) {
			other := pick(g, v.name, g.expr(object, depth-1), g.expr(number, depth-1))
			a, b := v.name, other
			if g.chance(30) {
				a, b = b, a
			}
			return g.op(a, pick(g, "+", "-", "*", "/", "%", "..", "^"), b)
		}
	case numFun:
		return "function(a, b) F() return " + g.inParams(number, func() string { return g.expr(number, depth-1) }) + " end"
	case anyFun:
		return "function(a, b, ...) F() return " + g.inParams(unknown, func() string { return g.exprs(g.r.IntN(4), depth-1) }) + " end"
	}
	return g.sure(k)
}

func (g *generator) inParams(k kind, f func() string) string {
	g.push()
	g.add(variable{name: "a", kind: k})
	g.add(variable{name: "b", kind: k})
	g.fn = &functionScope{parent: g.fn, vararg: k == unknown}
	defer func() { g.fn = g.fn.parent; g.pop() }()
	return f()
}

// choice is a chain of and, or and not whose value is of a kind.
func (g *generator) choice(k kind, depth int) string {
	a, b := g.expr(k, depth-1), g.expr(k, depth-1)
	c := g.cond(depth - 1)
	switch g.r.IntN(5) {
	case 0:
		return "(" + c + " and " + a + " or " + b + ")"
	case 1:
		return "(" + g.op(a, "or", b) + ")"
	case 2:
		return "(" + g.op(c, "and", a) + ")"
	case 3:
		return "((" + c + " or " + g.cond(depth-1) + ") and " + a + " or not " + c + " and " + b + ")"
	}
	return "(not " + c + " and " + a + " or " + b + ")"
}

func (g *generator) numberExpr(depth int) string {
	a, b := g.expr(number, depth-1), g.expr(number, depth-1)
	switch g.r.IntN(14) {
	case 0, 1:
		return g.op(a, "+", b)
	case 2:
		return g.op(a, "-", "("+b+")")
	case 3:
		return g.op(a, "*", fmt.Sprint(g.r.IntN(4)))
	case 4:
		return g.op("("+a+")", "%", fmt.Sprint(1+g.r.IntN(5)))
	case 5:
		return g.op("("+a+")", "/", pick(g, "2", "4", "-2", "0.5"))
	case 6:
		return "-(" + a + ")"
	case 7:
		return "(" + a + ") % 4 ^ " + pick(g, "2", "3", "-1")
	case 8:
		if v, ok := g.find(list, false); ok {
			return "#" + v.name
		}
		return "#" + g.sure(text)
	case 9:
		if v, ok := g.find(numFun, false); ok {
			return v.name + "(" + a + g.comma() + b + ")"
		}
		return "math.floor(" + a + ")"
	case 10:
		if g.fn.vararg {
			return "select('#', ...)"
		}
		return `"` + fmt.Sprint(g.r.IntN(30)) + `" + ` + a
	case 11:
		return "tonumber(" + pick(g, `"7"`, `" 0x1F "`, a) + ")"
	case 12:
		if v, ok := g.find(object, false); ok {
			return v.name + pick(g, ".k", "[1]", ":get()", ".missing")
		}
	}
	return g.sure(number)
}

func (g *generator) textExpr(depth int) string {
	switch g.r.IntN(6) {
	case 0, 1:
		return g.op(g.expr(text, depth-1), "..", g.expr(text, depth-1))
	case 2:
		return g.expr(text, depth-1) + " .. " + g.expr(text, depth-1) + " .. (" + g.expr(number, 1) + ") % 100"
	case 3:
		return "(" + g.expr(text, depth-1) + "):upper()"
	case 4:
		return "type(" + g.expr(unknown, depth-1) + ")"
	}
	return g.sure(text)
}

func (g *generator) boolExpr(depth int) string {
	switch g.r.IntN(7) {
	case 0, 1:
		return g.op(g.expr(number, depth-1), pick(g, "<", "<=", ">", ">=", "==", "~="), g.expr(number, depth-1))
	case 2:
		return g.op(g.expr(text, depth-1), pick(g, "<", "<=", ">", ">="), g.expr(text, depth-1))
	case 3:
		return g.op(g.expr(unknown, depth-1), pick(g, "==", "~="), g.expr(unknown, depth-1))
	case 4:
		return "not " + pick(g, g.expr(boolean, depth-1), "("+g.cond(depth-1)+")")
	case 5:
		return "(" + g.op(g.expr(boolean, depth-1), pick(g, "and", "or"), g.expr(boolean, depth-1)) + ")"
	case 6:
		if v, ok := g.find(object, false); ok {
			return g.op(v.name, pick(g, "<", "<=", ">", ">=", "==", "~="), g.expr(object, depth-1))
		}
	}
	return g.sure(boolean)
}
