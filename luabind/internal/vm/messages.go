package vm

import (
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// The VM's messages, and the places behind which they begin: "chunk:line: ".
const (
	messageCall     = "attempt to call a non-function object"
	messageIndex    = "attempt to index a non-table object("
	messageArith    = "cannot perform "
	messageCompare  = "attempt to compare "
	messageLength   = "__len undefined"
	messageMinus    = "__unm undefined"
	messageFor      = "for statement "
	messageRegistry = "registry overflow"
	messageLoop     = "too many recursions in "
)

// clearer says in Lua's words, and with the variable's name, what the VM says
// in its own. L is as it was when the VM raised the message.
func (m *Machine) clearer(L *lua.LState, message string) string {
	place, text := "", message
	if f := innermost(L); f != nil && !f.Fn.IsG && f.Pc > 0 {
		place = fmt.Sprintf("%s:%d: ", f.Fn.Proto.SourceName, f.Fn.Proto.DbgSourcePositions[f.Pc-1])
		rest, ok := strings.CutPrefix(message, place)
		if !ok {
			return message
		}
		text = rest
	} else if i := strings.Index(message, messageIndex); i >= 0 {
		return message[:i] + "attempt to index a " + strings.TrimSuffix(betweenParens(message[i:]), ")") + " value"
	} else {
		return strings.TrimPrefix(message, " ") // behind a place that is none
	}
	f := innermost(L)
	in, _ := f.current()
	switch {
	case text == messageCall:
		return place + m.badCall(L, f, in)
	case strings.HasPrefix(text, messageIndex):
		return place + "attempt to index " + m.badIndex(L, f, in, betweenParens(text))
	case strings.HasPrefix(text, messageArith) && lua.OP_ADD <= in.op && in.op <= lua.OP_POW:
		reg := in.b
		if _, ok := toNumber(f.operand(L, reg)); ok {
			reg = in.c
		}
		return place + "attempt to perform arithmetic on " + f.say(L, reg)
	case text == messageMinus:
		return place + "attempt to perform arithmetic on " + f.say(L, in.b)
	case text == messageLength:
		return place + "attempt to get length of " + f.say(L, in.b)
	case strings.HasPrefix(text, messageCompare):
		if hint := m.hintCompare(L, f, in); hint != "" {
			return place + messageCompare + hint
		}
		if a, b, ok := strings.Cut(text[len(messageCompare):], " with "); ok && a == b {
			return place + messageCompare + "two " + a + " values"
		}
	case strings.HasPrefix(text, messageFor):
		what, _, _ := strings.Cut(text[len(messageFor):], " ")
		if what == "init" {
			what = "initial"
		}
		if what != "step" {
			what += " value"
			what = strings.Replace(what, "limit value", "limit", 1)
		}
		return place + "'for' " + what + " must be a number"
	case strings.HasPrefix(text, messageLoop):
		return place + "loop in " + text[len(messageLoop):]
	case text == messageRegistry:
		return place + "stack overflow"
	}
	return message
}

func betweenParens(s string) string {
	_, s, _ = strings.Cut(s, "(")
	s, _, _ = strings.Cut(s, ")")
	return s
}

// say names what a register holds: "local 'x' (a nil value)".
func (f *frame) say(L *lua.LState, reg int) string {
	return describe(f.name(L, reg, f.Pc-1), f.operand(L, reg).Type().String())
}

func describe(n Name, kind string) string {
	if n.Kind == "" {
		return "a " + kind + " value"
	}
	return fmt.Sprintf("%s '%s' (a %s value)", n.Kind, n.Text, kind)
}

func (m *Machine) badIndex(L *lua.LState, f *frame, in instruction, kind string) string {
	reg := in.b
	switch in.op {
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS:
		reg = in.a
	case lua.OP_GETTABLE, lua.OP_GETTABLEKS, lua.OP_SELF:
	default:
		return "a " + kind + " value"
	}
	if f.operand(L, reg).Type().String() != kind {
		return "a " + kind + " value" // what an __index led to
	}
	n := f.name(L, reg, f.Pc-1)
	return describe(n, kind) + m.hint(n, kind)
}

// hint suggests what was meant by a name that has a nil.
func (m *Machine) hint(n Name, kind string) string {
	if m.Hint == nil || kind != "nil" {
		return ""
	}
	return m.Hint(n)
}

func (m *Machine) badCall(L *lua.LState, f *frame, in instruction) string {
	switch in.op {
	case lua.OP_TFORLOOP:
		return "attempt to call a " + f.register(L, in.a).Type().String() + " value: 'for ... in' needs an iterator, such as pairs(t)"
	case lua.OP_CALL, lua.OP_TAILCALL:
	default:
		return "attempt to call a value that is no function"
	}
	kind := f.register(L, in.a).Type().String()
	n := f.name(L, in.a, f.Pc-1)
	if n.Kind == "" {
		return "attempt to call a " + kind + " value"
	}
	path := strings.TrimPrefix(n.Path, "?.")
	if rest, ok := strings.CutPrefix(path, "DO."); ok {
		path = "do." + rest
	} else if rest, ok := strings.CutPrefix(path, "DO:"); ok {
		path = "do:" + rest
	}
	if kind == "userdata" && m.HintCall != nil {
		return "attempt to call " + kind + " value '" + path + "'" + m.HintCall(n)
	}
	return "attempt to call " + kind + " value '" + path + "'" + m.hint(n, kind)
}

// hintCompare says how an object compares that stands in a comparison with
// something else.
func (m *Machine) hintCompare(L *lua.LState, f *frame, in instruction) string {
	if m.HintCompare == nil || in.op != lua.OP_LT && in.op != lua.OP_LE {
		return ""
	}
	return m.HintCompare(f.operand(L, in.b), f.operand(L, in.c))
}
