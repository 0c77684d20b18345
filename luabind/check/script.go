package check

import (
	"fmt"
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// script is one script that is being checked.
type script struct {
	checker *Checker
	name    string
	src     []byte

	origins    map[*syntax.Variable]origin // where locals come from
	guessing   bool                        // also those that are assigned again
	assigned   map[string]bool             // globals that the script sets
	targets    map[syntax.Expr]bool        // globals and fields that are assigned to
	fields     map[string]bool             // the names of those fields
	tested     map[*syntax.IndexExpr]bool  // fields that are only looked at for being there
	named      map[*syntax.NameExpr]bool   // globals that are, and where _G is asked for one by its name
	optional   map[string]bool             // globals that are so tested anywhere
	guarded    map[string]bool             // members that are so tested anywhere, as they are written
	locals     map[string]syntax.Pos       // the names of locals, and where one of each is declared
	dynamic    bool                        // globals may be set in ways that cannot be seen
	metatables bool                        // tables may get methods in ways that cannot be seen
	versions   bool                        // it looks which Lua it runs in
	library    bool                        // it gives a value to who requires it
	reported   map[string]bool             // undefined globals
	variables  []string                    // all names of variables, once a near one is looked for
	values     values                      // what is known of expressions, once asked
	more       map[*luabind.Func][]luabind.Param
	functions  map[*syntax.Variable]*syntax.FunctionExpr // local functions
	following  map[*syntax.FunctionExpr]bool             // whose results are being looked for
	selves     map[*syntax.Variable]syntax.Expr          // self: what it is a method of
	defined    map[string]syntax.Expr                    // what globals of the script are first
	added      map[added]map[string]syntax.Expr          // fields that statements add to tables
	exports    map[string]value                          // what files give that it requires

	called    *syntax.IndexExpr // what the call calls that is being looked at
	inspected []syntax.Node     // what can be at fault, in the order of the source
	problems  []Problem
	required  []Problem // of what it requires
	requires  []*syntax.CallExpr

	probed  map[*syntax.Variable]bool // locals that are only looked at for being there
	uses    map[*syntax.Variable]int  // of locals that hold a table of the script
	open    map[*syntax.Variable]int  // of these, those that no function can add to the table by
	altered bool                      // values that are no tables may do what they cannot by themselves
	ours    bool                      // it is written for the client, or for modules of ours
	guards  bool                      // it calls functions that may fail
	foreign bool                      // it requires what is neither ours nor found

	assignments map[*syntax.Variable][]syntax.Expr // what local variables are given later
	assumed     map[*syntax.Variable]value         // what those are taken for that are being looked at
	unsettled   map[*syntax.Variable]bool          // those that hold now this, now that
	root        *syntax.Block
	tests       bool                                   // it is a test
	holds       map[*syntax.IndexExpr]*syntax.Variable // the local variables that begin with these
	asked       []string                               // what _G is asked for by name
	reads       map[*syntax.Variable][]use             // how local variables are used, once asked
	handed      map[*syntax.Variable]int               // uses of local variables in calls that change nothing, once asked
	read        map[*syntax.Variable]int               // uses that change nothing but a table inside, perhaps
}

// origin is the expression whose value a variable has: its own, or an element
// of what it iterates over.
type origin struct {
	expr    syntax.Expr
	element bool
	likely  bool        // it may be something else, as what pcall gives may be an error
	called  bool        // a function is called with it, by an iterator or by
	mapped  syntax.Expr // a module: task.map
}

func newScript(c *Checker, name string, src []byte, root *syntax.Block) *script {
	s := emptyScript(c, name, src)
	if n := len(root.Stmts); n > 0 {
		_, s.library = root.Stmts[n-1].(*syntax.ReturnStmt)
	}
	s.root = root
	s.inspected = make([]syntax.Node, 0, len(src)/16)
	syntax.Walk(root, func(n syntax.Node) bool {
		if isInspected(n) {
			s.inspected = append(s.inspected, n)
		}
		return s.collect(n)
	})
	s.followCalls(s.requires, map[string]bool{}, true)
	s.required, s.problems = s.problems, nil
	return s
}

func emptyScript(c *Checker, name string, src []byte) *script {
	return &script{
		checker: c, name: name, src: src,
		origins: make(map[*syntax.Variable]origin, len(src)/100), assigned: map[string]bool{}, targets: map[syntax.Expr]bool{}, fields: map[string]bool{},
		tested: map[*syntax.IndexExpr]bool{}, named: map[*syntax.NameExpr]bool{}, optional: map[string]bool{}, guarded: map[string]bool{}, locals: map[string]syntax.Pos{}, reported: map[string]bool{},
		values: newValues(len(src)), more: map[*luabind.Func][]luabind.Param{}, functions: map[*syntax.Variable]*syntax.FunctionExpr{},
		selves: map[*syntax.Variable]syntax.Expr{}, defined: map[string]syntax.Expr{}, added: map[added]map[string]syntax.Expr{}, exports: map[string]value{},
		probed: map[*syntax.Variable]bool{}, uses: map[*syntax.Variable]int{}, open: map[*syntax.Variable]int{}, assignments: map[*syntax.Variable][]syntax.Expr{}, holds: map[*syntax.IndexExpr]*syntax.Variable{},
	}
}

func (s *script) report(code Code, at syntax.Pos, format string, args ...any) {
	warning := slices.ContainsFunc(Codes(), func(r Rule) bool { return r.Code == code && r.Warning })
	s.problems = append(s.problems, Problem{
		File: s.name, Line: int(at.Line), Column: int(at.Column), Message: fmt.Sprintf(format, args...), Code: code, Warning: warning,
	})
}

// collect notes what has to be known of the whole script before any part of it
// is judged.
func (s *script) collect(n syntax.Node) bool {
	s.collectUse(n)
	s.collectAssigned(n)
	switch x := n.(type) {
	case *syntax.LocalStmt:
		s.collectLocal(x)
	case *syntax.GenericForStmt:
		for _, v := range x.Vars {
			s.locals[v.Name] = v.Span.Start
		}
		if v := x.Vars[0]; len(x.Values) == 1 {
			s.origins[v] = origin{expr: x.Values[0], element: true}
			// The second variable of ipairs(list) is an element of the list.
			if call, ok := unparen(x.Values[0]).(*syntax.CallExpr); ok && len(x.Vars) == 2 && len(call.Args) == 1 && (isGlobal(call.Func, "ipairs") || isGlobal(call.Func, "pairs")) {
				s.origins[x.Vars[1]] = origin{expr: call.Args[0], element: true}
				delete(s.origins, v)
			}
		}
	case *syntax.NumericForStmt:
		s.locals[x.Var.Name] = x.Var.Span.Start
	case *syntax.LocalFunctionStmt:
		s.functions[x.Var] = x.Func
		s.locals[x.Var.Name] = x.Var.Span.Start
	case *syntax.FunctionExpr:
		for _, v := range x.Params {
			s.locals[v.Name] = v.Span.Start
		}
	case *syntax.AssignStmt:
		for i, target := range x.Targets {
			s.target(target)
			if i < len(x.Values) {
				s.define(target, x.Values[i])
			}
		}
		s.collectGlobals(n, s.assigned)
	case *syntax.FunctionStmt:
		if x.Method == nil {
			s.target(x.Target)
			s.define(x.Target, x.Func)
		} else {
			s.fields[x.Method.Value] = true
			s.add(x.Target, x.Method.Value, x.Func)
			if len(x.Func.Params) > 0 {
				s.selves[x.Func.Params[0]] = x.Target
			}
		}
		s.collectGlobals(n, s.assigned)
	case *syntax.IfStmt:
		for _, clause := range x.Clauses {
			s.test(clause.Cond)
		}
	case *syntax.WhileStmt:
		s.test(x.Cond)
	case *syntax.RepeatStmt:
		s.test(x.Cond)
	case *syntax.UnaryExpr:
		if x.Op == syntax.Not {
			s.test(x.Operand)
		}
	case *syntax.BinaryExpr:
		s.collectTests(x)
	case *syntax.CallExpr:
		s.collectCallback(x)
		if isRequire(x) {
			s.requires = append(s.requires, x)
			name, _ := literalString(x.Args)
			s.tests = s.tests || name == "test" || name == "doapi.test"
		}
		if isGlobal(x.Func, "type") && x.Method == nil {
			for _, arg := range x.Args {
				s.test(arg)
			}
		}
	case *syntax.IndexExpr:
		if key, ok := x.Key.(*syntax.StringExpr); ok && isGlobal(x.Object, "_G") {
			s.asked = append(s.asked, key.Value)
			s.named[x.Object.(*syntax.NameExpr)] = true // not a use of _G as a table of whatever names
		}
	case *syntax.NameExpr:
		s.collectDynamic(x)
	}
	return true
}

// collectTests notes what an operation looks for: its first operand may be absent, or
// what is compared with nil.
func (s *script) collectTests(x *syntax.BinaryExpr) {
	switch x.Op {
	case syntax.And:
		s.test(x.Left)
	case syntax.Or:
		s.test(x.Left)
		if left, ok := unparen(x.Left).(*syntax.NameExpr); ok && left.Var == nil {
			s.test(x.Right) // local bit = bit or bit32
		}
		if right, ok := unparen(x.Right).(*syntax.IndexExpr); ok {
			if of, ok := right.Object.(*syntax.NameExpr); ok && of.Var == nil && libraries()[of.Name] != nil {
				s.test(right) // old and unpack or table.unpack
			}
		}
	case syntax.Equal, syntax.NotEqual:
		if isNil(x.Left) || isNil(x.Right) {
			s.test(x.Left)
			s.test(x.Right)
		}
	}
}

// collectLocal notes what local variables begin with.
func (s *script) collectLocal(x *syntax.LocalStmt) {
	for i, v := range x.Vars {
		if i < len(x.Values) {
			if index, ok := unparen(x.Values[i]).(*syntax.IndexExpr); ok {
				s.holds[index] = v
			}
		}
		s.locals[v.Name] = v.Span.Start
		if n := len(x.Values); i >= n && (n == 0 || !isOpen(x.Values[n-1])) {
			s.origins[v] = origin{expr: nothing}
		}
		if i < len(x.Values) {
			s.origins[v] = origin{expr: x.Values[i]}
			if f, ok := unparen(x.Values[i]).(*syntax.FunctionExpr); ok {
				s.functions[v] = f
			}
		}
	}
	s.collectProtected(x)
}

func (s *script) target(e syntax.Expr) {
	s.targets[e] = true
	if x, ok := e.(*syntax.IndexExpr); ok {
		if key, ok := x.Key.(*syntax.StringExpr); ok {
			s.fields[key.Value] = true
		}
	}
}

// define notes what a global is, or a field of a table, that a statement sets.
func (s *script) define(target, value syntax.Expr) {
	switch x := target.(type) {
	case *syntax.NameExpr:
		if x.Var == nil && s.defined[x.Name] == nil {
			s.defined[x.Name] = value
		}
	case *syntax.IndexExpr:
		if key, ok := x.Key.(*syntax.StringExpr); ok {
			s.add(x.Object, key.Value, value)
		}
	}
}

// collectFields notes the names of fields that a module sets: of string, perhaps.
func (s *script) collectFields(n syntax.Node) {
	switch x := n.(type) {
	case *syntax.AssignStmt:
		for _, target := range x.Targets {
			s.target(target)
		}
	case *syntax.FunctionStmt:
		if x.Method == nil {
			s.target(x.Target)
		} else {
			s.fields[x.Method.Value] = true
		}
	}
}

// collectGlobals notes the globals that a statement sets.
func (s *script) collectGlobals(n syntax.Node, into map[string]bool) {
	set := func(target syntax.Expr) {
		switch x := target.(type) {
		case *syntax.NameExpr:
			if x.Var == nil {
				into[x.Name] = true
			}
		case *syntax.IndexExpr:
			if key, ok := x.Key.(*syntax.StringExpr); ok && isGlobal(x.Object, "_G") {
				into[key.Value] = true
			}
		}
	}
	switch x := n.(type) {
	case *syntax.AssignStmt:
		for _, target := range x.Targets {
			set(target)
		}
	case *syntax.FunctionStmt:
		if x.Method == nil {
			set(x.Target)
		}
	}
}

func (s *script) collectDynamic(x *syntax.NameExpr) {
	if x.Var != nil {
		return
	}
	switch x.Name {
	case "DO", "doapi":
		s.ours = true
	case "_VERSION", "jit":
		s.versions = true
	case "debug":
		s.metatables, s.altered = true, true
	case "setmetatable", "rawset":
		s.metatables = true
	// Code that cannot be seen sets globals, or the script's globals become those
	// of another table.
	case "load", "loadstring", "loadfile", "dofile", "setfenv", "getfenv":
		s.dynamic, s.altered = true, true
	case "pcall", "xpcall":
		s.guards = true
	case "getmetatable":
		s.altered = true
	case "module":
		s.dynamic, s.library = true, true
	case "_G":
		s.dynamic = s.dynamic || !s.named[x]
	}
}

// test notes that a script looks whether a value is there.
func (s *script) test(e syntax.Expr) {
	e = unparen(e)
	switch x := e.(type) {
	case *syntax.IndexExpr:
		s.tested[x] = true
		if text, ok := dotted(s.src, x); ok {
			s.guarded[text] = true
		}
	case *syntax.NameExpr:
		if x.Var == nil {
			s.named[x] = true
			s.optional[x.Name] = true
		} else {
			s.probed[x.Var] = true
		}
	case *syntax.BinaryExpr:
		if x.Op == syntax.And || x.Op == syntax.Or {
			s.test(x.Left)
			s.test(x.Right)
		}
	}
}

func isNil(e syntax.Expr) bool {
	_, ok := unparen(e).(*syntax.NilExpr)
	return ok
}

// isGlobal reports whether e is the global of that name.
func isGlobal(e syntax.Expr, name string) bool {
	x, ok := e.(*syntax.NameExpr)
	return ok && x.Var == nil && x.Name == name
}

func literalString(args []syntax.Expr) (string, bool) {
	if len(args) != 1 {
		return "", false
	}
	x, ok := unparen(args[0]).(*syntax.StringExpr)
	if !ok {
		return "", false
	}
	return x.Value, true
}

func unparen(e syntax.Expr) syntax.Expr {
	for {
		p, ok := e.(*syntax.ParenExpr)
		if !ok {
			return e
		}
		e = p.Inner
	}
}
