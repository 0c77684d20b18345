package check

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// export is what a file of the script's gives to who requires it.
func (s *script) export(name string) value {
	if v, ok := s.exports[name]; ok || s.checker.source == nil {
		return v
	}
	s.exports[name] = value{} // files that require each other
	src, ok := s.checker.source(name)
	if !ok || len(src) > syntax.DefaultSize {
		return value{}
	}
	root, err := syntax.Parse(name, src)
	if err != nil || len(root.Stmts) == 0 {
		return value{}
	}
	last, ok := root.Stmts[len(root.Stmts)-1].(*syntax.ReturnStmt)
	if !ok || len(last.Values) == 0 {
		return value{}
	}
	file := emptyScript(s.checker, name, src)
	file.guessing, file.exports = true, s.exports
	syntax.Walk(root, file.collect)
	s.exports[name] = file.valueOf(last.Values[0])
	return s.exports[name]
}

// module is the module that require gives, nil where that is none of the known
// ones: a file of the name hides it, unless it is asked for as doapi.NAME.
func (s *script) module(name string) *luabind.Module {
	known := &s.checker.known
	if own, ok := strings.CutPrefix(name, "doapi."); ok && known.modules[own] != nil {
		return known.modules[own]
	}
	if s.hidden(name) {
		return nil
	}
	return known.modules[name]
}

// hidden reports whether a file has the name of a module.
func (s *script) hidden(name string) bool {
	if s.checker.source == nil || s.checker.known.modules[name] == nil {
		return false
	}
	_, found := s.checker.source(name)
	return found
}

func isRequire(x *syntax.CallExpr) bool { return x.Method == nil && isGlobal(x.Func, "require") }

// followModules looks for globals that the modules set which a module requires.
func (s *script) followModules(root *syntax.Block, seen map[string]bool) {
	var calls []*syntax.CallExpr
	syntax.Walk(root, func(n syntax.Node) bool {
		if call, ok := n.(*syntax.CallExpr); ok && isRequire(call) {
			calls = append(calls, call)
		}
		return true
	})
	s.followCalls(calls, seen, false)
}

// followCalls looks for globals that required modules set, and, in the script
// itself, for files that hide modules of ours.
func (s *script) followCalls(calls []*syntax.CallExpr, seen map[string]bool, itself bool) {
	for _, call := range calls {
		name, ok := literalString(call.Args)
		switch {
		case !ok:
			s.dynamic, s.foreign = true, true
		case (s.checker.known.modules[name] == nil || s.hidden(name)) && !strings.HasPrefix(name, "doapi.") && !seen[name]:
			seen[name] = true
			if itself && s.hidden(name) {
				s.report(HiddenModule, call.Args[0].Bounds().Start, "a file hides doapi.%s here: require \"doapi.%s\" is always ours", name, name)
			}
			s.followModule(name, seen)
			if itself {
				s.inspectRequire(call, name)
			}
		case itself && strings.HasPrefix(name, "doapi.") && s.module(name) == nil:
			s.inspectRequire(call, name)
		}
	}
}

// inspectRequire warns of a module that is neither ours nor found: where the name
// is a slip for one of ours, and in scripts that are written for this program.
func (s *script) inspectRequire(call *syntax.CallExpr, name string) {
	if s.checker.source == nil || s.module(name) != nil || s.hidden(name) || s.optional["require"] {
		return
	}
	if _, found := s.checker.source(name); found {
		return
	}
	s.foreign = true
	own, _ := strings.CutPrefix(name, "doapi.")
	hint := ""
	if near := luabind.NearMiss(own, s.checker.Modules()); near != "" && (len(near) > 2 && len(own) <= len(near) || own != name || s.ours) {
		hint = " (did you mean '" + near + "'?)"
	}
	if hint != "" || own != name || s.ours && !s.guards && !s.library {
		s.report(MissingModule, call.Args[0].Bounds().Start, "module '%s' is not found here%s", name, hint)
	}
}

func (s *script) followModule(name string, seen map[string]bool) {
	if s.checker.source == nil {
		s.dynamic = true
		return
	}
	src, ok := s.checker.source(name)
	if !ok {
		s.dynamic = true
		return
	}
	root, err := syntax.Parse(name, src)
	if err != nil {
		return // it is refused when its turn comes
	}
	syntax.Walk(root, func(n syntax.Node) bool {
		s.collectGlobals(n, s.assigned)
		s.collectFields(n)
		if x, ok := n.(*syntax.NameExpr); ok {
			s.collectDynamic(x)
		}
		return true
	})
	s.followModules(root, seen)
}
