package check

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// maxHints bounds the search for near names in a script that sets and uses
// thousands of them.
const maxHints = 100

// inspectGlobal reports the first use of a global that nothing sets.
func (s *script) inspectGlobal(x *syntax.NameExpr) {
	if x.Var != nil || s.dynamic {
		return
	}
	if s.isKnownGlobal(x.Name) || s.targets[x] || s.optional[x.Name] || s.reported[x.Name] {
		return
	}
	// Who asks _G for names that nothing sets, has globals of another host.
	if isSpecification(s.name) && slices.Contains(busted(), x.Name) || slices.ContainsFunc(s.asked, func(name string) bool { return !s.isKnownGlobal(name) && !s.optional[name] }) {
		return
	}
	s.reported[x.Name] = true
	s.report(UndefinedGlobal, x.Start, "undefined global '%s'%s", x.Name, s.globalHint(x.Name))
}

func (s *script) isKnownGlobal(name string) bool {
	_, ok := s.checker.known.globals[name]
	return ok || s.assigned[name]
}

// busted are the globals of files that are run by busted; see
// https://lunarmodules.github.io/busted/.
func busted() []string {
	return strings.Fields(`
		describe context insulate expose it spec test pending finally setup teardown strict_setup strict_teardown
		lazy_setup lazy_teardown before_each after_each randomize spy stub mock match async`)
}

// isSpecification reports whether a file is one of those that busted runs.
func isSpecification(name string) bool {
	parts := strings.Split(filepath.ToSlash(name), "/")
	return strings.HasSuffix(name, "_spec.lua") || slices.Contains(parts[:len(parts)-1], "spec")
}

// globalHint says what may have been meant by a global that nothing sets.
func (s *script) globalHint(name string) string {
	known := &s.checker.known
	if known.modules[name] != nil {
		return fmt.Sprintf(" (is local %s = require \"%s\" missing?)", name, name)
	}
	if at, ok := s.locals[name]; ok && at.IsValid() {
		return fmt.Sprintf(" (the local variable of line %d is not visible here)", at.Line)
	}
	if len(name) < 3 || len(s.reported) > maxHints {
		return "" // to two letters everything is near
	}
	if s.variables == nil {
		s.variables = slices.Concat(slices.Collect(maps.Keys(known.globals)), slices.Collect(maps.Keys(s.assigned)), slices.Collect(maps.Keys(s.locals)))
		slices.Sort(s.variables)
	}
	return luabind.DidYouMean(name, s.variables)
}
