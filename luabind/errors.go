package luabind

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// What a run can be stopped for; errors.Is finds them in what DoFile and the
// others return.
var (
	ErrTimeLimit        = vm.ErrTime
	ErrInstructionLimit = vm.ErrInstructions
	ErrMemoryLimit      = vm.ErrMemory
	ErrOutputLimit      = vm.ErrOutput
	ErrRequestLimit     = vm.ErrRequests
	ErrTaskLimit        = vm.ErrTasks
	ErrCoroutineLimit   = vm.ErrCoroutines
	ErrCancelled        = vm.ErrCancelled
	ErrClosed           = errors.New("luabind: the host is closed")
)

// Kinds of errors that this package raises; scripts see them as e.kind.
const (
	KindType      = "TypeError"
	KindValue     = "ValueError"
	KindParse     = "ParseError"
	KindIO        = "IOError"
	KindLimit     = "LimitError"
	KindCancelled = "CancelledError"
	KindState     = "StateError"
	KindError     = "Error"
)

// Error is what a script ended with: an error that it raised and did not
// catch, a syntax error, a limit, or a cancelled context. It unwraps to the Go
// error behind it, if there is one: a [*ScriptError] and what that wraps, a
// limit's sentinel, or the context's error.
type Error struct {
	Chunk     string // file or chunk name, "" if unknown
	Line      int    // 0 if unknown
	Column    int    // in bytes, from 1; 0 if unknown
	Message   string // one line, without the place
	Traceback string
	Source    string // the failing line with a caret, if the source is known
	Err       error

	raised *vm.Raised // what was raised, for scripts of the same Host
	frames []vm.Frame // where, innermost first
	host   *Host
}

// Error gives place and message in one line.
func (e *Error) Error() string {
	if e.Chunk == "" {
		return e.Message
	}
	return vm.Place(e.Chunk, e.Line) + ": " + e.Message
}

// Unwrap gives the Go error behind it.
func (e *Error) Unwrap() error { return e.Err }

// DeferredError is how a run ends whose deferred functions failed, where there
// is more to tell than one error. Err is how the script itself ended, nil for
// well. Failed is what each of them failed with, in the order in which they
// ran.
type DeferredError struct {
	Err    error
	Failed []error
}

func (e *DeferredError) Error() string { return errors.Join(e.Unwrap()...).Error() }

// Unwrap gives all of them.
func (e *DeferredError) Unwrap() []error {
	if e.Err == nil {
		return e.Failed
	}
	return append([]error{e.Err}, e.Failed...)
}

// OutputError is how a run ends whose standard output could not be written.
type OutputError struct{ Err error }

func (e *OutputError) Error() string { return "standard output: " + e.Err.Error() }

// Unwrap gives what the writer failed with.
func (e *OutputError) Unwrap() error { return e.Err }

// ExitError is how os.exit ends a script.
type ExitError struct{ Code int }

func (e *ExitError) Error() string { return fmt.Sprintf("exit %d", e.Code) }

// ScriptError is an error that scripts see as a value with fields: e.kind,
// e.message, e.where, e.traceback and those in Fields. Return one from a
// Func's Run to raise it. It is complete once it was raised, and then
// immutable.
type ScriptError struct {
	Kind    string
	Message string           // e.message
	Text    string           // tostring(e), one line; Message if empty
	Fields  map[string]Value // further fields
	Err     error            // the Go error behind it
	// Where and Traceback are filled in when it is raised.
	Where, Traceback string
}

func (e *ScriptError) Error() string {
	if e.Text != "" {
		return e.Text
	}
	return e.Message
}

// Unwrap gives the Go error behind it.
func (e *ScriptError) Unwrap() error { return e.Err }

// TypeErrorf makes the error for a missing, unknown or wrongly typed argument.
func TypeErrorf(format string, args ...any) error { return Errorf(KindType, format, args...) }

// ValueErrorf makes the error for a value that cannot be.
func ValueErrorf(format string, args ...any) error { return Errorf(KindValue, format, args...) }

