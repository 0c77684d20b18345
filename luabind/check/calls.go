package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// inspectCall holds the arguments of a call against the function's
// parameters, by the rules by which the host reads them (see luabind.Func).
func (s *script) inspectCall(x *syntax.CallExpr) {
	v := s.callee(x)
	if v.fn == nil {
		return
	}
	owner := s.valueOf(x.Func)
	switch {
	case x.Method == nil && v.self:
		s.inspectDot(x, v.fn)
		return // obj.method: the object is among the arguments
	case x.Method != nil && owner.module != nil:
		return // module:func: the module is the first argument
	case x.Method == nil && len(x.Args) > 0:
		if index, ok := x.Func.(*syntax.IndexExpr); ok {
			object, first := s.valueOf(index.Object), s.valueOf(x.Args[0])
			if object.class != nil && first.class == object.class {
				return // do.method(do, ...)
			}
		}
	}
	a := arguments{script: s, fn: v.fn, named: v.named, at: nameOf(x), given: make([]bool, len(v.fn.Params))}
	before := len(s.problems)
	a.read(x.Args)
	if len(s.problems) == before {
		a.judgeCall(x)
		a.inspectWait(x)
	}
}

// inspectWait reports a value that objects of a known class are never waited for
// with success: one near a known value, or a failure that cannot come.
func (a *arguments) inspectWait(x *syntax.CallExpr) {
	if a.fn.Name != "wait" || a.param("objects") != 0 || a.param("fail") < 0 || len(x.Args) != 2 {
		return
	}
	objects, ok := unparen(x.Args[0]).(*syntax.TableExpr)
	options, isTable := unparen(x.Args[1]).(*syntax.TableExpr)
	if !ok || !isTable || len(objects.Fields) == 0 {
		return
	}
	class := a.valueOf(objects.Fields[0].Value).class
	given := map[string]syntax.Expr{}
	for i := range options.Fields {
		if name, ok := fieldName(&options.Fields[i]); ok {
			given[name] = unparen(options.Fields[i].Value)
		}
	}
	field, ok := given["field"].(*syntax.StringExpr)
	if class == nil || !ok {
		return
	}
	i := slices.IndexFunc(class.Fields, func(p luabind.Param) bool { return p.Name == field.Value })
	if i < 0 || class.Fields[i].Type == nil {
		return
	}
	known := class.Fields[i].Type.Enum
	for _, name := range []string{"value", "fail"} {
		text, ok := given[name].(*syntax.StringExpr)
		if !ok || len(known) == 0 || slices.Contains(known, text.Value) {
			continue
		}
		if near := luabind.NearMiss(text.Value, known); near != "" || name == "fail" {
			a.report(BadArgument, text.Start, "wait: '%s': the %s of %s is never %q%s", name, field.Value, class.Name, text.Value, luabind.DidYouMean(text.Value, known))
		}
	}
}

// inspectDot reports obj.method() that should be obj:method(): no argument can be
// the object.
func (s *script) inspectDot(x *syntax.CallExpr, fn *luabind.Func) {
	index, ok := x.Func.(*syntax.IndexExpr)
	if !ok || len(x.Args) > 0 && literalKind(x.Args[0]) == "" {
		return
	}
	object := index.Object.Bounds().Text(s.src)
	s.report(MethodWithDot, index.Key.Bounds().Start, "%s: call it with a colon, as in %s:%s()", fn.Name, object, fn.Name)
}

// nameOf is where the name of what is called stands.
func nameOf(x *syntax.CallExpr) syntax.Pos {
	if x.Method != nil {
		return x.Method.Start
	}
	if index, ok := x.Func.(*syntax.IndexExpr); ok {
		return index.Key.Bounds().Start
	}
	return x.Func.Bounds().Start
}

// arguments are those of one call.
type arguments struct {
	*script
	fn    *luabind.Func
	named bool // one table can name them, or the last table the optional ones
	at    syntax.Pos
	given []bool // by parameter
	more  []luabind.Param
}

