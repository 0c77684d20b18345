// Package operation makes luabind Funcs' parts of the catalog's operations: their
// arguments with types and checks, what is sent of them, and what is said of it
// all. It knows neither clients nor scripts' objects beyond [Resource].
package operation
