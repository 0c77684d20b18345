package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// concat is the operator .. on all its operands, in the registers from first to
// last, charged before it allocates: s = s..s doubles memory with every
// instruction.
func concat(L *lua.LState, f *frame, first, last int) lua.LValue {
	m := TaskOf(L).m
	list := registers(L).array[f.LocalBase+first : f.LocalBase+last+1]
	size, numbers := 0, 0
	for _, v := range list {
		switch v := v.(type) {
		case lua.LString:
			size += len(v)
		case lua.LNumber:
			numbers++
		default:
			return m.concatBy(L, f, first, last)
		}
	}
	const longestNumber = 24
	size += numbers * longestNumber
	head, isText := list[0].(lua.LString)
	if isText && len(head) >= longText && len(head) >= size/2 {
		return lua.LString(m.longest.extend(m, L, string(head), list[1:], size))
	}
	m.chargeString(L, size)
	var few [128]byte
	buf := few[:0]
	if size > len(few) {
		buf = make([]byte, 0, size)
	}
	buf = m.appendTexts(buf, list)
	if size > len(few) && numbers == 0 {
		return lua.LString(unsafe.String(unsafe.SliceData(buf), len(buf))) // nobody else has it
	}
	return lua.LString(buf)
}

func (m *Machine) appendTexts(buf []byte, list []lua.LValue) []byte {
	for _, v := range list {
		switch v := v.(type) {
		case lua.LString:
			buf = append(buf, v...)
		case lua.LNumber:
			buf = append(buf, m.Number(v)...)
		}
	}
	return buf
}

// longText is how long a string is that may be made longer in place.
const longText = 256

// growing is the string that was made last by appending to another, with room
// behind it: what is there is no part of any string.
type growing struct{ buf []byte }

// extend appends to a string, of all of which there are size bytes at most. The
// string that was made so last is extended where it lies.
func (g *growing) extend(m *Machine, L *lua.LState, head string, rest []lua.LValue, size int) string {
	if len(g.buf) != len(head) || unsafe.SliceData(g.buf) != unsafe.StringData(head) {
		m.Alloc(L, size)
		g.buf = append(make([]byte, 0, size), head...)
	} else if size > cap(g.buf) {
		room := size + size/2
		m.Alloc(L, room)
		g.buf = append(make([]byte, 0, room), head...)
	}
	g.buf = m.appendTexts(g.buf, rest)
	return unsafe.String(unsafe.SliceData(g.buf), len(g.buf))
}

// concatBy concatenates where there may be metamethods: from right to left, a
// pair at a time.
func (m *Machine) concatBy(L *lua.LState, f *frame, first, last int) lua.LValue {
	acc := f.register(L, last)
	for i := last - 1; i >= first; i-- {
		right := i + 1
		if right < last {
			right = noOperand // but what came of some
		}
		acc = m.concat2(L, f, f.register(L, i), acc, i, right)
	}
	return acc
}

const noOperand = -1

// concat2 concatenates two values, which are in the registers i and j.
func (m *Machine) concat2(L *lua.LState, fr *frame, a, b lua.LValue, i, j int) lua.LValue {
	if lua.LVCanConvToString(a) && lua.LVCanConvToString(b) {
		x, y := m.text(a), m.text(b)
		m.chargeString(L, len(x)+len(y))
		return lua.LString(x + y)
	}
	f := L.GetMetaField(a, "__concat")
	if f == lua.LNil {
		f = L.GetMetaField(b, "__concat")
	}
	if f == lua.LNil {
		bad, at := a, i
		if lua.LVCanConvToString(a) {
			bad, at = b, j
		}
		what := "a " + bad.Type().String() + " value"
		if at != noOperand {
			what = fr.say(L, at)
		}
		L.RaiseError("attempt to concatenate %s", what)
	}
	L.Push(f)
	L.Push(a)
	L.Push(b)
	L.Call(2, 1)
	v := L.Get(-1)
	L.Pop(1)
	return v
}

func (m *Machine) text(v lua.LValue) string {
	if n, ok := v.(lua.LNumber); ok {
		return m.Number(n)
	}
	return v.String()
}

// chargeString charges what a new string of n bytes takes. Small ones cost
// more to count than they could do harm.
func (m *Machine) chargeString(L *lua.LState, n int) {
	if n >= 64 {
		m.Alloc(L, n)
	}
}
