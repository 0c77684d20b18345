package check

import (
	"context"
	"embed"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// judge asks a function's own checks about arguments that are written out.
type judge struct {
	mu    sync.Mutex
	host  *luabind.Host
	known map[written]string // what was found before: an editor asks at every key

	opened map[*luabind.Module]map[string]bool // what modules have
}

// written is a call, or one argument of one, as it is written out.
type written struct {
	fn       *luabind.Func
	property *luabind.Property
	param    string
	named    bool
	text     string
}

// maxKnown is how many calls are kept.
const maxKnown = 2000

// find is what look gives for a call, which is asked once.
func (j *judge) find(of written, look func() string) string {
	j.mu.Lock()
	fault, ok := j.known[of]
	j.mu.Unlock()
	if ok {
		return fault
	}
	fault = look()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.known == nil || len(j.known) >= maxKnown {
		j.known = map[written]string{}
	}
	j.known[of] = fault
	return fault
}

// maxJudged bounds the source of the arguments of a call that is judged: a table
// of data may be as long as it likes.
const maxJudged = 16 << 10

// fault is what a function has against arguments, "" for nothing.
func (j *judge) fault(fn *luabind.Func, named bool, args []syntax.Expr) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	host := j.start()
	if host == nil {
		return ""
	}
	err := host.Judge(context.Background(), fn, named, func(c *luabind.Call) []luabind.Value {
		values := make([]luabind.Value, len(args))
		for i, e := range args {
			values[i] = constantValue(c, e)
		}
		return values
	})
	var refused *luabind.ScriptError
	if !errors.As(err, &refused) {
		return ""
	}
	switch refused.Kind {
	case luabind.KindType, luabind.KindValue, luabind.KindParse, "StateError":
		return refused.Message
	}
	return ""
}

// refused is what a property has against a value, "" for nothing.
func (j *judge) refused(p *luabind.Property, value syntax.Expr) string {
	set := luabind.Func{Name: p.Name, Params: []luabind.Param{{Name: "value", Type: luabind.Any}}, Refuses: func(c *luabind.Call) error { return p.Refuses(c.Named("value")) }}
	return j.fault(&set, false, []syntax.Expr{value})
}

// start gives the host that arguments are judged on, nil if there is none. It has Lua's
// libraries, but no file, no variable and no program.
func (j *judge) start() *luabind.Host {
	if j.host == nil {
		j.host, _ = luabind.New(luabind.WithStdio(strings.NewReader(""), io.Discard, io.Discard), luabind.WithCapabilities(luabind.CapOS), luabind.WithFS(embed.FS{}), luabind.WithEnv())
	}
	return j.host
}

func constantValue(c *luabind.Call, e syntax.Expr) luabind.Value {
	switch x := unparen(e).(type) {
	case *syntax.TrueExpr:
		return luabind.Bool(true)
	case *syntax.FalseExpr:
		return luabind.Bool(false)
	case *syntax.NumberExpr:
		return luabind.Number(x.Value)
	case *syntax.UnaryExpr:
		if n, ok := constantValue(c, x.Operand).AsNumber(); ok {
			return luabind.Number(-n)
		}
	case *syntax.StringExpr:
		return luabind.String(x.Value)
	case *syntax.TableExpr:
		t := c.NewTable(len(x.Fields), len(x.Fields))
		n := 0
		for i := range x.Fields {
			f := &x.Fields[i]
			value := constantValue(c, f.Value)
			if f.Key == nil {
				n++
				t.SetAt(n, value)
				continue
			}
			t.SetValue(constantValue(c, f.Key), value)
		}
		return t.Value()
	}
	return luabind.Nil
}

// judgeCall reports a call that the function refuses, where all arguments are
// written out and nothing else is wrong with it.
func (a *arguments) judgeCall(x *syntax.CallExpr) {
	fn := a.fn
	if fn.Run == nil || fn.Standard || !isShort(x) {
		return
	}
	args, ok := a.allWrittenOut(x.Args)
	if !ok {
		return
	}
	of := written{fn: fn, named: a.named, text: a.spellAll(args)}
	a.tell(a.checker.judge.find(of, func() string { return a.checker.judge.fault(fn, a.named, args) }), a.at)
}

// judgeValue is judgeCall for one argument among others that are computed.
func (a *arguments) judgeValue(p *luabind.Param, e syntax.Expr) {
	value, ok := a.writtenOut(e)
	if !ok || literalKind(value) != "table" || a.fn.Run == nil || a.fn.Standard || !isShort(value) {
		return
	}
	one := *p
	one.Option, one.Optional, one.Rest, one.Carries = false, false, false, false
	dry := luabind.Func{Name: a.fn.Name, Title: a.fn.Title, Params: []luabind.Param{one}}
	of := written{fn: a.fn, param: p.Name, text: a.spell(value)}
	a.tell(a.checker.judge.find(of, func() string { return a.checker.judge.fault(&dry, false, []syntax.Expr{value}) }), e.Bounds().Start)
}

// isShort says whether the source of an expression is not too long to be judged.
func isShort(e syntax.Expr) bool { return e.Bounds().End.Offset-e.Bounds().Start.Offset <= maxJudged }

func (a *arguments) tell(fault string, at syntax.Pos) {
	if fault != "" {
		a.report(BadArgument, at, "%s", fault)
	}
}
