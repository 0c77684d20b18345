// Package docs holds the texts of the manual: guide/ is written by hand,
// examples/ has a piece of code for each function. The reference is made from
// the tables that calls are checked by, so that it is not kept here.
package docs

import "embed"

// Files are guide/NAME.md and examples/MODULE.lua.
//
//go:embed guide/*.md examples/*.lua
var Files embed.FS
