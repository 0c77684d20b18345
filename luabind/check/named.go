package check

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

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
		case p.Type != nil && (p.Type.Items != nil || strings.Contains(p.Type.Lua, "[]")) && hasElements(t) && hasNames(t):
			return yes // neither a list nor names
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

// hasNames reports whether a table has keys that could be names of arguments.
func hasNames(t *syntax.TableExpr) bool {
	return slices.ContainsFunc(t.Fields, func(f syntax.Field) bool { return f.Named })
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
	case p.Rest:
		pos++ // what comes behind it is given by name only
	case !p.Optional && !p.Option:
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
			a.report(UnknownArgument, f.Key.Bounds().Start, "%s", a.fn.Unknown(name, a.names()))
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
