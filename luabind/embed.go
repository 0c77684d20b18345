package luabind

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"reflect"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/goval"
	"github.com/doapi-lua/doapi/luabind/internal/source"
	"github.com/doapi-lua/doapi/luabind/internal/vm"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Run runs a compiled Program with arguments, which it sees as `...`, and
// gives what it returns as Go values (see [ToGo]).
func (h *Host) Run(ctx context.Context, p *Program, args ...any) ([]any, error) {
	var out []any
	err := h.invoke(ctx, p.Name(), func() (Value, error) { return Value{h.closure(p)}, nil }, args, h.exportTo(ctx, &out))
	return out, err
}

// RunInto runs a Program and puts its first result where out points: see
// [Host.CallInto].
func (h *Host) RunInto(ctx context.Context, out any, p *Program, args ...any) error {
	return h.invoke(ctx, p.Name(), func() (Value, error) { return Value{h.closure(p)}, nil }, args, into(ctx, p.Name(), out))
}

// Call calls a global function by its name, dots reaching into tables, with
// Go values as arguments, and gives its results as Go values (see [ToGo];
// functions among them come as [*Function]). Called with the context of a
// running Func, it belongs to that run; the Host's lock must not be held, as
// it is in a Func outside of [Call.Block].
func (h *Host) Call(ctx context.Context, name string, args ...any) ([]any, error) {
	var out []any
	err := h.invoke(ctx, name, func() (Value, error) { return h.callable(name) }, args, h.exportTo(ctx, &out))
	return out, err
}

// CallInto is [Host.Call] with a typed result: the function's first result
// is put where out points. A struct takes a table by the names of its fields
// in snake_case, a slice a list, a map a table, a time.Duration a number of
// seconds, a slice also an iterator, of which it takes all that is left, and an
// iter.Seq2[T, error] an iterator, which it drives under ctx; a struct or a map
// takes a resource by the names of its JSON. nil leaves what out points to as it
// is. A result of a wrong type,
// a number that does not fit and an unknown field are errors.
func (h *Host) CallInto(ctx context.Context, out any, name string, args ...any) error {
	return h.invoke(ctx, name, func() (Value, error) { return h.callable(name) }, args, into(ctx, name, out))
}

// Set makes a Go value a global: see [Host.FromGo] for what becomes of it. A Go
// function runs without the Host's lock, so that other tasks go on and it may
// call the Host. It is given the task's context if its first parameter is one.
// An error as its last result is raised in the script. It passes that context
// on to what it calls of any Host; without one it may call this Host alone. Set
// fails for what cannot be converted.
func (h *Host) Set(name string, value any) error {
	h.vm.Lock()
	defer h.vm.Unlock()
	v, err := h.fromGo(value, name)
	if err != nil {
		return fmt.Errorf("luabind: set %s: %w", name, err)
	}
	h.vm.Root().G.Global.RawSetString(name, v.raw())
	return nil
}

func (h *Host) callable(name string) (Value, error) {
	fn := h.lookup(name)
	if fn.IsNil() {
		owner, last, _ := cutLast(name)
		v := Value{h.vm.Root().G.Global}
		if owner != "" {
			v = h.lookup(owner)
		}
		return Nil, &Error{Message: fmt.Sprintf("there is no function '%s'%s", name, DidYouMean(last, h.Members(v)))}
	}
	return fn, nil
}

// invoke calls a function with Go values and hands its results to then, the
// run still going on.
func (h *Host) invoke(ctx context.Context, name string, find func() (Value, error), args []any, then func(*Call, []Value) error) error {
	_, err := h.start(ctx, func(*run) (lua.LValue, []lua.LValue, error) {
		fn, err := find()
		if err != nil {
			return nil, nil, err
		}
		values := make([]lua.LValue, len(args))
		for i, a := range args {
			v, err := h.FromGo(a)
			if err != nil {
				return nil, nil, fmt.Errorf("luabind: argument %d of %s: %w", i+1, name, err)
			}
			values[i] = v.raw()
		}
		return fn.raw(), values, nil
	}, then)
	return err
}

