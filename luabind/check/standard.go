package check

import (
	"context"
	"errors"
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
		return map[string]bool{
			"ipairs": true, "pairs": true, "next": true, "select": true, "tonumber": true, "tostring": true, "unpack": true, "setmetatable": true, "rawget": true, "rawset": true,
			"string.byte": true, "string.char": true, "string.find": true, "string.format": true, "string.gmatch": true, "string.gsub": true, "string.len": true,
			"string.lower": true, "string.match": true, "string.reverse": true, "string.sub": true, "string.upper": true,
			"math.abs": true, "math.ceil": true, "math.floor": true, "math.fmod": true, "math.max": true, "math.min": true, "math.pow": true, "math.sqrt": true, "math.modf": true,
			"string.rep": true, "table.concat": true, "table.getn": true, "table.insert": true, "table.maxn": true, "table.remove": true, "table.sort": true,
			"os.time": true, "os.getenv": true, "os.date": true, "coroutine.create": true, "coroutine.wrap": true, "coroutine.resume": true, "coroutine.status": true,
		}
	})
}

var needyOnce lazy.Value[map[string]bool]

// needy are functions of Lua's own that do nothing without an argument.
func needy() map[string]bool {
	return needyOnce.Get(func() map[string]bool {
		return map[string]bool{"io.open": true, "io.popen": true, "os.remove": true, "os.rename": true, "loadstring": true, "getmetatable": true}
	})
}

// inspectStandard reports a call of one of Lua's own functions whose arguments are
// written out, and which it refuses.
func (s *script) inspectStandard(x *syntax.CallExpr) {
	name, first := s.standardName(x)
	if name == "" || !pure()[name] && !(len(x.Args) == 0 && needy()[name]) || !isShort(x) || s.altered {
		return
	}
	if name == "string.format" {
		s.inspectFormat(x, first)
	}
	var args []string
	for _, e := range append(first, x.Args...) {
		of := s.fixed(e)
		if !isConstant(of) {
			return
		}
		text := "nil"
		if of != nothing {
			text = of.Bounds().Text(s.src)
		}
		args = append(args, text)
	}
	if n := len(args); name == "string.rep" && n > 1 && literalKind(s.fixed(x.Args[len(x.Args)-1])) == "number" {
		return // it may be long
	}
	call := name + "(" + strings.Join(args, ", ") + ")"
	fault := s.checker.judge.find(written{text: call}, func() string { return s.checker.judge.standardFault(call) })
	if fault != "" {
		s.report(BadArgument, nameOf(x), "%s", fault)
	}
}

// standardName is the name of the function of Lua's own that a call calls, "" for
// others, and the text whose method it is.
func (s *script) standardName(x *syntax.CallExpr) (string, []syntax.Expr) {
	if x.Method != nil {
		text, ok := s.fixed(x.Func).(*syntax.StringExpr)
		if !ok || s.assigned["string"] || s.fields[x.Method.Value] {
			return "", nil
		}
		return "string." + x.Method.Value, []syntax.Expr{text}
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

// standardFault is what a function has against the arguments of a call.
func (j *judge) standardFault(call string) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	host := j.start()
	if host == nil {
		return ""
	}
	err := host.EvalTo(context.Background(), "judged", "local _ = "+call, func(*luabind.Call, []luabind.Value) error { return nil })
	if err == nil {
		return ""
	}
	message := strings.TrimPrefix(err.Error(), "judged:1: ")
	if !strings.HasPrefix(message, "bad argument") && !strings.Contains(message, "pattern") && !strings.HasPrefix(message, "invalid ") &&
		!strings.HasPrefix(message, "wrong number") && !strings.HasPrefix(message, "field '") {
		return ""
	}
	return message
}

// inspectFormat reports a format with more values than arguments.
func (s *script) inspectFormat(x *syntax.CallExpr, first []syntax.Expr) {
	args := append(first, x.Args...)
	if last := len(args) - 1; last < 0 || isOpen(args[last]) && !s.givesOne(args[last]) {
		return
	}
	format, ok := s.fixed(args[0]).(*syntax.StringExpr)
	if !ok {
		return
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
	if given := len(args) - 1; given < wants && !s.allConstant(args) {
		s.report(BadArgument, nameOf(x), "format: %q takes %d values, got %d", format.Value, wants, given)
	}
}

func (s *script) allConstant(args []syntax.Expr) bool {
	for _, e := range args {
		if !isConstant(s.fixed(e)) {
			return false
		}
	}
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
