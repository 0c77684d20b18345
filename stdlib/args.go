package stdlib

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// Args is `require "args"`: command lines of scripts, from a declaration.
var Args = &luabind.Module{
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
	Classes: []*luabind.Class{parserClass},
	Funcs: []fn{{
		Name: "parser", Doc: "Makes a parser of a declaration: a table with name, about, commands and a list of arguments.", Result: "ArgsParser",
		Params: []param{{Name: "declaration", Type: luabind.TableType, Doc: `{name=, about=, commands={name=declaration}, {"file"}, {"--flag", "-f", type=, default=, choices=, required=, many=, help=}, ...}`}},
		Run: func(c *call) error {
			t, _ := c.Arg(0).AsTable()
			p, err := newParser(t, "")
			if err != nil {
				return err
			}
			return c.Return(c.Host().Object(parserClass, p))
		},
	}},
}

// parser is a declared command line.
type parser struct {
	name, about string
	flags       []*argument
	positional  []*argument
	commands    []*parser
}

// argument is one flag or positional argument.
type argument struct {
	name     string   // as it is written: "--dry-run", "file"
	aliases  []string // further spellings
	key      string   // in the result: "dry_run"
	kind     string   // string, number, integer, boolean
	required bool
	many     bool
	choices  []string
	fallback value
	help     string
}

var argumentKinds = []string{"string", "number", "integer", "boolean"}

func newParser(t luabind.Table, name string) (*parser, error) {
	p := &parser{name: name}
	known := []string{"name", "about", "commands"}
	var err error
	t.Each(func(k, _ value) bool {
		if s, ok := k.AsString(); ok && k.IsString() && !slices.Contains(known, s) {
			err = luabind.TypeErrorf("parser: unknown field '%s'%s", s, didYouMean(s, known))
		}
		return err == nil
	})
	if err != nil {
		return nil, err
	}
	if s, ok := t.Get("name").AsString(); ok {
		p.name = s
	}
	p.about, _ = t.Get("about").AsString()
	for i := 1; i <= t.Len(); i++ {
		a, err := newArgument(t.At(i), i)
		if err != nil {
			return nil, err
		}
		if err := p.add(a); err != nil {
			return nil, err
		}
	}
	if commands, ok := t.Get("commands").AsTable(); ok {
		var names []string
		commands.Each(func(k, _ value) bool { names = append(names, k.String()); return true })
		slices.Sort(names)
		for _, n := range names {
			d, ok := commands.Get(n).AsTable()
			if !ok {
				return nil, luabind.TypeErrorf("parser: the command '%s' must be a declaration, got %s", n, commands.Get(n).Kind())
			}
			sub, err := newParser(d, n)
			if err != nil {
				return nil, err
			}
			sub.name = n
			p.commands = append(p.commands, sub)
		}
		if len(p.positional) > 0 {
			return nil, luabind.ValueErrorf("parser: a command line has commands or positional arguments, not both")
		}
	}
	return p, nil
}

func newArgument(v value, i int) (*argument, error) {
	t, ok := v.AsTable()
	if !ok || t.Len() == 0 {
		return nil, luabind.TypeErrorf(`parser: argument %d must be a table that begins with its name, as in {"--size", help = "..."}`, i)
	}
	a := &argument{kind: "string"}
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
	t.Each(func(k, w value) bool {
		s, isText := k.AsString()
		if !isText || !k.IsString() {
			return true
		}
		switch s {
		case "type":
			a.kind, _ = w.AsString()
			if !slices.Contains(argumentKinds, a.kind) {
				err = luabind.ValueErrorf("parser: '%s' has the type %s; it must be one of %s%s", a.name, w.Quote(), strings.Join(argumentKinds, ", "), didYouMean(a.kind, argumentKinds))
			}
		case "default":
			a.fallback = w
		case "required":
			a.required = w.Truthy()
		case "many":
			a.many = w.Truthy()
		case "help":
			a.help, _ = w.AsString()
		case "choices":
			list, ok := w.AsTable()
			for j := 1; ok && j <= list.Len(); j++ {
				a.choices = append(a.choices, list.At(j).String())
			}
			if len(a.choices) == 0 {
				err = luabind.TypeErrorf("parser: the choices of '%s' must be a list", a.name)
			}
		default:
			err = luabind.TypeErrorf("parser: '%s' has the unknown field '%s'%s", a.name, s, didYouMean(s, known))
		}
		return err == nil
	})
	return a, err
}

func (a *argument) flag() bool { return strings.HasPrefix(a.name, "-") }

func (a *argument) spellings() []string { return append([]string{a.name}, a.aliases...) }

