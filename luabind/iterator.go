package luabind

import lua "github.com/yuin/gopher-lua"

// Iterator is what scripts loop over: `for x in it do`. The Go side gives one
// element after the other; the methods it:list(), it:filter(f) and so on come
// from here. An Iterator is driven by one task at a time.
type Iterator interface {
	// Next gives the next element, nil at the end. It may block with c.Block.
	Next(c *Call) (Value, error)
}

// Counted is an Iterator that knows how many elements there are without
// visiting them all, or may know once it has begun.
type Counted interface {
	Total(c *Call) (n int64, ok bool, err error)
}

// Closer is an Iterator that holds something until it is done with.
type Closer interface{ Close() }

// Interruptible is an Iterator that can be told to give the rest as it stands.
type Interruptible interface{ Interrupted() bool }

// IterFunc makes an Iterator of a function.
type IterFunc func(c *Call) (Value, error)

// Next calls f.
func (f IterFunc) Next(c *Call) (Value, error) { return f(c) }

// Iterate makes the value that a script loops over.
func (c *Call) Iterate(it Iterator) Value { return c.h.iterate(it) }

func (h *Host) iterate(it Iterator) Value {
	if own, ok := it.(*iterator); ok {
		return h.Object(IteratorClass, own)
	}
	return h.Object(IteratorClass, &iterator{src: it})
}

// AsIterator gives the Iterator behind a value that Iterate made.
func (v Value) AsIterator() (Iterator, bool) {
	if o, _ := v.Object(); o != nil {
		if it, ok := o.(*iterator); ok {
			return it, true
		}
	}
	return nil, false
}

// valueBytes is what an element of a table takes.
const valueBytes = 16

type iterator struct {
	src   Iterator
	ahead []Value // that were looked at before their time
	done  bool    // the source has no more
	ended bool    // and a loop was told so
	busy  bool
}

// Next gives the next element and remembers the end: what has ended gives
// nothing to a further loop, which would seem to have found nothing.
func (it *iterator) Next(c *Call) (Value, error) {
	if len(it.ahead) > 0 {
		v := it.ahead[0]
		it.ahead = it.ahead[1:]
		return v, nil
	}
	if it.ended {
		return Nil, Errorf(KindState, "the iterator has come to its end: a further loop takes a new one, or the elements in a list, as it:list() gives them")
	}
	v, err := it.pull(c)
	it.ended = err == nil && v.IsNil() && it.done
	return v, err
}

// pull gives the next element of the source.
func (it *iterator) pull(c *Call) (Value, error) {
	if it.done {
		return Nil, nil
	}
	if it.busy {
		return Nil, ValueErrorf("this iterator is being driven by another task")
	}
	c.Steps(1)
	it.busy = true
	v, err := it.src.Next(c)
	it.busy = false
	if err == nil && v.IsNil() {
		it.finish() // after an error the source may go on
	}
	return v, err
}

// close leaves what is left.
func (it *iterator) close() {
	it.ahead = nil
	it.finish()
}

// finish lets the source go.
func (it *iterator) finish() {
	it.done = true
	if cl, ok := it.src.(Closer); ok {
		cl.Close()
	}
}

// each visits all elements until f gives false.
func (it *iterator) each(c *Call, f func(v Value) (bool, error)) error {
	for {
		v, err := it.Next(c)
		if err != nil || v.IsNil() {
			return err
		}
		if more, err := f(v); err != nil || !more {
			return err
		}
	}
}

// Peek gives the next n elements of an iterator without taking them from it:
// whoever drives the iterator gets them afterwards. ended says that there are
// no more than these, as far as that is known without asking for another one.
// What is no iterator has no elements.
func (c *Call) Peek(v Value, n int) (elements []Value, ended bool, err error) {
	o, _ := v.Object()
	it, ok := o.(*iterator)
	if !ok {
		return nil, true, nil
	}
	for len(it.ahead) < n && !it.done {
		e, err := it.pull(c)
		if err != nil {
			return it.ahead, false, err
		}
		if !e.IsNil() {
			it.ahead = append(it.ahead, e)
		}
	}
	return it.ahead[:min(n, len(it.ahead))], it.done && len(it.ahead) <= n, nil
}

// Total gives how many elements an iterator has in all, as far as its source
// says.
func (c *Call) Total(v Value) (n int64, ok bool, err error) {
	o, _ := v.Object()
	it, isIterator := o.(*iterator)
	if !isIterator {
		return 0, false, nil
	}
	k, isCounted := it.src.(Counted)
	if !isCounted {
		return 0, false, nil
	}
	return k.Total(c)
}

func iteratorOf(c *Call) *iterator { return c.Self().(*iterator) }

// IteratorClass is the class of the values that [Call.Iterate] makes.
var IteratorClass = &Class{}

