package luabind

import (
	"fmt"
	"math"
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/lualib"
)

// take reads the arguments from L's stack into c: by position, by name in one
// table, or by position with the optional ones in a last table.
func (c *Call) take(first int, named bool) error {
	n := c.l.GetTop() - first + 1
	params := c.fn.Params
	if cap(c.args) < len(params) {
		c.args = make([]Value, len(params))
	}
	c.args = c.args[:len(params)]
	clear(c.args)
	if named && n == 1 {
		if t, ok := plainTable(c.l.Get(first)); ok && c.isNamed(t) {
			if err := c.takeNamed(t, 0); err != nil {
				return err
			}
			return c.check()
		}
	}
	pos := 0 // next positional parameter
	for i := range n {
		v := c.l.Get(first + i)
		for pos < len(params) && params[pos].Option {
			pos++
		}
		if named && i == n-1 {
			if t, ok := plainTable(v); ok && c.isOptions(t, pos) {
				if err := c.takeNamed(t, pos); err != nil {
					return err
				}
				break
			} else if ok && pos < len(params) {
				c.options = Table{t}
			}
		}
		if pos >= len(params) {
			if c.fn.Standard {
				break
			}
			if v == lua.LNil {
				continue
			}
			return TypeErrorf("%s: takes %s, got %d%s", c.fn.Called(), countArgs(params), n, c.fn.ByName())
		}
		if params[pos].Rest {
			c.rest = append(c.rest, wrap(v))
			continue
		}
		c.args[pos] = wrap(v)
		pos++
	}
	return c.check()
}

// plainTable gives a table that is no object.
func plainTable(v lua.LValue) (*lua.LTable, bool) {
	t, ok := v.(*lua.LTable)
	if !ok || classOf(t.Metatable) != nil {
		return nil, false
	}
	return t, true
}

// isNamed says whether a lone table holds named arguments: when every key is
// one, or when it cannot be the first argument. An empty one can be both.
func (c *Call) isNamed(t *lua.LTable) bool {
	all, some := c.names(t, 0)
	for i := range c.fn.Params {
		p := &c.fn.Params[i]
		if p.Option {
			continue
		}
		if !p.Type.takesTable() {
			return true
		}
		if all && some {
			return true
		}
		if p.Type.Check == nil || !all && !hasName(t) {
			return false
		}
		c.checking = p.Name
		_, err := p.Type.Check(c, Value{t})
		return err != nil
	}
	return true
}

// hasName says whether a table has a key that could be an argument's name.
func hasName(t *lua.LTable) bool {
	found := false
	Table{t}.Each(func(k, _ Value) bool {
		found = k.IsString()
		return !found
	})
	return found
}

// isOptions says whether a last table at the given position holds options.
func (c *Call) isOptions(t *lua.LTable, pos int) bool {
	if pos >= len(c.fn.Params) {
		return len(c.fn.Params) > 0
	}
	p := &c.fn.Params[pos]
	if p.Rest { // what comes behind it is given by name only
		all, some := c.names(t, pos+1)
		return all && some
	}
	if !p.optional() {
		return false
	}
	if !p.Type.takesTable() {
		return true
	}
	all, some := c.names(t, pos)
	return all && some
}

// names says whether all, and whether some, keys of a table name parameters
// from the given one on.
func (c *Call) names(t *lua.LTable, from int) (all, some bool) {
	all = true
	Table{t}.Each(func(k, _ Value) bool {
		s, ok := k.lv.(lua.LString)
		if ok && (c.param(string(s)) >= from || c.more(string(s)) != nil) {
			some = true
		} else {
			all = false
		}
		return true
	})
	return all, some
}

func (c *Call) param(name string) int {
	for i := range c.fn.Params {
		if c.fn.Params[i].Name == name {
			return i
		}
	}
	return -1
}

