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
