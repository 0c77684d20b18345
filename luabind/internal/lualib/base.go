package lualib

import (
	"math"
	"runtime/metrics"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

func (lib *library) base(L *lua.LState) []function {
	lib.ipairsStep = L.NewFunction(ipairsStep)
	lib.next = L.NewFunction(lib.nextKey)
	return []function{
		{"assert", assert},
		{"collectgarbage", collectGarbage},
		{"gcinfo", gcInfo},
		{"getmetatable", getMetatable},
		{"ipairs", lib.ipairs},
		{"next", lib.nextKey},
		{"pairs", lib.pairs},
		{"rawequal", rawEqual},
		{"rawget", rawGet},
		{"rawset", lib.rawSet},
		{"select", selectArgs},
		{"setmetatable", setMetatable},
		{"tonumber", toNumber},
		{"tostring", lib.toString},
		{"type", typeName},
		{"unpack", lib.unpack},
	}
}

// ToString gives what tostring(v) gives: the result of the value's __tostring,
// which may be anything, if it has one, and otherwise a string.
func ToString(L *lua.LState, v lua.LValue) lua.LValue {
	if field := L.GetMetaField(v, "__tostring"); field != lua.LNil {
		L.Push(field)
		L.Push(v)
		L.Call(1, 1)
		result := L.Get(-1)
		L.Pop(1)
		return result
	}
	switch v := v.(type) {
	case lua.LString:
		return v
	case lua.LNumber:
		return lua.LString(FormatNumber(float64(v)))
	}
	return lua.LString(v.String())
}

func assert(L *lua.LState) int {
	if !lua.LVAsBool(checkAny(L, 1)) {
		raise(L, "%s", optString(L, 2, "assertion failed!"))
	}
	return L.GetTop()
}

func (lib *library) toString(L *lua.LState) int {
	v := checkAny(L, 1)
	if v.Type() == lua.LTNumber {
		lib.meter.Alloc(L, boxBytes)
	}
	L.Push(ToString(L, v))
	return 1
}

func typeName(L *lua.LState) int {
	L.Push(typeNames[checkAny(L, 1).Type()])
	return 1
}

// typeNames are what [lua.LValueType.String] gives, without allocation.
var typeNames = [...]lua.LValue{
	lua.LTNil: lua.LString("nil"), lua.LTBool: lua.LString("boolean"), lua.LTNumber: lua.LString("number"),
	lua.LTString: lua.LString("string"), lua.LTFunction: lua.LString("function"), lua.LTUserData: lua.LString("userdata"),
	lua.LTThread: lua.LString("thread"), lua.LTTable: lua.LString("table"), lua.LTChannel: lua.LString("channel"),
}

func toNumber(L *lua.LState) int {
	base := optInt(L, 2, 10)
	var f float64
	ok := false
	if base == 10 {
		switch v := checkAny(L, 1).(type) {
		case lua.LNumber:
			f, ok = float64(v), true
		case lua.LString:
			f, ok = ParseNumber(string(v))
		case *lua.LUserData:
			if _, _, isInteger := exact(v); isInteger {
				L.Push(v) // a number already, which a float would round
				return 1
			}
		}
	} else {
		s := checkString(L, 1)
		if base < 2 || base > 36 {
			ArgError(L, 2, "base out of range")
		}
		f, ok = parseInBase(s, base)
	}
	if ok {
		L.Push(lua.LNumber(f))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func selectArgs(L *lua.LState) int {
	top := L.GetTop()
	if s, ok := L.Get(1).(lua.LString); ok && strings.HasPrefix(string(s), "#") {
		L.Push(table.Integer(top - 1))
		return 1
	}
	n := checkInt(L, 1)
	if n < 0 {
		n += top
	}
	if n < 1 {
		ArgError(L, 1, "index out of range")
	}
	return max(top-n, 0)
}

// Room makes room for n values on the stack: the VM would grow it in many small
// steps, and copy all that is on it in each.
func Room(L *lua.LState, n int) {
	const few = 500
	if n > few {
		top := L.GetTop()
		L.SetTop(top + n)
		L.SetTop(top)
	}
}

func (lib *library) unpack(L *lua.LState) int {
	t := checkTable(L, 1)
	first := optInt(L, 2, 1)
	last := 0
	if L.Get(3) == lua.LNil {
		last = table.Len(t)
	} else {
		last = checkInt(L, 3)
	}
	if first > last {
		return 0
	}
	if n := last - first; n < 0 || n >= maxResults {
		raise(L, "too many results to unpack")
	}
	lib.meter.Steps(L, last-first+1)
	Room(L, last-first+1)
	for i := first; i <= last; i++ {
		L.Push(table.GetInt(t, i))
	}
	return last - first + 1
}

// following gives the key and value behind a key, nil behind the last.
func (lib *library) following(L *lua.LState, t *lua.LTable, key lua.LValue) (k, v lua.LValue) {
	k, v, ok := lib.walk.Next(t, key)
	if !ok {
		raiseBare(L, "invalid key to 'next'")
	}
	return k, v
}

func (lib *library) nextKey(L *lua.LState) int {
	key, value := lib.following(L, checkTable(L, 1), L.Get(2))
	if key == lua.LNil {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(key)
	L.Push(value)
	return 2
}

func (lib *library) pairs(L *lua.LState) int {
	if meta := L.GetMetaField(L.Get(1), "__pairs"); meta != lua.LNil {
		v := L.Get(1)
		L.Push(meta)
		L.Push(v)
		L.Call(1, 3)
		return 3
	}
	t := checkTable(L, 1)
	L.Push(lib.next)
	L.Push(t)
	L.Push(lua.LNil)
	return 3
}

func (lib *library) ipairs(L *lua.LState) int {
	v := L.Get(1)
	if length := L.GetMetaField(v, "__len"); v.Type() == lua.LTUserData && length != lua.LNil {
		// An object that is no list says so when its length is asked for.
		L.Push(length)
		L.Push(v)
		L.Call(1, 0)
	} else {
		checkTable(L, 1)
	}
	L.Push(lib.ipairsStep)
	L.Push(v)
	L.Push(table.Integers[0])
	return 3
}

func ipairsStep(L *lua.LState) int {
	i := checkInt(L, 2) + 1
	var value lua.LValue
	if t, ok := L.Get(1).(*lua.LTable); ok {
		value = table.GetInt(t, i)
	} else {
		value = table.Index(L, L.Get(1), table.Integer(i))
	}
	if value == lua.LNil {
		return 0
	}
	L.Push(table.Integer(i))
	L.Push(value)
	return 2
}

func rawEqual(L *lua.LState) int {
	L.Push(lua.LBool(L.RawEqual(checkAny(L, 1), checkAny(L, 2))))
	return 1
}

func rawGet(L *lua.LState) int {
	L.Push(table.Get(checkTable(L, 1), checkAny(L, 2)))
	return 1
}

func (lib *library) rawSet(L *lua.LState) int {
	t, key, value := checkTable(L, 1), checkAny(L, 2), checkAny(L, 3)
	if key == lua.LNil {
		raiseBare(L, "table index is nil")
	}
	if n, ok := key.(lua.LNumber); ok && math.IsNaN(float64(n)) {
		raiseBare(L, "table index is NaN")
	}
	lib.set(L, t, key, value)
	L.SetTop(1)
	return 1
}

func getMetatable(L *lua.LState) int {
	L.Push(L.GetMetatable(checkAny(L, 1)))
	return 1
}

func setMetatable(L *lua.LState) int {
	t := checkTable(L, 1)
	meta := L.Get(2)
	if L.GetTop() < 2 || meta != lua.LNil && meta.Type() != lua.LTTable {
		ArgError(L, 2, "nil or table expected")
	}
	if L.GetMetaField(t, "__metatable") != lua.LNil {
		raise(L, "cannot change a protected metatable")
	}
	t.Metatable = meta
	L.SetTop(1)
	return 1
}

var collectOptions = []string{"stop", "restart", "collect", "count", "step", "setpause", "setstepmul"}

// collectGarbage answers as Lua 5.1's does, and leaves the collecting to Go.
func collectGarbage(L *lua.LState) int {
	option := optString(L, 1, "collect")
	if !slices.Contains(collectOptions, option) {
		ArgError(L, 1, "invalid option '"+option+"'")
	}
	optInt(L, 2, 0)
	switch option {
	case "count":
		L.Push(lua.LNumber(heapKilobytes()))
	case "step":
		L.Push(lua.LTrue)
	case "setpause", "setstepmul":
		L.Push(lua.LNumber(200)) // the value that it has at first
	default:
		L.Push(lua.LNumber(0))
	}
	return 1
}

func gcInfo(L *lua.LState) int {
	L.Push(lua.LNumber(math.Floor(heapKilobytes())))
	return 1
}

// heapKilobytes is how much memory the process's values take.
func heapKilobytes() float64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return float64(sample[0].Value.Uint64()) / 1024
}
