package lualib

import (
	"math"

	lua "github.com/yuin/gopher-lua"
)

// checkAny raises unless argument n was given, be it nil.
func checkAny(L *lua.LState, n int) lua.LValue {
	if n > L.GetTop() {
		ArgError(L, n, "value expected")
	}
	return L.Get(n)
}

// checkString gives argument n, a string or a number in digits.
func checkString(L *lua.LState, n int) string {
	switch v := L.Get(n).(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return FormatNumber(float64(v))
	case *lua.LUserData:
		if s, ok := textOf(L, v); ok {
			return s
		}
	}
	typeError(L, n, "string")
	return ""
}

// TextMark is a field of the metatable of objects whose text the functions for
// strings take.
const TextMark = "\x00text"

// textOf gives the text of an object that string functions take.
func textOf(L *lua.LState, v *lua.LUserData) (string, bool) {
	if mt, ok := v.Metatable.(*lua.LTable); !ok || mt.RawGetString(TextMark) == lua.LNil {
		return "", false
	}
	s, ok := ToString(L, v).(lua.LString)
	return string(s), ok
}

// checkNumber gives argument n, a number or a string that spells one.
func checkNumber(L *lua.LState, n int) float64 {
	switch v := L.Get(n).(type) {
	case lua.LNumber:
		return float64(v)
	case lua.LString:
		if f, ok := ParseNumber(string(v)); ok {
			return f
		}
	}
	typeError(L, n, "number")
	return 0
}

// checkInt gives argument n with its fraction cut off. What is beyond the range
// of an int becomes the nearest one, so that s:sub(2, math.huge) means what it
// says.
func checkInt(L *lua.LState, n int) int {
	return toInt(checkNumber(L, n))
}

// optInt is checkInt with a default for an argument that is absent or nil.
func optInt(L *lua.LState, n, absent int) int {
	if L.Get(n) == lua.LNil {
		return absent
	}
	return checkInt(L, n)
}

// optString is checkString with a default for an argument that is absent or nil.
func optString(L *lua.LState, n int, absent string) string {
	if L.Get(n) == lua.LNil {
		return absent
	}
	return checkString(L, n)
}

func checkTable(L *lua.LState, n int) *lua.LTable {
	t, ok := L.Get(n).(*lua.LTable)
	if !ok {
		typeError(L, n, "table")
	}
	return t
}

func checkFunction(L *lua.LState, n int) *lua.LFunction {
	f, ok := L.Get(n).(*lua.LFunction)
	if !ok {
		typeError(L, n, "function")
	}
	return f
}

// toInt cuts the fraction off f. NaN is the least int.
func toInt(f float64) int {
	switch {
	case f >= math.MaxInt: // MaxInt itself is no float64: this is 2^63
		return math.MaxInt
	case f >= math.MinInt:
		return int(f)
	}
	return math.MinInt
}

// position turns an index into a string of length n, which may count from the
// end, into one that counts from 1. It may lie outside of the string.
func position(i, n int) int {
	if i < 0 {
		i += n + 1
	}
	return max(i, 0)
}