func (h *Host) exportTo(ctx context.Context, out *[]any) func(*Call, []Value) error {
	return func(c *Call, values []Value) error {
		e := h.exporter(c, ctx)
		*out = make([]any, len(values))
		for i, v := range values {
			(*out)[i] = e.value(v)
		}
		return nil
	}
}

// into converts the first result to the type that out points to, or each to that of
// one of [goval.Results].
func into(ctx context.Context, name string, out any) func(*Call, []Value) error {
	outs := goval.Results{out}
	if all, ok := out.(*goval.Results); ok {
		outs = *all
	}
	return func(c *Call, values []Value) error {
		for i, out := range outs {
			p := reflect.ValueOf(out)
			if p.Kind() != reflect.Pointer || p.IsNil() {
				return errors.New("luabind: the result must go to a pointer that is not nil")
			}
			if i >= len(values) || values[i].IsNil() {
				continue
			}
			v, err := reader(c, ctx).Value(values[i], p.Type().Elem())
			if err != nil {
				return TypeErrorf("the result of %s %w", name, err)
			}
			p.Elem().Set(v)
		}
		return nil
	}
}

// FromGo makes a Lua value of a Go one:
//
//   - numbers, strings, booleans and []byte; integers beyond 2^53 stay exact
//   - slices, arrays and maps become tables, copied
//   - a time.Duration becomes a number of seconds, a time.Time a time value
//   - a function becomes a function (see [Host.Set])
//   - a struct, by value or pointer, becomes an object whose fields and methods
//     have snake_case names (a tag lua:"name" gives another, lua:"-" hides)
//   - a pointer to a slice, an array or a map, and one with methods, becomes an
//     object that is the thing itself: obj[i], obj[i] = v, #obj, pairs, and
//     for i, v in obj() do
//   - a channel becomes an object: ch() receives a value and whether it was open,
//     ch(v) sends, -ch closes, #ch counts what waits in it
//   - an iter.Seq[T] or iter.Seq2[T, error], and an [Iterator], becomes an iterator
//   - other pointers become what they point to, nil pointers nil
//   - a [Value], [Table], [Func] or [Function] becomes itself
//   - what [WithGoValues] knows becomes what it says; with package do these are the
//     client's resources and pagers
//
// This is what gopher-luar does, but for what the section on gopher-luar of the
// package's documentation says.
//
// The Host's lock must be held, as it is in Funcs, module Opens and
// [WithSetup].
func (h *Host) FromGo(value any) (Value, error) { return h.fromGo(value, "function") }

// ToGo makes a Go value of a Lua one: nil, bool, int64 for integral numbers
// and float64 for others, string, []any, map[string]any (of tables that are no
// lists, keys as text), the Go value behind an object (see [GoValuer]), or the
// Value itself for functions, iterators and threads. Where a Host converts, as
// [Host.Call] does, functions become [*Function] values and iterators
// iter.Seq2[any, error]. A table met twice becomes one Go value, a reference
// back to a table around it nil.
func ToGo(v Value) any { return (&exporter{}).value(v) }

// maxExported bounds how deep tables nest that are made Go values.
const maxExported = 200

// exporter makes Go values of Lua ones.
type exporter struct {
	h    *Host // makes Go functions of functions and iterators; nil: they stay Values
	c    *Call // in which it happens; nil: none
	ctx  context.Context
	done map[*lua.LTable]any
	open int
}

func (h *Host) exporter(c *Call, ctx context.Context) *exporter {
	return &exporter{h: h, c: c, ctx: ctx}
}

// sequence is an iterator as Go has it.
func (e *exporter) sequence(v Value) iter.Seq2[any, error] {
	next, ctx := e.h.stepper(v), e.ctx
	return func(yield func(any, error) bool) {
		for {
			var element any
			more, err := next(ctx, &element)
			if err == nil && !more || !yield(element, err) || err != nil {
				return
			}
		}
	}
}

