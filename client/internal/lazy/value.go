// Package lazy has values of packages that are made when they are first needed.
// It is luabind/lazy once more: a program that uses the client has no Lua in it.
package lazy

import "sync"

// Value is made by the first Get. The linker lays a variable of it out, while a
// sync.OnceValue is an init function that each start of a program has to run.
// The zero Value is ready; it is safe from any goroutine.
type Value[T any] struct {
	once  sync.Once
	value T
}

// Get gives the value, which the first call makes.
func (v *Value[T]) Get(make func() T) T {
	v.once.Do(func() { v.value = make() })
	return v.value
}
