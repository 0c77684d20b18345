package vm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"sync"
	"unsafe"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

// The VM keeps to itself what this package has to know: how deep a thread has
// called, which instruction each frame is at, where its registers are. The
// types here repeat its private ones; they are held against them when the
// first machine is made, so that another version of the VM is refused and never
// misread.

type registryLayout struct {
	array []lua.LValue
	top   int
	//lint:ignore U1000 it has its place among the VM's fields
	growBy int
	//lint:ignore U1000 it has its place among the VM's fields
	maxSize int
}

type upvalueLayout struct {
	next   *upvalueLayout
	reg    *registryLayout
	index  int
	value  lua.LValue
	closed bool
}

// frame is a call in progress on a thread.
type frame struct {
	Idx        int
	Fn         *lua.LFunction
	Parent     *frame
	Pc         int // of the next instruction
	Base       int
	LocalBase  int
	ReturnBase int
	NArgs      int
	NRet       int
	TailCall   int
}

// threadLayout is lua.LState.
type threadLayout struct {
	G       *lua.Global
	Parent  *lua.LState
	Env     *lua.LTable
	Panic   func(*lua.LState)
	Dead    bool
	Options lua.Options

	stop         int32
	reg          *registryLayout
	stack        twoWords // of *callsLayout
	alloc        unsafe.Pointer
	currentFrame *frame
	wrapped      bool
	uvcache      *upvalueLayout
	hasErrorFunc bool
	mainLoop     func(*lua.LState, *frame)
	ctx          twoWords // of *hook
	ctxCancelFn  context.CancelFunc
}

// twoWords is an interface: its type, and the pointer that it holds.
type twoWords struct{ typ, word unsafe.Pointer }

// perSegment is how many frames of a call stack lie together.
const perSegment = 8

type segment struct{ array [perSegment]frame }

// callsLayout is a thread's call stack, of frames up to segSp in the segment
// segIdx.
type callsLayout struct {
	segments []*segment
	segIdx   uint16
	segSp    uint8
}

// What the VM's own loop consists of.
//
//go:linkname instructions github.com/yuin/gopher-lua.jumpTable
var instructions [lua.OP_NOP + 1]func(*lua.LState, uint32, *frame) int

//go:linkname callGFunction github.com/yuin/gopher-lua.callGFunction
func callGFunction(L *lua.LState, tailcall bool) bool

// stringsOffset is where a prototype keeps the strings among its constants.
var (
	stringsOnce   sync.Once
	stringsOffset uintptr
)

func unknown(what string) string { return "vm: this version of gopher-lua is not known: " + what }

var layoutOnce sync.Once

// checkLayout panics if this version of the VM is not the one that is known, of
// which L is a state. The first machine does it: a program that makes none is not
// to pay for it.
func checkLayout(L *lua.LState) {
	layoutOnce.Do(func() {
		if err := known(L); err != nil {
			panic(unknown(err.Error()))
		}
		closed = make(chan struct{})
		close(closed)
	})
}

// known holds what is repeated here against the VM's own.
func known(L *lua.LState) error {
	if err := table.CheckLayout(); err != nil {
		return err
	}
	state := reflect.TypeFor[lua.LState]()
	for _, f := range instructions {
		if f == nil {
			return errors.New("jumpTable")
		}
	}
	stack := reflect.ValueOf(L).Elem().FieldByName("stack")
	if stack.Kind() != reflect.Interface || stack.Elem().Kind() != reflect.Pointer {
		return errors.New("LState.stack")
	}
	calls := stack.Elem().Type().Elem()
	segments, ok := calls.FieldByName("segments")
	if !ok || segments.Type.Kind() != reflect.Slice {
		return errors.New("callFrameStack.segments")
	}
	reg, _ := state.FieldByName("reg")
	current, _ := state.FieldByName("currentFrame")
	upvalues, _ := reflect.TypeFor[lua.LFunction]().FieldByName("Upvalues")
	for _, pair := range [][2]reflect.Type{
		{reflect.TypeFor[threadLayout](), state},
		{reflect.TypeFor[registryLayout](), reg.Type.Elem()},
		{reflect.TypeFor[frame](), current.Type.Elem()},
		{reflect.TypeFor[upvalueLayout](), upvalues.Type.Elem().Elem()},
		{reflect.TypeFor[callsLayout](), calls},
		{reflect.TypeFor[segment](), segments.Type.Elem().Elem()},
	} {
		if err := sameLayout(pair[0], pair[1]); err != nil {
			return err
		}
	}
	if size := segments.Type.Elem().Elem().Size(); size != reflect.TypeFor[segment]().Size() {
		return errors.New("callFrameStackSegment")
	}
	return nil
}

// sameLayout says whether the fields of mine lie where theirs do.
func sameLayout(mine, theirs reflect.Type) error {
	for i := range mine.NumField() {
		m := mine.Field(i)
		t, ok := theirs.FieldByName(m.Name)
		same := ok && (t.Type.Kind() == m.Type.Kind() || t.Type.Kind() == reflect.Interface && m.Type == reflect.TypeFor[twoWords]() ||
			t.Type.Kind() == reflect.Pointer && m.Type.Kind() == reflect.UnsafePointer)
		if !same || t.Offset != m.Offset || t.Type.Size() != m.Type.Size() {
			return fmt.Errorf("%s.%s", theirs, m.Name)
		}
	}
	return nil
}

func threadOf(L *lua.LState) *threadLayout { return (*threadLayout)(unsafe.Pointer(L)) }

func registers(L *lua.LState) *registryLayout { return threadOf(L).reg }

// innermost is the frame that L runs, nil if it runs nothing.
func innermost(L *lua.LState) *frame { return threadOf(L).currentFrame }

func (th *threadLayout) calls() *callsLayout { return (*callsLayout)(th.stack.word) }

// hook is the one of the task that runs the thread.
func (th *threadLayout) hook() *hook { return (*hook)(th.ctx.word) }

// last is the innermost frame, nil if there is none.
func (cs *callsLayout) last() *frame {
	if cs.segSp > 0 {
		return &cs.segments[cs.segIdx].array[cs.segSp-1]
	}
	if cs.segIdx == 0 {
		return nil
	}
	return &cs.segments[cs.segIdx-1].array[perSegment-1]
}

// pop forgets the innermost frame.
func (cs *callsLayout) pop() {
	if cs.segSp == 0 {
		cs.segIdx--
		cs.segSp = perSegment
	}
	cs.segSp--
}

// depth is how many calls are in progress on L.
func depth(L *lua.LState) int {
	if f := innermost(L); f != nil {
		return f.Idx + 1
	}
	return 0
}

func setStringConstants(p *lua.FunctionProto, list []string) {
	stringsOnce.Do(func() {
		f, ok := reflect.TypeFor[lua.FunctionProto]().FieldByName("stringConstants")
		if !ok || f.Type != reflect.TypeFor[[]string]() {
			panic(unknown("FunctionProto"))
		}
		stringsOffset = f.Offset
	})
	*(*[]string)(unsafe.Add(unsafe.Pointer(p), stringsOffset)) = list
}

func upvalueOf(u *lua.Upvalue) *upvalueLayout { return (*upvalueLayout)(unsafe.Pointer(u)) }

// box is where a number, string or pointer that a value holds lies.
func box(v lua.LValue) uintptr {
	return uintptr((*struct{ typ, word unsafe.Pointer })(unsafe.Pointer(&v)).word)
}

// textAddress is where the bytes of a string lie.
func textAddress(s string) uintptr { return address(unsafe.StringData(s)) }

func address[T any](p *T) uintptr { return uintptr(unsafe.Pointer(p)) }
