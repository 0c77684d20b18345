package vm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

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

// Place is how messages say where something is: "chunk:line".
func Place(chunk string, line int) string {
	switch {
	case chunk == "":
		return ""
	case line == 0:
		return chunk
	}
	return fmt.Sprintf("%s:%d", chunk, line)
}

// SplitPlace parts "chunk:line: message" where the chunk is one of those that
// the error passed through, or looks like one.
func SplitPlace(s string, frames []Frame) (chunk string, line int, message string) {
	for _, f := range frames {
		if rest, ok := strings.CutPrefix(s, f.Chunk()+":"); ok {
			if line, message, ok := cutLine(rest); ok {
				return f.Chunk(), line, message
			}
		}
	}
	if i := strings.IndexByte(s, ':'); i > 0 && !strings.ContainsAny(s[:i], " \n") {
		if line, message, ok := cutLine(s[i+1:]); ok {
			return s[:i], line, message
		}
	}
	return "", 0, s
}

// cutLine parts "12: message".
func cutLine(s string) (line int, message string, ok bool) {
	digits, message, ok := strings.Cut(s, ":")
	if !ok || len(digits) > 9 {
		return 0, "", false
	}
	line, err := strconv.Atoi(digits)
	return line, strings.TrimPrefix(message, " "), err == nil && line > 0
}
