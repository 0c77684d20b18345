package lualib

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// raise raises an error at the place where the running library function was
// called, as luaL_error does: "chunk:line: message", and the bare message where
// the caller is no Lua function. It does not return.
func raise(L *lua.LState, format string, args ...any) {
	position := L.Where(1)
	if position == "[G]:" {
		position = ""
	}
	if position != "" {
		position += " "
	}
	raiseBare(L, position+fmt.Sprintf(format, args...))
}

// raiseBare raises message without a position. It does not return.
func raiseBare(L *lua.LState, message string) {
	L.Error(lua.LString(message), 0)
}

// ArgError raises "bad argument #n to 'f' (problem)", where f is what the
// caller calls the running function and a method's self is not counted.
func ArgError(L *lua.LState, n int, problem string) {
	name, method := calledAs(L)
	if method {
		if n--; n == 0 {
			raise(L, "calling '%s' on bad self (%s)", name, problem)
		}
	}
	raise(L, "bad argument #%d to '%s' (%s)", n, name, problem)
}

// typeError raises that argument n is not what was expected.
func typeError(L *lua.LState, n int, expected string) {
	ArgError(L, n, expected+" expected, got "+typeOf(L, n))
}

// typeOf names the type of argument n, "no value" where it was not given.
func typeOf(L *lua.LState, n int) string {
	if n > L.GetTop() {
		return "no value"
	}
	return L.Get(n).Type().String()
}

// calledAs tells the name by which the running function was called, "?" when
// the call has none, and whether it was called as a method.
func calledAs(L *lua.LState) (name string, method bool) {
	caller, ok := L.GetStack(1)
	if !ok {
		return "?", false
	}
	value, err := L.GetInfo("fl", caller, lua.LNil)
	fn, isFunction := value.(*lua.LFunction)
	if err != nil || !isFunction || fn.IsG {
		return "?", false
	}
	self, _ := L.GetStack(0)
	if _, err := L.GetInfo("n", self, lua.LNil); err != nil {
		return "?", false
	}
	if strings.HasPrefix(self.Name, "(") {
		// No call instruction: a for loop, or a metamethod.
		if hasInstruction(fn.Proto, caller.CurrentLine, lua.OP_TFORLOOP) {
			return "(for generator)", false
		}
		return "?", false
	}
	return self.Name, isMethodCall(fn.Proto, caller.CurrentLine, self.Name)
}

// isMethodCall reports whether every call of name on a line of p is a method
// call, v:name(). The VM does not tell which call of the line is the running
// one.
func isMethodCall(p *lua.FunctionProto, line int, name string) bool {
	found := false
	for _, call := range p.DbgCalls {
		if call.Name != name || p.DbgSourcePositions[call.Pc] != line {
			continue
		}
		register := operandA(p.Code[call.Pc])
		pc := call.Pc - 1
		for pc >= 0 && (operandA(p.Code[pc]) != register || !loadsFunction(opcode(p.Code[pc]))) {
			pc--
		}
		if pc < 0 || opcode(p.Code[pc]) != lua.OP_SELF {
			return false
		}
		found = true
	}
	return found
}

// loadsFunction reports whether an instruction may put the function of a named
// call in its register.
func loadsFunction(op int) bool {
	switch op {
	case lua.OP_SELF, lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_GETGLOBAL, lua.OP_GETUPVAL, lua.OP_MOVE:
		return true
	}
	return false
}

// hasInstruction reports whether a line of p has an instruction of a kind.
func hasInstruction(p *lua.FunctionProto, line, op int) bool {
	for pc, instruction := range p.Code {
		if opcode(instruction) == op && p.DbgSourcePositions[pc] == line {
			return true
		}
	}
	return false
}

func opcode(instruction uint32) int   { return int(instruction >> 26) }
func operandA(instruction uint32) int { return int(instruction>>18) & 0xff }
