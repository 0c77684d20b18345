package luaargs

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// parse reads a command line into a table. outer are those of the commands
// around it, the innermost first.
func (p *parser) parse(c *luabind.Call, words []string, outer ...luabind.Table) (luabind.Table, error) {
	out := c.NewTable(0, len(p.flags)+len(p.positional))
	var rest []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "--":
			rest = append(rest, words[i+1:]...)
			i = len(words)
		case w == "--help" || w == "-h" && p.find("-h") == nil:
			return out, helpFor{p: p}
		case strings.HasPrefix(w, "-") && w != "-" && !isNumber(w):
			q, table := p.declares(w, out, outer)
			used, err := q.readFlag(c, table, words[i:])
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
				return out, usage("unknown command '%s'%s", w, luabind.DidYouMean(w, names))
			}
			t, err := sub.parse(c, words[i+1:], append([]luabind.Table{out}, outer...)...)
			var help helpFor
			if errors.As(err, &help) {
				return out, helpFor{help.p, append([]string{sub.name}, help.path...)}
			}
			if err != nil {
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

// declares finds who knows a flag: the command, or one that it is in, whose
// flags may stand behind the command too.
func (p *parser) declares(word string, out luabind.Table, outer []luabind.Table) (*parser, luabind.Table) {
	q, table := p, out
	for i := 0; ; i++ {
		if q.knows(word) {
			return q, table
		}
		if q.outer == nil || i >= len(outer) {
			return p, out
		}
		q, table = q.outer, outer[i]
	}
}

// knows says whether a word begins with a flag of the command's own.
func (p *parser) knows(word string) bool {
	spelling, _, _ := strings.Cut(word, "=")
	if !strings.HasPrefix(word, "--") {
		return p.find(spelling) != nil || p.find(word[:2]) != nil
	}
	return p.find(spelling) != nil || p.find("--"+strings.TrimPrefix(spelling, "--no-")) != nil
}

// helpFor is the error that asks for help: of p, which the path of commands
// leads to.
type helpFor struct {
	p    *parser
	path []string
}

func (helpFor) Error() string { return "help" }

// usage makes the error for a wrong command line.
func usage(format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok && len(s) > longest {
			args[i] = strings.ToValidUTF8(s[:longest], "") + "..."
		}
	}
	return luabind.ValueErrorf(format+" (--help tells more)", args...)
}

// longest is how much of a word a message shows.
const longest = 300

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
// took: --flag value, --flag=value, -f value, -fvalue, --no-flag, and several
// boolean ones as -abc.
func (p *parser) readFlag(c *luabind.Call, out luabind.Table, words []string) (int, error) {
	spelling, given, attached := strings.Cut(words[0], "=")
	a := p.find(spelling)
	if a == nil && !strings.HasPrefix(spelling, "--") && len(words[0]) > 2 {
		first := words[0][:2]
		switch b := p.find(first); {
		case b != nil && b.kind != "boolean":
			a, spelling, given, attached = b, first, words[0][2:], true
		case b != nil && p.find("-"+words[0][2:3]) != nil:
			out.Set(b.key, luabind.Bool(true))
			return p.readFlag(c, out, append([]string{"-" + words[0][2:]}, words[1:]...))
		}
	}
	if a == nil {
		if b := p.find("--" + strings.TrimPrefix(spelling, "--no-")); b != nil && b.kind == "boolean" && strings.HasPrefix(spelling, "--no-") && !attached {
			out.Set(b.key, luabind.Bool(false))
			return 1, nil
		}
		names := []string{"--help"}
		for q := p; q != nil; q = q.outer {
			for _, f := range q.flags {
				names = append(names, f.spellings()...)
			}
		}
		return 0, usage("unknown flag '%s'%s", spelling, luabind.DidYouMean(spelling, names))
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
func (a *argument) read(c *luabind.Call, s string) (luabind.Value, error) {
	if len(a.choices) > 0 && !slices.Contains(a.choices, s) {
		return luabind.Nil, usage("'%s' must be one of %s, got '%s'%s", a.name, strings.Join(a.choices, ", "), s, luabind.DidYouMean(s, a.choices))
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
		if f, err := strconv.ParseFloat(s, 64); err == nil && strings.Trim(s, "+-.eE0123456789") == "" {
			return luabind.Number(f), nil
		}
	default:
		return luabind.String(s), nil
	}
	return luabind.Nil, usage("'%s' must be %s, got '%s'", a.name, withArticle(a.kind), s)
}

// finish hands out what stands without a flag, and sees to what is missing.
func (p *parser) finish(c *luabind.Call, out luabind.Table, rest []string) error {
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
				out.Set(a.key, c.Host().MarkList(list).Value())
			}
			rest = nil
		} else if len(rest) > 0 {
			v, err := a.read(c, rest[0])
			if err != nil {
				return err
			}
			out.Set(a.key, v)
			rest = rest[1:]
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
