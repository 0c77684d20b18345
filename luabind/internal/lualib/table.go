package lualib

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

func (lib *library) table() map[string]lua.LGFunction {
	return map[string]lua.LGFunction{
		"concat":   lib.concat,
		"foreach":  lib.foreach,
		"foreachi": foreachi,
		"getn":     getN,
		"insert":   lib.insert,
		"maxn":     lib.maxN,
		"remove":   lib.remove,
		"setn":     setN,
		"sort":     lib.sort,
	}
}

// element is t[i] without metamethods. The table's own RawGetInt knows only
// the indices that are kept as an array.
func element(t *lua.LTable, i int) lua.LValue {
	if 0 < i && i < lua.MaxArrayIndex {
		return t.RawGetInt(i)
	}
	return t.RawGetH(lua.LNumber(i))
}

// Border is #t, also of a table that has more elements than the VM keeps as an
// array, for which # stops at that number.
func Border(t *lua.LTable) int {
	n := t.Len()
	if n < lua.MaxArrayIndex-1 {
		return n
	}
	low, high := n, n+1
	for element(t, high) != lua.LNil {
		low, high = high, 2*high
	}
	for high-low > 1 {
		if middle := low + (high-low)/2; element(t, middle) == lua.LNil {
			high = middle
		} else {
			low = middle
		}
	}
	return low
}

func (lib *library) concat(L *lua.LState) int {
	t := checkTable(L, 1)
	separator := optString(L, 2, "")
	first := optInt(L, 3, 1)
	last := 0
	if L.Get(4) == lua.LNil {
		last = Border(t)
	} else {
		last = checkInt(L, 4)
	}
	if first > last {
		L.Push(emptyString)
		return 1
	}
	size := lib.concatSize(L, t, separator, first, last)
	lib.allocString(L, size)
	b := buffer{lib: lib, L: L}
	b.b.Grow(size)
	for i := first; ; i++ {
		switch v := element(t, i).(type) {
		case lua.LString:
			b.write(string(v))
		case lua.LNumber:
			b.write(FormatNumber(float64(v)))
		}
		if i == last {
			break
		}
		b.write(separator)
	}
	L.Push(b.value())
	return 1
}

// concatSize checks the elements from first to last and returns how many bytes
// they make with the separators, or a little more.
func (lib *library) concatSize(L *lua.LState, t *lua.LTable, separator string, first, last int) int {
	const longestNumber = 24
	size := 0
	for i := first; ; i++ {
		switch v := element(t, i).(type) {
		case lua.LString:
			size += len(v)
		case lua.LNumber:
			size += longestNumber
		default:
			raise(L, "invalid value (%s) at index %d in table for 'concat'", v.Type(), i)
		}
		if i&(chargeEvery-1) == 0 {
			lib.meter.Steps(L, chargeEvery)
		}
		if i == last {
			return size
		}
		size += len(separator)
	}
}

func (lib *library) insert(L *lua.LState) int {
	t := checkTable(L, 1)
	end := Border(t) + 1
	switch L.GetTop() {
	case 2:
		lib.setElement(L, t, end, end, L.Get(2))
	case 3:
		at := checkInt(L, 2)
		if at >= end {
			lib.setElement(L, t, end, at, L.Get(3))
		} else {
			lib.insertBefore(L, t, end, at, L.Get(3))
		}
	default:
		raise(L, "wrong number of arguments to 'insert'")
	}
	return 0
}

// setElement sets t[i], where end is the first place that is free. The VM fills
// the places between with nil.
func (lib *library) setElement(L *lua.LState, t *lua.LTable, end, i int, v lua.LValue) {
	n := 1
	if i < lua.MaxArrayIndex {
		n += max(i-end, 0)
	}
	lib.meter.Alloc(L, n*boxBytes)
	t.RawSetInt(i, v)
}

// insertBefore makes room at a place before the end.
func (lib *library) insertBefore(L *lua.LState, t *lua.LTable, end, at int, v lua.LValue) {
	if at > 0 && end < lua.MaxArrayIndex {
		lib.meter.Alloc(L, boxBytes)
		lib.copied(L, (end-at)*boxBytes)
		t.Insert(at, v)
		// Where nils stood behind the elements, as t[#t] = nil leaves them,
		// there is one more of them now.
		if last := t.Remove(-1); last != lua.LNil {
			t.RawSetInt(end, last)
		}
		return
	}
	lib.meter.Alloc(L, boxBytes)
	for i := end; i > at; i-- {
		lib.meter.Steps(L, 1)
		t.RawSetInt(i, element(t, i-1))
	}
	t.RawSetInt(at, v)
}

func (lib *library) remove(L *lua.LState) int {
	t := checkTable(L, 1)
	end := Border(t)
	at := optInt(L, 2, end)
	if at < 1 || at > end {
		return 0
	}
	if end < lua.MaxArrayIndex {
		lib.copied(L, (end-at)*boxBytes)
		L.Push(t.Remove(at))
		return 1
	}
	L.Push(element(t, at))
	for i := at; i < end; i++ {
		lib.meter.Steps(L, 1)
		t.RawSetInt(i, element(t, i+1))
	}
	t.RawSetInt(end, lua.LNil)
	return 1
}

func getN(L *lua.LState) int {
	L.Push(IntValue(Border(checkTable(L, 1))))
	return 1
}

func setN(L *lua.LState) int {
	checkTable(L, 1)
	raise(L, "'setn' is obsolete")
	return 0
}

func (lib *library) maxN(L *lua.LState) int {
	greatest, seen := 0.0, 0
	checkTable(L, 1).ForEach(func(key, _ lua.LValue) {
		if n, ok := key.(lua.LNumber); ok {
			greatest = math.Max(greatest, float64(n))
		}
		if seen++; seen%chargeEvery == 0 {
			lib.meter.Steps(L, chargeEvery)
		}
	})
	L.Push(lua.LNumber(greatest))
	return 1
}

func (lib *library) foreach(L *lua.LState) int {
	t, f := checkTable(L, 1), checkFunction(L, 2)
	for key, value := lib.following(L, t, lua.LNil); key != lua.LNil; key, value = lib.following(L, t, key) {
		if visit(L, f, key, value) {
			return 1
		}
	}
	return 0
}

func foreachi(L *lua.LState) int {
	t, f := checkTable(L, 1), checkFunction(L, 2)
	for i, n := 1, Border(t); i <= n; i++ {
		if visit(L, f, IntValue(i), element(t, i)) {
			return 1
		}
	}
	return 0
}

// visit calls f for an element and reports whether it returned a value, which
// is then on top of the stack.
func visit(L *lua.LState, f *lua.LFunction, key, value lua.LValue) bool {
	L.Push(f)
	L.Push(key)
	L.Push(value)
	L.Call(2, 1)
	if L.Get(-1) != lua.LNil {
		return true
	}
	L.Pop(1)
	return false
}
