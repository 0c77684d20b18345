package luabind

import (
	"errors"
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
		e.Source = syntax.Caret(src, se.Line, se.Column, caretWidth)
		e.Err = &ScriptError{Kind: KindParse, Message: se.Message, Where: place(name, se.Line), Fields: map[string]Value{
			"line": Number(float64(se.Line)), "column": Number(float64(se.Column)),
		}}
	}
	return e
}

// hint suggests what a script may have meant that calls a nil, or looks for
// something in it: a member of what it looked in, or a global.
func (h *Host) hint(n vm.Name) string {
	switch {
	case n.Kind == "global":
		return DidYouMean(n.Text, h.Members(Value{h.vm.Root().G.Global}))
	case n.Owner != nil:
		return DidYouMean(n.Text, h.Members(wrap(n.Owner)))
	case n.Of != nil && n.Of.Owner != nil:
		// The owner is not known, but what it is: a member of an object.
		if _, class := wrap(n.Of.Owner).Object(); class != nil && class.Static != nil {
			if in := class.Static()[n.Of.Text]; in != nil {
				return DidYouMean(n.Text, h.bind(in).names(nil))
			}
		}
	}
	owner, _, _ := cutLast(strings.ReplaceAll(n.Path, ":", "."))
	if v := h.lookup(owner); !v.IsNil() {
		return DidYouMean(n.Text, h.Members(v))
	}
	return ""
}

func cutLast(path string) (before, after string, ok bool) {
	i := strings.LastIndexByte(path, '.')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}

// caught gives an error value its traceback while the stack is still there.
func (h *Host) caught(L *lua.LState, v lua.LValue) {
	if self, class := wrap(v).Object(); class == errorClass {
		if se := self.(*ScriptError); se.Traceback == "" {
			se.Traceback = vm.TaskOf(L).Traceback()
		}
	}
}
