package lualib

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// A number or string that becomes a Lua value is allocated; these are not.
var (
	smallInts   [256]lua.LValue
	oneByte     [256]lua.LValue
	emptyString = lua.LValue(lua.LString(""))
)

func init() {
	for i := range 256 {
		smallInts[i] = lua.LNumber(i)
		oneByte[i] = lua.LString([]byte{byte(i)})
	}
}

func intValue(i int) lua.LValue {
	if 0 <= i && i < len(smallInts) {
		return smallInts[i]
	}
	return lua.LNumber(i)
}

func numberValue(f float64) lua.LValue {
	if i := int(f); 0 <= i && i < len(smallInts) && float64(i) == f && (i > 0 || !math.Signbit(f)) {
		return smallInts[i]
	}
	return lua.LNumber(f)
}

// A substring keeps the whole string in memory. It is copied if it is so small
// beside a large one.
const (
	largeString    = 4096
	smallSubstring = 64 // as a part of the large string: one 64th
)

// substring gives s[i:j] as a value.
func (lib *library) substring(L *lua.LState, s string, i, j int) lua.LValue {
	part := s[i:j]
	switch len(part) {
	case 0:
		return emptyString
	case 1:
		return oneByte[part[0]]
	}
	if len(s) >= largeString && len(part) < len(s)/smallSubstring {
		lib.meter.Alloc(L, len(part)+boxBytes)
		part = strings.Clone(part)
	}
	return lua.LString(part)
}

// buffer builds a string whose length is not known beforehand. Its memory is
// charged before it is taken.
type buffer struct {
	lib *library
	L   *lua.LState
	b   strings.Builder
}

// grow makes room for n more bytes.
func (b *buffer) grow(n int) {
	if n <= b.b.Cap()-b.b.Len() {
		return
	}
	size := 2*b.b.Cap() + n // as Builder.Grow takes
	b.lib.allocString(b.L, size)
	b.lib.copied(b.L, b.b.Len())
	b.b.Grow(n)
}

// write adds s.
func (b *buffer) write(s string) {
	b.grow(len(s))
	for len(s) > chunkBytes {
		b.b.WriteString(s[:chunkBytes])
		b.lib.copied(b.L, chunkBytes)
		s = s[chunkBytes:]
	}
	b.b.WriteString(s)
	b.lib.copied(b.L, len(s))
}

func (b *buffer) writeByte(c byte) {
	b.grow(1)
	b.b.WriteByte(c)
}

func (b *buffer) value() lua.LValue {
	switch s := b.b.String(); len(s) {
	case 0:
		return emptyString
	case 1:
		return oneByte[s[0]]
	default:
		return lua.LString(s)
	}
}
