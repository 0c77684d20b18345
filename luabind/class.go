package luabind

import (
	"fmt"
	"math"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/spelling"
)

// Class describes the objects of one kind: userdata (or, with AsTable, tables)
// with a Go value behind them. A Class is static data, made once and used by
// any number of Hosts; what it says is also what help, completion, the checker
// and the type definitions say.
//
// obj.name looks for a method, then a property, then a constant, then asks
// Get.
type Class struct {
	Name string // "Droplet": what messages and obj.class say
	Doc  string // one line

	// Prepare fills in Methods when the members of an object are first looked at:
	// for classes with many, which not every program needs. It is called again and
	// again from any goroutine, so a [sync.OnceFunc]; nil for none to fill in.
	Prepare func()

	Methods    []Func
	Properties []Property
	Constants  []Constant
	Fields     []Param // fields that Get answers, as far as they are known; for documentation

	// Get answers for any other name; nil for one that the object lacks.
	Get func(c *Call, self any, key string) (Value, error)
	// Known gives what obj.key is where that was found out before, members
	// included, so that reading it again costs little; nil for classes whose
	// objects keep nothing. often asks for such values of the object to be kept
	// where the VM finds them without asking; they may then change by Set only.
	Known func(self any, key string) (v Value, ok, often bool)
	// Set takes obj.key = v. Without it objects are read-only.
	Set func(c *Call, self any, key string, v Value) error
	// Pairs lists what pairs(obj) visits, in order.
	Pairs func(c *Call, self any) ([]Pair, error)
	// Len answers #obj.
	Len func(self any) int
	// NotList is what ipairs(obj), pairs(obj), #obj and obj[1] say, which
	// raise then: for objects that are easily taken for lists.
	NotList string
	// Further gives more methods, for names that nothing else answers: it is
	// called when one is first asked for, not before, and must be safe from any
	// goroutine. It always gives the same Funcs.
	Further func() []Func
	// Habit gives the name that a member has here of one that it has in other
	// tools; "" if it is no such name. Errors and the checker hint at it.
	Habit func(name string) string
	// Names lists further names for completion, fields for instance.
	Names func(self any) []string
	// at answers obj[key] before all else, for any key, and setAt takes obj[key] = v:
	// of what Go has in slices and maps.
	at    func(c *Call, self any, key Value) (Value, error)
	setAt func(c *Call, self any, key, v Value) error
	// Static says what Get answers whatever the object: the further names, and
	// the classes of their values as far as they are known, else nil. With it
	// there are no other names, so the checker can tell that one is wrong.
	Static func() map[string]*Class
	// String renders the object for tostring, `..` and messages.
	String func(self any) string
	// Equal compares two objects of the class for ==.
	Equal func(a, b any) bool
	// Compare orders two operands of which one is of the class; ok is false
	// when they have no order.
	Compare func(a, b Value) (order int, ok bool)
	// Arith computes a op b, where one operand is of the class. For unary
	// minus a is 0 and op "-".
	Arith func(c *Call, op string, a, b Value) (Value, error)
	// Call makes the object callable.
	Call *Func

	// Text gives its objects the methods of strings, and has Lua's string
	// functions take them, for what is in both the object's text.
	Text bool

	// NamedArgs lets methods take one table of named arguments.
	NamedArgs bool
	// Bound makes obj.f(x) and obj:f(x) the same.
	Bound bool
	// AsTable makes type(obj) "table".
	AsTable bool
}

// Property is a value that an object computes.
type Property struct {
	Name string
	Doc  string
	Type string // as in type definitions: "string", "boolean?"
	Get  func(c *Call, self any) (Value, error)
	Set  func(c *Call, self any, v Value) error // nil: read-only
	// Refuses is what Set has against a value whatever the object, for who looks at
	// scripts, as [Func.Refuses]; nil where Type says it all.
	Refuses func(v Value) error
}

// Constant is a fixed value of a class or module.
type Constant struct {
	Name  string
	Doc   string
	Value Value // string, number or boolean
}

// Pair is one step of pairs(obj).
type Pair struct{ Key, Value Value }

// classKey marks a metatable with its class. Scripts never see metatables of
// objects.
const classKey = "\x00class"

// selfKey is where an object that is a table keeps the userdata behind it.
const selfKey = "\x00self"

func classOf(mt lua.LValue) *Class {
	t, ok := mt.(*lua.LTable)
	if !ok {
		return nil
	}
	if ud, ok := t.RawGetString(classKey).(*lua.LUserData); ok {
		c, _ := ud.Value.(*Class)
		return c
	}
	return nil
}

// AllMethods gives Methods and what Further adds to them.
func (class *Class) AllMethods() []Func {
	if class.Prepare != nil {
		class.Prepare()
	}
	if class.Further == nil {
		return class.Methods
	}
	return slices.Concat(class.Methods, class.Further())
}

// DidYouMean gives " (did you mean 'x'?)" for the candidate nearest to a
// misspelt name, or "" when none is near: what messages about unknown names end
// with.
func DidYouMean(name string, candidates []string) string {
	return spelling.DidYouMean(name, candidates)
}

// UnknownArgument is what is said of a named argument that a function does not
// take: with the name that was meant, or with all where they are few.
func UnknownArgument(function, name string, known []string) string {
	s := fmt.Sprintf("%s: unknown argument '%s'", function, name)
	switch hint := DidYouMean(name, known); {
	case hint != "":
		return s + hint
	case len(known) > 0 && len(known) <= 16:
		return s + " (it takes " + and(known) + ")"
	}
	return s
}

// Unknown is what is said of a named argument that the function does not know:
// where it belongs, or else [UnknownArgument].
func (f *Func) Unknown(name string, known []string) string {
	if f.Aside != nil {
		if where := f.Aside(name); where != "" {
			return fmt.Sprintf("%s: unknown argument '%s': %s", f.Called(), name, where)
		}
	}
	return UnknownArgument(f.Called(), name, known)
}

// Nearest gives the candidate that a misspelt name most likely means, or "".
func Nearest(name string, candidates []string) string { return spelling.Nearest(name, candidates) }

// NearMiss gives the known value that a value of an open set is a slip for, ""
// if it is none: the one that it equals once case, spaces, "-" and "_" are
// dropped, or from which one letter is missing, in which one is too many, or two
// neighbours are swapped, the digits being the same. Another letter in a place is
// no slip: "nyc4" may well be new. A known value is no slip either.
func NearMiss(value string, known []string) string { return spelling.NearMiss(value, known) }

// Meant is [DidYouMean] for a member that objects of the class do not have, among
// those that they have: what other tools call one of them comes before what is near.
func (c *Class) Meant(name string, members []string) string {
	if c != nil && c.Habit != nil {
		if own := c.Habit(name); own != "" {
			return fmt.Sprintf(" (did you mean '%s'?)", own)
		}
	}
	return DidYouMean(name, members)
}

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
	hint := ""
	if b.class == TimeClass && (x.Type() == "number" || y.Type() == "number") {
		hint = ": " + timeHint
	}
	return TypeErrorf("attempt to compare %s with %s%s", x.Kind(), y.Kind(), hint)
}

// timeHint says how a time is compared.
const timeHint = "compare with a time, as in t < time.now() - 86400, or the seconds since 1970, as in t.unix < n"

// hintCompare names the operands of a comparison of which one is an object.
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
	return x.Kind() + " with " + y.Kind()
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
