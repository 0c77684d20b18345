//go:build !race

package syntax

// HostileSize is all that a source may have.
const HostileSize = DefaultSize - 1000
