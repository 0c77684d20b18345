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
//
// Where they differ from the reference implementation on purpose:
//
//   - numbers: an integer below 2^53 shows all of its digits (see
//     [FormatNumber]); an argument beyond the range of integers counts as the
//     nearest one, where C leaves it undefined, so that s:sub(2, math.huge)
//     is the rest of s;
//   - %s of string.format takes what has a __tostring; neither it nor %c stops
//     at a zero byte; %d shows a number of any size in full;
//   - pairs honours __pairs, and ipairs walks a userdata that has an __index;
//   - unpack and string.byte give up to 65536 results, not 8000;
//   - a comparison function sees the table that table.sort sorts as it was, and
//     when it raises an error the table stays as it was;
//   - math.random is seeded at random, and by state;
//   - collectgarbage collects nothing, as the memory of the process is not the
//     script's to manage; "count" is the process's heap in kilobytes.
package lualib

import (
	"math"
	"math/rand/v2"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

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
// It gives the functions that pairs and ipairs return, which walk a table.
//
// What is opened belongs to L and to the threads made from it, and like L it
// is for one goroutine at a time.
func Open(L *lua.LState, m Meter) (next, step *lua.LFunction) {
	lib := &library{meter: m, random: newRandom()}
	for _, f := range lib.base(L) {
		L.SetGlobal(f.name, L.NewFunction(f.run))
	}
	lib.module(L, "table", lib.table())

	numbers := lib.module(L, "math", lib.math())
	numbers.RawSetString("pi", lua.LNumber(math.Pi))
	numbers.RawSetString("huge", lua.LNumber(math.Inf(1)))

	text := lib.module(L, "string", lib.string())
	index := L.CreateTable(0, 1)
	index.RawSetString("__index", text)
	L.SetMetatable(lua.LString(""), index)

	// Names of Lua 5.0, which 5.1 keeps.
	numbers.RawSetString("mod", numbers.RawGetString("fmod"))
	text.RawSetString("gfind", text.RawGetString("gmatch"))
	return lib.next, lib.ipairsStep
}

// library is what the functions of one state share.
type library struct {
	meter    Meter
	walk     table.Cursor
	random   *rand.Rand
	programs map[string]*program // compiled patterns
	matchers []*matcher          // not in use

	next, ipairsStep *lua.LFunction // what pairs and ipairs return
}

// function is one of a library. A library's functions are in the order in which
// pairs gives them.
type function struct {
	name string
	run  lua.LGFunction
}

// module makes a global table of functions, known to require as well.
func (lib *library) module(L *lua.LState, name string, functions []function) *lua.LTable {
	module := L.CreateTable(0, len(functions))
	for _, f := range functions {
		module.RawSetString(f.name, L.NewFunction(f.run))
	}
	L.SetGlobal(name, module)
	if loaded, ok := L.GetField(L.Get(lua.RegistryIndex), "_LOADED").(*lua.LTable); ok {
		loaded.RawSetString(name, module)
	}
	return module
}

const (
	// maxString is the length of the longest string that is made here.
	maxString = math.MaxInt32
	// maxResults is how many values a function returns at most.
	maxResults = 1 << 16
	// boxBytes is what a value takes beside its text: a string header or a
	// number, and its place in a table or on the stack.
	boxBytes = 16
	// copyBytes is how many bytes are copied in the time of a VM instruction,
	// and chunkBytes how many are copied or searched between two charges.
	copyBytes  = 64
	chunkBytes = 1 << 18
)

// allocString charges the memory of a string of n bytes that is about to be
// made.
func (lib *library) allocString(L *lua.LState, n int) {
	lib.meter.Alloc(L, n+boxBytes)
	if n > maxString {
		raise(L, "resulting string too large")
	}
}

// copied charges the copying of n bytes.
func (lib *library) copied(L *lua.LState, n int) {
	if n >= copyBytes {
		lib.meter.Steps(L, n/copyBytes)
	}
}

// passed charges a tight loop over n bytes.
func (lib *library) passed(L *lua.LState, n int) {
	if n >= bytesPerStep {
		lib.meter.Steps(L, n/bytesPerStep)
	}
}

// index is strings.Index, charged by the bytes it passes.
func (lib *library) index(L *lua.LState, s, text string) int {
	step := max(chunkBytes, 4*len(text))
	for from := 0; ; from += step {
		if len(s)-from <= step {
			i := strings.Index(s[from:], text)
			if i < 0 {
				lib.copied(L, len(s)-from)
				return -1
			}
			lib.copied(L, i)
			return from + i
		}
		stop := min(len(s), from+step+len(text)-1)
		if i := strings.Index(s[from:stop], text); i >= 0 {
			lib.copied(L, i)
			return from + i
		}
		lib.copied(L, step)
	}
}
