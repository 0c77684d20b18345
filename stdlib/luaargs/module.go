// Package luaargs is the module args of scripts: command lines with flags, positions and
// subcommands, checked and with a help text.
package luaargs

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "args"`: command lines of scripts, from a declaration.
var Module = &luabind.Module{
	Name: "args",
	Doc: `Command lines of scripts, from a declaration that help comes from too.

    local args = require "args"
    local o = args.parser{
      name = "resize", about = "Resizes droplets.",
      {"names", many = true, help = "droplets"},
      {"--size", "-s", required = true, help = "the new size"},
      {"--dry-run", type = "boolean", help = "only say what would be done"},
    }:parse(arg)
    print(o.size, o.dry_run, #o.names)`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	describeClasses()
	m.Classes = []*luabind.Class{parserClass}
	m.Funcs = []luabind.Func{{
		Name: "parser", Doc: "Makes a parser of a declaration: a table with name, about, commands and a list of arguments.", Result: "ArgsParser",
		Params: []luabind.Param{{Name: "declaration", Type: luabind.TableType, Doc: `{name=, about=, commands={name=declaration}, {"file"}, {"--flag", "-f", type=, default=, choices=, required=, many=, help=}, ...}; without a type it is that of the default, or string. Flags of a command line with commands may stand behind the command too`}},
		Refuses: func(c *luabind.Call) error {
			t, _ := c.Named("declaration").AsTable()
			_, err := newParser(&declaration{c: c, growth: kit.NewGrowth(c)}, t, "")
			return err
		},
		Run: func(c *luabind.Call) error {
			t, _ := c.Named("declaration").AsTable()
			p, err := newParser(&declaration{c: c, growth: kit.NewGrowth(c)}, t, "")
			if err != nil {
				return err
			}
			return c.Return(c.Host().Object(parserClass, p))
		},
	}}
}

// parser is a declared command line.
type parser struct {
	name, about string
	flags       []*argument
	positional  []*argument
	commands    []*parser
	outer       *parser         // whose command it is; nil for the whole
	taken       map[string]bool // spellings and keys of its arguments
}

// declaration is one that is being read.
type declaration struct {
	c      *luabind.Call
	growth kit.Growth
	depth  int // of commands inside of each other
}

// maxCommands is how deep commands may stand inside of each other.
const maxCommands = 20

// argument is one flag or positional argument.
type argument struct {
	name     string   // as it is written: "--dry-run", "file"
	aliases  []string // further spellings
	key      string   // in the result: "dry_run"
	kind     string   // string, number, integer, boolean
	required bool
	many     bool
	choices  []string
	fallback luabind.Value
	help     string
}

var argumentKinds = []string{"string", "number", "integer", "boolean"}

// fieldHint names the field that is meant, or those that there are.
func fieldHint(name string, known []string) string {
	if name == "flag" && slices.Contains(known, "type") {
		return ` (a flag has type = "boolean")`
	}
	if hint := luabind.DidYouMean(name, known); hint != "" {
		return hint
	}
	return " (the fields are " + strings.Join(known, ", ") + ")"
}

