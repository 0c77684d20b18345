package check

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

var pureOnce lazy.Value[map[string]bool]

// pure are the functions of Lua's own that can be asked what they have against
// arguments that are written out: they do nothing else, and soon.
func pure() map[string]bool {
	return pureOnce.Get(func() map[string]bool {
		all := map[string]bool{}
		for _, name := range strings.Fields(`
	ipairs pairs next select tonumber tostring unpack setmetatable rawget rawset rawequal
	string.byte string.char string.find string.format string.gmatch string.gsub string.len string.lower string.match string.rep string.reverse string.sub string.upper
	math.abs math.acos math.asin math.atan math.atan2 math.ceil math.cos math.deg math.exp math.floor math.fmod math.frexp math.ldexp math.log math.log10 math.max math.min
	math.modf math.pow math.rad math.random math.sin math.sqrt math.tan
	table.concat table.getn table.insert table.maxn table.remove table.sort
	os.time os.getenv os.date os.difftime coroutine.create coroutine.wrap coroutine.resume coroutine.status
	io.read io.write io.type file:read file:seek file:setvbuf file:write`) {
			all[name] = true
		}
		return all
	})
}

var leastOnce lazy.Value[map[string]int]

// least is how many arguments those functions of Lua's own take at least that are not
// pure: with fewer they do nothing.
func least() map[string]int {
	return leastOnce.Get(func() map[string]int {
		return map[string]int{
			"io.open": 1, "io.popen": 1, "os.remove": 1, "os.rename": 2, "loadstring": 1, "getmetatable": 1, "pcall": 1, "xpcall": 2, "require": 1, "setfenv": 2,
		}
	})
}

// inspectStandard reports a call of one of Lua's own functions that it refuses, whatever
// those arguments are that are not written out.
func (s *script) inspectStandard(x *syntax.CallExpr) {
	name, first := s.standardName(x)
	if name == "" || !isShort(x) || s.altered {
		return
	}
	args := append(first, x.Args...)
	if n := len(x.Args); n > 0 && isOpen(x.Args[n-1]) && !s.givesOne(x.Args[n-1]) {
		return // of any number
	}
	if name == "string.format" && s.inspectFormat(x, args) {
		return
	}
	few := len(args) < least()[name]
	spelled := make([]string, len(args))
	known := few || name == "table.insert"
	for i, e := range args {
		spelled[i] = s.spell(e)
		known = known || spelled[i] != anything
	}
	switch {
	case name == "io.open" && len(args) > 1 && literalKind(s.constant(args[1])) == "string":
		spelled = []string{`""`, spelled[1]} // the mode is looked at first, and no file has this name
	case !few && !pure()[name]:
		return
	case name == "string.rep" && len(args) > 1 && literalKind(s.constant(args[len(args)-1])) == "number":
		return // it may be long
	}
	if len(args) > 0 && !known {
		return
	}
	of := written{text: name + "(" + strings.Join(spelled, ", ") + ")"}
	if fault := s.checker.judge.find(of, func() string { return s.checker.judge.standardFault(name, spelled) }); fault != "" {
		s.report(BadArgument, nameOf(x), "%s", fault)
	}
}

// standardName is the name of the function of Lua's own that a call calls, "" for
// others, and the text whose method it is.
func (s *script) standardName(x *syntax.CallExpr) (string, []syntax.Expr) {
	if x.Method != nil {
		v := s.valueOf(x.Func)
		switch {
		case s.fields[x.Method.Value]:
		case v.class == fileClass():
			return "file:" + x.Method.Value, nil
		case v.isText() && !s.assigned["string"]:
			return "string." + x.Method.Value, []syntax.Expr{x.Func}
		}
		return "", nil
	}
	switch f := x.Func.(type) {
	case *syntax.NameExpr:
		if f.Var == nil && !s.assigned[f.Name] {
			return f.Name, nil
		}
	case *syntax.IndexExpr:
		of, ok := f.Object.(*syntax.NameExpr)
		key, isText := f.Key.(*syntax.StringExpr)
		if ok && isText && of.Var == nil && !s.assigned[of.Name] && !s.fields[key.Value] {
			return of.Name + "." + key.Value, nil
		}
	}
	return "", nil
}

