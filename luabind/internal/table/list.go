package table

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"
)

// New makes a table with room for n list elements and m others.
func New(n, m int) *lua.LTable {
	t := &lua.LTable{Metatable: lua.LNil}
	l := Of(t)
	if n > 0 {
		l.Array = make([]lua.LValue, 0, n)
	}
	if m > 8 {
		l.Strdict, l.K2i, l.Keys = make(map[string]lua.LValue, m), make(map[lua.LValue]int, m), make([]lua.LValue, 0, m)
	}
	return t
}

// Len is #t.
func Len(t *lua.LTable) int {
	l := Of(t)
	l.trim()
	return len(l.Array)
}

// trim forgets the nils at the end of the array, as t[#t] = nil leaves them.
func (l *Layout) trim() {
	n := len(l.Array)
	for n > 0 && isNil(l.Array[n-1]) {
		n--
		l.Array[n] = nil
	}
	l.Array = l.Array[:n]
}

// Append puts v behind the last element of a list.
func Append(t *lua.LTable, v lua.LValue) int { return SetInt(t, Len(t)+1, v) }

// Insert makes v the i-th element of a list, from 1 to its length, and moves
// those from there on.
func Insert(t *lua.LTable, i int, v lua.LValue) int {
	l, n := Of(t), Len(t)
	grown := SetInt(t, n+1, l.Array[n-1])
	if len(l.Array) <= n { // it was mostly holes, and is no array any more
		for j := n; j > i; j-- {
			grown += SetInt(t, j, GetInt(t, j-1))
		}
		return grown + SetInt(t, i, v)
	}
	copy(l.Array[i:n], l.Array[i-1:n-1])
	l.Array[i-1] = v
	return grown
}

// Remove takes the i-th element out of a list, from 1 to its length, and moves
// those behind it.
func Remove(t *lua.LTable, i int) lua.LValue {
	l, n := Of(t), Len(t)
	v := l.Array[i-1]
	copy(l.Array[i-1:], l.Array[i:])
	l.Array[n-1] = lua.LNil
	l.trim()
	if v == nil {
		return lua.LNil
	}
	return v
}

// SetList is t[first], t[first+1], ... = list...: holes in it stay places of the
// array, as in a constructor.
func SetList(t *lua.LTable, first int, list []lua.LValue) int {
	l := Of(t)
	if len(l.Dict) > 0 || len(l.Array) > first-1 { // some of them may be there
		grown := 0
		for i, v := range list {
			grown += SetInt(t, first+i, v)
		}
		return grown
	}
	for len(list) > 0 && isNil(list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	if len(list) == 0 {
		return 0
	}
	end := first - 1 + len(list)
	before := cap(l.Array)
	if end > before {
		next := make([]lua.LValue, len(l.Array), max(end, before+before/2))
		copy(next, l.Array)
		l.Array = next
	}
	n := len(l.Array)
	l.Array = l.Array[:end]
	for i := n; i < first-1; i++ {
		l.Array[i] = lua.LNil
	}
	copy(l.Array[first-1:], list)
	return (cap(l.Array) - before) * ValueBytes
}

// rehash makes the array as long as more than half of it is in use.
func (l *Layout) rehash() (grown int) {
	const highest = 26
	var counts [highest + 1]int // of keys from 2^(b-1)+1 to 2^b
	for k := range l.Dict {
		if n, ok := k.(lua.LNumber); ok && n > 0 && n <= 1<<highest {
			if i := int(n); lua.LNumber(i) == n {
				counts[bits.Len(uint(i-1))]++
			}
		}
	}
	room, size, sum := cap(l.Array), 0, 0
	for b, n := range counts {
		sum += n
		if top := 1 << b; top > room && n > 0 && sum+min(len(l.Array), top) > top/2 {
			size = top
		}
	}
	if size == 0 {
		return 0
	}
	l.Array = append(make([]lua.LValue, 0, size), l.Array...)
	return (size-room)*ValueBytes + l.absorb()
}
