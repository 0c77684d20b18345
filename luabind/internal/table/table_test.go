package table

import (
	"fmt"
	"math/rand/v2"
	"testing"

	lua "github.com/yuin/gopher-lua"
)

// key picks a key of the kinds that lie in different places.
func randomKey(r *rand.Rand, span int) lua.LValue {
	switch r.IntN(12) {
	case 0:
		return lua.LString(fmt.Sprint("k", r.IntN(span)))
	case 1:
		return lua.LNumber(r.IntN(span)) + 0.5
	case 2:
		return lua.LNumber(-r.IntN(span))
	case 3:
		return lua.LBool(r.IntN(2) == 0)
	case 4:
		return lua.LNumber(int(1) << r.IntN(50))
	}
	return lua.LNumber(1 + r.IntN(span))
}

// consistent holds a table against what it should hold.
func consistent(t *testing.T, tb *lua.LTable, want map[lua.LValue]lua.LValue) {
	t.Helper()
	l := Of(tb)
	for k := range l.Dict {
		if n, ok := k.(lua.LNumber); ok && n == lua.LNumber(int(n)) && (0 < n && n <= lua.LNumber(cap(l.Array)) || int(n) == len(l.Array)+1) {
			t.Fatalf("%v is no key of the array of %d (%d)", n, len(l.Array), cap(l.Array))
		}
	}
	for k, v := range want {
		if got := Get(tb, k); got != v {
			t.Fatalf("[%v]: %v, want %v", k, got, v)
		}
		if n, ok := k.(lua.LNumber); ok && n == lua.LNumber(int(n)) && GetInt(tb, int(n)) != v {
			t.Fatalf("[%v] as an integer: %v, want %v", k, GetInt(tb, int(n)), v)
		}
	}
	seen := map[lua.LValue]bool{}
	Each(tb, func(k, v lua.LValue) bool {
		if seen[k] || want[k] != v {
			t.Fatalf("walked: %v is %v (again: %v), want %v", k, v, seen[k], want[k])
		}
		seen[k] = true
		return true
	})
	if len(seen) != len(want) {
		t.Fatalf("walked %d of %d", len(seen), len(want))
	}
	n := Len(tb)
	if n > 0 && want[lua.LNumber(n)] == nil || want[lua.LNumber(n+1)] != nil {
		t.Fatalf("#t is %d, which is no border", n)
	}
}

// TestLength holds the lengths of small tables with holes that lua5.1 gives.
func TestLength(t *testing.T) {
	for _, test := range []struct {
		set    []int
		length int
	}{
		{[]int{3}, 0}, {[]int{2}, 0}, {[]int{1, 3}, 1}, {[]int{1, 2, 4}, 4}, {[]int{3, 1}, 1}, {[]int{3, 1, 2}, 3},
		{[]int{1, 3, 5, 7, 9, 11}, 1}, {[]int{2, 4, 6, 8}, 0}, {[]int{1, 2, 3, 5}, 3}, {[]int{1, 2, 3, 6}, 3}, {[]int{4, 3, 2, 1}, 4}, {[]int{1, 4, 2, 3}, 4},
	} {
		for _, field := range []bool{false, true} {
			tb := New(0, 0)
			if field {
				SetString(tb, "kind", lua.LString("record"))
			}
			for _, i := range test.set {
				SetInt(tb, i, lua.LTrue)
			}
			if n := Len(tb); n != test.length {
				t.Errorf("with %v set, and a field: %v, the length is %d, want %d", test.set, field, n, test.length)
			}
		}
	}
}

// TestAgainstMap does the same with a table and a map.
func TestAgainstMap(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		tb := New(r.IntN(4), r.IntN(12))
		want := map[lua.LValue]lua.LValue{}
		set := func(k, v lua.LValue) {
			if v == lua.LNil {
				delete(want, k)
			} else {
				want[k] = v
			}
		}
		span := 1 + r.IntN(200)
		for step := range 400 {
			switch op := r.IntN(20); {
			case op < 10:
				k, v := randomKey(r, span), lua.LValue(lua.LNumber(step))
				if r.IntN(3) == 0 {
					v = lua.LNil
				}
				if s, ok := k.(lua.LString); ok && op < 5 {
					SetString(tb, string(s), v)
				} else {
					Set(tb, k, v)
				}
				set(k, v)
			case op < 15:
				n := Len(tb)
				Append(tb, lua.LNumber(step))
				set(lua.LNumber(n+1), lua.LNumber(step))
			case op < 16:
				if n := Len(tb); n > 0 {
					SetInt(tb, n, lua.LNil)
					set(lua.LNumber(n), lua.LNil)
				}
			case op < 17:
				if n := Len(tb); n > 0 {
					i := 1 + r.IntN(n)
					got := Remove(tb, i)
					if want[lua.LNumber(i)] != nil && got != want[lua.LNumber(i)] {
						t.Fatalf("removed %v", got)
					}
					for ; i <= n; i++ {
						set(lua.LNumber(i), Get(tb, lua.LNumber(i)))
					}
				}
			case op < 18:
				if n := Len(tb); n > 0 {
					i := 1 + r.IntN(n)
					Insert(tb, i, lua.LNumber(step))
					for j := n; j >= i; j-- {
						if v := want[lua.LNumber(j)]; v != nil {
							want[lua.LNumber(j+1)] = v
						} else {
							delete(want, lua.LNumber(j+1))
						}
					}
					set(lua.LNumber(i), lua.LNumber(step))
				}
			default:
				// Whoever walks a table may remove what he comes by.
				Each(tb, func(k, v lua.LValue) bool {
					if r.IntN(3) == 0 {
						Set(tb, k, lua.LNil)
						set(k, lua.LNil)
					}
					return true
				})
			}
			if step%7 == 0 {
				consistent(t, tb, want)
			}
		}
		consistent(t, tb, want)
	}
}

