package luayaml

import (
	"io"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// yamlText is a YAML text as the parser gets it: behind an empty line, because
// it does not say where an error of its first line is.
type yamlText struct {
	c *luabind.Call
	s string
	// back gives the characters that stand in s for others; nil for none.
	back *strings.Replacer
}

func newYAMLText(c *luabind.Call, s string) (*yamlText, error) {
	s = strings.TrimPrefix(s, "\ufeff")
	breaks := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return nil, yamlFaultAt(c, s, i, "this is no UTF-8")
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f, r > 0x7f && r < 0xa0 && r != 0x85:
			return nil, yamlFaultAt(c, s, i, "a control character must be written as an escape")
		case isFormerBreak(r):
			breaks = true
		}
		i += n
	}
	t := &yamlText{c: c, s: takeVersion(s)}
	if breaks {
		t.hideBreaks()
	}
	return t, nil
}

// formerBreaks end a line for the parser, as they did in YAML 1.1. Since 1.2 they
// are characters like others: https://yaml.org/spec/1.2.2/#54-line-break-characters.
const formerBreaks = "\u0085\u2028\u2029"

func isFormerBreak(r rune) bool { return r == 0x85 || r == 0x2028 || r == 0x2029 }

// hideBreaks puts other characters in the place of those, which the text does not
// have, until it is read.
func (t *yamlText) hideBreaks() {
	var there, back []string
	stand := rune(0xf0000) // of a plane for private use
	for _, r := range formerBreaks {
		for strings.ContainsRune(t.s, stand) {
			stand++
		}
		there = append(there, string(r), string(stand))
		back = append(back, string(stand), string(r))
		stand++
	}
	t.s = strings.NewReplacer(there...).Replace(t.s)
	t.back = strings.NewReplacer(back...)
}

// restore puts back into a tree what hideBreaks replaced.
func (t *yamlText) restore(n *yaml.Node) {
	if t.back == nil {
		return
	}
	n.Value = t.back.Replace(n.Value)
	for _, e := range n.Content {
		t.restore(e)
	}
}

func (t *yamlText) reader() io.Reader { return t.upTo(len(t.s)) }

func (t *yamlText) upTo(n int) io.Reader {
	return io.MultiReader(strings.NewReader("\n"), strings.NewReader(t.s[:n]))
}

// takeVersion makes the directives %YAML 1.2 and the like what the parser
// takes; it reads the language of 1.2 nevertheless.
func takeVersion(s string) string {
	if !strings.Contains(s, "%YAML 1.") {
		return s
	}
	lines, directives := strings.SplitAfter(s, "\n"), true
	for i, line := range lines {
		rest, version := strings.CutPrefix(line, "%YAML 1.")
		switch {
		case directives && version && rest != "" && rest[0] >= '0' && rest[0] <= '9':
			lines[i] = "%YAML 1.1" + strings.TrimLeft(rest, "0123456789")
		case strings.HasPrefix(line, "..."):
			directives = true
		case strings.TrimSpace(line) != "" && line[0] != '#' && line[0] != '%':
			directives = false
		}
	}
	return strings.Join(lines, "")
}

// inParser are the errors for which the parser gives the line counted from 0,
// as it does not for those of its scanner.
var inParser = pattern{text: `^(?:did not find expected (?:',' or '[\]}]'|'-' indicator|<|key$|node content)|found (?:duplicate|incompatible|undefined))`}

var (
	yamlLine   = pattern{text: `^line (\d+): `}
	yamlAnchor = pattern{text: `^unknown anchor '(.*)' referenced$`}
)

// fault says in our words what the parser says in its own.
func (t *yamlText) fault(err error) error {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlAnchor.re().FindStringSubmatch(message); m != nil {
		return t.unknownAnchor(m[1])
	}
	m := yamlLine.re().FindStringSubmatch(message)
	if m == nil {
		return yamlFault(t.c, 0, 0, message)
	}
	line, _ := strconv.Atoi(m[1])
	message = message[len(m[0]):]
	switch {
	case inParser.re().MatchString(message):
		return yamlFault(t.c, min(line, 1+strings.Count(strings.TrimSuffix(t.s, "\n"), "\n")), 0, message)
	case len(t.s) > maxYAMLSearch:
		return yamlFault(t.c, line-1, 0, message)
	}
	return yamlFaultAt(t.c, t.s, t.place(err), message)
}

// maxYAMLSearch bounds the texts of which parts are read again and again to
// find the place of an error.
const maxYAMLSearch = 1 << 20

// place finds where the scanner met an error: it is there as soon as the text
// reaches so far.
func (t *yamlText) place(err error) int {
	n := sort.Search(len(t.s), func(n int) bool {
		t.c.Steps(n)
		d := yaml.NewDecoder(t.upTo(n))
		for {
			switch e := d.Decode(new(yaml.Node)); {
			case e == io.EOF:
				return false
			case e != nil:
				return e.Error() == err.Error()
			}
		}
	})
	return max(n-1, 0)
}

// unknownAnchor is the error for an alias of what has no name.
func (t *yamlText) unknownAnchor(name string) error {
	message := "there is no anchor &" + name + " before *" + name
	for at := 0; ; at++ {
		i := strings.Index(t.s[at:], "*"+name)
		if i < 0 {
			return yamlFault(t.c, 0, 0, message)
		}
		at += i
		before, after := t.s[:at], t.s[at+1+len(name):]
		if (before == "" || strings.ContainsAny(before[len(before)-1:], " \t\n[{,:-")) && (after == "" || strings.ContainsAny(after[:1], " \t\r\n]},:")) {
			return yamlFaultAt(t.c, t.s, at, message)
		}
	}
}

// yamlFault is the error for a place in a text, as far as it is known.
func yamlFault(c *luabind.Call, line, column int, message string) error {
	e := &luabind.ScriptError{Kind: luabind.KindParse, Message: c.Func().Name + ": " + message, Fields: map[string]luabind.Value{}}
	if line > 0 {
		e.Message += " at line " + strconv.Itoa(line)
		e.Fields["line"] = kit.Integer(line)
	}
	if column > 0 {
		e.Message += ", column " + strconv.Itoa(column)
		e.Fields["column"] = kit.Integer(column)
	}
	return e
}

func yamlFaultAt(c *luabind.Call, s string, offset int, message string) error {
	return kit.TextError(c.Func().Name+": "+message, s, offset, 1)
}
