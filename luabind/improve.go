package luabind

import (
	"errors"
	"fmt"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// parseError makes the error for source text that cannot be compiled.
func parseError(name string, src []byte, err error) error {
	e := &Error{Chunk: name, Message: err.Error(), Err: &ScriptError{Kind: KindParse, Message: err.Error()}}
	var se *syntax.Error
	if errors.As(err, &se) {
		e.Line, e.Column, e.Message = se.Line, se.Column, se.Message
		e.Source = caret(src, se.Line, se.Column, 100)
		e.Err = &ScriptError{Kind: KindParse, Message: se.Message, Where: place(name, se.Line), Fields: map[string]Value{
			"line": Number(float64(se.Line)), "column": Number(float64(se.Column)),
		}}
	}
	return e
}

// improve says in Lua's words, and with the variable's name, what the VM says
// in its own.
func (h *Host) improve(L *lua.LState, message string) string {
	const call = "attempt to call a non-function object"
	if !strings.HasSuffix(message, call) {
		return message
	}
	chunk, line := vm.TaskOf(L).Where()
	improved := "attempt to call a nil value"
	if name := h.callee(chunk, line); name != "" {
		improved = fmt.Sprintf("attempt to call nil value '%s'%s", name, h.didYouMean(name))
	}
	return strings.TrimSuffix(message, call) + improved
}

// callee finds what the line calls that does not exist: the only call on it,
// or the only one whose name leads nowhere.
func (h *Host) callee(chunk string, line int) string {
	src, ok := h.sources[chunk]
	if !ok {
		return ""
	}
	var names, missing []string
	for _, e := range callsOn(src, line) {
		names = append(names, e.Text)
		if strings.HasPrefix(e.Text, "do.") || strings.HasPrefix(e.Text, "do:") || h.lookup(strings.ReplaceAll(e.Text, ":", ".")).IsNil() {
			missing = append(missing, e.Text)
		}
	}
	switch {
	case len(names) == 1:
		return names[0]
	case len(missing) == 1:
		return missing[0]
	}
	return ""
}

// didYouMean suggests a member for the last part of a dotted name, or a global
// for a plain one.
func (h *Host) didYouMean(name string) string {
	i := strings.LastIndexAny(name, ".:")
	if i < 0 {
		return suggest(name, h.Members(Value{h.vm.Root().G.Global}))
	}
	owner := name[:i]
	if owner == "do" {
		owner = "DO"
	}
	if v := h.lookup(owner); !v.IsNil() {
		return suggest(name[i+1:], h.Members(v))
	}
	return ""
}

// caught gives an error value its traceback while the stack is still there.
func (h *Host) caught(L *lua.LState, v lua.LValue) {
	if self, class := wrap(v).Object(); class == errorClass {
		if se := self.(*ScriptError); se.Traceback == "" {
			se.Traceback = vm.TaskOf(L).Traceback()
		}
	}
}

// locate adds the failing line to an error.
func (h *Host) locate(e *Error) {
	if src, ok := h.sources[e.Chunk]; ok && e.Line > 0 {
		e.Source = caret(src, e.Line, e.Column, 100)
	}
}
