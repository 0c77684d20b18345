package meaning_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generate writes a random program in Lua 5.1 that ends by itself and whose
// output both implementations have to agree on: it asks for no order of pairs,
// no length of a list with holes and no address.
func generate(seed uint64) string {
	g := &generator{r: rand.New(rand.NewPCG(seed, 1)), b: &strings.Builder{}, budget: 60 + int(seed%80)}
	g.ragged = seed%7 == 0
	g.fn = &functionScope{vararg: true}
	g.push()
	for range 3 + g.r.IntN(8) {
		g.stmt(3)
	}
	g.traceAll()
	g.pop()
	return g.b.String()
}

// kind is what a variable holds, but for the few times that the generator puts
// something else there to see the error.
type kind int

const (
	number kind = iota
	text
	boolean
	list   // a table of numbers without holes
	record // a table with some of the fields a b c x and some of 1 2 3
	object // a table with metamethods that trace their calls
	numFun // a function of two numbers that returns a number
	anyFun // a function of anything that returns anything
	unknown
	kinds
)

type variable struct {
	name string
	kind kind
	loop bool // not to be assigned to: it bounds a loop
}

type functionScope struct {
	parent *functionScope
	vararg bool
	yields bool // it runs in a coroutine, with no call of a Go or C function in between
	loops  int
}

type generator struct {
	r      *rand.Rand
	b      *strings.Builder
	scopes [][]variable
	fn     *functionScope
	names  int
	indent int
	budget int  // statements left
	ragged bool // break lines inside of expressions
}

func (g *generator) chance(percent int) bool { return g.r.IntN(100) < percent }

func pick[T any](g *generator, list ...T) T { return list[g.r.IntN(len(list))] }

func (g *generator) push() { g.scopes = append(g.scopes, nil) }
func (g *generator) pop()  { g.scopes = g.scopes[:len(g.scopes)-1] }

func (g *generator) line(format string, args ...any) {
	g.b.WriteString(strings.Repeat(" ", g.indent))
	fmt.Fprintf(g.b, format, args...)
	g.b.WriteByte('\n')
}

// declare makes a name, at times one that hides another.
func (g *generator) declare(k kind) variable {
	g.names++
	name := fmt.Sprintf("v%d", g.names)
	if g.chance(15) {
		name = pick(g, "a", "b", "i", "t", "f", "s")
	}
	return variable{name: name, kind: k}
}

func (g *generator) add(v variable) { g.scopes[len(g.scopes)-1] = append(g.scopes[len(g.scopes)-1], v) }

// find picks a visible variable of a kind.
func (g *generator) find(k kind, assignable bool) (variable, bool) {
	var found []variable
	seen := map[string]bool{}
	for i := len(g.scopes) - 1; i >= 0; i-- {
		for j := len(g.scopes[i]) - 1; j >= 0; j-- {
			v := g.scopes[i][j]
			if !seen[v.name] && (v.kind == k || k == unknown) && !(assignable && v.loop) {
				found = append(found, v)
			}
			seen[v.name] = true
		}
	}
	if len(found) == 0 {
		return variable{}, false
	}
	return found[min(g.r.IntN(len(found)), g.r.IntN(len(found)))], true // rather the inner ones
}

func (g *generator) anyKind() kind {
	return pick(g, number, number, number, text, boolean, list, record, record, object, numFun, anyFun, anyFun, unknown)
}

// traceAll shows what the visible variables hold at last.
func (g *generator) traceAll() {
	seen := map[string]bool{}
	for i := len(g.scopes) - 1; i >= 0; i-- {
		for _, v := range g.scopes[i] {
			if !seen[v.name] {
				seen[v.name] = true
				g.line("P(%q, %s)", v.name, v.name)
			}
		}
	}
}

func (g *generator) block(depth int) {
	g.indent++
	g.push()
	for range 1 + g.r.IntN(4) {
		g.stmt(depth - 1)
	}
	g.pop()
	g.indent--
}

func (g *generator) stmt(depth int) {
	g.budget--
	if depth <= 0 || g.budget < 0 {
		g.line("P(%s)", g.exprs(1+g.r.IntN(3), 2))
		return
	}
	switch g.r.IntN(26) {
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
