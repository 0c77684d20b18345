package check

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// inspectSetting reports a property that is set to a literal of a wrong type.
func (s *script) inspectSetting(target, value syntax.Expr) {
	x, ok := target.(*syntax.IndexExpr)
	if !ok {
		return
	}
	key, ok := x.Key.(*syntax.StringExpr)
	class := s.valueOf(x.Object).class
	if !ok || class == nil {
		return
	}
	s.inspectFixed(x, class, key.Value)
	kind := literalKind(value)
	if kind == "" {
		return
	}
	for i := range class.Properties {
		p := &class.Properties[i]
		if p.Name != key.Value || p.Set == nil || p.Type == "" {
			continue
		}
		if p.Refuses != nil && !strings.Contains(p.Type, kind) && isConstant(value) {
			before := len(s.problems)
			if s.inspectRefused(p, value); len(s.problems) > before {
				return
			}
		}
		for _, of := range strings.Split(strings.ReplaceAll(p.Type, "?", "|nil"), "|") {
			switch of {
			case "number", "integer":
				of = "number"
			case "false", "true", "boolean":
				of = "boolean"
			case "string", "table", "nil":
			default:
				return // a class, or anything
			}
			if of == kind {
				s.inspectRefused(p, value)
				return
			}
		}
		s.report(BadArgument, value.Bounds().Start, "%s must be %s, got %s", p.Name, strings.ReplaceAll(p.Type, "|", " or "), kind)
	}
}

// inspectRefused reports a value of the right type that a property refuses.
func (s *script) inspectRefused(p *luabind.Property, value syntax.Expr) {
	if p.Refuses == nil || !isShort(value) || !isConstant(value) {
		return
	}
	of := written{property: p, text: value.Bounds().Text(s.src)}
	if fault := s.checker.judge.find(of, func() string { return s.checker.judge.refused(p, value) }); fault != "" {
		s.report(BadArgument, value.Bounds().Start, "%s", fault)
	}
}
