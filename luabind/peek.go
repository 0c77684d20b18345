package luabind

import lua "github.com/yuin/gopher-lua"

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

// described is what a function made of a Func knows of itself.
type described struct {
	fn    *Func
	class *Class
}

// describe makes a function that [Value.Func] knows the Func of.
func (h *Host) describe(fn *Func, class *Class, f lua.LGFunction) *lua.LFunction {
	return h.vm.Root().NewClosure(f, &lua.LUserData{Value: described{fn, class}, Metatable: lua.LNil})
}

// Func gives what describes a function, and the class whose method it is, if it
// is one. Both are nil for functions of scripts and of Lua's own libraries; of
// an object that can be called it gives the Call of its class.
func (v Value) Func() (*Func, *Class) {
	if _, class := v.Object(); class != nil {
		return class.Call, class
	}
	if f, ok := v.lv.(*lua.LFunction); ok && f.IsG && len(f.Upvalues) == 1 {
		if ud, ok := f.Upvalues[0].Value().(*lua.LUserData); ok {
			if d, ok := ud.Value.(described); ok {
				return d.fn, d.class
			}
		}
	}
	return nil, nil
}
