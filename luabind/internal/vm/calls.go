package vm

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

const (
	// firstRegisters are what a thread begins with.
	firstRegisters = 128
	// keptRegisters is how many a thread may have that is kept for later.
	keptRegisters = 4096
	// keptThreads is how many threads are kept for later.
	keptThreads = 64
	// mostRegisters is how many it has at most.
	mostRegisters = 1 << 20
	// firstFrames is how many calls a thread has room for at first.
	firstFrames = 32
)

// room makes place for the calls that the VM makes by itself between two looks
// of the loop: a segment more than is in use.
func (th *threadLayout) room(h *hook) {
	cs := th.calls()
	n := len(cs.segments)
	if int(cs.segIdx)+2 <= n {
		return
	}
	s := h.task.stack
	allowed := h.task.m.depth
	if k := len(s.below); k > 0 {
		allowed -= s.below[k-1]
	}
	most := max(allowed, 0)/perSegment + 2
	if n >= most {
		panic(overflow)
	}
	n = min(2*n+2, most)
	h.task.Alloc((n - len(cs.segments)) * (8 + int(unsafe.Sizeof(segment{}))))
	grown := make([]*segment, n)
	copy(grown, cs.segments)
	cs.segments = grown
}

// overflow is what the VM panics with when calls nest too deep.
const overflow = "lua callstack overflow"

// push makes room for a frame and gives it, for what its maker fills in.
func (th *threadLayout) push(h *hook) *frame {
	cs := th.calls()
	if cs.segSp >= perSegment {
		th.room(h)
		cs.segIdx++
		if cs.segments[cs.segIdx] == nil {
			cs.segments[cs.segIdx] = new(segment)
		}
		cs.segSp = 0
		th.room(h)
	}
	f := &cs.segments[cs.segIdx].array[cs.segSp]
	f.Idx = int(cs.segSp) + perSegment*int(cs.segIdx)
	cs.segSp++
	return f
}

// reserve makes the registers reach to an index.
func (th *threadLayout) reserve(h *hook, n int) {
	reg := th.reg
	if n <= len(reg.array) {
		return
	}
	if n > mostRegisters {
		panic(overflow)
	}
	size := min(max(n+n/2, n+256), mostRegisters)
	h.task.Alloc((size - len(reg.array)) * table.ValueBytes)
	grown := make([]lua.LValue, size)
	copy(grown, reg.array[:reg.top])
	reg.array = grown
}

// begin prepares the registers of a Lua function whose frame is filled in but
// for where its local registers begin: LocalBase is behind the function.
func (th *threadLayout) begin(h *hook, f *frame) {
	p := f.Fn.Proto
	reg, np, used := th.reg, int(p.NumParameters), int(p.NumUsedRegisters)
	first, nargs := f.LocalBase, f.NArgs
	if p.IsVarArg&lua.VarArgIsVarArg == 0 {
		th.reserve(h, first+max(nargs, used))
		for i := nargs; i < np; i++ {
			reg.array[first+i] = lua.LNil
		}
		if reg.top = first + used; nargs > used {
			clear(reg.array[reg.top : first+nargs])
		}
		return
	}
	// The parameters move up behind the arguments, which stay where they are
	// for those that ... stands for.
	n := max(nargs, np)
	reg.top = max(reg.top, first+nargs)
	th.reserve(h, first+n+used)
	list := reg.array[first:]
	for i := nargs; i < np; i++ {
		list[i] = lua.LNil
	}
	for i := range np {
		list[n+i] = list[i]
		list[i] = lua.LNil
	}
	if p.IsVarArg&lua.VarArgHasArg != 0 {
		list[n+np] = lua.LNil
		if p.IsVarArg&lua.VarArgNeedsArg != 0 {
			arg := table.New(n-np, 1)
			table.SetList(arg, 1, list[np:n])
			table.SetString(arg, "n", lua.LNumber(n-np))
			h.task.Alloc(int(table.Of(arg).Size()))
			list[n+np] = arg
		}
	}
	f.LocalBase = first + n
	reg.top = f.LocalBase + used
}

// varargs puts the arguments that ... stands for into n registers from an index
// on, or all of them, up to the top, if n is negative.
func (th *threadLayout) varargs(h *hook, cf *frame, to, n int) {
	reg, np := th.reg, int(cf.Fn.Proto.NumParameters)
	from := cf.Base + 1 + np
	have := max(cf.NArgs-np, 0)
	all := n < 0
	if all {
		n = have
		th.reserve(h, max(cf.LocalBase+int(cf.Fn.Proto.NumUsedRegisters), to+n))
	}
	list := reg.array[to : to+n]
	for i := range list {
		if i < have {
			list[i] = reg.array[from+i]
		} else {
			list[i] = lua.LNil
		}
	}
	if all {
		reg.end(to + n)
	}
}