func (c *Call) more(name string) *Param {
	if c.fn.More == nil {
		return nil
	}
	list := c.fn.More()
	for i := range list {
		if list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

// takeNamed reads a table of named arguments.
func (c *Call) takeNamed(t *lua.LTable, from int) error {
	var err error
	Table{t}.Each(func(k, v Value) bool {
		s, ok := k.lv.(lua.LString)
		if !ok {
			err = TypeErrorf("%s: arguments in a table are given by name, got element %s", c.fn.Called(), k.Quote())
			return false
		}
		name := string(s)
		i := c.param(name)
		switch {
		case i >= 0 && i < from && !c.args[i].IsNil():
			err = TypeErrorf("%s: argument '%s' is given twice", c.fn.Called(), name)
		case i >= 0 && c.fn.Params[i].Rest:
			c.rest = append(c.rest, v)
		case i >= 0:
			c.args[i] = v
		default:
			p := c.more(name)
			if p == nil {
				err = TypeErrorf("%s%s", c.fn.Unknown(name, c.argNames()), c.fn.around(name))
				return false
			}
			if p.Type != nil && p.Type.Check != nil {
				if v, err = c.checkOne(p, v); err != nil {
					return false
				}
			}
			if !c.extra.Ok() {
				c.extra = c.h.NewTable(0, 4)
			}
			c.extra.Set(name, v)
		}
		return err == nil
	})
	return err
}

// around says how an argument goes out that the function does not know.
func (f *Func) around(name string) string {
	if f.Aside != nil && f.Aside(name) != "" {
		return ""
	}
	for i := range f.Params {
		if p := &f.Params[i]; p.Bypass != "" {
			return (&Param{Name: name, Bypass: p.Bypass}).around()
		}
	}
	return ""
}

func (c *Call) argNames() []string {
	var names []string
	for i := range c.fn.Params {
		names = append(names, c.fn.Params[i].Name)
	}
	if c.fn.More != nil {
		for _, p := range c.fn.More() {
			names = append(names, p.Name)
		}
	}
	return names
}

// check holds every argument against its parameter.
func (c *Call) check() error {
	for i := range c.fn.Params {
		p := &c.fn.Params[i]
		if p.Rest {
			if p.Needed && len(c.rest) == 0 {
				return TypeErrorf("%s: missing argument '%s' (%s)", c.fn.Called(), p.Name, p.Type.name())
			}
			for j, v := range c.rest {
				v, err := c.checkOne(p, v)
				if err != nil {
					return err
				}
				c.rest[j] = v
			}
			continue
		}
		v := c.args[i]
		if v.IsNil() {
			if !p.optional() && !c.carried() && !c.bypassed(p) {
				if c.fn.Standard {
					c.checkStandard(p, v)
					continue
				}
				return TypeErrorf("%s: missing argument '%s' (%s)", c.fn.Called(), p.Name, p.Type.name())
			}
			continue
		}
		v, err := c.checkOne(p, v)
		if err != nil {
			return err
		}
		c.args[i] = v
	}
	return c.checkRules()
}

// carried says whether missing arguments may be in a table that was given.
func (c *Call) carried() bool {
	for i := range c.fn.Params {
		if c.fn.Params[i].Carries && !c.args[i].IsNil() {
			return true
		}
	}
	return false
}

// bypassed says whether a missing argument is in the one that takes what others
// refuse.
func (c *Call) bypassed(p *Param) bool {
	if p.Bypass == "" || c.param(p.Bypass) < 0 {
		return false
	}
	t, ok := c.Named(p.Bypass).AsTable()
	return ok && !t.Get(p.Name).IsNil()
}

func (c *Call) checkOne(p *Param, v Value) (Value, error) {
	if c.fn.Standard {
		return c.checkStandard(p, v), nil
	}
	if p.Type == nil || p.Type.Check == nil {
		return v, nil
	}
	c.checking = p.Name
	w, err := p.Type.Check(c, v)
	switch {
	case err == nil:
		return w, nil
	case c.tookOptions(v):
		return Nil, TypeErrorf("%s: the table of named arguments stands where '%s' is expected: give that by position, %s(%s), or all by name, %s{%s=...}",
			c.fn.Called(), p.Name, c.fn.Name, c.positions(), c.fn.Name, strings.Join(strings.Split(c.positions(), ", "), "=..., "))
	case err == ErrType:
		err = fmt.Errorf("must be %s, got %s", p.Type.name(), v.Kind())
	}
	err = wrapArg(c.fn.Called(), p.Name, err)
	if se, ok := err.(*ScriptError); ok && p.Bypass != "" && (se.Kind == KindType || se.Kind == KindValue) {
		told := *se
		told.Message += p.around()
		err = &told
	}
	return Nil, err
}

// tookOptions reports whether a value that is no argument is a table of named
// arguments behind others.
func (c *Call) tookOptions(v Value) bool {
	t, ok := v.AsTable()
	if !ok || !c.options.Ok() || t.t != c.options.t {
		return false
	}
	all, some := c.names(t.t, 0)
	return all && some
}

// positions lists the arguments that are needed.
func (c *Call) positions() string {
	var names []string
	for i := range c.fn.Params {
		if p := &c.fn.Params[i]; !p.optional() {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}

// around says how a value goes out that the checks refuse.
func (p *Param) around() string {
	return fmt.Sprintf("; %s={%s=...} sends it all the same", p.Bypass, p.Name)
}

// checkStandard is checkOne for a function of Lua's own library. It raises.
func (c *Call) checkStandard(p *Param, v Value) Value {
	if p.Type == nil || p.Type.Check == nil && !(v.IsNil() && !p.optional()) {
		return v
	}
	if f, ok := lualib.ParseNumber(v.Text()); ok && v.IsString() && (p.Type == NumberType || p.Type == IntegerType) {
		v = Number(f)
	}
	if p.Type == IntegerType && v.Type() == "number" {
		return Number(math.Trunc(v.Float()))
	}
	w, err := Nil, ErrType
	if !v.IsNil() && p.Type.Check != nil {
		w, err = p.Type.Check(c, v)
	}
	if err == nil {
		return w
	}
	n := c.param(p.Name)
	if p.Type == Any && c.first+n <= c.l.GetTop() {
		return v // a nil that was given
	}
	problem := "value expected"
	if err != ErrType {
		problem = err.Error()
	} else if p.Type != Any {
		got := v.Type()
		if c.first+n > c.l.GetTop() {
			got = "no value"
		}
		problem = strings.ReplaceAll(p.Type.Lua, "integer", "number") + " expected, got " + got
	}
	lualib.ArgError(c.l, c.first+n, problem)
	return Nil
}

// ByName shows how arguments are given to a function that takes them by name, all or
// those behind the first ones; "" for others.
func (f *Func) ByName() string {
	var names []string
	first := false
	for i := range f.Params {
		switch p := &f.Params[i]; {
		case !p.Option:
			first = true
		case len(names) < 3 && !(first && p.Name == "extra"):
			names = append(names, p.Name+"=...")
		}
	}
	switch all := strings.Join(names, ", "); {
	case names == nil:
		return ""
	case first:
		return fmt.Sprintf("; the others are given by name, as in %s(..., {%s})", f.Name, all)
	default:
		return fmt.Sprintf("; they are given by name, as in %s{%s}", f.Name, all)
	}
}

func countArgs(params []Param) string {
	n := 0
	for i := range params {
		if !params[i].Option {
			n++
		}
	}
	switch n {
	case 0:
		return "no arguments"
	case 1:
		return "1 argument"
	}
	return "at most " + numberString(lua.LNumber(n)) + " arguments"
}
