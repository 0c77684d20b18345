package limit

import (
	"crypto/sha256"
	"reflect"
	"runtime"
	"sync"
	"weak"
)

// key tells limiters apart. Times of different clocks do not compare.
type key struct {
	origin string
	token  [sha256.Size]byte
	clock  Clock
}

// limiters are those in use. A limiter lives as long as a client that has it.
var limiters struct {
	sync.Mutex
	of map[key]weak.Pointer[Limiter] // made with the first
}

// For returns the one limiter of an origin and a token.
func For(origin, token string, clock Clock) *Limiter {
	if !reflect.ValueOf(clock).Comparable() {
		return New(clock)
	}
	k := key{origin, sha256.Sum256([]byte(token)), clock}
	limiters.Lock()
	defer limiters.Unlock()
	if l := limiters.of[k].Value(); l != nil {
		return l
	}
	l := New(clock)
	if limiters.of == nil {
		limiters.of = map[key]weak.Pointer[Limiter]{}
	}
	limiters.of[k] = weak.Make(l)
	runtime.AddCleanup(l, func(k key) {
		limiters.Lock()
		defer limiters.Unlock()
		if limiters.of[k].Value() == nil {
			delete(limiters.of, k)
		}
	}, k)
	return l
}
