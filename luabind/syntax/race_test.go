//go:build race

package syntax

// HostileSize is a part of what a source may have: the race detector makes
// everything ten times slower.
const HostileSize = DefaultSize / 16
