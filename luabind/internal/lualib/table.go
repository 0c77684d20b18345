package lualib

import (
	"math"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

func (lib *library) table() []function {
	return []function{
		{"concat", lib.concat},
		{"foreach", lib.foreach},
		{"foreachi", foreachi},
		{"getn", getN},
		{"insert", lib.insert},
		{"maxn", lib.maxN},
		{"remove", lib.remove},
		{"setn", setN},
		{"sort", lib.sort},
	}
}

func (lib *library) concat(L *lua.LState) int {
	t := checkTable(L, 1)
	separator := optString(L, 2, "")
	first := optInt(L, 3, 1)
	last := 0
	if L.Get(4) == lua.LNil {
		last = table.Len(t)
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
		switch v := table.GetInt(t, i).(type) {
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
		switch v := table.GetInt(t, i).(type) {
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
	end := table.Len(t) + 1
	switch L.GetTop() {
	case 2:
		lib.setInt(L, t, end, L.Get(2))
	case 3:
		at := checkInt(L, 2)
		if at >= end {
			lib.setInt(L, t, at, L.Get(3))
		} else {
			lib.insertBefore(L, t, end, at, L.Get(3))
		}
	default:
		raise(L, "wrong number of arguments to 'insert'")
	}
	return 0
}

// set is t[key] = v, charged by what the table has grown.
func (lib *library) set(L *lua.LState, t *lua.LTable, key, v lua.LValue) {
	if n := table.Set(t, key, v); n > 0 {
		lib.meter.Alloc(L, n)
	}
}

// setInt is t[i] = v, charged in the same way.
func (lib *library) setInt(L *lua.LState, t *lua.LTable, i int, v lua.LValue) {
	if n := table.SetInt(t, i, v); n > 0 {
		lib.meter.Alloc(L, n)
	}
}

// insertBefore makes room at a place before the end.
func (lib *library) insertBefore(L *lua.LState, t *lua.LTable, end, at int, v lua.LValue) {
	if at > 0 {
		lib.copied(L, (end-at)*boxBytes)
		lib.meter.Alloc(L, table.Insert(t, at, v))
		return
	}
	for i := end; i > at; i-- {
		lib.meter.Steps(L, 1)
		lib.setInt(L, t, i, table.GetInt(t, i-1))
	}
	lib.setInt(L, t, at, v)
}

func (lib *library) remove(L *lua.LState) int {
	t := checkTable(L, 1)
	end := table.Len(t)
	at := optInt(L, 2, end)
	if at < 1 || at > end {
		return 0
	}
	lib.copied(L, (end-at)*boxBytes)
	L.Push(table.Remove(t, at))
	return 1
}

func getN(L *lua.LState) int {
	L.Push(table.Integer(table.Len(checkTable(L, 1))))
	return 1
}

func setN(L *lua.LState) int {
	checkTable(L, 1)
	raise(L, "'setn' is obsolete")
	return 0
}

func (lib *library) maxN(L *lua.LState) int {
	greatest, seen := 0.0, 0
	table.Each(checkTable(L, 1), func(key, _ lua.LValue) bool {
		if n, ok := key.(lua.LNumber); ok {
			greatest = math.Max(greatest, float64(n))
		}
		if seen++; seen%chargeEvery == 0 {
			lib.meter.Steps(L, chargeEvery)
		}
		return true
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
	for i, n := 1, table.Len(t); i <= n; i++ {
		if visit(L, f, table.Integer(i), table.GetInt(t, i)) {
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
