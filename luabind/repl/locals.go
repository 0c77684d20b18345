package repl

import (
	"slices"

	"github.com/doapi-lua/doapi/luabind"
)

// declared has the variables that a chunk has declared live on in the chunks
// after it: otherwise the lines of a pasted script would not see those before
// them. main is the chunk's main function, where it ended.
func (r *repl) declared(main luabind.Frame) {
	own := slices.DeleteFunc(slices.Clone(main.Variables), func(v luabind.Variable) bool { return v.Outer })
	if len(own) == 0 {
		return
	}
	at := &r.looking
	if len(at.frames) == 0 {
		at.frames = []luabind.Frame{{}}
	}
	vars := slices.DeleteFunc(slices.Clone(at.variables()), func(v luabind.Variable) bool {
		return slices.ContainsFunc(own, func(o luabind.Variable) bool { return o.Name == v.Name })
	})
	here := at.String() == ""
	at.frames = slices.Clone(at.frames)
	at.frames[at.at].Variables = append(vars, own...)
	if here {
		r.home = *at
	}
}

// local finds a variable that lines see.
func (r *repl) local(name string) (luabind.Variable, bool) {
	for _, v := range slices.Backward(r.looking.variables()) {
		if v.Name == name {
			return v, true
		}
	}
	return luabind.Variable{}, false
}