// end puts the top at an index, and forgets what was behind it.
func (reg *registryLayout) end(top int) {
	if top < reg.top {
		clear(reg.array[top:reg.top])
	}
	reg.top = top
}

// replace puts a Lua function and its arguments, in registers from an index on,
// in the place of the running frame's, for a tail call.
func (th *threadLayout) replace(h *hook, cf *frame, fn *lua.LFunction, from, nargs int) {
	if th.uvcache != nil {
		th.close(cf.LocalBase)
	}
	reg, to := th.reg, cf.Base
	copy(reg.array[to:to+1+nargs], reg.array[from:from+1+nargs])
	cf.Fn, cf.Pc, cf.NArgs, cf.LocalBase = fn, 0, nargs, to+1
	cf.TailCall++
	clear(reg.array[to+1+nargs : max(reg.top, to+1+nargs)])
	th.begin(h, cf)
}

// hand moves the results of a function written in Go, n below the top, to where
// its caller wants them: so many, or all of them, up to the top, if want is
// negative; else the top is put behind the caller's registers.
func (reg *registryLayout) hand(to, n, want, end int) {
	open := want < 0
	if open {
		want = n
	}
	from := reg.top - n
	list := reg.array[to : to+want]
	for i := range list {
		if i < n {
			list[i] = reg.array[from+i]
		} else {
			list[i] = lua.LNil
		}
	}
	reg.end(to + want)
	if !open {
		reg.top = end
	}
}

// raiseTop puts the top where the loop expects it in a frame that the VM has
// begun or gone back to.
func (th *threadLayout) raiseTop(h *hook) {
	f := th.currentFrame
	if f.Pc > 0 {
		if in := decode(f.Fn.Proto.Code[f.Pc-1]); in.op == lua.OP_CALL && in.c == 0 {
			return // results for the next instruction
		}
	}
	end := f.LocalBase + int(f.Fn.Proto.NumUsedRegisters)
	th.reserve(h, end)
	th.reg.top = end
}

// finish takes the innermost frame, a Lua function's, off the stack and hands
// its results from a register on, n of them, to whoever called it.
func (th *threadLayout) finish(h *hook, f *frame, from, n int) {
	reg := th.reg
	want := f.NRet
	if want < 0 {
		want = n
	} else if want > n {
		th.reserve(h, f.ReturnBase+want)
	}
	to := reg.array[f.ReturnBase : f.ReturnBase+want]
	for i := range to {
		if i < n {
			to[i] = reg.array[from+i]
		} else {
			to[i] = lua.LNil
		}
	}
	top := f.ReturnBase + want
	if top < reg.top {
		clear(reg.array[top:reg.top])
	}
	reg.top = top
	th.calls().pop()
}

// close gives the variables in registers from an index on, which inner
// functions share, a home of their own.
func (th *threadLayout) close(index int) {
	var before *upvalueLayout
	for u := th.uvcache; u != nil; u = u.next {
		if u.index >= index {
			if before == nil {
				th.uvcache = nil
			} else {
				before.next = nil
			}
			for ; u != nil; u = u.next {
				if !u.closed {
					u.value, u.closed = u.reg.array[u.index], true
				}
			}
			return
		}
		before = u
	}
}

// share finds or makes the upvalue of a register.
func (th *threadLayout) share(index int) *lua.Upvalue {
	var before *upvalueLayout
	u := th.uvcache
	for ; u != nil && u.index <= index; u = u.next {
		if u.index == index {
			return (*lua.Upvalue)(unsafe.Pointer(u))
		}
		before = u
	}
	made := new(lua.Upvalue)
	l := upvalueOf(made)
	l.reg, l.index, l.next = th.reg, index, u
	if before == nil {
		th.uvcache = l
	} else {
		before.next = l
	}
	return made
}

// closure makes a function of a prototype, with the upvalues that the words
// behind the instruction name.
func (th *threadLayout) closure(h *hook, outer *frame, p *lua.FunctionProto, words []uint32) *lua.LFunction {
	n := int(p.NumUpvalues)
	f := &lua.LFunction{Env: outer.Fn.Env, Proto: p}
	if n > 0 {
		f.Upvalues = make([]*lua.Upvalue, n)
	}
	bytes := functionBytes + 8*n
	for i := range f.Upvalues {
		if from := decode(words[i]); from.op == lua.OP_MOVE {
			f.Upvalues[i] = th.share(outer.LocalBase + from.b)
			bytes += upvalueBytes
		} else {
			f.Upvalues[i] = outer.Fn.Upvalues[from.b]
		}
	}
	h.task.Alloc(bytes)
	return f
}
