package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// Sized is a Go value behind userdata that knows how many bytes it keeps.
type Sized interface{ MemSize() int }

// walk adds up the bytes of all values that a machine can reach. It counts a
// value once, whoever refers to it, and stops when the sum exceeds the limit.
type walk struct {
	m       *Machine
	limit   int64
	stop    func() bool // asked now and then: whether nobody wants to know
	stopped bool

	bytes int64
	seen  pointerSet
	depth int          // how many values inside of each other are being opened
	todo  []lua.LValue // noted, to be opened
	block uintptr      // where the number counted last lies
	steps int
}

// deepest is how many values are opened inside of each other before they are
// noted for later: all that are in a long list would take much memory, just when
// it is short.
const deepest = 64

// What values take beside their contents, as measured.
const (
	functionBytes = 80
	upvalueBytes  = 64
	userdataBytes = 96
	threadBytes   = 3 << 10 // a thread without its registers
	goStackBytes  = 8 << 10 // of a goroutine that runs Lua
	valueBytes    = 16
)

func (w *walk) run() int64 {
	m := w.m
	for _, v := range []lua.LValue{m.root.G.Global, m.root.G.Registry} {
		w.value(v)
	}
	if buf := m.longest.buf; buf != nil && w.seen.add(address(unsafe.SliceData(buf))) {
		w.bytes += int64(cap(buf))
	}
	if m.Roots != nil {
		m.Roots(w.value)
	}
	if m.Kept != nil {
		w.bytes += int64(m.Kept())
	}
	for t := range m.tasks {
		w.bytes += int64(t.held)
		w.stack(t.own)
	}
	for _, co := range m.coroutines.alive {
		w.stack(co.stack)
		w.values(co.passed)
		w.value(co.fn)
	}
	for _, th := range m.idle {
		w.registers(registers(th))
	}
	for len(w.todo) > 0 && !w.over() {
		v := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.open(v)
	}
	return w.bytes
}

func (w *walk) stack(s *stack) {
	w.bytes += goStackBytes
	for _, th := range s.threads {
		w.registers(registers(th))
	}
}

// registers counts a thread by its registers: each keeps the other alive.
func (w *walk) registers(r *registryLayout) {
	if r != nil && w.seen.add(address(r)) {
		w.bytes += threadBytes + int64(cap(r.array))*valueBytes
		w.values(r.array[:r.top])
	}
}

func (w *walk) values(list []lua.LValue) {
	for _, v := range list {
		if w.over() {
			return
		}
		w.value(v)
	}
}

// over says that the rest does not matter any more.
func (w *walk) over() bool { return w.bytes > w.limit || w.stopped }

// value counts a value, and notes one that refers to others.
func (w *walk) value(v lua.LValue) {
	switch s := v.(type) {
	case nil, *lua.LNilType, lua.LBool:
	case lua.LNumber:
		w.number(box(v))
	case lua.LString:
		if w.seen.add(box(v)) {
			w.bytes += valueBytes
			w.string(string(s))
		}
	default:
		if !w.seen.add(box(v)) {
			return
		}
		if w.depth == deepest {
			w.todo = append(w.todo, v)
			return
		}
		w.depth++
		w.open(v)
		w.depth--
	}
}

// number counts the block of numbers that one lies in: as long as the one is
// kept, so are they.
func (w *walk) number(p uintptr) {
	block := p &^ (numberBlock - 1)
	if block != w.block && w.seen.add(block) {
		w.bytes += numberBlock
	}
	w.block = block
}

func (w *walk) string(s string) {
	// A short text within another is not worth being remembered.
	if p := textAddress(s); len(s) > 0 && (len(s) < 64 && p&(1<<alignment-1) != 0 || w.seen.add(p)) {
		w.bytes += int64(len(s))
	}
}

