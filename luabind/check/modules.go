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
