package luabind

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"runtime/debug"
	"sync"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/goval"
)

// goMaker makes Lua values for a Host.
type goMaker struct{ h *Host }

func (goMaker) Bool(b bool) Value          { return Bool(b) }
func (goMaker) Number(f float64) Value     { return Number(f) }
func (goMaker) String(s string) Value      { return String(s) }
func (m goMaker) Null() Value              { return m.h.Null() }
func (m goMaker) NewTable(n, k int) Table  { return m.h.NewTable(n, k) }
func (m goMaker) List(t Table) Value       { return m.h.MarkList(t).Value() }
func (m goMaker) Integer(n *big.Int) Value { return m.h.integer(n) }

func (m goMaker) Function(fn reflect.Value, name string) Value { return m.h.goFunc(fn, name) }

func (m goMaker) Object(of reflect.Value) Value {
	return m.h.Object(goClassOf(of.Type()), of.Interface())
}

func (m goMaker) Sequence(fn reflect.Value) Value { return m.h.iterate(newSequence(fn)) }

// Own gives the value of what the Host has one for itself.
func (m goMaker) Own(value any) (Value, bool, error) {
	switch v := value.(type) {
	case Value:
		return v, true, nil
	case Table:
		return v.Value(), true, nil
	case *Function:
		switch {
		case v == nil:
			return Nil, true, nil
		case v.h != m.h:
			return Nil, false, fmt.Errorf("a function of another host cannot be used here")
		}
		return wrap(v.fn), true, nil
	case time.Time:
		return m.h.Time(v), true, nil
	case Integer:
		return m.h.integer(v.v), true, nil
	case *Func:
		return m.h.FuncValue(v), true, nil
	case Iterator:
		return m.h.iterate(v), true, nil
	}
	for _, f := range m.h.config.values {
		if v, ok := f(m.h, value); ok {
			return v, true, nil
		}
	}
	return Nil, false, nil
}

func (h *Host) fromGo(value any, name string) (Value, error) {
	return goval.Make(goMaker{h}, value, name)
}

// GoValuer is the Go value behind an object that stands for another Go value:
// what Go gets for the object, as an argument or a result. c is nil where no call
// is going on. Where a struct or a map is wanted, it is filled from the JSON that
// the value marshals to.
type GoValuer interface{ GoValue(c *Call) any }

// goSource has the Lua values of a call. What Go keeps of them, functions and
// iterators, is used under ctx.
type goSource struct {
	*Call
	ctx context.Context
}

func reader(c *Call, ctx context.Context) *goval.Reader[Value, Table] {
	return &goval.Reader[Value, Table]{From: goSource{c, ctx}}
}

// Context is what functions and iterators are used under.
func (s goSource) Context() context.Context { return s.h.after(s.ctx) }

// Elements takes the elements of an iterator.
func (s goSource) Elements(v Value) (list []Value, ok bool, err error) {
	it, ok := v.AsIterator()
	if !ok {
		return nil, false, nil
	}
	err = it.(*iterator).each(s.Call, func(v Value) (bool, error) {
		s.Charge(valueBytes)
		list = append(list, v)
		return true, nil
	})
	return list, true, err
}

// Steps gives what takes the elements of an iterator.
func (s goSource) Steps(v Value) (goval.Stepper, bool) {
	if _, ok := v.AsIterator(); !ok {
		return nil, false
	}
	return s.h.stepper(v), true
}

// stepper takes the elements of an iterator, from outside of the Host.
func (h *Host) stepper(v Value) goval.Stepper {
	return func(ctx context.Context, out any) (more bool, err error) {
		err = h.invoke(ctx, "iterator", func() (Value, error) { return v, nil }, nil, func(c *Call, values []Value) error {
			more = len(values) > 0 && !values[0].IsNil()
			return into(ctx, "the iterator", out)(c, values)
		})
		return more, err
	}
}

// JSON gives the text of an object that stands for a value made of JSON.
func (s goSource) JSON(v Value) (text []byte, ok bool, err error) {
	self, _ := v.Object()
	g, ok := self.(GoValuer)
	if !ok {
		return nil, false, nil
	}
	m, ok := g.GoValue(s.Call).(json.Marshaler)
	if !ok {
		return nil, false, nil
	}
	text, err = m.MarshalJSON()
	return text, true, err
}