// standardFault is what a function has against the arguments of a call, whatever those
// are that are anything.
func (j *judge) standardFault(name string, args []string) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	host := j.start()
	if host == nil {
		return ""
	}
	first := ""
	for call := range calls(name, args) {
		err := host.EvalTo(context.Background(), "judged", "local _ = "+call, func(*luabind.Call, []luabind.Value) error { return nil })
		if err == nil {
			return ""
		}
		if message := strings.TrimPrefix(err.Error(), "judged:1: "); first == "" && !isAboutAnything(message, args) {
			first = message
		}
	}
	return first
}

// samples are the values that stand for one that is not known: one of them suits
// wherever any value does.
func samples() []string {
	return []string{`"1"`, `{"1", year = 1, month = 1, day = 1}`, "function() end", "nil", `("()"):rep(9)`, "coroutine.create(function() end)"}
}

// calls are those with each of the samples in the place of each argument that is not
// known. There are none where samples cannot tell.
func calls(name string, args []string) iter.Seq[string] {
	const most = 3 // arguments that are not known
	unknown := 0
	for _, arg := range args {
		if arg == anything {
			unknown++
		}
	}
	of := samples()
	switch open := strings.Contains(strings.Join(args, ""), anything); {
	case name == "string.format":
		of = of[:1] // it suits each conversion
	case unknown > most, open && (name == "next" || name == "math.random" || name == "table.sort" && strings.Contains(args[0], anything) && args[0] != anything):
		return func(func(string) bool) {}
	}
	function := strings.NewReplacer("file:read", "io.stdin:read", "file:seek", "io.stdin:seek", "file:", "io.stdout:").Replace(name)
	return func(yield func(string) bool) {
		for n := 0; n == 0 || n < pow(len(of), unknown); n++ {
			left, all := n, make([]string, len(args))
			for i, arg := range args {
				if arg == anything {
					arg, left = of[left%len(of)], left/len(of)
				}
				all[i] = strings.ReplaceAll(arg, anything, of[0])
			}
			if !yield(function + "(" + strings.Join(all, ", ") + ")") {
				return
			}
		}
	}
}

func pow(base, n int) int {
	all := 1
	for range n {
		all *= base
	}
	return all
}

// isAboutAnything reports whether a message is about an argument that is not known, or
// about what a list that is not known holds.
func isAboutAnything(message string, args []string) bool {
	if _, after, found := strings.Cut(message, "bad argument #"); found {
		number, _, _ := strings.Cut(after, " ")
		n, err := strconv.Atoi(number)
		return err == nil && n > 0 && n <= len(args) && args[n-1] == anything
	}
	return strings.HasPrefix(message, "invalid value (") && slices.Contains(args, anything)
}

// inspectFormat reports a format with more values than arguments.
func (s *script) inspectFormat(x *syntax.CallExpr, args []syntax.Expr) bool {
	if len(args) == 0 {
		return false
	}
	format, ok := s.constant(args[0]).(*syntax.StringExpr)
	if !ok {
		return false
	}
	wants := 0
	for text := format.Value; ; wants++ {
		_, after, found := strings.Cut(text, "%")
		if !found {
			break
		}
		if strings.HasPrefix(after, "%") {
			wants--
		}
		_, text = after[:min(1, len(after))], after[min(1, len(after)):]
	}
	given := len(args) - 1
	if given >= wants {
		return false
	}
	if _, known := s.allWrittenOut(args); known {
		return false // what it says itself is better
	}
	s.report(BadArgument, nameOf(x), "format: %q takes %d values, got %d", format.Value, wants, given)
	return true
}

// names are all that a module's table has once it is opened, nil if it cannot be
// opened here.
func (j *judge) names(m *luabind.Module) map[string]bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if names, ok := j.opened[m]; ok {
		return names
	}
	if j.opened == nil {
		j.opened = map[*luabind.Module]map[string]bool{}
	}
	j.opened[m] = nil
	host, err := luabind.New(luabind.WithModules(m))
	if err != nil {
		return nil
	}
	names := map[string]bool{}
	err = host.EvalTo(context.Background(), "opened", "return require('doapi."+m.Name+"')", func(_ *luabind.Call, values []luabind.Value) error {
		t, ok := values[0].AsTable()
		if !ok {
			return errors.New("it is no table")
		}
		t.Each(func(k, _ luabind.Value) bool {
			if name, ok := k.AsString(); ok {
				names[name] = true
			}
			return true
		})
		return nil
	})
	if err == nil {
		j.opened[m] = names
	}
	return j.opened[m]
}
