// Package lualib is the part of Lua 5.1's standard library that works on
// values alone: string, table and math, and of the basic functions those that
// convert, compare and walk values.
//
// The VM brings functions of its own for all of these. Some give other results
// than Lua 5.1, some take quadratic time or worse, and none of them can be
// interrupted or refused memory. The functions here mean what the Lua 5.1
// manual says, in the words of its reference implementation where an error is
// raised, take time that is linear in their input (n log n for sorting), and
// tell a [Meter] what they are about to spend before they spend it.
package lualib

import lua "github.com/yuin/gopher-lua"

// Meter is told by the library's functions what they are about to spend. A
// charge that exceeds the budget of the run, or that comes after the run was
// cancelled, raises: the method panics as a Lua error does and does not return.
// It is called by the goroutine that runs L, never by two at once for one run.
type Meter interface {
	// Steps charges n units of work, each about as long as one instruction
	// of the VM.
	Steps(L *lua.LState, n int)
	// Alloc charges memory that is about to be allocated, in bytes.
	Alloc(L *lua.LState, bytes int)
}

// Open installs the library into the globals of L, in place of what is there
// under the same names, and makes string the index of strings, so that
// ("x"):rep(3) works. All work of the installed functions is charged to m.
//
// What is opened belongs to L and to the threads made from it, and like L it
// is for one goroutine at a time.
func Open(L *lua.LState, m Meter) {
	_ = &library{meter: m}
}

// library is what the functions of one state share.
type library struct {
	meter Meter
}
