package lualib

import (
	"math"
	"math/rand/v2"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

func (lib *library) math() []function {
	functions := []function{
		{"atan2", of2(math.Atan2)},
		{"fmod", of2(math.Mod)},
		{"frexp", frexp},
		{"ldexp", ldexp},
		{"max", maximum},
		{"min", minimum},
		{"modf", modf},
		{"pow", of2(math.Pow)},
		{"random", lib.nextRandom},
		{"randomseed", lib.seedRandom},
	}
	for _, f := range []struct {
		name string
		of   func(float64) float64
	}{
		{"abs", math.Abs}, {"acos", math.Acos}, {"asin", math.Asin}, {"atan", math.Atan},
		{"ceil", math.Ceil}, {"cos", math.Cos}, {"cosh", math.Cosh}, {"deg", degrees},
		{"exp", math.Exp}, {"floor", math.Floor}, {"log", math.Log}, {"log10", math.Log10},
		{"rad", radians}, {"sin", math.Sin}, {"sinh", math.Sinh}, {"sqrt", math.Sqrt},
		{"tan", math.Tan}, {"tanh", math.Tanh},
	} {
		functions = append(functions, function{f.name, of1(f.of)})
	}
	return functions
}

// of1 and of2 make Lua functions of Go's.

func of1(f func(float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		L.Push(numberValue(f(checkNumber(L, 1))))
		return 1
	}
}

func of2(f func(float64, float64) float64) lua.LGFunction {
	return func(L *lua.LState) int {
		x := checkNumber(L, 1)
		L.Push(numberValue(f(x, checkNumber(L, 2))))
		return 1
	}
}

const radian = math.Pi / 180

func degrees(x float64) float64 { return x / radian }
func radians(x float64) float64 { return x * radian }

func frexp(L *lua.LState) int {
	fraction, exponent := math.Frexp(checkNumber(L, 1))
	L.Push(lua.LNumber(fraction))
	L.Push(table.Integer(exponent))
	return 2
}

func ldexp(L *lua.LState) int {
	x, exponent := checkNumber(L, 1), checkInt(L, 2)
	// Beyond these all results are infinite or zero.
	L.Push(lua.LNumber(math.Ldexp(x, min(max(exponent, -1<<16), 1<<16))))
	return 1
}

func modf(L *lua.LState) int {
	x := checkNumber(L, 1)
	whole, fraction := math.Modf(x)
	if math.IsInf(x, 0) {
		fraction = math.Copysign(0, x)
	}
	L.Push(lua.LNumber(whole))
	L.Push(lua.LNumber(fraction))
	return 2
}

func maximum(L *lua.LState) int {
	greatest := checkNumber(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		if x := checkNumber(L, i); x > greatest {
			greatest = x
		}
	}
	L.Push(numberValue(greatest))
	return 1
}

func minimum(L *lua.LState) int {
	least := checkNumber(L, 1)
	for i := 2; i <= L.GetTop(); i++ {
		if x := checkNumber(L, i); x < least {
			least = x
		}
	}
	L.Push(numberValue(least))
	return 1
}

func newRandom() *rand.Rand {
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
}

func (lib *library) seedRandom(L *lua.LState) int {
	seed := math.Float64bits(checkNumber(L, 1))
	lib.random = rand.New(rand.NewPCG(seed, seed))
	return 0
}

func (lib *library) nextRandom(L *lua.LState) int {
	r := lib.random.Float64()
	low, high := 1, 0
	switch L.GetTop() {
	case 0:
		L.Push(lua.LNumber(r))
		return 1
	case 1:
		if high = checkInt(L, 1); high < low {
			ArgError(L, 1, "interval is empty")
		}
	case 2:
		low, high = checkInt(L, 1), checkInt(L, 2)
		if high < low {
			ArgError(L, 2, "interval is empty")
		}
	default:
		raise(L, "wrong number of arguments")
	}
	span := float64(high) - float64(low) + 1
	L.Push(numberValue(min(math.Floor(r*span)+float64(low), float64(high))))
	return 1
}
