// Package luare is the module re of scripts: regular expressions in linear time.
package luare

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "re"`: regular expressions. They take time in proportion to
// the text, whatever the pattern.
var Module = &luabind.Module{
	Name: "re",
	Doc: `Regular expressions (RE2): alternatives, repetition of groups, named groups, Unicode classes. They never take exponential time.

    local re = require "re"
    local major, minor = re.match([[v(\d+)\.(\d+)]], "v1.24")
    local g = re.groups([[(?P<key>\w+)=(?P<value>\w+)]], "size=5")    -- g.key, g.value
    print((re.gsub([[\d+]], "a1b22", function(n) return n * 2 end)))   --> a2b44

Write patterns in [[long brackets]], so that backslashes stay. A wrong pattern is a ParseError.`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "match", Doc: "The captures of the first match, or the whole match of a pattern without groups; nil without a match.", Result: "string?",
			Params:  []luabind.Param{patternParam(), subject(), initParam()},
			Refuses: refusesPattern,
			Run: func(c *luabind.Call) error {
				s, _, m, err := firstMatch(c)
				if err != nil || m == nil {
					return err
				}
				return c.Return(captures(s, m)...)
			}},
		{Name: "find", Doc: "Where the first match begins and ends, and its captures, as string.find does; nil without a match.", Result: "integer?",
			Params:  []luabind.Param{patternParam(), subject(), initParam()},
			Refuses: refusesPattern,
			Run:     runFind},
		{Name: "groups", Doc: "The captures of the first match in a table, by number and those with a name by name too, the whole match as 0; nil without a match.", Result: "table?",
			Params:  []luabind.Param{patternParam(), subject()},
			Refuses: refusesPattern,
			Run:     runGroups},
		{Name: "all", Doc: "A list of all matches: the whole matches of a pattern without groups, else tables as groups gives them.", Result: "any[]",
			Params:  []luabind.Param{patternParam(), subject()},
			Refuses: refusesPattern,
			Run:     runAll},
		{Name: "gsub", Doc: "The text with all matches replaced, and how many there were: by a text in which $0, $1, $name and ${name} stand for the match and its captures and $$ for $, by what a table has for the first capture, or by what a function gives for the captures. A nil or false leaves a match as it is.", Result: "string, integer",
			Params: []luabind.Param{
				patternParam(), subject(),
				{Name: "replacement", Type: luabind.AnyOf("a string, a table or a function", "string|table|function", luabind.StringType, luabind.TableType, luabind.FuncType)},
				{Name: "n", Type: luabind.IntegerType, Optional: true, Doc: "how many at most"},
			},
			Run: runGsub},
		{Name: "split", Doc: "The parts of a text between matches, as a list.", Result: "string[]",
			Params:  []luabind.Param{patternParam(), subject(), {Name: "n", Type: luabind.IntegerType, Optional: true, Doc: "how many parts at most; the last is the rest"}},
			Refuses: refusesPattern,
			Run:     runSplit},
		{Name: "test", Doc: "Whether the text has a match.", Result: "boolean",
			Params:  []luabind.Param{patternParam(), subject()},
			Refuses: refusesPattern,
			Run: func(c *luabind.Call) error {
				p, err := compiled(c)
				if err != nil {
					return err
				}
				return c.Return(luabind.Bool(p.test(c, c.Named("s").Text())))
			}},
		{Name: "escape", Doc: "The pattern that matches a text literally.", Result: "string",
			Params: []luabind.Param{subject()},
			Run: func(c *luabind.Call) error {
				s := c.Named("s").Text()
				c.Steps(len(s) / 16)
				c.Charge(3 * len(s))
				return c.Return(luabind.String(regexp.QuoteMeta(s)))
			}},
	}
}

func runFind(c *luabind.Call) error {
	s, start, m, err := firstMatch(c)
	if err != nil || m == nil {
		return err
	}
	out := []luabind.Value{kit.Integer(start + m[0] + 1), kit.Integer(start + m[1])}
	if len(m) > 2 {
		out = append(out, captures(s, m)...)
	}
	return c.Return(out...)
}

func runGroups(c *luabind.Call) error {
	p, err := compiled(c)
	if err != nil {
		return err
	}
	m := p.first(c, c.Named("s").Text())
	if m == nil {
		return c.Return(luabind.Nil)
	}
	return c.Return(groups(c, p, c.Named("s").Text(), m))
}

func runAll(c *luabind.Call) error {
	p, err := compiled(c)
	if err != nil {
		return err
	}
	s, out, g := c.Named("s").Text(), c.NewTable(0, 0), kit.NewGrowth(c)
	err = p.each(c, s, -1, func(m []int) error {
		if len(m) == 2 {
			g.Add(kit.ElementBytes)
			out.Append(luabind.String(s[m[0]:m[1]]))
		} else {
			g.Add(kit.TableBytes + kit.ElementBytes*len(m))
			out.Append(groups(c, p, s, m))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Return(c.Host().MarkList(out).Value())
}

func runSplit(c *luabind.Call) error {
	p, err := compiled(c)
	if err != nil {
		return err
	}
	n := -1
	if !c.Named("n").IsNil() {
		if n = int(c.Named("n").Int()); n < 1 {
			return luabind.ValueErrorf("split: 'n' must be at least 1, got %d", n)
		}
	}
	return split(c, p, c.Named("s").Text(), n)
}

func patternParam() luabind.Param {
	return luabind.Param{Name: "pattern", Type: luabind.StringType, Doc: "RE2 syntax"}
}

func subject() luabind.Param {
	return luabind.Param{Name: "s", Type: luabind.StringType}
}

func initParam() luabind.Param {
	return luabind.Param{Name: "init", Type: luabind.IntegerType, Optional: true, Default: "1", Doc: "where to begin; ^ matches there"}
}

// firstMatch finds the first match from init on: the text from there, where it
// begins in the whole, and the positions in it, nil if there is none.
func firstMatch(c *luabind.Call) (s string, start int, match []int, err error) {
	p, err := compiled(c)
	if err != nil {
		return "", 0, nil, err
	}
	s = c.Named("s").Text()
	init := c.Named("init").Int()
	switch {
	case c.Named("init").IsNil() || init == 0:
		init = 1
	case init < 0:
		init = max(1, int64(len(s))+1+init)
	}
	if init > int64(len(s))+1 {
		return "", 0, nil, c.Return(luabind.Nil)
	}
	start = int(init - 1)
	if match = p.first(c, s[start:]); match == nil {
		return "", 0, nil, c.Return(luabind.Nil)
	}
	return s[start:], start, match, nil
}

// captures gives what the groups of a match took, nil for one that took no
// part; of a pattern without groups the whole.
func captures(s string, m []int) []luabind.Value {
	if len(m) == 2 {
		return []luabind.Value{luabind.String(s[m[0]:m[1]])}
	}
	out := make([]luabind.Value, 0, len(m)/2-1)
	for i := 2; i < len(m); i += 2 {
		if m[i] < 0 {
			out = append(out, luabind.Nil)
		} else {
			out = append(out, luabind.String(s[m[i]:m[i+1]]))
		}
	}
	return out
}

func groups(c *luabind.Call, p *pattern, s string, m []int) luabind.Value {
	t := c.NewTable(len(m)/2, 2)
	t.SetAt(0, luabind.String(s[m[0]:m[1]]))
	if len(m) == 2 {
		return t.Value()
	}
	names := p.SubexpNames()
	for i, v := range captures(s, m) {
		if v.IsNil() {
			continue
		}
		t.SetAt(i+1, v)
		if names[i+1] != "" {
			t.Set(names[i+1], v)
		}
	}
	return t.Value()
}

// split gives the parts of a text between matches, as [regexp.Regexp.Split]
// does.
func split(c *luabind.Call, p *pattern, s string, n int) error {
	out, g := c.NewTable(0, 0), kit.NewGrowth(c)
	add := func(part string) {
		g.Add(kit.ElementBytes)
		out.Append(luabind.String(part))
	}
	begin, end := 0, 0
	err := p.each(c, s, n, func(m []int) error {
		if n > 0 && out.Len() == n-1 {
			return nil
		}
		if end = m[0]; m[1] != 0 {
			add(s[begin:end])
		}
		begin = m[1]
		return nil
	})
	if err != nil {
		return err
	}
	if end != len(s) || s == "" && p.text != "" {
		add(s[begin:])
	}
	return c.Return(c.Host().MarkList(out).Value())
}

func runGsub(c *luabind.Call) error {
	p, err := compiled(c)
	if err != nil {
		return err
	}
	n := -1
	if !c.Named("n").IsNil() {
		n = int(max(0, c.Named("n").Int()))
	}
	s, g := c.Named("s").Text(), kit.NewGrowth(c)
	var with template
	if text, ok := c.Named("replacement").AsString(); ok {
		if with, err = parseReplacement(&g, p, text); err != nil {
			return err
		}
	}
	b := kit.Buffer{C: c}
	end, count := 0, 0
	err = p.each(c, s, n, func(m []int) (err error) {
		c.Steps(len(with))
		b.WriteString(s[end:m[0]])
		if with != nil {
			with.expand(&b, s, m)
		} else if err = replaced(c, &b, s, m); err != nil {
			return err
		}
		end = m[1]
		count++
		return nil
	})
	if err != nil {
		return err
	}
	b.WriteString(s[end:])
	return c.Return(luabind.String(b.String()), kit.Integer(count))
}

// template is a text in which captures stand.
type template []templatePart

// templatePart is a text, or a group.
type templatePart struct {
	text  string
	group int // -1: none
}

// parseReplacement reads a text with $1, $name, ${1}, ${name} and $$. A $ before
// anything else stands for itself.
func parseReplacement(g *kit.Growth, p *pattern, s string) (template, error) {
	out := template{}
	for {
		g.Add(2 * kit.ElementBytes)
		i := strings.IndexByte(s, '$')
		if i < 0 {
			return append(out, templatePart{s, -1}), nil
		}
		out, s = append(out, templatePart{s[:i], -1}), s[i+1:]
		if rest, ok := strings.CutPrefix(s, "$"); ok {
			out, s = append(out, templatePart{"$", -1}), rest
			continue
		}
		m := replacementName().FindStringSubmatch(s)
		if m == nil {
			out = append(out, templatePart{"$", -1})
			continue
		}
		name := m[1] + m[2] + m[3]
		n, err := strconv.Atoi(name)
		if err != nil {
			n = p.SubexpIndex(name)
		}
		// Of $12 the 2 is text where there is no group 12.
		for m[1] != "" && n > p.NumSubexp() && len(m[0]) > 1 {
			m[0] = m[0][:len(m[0])-1]
			n /= 10
		}
		if n < 0 || n > p.NumSubexp() {
			return nil, luabind.ValueErrorf("gsub: the pattern has no group %s; a $ that is none is written $$", name)
		}
		out, s = append(out, templatePart{"", n}), s[len(m[0]):]
	}
}

var replacementNameOnce lazy.Value[*regexp.Regexp]

func replacementName() *regexp.Regexp {
	return replacementNameOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`^(?:(\d+)|([A-Za-z_]\w*)|\{(\w+)\})`) })
}

// expand appends the text for a match.
func (t template) expand(b *kit.Buffer, s string, m []int) {
	for _, part := range t {
		if b.WriteString(part.text); part.group >= 0 && m[2*part.group] >= 0 {
			b.WriteString(s[m[2*part.group]:m[2*part.group+1]])
		}
	}
}

// replaced appends what a table or function puts in the place of a match.
func replaced(c *luabind.Call, b *kit.Buffer, s string, m []int) error {
	replacement := c.Named("replacement")
	caught := captures(s, m)
	var v luabind.Value
	if t, ok := kit.PlainTable(replacement); ok {
		if !caught[0].IsNil() {
			v = t.GetValue(caught[0])
		}
	} else {
		out, err := c.Call(replacement, caught...)
		if err != nil {
			return err
		}
		if len(out) > 0 {
			v = out[0]
		}
	}
	if !v.Truthy() {
		b.WriteString(s[m[0]:m[1]])
		return nil
	}
	text, ok := v.AsString()
	if !ok {
		return luabind.TypeErrorf("gsub: the replacement of %s must be a string or a number, got %s", luabind.String(s[m[0]:m[1]]).Quote(), v.Kind())
	}
	b.WriteString(text)
	return nil
}
