// Package luabind runs Lua scripts inside of Go programs, also scripts of
// people whom the program does not trust.
//
// # Running scripts
//
// A [Host] is one Lua world with its globals. [New] makes it from options;
// [Host.DoFile] and [Host.DoString] run source text, [Host.Eval] gives values
// back. Every method takes a context, whose end ends the script wherever it is:
// in a loop, in a pattern, while it sleeps or waits.
//
//	host, err := luabind.New(luabind.WithStdio(os.Stdin, os.Stdout, os.Stderr))
//	...
//	err = host.DoFile(ctx, "deploy.lua", "web", "3")
//
// What runs often is compiled once: [Compile] makes a [Program], which any
// number of Hosts and goroutines may [Host.Run] at the same time.
//
// # Values
//
// [Host.Set] hands Go values to scripts: numbers, strings, slices, maps,
// functions, and structs whose fields and methods have snake_case names (see
// [Host.FromGo]). Functions run without the Host's lock: they may block, and
// call the Host. [Host.Call] and [Host.CallInto] call Lua functions, with the
// results as Go values or as a type of yours; [Function] is a Lua function
// that Go keeps.
//
// Resources of package client cross the border both ways where package do is
// bound: a *client.Droplet given to Set is the script's Droplet, and a script's
// Droplet, list or iterator is a *client.Droplet, a slice, an iter.Seq2 or a struct
// by its JSON where Go wants one.
//
// # gopher-luar
//
// What gopher-luar promises for the fields, embedded structs, pointers, methods,
// slices, arrays, maps and channels of Go values holds for what is given to
// [Host.Set], a tag luar:"name" included. On purpose these differ:
//
//   - names are snake_case, as everywhere in scripts; luar's own are not there
//   - slices, arrays and maps are copied into tables, which all of Lua takes and
//     which no goroutine of Go's changes meanwhile; a pointer to one, or one whose
//     type has methods, is the thing itself
//   - a field that is a slice, an array or a map is such a copy: obj.tags = list
//     puts one back
//   - numbers, texts and booleans have the methods of Lua's own, not those of their
//     type, and pointers to them are what they point to: scripts compute with them
//   - a number fits a text, as everywhere in Lua
//   - a script's function fits a Go function type whose last result is an error,
//     which is how what it raises gets out; there is no panic
//   - tostring of what has no String method is the name of its type, not an address
//   - an index that there is not reads as nil, so that ipairs ends
//   - a value that does not fit a type, and one argument too many, raise a
//     TypeError that names kinds and never shows values, where luar cuts, rounds or
//     prints; integers beyond 2^53 stay exact
//   - an error as the last result is raised, and not given beside the others
//   - functions run without the Host's lock, and those of the kind
//     func(*luar.LState) int are not known: no type of the VM crosses the border
//   - there is no NewType: a function that makes a value does the same
//   - complex numbers and unsafe pointers are refused
//
// # Modules
//
// A [Module] is what scripts require: [Func]s, which are described by data,
// constants and Lua source. Arguments are checked before a Func runs, and the
// same description serves help, completion and the checker. A [Class] describes
// objects with methods and properties, an [Iterator] what scripts loop over.
// [WithModules] hands modules to a Host.
//
// # Limits and capabilities
//
// A Host that is given no limits has those of the Default constants: 30 s,
// 1e9 instructions, 256 MB and so on. Memory is that of the Host's own values,
// however many Hosts the process has. A limit ends the run, through every
// pcall, with an [*Error] for which errors.Is finds [ErrTimeLimit],
// [ErrInstructionLimit], [ErrMemoryLimit] and the others; the Host can be used
// afterwards. Deferred functions still run, for the time of [WithGrace].
//
// Scripts see nothing of the computer until it is granted: [WithFS] and
// [WithDir] open files below one place, [WithEnv] environment variables,
// [WithCapabilities] the rest.
//
// # Errors
//
// What a script ends with is an [*Error]: chunk, line, column, message, the
// line with a caret, and the traceback. It unwraps to the Go error behind it,
// also when that passed through Lua's error and pcall. A Func returns Go
// errors; [Errorf] gives them a kind and a [ScriptError] fields that scripts
// see.
//
// # Tasks
//
// require "task" gives scripts functions that run beside each other: tasks
// switch where a call blocks ([Call.Block]) and nowhere else. A run ends when
// all its tasks have ended. Time goes by the Host's [Clock]: a simulated one
// lets scripts wait for hours in no time.
//
// # Differences from Lua 5.1
//
// Scripts are written in Lua 5.1 as its manual has it. On purpose these differ
// from the reference implementation:
//
//   - integers below 2^53 print all of their digits: 1e15 is 1000000000000000;
//     integers beyond that come from JSON and Go as exact values of their own
//   - a % b is exact also where a/b has more digits than a number, and a itself
//     where b is infinite
//   - 0 and -0 are two constants; Lua 5.1 takes the first of them for both
//   - goto and labels are there, and goto is a reserved word
//   - an empty statement, a ; alone, is one
//   - hexadecimal numbers have no fraction or exponent
//   - __unm is called with its operand once
//   - functions written in Go can be coroutines too
//   - an error that leaves a function of coroutine.wrap keeps its own place, and
//     gets no further ones in front
//   - calls nest 20,000 deep (see [WithCallDepth]), protected calls 200 deep, in
//     tasks and coroutines as anywhere else
//   - load takes a string as well as a function, which it asks for all of the text
//     before it compiles any; what string.dump gives can be loaded in the same
//     Host alone
//   - pairs asks for a __pairs, ipairs and # take objects that have a length
//   - tables are never weak: what is in a table with __mode stays there
//   - collectgarbage collects nothing, and __gc is called for nothing
//   - setfenv(0, t) is refused: tasks share their globals
//   - the message for a call of nil quotes what was called, as it stands in the
//     source, and may guess what was meant
//   - what is wrong with a script's syntax is told in other words, which name what
//     was expected; chunk and line are the same
//   - debug.setmetatable takes tables and strings: numbers, functions, booleans and
//     nil have no metatable
//   - an index in the last argument of a call over several lines is reported on
//     the line of the index
//   - a source has at most 1 MB (see [WithSourceLimit])
//   - files keep back nothing of what was written, whatever their setvbuf was told
//   - package.loadlib and what changes other functions in debug are left out, and
//     there are no hooks; io and os are there when granted
//   - require finds the Host's own modules after files; "doapi.x" is always the
//     Host's module x
//
// # Concurrency
//
// All methods of a Host are safe from any goroutine. Its scripts run one at a
// time, except where they block, under one lock. A Func's Run holds it and must
// not call the Host's methods outside of [Call.Block]; [Call.Call] calls Lua
// from there.
package luabind
