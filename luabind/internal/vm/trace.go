package vm

import (
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Traceback renders the task's stack, innermost frame first, in Lua's form.
func (t *Task) Traceback() string {
	var lines []string
	for s := t.stack; s != nil; s = s.parent {
		lines = append(lines, s.frames()...)
	}
	return t.render(lines)
}

// tracebackOf renders one stack alone: that of a coroutine that failed.
func (t *Task) tracebackOf(s *stack) string { return t.render(s.frames()) }

func (s *stack) frames() []string {
	var lines []string
	for _, th := range slices.Backward(s.threads) {
		lines = append(lines, frames(th)...)
	}
	return lines
}

func (t *Task) render(lines []string) string {
	if n := len(lines); n > 22 {
		lines = append(append(lines[:10:10], "\t..."), lines[n-11:]...)
	}
	out := "stack traceback:\n" + strings.Join(lines, "\n")
	if t.inner != "" {
		out = t.inner + "\n" + strings.TrimPrefix(out, "stack traceback:\n")
		t.inner = ""
	}
	return out
}

// maxFrames is how many frames of a thread a traceback walks: finding a
// frame's caller costs as many steps as it is deep.
const maxFrames = 200

// frames describes the Lua frames of one thread. Go functions are left out:
// their names say nothing to a script's author but what the line shows anyway.
func frames(th *lua.LState) []string {
	var out []string
	for level := 0; level < maxFrames; level++ {
		dbg, ok := th.GetStack(level)
		if !ok {
			break
		}
		if _, err := th.GetInfo("Slnu", dbg, lua.LNil); err != nil || dbg.CurrentLine <= 0 {
			continue
		}
		name := fmt.Sprintf("function <%s:%d>", dbg.Source, dbg.LineDefined)
		switch {
		case dbg.What == "main" && dbg.LineDefined <= 1:
			name = "main chunk"
		case dbg.Name != "" && dbg.Name[0] != '<' && dbg.Name[0] != '(' && dbg.Name != "?" && dbg.What != "main":
			name = "function '" + dbg.Name + "'"
		}
		out = append(out, fmt.Sprintf("\t%s:%d: in %s", dbg.Source, dbg.CurrentLine, name))
	}
	return out
}

// Where gives chunk and line of the innermost Lua frame of the task, the
// frames of Go functions skipped.
func (t *Task) Where() (chunk string, line int) {
	for s := t.stack; s != nil; s = s.parent {
		if chunk, line := s.where(); line > 0 {
			return chunk, line
		}
	}
	return "", 0
}

func (s *stack) where() (chunk string, line int) {
	for _, th := range slices.Backward(s.threads) {
		for level := 0; level < maxFrames; level++ {
			dbg, ok := th.GetStack(level)
			if !ok {
				break
			}
			if _, err := th.GetInfo("Sl", dbg, lua.LNil); err == nil && dbg.CurrentLine > 0 {
				return dbg.Source, dbg.CurrentLine
			}
		}
	}
	return "", 0
}
