//go:build race

package lualib

// fewer is how many times fewer rounds tests take than they do without the
// race detector, which makes each ten times slower.
const fewer = 10