// In init, since its methods make iterators again.
func init() {
	*IteratorClass = Class{
		Name:    "Iterator",
		Doc:     "Elements one after the other, for `for x in it do`. Nothing is asked for before the first step.",
		String:  iteratorString,
		NotList: "an iterator is no list: write `for x in it do`, or make a list with it:list()",
		Call: &Func{
			Name: "next", Doc: "The next element; nil at the end.", Result: "T",
			Params: []Param{{Name: "state", Optional: true, Type: Any}, {Name: "last", Optional: true, Type: Any}},
			Run:    iteratorNext,
		},
		Properties: []Property{
			{Name: "interrupted", Doc: "Whether a wait was interrupted, so that the rest came as it stood.", Type: "boolean", Get: iteratorInterrupted},
		},
		Methods: []Func{
			{Name: "list", Doc: "All elements that are left, as a list.", Result: "T[]", Run: iteratorList},
			{Name: "first", Doc: "The next element, nil if there is none. Closes the iterator.", Result: "T?", Run: iteratorFirst},
			{Name: "take", Doc: "An iterator over the next n elements at most.", Result: "Iterator<T>",
				Params: []Param{{Name: "n", Type: IntegerType, Doc: "how many"}}, Run: iteratorTake},
			{Name: "filter", Doc: "An iterator over the elements for which f gives true.", Result: "Iterator<T>",
				Params: []Param{{Name: "f", Type: FuncType}}, Run: iteratorFilter},
			{Name: "map", Doc: "An iterator over what f gives for each element; a nil result is skipped.", Result: "Iterator",
				Params: []Param{{Name: "f", Type: FuncType}}, Run: iteratorMap},
			{Name: "find", Doc: "The first element for which f gives true, or nil. Closes the iterator.", Result: "T?",
				Params: []Param{{Name: "f", Type: FuncType}}, Run: iteratorFind},
			{Name: "each", Doc: "Calls f with each element.",
				Params: []Param{{Name: "f", Type: FuncType}}, Run: iteratorEach},
			{Name: "count", Doc: "How many elements are left; visits them all.", Result: "integer", Run: iteratorCount},
			{Name: "total", Doc: "How many elements there are in all, as far as the source says; nil if it does not.", Result: "integer?", Run: iteratorTotal},
		},
	}
}

func iteratorString(self any) string {
	if it := self.(*iterator); it.done && len(it.ahead) == 0 {
		return "iterator (at its end)"
	}
	return "iterator"
}

func iteratorNext(c *Call) error {
	v, err := iteratorOf(c).Next(c)
	if err != nil {
		return err
	}
	return c.Return(v)
}

func iteratorInterrupted(_ *Call, self any) (Value, error) {
	i, ok := self.(*iterator).src.(Interruptible)
	return Bool(ok && i.Interrupted()), nil
}

func iteratorList(c *Call) error {
	t := c.NewTable(0, 0)
	err := iteratorOf(c).each(c, func(v Value) (bool, error) { c.Charge(valueBytes); t.Append(v); return true, nil })
	if err != nil {
		return err
	}
	return c.Return(c.h.MarkList(t).Value())
}

func iteratorFirst(c *Call) error {
	it := iteratorOf(c)
	v, err := it.Next(c)
	if err != nil {
		return err
	}
	it.close()
	return c.Return(v)
}

func iteratorTake(c *Call) error {
	it, left := iteratorOf(c), c.Named("n").Int()
	return c.derive(Nil, func(c *Call) (Value, error) {
		if left <= 0 {
			return Nil, nil
		}
		left--
		return it.Next(c)
	})
}

func iteratorFilter(c *Call) error {
	it, f := iteratorOf(c), c.Named("f")
	return c.derive(f, func(c *Call) (Value, error) {
		for {
			v, err := it.Next(c)
			if err != nil || v.IsNil() {
				return Nil, err
			}
			keep, err := first(c.Call(f, v))
			if err != nil || keep.Truthy() {
				return v, err
			}
		}
	})
}

func iteratorMap(c *Call) error {
	it, f := iteratorOf(c), c.Named("f")
	return c.derive(f, func(c *Call) (Value, error) {
		for {
			v, err := it.Next(c)
			if err != nil || v.IsNil() {
				return Nil, err
			}
			w, err := first(c.Call(f, v))
			if err != nil || !w.IsNil() {
				return w, err
			}
		}
	})
}

// derive gives an iterator made of the one whose method was called, and f.
func (c *Call) derive(f Value, next IterFunc) error {
	return c.Return(c.Iterate(&derived{of: c.This(), f: f, IterFunc: next}))
}

func iteratorFind(c *Call) error {
	it, f, found := iteratorOf(c), c.Named("f"), Nil
	err := it.each(c, func(v Value) (bool, error) {
		ok, err := first(c.Call(f, v))
		if ok.Truthy() {
			found = v
		}
		return !ok.Truthy(), err
	})
	if err != nil {
		return err
	}
	it.close()
	return c.Return(found)
}

func iteratorEach(c *Call) error {
	f := c.Named("f")
	return iteratorOf(c).each(c, func(v Value) (bool, error) {
		_, err := c.Call(f, v)
		return true, err
	})
}

func iteratorCount(c *Call) error {
	n := 0
	err := iteratorOf(c).each(c, func(Value) (bool, error) { n++; return true, nil })
	if err != nil {
		return err
	}
	return c.Return(Number(float64(n)))
}

func iteratorTotal(c *Call) error {
	n, ok, err := c.Total(c.This())
	if err != nil {
		return err
	}
	if !ok {
		return c.Return(Nil)
	}
	return c.Return(c.h.Int(n))
}

// Holder is a Go value behind an object, or an [Iterator], that keeps Lua
// values. It shows them so that they count toward the Host's memory limit; what
// no Holder shows is not seen there. Held is called with the Host's lock held.
type Holder interface {
	Held(visit func(Value))
}

// visitHeld shows the machine what a Go value keeps.
func visitHeld(v any, visit func(lua.LValue)) {
	if h, ok := v.(Holder); ok {
		h.Held(func(v Value) { visit(v.raw()) })
	}
}

// Held shows the elements looked at before their time, and what the source
// keeps.
func (it *iterator) Held(visit func(Value)) {
	for _, v := range it.ahead {
		visit(v)
	}
	if h, ok := it.src.(Holder); ok {
		h.Held(visit)
	}
}

// Held shows what a task returned.
func (t *task) Held(visit func(Value)) {
	for _, v := range t.results {
		visit(wrap(v))
	}
}

// derived is an Iterator made of another one and a function.
type derived struct {
	IterFunc
	of, f Value
}

// Held shows both.
func (d *derived) Held(visit func(Value)) {
	visit(d.of)
	visit(d.f)
}
