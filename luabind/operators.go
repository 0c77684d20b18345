package luabind

import (
	"fmt"
	"math"

	lua "github.com/yuin/gopher-lua"
)

// What objects do under operators, `..`, tostring and pairs.

func (b *bound) text(v lua.LValue) string {
	self := b.of(v)
	if b.class.String != nil {
		return b.class.String(self)
	}
	return fmt.Sprintf("%s: %p", b.class.Name, v)
}

func (b *bound) tostring(L *lua.LState) int {
	L.Push(lua.LString(b.text(L.Get(1))))
	return 1
}

// concat lets `..` work with objects as with strings.
func (b *bound) concat(L *lua.LState) int {
	c := b.h.begin(L)
	var parts [2]string
	for i := range parts {
		s, ok := b.h.toText(L.Get(i + 1))
		if !ok {
			c.raise(TypeErrorf("attempt to concatenate a %s value", wrap(L.Get(i+1)).Kind()))
		}
		parts[i] = s
	}
	b.h.finish(c)
	L.Push(lua.LString(parts[0] + parts[1]))
	return 1
}

// toText renders what `..` takes: strings, numbers and our objects.
func (h *Host) toText(v lua.LValue) (string, bool) {
	if s, ok := wrap(v).AsString(); ok {
		return s, true
	}
	if _, class := wrap(v).Object(); class != nil {
		return h.bind(class).text(v), true
	}
	return "", false
}

func (b *bound) pairs(L *lua.LState) int {
	c := b.h.begin(L)
	self := b.self(L)
	if b.class.NotList != "" {
		c.raise(TypeErrorf("%s", b.class.NotList))
	}
	if b.class.Pairs == nil {
		c.raise(TypeErrorf("a %s has nothing to iterate over", b.class.Name))
	}
	list, err := b.class.Pairs(c, self)
	if err != nil {
		c.raise(err)
	}
	b.h.finish(c)
	i := 0
	L.Push(b.h.function(func(L *lua.LState) int {
		if i >= len(list) {
			L.Push(lua.LNil)
			return 1
		}
		p := list[i]
		i++
		L.Push(p.Key.raw())
		L.Push(p.Value.raw())
		return 2
	}))
	L.Push(L.Get(1))
	L.Push(lua.LNil)
	return 3
}

func (b *bound) eq(L *lua.LState) int {
	x, y := b.of(L.Get(1)), b.of(L.Get(2))
	L.Push(lua.LBool(x != nil && y != nil && b.class.Equal(x, y)))
	return 1
}

func (b *bound) order(holds func(int) bool) lua.LGFunction {
	return func(L *lua.LState) int {
		x, y := wrap(L.Get(1)), wrap(L.Get(2))
		o, ok := b.class.Compare(x, y)
		if !ok {
			b.h.begin(L).raise(b.notOrdered(x, y))
		}
		L.Push(lua.LBool(holds(o)))
		return 1
	}
}

// notOrdered is the error for operands that have no order.
func (b *bound) notOrdered(x, y Value) error {
	for _, v := range []Value{x, y} {
		if _, _, err := asMoment(v); b.class == TimeClass && err != nil {
			return ValueErrorf("attempt to compare %s with %s: %w", x.Kind(), y.Kind(), err)
		}
	}
	return TypeErrorf("attempt to compare %s with %s", x.Kind(), y.Kind())
}

// hintCompare names the operands of a comparison of which one is an object, and
// says how it compares.
func hintCompare(a, b lua.LValue) string {
	x, y := wrap(a), wrap(b)
	_, class := x.Object()
	_, other := y.Object()
	if class == nil && other == nil {
		return ""
	}
	if class == other {
		return "two " + x.Kind() + " values"
	}
	if class == nil {
		class = other
	}
	what := x.Kind() + " with " + y.Kind()
	switch {
	case class == TimeClass && (x.IsString() || y.IsString()):
		what += ": time.parse makes a time of a text"
	case class.Arith != nil:
		what += ": compare the difference with 0, as in a - b < 0"
	}
	return what
}

func (b *bound) arith(op string) lua.LGFunction {
	return func(L *lua.LState) int { return b.compute(L, op, wrap(L.Get(1)), wrap(L.Get(2))) }
}

func (b *bound) unm(L *lua.LState) int { return b.compute(L, "-", Number(0), wrap(L.Get(1))) }

func (b *bound) compute(L *lua.LState, op string, x, y Value) int {
	c := b.h.begin(L)
	v, err := b.class.Arith(c, op, x, y)
	if err != nil {
		c.raise(err)
	}
	b.h.finish(c)
	L.Push(v.raw())
	return 1
}

// arith computes with numbers as Lua does.
func arith(op string, a, b float64) float64 {
	switch op {
	case "+":
		return a + b
	case "-":
		return a - b
	case "*":
		return a * b
	case "/":
		return a / b
	case "^":
		return math.Pow(a, b)
	case "%":
		return a - math.Floor(a/b)*b
	}
	return math.NaN()
}
