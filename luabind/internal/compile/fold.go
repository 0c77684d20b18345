package compile

import (
	"math"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// folded is what fold found out about an operation, so that a long chain of
// them is looked through once.
type folded struct {
	value float64
	ok    bool
}

// fold computes an expression of numbers alone, as Lua does before a program
// runs. What is no number is left to the VM.
func (u *unit) fold(e syntax.Expr) (float64, bool) {
	switch x := bare(e).(type) {
	case *syntax.NumberExpr:
		return x.Value, true
	case *syntax.UnaryExpr:
		if x.Op == syntax.Minus {
			v, ok := u.fold(x.Operand)
			return -v, ok
		}
	case *syntax.BinaryExpr:
		if _, ok := arithmetic(x.Op); !ok {
			return 0, false
		}
		r, ok := u.folded[x]
		if !ok {
			r = u.foldBinary(x)
			u.folded[x] = r
		}
		return r.value, r.ok
	}
	return 0, false
}

func (u *unit) foldBinary(x *syntax.BinaryExpr) folded {
	b, ok := u.fold(x.Right)
	if !ok {
		return folded{}
	}
	a, ok := u.fold(x.Left)
	if !ok {
		return folded{}
	}
	v := math.NaN()
	switch x.Op {
	case syntax.Plus:
		v = a + b
	case syntax.Minus:
		v = a - b
	case syntax.Star:
		v = a * b
	case syntax.Power:
		v = math.Pow(a, b)
	case syntax.Slash:
		if b != 0 {
			v = a / b
		}
	case syntax.Percent:
		if b != 0 {
			v = Modulo(a, b)
		}
	}
	return folded{v, v == v}
}

// Modulo is a % b: exact, and never -0.
func Modulo(a, b float64) float64 {
	r := math.Mod(a, b)
	if b > 0 && r < 0 || b < 0 && r > 0 {
		r += b
	}
	return r + 0 // -0 + 0 is 0
}
