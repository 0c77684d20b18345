//go:build race

package tests

// raced says that the race detector looks on, with which everything takes many
// times as long: what it would see again is run once.
const raced = true