func (p *parser) add(a *argument) error {
	for _, b := range append(p.flags[:len(p.flags):len(p.flags)], p.positional...) {
		if a.key == b.key || slices.ContainsFunc(a.spellings(), func(s string) bool { return slices.Contains(b.spellings(), s) }) {
			return luabind.ValueErrorf("parser: '%s' is there twice", a.name)
		}
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

// kindUsage is the kind of the error for a wrong command line.
const kindUsage = "UsageError"

// errHelp says that help was asked for.
var errHelp = errors.New("help")

// parse reads a command line into a table.
func (p *parser) parse(c *call, words []string) (luabind.Table, error) {
	out := c.NewTable(0, len(p.flags)+len(p.positional))
	var rest []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "--":
			rest = append(rest, words[i+1:]...)
			i = len(words)
		case w == "--help" || w == "-h" && p.find("-h") == nil:
			return out, errHelp
		case strings.HasPrefix(w, "-") && w != "-" && !isNumber(w):
			used, err := p.readFlag(c, out, words[i:])
			if err != nil {
				return out, err
			}
			i += used - 1
		case len(p.commands) > 0:
			sub := p.command(w)
			if sub == nil {
				var names []string
				for _, s := range p.commands {
					names = append(names, s.name)
				}
				return out, usage("unknown command '%s'%s", w, didYouMean(w, names))
			}
			t, err := sub.parse(c, words[i+1:])
			if err != nil {
				if err == errHelp {
					return t, helpFor{sub, p.name + " " + sub.name}
				}
				return out, err
			}
			out.Set("command", luabind.String(w))
			out.Set(strings.ReplaceAll(w, "-", "_"), t.Value())
			i = len(words)
		default:
			rest = append(rest, w)
		}
	}
	if len(p.commands) > 0 && out.Get("command").IsNil() {
		return out, usage("a command is missing")
	}
	return out, p.finish(c, out, rest)
}

// helpFor asks for the help of a command.
type helpFor struct {
	p    *parser
	name string
}

func (helpFor) Error() string { return "help" }

func usage(format string, args ...any) error { return luabind.Errorf(kindUsage, format, args...) }

func isNumber(s string) bool {
	return len(s) > 1 && (s[1] >= '0' && s[1] <= '9' || s[1] == '.')
}

func (p *parser) command(name string) *parser {
	for _, s := range p.commands {
		if s.name == name {
			return s
		}
	}
	return nil
}

func (p *parser) find(spelling string) *argument {
	for _, a := range p.flags {
		if slices.Contains(a.spellings(), spelling) {
			return a
		}
	}
	return nil
}

// readFlag reads the flag that words begin with, and says how many words it
// took: --flag value, --flag=value, -f value, -fvalue, --no-flag.
func (p *parser) readFlag(c *call, out luabind.Table, words []string) (int, error) {
	spelling, given, attached := strings.Cut(words[0], "=")
	a := p.find(spelling)
	if a == nil && !strings.HasPrefix(spelling, "--") && len(words[0]) > 2 {
		if a = p.find(words[0][:2]); a != nil && a.kind != "boolean" {
			spelling, given, attached = words[0][:2], words[0][2:], true
		}
	}
	if a == nil {
		if b := p.find("--" + strings.TrimPrefix(spelling, "--no-")); b != nil && b.kind == "boolean" && strings.HasPrefix(spelling, "--no-") && !attached {
			out.Set(b.key, luabind.Bool(false))
			return 1, nil
		}
		names := []string{"--help"}
		for _, f := range p.flags {
			names = append(names, f.spellings()...)
		}
		return 0, usage("unknown flag '%s'%s", spelling, didYouMean(spelling, names))
	}
	used := 1
	if a.kind == "boolean" && !attached {
		given = "true"
	} else if !attached {
		if len(words) < 2 {
			return 0, usage("the flag '%s' needs a value", spelling)
		}
		given, used = words[1], 2
	}
	v, err := a.read(c, given)
	if err != nil {
		return 0, err
	}
	if a.many {
		list, ok := out.Get(a.key).AsTable()
		if !ok {
			list = c.NewTable(1, 0)
			out.Set(a.key, list.Value())
		}
		list.Append(v)
		return used, nil
	}
	out.Set(a.key, v)
	return used, nil
}

// read makes a value of what was given.
func (a *argument) read(c *call, s string) (value, error) {
	if len(a.choices) > 0 && !slices.Contains(a.choices, s) {
		return luabind.Nil, usage("'%s' must be one of %s, got '%s'%s", a.name, strings.Join(a.choices, ", "), s, didYouMean(s, a.choices))
	}
	switch a.kind {
	case "boolean":
		switch s {
		case "true", "yes", "1":
			return luabind.Bool(true), nil
		case "false", "no", "0":
			return luabind.Bool(false), nil
		}
	case "integer":
		if v := c.Host().Digits(s); !v.IsNil() {
			return v, nil
		}
	case "number":
		var f float64
		if n, err := fmt.Sscanf(s+"\n", "%g\n", &f); n == 1 && err == nil {
			return luabind.Number(f), nil
		}
	default:
		return luabind.String(s), nil
	}
	article := "a"
	if a.kind == "integer" {
		article = "an"
	}
	return luabind.Nil, usage("'%s' must be %s %s, got '%s'", a.name, article, a.kind, s)
}

