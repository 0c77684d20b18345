//go:build race

package faults

// The race detector makes everything several times slower, and looks for
// something else than the number of rounds: it gets fewer.
const (
	raced  = true
	worlds = 12
)
