package meaning_test

import (
	"fmt"
	"strings"
)

func (g *generator) loopBlock(depth int) {
	g.fn.loops++
	g.block(depth)
	g.fn.loops--
}

func (g *generator) repeat(depth int) {
	g.line("repeat F()")
	g.fn.loops++
	g.indent++
	g.push()
	g.local()
	for range 1 + g.r.IntN(3) {
		g.stmt(depth - 1)
	}
	if g.chance(40) {
		if v, ok := g.find(unknown, true); ok {
			g.line("K[#K+1] = function() %s = %s return %s end", v.name, g.inner(v.kind, 2), v.name)
		}
	}
	cond := g.cond(3)
	g.pop()
	g.indent--
	g.fn.loops--
	g.line("until R(%s)", cond)
}

func (g *generator) numericFor(depth int) {
	v := g.declare(number)
	v.loop = g.chance(70)
	from, to := g.r.IntN(7)-3, g.r.IntN(7)-3
	bounds := fmt.Sprintf("%d, %d", from, to)
	switch g.r.IntN(6) {
	case 0:
		bounds += fmt.Sprintf(", %s", pick(g, "1", "-1", "2", "-2", "0.5", "-0.75"))
	case 1:
		bounds = g.expr(number, 2) + " % 4, " + g.expr(number, 2) + " % 5"
	case 2:
		bounds = fmt.Sprintf("%q, %d, %s", fmt.Sprint(from), from+2, pick(g, `"1"`, "1", "2"))
	case 3:
		bounds = g.expr(unknown, 2) + ", " + g.expr(number, 1)
	}
	g.line("for %s = %s do F()", v.name, bounds)
	g.push()
	g.add(v)
	g.loopBlock(depth)
	g.pop()
	g.line("end")
}

func (g *generator) genericFor(depth int) {
	i, x := g.declare(number), g.declare(number)
	i.loop = true
	var in string
	switch g.r.IntN(6) {
	case 0, 1:
		in = "ipairs(" + g.sureList() + ")"
	case 2:
		in = fmt.Sprintf("range(%d)", g.r.IntN(4))
	case 3:
		in = fmt.Sprintf("step, %d, %s", g.r.IntN(4), pick(g, "0", "S(0)", "(S(1))"))
	case 4:
		in = fmt.Sprintf("coroutine.wrap(function() for i = 1, %d do coroutine.yield(i, %s) end end)", g.r.IntN(4), g.inner(number, 1))
	case 5:
		in = pick(g, g.expr(unknown, 2), "pairs("+g.expr(list, 1)+")", "next, {7}, S(nil)")
	}
	names := pick(g, i.name, i.name+", "+x.name, i.name+", "+x.name+", z", i.name+", "+x.name+", z, w")
	g.line("for %s in %s do F()", names, in)
	g.push()
	g.add(i)
	if strings.Contains(names, ",") {
		g.add(x)
	}
	g.loopBlock(depth)
	g.pop()
	g.line("end")
}

// closures makes functions in a loop that share its variables, and calls them.
func (g *generator) closures(depth int) {
	g.line("do local fs = {}")
	g.indent++
	g.push()
	switch g.r.IntN(3) {
	case 0:
		g.line("for i = 1, 3 do F()")
	case 1:
		g.line("for _, i in ipairs{3, 1, 2} do F()")
	case 2:
		g.line("local i = 0 while i < 3 do i = i + 1 F()")
	}
	g.push()
	g.add(variable{name: "i", kind: number, loop: true})
	g.fn.loops++
	g.indent++
	g.local()
	within := g.chance(50)
	if within {
		g.line("do")
		g.indent++
	}
	g.line("local u = %s", g.expr(number, 2))
	g.push()
	g.add(variable{name: "u", kind: number})
	g.line("fs[#fs+1] = function(d) u = u + (d or 1) return u, i, %s end", g.inner(unknown, 2))
	if g.chance(50) {
		g.line("fs[#fs+1] = function() u = %s return u end", g.inner(number, 2))
	}
	if g.chance(40) {
		g.line("if %s then break end", g.cond(2))
	}
	if g.chance(40) {
		g.stmt(depth - 1)
	}
	g.line("P(u, fs[#fs]())")
	g.pop()
	if within {
		g.indent--
		g.line("end")
		g.line("local clobber, more = %s", g.exprs(2, 1))
	}
	g.indent--
	g.fn.loops--
	g.pop()
	g.line("end")
	g.line("for n = 1, #fs do P(fs[n](n)) end")
	g.line("for n = 1, #fs do P(fs[n]()) end")
	g.pop()
	g.indent--
	g.line("end")
}

func (g *generator) coroutine(depth int) {
	g.line("do local co = coroutine.create(function(...)")
	g.inFunction(true, true, func() {
		for range 1 + g.r.IntN(3) {
			g.block(depth)
			g.line("P(coroutine.yield(%s))", g.exprs(g.r.IntN(3), 2))
		}
		g.line("return %s", g.exprs(g.r.IntN(3), 2))
	})
	g.line("end)")
	g.line("for n = 1, %d do P(coroutine.resume(co, n, %s)) P(coroutine.status(co)) end", 1+g.r.IntN(6), g.exprs(1, 2))
	g.line("end")
}

func (g *generator) inFunction(vararg, yields bool, body func()) {
	g.fn = &functionScope{parent: g.fn, vararg: vararg, yields: yields}
	g.indent++
	g.push()
	g.line("F()")
	body()
	g.pop()
	g.indent--
	g.fn = g.fn.parent
}

// funcBody writes parameters and body of a function.
func (g *generator) funcBody(k kind, depth int, method bool) string {
	outer := g.b
	g.b = &strings.Builder{}
	var params []variable
	var names []string
	n := g.r.IntN(4)
	if k == numFun {
		n = 2
	}
	for range n {
		v := g.declare(number)
		if k == anyFun {
			v.kind = unknown
		}
		params = append(params, v)
		names = append(names, v.name)
	}
	vararg := k == anyFun && g.chance(50)
	if vararg {
		names = append(names, "...")
	}
	g.inFunction(vararg, false, func() {
		for _, v := range params {
			g.add(v)
		}
		if method {
			g.add(variable{name: "self", kind: record})
		}
		for range g.r.IntN(3) {
			g.stmt(depth - 1)
		}
		switch {
		case g.chance(30):
			g.line("return %s", g.tailCallOf(k, 3))
		case k == numFun:
			g.line("return %s", g.expr(number, 3))
		case vararg && g.chance(30):
			g.line("return %s", pick(g, "...", "select('#', ...), ...", "(...)", "{...}, ..."))
		default:
			g.line("return %s", g.exprs(g.r.IntN(4), 3))
		}
	})
	body := g.b.String()
	g.b = outer
	return "(" + strings.Join(names, ", ") + ")\n" + body + strings.Repeat(" ", g.indent) + "end"
}