// open counts what a value consists of.
func (w *walk) open(v lua.LValue) {
	if w.steps++; w.steps&1023 == 0 && w.stop() {
		w.stopped = true
	}
	switch v := v.(type) {
	case *lua.LTable:
		w.table(table.Of(v))
	case *lua.LFunction:
		w.function(v)
	case *lua.LUserData:
		w.bytes += userdataBytes
		w.value(v.Metatable)
		if v.Env != nil {
			w.value(v.Env)
		}
		if s, ok := v.Value.(Sized); ok {
			w.bytes += int64(s.MemSize())
		}
		if w.m.Held != nil {
			w.m.Held(v.Value, w.value)
		}
	}
}

func (w *walk) table(t *table.Layout) {
	w.bytes += t.Size()
	w.value(t.Metatable)
	w.values(t.Array)
	for k, v := range t.Strdict {
		w.string(k)
		w.value(v)
		if w.over() {
			return
		}
	}
	for k, v := range t.Dict {
		w.value(k)
		w.value(v)
		if w.over() {
			return
		}
	}
	if len(t.Keys) > len(t.Strdict)+len(t.Dict) {
		w.values(t.Keys) // the VM keeps those that were removed
	}
}

func (w *walk) function(f *lua.LFunction) {
	w.bytes += functionBytes + int64(len(f.Upvalues))*8
	if f.Env != nil {
		w.value(f.Env)
	}
	for _, u := range f.Upvalues {
		if u != nil && w.seen.add(address(u)) {
			w.bytes += upvalueBytes
			l := upvalueOf(u)
			w.value(l.value)
			w.registers(l.reg)
		}
	}
	if f.Proto != nil {
		w.proto(f.Proto)
	}
}

func (w *walk) proto(p *lua.FunctionProto) {
	if !w.seen.add(address(p)) {
		return
	}
	w.bytes += 400 + int64(cap(p.Code))*4 + int64(cap(p.DbgSourcePositions)+cap(p.FunctionPrototypes))*8 +
		int64(cap(p.Constants)+cap(p.DbgUpvalues))*valueBytes*2 + int64(cap(p.DbgCalls))*24 + int64(len(p.DbgLocals))*40
	w.values(p.Constants)
	for _, inner := range p.FunctionPrototypes {
		w.proto(inner)
	}
}

// pointerSet is a set of addresses: a map would take several times the time
// and memory, when both are short. Most addresses differ by less than 32 GB from
// the first, and are kept as what they differ by.
type pointerSet struct {
	base  uintptr
	slots []uint32
	n     int
	far   map[uintptr]struct{} // all others, and what is not aligned
}

const (
	alignment = 3 // of what is allocated, as a power of two
	fewest    = 1024
)

// room prepares for about n addresses.
func (s *pointerSet) room(n int) {
	size := max(fewest, len(s.slots))
	for 3*size < 4*n {
		size *= 2
	}
	s.grow(size)
}

// add says whether p was not in the set before.
func (s *pointerSet) add(p uintptr) bool {
	if s.n == 0 {
		s.base = max(p, 1<<(31+alignment)) - 1<<(31+alignment)
	}
	offset := (p - s.base) >> alignment
	if p < s.base || offset == 0 || offset > 1<<32-1 || p&(1<<alignment-1) != 0 {
		return s.addFar(p)
	}
	if 4*(s.n+1) > 3*len(s.slots) {
		s.grow(max(fewest, 2*len(s.slots)))
	}
	if !s.put(uint32(offset)) {
		return false
	}
	s.n++
	return true
}

func (s *pointerSet) addFar(p uintptr) bool {
	if _, known := s.far[p]; known {
		return false
	}
	if s.far == nil {
		s.far = map[uintptr]struct{}{}
	}
	s.far[p] = struct{}{}
	s.n++
	return true
}

func (s *pointerSet) put(p uint32) bool {
	mask := uint32(len(s.slots) - 1)
	for i := uint32(uint64(p)*0x9E3779B97F4A7C15>>32) & mask; ; i = (i + 1) & mask {
		switch s.slots[i] {
		case 0:
			s.slots[i] = p
			return true
		case p:
			return false
		}
	}
}

func (s *pointerSet) grow(size int) {
	old := s.slots
	if size <= len(old) {
		return
	}
	s.slots = make([]uint32, size)
	for _, p := range old {
		if p != 0 {
			s.put(p)
		}
	}
}
