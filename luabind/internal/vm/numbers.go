package vm

import (
	"math"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// A number as a value points to its eight bytes. numbers hands these out of
// blocks: one allocation for many.
type numbers struct {
	block *[numberCells]lua.LNumber
	i     int
	made  int // blocks that are not charged yet
}

const (
	numberCells = 64
	numberBlock = numberCells * 8
)

// value makes a value of a number.
func (n *numbers) value(v lua.LNumber) lua.LValue {
	if i := int(v); uint(i) < uint(len(table.Integers)) && lua.LNumber(i) == v && (i != 0 || math.Float64bits(float64(v)) == 0) {
		return table.Integers[i]
	}
	return n.fresh(v)
}

func (n *numbers) fresh(v lua.LNumber) (out lua.LValue) {
	if n.i >= numberCells || n.block == nil {
		n.block, n.i = new([numberCells]lua.LNumber), 0
		n.made++
	}
	p := &n.block[n.i]
	n.i++
	*p = v
	out = table.Integers[0] // any number, for its type
	(*twoWords)(unsafe.Pointer(&out)).word = unsafe.Pointer(p)
	return out
}

// modulo is a % b: exact, and never -0.
func modulo(a, b lua.LNumber) lua.LNumber {
	if a >= 0 && b > 0 && a < 1<<53 && b < 1<<53 {
		if i, j := int64(a), int64(b); lua.LNumber(i) == a && lua.LNumber(j) == b {
			return lua.LNumber(i % j)
		}
	}
	r := lua.LNumber(math.Mod(float64(a), float64(b)))
	if b > 0 && r < 0 || b < 0 && r > 0 {
		r += b
	}
	return r + 0 // -0 + 0 is 0
}

// power is a ^ b.
func power(a, b lua.LNumber) lua.LNumber {
	if b == 2 {
		return a * a
	}
	return lua.LNumber(math.Pow(float64(a), float64(b)))
}