// Behind gives the Go value behind an object.
func (s goSource) Behind(v Value) any {
	if self, _ := v.Object(); self != nil {
		if g, ok := self.(GoValuer); ok {
			return g.GoValue(s.Call)
		}
		return self
	}
	if ud, ok := v.lv.(*lua.LUserData); ok {
		return ud.Value
	}
	return nil
}

func (goSource) IsObject(v Value) bool      { _, class := v.Object(); return class != nil }
func (goSource) Integer(v Value) *big.Int   { n, _, _ := bigOf(v); return n }
func (goSource) FunctionType() reflect.Type { return reflect.TypeFor[*Function]() }
func (s goSource) Any(v Value) any          { return s.h.exporter(s.Call, s.ctx).value(v) }

func (s goSource) Function(v Value) (goval.Function, bool) {
	fn, ok := v.lv.(*lua.LFunction)
	return &Function{s.h, fn}, ok
}

func (goSource) DidYouMean(name string, fields []string) string { return DidYouMean(name, fields) }

// goFunc makes a Lua function of a Go function. It runs without the Host's
// lock, so that it may call the Host: arguments are converted before and
// results after.
func (h *Host) goFunc(fn reflect.Value, name string) Value {
	return Value{h.function(func(L *lua.LState) int {
		c := h.begin(L)
		if err := c.callGo(fn, name, 1); err != nil {
			c.raise(err)
		}
		n := c.nret
		h.finish(c)
		return n
	})}
}

// callGo calls a Go function with the arguments from the given one on. A first
// parameter of type context.Context is given the task's; a last result of type
// error is raised.
func (c *Call) callGo(fn reflect.Value, name string, first int) error {
	t := fn.Type()
	in, err := goval.Arguments(goSource{c, c.Context()}, t, name, c.from(first))
	if err != nil {
		return TypeErrorf("%w", err)
	}
	var out []reflect.Value
	err = c.Block(func(ctx context.Context) (err error) {
		c.h.goFunctionBegins()
		defer c.h.goFunctionEnds()
		if goval.TakesContext(t) {
			in[0] = reflect.ValueOf(ctx)
		}
		// On a goroutine of its own: the run ends when it is to, also where the
		// function waits for something, a lock for instance, and never returns.
		out, err = Apart(ctx, func() (out []reflect.Value, err error) {
			defer recoverGo(name, &err)
			if t.IsVariadic() {
				return fn.CallSlice(in), nil
			}
			return fn.Call(in), nil
		}, func([]reflect.Value) {})
		return err
	})
	if err != nil {
		return err
	}
	if out, err = goval.Failed(out); err != nil {
		return err
	}
	for _, o := range out {
		v, err := c.h.fromGo(o.Interface(), "function")
		if err != nil {
			return fmt.Errorf("%s: the result: %w", name, err)
		}
		c.Return(v)
	}
	return nil
}

// from gives the arguments from the given place on.
func (c *Call) from(first int) []Value {
	var values []Value
	for i := first; i <= c.l.GetTop(); i++ {
		values = append(values, wrap(c.l.Get(i)))
	}
	return values
}

// PanicError is the panic of a Go function that a script called: an embedder's
// mistake ends the script, not the program.
type PanicError struct {
	Func  string // the function's name in scripts
	Value any    // what it panicked with
	Stack string // of the goroutine, as [debug.Stack] gives it
}

func (e *PanicError) Error() string { return fmt.Sprintf("%s: panic: %v", e.Func, e.Value) }

// Unwrap gives the error that it panicked with, if it is one.
func (e *PanicError) Unwrap() error { err, _ := e.Value.(error); return err }

// recoverGo makes an error of a Go function's panic.
func recoverGo(name string, err *error) {
	if r := recover(); r != nil {
		*err = &PanicError{Func: name, Value: r, Stack: string(debug.Stack())}
	}
}

// Function is a Lua function as Go holds it: what a Go function gets for a
// parameter of this type, and what [Host.Call] gives for a function among the
// results. Safe from any goroutine.
type Function struct {
	h  *Host
	fn *lua.LFunction
}

// Call calls the function as [Host.Call] calls a global: it takes the Host's
// lock, which must not be held.
func (f *Function) Call(ctx context.Context, args ...any) ([]any, error) {
	var out []any
	err := f.h.invoke(ctx, "function", func() (Value, error) { return wrap(f.fn), nil }, args, f.h.exportTo(ctx, &out))
	return out, err
}

// CallInto calls the function and puts its first result where out points, as
// [Host.CallInto] does.
func (f *Function) CallInto(ctx context.Context, out any, args ...any) error {
	return f.h.invoke(ctx, "function", func() (Value, error) { return wrap(f.fn), nil }, args, into(ctx, "function", out))
}

