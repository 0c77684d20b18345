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
	written, isConstant := s.writtenOut(value)
	kind := literalKind(written)
	if kind == "" {
		return
	}
	for i := range class.Properties {
		p := &class.Properties[i]
		if p.Name != key.Value || p.Set == nil || p.Type == "" {
			continue
		}
		if p.Refuses != nil && !strings.Contains(p.Type, kind) && isConstant {
			before := len(s.problems)
			if s.inspectRefused(p, written, value.Bounds().Start); len(s.problems) > before {
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
				if isConstant {
					s.inspectRefused(p, written, value.Bounds().Start)
				}
				return
			}
		}
		s.report(BadArgument, value.Bounds().Start, "%s must be %s, got %s", p.Name, strings.ReplaceAll(p.Type, "|", " or "), kind)
	}
}

// inspectRefused reports a value that is written out and that a property refuses.
func (s *script) inspectRefused(p *luabind.Property, value syntax.Expr, at syntax.Pos) {
	if p.Refuses == nil || !isShort(value) {
		return
	}
	of := written{property: p, text: s.spell(value)}
	if fault := s.checker.judge.find(of, func() string { return s.checker.judge.refused(p, value) }); fault != "" {
		s.report(BadArgument, at, "%s", fault)
	}
}
