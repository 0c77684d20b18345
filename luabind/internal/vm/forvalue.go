package vm

import lua "github.com/yuin/gopher-lua"

// forValue is the message for a value that a for loop cannot count with: ""
// unless the frame is at one of the subtractions that package compile puts
// before a loop, to make numbers of strings.
func (f *frame) forValue() string {
	in, ok := f.current()
	if !ok || in.op != lua.OP_SUB || in.a != in.b {
		return ""
	}
	next := in
	for pc := f.Pc; next.op == lua.OP_SUB && next.a == next.b; pc++ {
		next = decode(f.Fn.Proto.Code[pc])
	}
	if next.op != lua.OP_FORPREP {
		return ""
	}
	switch in.a - next.a {
	case 0:
		return "'for' initial value must be a number"
	case 1:
		return "'for' limit must be a number"
	case 2:
		return "'for' step must be a number"
	}
	return ""
}
