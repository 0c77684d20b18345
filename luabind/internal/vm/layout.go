package vm

import (
	"fmt"
	"reflect"
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// The VM keeps to itself what this package has to know: how large a table is,
// how deep a thread has called, which instruction each frame is at. The types
// here repeat its private ones; they are held against them when the program
// starts, so that another version of the VM is refused and never misread.
// This file is the only one that uses package unsafe.

type tableLayout struct {
	Metatable lua.LValue
	array     []lua.LValue
	dict      map[lua.LValue]lua.LValue
	strdict   map[string]lua.LValue
	keys      []lua.LValue
	k2i       map[lua.LValue]int
}

type registryLayout struct {
	array []lua.LValue
	top   int
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

// Where a thread keeps its registers and its innermost frame, and a prototype
// the strings among its constants.
var registerOffset, frameOffset, stringsOffset uintptr

func init() {
	state := reflect.TypeFor[lua.LState]()
	reg, ok := state.FieldByName("reg")
	current, ok2 := state.FieldByName("currentFrame")
	if !ok || !ok2 || reg.Type.Kind() != reflect.Pointer || current.Type.Kind() != reflect.Pointer {
		panic("vm: this version of gopher-lua is not known: LState")
	}
	registerOffset, frameOffset = reg.Offset, current.Offset
	strings, ok := reflect.TypeFor[lua.FunctionProto]().FieldByName("stringConstants")
	if !ok || strings.Type != reflect.TypeFor[[]string]() {
		panic("vm: this version of gopher-lua is not known: FunctionProto")
	}
	stringsOffset = strings.Offset
	upvalues, _ := reflect.TypeFor[lua.LFunction]().FieldByName("Upvalues")
	for _, pair := range [][2]reflect.Type{
		{reflect.TypeFor[tableLayout](), reflect.TypeFor[lua.LTable]()},
		{reflect.TypeFor[registryLayout](), reg.Type.Elem()},
		{reflect.TypeFor[frame](), current.Type.Elem()},
		{reflect.TypeFor[upvalueLayout](), upvalues.Type.Elem().Elem()},
	} {
		if err := sameLayout(pair[0], pair[1]); err != nil {
			panic("vm: this version of gopher-lua is not known: " + err.Error())
		}
	}
}

// sameLayout says whether the fields of mine lie where theirs do.
func sameLayout(mine, theirs reflect.Type) error {
	for i := range mine.NumField() {
		m := mine.Field(i)
		t, ok := theirs.FieldByName(m.Name)
		if !ok || t.Offset != m.Offset || t.Type.Size() != m.Type.Size() || t.Type.Kind() != m.Type.Kind() {
			return fmt.Errorf("%s.%s", theirs, m.Name)
		}
	}
	return nil
}

func layoutOf(t *lua.LTable) *tableLayout { return (*tableLayout)(unsafe.Pointer(t)) }

func registers(L *lua.LState) *registryLayout {
	return *(**registryLayout)(unsafe.Add(unsafe.Pointer(L), registerOffset))
}

// innermost is the frame that L runs, nil if it runs nothing.
func innermost(L *lua.LState) *frame {
	return *(**frame)(unsafe.Add(unsafe.Pointer(L), frameOffset))
}

// depth is how many calls are in progress on L.
func depth(L *lua.LState) int {
	if f := innermost(L); f != nil {
		return f.Idx + 1
	}
	return 0
}

func setStringConstants(p *lua.FunctionProto, list []string) {
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