// finish hands out what stands without a flag, and sees to what is missing.
func (p *parser) finish(c *call, out luabind.Table, rest []string) error {
	for _, a := range p.positional {
		if a.many {
			list := c.NewTable(len(rest), 0)
			for _, s := range rest {
				v, err := a.read(c, s)
				if err != nil {
					return err
				}
				list.Append(v)
			}
			if len(rest) > 0 || !a.required && a.fallback.IsNil() {
				out.Set(a.key, list.Value())
			}
			rest = nil
		} else if len(rest) > 0 {
			v, err := a.read(c, rest[0])
			if err != nil {
				return err
			}
			out.Set(a.key, v)
			rest = rest[1:]
		} else if a.fallback.IsNil() && !out.Get(a.key).Truthy() {
			// A positional argument is needed unless it is told otherwise.
			return usage("the argument '%s' is missing", a.name)
		}
	}
	if len(rest) > 0 {
		return usage("unexpected argument '%s'", rest[0])
	}
	for _, a := range append(p.flags[:len(p.flags):len(p.flags)], p.positional...) {
		if !out.Get(a.key).IsNil() {
			continue
		}
		switch {
		case a.required:
			return usage("the %s '%s' is missing", map[bool]string{true: "flag", false: "argument"}[a.flag()], a.name)
		case !a.fallback.IsNil():
			out.Set(a.key, a.fallback)
		case a.kind == "boolean" && a.flag():
			out.Set(a.key, luabind.Bool(false))
		}
	}
	return nil
}

// text renders the help.
func (p *parser) text(name string) string {
	var b strings.Builder
	b.WriteString("usage: " + name)
	if len(p.flags) > 0 {
		b.WriteString(" [flags]")
	}
	if len(p.commands) > 0 {
		b.WriteString(" COMMAND ...")
	}
	for _, a := range p.positional {
		n := strings.ToUpper(a.name)
		if a.many {
			n += "..."
		}
		if !a.fallback.IsNil() || a.many && !a.required {
			n = "[" + n + "]"
		}
		b.WriteString(" " + n)
	}
	b.WriteString("\n")
	if p.about != "" {
		b.WriteString("\n" + p.about + "\n")
	}
	section := func(title string, rows [][2]string) {
		if len(rows) == 0 {
			return
		}
		width := 0
		for _, r := range rows {
			width = max(width, len(r[0]))
		}
		b.WriteString("\n" + title + ":\n")
		for _, r := range rows {
			b.WriteString(strings.TrimRight(fmt.Sprintf("  %-*s  %s", width, r[0], r[1]), " ") + "\n")
		}
	}
	var rows [][2]string
	for _, s := range p.commands {
		rows = append(rows, [2]string{s.name, s.about})
	}
	section("commands", rows)
	rows = nil
	for _, a := range p.positional {
		rows = append(rows, [2]string{a.name, a.describe()})
	}
	section("arguments", rows)
	rows = nil
	for _, a := range p.flags {
		n := strings.Join(a.spellings(), ", ")
		if a.kind != "boolean" {
			n += " " + strings.ToUpper(a.kind)
		}
		rows = append(rows, [2]string{n, a.describe()})
	}
	rows = append(rows, [2]string{"--help", "show this"})
	section("flags", rows)
	return b.String()
}

func (a *argument) describe() string {
	s := a.help
	if len(a.choices) > 0 {
		s += " (" + strings.Join(a.choices, "|") + ")"
	}
	if a.required && a.flag() {
		s += " (required)"
	}
	if !a.fallback.IsNil() {
		s += " (default: " + a.fallback.String() + ")"
	}
	return strings.TrimSpace(s)
}

var parserClass = &luabind.Class{}

func init() {
	*parserClass = luabind.Class{
		Name:   "ArgsParser",
		Doc:    "A declared command line.",
		String: func(self any) string { return "parser of " + self.(*parser).name },
		Methods: []fn{
			{Name: "parse", Doc: "Reads a command line, usually the global arg, into a table by argument: --dry-run as dry_run. Raises a UsageError for a wrong one; prints the help and ends the script for --help.", Result: "table",
				Params: []param{{Name: "arg", Type: luabind.ListOf(luabind.StringType, "a list of strings"), Doc: "the global arg"}},
				Run: func(c *call) error {
					p := c.Self().(*parser)
					list, _ := c.Arg(0).AsTable()
					var words []string
					for i := 1; i <= list.Len(); i++ {
						s, _ := list.At(i).AsString()
						words = append(words, s)
					}
					out, err := p.parse(c, words)
					var of helpFor
					switch {
					case err == errHelp:
						of = helpFor{p, p.name}
					case errors.As(err, &of):
					case err != nil:
						return err
					default:
						return c.Return(out.Value())
					}
					if err := c.Write([]byte(of.p.text(of.name))); err != nil {
						return err
					}
					return c.Exit(0)
				}},
			{Name: "help", Doc: "The help as text.", Result: "string", Run: func(c *call) error {
				p := c.Self().(*parser)
				return text(c, p.text(p.name))
			}},
		},
	}
}
