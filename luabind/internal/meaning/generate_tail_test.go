package meaning_test

import (
	"fmt"
	"strings"
)

// tailCallOf is a tail call that gives what a function of a kind returns.
func (g *generator) tailCallOf(k kind, depth int) string {
	if k == numFun {
		if v, ok := g.find(numFun, false); ok && g.chance(50) {
			return v.name + "(" + g.expr(number, depth-1) + ", " + g.expr(number, depth-1) + ")"
		}
		return "math.max(" + g.expr(number, depth-1) + ", " + g.expr(number, depth-1) + ")"
	}
	return g.tailCall(depth)
}

// tailCall is a call as the only value of a return: of small functions, which
// use few registers besides their parameters, of methods, through pcall,
// metamethods and coroutines.
func (g *generator) tailCall(depth int) string {
	args := func(n int) string { return g.exprs(n, depth-1) }
	switch g.r.IntN(9) {
	case 0, 1:
		n := g.r.IntN(5)
		return fmt.Sprintf("(%s)(%s)", g.small(n), args(g.r.IntN(n+3)))
	case 2:
		return fmt.Sprintf("pcall(%s, %s)", g.small(2), args(2))
	case 3:
		if v, ok := g.find(object, false); ok {
			return pick(g, v.name+":get("+args(2)+")", v.name+"("+args(2)+")", v.name+":self()")
		}
	case 4:
		n := 1 + g.r.IntN(3)
		return fmt.Sprintf("({m = %s}):m(%s)", g.smallMethod(n), args(n))
	case 5:
		return fmt.Sprintf("setmetatable({}, {__call = %s})(%s)", g.smallMethod(2), args(2))
	case 6:
		return fmt.Sprintf("setmetatable({}, {__index = function(self, k, none) return (%s)(k, none, 3) end}).x", g.small(3))
	case 7:
		return fmt.Sprintf("coroutine.wrap(%s)(%s)", g.small(2), args(2))
	}
	return g.call(depth)
}

// small is a function of n parameters that uses hardly a register besides them.
func (g *generator) small(n int) string {
	names := []string{"p", "q", "r", "s", "u"}[:n]
	return g.smallOf(names)
}

func (g *generator) smallMethod(n int) string {
	return g.smallOf([]string{"self", "p", "q", "r", "s"}[:n+1])
}

func (g *generator) smallOf(names []string) string {
	last := "nil"
	if len(names) > 0 {
		last = names[len(names)-1]
	}
	params := strings.Join(names, ", ")
	result := pick(g, last, last, strings.Join(append(names[:len(names):len(names)], "nil"), ", "))
	if g.chance(25) {
		if params != "" {
			params += ", "
		}
		params += "..."
		result = pick(g, "...", last+", ...", "select('#', ...), "+last, "(...)")
	}
	return "function(" + params + ") return " + result + " end"
}

// tailCalls makes small functions that end in calls of each other, and calls
// them.
func (g *generator) tailCalls(depth int) {
	g.line("do")
	g.indent++
	n := 1 + g.r.IntN(4)
	first := g.small(n)
	g.line("local f = %s", first)
	params := []string{"a", "b", "c", "d", "e"}[:g.r.IntN(5)]
	var given []string
	for i := range n {
		if i < len(params) && g.chance(70) {
			given = append(given, params[i])
		} else {
			given = append(given, fmt.Sprint(10+i))
		}
	}
	if g.chance(30) {
		given = given[:g.r.IntN(n+1)]
	}
	g.line("local function g1(%s) return f(%s) end", strings.Join(params, ", "), strings.Join(given, ", "))
	g.line("P(g1(%s))", g.exprs(len(params), 2))
	// Objects that are called: the instruction has one argument more than it says.
	g.line("local c = setmetatable({}, {__call = %s})", g.smallMethod(min(n, 4)))
	g.line("local function g3(%s) return c(%s) end", strings.Join(params, ", "), strings.Join(given, ", "))
	g.line("P(g3(%s))", g.exprs(len(params), 2))
	switch g.r.IntN(5) {
	case 0:
		g.line("local o = {m = %s}", g.smallMethod(min(n, 4)))
		g.line("local function g2(%s) return o:m(%s) end", strings.Join(params, ", "), strings.Join(given, ", "))
		g.line("P(g2(%s))", g.exprs(len(params), 2))
	case 1:
		g.line("local function g2(n, acc) if n == 0 then return f(acc, n, 1, 2) end return g2(n - 1, acc + n) end")
		g.line("P(g2(%d, 0))", g.r.IntN(300))
	case 2:
		g.line("local function g2(...) return f(...) end")
		g.line("P(pcall(g2, %s))", g.exprs(1+g.r.IntN(4), 2))
	case 3:
		g.line("local function g2(...) return select('#', ...), f(...) end")
		g.line("P(coroutine.wrap(function(...) return g2(...) end)(%s))", g.exprs(1+g.r.IntN(4), 2))
	case 4:
		g.line("local t = setmetatable({}, {__index = function(_, k) return g1(k, k, k) end, __add = function(x, y) return g1(1, y) end})")
		g.line("P(t.x, t + 1, t[7])")
	}
	g.indent--
	g.line("end")
}
