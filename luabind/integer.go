package luabind

import (
	"maps"
	"math/big"
	"weak"

	lua "github.com/yuin/gopher-lua"
)

// Integer is an integer from 2^53 on, which a Lua number would round or not show. In
// scripts it prints its digits, compares with numbers too, is a key of tables,
// encodes as a JSON number and takes part in arithmetic: + - * % and unary minus
// stay exact, / and ^ give a number. Immutable.
type Integer struct{ v *big.Int }

// Int makes a number, exact from 2^53 on too: there it is an [Integer] object
// of the Host.
func (h *Host) Int(i int64) Value {
	if i > -maxExact && i < maxExact {
		return Number(float64(i))
	}
	return h.integer(big.NewInt(i))
}

// Digits makes a number from decimal digits, exact at any size. It gives nil
// for what is no integer.
func (h *Host) Digits(s string) Value {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return Nil
	}
	return h.integer(n)
}

func (h *Host) integer(n *big.Int) Value {
	if n.IsInt64() {
		if i := n.Int64(); i > -maxExact && i < maxExact {
			return Number(float64(i))
		}
	}
	return Value{h.integers.object(n.String(), func() *lua.LUserData {
		return &lua.LUserData{Value: Integer{n}, Metatable: h.bind(integerClass).mt}
	})}
}

// integers are the Integers that a Host's scripts still have, by their digits.
// Equal ones are one object, so that they are one key of a table.
type integers struct {
	all  map[string]weak.Pointer[lua.LUserData]
	full int // as many, and those that nobody has any more are taken out
}

// object gives the one of some digits.
func (i *integers) object(digits string, make func() *lua.LUserData) *lua.LUserData {
	if known := i.all[digits].Value(); known != nil {
		return known
	}
	if i.all == nil {
		i.all = map[string]weak.Pointer[lua.LUserData]{}
	}
	if len(i.all) >= i.full {
		maps.DeleteFunc(i.all, func(_ string, of weak.Pointer[lua.LUserData]) bool { return of.Value() == nil })
		i.full = max(256, 2*len(i.all))
	}
	object := make()
	i.all[digits] = weak.Make(object)
	return object
}

// String gives the digits.
func (n Integer) String() string { return n.v.String() }

// MarshalJSON gives the digits, unquoted.
func (n Integer) MarshalJSON() ([]byte, error) { return []byte(n.v.String()), nil }

func (n Integer) float() float64 { f, _ := new(big.Float).SetInt(n.v).Float64(); return f }

// bigOf gives an operand as an exact integer, or as a float.
func bigOf(v Value) (*big.Int, float64, bool) {
	if o, _ := v.Object(); o != nil {
		if n, ok := o.(Integer); ok {
			return n.v, 0, true
		}
	}
	f, ok := v.AsNumber()
	if !ok {
		return nil, 0, false
	}
	if i, ok := v.AsInt(); ok {
		return big.NewInt(i), f, true
	}
	return nil, f, true
}

func toFloat(n *big.Int, f float64) float64 {
	if n != nil {
		return Integer{n}.float()
	}
	return f
}

var integerClass = &Class{}

func init() {
	*integerClass = Class{
		Name:    "integer",
		Doc:     "An integer beyond 2^53, kept exact.",
		String:  func(self any) string { return self.(Integer).String() },
		Equal:   func(a, b any) bool { return a.(Integer).v.Cmp(b.(Integer).v) == 0 },
		Compare: integerCompare,
		Arith:   integerArith,
	}
}

func integerCompare(a, b Value) (int, bool) {
	x, fx, ok1 := bigOf(a)
	y, fy, ok2 := bigOf(b)
	switch {
	case !ok1 || !ok2:
		return 0, false
	case x != nil && y != nil:
		return x.Cmp(y), true
	}
	p, q := toFloat(x, fx), toFloat(y, fy)
	switch {
	case p < q:
		return -1, true
	case p > q:
		return 1, true
	}
	return 0, true
}

func integerArith(c *Call, op string, a, b Value) (Value, error) {
	x, fx, ok1 := bigOf(a)
	y, fy, ok2 := bigOf(b)
	if !ok1 || !ok2 {
		return Nil, TypeErrorf("attempt to perform arithmetic on a %s value", badOperand(a, b, ok1).Kind())
	}
	if x != nil && y != nil {
		z := new(big.Int)
		switch op {
		case "+":
			return c.Host().integer(z.Add(x, y)), nil
		case "-":
			return c.Host().integer(z.Sub(x, y)), nil
		case "*":
			return c.Host().integer(z.Mul(x, y)), nil
		case "%":
			if y.Sign() != 0 {
				z.Mod(x, y)
				if z.Sign() != 0 && y.Sign() < 0 {
					z.Add(z, y)
				}
				return c.Host().integer(z), nil
			}
		}
	}
	return Number(arith(op, toFloat(x, fx), toFloat(y, fy))), nil
}

func badOperand(a, b Value, firstOK bool) Value {
	if firstOK {
		return b
	}
	return a
}
