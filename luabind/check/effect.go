package check

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// lazyNames are the beginnings of names of functions whose iterators ask for
// nothing until something walks through them. Others have done their work at the
// call.
var lazyNames = []string{"wait", "fetch_all_", "list"}

// inspectDropped warns of a call whose iterator nothing walks through.
func (s *script) inspectDropped(x *syntax.CallStmt) {
	call, ok := unparen(x.Call).(*syntax.CallExpr)
	if !ok || s.tests {
		return // a test may only see whether the call raises an error
	}
	fn := s.callee(call).fn
	if fn == nil || !strings.HasPrefix(fn.Result, luabind.IteratorClass.Name) {
		return
	}
	for _, name := range lazyNames {
		if strings.HasPrefix(fn.Name, name) {
			s.report(NoEffect, x.Bounds().Start, "%s gives an iterator, and nothing happens until it is walked through: for x in ... do, or :list()", fn.Called())
			return
		}
	}
}

// inspectPairs warns of a loop over an iterator of single values that expects
// pairs.
func (s *script) inspectPairs(x *syntax.GenericForStmt) {
	if len(x.Vars) < 2 || len(x.Values) != 1 {
		return
	}
	call, ok := unparen(x.Values[0]).(*syntax.CallExpr)
	if !ok {
		return
	}
	fn := s.callee(call).fn
	if fn == nil || !strings.HasPrefix(fn.Result, luabind.IteratorClass.Name+"<") || strings.Contains(fn.Result, ",") {
		return
	}
	s.report(NoEffect, x.Values[0].Bounds().Start, "%s gives one value at each step: '%s' is the element, and '%s' stays nil", fn.Called(), x.Vars[0].Name, x.Vars[1].Name)
}

// withoutIdle leaves out what does nothing where it is wrong in another way too:
// it has to be written anew anyway.
func withoutIdle(problems []Problem) []Problem {
	wrong := map[int]bool{}
	for _, p := range problems {
		if p.Code != NoEffect {
			wrong[p.Line] = true
		}
	}
	return slices.DeleteFunc(problems, func(p Problem) bool { return p.Code == NoEffect && wrong[p.Line] })
}
