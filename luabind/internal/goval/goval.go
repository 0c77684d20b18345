// Package goval makes Lua values of Go ones and Go values of Lua ones, by their
// types. It knows values and tables by what they can do, and who makes and holds
// them as a [Maker] and a [Source].
package goval

import "time"

// Value is a Lua value; the zero one is nil.
type Value[T any] interface {
	IsNil() bool
	IsNull() bool
	IsString() bool
	Type() string
	Kind() string  // names it for messages
	Quote() string // the same for keys
	String() string
	AsBool() (bool, bool)
	AsNumber() (float64, bool)
	AsString() (string, bool)
	AsTable() (T, bool)
	Seconds() time.Duration
}

// Table is a Lua table.
type Table[V any] interface {
	Len() int
	At(i int) V
	Append(v V)
	SetValue(k, v V)
	Each(f func(k, v V) bool)
	IsList() bool
	Value() V
}

// maxDepth bounds how deep values nest.
const maxDepth = 200
