package check

import (
	"fmt"
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
	case owner.module != nil && owner.module.Call != nil && s.meansAnother(owner.module):
		return
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
		if t, ok := unparen(a.constant(args[0])).(*syntax.TableExpr); ok {
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
		if last && isOpen(arg) && !a.givesOne(arg) {
			if a.givesNothing(arg) {
				break
			}
			return // may be several arguments, or none
		}
		for pos < len(params) && params[pos].Option {
			pos++
		}
		if last && a.named {
			t, literal := unparen(a.constant(arg)).(*syntax.TableExpr)
			if literalKind(a.constant(arg)) == "" && (i == 0 || pos >= len(params) || params[pos].Optional || params[pos].Option) {
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
				if i > 0 && pos < len(params) && a.isMisplaced(t, &params[pos]) {
					return
				}
			}
		}
		if pos >= len(params) {
			if literalKind(arg) != "nil" {
				a.report(BadArgument, arg.Bounds().Start, "%s: takes %s, got %d%s", a.fn.Called(), countOf(params), len(args), a.fn.ByName())
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

// isMisplaced reports a table of named arguments where a list is needed.
func (a *arguments) isMisplaced(t *syntax.TableExpr, p *luabind.Param) bool {
	all, some, computed := a.keys(t, 0)
	if !all || !some || computed || p.Type == nil || p.Type.Items == nil {
		return false
	}
	var names []string
	for i := range a.fn.Params {
		if p := &a.fn.Params[i]; !p.Optional && !p.Option {
			names = append(names, p.Name)
		}
	}
	a.report(BadArgument, t.Bounds().Start, "%s: the table of named arguments stands where '%s' is expected: give that by position, %s(%s), or all by name, %s{%s=...}",
		a.fn.Called(), p.Name, a.fn.Name, strings.Join(names, ", "), a.fn.Name, strings.Join(names, "=..., "))
	return true
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

// givesNothing reports whether a call has no result at all.
func (s *script) givesNothing(e syntax.Expr) bool {
	x, ok := e.(*syntax.CallExpr)
	return ok && x.Method == nil && isGlobal(x.Func, "print") && !s.assigned["print"]
}

// givesOne reports whether a call has one result, always.
func (s *script) givesOne(e syntax.Expr) bool {
	x, ok := e.(*syntax.CallExpr)
	if !ok || s.altered {
		return false
	}
	name, _ := s.standardName(x)
	return givesOneValue(name)
}

// givesOneValue says whether one of Lua's own functions gives one value.
func givesOneValue(name string) bool {
	switch name {
	case "tostring", "tonumber", "type", "os.time", "os.clock", "os.date", "string.format", "string.upper",
		"string.lower", "string.rep", "string.sub", "string.len", "string.reverse", "table.concat", "math.floor",
		"math.ceil", "math.abs", "math.max", "math.min", "math.random":
		return true
	}
	return false
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
