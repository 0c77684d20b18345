package lualib

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

func (lib *library) string() []function {
	return []function{
		{"byte", lib.byte},
		{"char", lib.char},
		{"dump", dump},
		{"find", lib.find},
		{"format", lib.format},
		{"gmatch", lib.gmatch},
		{"gsub", lib.gsub},
		{"len", length},
		{"lower", lib.lower},
		{"match", lib.match},
		{"rep", lib.rep},
		{"reverse", lib.reverse},
		{"sub", lib.sub},
		{"upper", lib.upper},
	}
}

func dump(L *lua.LState) int {
	checkFunction(L, 1)
	raise(L, "unable to dump given function")
	return 0
}

func length(L *lua.LState) int {
	L.Push(table.Integer(len(checkString(L, 1))))
	return 1
}

func (lib *library) sub(L *lua.LState) int {
	s := checkString(L, 1)
	i := max(position(checkInt(L, 2), len(s)), 1)
	j := min(position(optInt(L, 3, -1), len(s)), len(s))
	if i > j {
		L.Push(emptyString)
	} else {
		L.Push(lib.substring(L, s, i-1, j))
	}
	return 1
}

func (lib *library) byte(L *lua.LState) int {
	s := checkString(L, 1)
	first := position(optInt(L, 2, 1), len(s))
	last := min(position(optInt(L, 3, first), len(s)), len(s))
	first = max(first, 1)
	if first > last {
		return 0
	}
	if last-first >= maxResults {
		raise(L, "stack overflow (string slice too long)")
	}
	lib.meter.Steps(L, last-first+1)
	Room(L, last-first+1)
	for i := first; i <= last; i++ {
		L.Push(table.Integers[s[i-1]])
	}
	return last - first + 1
}

func (lib *library) char(L *lua.LState) int {
	n := L.GetTop()
	lib.allocString(L, n)
	var b strings.Builder
	b.Grow(n)
	for i := 1; i <= n; i++ {
		c := checkInt(L, i)
		if c != int(byte(c)) {
			ArgError(L, i, "invalid value")
		}
		if n == 1 {
			L.Push(table.Characters[c])
			return 1
		}
		b.WriteByte(byte(c))
	}
	L.Push(stringValue(b.String()))
	return 1
}

func (lib *library) rep(L *lua.LState) int {
	s := checkString(L, 1)
	n := checkInt(L, 2)
	if n <= 0 || s == "" {
		L.Push(emptyString)
		return 1
	}
	if n == 1 {
		L.Push(lua.LString(s))
		return 1
	}
	size := math.MaxInt / 2
	if n <= size/len(s) {
		size = n * len(s)
	}
	lib.allocString(L, size)
	if size <= chunkBytes {
		lib.copied(L, size)
		L.Push(lua.LString(strings.Repeat(s, n)))
		return 1
	}
	b := buffer{lib: lib, L: L}
	b.b.Grow(size)
	if block := max(1, chunkBytes/len(s)); block > 1 {
		blockText := strings.Repeat(s, block)
		for ; n >= block; n -= block {
			b.write(blockText)
		}
	}
	for ; n > 0; n-- {
		b.write(s)
	}
	L.Push(b.value())
	return 1
}

func (lib *library) reverse(L *lua.LState) int {
	s := checkString(L, 1)
	lib.allocString(L, len(s))
	var b strings.Builder
	b.Grow(len(s))
	for end := len(s); end > 0; {
		start := max(0, end-scanBytes)
		for i := end - 1; i >= start; i-- {
			b.WriteByte(s[i])
		}
		lib.passed(L, end-start)
		end = start
	}
	L.Push(stringValue(b.String()))
	return 1
}

func (lib *library) lower(L *lua.LState) int { return lib.mapBytes(L, &lowerCase) }
func (lib *library) upper(L *lua.LState) int { return lib.mapBytes(L, &upperCase) }

// mapBytes pushes the first argument with each byte replaced by what it maps to.
func (lib *library) mapBytes(L *lua.LState, to *[256]byte) int {
	s := checkString(L, 1)
	lib.allocString(L, len(s))
	fillCases()
	var b strings.Builder
	b.Grow(len(s))
	for start := 0; start < len(s); {
		end := min(len(s), start+scanBytes)
		for _, c := range []byte(s[start:end]) {
			b.WriteByte(to[c])
		}
		lib.passed(L, end-start)
		start = end
	}
	L.Push(stringValue(b.String()))
	return 1
}