func (a *arguments) read(args []syntax.Expr) {
	params := a.fn.Params
	a.more = a.moreOf(a.fn)
	if a.named && len(args) == 1 {
		if t, ok := unparen(args[0]).(*syntax.TableExpr); ok {
			switch a.isNamed(t) {
			case yes:
				a.readNamed(t, 0)
				return
			case maybe:
				return
			}
		}
	}
	pos := 0
	for i, arg := range args {
		last := i == len(args)-1
		if last && isOpen(arg) {
			return // may be several arguments, or none
		}
		for pos < len(params) && params[pos].Option {
			pos++
		}
		if last && a.named {
			t, literal := unparen(arg).(*syntax.TableExpr)
			if literalKind(arg) == "" && (i == 0 || pos >= len(params) || params[pos].Optional || params[pos].Option) {
				return // may be a table of named arguments
			}
			if literal {
				switch a.isOptions(t, pos) {
				case yes:
					a.readNamed(t, pos)
					return
				case maybe:
					return
				}
			}
		}
		if pos >= len(params) {
			if literalKind(arg) != "nil" {
				a.report(BadArgument, arg.Bounds().Start, "%s: takes %s, got %d", a.fn.Called(), countOf(params), len(args))
			}
			return
		}
		p := &params[pos]
		a.checkValue(p, arg)
		a.given[pos] = a.given[pos] || literalKind(arg) != "nil"
		if !p.Rest {
			pos++
		}
	}
	a.reportMissing()
}

// moreOf gives what a function takes beside its Params. It is asked for once: a
// script calls the same functions again and again.
func (s *script) moreOf(f *luabind.Func) []luabind.Param {
	if f.More == nil {
		return nil
	}
	list, ok := s.more[f]
	if !ok {
		list = f.More()
		s.more[f] = list
	}
	return list
}

// isOpen reports whether an expression can give any number of values.
func isOpen(e syntax.Expr) bool {
	switch e.(type) {
	case *syntax.CallExpr, *syntax.VarargExpr:
		return true
	}
	return false
}

// answer is what can be said of a table before the script runs.
type answer int

const (
	maybe answer = iota
	yes
	no
)

// isNamed says whether a lone table holds named arguments.
func (a *arguments) isNamed(t *syntax.TableExpr) answer {
	all, some, computed := a.keys(t, 0)
	for i := range a.fn.Params {
		p := &a.fn.Params[i]
		switch {
		case p.Option:
			continue
		case !takesTable(p):
			return yes
		case computed:
			return maybe
		case all:
			return when(some)
		case len(t.Fields) > 0 && !hasElements(t) && a.misspells(t):
			return yes
		case some && (p.Type != nil && p.Type.Items != nil && !hasElements(t) || a.misspells(t)):
			return yes
		case some:
			return maybe
		}
		return no
	}
	return yes
}

// hasElements reports whether a table has list elements, and so is no table of
// names.
func hasElements(t *syntax.TableExpr) bool {
	return slices.ContainsFunc(t.Fields, func(f syntax.Field) bool { return f.Key == nil })
}

// misspells reports whether every key of t that names no parameter nearly does.
func (a *arguments) misspells(t *syntax.TableExpr) bool {
	for i := range t.Fields {
		name, ok := fieldName(&t.Fields[i])
		if !ok || a.param(name) < 0 && a.moreParam(name) == nil && luabind.DidYouMean(name, a.names()) == "" {
			return false
		}
	}
	return true
}

// isOptions says whether a last table holds the arguments from number pos on.
func (a *arguments) isOptions(t *syntax.TableExpr, pos int) answer {
	if pos >= len(a.fn.Params) {
		return when(len(a.fn.Params) > 0)
	}
	p := &a.fn.Params[pos]
	switch {
	case !p.Optional && !p.Option || p.Rest:
		return no
	case !takesTable(p):
		return yes
	}
	all, some, computed := a.keys(t, pos)
	if computed {
		return maybe
	}
	return when(all && some)
}

func when(b bool) answer {
	if b {
		return yes
	}
	return no
}

// keys says whether all, and whether some, keys of a table name parameters
// from the given one on, and whether there are keys that are computed.
func (a *arguments) keys(t *syntax.TableExpr, from int) (all, some, computed bool) {
	all = true
	for i := range t.Fields {
		name, ok := fieldName(&t.Fields[i])
		switch {
		case t.Fields[i].Key != nil && literalKind(t.Fields[i].Key) == "":
			computed = true
		case ok && (a.param(name) >= from || a.moreParam(name) != nil):
			some = true
		default:
			all = false
		}
	}
	return all, some, computed
}

