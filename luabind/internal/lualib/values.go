package lualib

import (
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// A number or string that becomes a Lua value is allocated, unless it is empty or
// one of [table.Integers] and [table.Characters].
var emptyString = lua.LValue(lua.LString(""))

func numberValue(f float64) lua.LValue {
	if i := int(f); 0 <= i && i < len(table.Integers) && float64(i) == f && (i > 0 || !math.Signbit(f)) {
		return table.Integers[i]
	}
	return lua.LNumber(f)
}

func stringValue(s string) lua.LValue {
	switch len(s) {
	case 0:
		return emptyString
	case 1:
		return table.Characters[s[0]]
	}
	return lua.LString(s)
}

// substring gives s[i:j] as a value. It is copied, as in Lua: a part that
// shared the memory of a large string would keep all of it, uncounted.
func (lib *library) substring(L *lua.LState, s string, i, j int) lua.LValue {
	part := s[i:j]
	switch len(part) {
	case 0, 1:
		return stringValue(part)
	case len(s):
		lib.meter.Alloc(L, boxBytes)
		return stringValue(s)
	}
	lib.meter.Alloc(L, boxBytes+len(part))
	lib.copied(L, len(part))
	return stringValue(strings.Clone(part))
}

// buffer builds a string whose length is not known beforehand. Its memory is
// charged before it is taken. A long string is kept in blocks until it is
// complete, so that no step takes long.
type buffer struct {
	lib    *library
	L      *lua.LState
	blocks []string
	length int // of the blocks
	b      strings.Builder
}

const blockBytes = 1 << 20

// grow makes room for n more bytes, of which a block can hold several times as
// many.
func (b *buffer) grow(n int) {
	if n <= b.b.Cap()-b.b.Len() {
		return
	}
	if size := 2*b.b.Cap() + n; size <= blockBytes { // as Builder.Grow takes
		b.lib.meter.Alloc(b.L, size)
		b.lib.copied(b.L, size)
		b.b.Grow(n)
		return
	}
	b.endBlock()
	b.lib.meter.Alloc(b.L, blockBytes)
	b.b.Grow(blockBytes)
}

// endBlock puts what is in the builder to the finished blocks.
func (b *buffer) endBlock() {
	if b.b.Len() > 0 {
		b.addBlock(b.b.String())
		b.b = strings.Builder{}
	}
}

func (b *buffer) addBlock(s string) {
	if b.length += len(s); b.length > maxString {
		b.lib.allocString(b.L, b.length) // which refuses it
	}
	b.lib.meter.Alloc(b.L, boxBytes)
	b.blocks = append(b.blocks, s)
}

// write adds s.
func (b *buffer) write(s string) {
	if len(s) > blockBytes/4 && len(s) > b.b.Cap()-b.b.Len() {
		b.endBlock()
		b.addBlock(s)
		return
	}
	b.grow(len(s))
	b.lib.copyTo(b.L, &b.b, s)
}

func (b *buffer) writeByte(c byte) {
	b.grow(1)
	b.b.WriteByte(c)
}

// value returns what was written.
func (b *buffer) value() lua.LValue {
	if len(b.blocks) == 0 {
		return stringValue(b.b.String())
	}
	b.endBlock()
	if len(b.blocks) == 1 {
		return lua.LString(b.blocks[0])
	}
	b.lib.allocString(b.L, b.length)
	var whole strings.Builder
	whole.Grow(b.length)
	for _, block := range b.blocks {
		b.lib.copyTo(b.L, &whole, block)
	}
	return lua.LString(whole.String())
}

// copyTo adds s to b, which has room for it.
func (lib *library) copyTo(L *lua.LState, b *strings.Builder, s string) {
	for len(s) > chunkBytes {
		b.WriteString(s[:chunkBytes])
		lib.copied(L, chunkBytes)
		s = s[chunkBytes:]
	}
	b.WriteString(s)
	lib.copied(L, len(s))
}
