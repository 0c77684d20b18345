//go:build !race

package faults

const (
	raced  = false
	worlds = 50 // of 200 creates each
)
