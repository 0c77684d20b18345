// Package check finds faults in scripts without running them: broken syntax,
// names that the client or a module does not have, unknown and missing
// arguments, values that can never be right, and variables that nothing sets.
//
// What there is to call it takes from the descriptions that the host's own
// argument checks, help and completion use:
//
//	checker := check.New(append(do.Modules(), stdlib.Modules()...))
//	for _, p := range checker.Check("deploy.lua", src) {
//		fmt.Println(p) // deploy.lua:12:8: create_droplet: unknown argument 'ssh_key' (did you mean 'ssh_keys'?)
//	}
//
// It follows a value from where it is made (local d = DO, local json =
// require "json", a resource that a call returned) through local variables,
// also those that are assigned again where all that they ever hold is of one
// kind: d = d:fetch(). About everything else, such as what was
// computed, passed in or stored in a table, it says nothing: what it reports
// is wrong whenever the line runs.
package check

import (
	"errors"
	"fmt"
	"maps"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Problem is one fault in a script.
type Problem struct {
	File    string
	Line    int // from 1
	Column  int // in bytes, from 1
	Message string
	Code    Code
	Warning bool // it may be meant so; an error is wrong whenever the line runs
}

// Code is a kind of problem. Codes stay what they are from version to version.
type Code string

// The codes.
const (
	Syntax          Code = "syntax"           // it is no Lua
	UndefinedGlobal Code = "undefined-global" // nothing sets the variable
	UnknownMember   Code = "unknown-member"   // an object or a module has no such name
	UnknownArgument Code = "unknown-argument"
	MissingArgument Code = "missing-argument"
	BadArgument     Code = "bad-argument" // a value that is refused
	Combination     Code = "combination"  // arguments that do not go together
	IteratorAsList  Code = "iterator-as-list"
	MethodWithDot   Code = "method-with-dot" // obj.method() for obj:method()
	UnknownField    Code = "unknown-field"   // a warning
	NeverEqual      Code = "never-equal"     // a warning: a comparison with a value that the field does not take
	ListFromZero    Code = "list-from-zero"  // a warning
	ForeignMember   Code = "foreign-member"  // a warning: a library may mean a module of the same name that is none of ours
	HiddenModule    Code = "hidden-module"   // a warning: a file has the name of a module of ours
	MissingModule   Code = "missing-module"  // a warning: what is required is not there
	NoEffect        Code = "no-effect"       // a warning: what is written does nothing
	StaleState      Code = "stale-state"     // a warning: an object is read after a wait whose result was dropped
	UnknownValue    Code = "unknown-value"   // a warning: a slug that nothing is known to have
	BadOperation    Code = "bad-operation"   // arithmetic on a table, a call of a number
)

// Codes lists them with what each means.
func Codes() []Rule {
	return []Rule{
		{Syntax, false, "The text is no Lua."},
		{UndefinedGlobal, false, "A global variable that nothing sets."},
		{UnknownMember, false, "A name that an object, a module or a library of Lua's does not have."},
		{UnknownArgument, false, "A named argument or a field of a table that the function does not know."},
		{MissingArgument, false, "An argument that the function cannot do without."},
		{BadArgument, false, "A value that the function refuses."},
		{Combination, false, "Arguments that do not go together, or of which one is missing."},
		{IteratorAsList, false, "An iterator where a table is needed."},
		{MethodWithDot, false, "A method that is called with a dot and without its object."},
		{UnknownField, true, "A field that no object of the class is known to have, near one that it has, or one in an argument that the API is not known to have."},
		{NeverEqual, true, "A comparison of a field with a value that it is not known to take."},
		{ListFromZero, true, "Element 0 of a list: lists begin at 1."},
		{ForeignMember, true, "A name that our module lacks, in a library that may mean another module of that name."},
		{HiddenModule, true, "A file has the name of one of our modules, which doapi.NAME still is."},
		{MissingModule, true, "A module that is required, and neither ours nor found where require looks."},
		{NoEffect, true, "What does nothing as it is written: an iterator that nothing walks through, a second variable of a loop over one, a field that is set and neither sent nor read."},
		{StaleState, true, "An object is read after a wait: it keeps its old state, and the new one, which the wait gives, was dropped."},
		{UnknownValue, true, "A slug of an image, a region or a size that is not known, near one that is."},
		{BadOperation, false, "An operation on a value that never has it, such as arithmetic on a table."},
	}
}

// Rule says what a code means.
type Rule struct {
	Code    Code   `json:"code"`
	Warning bool   `json:"warning"`
	Doc     string `json:"means"`
}

// String returns "file:line:column: message".
func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// Checker knows what scripts can call. It is safe from any goroutine.
type Checker struct {
	known  known
	source func(module string) ([]byte, bool)
	values func(name string) (Known, bool)
	judge  *judge
}

// Option configures a [Checker].
type Option func(*Checker)

// WithGlobals names further globals that the host sets.
func WithGlobals(names ...string) Option {
	return func(c *Checker) {
		for _, name := range names {
			c.known.globals[name] = value{}
		}
	}
}

// WithSource finds the Lua source of a module that a script requires and that
// is none of the Checker's, so that globals which it sets are known. Without
// it, or where it finds nothing, such a script's globals are not checked.
func WithSource(find func(module string) ([]byte, bool)) Option {
	return func(c *Checker) { c.source = find }
}

// WithValues says what the globals of a running host are: what it knows comes
// before what is described. It is asked while a script is analyzed.
func WithValues(find func(name string) (Known, bool)) Option {
	return func(c *Checker) { c.values = find }
}

// With makes a Checker that knows the same, with further options.
func (c *Checker) With(opts ...Option) *Checker {
	n := *c
	n.known.globals = maps.Clone(c.known.globals)
	for _, o := range opts {
		o(&n)
	}
	return &n
}

// New makes a Checker of the modules that scripts can require, including those
// whose globals they have.
func New(modules []*luabind.Module, opts ...Option) *Checker {
	c := &Checker{known: newKnown(modules), judge: new(judge)}
	for _, o := range opts {
		o(c)
	}
	return c
}

// Check returns the problems of a script in the order of their places. A
// script that is no Lua has one, the first.
func (c *Checker) Check(name string, src []byte) []Problem {
	a, err := c.Analyze(name, src)
	if err != nil {
		return []Problem{syntaxProblem(name, err)}
	}
	return a.Problems()
}

func syntaxProblem(name string, err error) Problem {
	p := Problem{File: name, Line: 1, Column: 1, Message: err.Error(), Code: Syntax}
	if e := (*syntax.Error)(nil); errors.As(err, &e) {
		p.Line, p.Column, p.Message = e.Line, e.Column, e.Message
	}
	return p
}
