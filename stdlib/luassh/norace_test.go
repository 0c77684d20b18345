//go:build !race

package luassh_test

// raced says that the race detector watches.
const raced = false
