package vm

import (
	"fmt"
	"slices"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Frame is a Lua function that was being called when an error was raised.
type Frame struct {
	Proto  *lua.FunctionProto
	Line   int
	Callee string // what the line calls, as far as it has a name
	name   string // how the function was called

	Variables []Variable // if they are kept
}

// Name says what the function is: "main chunk", "function 'f'".
func (f Frame) Name() string { return f.name }

// Chunk is the name of the source text that the frame's function is from.
func (f Frame) Chunk() string { return f.Proto.SourceName }

func (f Frame) String() string {
	return fmt.Sprintf("\t%s:%d: in %s", f.Proto.SourceName, f.Line, f.name)
}

// Frames gives the Lua functions that the task is in, innermost first. Go
// functions are left out: their names say nothing to a script's author but
// what the line shows anyway.
func (t *Task) Frames() []Frame {
	var out []Frame
	for s := t.stack; s != nil; s = s.parent {
		out = append(out, s.frames()...)
	}
	return out
}

func (s *stack) frames() []Frame {
	var out []Frame
	for _, th := range slices.Backward(s.threads) {
		for f := innermost(th); f != nil; f = f.Parent {
			if !f.Fn.IsG && f.Pc > 0 {
				if s.task.m.variables {
					out = append(out, f.look(th))
				} else {
					out = append(out, f.describe())
				}
			}
		}
	}
	return out
}

func (f *frame) describe() Frame {
	p := f.Fn.Proto
	out := Frame{Proto: p, Line: p.DbgSourcePositions[f.Pc-1], Callee: callName(p, f.Pc-1)}
	switch name := ""; {
	case p.LineDefined == 0:
		out.name = "main chunk"
	default:
		if f.Parent != nil && !f.Parent.Fn.IsG && f.TailCall == 0 {
			name = callName(f.Parent.Fn.Proto, f.Parent.Pc-1)
		}
		if name != "" {
			out.name = "function '" + name + "'"
		} else {
			out.name = fmt.Sprintf("function <%s:%d>", p.SourceName, p.LineDefined)
		}
	}
	return out
}

// callName is what the call at pc calls.
func callName(p *lua.FunctionProto, pc int) string {
	for _, call := range p.DbgCalls {
		if call.Pc == pc {
			if call.Name == "" || call.Name == "?" || call.Name[0] == '(' || call.Name[0] == '<' {
				return ""
			}
			return call.Name
		}
	}
	return ""
}

// Traceback renders frames in Lua's form.
func Traceback(frames []Frame) string {
	const head, tail = 10, 11
	var b strings.Builder
	b.WriteString("stack traceback:")
	for i, f := range frames {
		if len(frames) > head+tail+1 && i >= head && i < len(frames)-tail {
			if i == head {
				b.WriteString("\n\t...")
			}
			continue
		}
		b.WriteByte('\n')
		b.WriteString(f.String())
	}
	return b.String()
}

// Traceback renders the frames that the task is in.
func (t *Task) Traceback() string { return Traceback(t.Frames()) }

// Where gives chunk and line of the innermost Lua frame of the task.
func (t *Task) Where() (chunk string, line int) {
	for s := t.stack; s != nil; s = s.parent {
		for _, th := range slices.Backward(s.threads) {
			for f := innermost(th); f != nil; f = f.Parent {
				if !f.Fn.IsG && f.Pc > 0 {
					return f.Fn.Proto.SourceName, f.Fn.Proto.DbgSourcePositions[f.Pc-1]
				}
			}
		}
	}
	return "", 0
}