// TestPlaces: lists are arrays however they are filled, and what is no list
// takes no room for what is not there.
func TestPlaces(t *testing.T) {
	fill := func(keys func(yield func(int) bool)) *Layout {
		tb := New(0, 0)
		for i := range keys {
			SetInt(tb, i, lua.LTrue)
		}
		Len(tb)
		return Of(tb)
	}
	const n = 100_000
	up := fill(func(yield func(int) bool) {
		for i := 1; i <= n && yield(i); i++ {
		}
	})
	down := fill(func(yield func(int) bool) {
		for i := n; i >= 1 && yield(i); i-- {
		}
	})
	mixed := fill(func(yield func(int) bool) {
		for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(n) {
			if !yield(i + 1) {
				return
			}
		}
	})
	for name, l := range map[string]*Layout{"up": up, "down": down, "mixed": mixed} {
		if len(l.Array) != n || len(l.Dict) != 0 {
			t.Errorf("%s: %d in the array, %d beside it", name, len(l.Array), len(l.Dict))
		}
	}
	if l := fill(func(yield func(int) bool) { _ = yield(36804636) && yield(1_000_000) }); cap(l.Array) > 4 || len(l.Dict) != 2 {
		t.Errorf("two ids: an array of %d, %d beside it", cap(l.Array), len(l.Dict))
	}
	// A queue takes the room of what is in it.
	tb := New(0, 0)
	for i := 1; i <= n; i++ {
		SetInt(tb, i, lua.LTrue)
		if i > 100 {
			SetInt(tb, i-100, lua.LNil)
		}
	}
	if l := Of(tb); l.Size() > 64<<10 {
		t.Errorf("a queue of 100 takes %d bytes: %d %d %d", l.Size(), cap(l.Array), len(l.Dict), len(l.Keys))
	}
	small := New(0, 0)
	for _, k := range []string{"a", "b", "c", "d"} {
		SetString(small, k, lua.LTrue)
	}
	if size := Of(small).Size(); size > 1000 {
		t.Errorf("four fields take %d bytes", size)
	}
}

// TestGrown: what the functions say that a table has grown by is about what it
// has.
func TestGrown(t *testing.T) {
	for name, f := range map[string]func(tb *lua.LTable, i int) int{
		"list":    func(tb *lua.LTable, i int) int { return Append(tb, lua.LTrue) },
		"strings": func(tb *lua.LTable, i int) int { return SetString(tb, fmt.Sprint(i), lua.LTrue) },
		"sparse":  func(tb *lua.LTable, i int) int { return SetInt(tb, i*1000, lua.LTrue) },
	} {
		for _, n := range []int{1, 4, 8, 9, 100, 1000, 100_000} {
			tb, grown := New(0, 0), 0
			for i := range n {
				grown += f(tb, i+1)
			}
			if size := int(Of(tb).Size()) - Bytes; grown < size*6/10 || grown > 3*size+1000 {
				t.Errorf("%s of %d: said %d, takes %d", name, n, grown, size)
			}
		}
	}
}

// TestSetList stores batches with holes, as constructors do.
func TestSetList(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		tb, want, last := New(r.IntN(200), r.IntN(3)), map[lua.LValue]lua.LValue{}, 0
		if r.IntN(2) == 0 {
			k := lua.LNumber(1 + r.IntN(100))
			Set(tb, k, lua.LFalse)
			want[k] = lua.LFalse
		}
		for first := 1; first < 151; first += 50 {
			list := make([]lua.LValue, 1+r.IntN(50))
			for i := range list {
				list[i] = lua.LNil
				if r.IntN(3) > 0 {
					list[i] = lua.LNumber(first + i)
					want[lua.LNumber(first+i)] = list[i]
					last = first + i
				} else if Get(tb, lua.LNumber(first+i)) != lua.LNil {
					list[i] = lua.LTrue
					want[lua.LNumber(first+i)] = lua.LTrue
				}
			}
			SetList(tb, first, list)
		}
		consistent(t, tb, want)
		if _, keyed := want[lua.LFalse]; !keyed && len(Of(tb).Dict) == 0 && Len(tb) < last {
			t.Errorf("seed %d: #t is %d with an element at %d", seed, Len(tb), last)
		}
	}
}