// Errorf makes a ScriptError of any kind; %w keeps the wrapped error.
func Errorf(kind, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &ScriptError{Kind: kind, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Inside is an error in a part of an argument, such as ".ports[2]"; a Type's
// Check returns it so that the message names the part.
type Inside struct {
	Path string
	Err  error
}

func (e *Inside) Error() string { return "'" + e.Path + "' " + e.Err.Error() }

// Unwrap gives the error without the place.
func (e *Inside) Unwrap() error { return e.Err }

// wrapArg says which argument of which function an error is about.
func wrapArg(fn, arg string, err error) error {
	if in, ok := err.(*Inside); ok {
		arg, err = arg+in.Path, in.Err
	}
	var se *ScriptError
	if errors.As(err, &se) {
		c, colon := *se, ":"
		if strings.HasPrefix(se.Message, "must ") || strings.HasPrefix(se.Message, "cannot ") {
			colon = ""
		}
		c.Message = fmt.Sprintf("%s: '%s'%s %s", fn, arg, colon, se.Message)
		c.Text = ""
		return &c
	}
	return TypeErrorf("%s: '%s' %w", fn, arg, err)
}

var errorClass = &Class{
	Name: "error",
	Doc:  "A structured error: kind, message, where, traceback and the kind's own fields.",
	Fields: []Param{
		{Name: "kind", Type: StringType}, {Name: "message", Type: StringType},
		{Name: "where", Type: StringType}, {Name: "traceback", Type: StringType},
	},
	Get: func(c *Call, self any, key string) (Value, error) {
		e := self.(*ScriptError)
		switch key {
		case "kind":
			return String(e.Kind), nil
		case "message":
			return String(e.Message), nil
		case "where":
			return String(e.Where), nil
		case "traceback":
			return String(e.Traceback), nil
		}
		return e.Fields[key], nil
	},
	Pairs: func(c *Call, self any) ([]Pair, error) {
		e := self.(*ScriptError)
		list := []Pair{{String("kind"), String(e.Kind)}, {String("message"), String(e.Message)}, {String("where"), String(e.Where)}}
		for _, k := range sortedKeys(e.Fields) {
			list = append(list, Pair{String(k), e.Fields[k]})
		}
		return list, nil
	},
	Names: func(self any) []string {
		return append([]string{"kind", "message", "where", "traceback"}, sortedKeys(self.(*ScriptError).Fields)...)
	},
	String: func(self any) string { return self.(*ScriptError).Error() },
	Text:   true,
}

// raise raises err in the script and does not return.
func (c *Call) raise(err error) {
	c.release()
	var stopped *stoppedError
	if errors.As(err, &stopped) && stopped.final {
		c.task.Cancel(stopped)
	}
	if c.task.Stopped() {
		c.task.Unwind()
	}
	var raised *vm.Raised
	if errors.As(err, &raised) && !errors.As(err, new(*ScriptError)) {
		panic(raised) // with the place where it was raised first
	}
	if e, ok := err.(*Error); ok && e.host == c.h && e.raised != nil {
		panic(e.raised) // a callback's error, which Go has passed on
	}
	if c.fn != nil && c.fn.Standard {
		panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: lua.LString(c.standardError(err))})
	}
	panic(&lua.ApiError{Type: lua.ApiErrorRun, Object: c.ErrorValue(err).raw()})
}

// standardError is what a function of Lua's own library raises for a Go error:
// its text, with the place where the function was called in front unless the
// error has one. The Host remembers what the text stands for, in case that the
// script ends with it.
func (c *Call) standardError(err error) string {
	text := c.ErrorValue(err).String()
	if e := (*Error)(nil); !errors.As(err, &e) || e.Chunk == "" {
		if where := c.Where(); where != "" {
			text = where + ": " + text
		}
	}
	c.h.raisedText = raisedText{text, err}
	return text
}

// raisedText is the last error that was raised as a text.
type raisedText struct {
	text string
	err  error
}

// behind gives to an error that is a text what the text stood for.
func (r raisedText) behind(e *Error, text string) {
	if r.err == nil || text != r.text {
		return
	}
	e.Err = r.err
	var parse *Error
	if errors.As(r.err, &parse) && parse.Source != "" {
		e.Chunk, e.Line, e.Column, e.Message, e.Source, e.Err = parse.Chunk, parse.Line, parse.Column, parse.Message, parse.Source, parse.Err
	}
}