// fieldName is the string key of a field.
func fieldName(f *syntax.Field) (string, bool) {
	if f.Key == nil {
		return "", false
	}
	key, ok := unparen(f.Key).(*syntax.StringExpr)
	if !ok {
		return "", false
	}
	return key.Value, true
}

func (a *arguments) param(name string) int {
	return slices.IndexFunc(a.fn.Params, func(p luabind.Param) bool { return p.Name == name })
}

func (a *arguments) moreParam(name string) *luabind.Param {
	if i := slices.IndexFunc(a.more, func(p luabind.Param) bool { return p.Name == name }); i >= 0 {
		return &a.more[i]
	}
	return nil
}

// readNamed reads a table of named arguments; those before number from were
// given by position.
func (a *arguments) readNamed(t *syntax.TableExpr, from int) {
	computed := false
	for i := range t.Fields {
		f := &t.Fields[i]
		name, ok := fieldName(f)
		if !ok {
			if f.Key != nil && literalKind(f.Key) == "" {
				computed = true
				continue
			}
			a.report(BadArgument, f.Start, "%s: arguments in a table are given by name", a.fn.Called())
			return
		}
		p := a.moreParam(name)
		if j := a.param(name); j >= 0 {
			p = &a.fn.Params[j]
			if j < from && a.given[j] {
				a.report(BadArgument, f.Start, "%s: argument '%s' is given twice", a.fn.Called(), name)
				continue
			}
			a.given[j] = a.given[j] || literalKind(f.Value) != "nil"
		}
		if p == nil {
			a.report(UnknownArgument, f.Key.Bounds().Start, "%s", luabind.UnknownArgument(a.fn.Called(), name, a.names()))
			// Perhaps it is the one that would be missing: one fault, one problem.
			if j := a.param(luabind.Nearest(name, a.names())); j >= 0 {
				a.given[j] = true
			}
			continue
		}
		a.checkValue(p, f.Value)
	}
	if computed {
		a.reportRules(true)
		return
	}
	a.reportMissing()
}

// reportRules reports arguments that do not go together. partly says that there
// may be more than can be seen.
func (a *arguments) reportRules(partly bool) {
	for _, r := range a.fn.Rules {
		given := func(name string) bool { i := a.param(name); return i >= 0 && a.given[i] }
		if what := r.Broken(given, partly); what != "" {
			a.report(Combination, a.at, "%s: %s", a.fn.Called(), what)
		}
	}
}

func (a *arguments) names() []string {
	var names []string
	for _, list := range [][]luabind.Param{a.fn.Params, a.more} {
		for i := range list {
			names = append(names, list[i].Name)
		}
	}
	return names
}

func (a *arguments) reportMissing() {
	for i := range a.fn.Params {
		if a.fn.Params[i].Carries && a.given[i] {
			a.reportRules(true)
			return // they may be in that table
		}
	}
	defer a.reportRules(false)
	var names []string
	var only *luabind.Param
	for i := range a.fn.Params {
		if p := &a.fn.Params[i]; !a.given[i] && !p.Optional && !p.Option && (!p.Rest || p.Needed) {
			names = append(names, "'"+p.Name+"'")
			only = p
		}
	}
	switch len(names) {
	case 0:
	case 1:
		a.report(MissingArgument, a.at, "%s: missing argument %s (%s)", a.fn.Called(), names[0], typeName(only.Type))
	default:
		a.report(MissingArgument, a.at, "%s: missing arguments %s", a.fn.Called(), strings.Join(names, ", "))
	}
}

func typeName(t *luabind.Type) string {
	if t == nil || t.Name == "" {
		return "a value"
	}
	return t.Name
}

func takesTable(p *luabind.Param) bool { return p.Type == nil || p.Type.Table }

func countOf(params []luabind.Param) string {
	n := 0
	for i := range params {
		if !params[i].Option {
			n++
		}
	}
	switch n {
	case 0:
		return "no arguments"
	case 1:
		return "1 argument"
	}
	return fmt.Sprintf("at most %d arguments", n)
}
