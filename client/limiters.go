package client

import (
	"crypto/sha256"
	"reflect"
	"runtime"
	"sync"
	"weak"
)

// limiterKey tells limiters apart. Times of different clocks do not compare.
type limiterKey struct {
	origin string
	token  [sha256.Size]byte
	clock  Clock
}

// limiters are those in use. A limiter lives as long as a client that has it.
var limiters = struct {
	sync.Mutex
	of map[limiterKey]weak.Pointer[limiter]
}{of: map[limiterKey]weak.Pointer[limiter]{}}

// limiterFor returns the one limiter of an origin and a token.
func limiterFor(origin string, token secret, clock Clock) *limiter {
	if !reflect.ValueOf(clock).Comparable() {
		return newLimiter(clock)
	}
	key := limiterKey{origin, sha256.Sum256([]byte(token())), clock}
	limiters.Lock()
	defer limiters.Unlock()
	if l := limiters.of[key].Value(); l != nil {
		return l
	}
	l := newLimiter(clock)
	limiters.of[key] = weak.Make(l)
	runtime.AddCleanup(l, func(key limiterKey) {
		limiters.Lock()
		defer limiters.Unlock()
		if limiters.of[key].Value() == nil {
			delete(limiters.of, key)
		}
	}, key)
	return l
}
