// Package lazy has values of packages that are made when they are first needed.
package lazy

import "sync"

// Value is made by the first Get. It is for variables of packages: the linker
// lays it out, while a sync.OnceValue is two allocations in an init function,
// which every start of a program has to load and run. The zero Value is ready;
// it is safe from any goroutine.
type Value[T any] struct {
	once  sync.Once
	value T
}

// Get gives the value, which the first call makes.
func (v *Value[T]) Get(make func() T) T {
	v.once.Do(func() { v.value = make() })
	return v.value
}