func newParser(in *declaration, t luabind.Table, name string) (*parser, error) {
	if in.depth++; in.depth > maxCommands {
		return nil, luabind.ValueErrorf("parser: commands stand deeper than %d inside of each other; is a table inside of itself?", maxCommands)
	}
	defer func() { in.depth-- }()
	p := &parser{name: name, taken: map[string]bool{}}
	known := []string{"name", "about", "commands"}
	var err error
	t.Each(func(k, _ luabind.Value) bool {
		if s, ok := k.AsString(); ok && k.IsString() && !slices.Contains(known, s) {
			err = luabind.TypeErrorf("parser: unknown field '%s'%s", s, fieldHint(s, known))
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name string
		to   *string
	}{{"name", &p.name}, {"about", &p.about}} {
		switch v := t.Get(f.name); {
		case v.IsString():
			*f.to = v.String()
		case !v.IsNil():
			return nil, luabind.TypeErrorf("parser: '%s' must be a string, got %s", f.name, v.Kind())
		}
	}
	for i := 1; i <= t.Len(); i++ {
		a, err := newArgument(in, t.At(i), i)
		if err != nil {
			return nil, err
		}
		if err := p.add(a); err != nil {
			return nil, err
		}
	}
	commands, ok := kit.PlainTable(t.Get("commands"))
	if !ok && !t.Get("commands").IsNil() {
		return nil, luabind.TypeErrorf("parser: 'commands' must be a table of declarations by name, got %s", t.Get("commands").Kind())
	}
	if ok {
		var names []string
		commands.Each(func(k, _ luabind.Value) bool {
			in.growth.Add(kit.TableBytes)
			names = append(names, k.String())
			return true
		})
		slices.Sort(names)
		for _, n := range names {
			d, ok := commands.Get(n).AsTable()
			if !ok {
				return nil, luabind.TypeErrorf("parser: the command '%s' must be a declaration, got %s", n, commands.Get(n).Kind())
			}
			sub, err := newParser(in, d, n)
			if err != nil {
				return nil, err
			}
			sub.name, sub.outer = n, p
			p.commands = append(p.commands, sub)
		}
		if len(p.positional) > 0 {
			return nil, luabind.ValueErrorf("parser: a command line has commands or positional arguments, not both")
		}
	}
	return p, nil
}

func newArgument(in *declaration, v luabind.Value, i int) (*argument, error) {
	in.growth.Add(4 * kit.TableBytes)
	t, ok := v.AsTable()
	if !ok || t.Len() == 0 {
		return nil, luabind.TypeErrorf(`parser: argument %d must be a table that begins with its name, as in {"--size", help = "..."}`, i)
	}
	a := &argument{}
	for j := 1; j <= t.Len(); j++ {
		s, ok := t.At(j).AsString()
		if !ok || s == "" || s == "-" || s == "--" {
			return nil, luabind.TypeErrorf("parser: argument %d has the name %s", i, t.At(j).Quote())
		}
		if j == 1 {
			a.name = s
		} else {
			a.aliases = append(a.aliases, s)
		}
	}
	for _, s := range a.spellings() {
		if a.flag() != strings.HasPrefix(s, "-") {
			return nil, luabind.ValueErrorf("parser: argument %d mixes a flag with a positional name", i)
		}
	}
	a.key = strings.ReplaceAll(strings.TrimLeft(a.name, "-"), "-", "_")
	known := []string{"type", "default", "choices", "required", "many", "help"}
	var err error
	given := false // whether it says if it is required
	t.Each(func(k, w luabind.Value) bool {
		s, isText := k.AsString()
		if !isText || !k.IsString() {
			return true
		}
		switch s {
		case "type":
			a.kind, _ = w.AsString()
			if !slices.Contains(argumentKinds, a.kind) {
				err = luabind.ValueErrorf("parser: '%s' has the type %s; it must be one of %s%s", a.name, w.Quote(), strings.Join(argumentKinds, ", "), luabind.DidYouMean(a.kind, argumentKinds))
			}
		case "default":
			a.fallback = w
		case "required", "many":
			b, isBool := w.AsBool()
			if !isBool {
				err = luabind.TypeErrorf("parser: '%s' of '%s' must be a boolean, got %s", s, a.name, w.Kind())
			}
			if s == "many" {
				a.many = b
			} else {
				a.required, given = b, true
			}
		case "help":
			if a.help, _ = w.AsString(); !w.IsString() {
				err = luabind.TypeErrorf("parser: the help of '%s' must be a string, got %s", a.name, w.Kind())
			}
		case "choices":
			list, ok := w.AsTable()
			for j := 1; ok && j <= list.Len(); j++ {
				in.growth.Add(kit.ElementBytes)
				a.choices = append(a.choices, list.At(j).String())
			}
			if len(a.choices) == 0 {
				err = luabind.TypeErrorf("parser: the choices of '%s' must be a list", a.name)
			}
		default:
			err = luabind.TypeErrorf("parser: '%s' has the unknown field '%s'%s", a.name, s, fieldHint(s, known))
		}
		return err == nil
	})
	if !given && !a.flag() {
		a.required = !a.many && a.fallback.IsNil()
	}
	if err != nil {
		return nil, err
	}
	if a.kind == "" {
		a.kind = kindOf(a.fallback)
	}
	return a, a.checkDefault()
}

// kindOf is the type of an argument that only its default tells.
func kindOf(fallback luabind.Value) string {
	if list, ok := kit.PlainTable(fallback); ok {
		fallback = list.At(1)
	}
	if kind := fallback.Type(); kind == "number" || kind == "boolean" {
		return kind
	}
	return "string"
}

// checkDefault holds the default against what could be given. That of an
// argument of which there may be many is a list.
func (a *argument) checkDefault() error {
	if a.fallback.IsNil() {
		return nil
	}
	if !a.many {
		return a.checkOne(a.fallback)
	}
	list, ok := kit.PlainTable(a.fallback)
	if !ok || !list.IsList() {
		return luabind.TypeErrorf("parser: the default of '%s' must be a list, got %s", a.name, a.fallback.Kind())
	}
	for i := 1; i <= list.Len(); i++ {
		if err := a.checkOne(list.At(i)); err != nil {
			return err
		}
	}
	return nil
}

func (a *argument) checkOne(v luabind.Value) error {
	ok := v.Type() == a.kind
	if a.kind == "integer" {
		_, ok = v.AsInt()
	}
	if !ok {
		return luabind.TypeErrorf("parser: the default of '%s' must be %s, got %s", a.name, withArticle(a.kind), v.Kind())
	}
	if s := v.String(); len(a.choices) > 0 && !slices.Contains(a.choices, s) {
		return luabind.ValueErrorf("parser: the default of '%s' must be one of its choices, got %s", a.name, v.Quote())
	}
	return nil
}

func withArticle(kind string) string {
	if kind == "integer" {
		return "an integer"
	}
	return "a " + kind
}

func (a *argument) flag() bool { return strings.HasPrefix(a.name, "-") }

func (a *argument) spellings() []string { return append([]string{a.name}, a.aliases...) }

func (p *parser) add(a *argument) error {
	for _, s := range append(a.spellings(), "key "+a.key) {
		if p.taken[s] {
			return luabind.ValueErrorf("parser: '%s' is there twice", a.name)
		}
		p.taken[s] = true
	}
	if a.flag() {
		p.flags = append(p.flags, a)
		return nil
	}
	if n := len(p.positional); n > 0 && p.positional[n-1].many {
		return luabind.ValueErrorf("parser: nothing can follow '%s', which takes all that is left", p.positional[n-1].name)
	}
	p.positional = append(p.positional, a)
	return nil
}

// wordsType takes a list of strings, as the global arg is one: what it has
// besides elements 1 to n, such as the script's name, does not matter.
var wordsType = &luabind.Type{Name: "a list of strings", Lua: "string[]", Table: true, Literal: []string{"table"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	t, ok := kit.PlainTable(v)
	for i := 1; ok && i <= t.Len(); i++ {
		_, ok = t.At(i).AsString()
	}
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	return v, nil
}}

// withUsage adds to an error what would have been right.
func withUsage(c *luabind.Call, p *parser, err error) error {
	var se *luabind.ScriptError
	if !errors.As(err, &se) {
		return err
	}
	e := *se
	text := p.text(p.title(c))
	e.Fields = map[string]luabind.Value{"usage": luabind.String(text)}
	line, _, _ := strings.Cut(text, "\n")
	e.Err = &UsageError{Message: e.Message, Usage: line}
	return &e
}

// UsageError is that a script was called with arguments that it does not have.
// A program that runs scripts can show it without a traceback: the mistake is
// not the script's.
type UsageError struct {
	Message string // one line
	Usage   string // how the script is called: "usage: resize [flags] NAMES..."
}

func (e *UsageError) Error() string { return e.Message }

// title is the parser's name, or that of the script.
func (p *parser) title(c *luabind.Call) string {
	if p.name != "" {
		return p.name
	}
	if t, ok := c.Host().Global("arg").AsTable(); ok {
		if s, ok := t.At(0).AsString(); ok {
			return filepath.Base(s)
		}
	}
	return "script"
}

var parserClass = &luabind.Class{}

func describeClasses() {
	*parserClass = luabind.Class{
		Name:   "ArgsParser",
		Doc:    "A declared command line.",
		String: func(self any) string { return strings.TrimSpace("parser " + self.(*parser).name) },
		Methods: []luabind.Func{
			{Name: "parse", Doc: "Reads a command line, usually the global arg, into a table by argument: --dry-run as dry_run. A wrong one raises a ValueError that has the help in its field usage; --help prints the help and ends the script.", Result: "table",
				Params: []luabind.Param{{Name: "arg", Type: wordsType, Optional: true, Default: "arg", Doc: "the words of the command line"}},
				Run:    runParse},
			{Name: "help", Doc: "The help as text.", Result: "string", Run: func(c *luabind.Call) error {
				p := c.Self().(*parser)
				return kit.ReturnText(c, p.text(p.title(c)))
			}},
		},
	}
}

func runParse(c *luabind.Call) error {
	p := c.Self().(*parser)
	list, ok := c.Named("arg").AsTable()
	if !ok {
		list, ok = c.Host().Global("arg").AsTable()
	}
	var words []string
	g := kit.NewGrowth(c)
	for i := 1; ok && i <= list.Len(); i++ {
		s, _ := list.At(i).AsString()
		g.Add(2 * kit.ElementBytes)
		words = append(words, s)
	}
	out, err := p.parse(c, words)
	var help helpFor
	switch {
	case err == nil:
		return c.Return(out.Value())
	case !errors.As(err, &help):
		return withUsage(c, p, err)
	}
	name := strings.Join(append([]string{p.title(c)}, help.path...), " ")
	if err := c.Write([]byte(help.p.text(name))); err != nil {
		return err
	}
	return c.Exit(0)
}