// goClasses are the classes of Go types, for all Hosts: of pointers to structs
// and containers, and of channels.
var goClasses sync.Map // *Class by reflect.Type

func goClassOf(t reflect.Type) *Class {
	if class, ok := goClasses.Load(t); ok {
		return class.(*Class)
	}
	made := newContainerClass(t)
	if made == nil {
		made = newGoClass(t, goval.TypeOf(t.Elem()).Fields)
	}
	class, _ := goClasses.LoadOrStore(t, made)
	return class.(*Class)
}

func newGoClass(p reflect.Type, fields map[string][]int) *Class {
	name := cmp.Or(p.Elem().Name(), "struct")
	class := &Class{
		Name: name,
		Doc:  "A " + p.Elem().String() + " of the Go program.",
		Get: func(c *Call, self any, key string) (Value, error) {
			f, ok := goval.Field(self, fields, key)
			if !ok {
				return Nil, nil
			}
			if f.Kind() == reflect.Struct && f.CanAddr() && !plainStruct(f.Type()) {
				return goMaker{c.h}.Object(f.Addr()), nil
			}
			return c.h.fromGo(f.Interface(), key)
		},
		Set: func(c *Call, self any, key string, v Value) error {
			f, ok := goval.Field(self, fields, key)
			if !ok {
				return TypeErrorf("%s has no field '%s'%s", name, key, DidYouMean(key, goval.Names(fields)))
			}
			value, err := reader(c, c.Context()).Value(v, f.Type())
			if err != nil {
				return TypeErrorf("%s.%s %w", name, key, err)
			}
			f.Set(value)
			return nil
		},
		Pairs: func(c *Call, self any) ([]Pair, error) {
			var list []Pair
			for _, key := range goval.Names(fields) {
				if f, ok := goval.Field(self, fields, key); ok {
					v, err := c.h.fromGo(f.Interface(), key)
					if err != nil {
						return nil, err
					}
					list = append(list, Pair{String(key), v})
				}
			}
			return list, nil
		},
		Names:  func(any) []string { return goval.Names(fields) },
		String: func(self any) string { return goval.String(name, self) },
		Equal:  func(a, b any) bool { return a == b },
		Arith:  goPointer,
	}
	class.Methods = goMethods(p)
	return class
}

func goMethods(t reflect.Type) (list []Func) {
	for i := range t.NumMethod() {
		list = append(list, goMethod(t.Method(i)))
	}
	return list
}

// goPointer is what may be done with a pointer as a whole: -p is a copy of what it
// points to, p ^ v puts a value there.
func goPointer(c *Call, op string, a, b Value) (Value, error) {
	if self, _ := b.Object(); op == "-" && self != nil && a.Equal(Number(0)) {
		of := reflect.ValueOf(self).Elem()
		if k := of.Kind(); k == reflect.Slice || k == reflect.Map {
			return goMaker{c.h}.Object(goval.Copy(of)), nil
		}
		return c.h.fromGo(of.Interface(), "copy")
	}
	if self, _ := a.Object(); op == "^" && self != nil {
		of := reflect.ValueOf(self).Elem()
		v, err := reader(c, c.Context()).Value(b, of.Type())
		if err != nil {
			return Nil, TypeErrorf("what %s points to %w", a.Kind(), err)
		}
		of.Set(v)
		return a, nil
	}
	return Nil, noArith(op, a, b)
}

// noArith is the error for operands that have no such operator.
func noArith(op string, a, b Value) error {
	kind := a.Kind()
	if a.Type() == "number" {
		kind = b.Kind()
	}
	return TypeErrorf("attempt to perform arithmetic on a %s (%s)", kind, op)
}

// plainStruct says whether values of a struct type have a Lua value of their
// own.
func plainStruct(t reflect.Type) bool {
	return t == reflect.TypeFor[Value]() || t == reflect.TypeFor[Table]() || t == reflect.TypeFor[Integer]() || t.PkgPath() == "time" && t.Name() == "Time"
}

func goMethod(m reflect.Method) Func {
	name := goval.Snake(m.Name)
	return Func{
		Name: name, Doc: "The Go method " + m.Name + ".",
		Params: []Param{{Name: "...", Rest: true, Type: Any}},
		Run: func(c *Call) error {
			return c.callGo(reflect.ValueOf(c.Self()).Method(m.Index), name, c.first)
		},
	}
}
