package lualib

import (
	"math/bits"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

func (lib *library) sort(L *lua.LState) int {
	t := checkTable(L, 1)
	n := table.Len(t)
	s := sorter{lib: lib, L: L}
	if L.Get(2) != lua.LNil {
		s.order = checkFunction(L, 2)
	}
	if n < 2 {
		return 0
	}
	// The elements are sorted beside the table and put back at the end:
	// whatever the comparison function does, none is lost.
	lib.meter.Alloc(L, n*boxBytes)
	s.values = make([]lua.LValue, n)
	for i := range s.values {
		s.values[i] = table.GetInt(t, i+1)
		s.step()
	}
	if s.ascending() {
		lib.meter.Steps(L, s.work)
		return 0
	}
	s.quicksort(0, n-1, 2*bits.Len(uint(n)))
	for i, v := range s.values {
		s.step()
		s.lib.setInt(s.L, t, i+1, v)
	}
	lib.meter.Steps(L, s.work)
	return 0
}

// sorter sorts values. It takes the steps of Sedgewick's quicksort as Lua does,
// so that elements which the order does not tell apart come out as they do
// there, and changes to heapsort where that would become quadratic.
type sorter struct {
	lib    *library
	L      *lua.LState
	order  *lua.LFunction // nil for <
	values []lua.LValue
	work   int // not charged yet
}

func (s *sorter) step() {
	if s.work++; s.work >= chargeEvery {
		s.lib.meter.Steps(s.L, s.work)
		s.work = 0
	}
}

func (s *sorter) swap(i, j int) { s.values[i], s.values[j] = s.values[j], s.values[i] }

func (s *sorter) less(a, b lua.LValue) bool {
	s.step()
	if s.order != nil {
		s.L.Push(s.order)
		s.L.Push(a)
		s.L.Push(b)
		s.L.Call(2, 1)
		result := lua.LVAsBool(s.L.Get(-1))
		s.L.Pop(1)
		return result
	}
	switch a := a.(type) {
	case lua.LNumber:
		if b, ok := b.(lua.LNumber); ok {
			return a < b
		}
	case lua.LString:
		if b, ok := b.(lua.LString); ok {
			s.work += min(len(a), len(b)) / copyBytes
			return a < b
		}
	}
	return s.lessByMeta(a, b)
}

// ascending says whether the values are sorted already, no two of them alike:
// then there is one order only, whatever steps lead to it. Short lists, values
// whose order may raise, and a comparison function, which is to see the
// comparisons that Lua makes, are for quicksort.
func (s *sorter) ascending() bool {
	v := s.values
	if len(v) < 16 || s.order != nil {
		return false
	}
	for i := range v[1:] {
		if v[i].Type() != v[i+1].Type() || v[i].Type() != lua.LTNumber && v[i].Type() != lua.LTString || !s.less(v[i], v[i+1]) {
			return false
		}
	}
	return true
}

// lessByMeta compares values by their common __lt, and an object with a number or a
// text by the object's, as the operators do.
func (s *sorter) lessByMeta(a, b lua.LValue) bool {
	meta, other := s.L.GetMetaField(a, "__lt"), s.L.GetMetaField(b, "__lt")
	shared := a.Type() == b.Type() && s.L.RawEqual(meta, other)
	if isScalar(a) && b.Type() == lua.LTUserData {
		meta, shared = other, true
	}
	if meta != lua.LNil && (shared || a.Type() == lua.LTUserData && isScalar(b)) {
		s.L.Push(meta)
		s.L.Push(a)
		s.L.Push(b)
		s.L.Call(2, 1)
		result := lua.LVAsBool(s.L.Get(-1))
		s.L.Pop(1)
		return result
	}
	if a.Type() == b.Type() {
		raiseBare(s.L, "attempt to compare two "+a.Type().String()+" values")
	}
	raiseBare(s.L, "attempt to compare "+a.Type().String()+" with "+b.Type().String())
	return false
}

func isScalar(v lua.LValue) bool { return v.Type() == lua.LTNumber || v.Type() == lua.LTString }

// quicksort sorts values[low..high]. nesting is how many more partitions it may
// be nested in.
func (s *sorter) quicksort(low, high, nesting int) {
	for low < high {
		if nesting--; nesting < 0 {
			s.heapsort(low, high)
			return
		}
		// Of the first, the middle and the last, the median is the pivot. The
		// other two stop the scans below.
		v := s.values
		if s.less(v[high], v[low]) {
			s.swap(low, high)
		}
		if high-low == 1 {
			return
		}
		middle := (low + high) / 2
		if s.less(v[middle], v[low]) {
			s.swap(middle, low)
		} else if s.less(v[high], v[middle]) {
			s.swap(middle, high)
		}
		if high-low == 2 {
			return
		}
		pivot := v[middle]
		s.swap(middle, high-1)
		i, j := low, high-1
		for {
			// A scan that passes the end of the part shows an order that
			// contradicts itself. Lua sorts on as long as it can.
			for i++; i == len(v) || s.less(v[i], pivot); i++ {
				if i > high {
					raise(s.L, "invalid order function for sorting")
				}
			}
			for j--; j < 0 || s.less(pivot, v[j]); j-- {
				if j < low {
					raise(s.L, "invalid order function for sorting")
				}
			}
			if j < i {
				break
			}
			s.swap(i, j)
		}
		s.swap(high-1, i)
		// The smaller part is sorted by a call, so that calls nest no deeper
		// than the logarithm.
		if i-low < high-i {
			s.quicksort(low, i-1, nesting)
			low = i + 1
		} else {
			s.quicksort(i+1, high, nesting)
			high = i - 1
		}
	}
}

// heapsort sorts values[low..high].
func (s *sorter) heapsort(low, high int) {
	n := high - low + 1
	for root := n/2 - 1; root >= 0; root-- {
		s.sink(low, root, n)
	}
	for n--; n > 0; n-- {
		s.swap(low, low+n)
		s.sink(low, 0, n)
	}
}

// sink restores the order of a heap of n values at low below its root.
func (s *sorter) sink(low, root, n int) {
	for {
		child := 2*root + 1
		if child >= n {
			return
		}
		if child+1 < n && s.less(s.values[low+child], s.values[low+child+1]) {
			child++
		}
		if !s.less(s.values[low+root], s.values[low+child]) {
			return
		}
		s.swap(low+root, low+child)
		root = child
	}
}
