package luabind

import (
	"cmp"
	"context"
	"reflect"
	"runtime"
	"slices"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/goval"
)

// Slices, arrays, maps and channels of Go as objects: what scripts change in
// them, Go sees.

// newContainerClass makes the class of a channel, or of a pointer to a slice, an
// array or a map; nil for other types.
func newContainerClass(t reflect.Type) *Class {
	if t.Kind() == reflect.Chan {
		return newChannelClass(t)
	}
	e := t.Elem()
	class := &Class{
		Name:   cmp.Or(e.Name(), e.Kind().String()),
		Doc:    "A " + e.String() + " of the Go program.",
		Equal:  func(a, b any) bool { return a == b },
		Len:    func(self any) int { return elem(self).Len() },
		Arith:  goPointer,
		Pairs:  containerPairs,
		String: func(self any) string { return goval.String(cmp.Or(e.Name(), e.String()), self) },
		Call:   &Func{Name: "loop", Doc: "What `for k, v in obj() do` calls.", Result: "function", Run: containerLoop},
	}
	switch e.Kind() {
	case reflect.Slice, reflect.Array:
		class.at, class.setAt, class.Methods = listAt, setListAt, goMethods(t)
		if e.Kind() == reflect.Slice {
			class.Arith = sliceArith
		}
	case reflect.Map:
		// What is in the map goes before its methods.
		methods := goMethods(t)
		class.at, class.setAt, class.Further = mapAt, setMapAt, func() []Func { return methods }
	default:
		return nil
	}
	return class
}

func elem(self any) reflect.Value { return reflect.ValueOf(self).Elem() }

// element makes the Lua value of an element; a struct is the one in the list,
// where it can be changed.
func (c *Call) element(v reflect.Value) (Value, error) {
	if v.Kind() == reflect.Struct && v.CanAddr() && !plainStruct(v.Type()) {
		return goMaker{c.h}.Object(v.Addr()), nil
	}
	return c.h.fromGo(v.Interface(), "function")
}

func listAt(c *Call, self any, key Value) (Value, error) {
	list := elem(self)
	if i, ok := key.AsInt(); ok && i >= 1 && i <= int64(list.Len()) {
		return c.element(list.Index(int(i - 1)))
	}
	return Nil, nil
}

func setListAt(c *Call, self any, key, v Value) error {
	list := elem(self)
	n := list.Len()
	i, ok := key.AsInt()
	if !ok {
		return TypeErrorf("an index must be an integer, got %s", key.Quote())
	}
	value, err := reader(c, c.Context()).Value(v, list.Type().Elem())
	switch {
	case err != nil:
		return TypeErrorf("element %d %w", i, err)
	case i == int64(n)+1 && list.Kind() == reflect.Slice:
		c.Charge(int(value.Type().Size()))
		list.Set(reflect.Append(list, value))
	case i < 1 || i > int64(n):
		return ValueErrorf("there is no element %d: there are %d", i, n)
	default:
		list.Index(int(i - 1)).Set(value)
	}
	return nil
}

func mapAt(c *Call, self any, key Value) (Value, error) {
	m := elem(self)
	k, err := reader(c, c.Context()).Value(key, m.Type().Key())
	if err != nil || key.IsNil() || !k.Comparable() {
		return Nil, nil
	}
	if v := m.MapIndex(k); v.IsValid() {
		return c.element(v)
	}
	return Nil, nil
}

func setMapAt(c *Call, self any, key, v Value) error {
	m := elem(self)
	k, err := reader(c, c.Context()).Value(key, m.Type().Key())
	if err != nil {
		return TypeErrorf("a key %w", err)
	}
	if !k.Comparable() {
		return TypeErrorf("a %s cannot be a key", key.Kind())
	}
	if v.IsNil() {
		m.SetMapIndex(k, reflect.Value{})
		return nil
	}
	value, err := reader(c, c.Context()).Value(v, m.Type().Elem())
	if err != nil {
		return TypeErrorf("field %s %w", key.Quote(), err)
	}
	if m.IsNil() {
		m.Set(reflect.MakeMap(m.Type()))
	}
	c.Charge(int(k.Type().Size() + value.Type().Size()))
	m.SetMapIndex(k, value)
	return nil
}