// ErrorValue makes the value that scripts see for a Go error.
func (c *Call) ErrorValue(err error) Value {
	var raised *vm.Raised
	se, ok := err.(*ScriptError)
	switch {
	case ok:
	case errors.As(err, &raised) && err == error(raised):
		return wrap(raised.Value)
	default:
		se = c.h.scriptError(c, err)
	}
	if se.Where == "" {
		se.Where, se.Traceback = c.Where(), c.task.Traceback()
	}
	return c.h.Object(errorClass, se)
}

// caught gives an error value its traceback while the stack is still there.
func (h *Host) caught(L *lua.LState, v lua.LValue) {
	if self, class := wrap(v).Object(); class == errorClass {
		if se := self.(*ScriptError); se.Traceback == "" {
			se.Traceback = vm.TaskOf(L).Traceback()
		}
	}
}

// scriptError finds the kind of a Go error: the embedder's mapping first.
func (h *Host) scriptError(c *Call, err error) *ScriptError {
	for _, f := range h.errors {
		if se := f(c, err); se != nil {
			return se
		}
	}
	var se *ScriptError
	var pe *fs.PathError
	var le *vm.LimitError
	switch {
	case errors.As(err, &se):
		copied := *se
		copied.Message, copied.Text, copied.Err = err.Error(), "", err
		return &copied
	case errors.As(err, &pe):
		return &ScriptError{Kind: KindIO, Message: pe.Op + " " + pe.Path + ": " + pe.Err.Error(), Err: err, Fields: map[string]Value{"path": String(pe.Path)}}
	case errors.As(err, &le):
		return &ScriptError{Kind: KindLimit, Message: err.Error(), Err: err, Fields: map[string]Value{"limit": String(limitName(le.Limit))}}
	case errors.Is(err, context.Canceled), errors.Is(err, ErrCancelled), errors.Is(err, context.DeadlineExceeded):
		return &ScriptError{Kind: KindCancelled, Message: err.Error(), Err: err}
	}
	return &ScriptError{Kind: KindError, Message: err.Error(), Err: err}
}

func limitName(limit error) string { return strings.TrimSuffix(limit.Error(), " limit") }

// asError turns how a run ended into what the Host's methods return.
func (h *Host) asError(err error) error {
	if err == nil {
		return nil
	}
	var exit *ExitError
	if errors.As(err, &exit) {
		return exit
	}
	switch err.(type) {
	case *Error, *StoppedError, *DeferredError:
		return err
	}
	var r *vm.Raised
	if !errors.As(err, &r) {
		msg := err.Error()
		if errors.Is(err, context.Canceled) {
			msg = "cancelled"
		}
		out := &Error{Message: msg, Err: err}
		var ended *vm.Ended
		if errors.As(err, &ended) && len(ended.Frames) > 0 {
			out.frames = ended.Frames
			out.Err, out.Traceback = ended.Err, vm.Traceback(ended.Frames)
			if errors.As(err, new(*vm.LimitError)) || errors.As(err, new(*stoppedError)) {
				out.Chunk, out.Line = ended.Frames[0].Chunk(), ended.Frames[0].Line
				h.locate(out, ended.Frames)
			}
		}
		return out
	}
	out := &Error{raised: r, frames: r.Frames, host: h}
	if len(r.Frames) > 0 {
		out.Traceback = vm.Traceback(r.Frames)
	}
	switch v := wrap(r.Value); {
	case v.IsString():
		s, _ := v.AsString()
		out.Chunk, out.Line, out.Message = vm.SplitPlace(s, r.Frames)
		h.raisedText.behind(out, s)
	default:
		if self, _ := v.Object(); self != nil {
			if se, ok := self.(*ScriptError); ok {
				out.Message, out.Err = se.Error(), se
				out.Chunk, out.Line, _ = vm.SplitPlace(se.Where+": ", r.Frames)
				if se.Traceback != "" {
					out.Traceback = se.Traceback
				}
				break
			}
			if e, ok := self.(error); ok {
				out.Err = e
			}
		}
		out.Message = h.message(v)
	}
	h.locate(out, r.Frames)
	return out
}

// message renders an error value that is no string.
func (h *Host) message(v Value) string {
	if t, ok := v.AsTable(); ok {
		if s, ok := t.Get("message").AsString(); ok {
			return s
		}
		return "(error object is a table value)"
	}
	if v.IsNil() {
		return "nil"
	}
	return v.String()
}
