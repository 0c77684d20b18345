package check

import (
	"slices"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// inspectWait reports a value that objects of a known class are never waited for
// with success: one near a known value, or a failure that cannot come.
func (a *arguments) inspectWait(x *syntax.CallExpr) {
	if a.fn.Name != "wait" || a.param("objects") != 0 || a.param("fail") < 0 || len(x.Args) != 2 {
		return
	}
	objects, ok := unparen(a.constant(x.Args[0])).(*syntax.TableExpr)
	options, isTable := unparen(a.constant(x.Args[1])).(*syntax.TableExpr)
	if !ok || !isTable || len(objects.Fields) == 0 {
		return
	}
	class := a.valueOf(objects.Fields[0].Value).class
	given := map[string]syntax.Expr{}
	for i := range options.Fields {
		if name, ok := fieldName(&options.Fields[i]); ok {
			given[name] = unparen(a.constant(options.Fields[i].Value))
		}
	}
	field, ok := given["field"].(*syntax.StringExpr)
	if class == nil || !ok {
		return
	}
	i := slices.IndexFunc(class.Fields, func(p luabind.Param) bool { return p.Name == field.Value })
	if i < 0 {
		var names []string
		for j := range class.Fields {
			names = append(names, class.Fields[j].Name)
		}
		if near := luabind.NearMiss(field.Value, names); near != "" {
			a.report(BadArgument, field.Start, "wait: 'field': %s has no field '%s' (did you mean '%s'?)", class.Name, field.Value, near)
		}
		return
	}
	if class.Fields[i].Type == nil {
		return
	}
	known, of := class.Fields[i].Type.Enum, class.Fields[i].Type.Lua
	for _, name := range []string{"value", "fail"} {
		kind := literalKind(given[name])
		if of == "string" && (kind == "number" || kind == "boolean") || of == "boolean" && (kind == "string" || kind == "number") {
			a.report(BadArgument, given[name].Bounds().Start, "wait: '%s' can never match: the %s of %s is a %s, never a %s", name, field.Value, class.Name, of, kind)
			return
		}
	}
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
