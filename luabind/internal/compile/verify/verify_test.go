package verify_test

import (
	"strings"
	"testing"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/compile"
	"github.com/doapi-lua/doapi/luabind/internal/compile/verify"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

func compiled(t *testing.T, src string) *lua.FunctionProto {
	t.Helper()
	root, err := syntax.Parse("t", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(root, "t", compile.Setting{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// find gives where the n-th instruction of a kind is in the code.
func find(t *testing.T, p *lua.FunctionProto, op, n int) int {
	t.Helper()
	for pc, word := range p.Code {
		if int(word>>26) == op {
			if n--; n == 0 {
				return pc
			}
		}
	}
	t.Fatalf("no opcode %d in the code", op)
	return 0
}

// TestFaults breaks right code in one place each.
func TestFaults(t *testing.T) {
	const nop = uint32(lua.OP_NOP) << 26
	at := func(op, n int, change func(word uint32) uint32) func(*testing.T, *lua.FunctionProto) {
		return func(t *testing.T, p *lua.FunctionProto) {
			pc := find(t, p, op, n)
			p.Code[pc] = change(p.Code[pc])
		}
	}
	drop := func(op, n int) func(*testing.T, *lua.FunctionProto) {
		return at(op, n, func(uint32) uint32 { return nop })
	}
	inner := func(change func(*testing.T, *lua.FunctionProto)) func(*testing.T, *lua.FunctionProto) {
		return func(t *testing.T, p *lua.FunctionProto) { change(t, p.FunctionPrototypes[0]) }
	}
	for name, c := range map[string]struct {
		src   string
		spoil func(*testing.T, *lua.FunctionProto)
		want  string
	}{
		"registers for a tail call": {`local function f(a, b) return b end`, inner(func(t *testing.T, p *lua.FunctionProto) { p.NumUsedRegisters = 2 }), "a tail call to the function needs 3"},
		"registers for a tail call with arg": {`local function f(a, ...) return arg end`, inner(func(t *testing.T, p *lua.FunctionProto) { p.NumUsedRegisters = 2 }),
			"a tail call to the function needs 3"},
		"a register without a value":        {`local a local b = a return b`, drop(lua.OP_LOADNIL, 1), "has no value"},
		"a value on one way only":           {`local b = x local a = b == 1 return a`, drop(lua.OP_LOADBOOL, 2), "has no value"},
		"a value that a call has cut off":   {`local a = f() return a`, at(lua.OP_CALL, 1, func(w uint32) uint32 { return w&^(0x1ff<<9) | 1<<9 }), "has no value"},
		"values that nothing takes":         {`f(g())`, at(lua.OP_CALL, 2, func(w uint32) uint32 { return w&^0x1ff | 2 }), ""},
		"open values on nothing":            {`f(1)`, at(lua.OP_CALL, 1, func(w uint32) uint32 { return w &^ 0x1ff }), "none are there"},
		"a shared local that is not let go": {`for i = 1, 3 do local j = i k[i] = function() return j end end`, drop(lua.OP_CLOSE, 1), "while inner functions hold"},
		"a name that is no string":          {`local a = x.y`, func(t *testing.T, p *lua.FunctionProto) { p.Constants[1] = lua.LNumber(1) }, "no string"},
		"a closure's upvalue":               {`local a function f() return a end`, func(t *testing.T, p *lua.FunctionProto) { p.Code[find(t, p, lua.OP_CLOSURE, 1)+1] = nop }, "comes from nowhere"},
		"fewer moves than said":             {`local a, b, c = x, y, z local d, e, f = a, b, c`, at(lua.OP_MOVEN, 1, func(w uint32) uint32 { return w | 15<<9 }), "fewer moves"},
		"a loop without its jump":           {`for k in next, t do end`, drop(lua.OP_JMP, 2), "no jump behind it"},
		"varargs of a function without":     {`local function f(...) return ... end`, inner(func(t *testing.T, p *lua.FunctionProto) { p.IsVarArg = 0 }), "no varargs"},
		"a way into a closure":              {`local a goto e local b = function() return a end ::e::`, at(lua.OP_JMP, 1, func(w uint32) uint32 { return w - 1 }), "no instruction"},
		"no return":                         {`f()`, func(t *testing.T, p *lua.FunctionProto) { p.Code[len(p.Code)-1] = nop }, "does not end"},
		"a tail call without a return":      {`return f()`, func(t *testing.T, p *lua.FunctionProto) { p.Code[find(t, p, lua.OP_TAILCALL, 1)+1] = nop }, "no return behind"},
		"a constant that is none":           {`x = 1`, at(lua.OP_LOADK, 1, func(w uint32) uint32 { return w | 7 }), "constant 7 of"},
	} {
		t.Run(name, func(t *testing.T) {
			p := compiled(t, c.src)
			if err := verify.Prototype(p); err != nil {
				t.Fatalf("right code: %v", err)
			}
			c.spoil(t, p)
			if err := verify.Prototype(p); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}
