// Package luaenv is the module env of scripts: environment variables and files of them.
package luaenv

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "env"`: environment variables. What a script sets is seen by
// it and by the programs that it starts, not by the process that it runs in.
var Module = &luabind.Module{
	Name: "env",
	Doc: `Environment variables. What a script sets is seen by itself and by the programs it starts.

    local env = require "env"
    env.load(".env")
    local region = env.get("REGION", "fra1")`,
	Needs:   luabind.CapEnv,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "get", Doc: "The value of a variable, or the default; nil if there is neither.", Result: "string?",
			Params: []luabind.Param{variableName, {Name: "default", Type: luabind.Any, Optional: true}},
			Run: func(c *luabind.Call) error {
				if s, ok := c.Host().Env().Get(c.Named("name").Text()); ok {
					return c.Return(luabind.String(s))
				}
				return c.Return(c.Named("default"))
			}},
		{Name: "set", Doc: "Sets a variable; nil removes it.",
			Params: []luabind.Param{variableName, {Name: "value", Type: luabind.StringType, Optional: true}},
			Run:    runSet},
		{Name: "all", Doc: "All variables as a table.", Result: "table<string, string>",
			Run: func(c *luabind.Call) error {
				vars := c.Host().Env().List()
				t := c.NewTable(0, len(vars))
				for _, v := range vars {
					c.Steps(1)
					c.Charge(2 * len(v))
					name, s, _ := strings.Cut(v, "=")
					t.Set(name, luabind.String(s))
				}
				return c.Return(c.Host().MarkObject(t).Value())
			}},
		{Name: "load", Doc: "Sets the variables that a file of NAME=value lines lists, and gives them as a table. Those that are set already stay as they are. Needs the capability fs too.", Result: "table<string, string>", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "path", Type: luabind.StringType, Optional: true, Default: ".env"},
				{Name: "override", Type: luabind.BooleanType, Option: true, Doc: "set also those that are set already"},
			},
			Run: runEnvLoad},
	}
}

func runSet(c *luabind.Call) error {
	if c.Named("value").IsNil() {
		c.Host().Env().Unset(c.Named("name").Text())
	} else if s := c.Named("value").Text(); strings.IndexByte(s, 0) >= 0 {
		return luabind.ValueErrorf("set: a variable cannot hold a zero byte")
	} else {
		name := c.Named("name").Text()
		c.Charge(len(name) + len(s) + kit.ElementBytes)
		c.Host().Env().Set(name, s)
	}
	return nil
}

var variableName = luabind.Param{Name: "name", Type: &luabind.Type{Name: "the name of a variable", Lua: "string", Literal: []string{"string"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	s, ok := v.AsString()
	if !ok || !v.IsString() {
		return luabind.Nil, luabind.ErrType
	}
	if s == "" || strings.ContainsAny(s, "=\x00") {
		return luabind.Nil, luabind.ValueErrorf("%s cannot be the name of a variable", v.Quote())
	}
	return v, nil
}}}

func runEnvLoad(c *luabind.Call) error {
	name, override := ".env", false
	c.Bind(&name, &override)
	src, err := kit.ReadFileUpTo(c, name, maxFile)
	if err != nil {
		return kit.IOError("load", err)
	}
	src = strings.TrimPrefix(src, "\ufeff")
	vars := c.Host().Env()
	g := kit.NewGrowth(c)
	p := dotenv{s: src, set: map[string]string{}, outer: vars.Get, growth: &g}
	if err := p.read(); err != nil {
		return err
	}
	out := c.NewTable(0, len(p.names))
	for _, name := range p.names {
		s := p.set[name]
		if _, ok := vars.Get(name); !ok || override {
			vars.Set(name, s)
		}
		out.Set(name, luabind.String(s))
	}
	return c.Return(c.Host().MarkObject(out).Value())
}

// dotenv reads a file of variables: NAME=value lines, with or without export
// before them. Values in single quotes are taken as they stand, in double
// quotes with escapes and over several lines, plain ones up to a comment.
// $NAME, ${NAME} and ${NAME:-text} are replaced except in single quotes.
type dotenv struct {
	s      string
	i      int
	names  []string // in order
	set    map[string]string
	outer  func(name string) (string, bool)
	growth *kit.Growth // of the values, which may be made of each other
}

// maxFile bounds a file of variables.
const maxFile = 16 << 20

func (p *dotenv) bad(problem string) error { return kit.TextError("load: "+problem, p.s, p.i, 1) }

func (p *dotenv) read() error {
	for {
		p.skip(" \t\r\n")
		if p.i == len(p.s) {
			return nil
		}
		if p.s[p.i] == '#' {
			p.skipLine()
			continue
		}
		name := p.name(".-")
		if name == "export" && p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t') {
			p.skip(" \t")
			name = p.name(".-")
		}
		if name == "" {
			return p.bad("the name of a variable should be")
		}
		p.skip(" \t")
		if p.i == len(p.s) || p.s[p.i] != '=' {
			return p.bad("'=' should follow the name " + name)
		}
		p.i++
		p.skip(" \t")
		v, err := p.value()
		if err != nil {
			return err
		}
		p.growth.Add(kit.ElementBytes + len(v))
		if _, again := p.set[name]; !again {
			p.names = append(p.names, name)
		}
		p.set[name] = v
	}
}

func (p *dotenv) skip(chars string) {
	for p.i < len(p.s) && strings.IndexByte(chars, p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *dotenv) skipLine() {
	for p.i < len(p.s) && p.s[p.i] != '\n' {
		p.i++
	}
}

// name reads a name, in which characters of extra may stand too.
func (p *dotenv) name(extra string) string {
	start := p.i
	for p.i < len(p.s) {
		ch := p.s[p.i]
		if !(ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z' || p.i > start && (ch >= '0' && ch <= '9' || strings.IndexByte(extra, ch) >= 0)) {
			break
		}
		p.i++
	}
	return p.s[start:p.i]
}

// value reads what stands behind the =, to the end of the line.
func (p *dotenv) value() (string, error) {
	if p.i == len(p.s) {
		return "", nil
	}
	var v string
	var err error
	switch p.s[p.i] {
	case '\'':
		end := strings.IndexByte(p.s[p.i+1:], '\'')
		if end < 0 {
			return "", p.bad("the quote has no end")
		}
		v = p.s[p.i+1 : p.i+1+end]
		p.i += end + 2
	case '"':
		if v, err = p.quoted(); err != nil {
			return "", err
		}
	default:
		return p.plain(), nil
	}
	p.skip(" \t\r")
	if p.i < len(p.s) && p.s[p.i] != '\n' && p.s[p.i] != '#' {
		return "", p.bad("text follows the quote")
	}
	p.skipLine()
	return v, nil
}

// plain reads a value without quotes: up to the line's end or a comment.
func (p *dotenv) plain() string {
	start := p.i
	p.skipLine()
	line := p.s[start:p.i]
	for i := range len(line) {
		// What is behind the = without a blank is the value, as in a shell: COLOR=#fff.
		if before := p.s[start+i-1]; line[i] == '#' && (before == ' ' || before == '\t') {
			line = line[:i]
			break
		}
	}
	return p.expand(strings.TrimRight(line, " \t\r"))
}

// quoted reads a value in double quotes.
func (p *dotenv) quoted() (string, error) {
	start := p.i
	var b strings.Builder
	for p.i++; p.i < len(p.s); p.i++ {
		switch ch := p.s[p.i]; ch {
		case '"':
			p.i++
			return b.String(), nil
		case '\\':
			if p.i++; p.i == len(p.s) {
				break
			}
			if j := strings.IndexByte("nrt", p.s[p.i]); j >= 0 {
				b.WriteByte("\n\r\t"[j])
			} else {
				if strings.IndexByte(`"\$`, p.s[p.i]) < 0 {
					b.WriteByte('\\')
				}
				b.WriteByte(p.s[p.i])
			}
		case '$':
			s, n := p.variable(p.s[p.i:])
			p.growth.Add(3 * len(s)) // while it is copied, what there was before too
			b.WriteString(s)
			p.i += n - 1
		default:
			b.WriteByte(ch)
		}
	}
	p.i = start
	return "", p.bad("the quote has no end")
}

