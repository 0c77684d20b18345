//go:build !race

package tests

// raced says that the race detector looks on.
const raced = false