// containerPairs lists the elements: those of maps by their keys, as far as these
// have an order.
func containerPairs(c *Call, self any) (list []Pair, err error) {
	of := elem(self)
	add := func(key Value, v reflect.Value) error {
		c.Steps(1)
		c.Charge(2 * valueBytes)
		e, err := c.element(v)
		list = append(list, Pair{key, e})
		return err
	}
	if of.Kind() != reflect.Map {
		for i := range of.Len() {
			if err := add(Number(float64(i+1)), of.Index(i)); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	for it := of.MapRange(); it.Next(); {
		key, err := c.h.fromGo(it.Key().Interface(), "function")
		if err == nil {
			err = add(key, it.Value())
		}
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b Pair) int { return compareKeys(a.Key, b.Key) })
	return list, nil
}

// containerLoop is obj(), which gives what a loop calls.
func containerLoop(c *Call) error {
	list, err := containerPairs(c, c.Self())
	if err != nil {
		return err
	}
	i := 0
	return c.Return(Value{c.h.function(func(L *lua.LState) int {
		p := Pair{}
		if i < len(list) {
			p = list[i]
			i++
		}
		L.Push(p.Key.raw())
		L.Push(p.Value.raw())
		return 2
	})})
}

// sliceArith is slice + v, a longer slice, and what may be done with any pointer.
func sliceArith(c *Call, op string, a, b Value) (Value, error) {
	self, _ := a.Object()
	if op != "+" || self == nil {
		return goPointer(c, op, a, b)
	}
	longer := goval.Copy(elem(self))
	list := longer.Elem()
	c.Charge((list.Len() + 1) * int(list.Type().Elem().Size()))
	v, err := reader(c, c.Context()).Value(b, list.Type().Elem())
	if err != nil {
		return Nil, TypeErrorf("an element of %s %w", a.Kind(), err)
	}
	list.Set(reflect.Append(list, v))
	return goMaker{c.h}.Object(longer), nil
}

// newChannelClass makes the class of a channel: ch() receives, ch(v) sends.
func newChannelClass(t reflect.Type) *Class {
	return &Class{
		Name:   cmp.Or(t.Name(), "chan"),
		Doc:    "A " + t.String() + " of the Go program.",
		Equal:  func(a, b any) bool { return a == b },
		Len:    func(self any) int { return reflect.ValueOf(self).Len() },
		String: func(self any) string { return goval.String(t.String(), self) },
		Arith: func(c *Call, op string, a, b Value) (v Value, err error) {
			self, _ := b.Object()
			if op != "-" || self == nil || !a.Equal(Number(0)) {
				return Nil, noArith(op, a, b)
			}
			defer recoverGo("close", &err) // of what is closed already
			if t.ChanDir() == reflect.RecvDir {
				return Nil, TypeErrorf("this channel only receives")
			}
			reflect.ValueOf(self).Close()
			return Nil, nil
		},
		Methods: chanMethods(t),
		Call: &Func{Name: "channel", Doc: "Receives a value and whether the channel was open, or sends the one that is given.", Result: "any",
			Params: []Param{{Name: "...", Rest: true, Type: Any}},
			Run: func(c *Call) error {
				if len(c.Rest()) == 0 {
					return c.receive(reflect.ValueOf(c.Self()))
				}
				return c.send(reflect.ValueOf(c.Self()), c.Rest()[0])
			}},
	}
}

// chanMethods are those of a channel's type and of pointers to it.
func chanMethods(t reflect.Type) []Func {
	list := goMethods(reflect.PointerTo(t))
	for i := range list {
		method, name := i, list[i].Name
		list[i].Run = func(c *Call) error {
			p := reflect.New(t)
			p.Elem().Set(reflect.ValueOf(c.Self()))
			return c.callGo(p.Method(method), name, c.first)
		}
	}
	return list
}

func (c *Call) receive(ch reflect.Value) error {
	if ch.Type().ChanDir() == reflect.SendDir {
		return TypeErrorf("this channel only sends")
	}
	v, ok := reflect.Value{}, false
	err := c.Block(func(ctx context.Context) error {
		var chosen int
		chosen, v, ok = reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectRecv, Chan: ch}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())},
		})
		if chosen == 1 {
			return context.Cause(ctx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !ok {
		return c.Return(Nil, Bool(false))
	}
	value, err := c.h.fromGo(v.Interface(), "function")
	if err != nil {
		return err
	}
	return c.Return(value, Bool(true))
}

func (c *Call) send(ch reflect.Value, v Value) error {
	if ch.Type().ChanDir() == reflect.RecvDir {
		return TypeErrorf("this channel only receives")
	}
	value, err := reader(c, c.Context()).Value(v, ch.Type().Elem())
	if err != nil {
		return TypeErrorf("what is sent %w", err)
	}
	return c.Block(func(ctx context.Context) (err error) {
		defer recoverGo("send", &err) // to a channel that is closed
		chosen, _, _ := reflect.Select([]reflect.SelectCase{
			{Dir: reflect.SelectSend, Chan: ch, Send: value}, {Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())},
		})
		if chosen == 1 {
			return context.Cause(ctx)
		}
		return nil
	})
}

// sequence is an iterator over what a function as of package iter gives.
type sequence struct {
	next func() (reflect.Value, error, bool)
	stop func()
	busy bool // being driven, or left by a run that ended
}

func newSequence(fn reflect.Value) *sequence {
	s := new(sequence)
	s.next, s.stop = goval.Pull(fn)
	// A loop that was left does not end it.
	runtime.AddCleanup(s, func(stop func()) { go stop() }, s.stop)
	return s
}

// Next drives the function to its next element, without the Host's lock.
func (s *sequence) Next(c *Call) (v Value, err error) {
	type step struct {
		v  reflect.Value
		ok bool
	}
	var got step
	s.busy = true
	err = c.Block(func(ctx context.Context) (err error) {
		c.h.goFunctionBegins()
		defer c.h.goFunctionEnds()
		got, err = Apart(ctx, func() (got step, err error) {
			defer recoverGo("iterator", &err)
			got.v, err, got.ok = s.next()
			return got, err
		}, func(step) {})
		return err
	})
	if err != nil {
		return Nil, err
	}
	if s.busy = false; !got.ok {
		return Nil, nil
	}
	v, err = c.h.fromGo(got.v.Interface(), "function")
	if err == nil && v.IsNil() {
		v = c.h.Null()
	}
	return v, err
}

// Close ends the function.
func (s *sequence) Close() {
	if !s.busy {
		s.stop()
	}
}
