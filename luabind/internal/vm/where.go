package vm

import (
	"fmt"
	"slices"

	lua "github.com/yuin/gopher-lua"
)

// place is where the stack's innermost Lua function is, "chunk:line: ".
func (s *stack) place() string {
	for _, th := range slices.Backward(s.threads) {
		for f := innermost(th); f != nil; f = f.Parent {
			if !f.Fn.IsG && f.Pc > 0 {
				return fmt.Sprintf("%s:%d: ", f.Fn.Proto.SourceName, f.Fn.Proto.DbgSourcePositions[f.Pc-1])
			}
		}
	}
	return ""
}

// where is the place that a function at a level is at, "chunk:line: ", as the
// level of error counts: 0 is the running function and 1 its caller, through
// protected calls but not out of a coroutine. It is "" for a Go function, for
// one that a tail call has replaced, and where there is none.
func where(L *lua.LState, level int) string {
	for _, th := range slices.Backward(TaskOf(L).stack.threads) {
		for f := innermost(th); f != nil; f = f.Parent {
			switch {
			case level == 0 && (f.Fn.IsG || f.Pc == 0):
				return ""
			case level == 0:
				return fmt.Sprintf("%s:%d: ", f.Fn.Proto.SourceName, f.Fn.Proto.DbgSourcePositions[f.Pc-1])
			}
			level--
			if !f.Fn.IsG {
				level -= f.TailCall
			}
			if level < 0 {
				return ""
			}
		}
	}
	return ""
}
