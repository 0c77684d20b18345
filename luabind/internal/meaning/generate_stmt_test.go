package meaning_test

import (
	"fmt"
	"strings"
)

func (g *generator) stmt(depth int) {
	g.budget--
	if depth <= 0 || g.budget < 0 {
		g.line("P(%s)", g.exprs(1+g.r.IntN(3), 2))
		return
	}
	switch g.r.IntN(29) {
	case 0, 1, 2:
		g.local()
	case 3:
		v := g.declare(pick(g, numFun, anyFun))
		g.add(v)
		g.line("local function %s%s", v.name, g.funcBody(v.kind, depth-1, false))
	case 4, 5, 6, 7:
		g.assign()
	case 8:
		g.line("do")
		g.block(depth)
		g.line("end")
	case 9, 10:
		g.line("if %s then", g.cond(3))
		g.block(depth)
		for g.chance(25) {
			g.line("elseif %s then", g.cond(3))
			g.block(depth)
		}
		if g.chance(50) {
			g.line("else")
			g.block(depth)
		}
		g.line("end")
	case 11:
		g.line("while %s do F()", g.cond(2))
		g.loopBlock(depth)
		if g.chance(60) {
			g.line(" if %s then break end", g.cond(2))
		}
		g.line("end")
	case 12:
		g.repeat(depth)
	case 13, 14:
		g.numericFor(depth)
	case 15, 16:
		g.genericFor(depth)
	case 17:
		g.line("P(%s)", g.exprs(1+g.r.IntN(4), 4))
	case 18:
		if call := g.call(3); call[0] != '(' {
			g.line("%s", call)
		} else {
			g.line("P(%s)", call)
		}
	case 19:
		g.line("P(pcall(function(...)")
		g.inFunction(true, false, func() {
			g.block(depth)
			if g.chance(40) {
				g.line(" error(%s)", pick(g, g.expr(text, 2), g.expr(text, 2)+", "+fmt.Sprint(g.r.IntN(3)), g.expr(record, 2), "nil"))
			} else {
				g.line(" return %s", g.exprs(g.r.IntN(4), 3))
			}
		})
		g.line("end%s))", pick(g, "", ", "+g.exprs(1+g.r.IntN(3), 2)))
	case 20:
		g.coroutine(depth)
	case 21:
		g.closures(depth)
	case 22:
		if g.fn.loops > 0 && g.chance(50) {
			g.line("if %s then break end", g.cond(2))
		} else if g.fn.parent != nil {
			g.line("if %s then return %s end", g.cond(2), g.exprs(g.r.IntN(4), 3))
		} else {
			g.line("P(%s)", g.exprs(2, 4))
		}
	case 23:
		if v, ok := g.find(record, false); ok {
			name := pick(g, "a", "b", "m")
			if g.chance(50) {
				g.line("function %s.%s%s", v.name, name, g.funcBody(anyFun, depth-1, false))
			} else {
				g.line("function %s:%s%s", v.name, name, g.funcBody(anyFun, depth-1, true))
				g.line("P(pcall(%s.%s, %s, %s))", v.name, name, v.name, g.exprs(2, 2))
				g.line("P(%s:%s(%s))", v.name, name, g.exprs(g.r.IntN(3), 2))
			}
		} else {
			g.local()
		}
	case 24:
		if v, ok := g.find(list, false); ok {
			switch g.r.IntN(4) {
			case 0:
				g.line("%s[#%s+1] = %s", v.name, v.name, g.sure(number))
			case 1:
				g.line("table.insert(%s, %s)", v.name, g.sure(number))
			case 2:
				g.line("P(table.remove(%s))", v.name)
			case 3:
				g.line("P(#%s, unpack(%s))", v.name, v.name)
			}
		} else {
			g.local()
		}
	case 26, 27:
		g.tailCalls(depth)
	case 28:
		if g.fn.parent != nil && g.fn.loops == 0 {
			g.line("if %s then return %s end", g.cond(2), g.tailCall(3))
		} else {
			g.tailCalls(depth)
		}
	case 25:
		// A local of the name of an outer one, defined by that.
		if v, ok := g.find(unknown, true); ok {
			k := g.anyKind()
			g.line("local %s = %s", v.name, g.expr(k, 3))
			g.add(variable{name: v.name, kind: k})
		}
	}
}

func (g *generator) local() {
	n := pick(g, 1, 1, 1, 2, 3)
	var vars []variable
	var names, values []string
	for range n {
		v := g.declare(g.anyKind())
		vars = append(vars, v)
		names = append(names, v.name)
		values = append(values, g.expr(v.kind, 3))
	}
	switch {
	case g.chance(5):
		for i := range vars {
			vars[i].kind = unknown
		}
		g.line("local %s", strings.Join(names, ", "))
	case g.chance(10):
		for i := range vars {
			vars[i].kind = unknown
		}
		g.line("local %s = %s", strings.Join(names, ", "), g.exprs(1+g.r.IntN(4), 3))
	default:
		g.line("local %s = %s", strings.Join(names, ", "), strings.Join(values, ", "))
	}
	for _, v := range vars {
		g.add(v)
	}
}

// place is something to assign to.
func (g *generator) place(k kind) (string, kind) {
	if g.chance(30) {
		if v, ok := g.find(record, false); ok {
			key := pick(g, ".a", ".b", ".c", `["x"]`, "[1]", "[2]", "[3]")
			if i, ok := g.find(number, false); ok && g.chance(40) {
				key = "[1 + " + i.name + " % 3]"
			} else if g.chance(20) {
				key = "[ " + g.expr(unknown, 2) + "]"
			}
			return v.name + key, unknown
		}
	}
	if g.chance(4) {
		return pick(g, "G1", "G2"), unknown
	}
	if g.chance(8) {
		if v, ok := g.find(object, false); ok {
			return v.name + pick(g, ".k", "[1]", "[2]"), number
		}
	}
	if v, ok := g.find(k, true); ok {
		return v.name, v.kind
	}
	return "G1", unknown
}

func (g *generator) assign() {
	n := pick(g, 1, 1, 2, 2, 2, 3, 4)
	var places, values []string
	for range n {
		k := g.anyKind()
		if n > 1 && g.chance(60) {
			k = number // for swaps
		}
		p, k := g.place(k)
		places = append(places, p)
		value := g.expr(k, 3)
		if k == text || k == unknown && n == 1 {
			value = "T(" + value + ")" // or strings would double and double
		}
		values = append(values, value)
	}
	switch {
	case g.chance(25):
		for i := range values { // swap and rotate
			values[i] = places[(i+1)%n]
		}
	case g.chance(5):
		values = append(values, g.expr(unknown, 2))
	case g.chance(5) && n > 1:
		values = values[:n-1]
	}
	g.line("%s = %s", strings.Join(places, ", "), strings.Join(values, ", "))
	if g.chance(40) {
		g.line("P(%s)", strings.Join(places, ", "))
	}
}