// expand puts in the values of variables, and a $ for each \$.
func (p *dotenv) expand(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '$')
		if i < 0 {
			return b.String() + s
		}
		if i > 0 && s[i-1] == '\\' {
			b.WriteString(s[:i-1] + "$")
			s = s[i+1:]
			continue
		}
		v, n := p.variable(s[i:])
		p.growth.Add(3 * (i + len(v)))
		b.WriteString(s[:i])
		b.WriteString(v)
		s = s[i+n:]
	}
}

// variable gives the value of the $NAME, ${NAME} or ${NAME:-text} that s begins
// with, and its length. A $ before anything else stands for itself, an unset
// name for "", or for the text, as an empty one does too.
func (p *dotenv) variable(s string) (v string, n int) {
	inner := dotenv{s: s, i: 1}
	braces := strings.HasPrefix(s, "${")
	if braces {
		inner.i++
	}
	name, missing := inner.name(""), ""
	if braces {
		end := strings.IndexByte(s[inner.i:], '}')
		if end < 0 {
			return "$", 1
		}
		text, ok := strings.CutPrefix(s[inner.i:inner.i+end], ":-")
		if end > 0 && !ok {
			return "$", 1
		}
		missing = text
		inner.i += end + 1
	}
	if name == "" {
		return "$", 1
	}
	v, ok := p.set[name]
	if !ok {
		v, _ = p.outer(name)
	}
	if v == "" {
		v = missing
	}
	return v, inner.i
}