func (e *exporter) value(v Value) any {
	switch lv := v.raw().(type) {
	case *lua.LNilType:
		return nil
	case lua.LBool:
		return bool(lv)
	case lua.LString:
		return string(lv)
	case lua.LNumber:
		if i, ok := v.AsInt(); ok {
			return i
		}
		return float64(lv)
	case *lua.LFunction:
		if e.h != nil {
			return &Function{e.h, lv}
		}
		return v
	}
	if self, class := v.Object(); class != nil {
		switch self := self.(type) {
		case Integer:
			if self.v.IsInt64() {
				return self.v.Int64()
			}
			return new(big.Int).Set(self.v)
		case null:
			return nil
		case *iterator:
			if e.h == nil {
				return v
			}
			return e.sequence(v)
		case GoValuer:
			return self.GoValue(e.c)
		}
		return self
	}
	if ud, ok := v.lv.(*lua.LUserData); ok {
		return ud.Value
	}
	if t, ok := v.AsTable(); ok {
		return e.table(t)
	}
	return v
}

func (e *exporter) table(t Table) any {
	if g, ok := e.done[t.t]; ok || e.open > maxExported {
		return g
	}
	if e.done == nil {
		e.done = map[*lua.LTable]any{}
	}
	e.done[t.t] = nil
	e.open++
	defer func() { e.open-- }()
	var out any
	if n := t.Len(); n > 0 && t.IsList() {
		list := make([]any, n)
		for i := range list {
			list[i] = e.value(t.At(i + 1))
		}
		out = list
	} else {
		m := map[string]any{}
		t.Each(func(k, v Value) bool {
			m[k.String()] = e.value(v)
			return true
		})
		out = m
	}
	e.done[t.t] = out
	return out
}

// Program is a source text compiled once, to be run many times. It is
// immutable: any number of Hosts and goroutines may run it at the same time.
type Program struct {
	source *source.Text
	proto  *lua.FunctionProto
}

// Compile compiles source text under a name for messages. The error is an
// [*Error] with line and column.
func Compile(name, src string) (*Program, error) {
	return compile(name, []byte(src), DefaultSourceLimit, vm.Watch{})
}

// Name is the name that the Program was compiled under.
func (p *Program) Name() string { return p.source.Name }

func compile(name string, src []byte, limit int, w vm.Watch) (*Program, error) {
	text := syntax.Rewrite(src)
	if err := syntax.Check(name, text, syntax.Limits{Size: limit}); err != nil {
		return nil, parseError(name, src, err)
	}
	proto, err := vm.Compile(text, name, w)
	if err != nil {
		return nil, parseError(name, src, err)
	}
	return &Program{source: source.New(name, src), proto: proto}, nil
}

// closure makes the Program's function in this Host. The lock is held.
func (h *Host) closure(p *Program) *lua.LFunction {
	if h.sources.Of(p.proto) == nil {
		h.sources.Add(p.proto, p.source)
	}
	return h.vm.Root().NewFunctionFromProto(p.proto)
}

// parseError makes the error for source text that cannot be compiled.
func parseError(name string, src []byte, err error) error {
	e := &Error{Chunk: name, Message: err.Error(), Err: &ScriptError{Kind: KindParse, Message: err.Error()}}
	var se *syntax.Error
	if errors.As(err, &se) {
		e.Line, e.Column, e.Message = se.Line, se.Column, se.Message
		e.Source = syntax.Caret(src, se.Line, se.Column, source.CaretWidth)
		e.Err = &ScriptError{Kind: KindParse, Message: se.Message, Where: vm.Place(name, se.Line), Fields: map[string]Value{
			"line": Number(float64(se.Line)), "column": Number(float64(se.Column)),
		}}
	}
	return e
}

// locate adds to an error what the source shows: the column and the line with
// a caret.
func (h *Host) locate(e *Error, frames []vm.Frame) {
	if e.Line == 0 {
		return
	}
	for _, f := range frames {
		if f.Line != e.Line || f.Chunk() != e.Chunk {
			continue
		}
		if src := h.sources.Of(f.Proto); src != nil {
			e.Column, e.Source = src.Locate(e.Message, e.Line, e.Column, f.Callee)
		}
		return
	}
}
