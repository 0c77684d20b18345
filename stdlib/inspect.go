package stdlib

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
)

// Inspect is `require "inspect"`: any value as readable Lua text.
var Inspect = &luabind.Module{
	Name: "inspect",
	Doc: `Values as readable text, the same at every run: list elements first, then fields in the order of their names.

    local inspect = require "inspect"
    print(inspect{name = "web", tags = {"a", "b"}})    --> { name = "web", tags = { "a", "b" } }`,
	Call: &inspectFunc,
}

// inspectFunc is what calling the module does.
var inspectFunc = fn{
	Name: "inspect", Doc: "A value as readable Lua text. A table inside of itself shows as <cycle>.", Result: "string",
	Params: []param{
		{Name: "v", Type: luabind.Any, Optional: true},
		lastOptions(
			param{Name: "depth", Type: luabind.IntegerType, Doc: "how many tables inside of each other are shown; all if left out"},
			param{Name: "width", Type: luabind.IntegerType, Doc: "tables that fit into so many characters are shown on one line", Default: "80"},
		),
	},
	Run: func(c *call) error {
		in := &inspector{c: c, depth: maxInspectDepth, width: 80}
		if n, ok := option(c.Arg(1), "depth").AsInt(); ok {
			in.depth = int(max(0, min(n, maxInspectDepth)))
		}
		if n, ok := option(c.Arg(1), "width").AsInt(); ok {
			in.width = int(n)
		}
		s, err := in.text(c.Arg(0))
		if err != nil {
			return err
		}
		return text(c, s)
	},
}

const (
	maxInspectDepth = 100
	// maxInspectBytes ends the text of a value: a few tables that refer to
	// each other can have more text than there is memory.
	maxInspectBytes = 1 << 20
)

// inspector renders values.
type inspector struct {
	c     *call
	depth int
	width int // 0: everything on one line
	size  int // bytes rendered, about
	path  []luabind.Table
}

// text renders a value whose first line begins at the margin.
func (in *inspector) text(v value) (string, error) { return in.value(v, 0, 0) }

// value renders a value that stands at some indentation, behind so many
// characters of its line.
func (in *inspector) value(v value, indent, column int) (string, error) {
	in.c.Steps(1)
	in.size += indent + 2
	if t, ok := v.AsTable(); ok && v.Kind() == "table" {
		return in.table(t, indent, column)
	}
	s, err := in.plain(v)
	in.size += len(s)
	in.c.Charge(len(s))
	return s, err
}

// copied counts the work of putting together a text.
func (in *inspector) copied(s string) string {
	in.c.Steps(len(s) / 64)
	return s
}

// plain renders what is no table.
func (in *inspector) plain(v value) (string, error) {
	if _, class := v.Object(); class != nil {
		s, err := in.c.ToString(v)
		if v.IsNull() || class == luabind.TimeClass || strings.HasPrefix(s, class.Name) {
			return s, err
		}
		return "<" + class.Name + " " + s + ">", err
	}
	switch v.Type() {
	case "string":
		s, _ := v.AsString()
		return quoteLua(s), nil
	case "nil", "boolean", "number":
		return v.String(), nil
	}
	return "<" + v.Type() + ">", nil
}

// entry is one element of a table, its key rendered unless it is a list's.
type entry struct {
	key   string
	value value
}

func (in *inspector) table(t luabind.Table, indent, column int) (string, error) {
	if slices.Contains(in.path, t) {
		return "<cycle>", nil
	}
	if t.Empty() {
		return "{}", nil
	}
	if len(in.path) >= in.depth || in.size > maxInspectBytes {
		return "{...}", nil
	}
	in.path = append(in.path, t)
	defer func() { in.path = in.path[:len(in.path)-1] }()
	entries, err := in.entries(t)
	if err != nil {
		return "", err
	}
	parts := make([]string, 0, len(entries))
	width, lines := column+len("{  }"), false
	for _, e := range entries {
		if e.key != "" {
			e.key += " = "
		}
		s, err := in.value(e.value, indent+2, indent+2+utf8.RuneCountInString(e.key)+len(","))
		if err != nil {
			return "", err
		}
		s = e.key + s
		parts = append(parts, s)
		width += utf8.RuneCountInString(s) + 2
		lines = lines || strings.Contains(s, "\n")
		if in.size > maxInspectBytes {
			parts = append(parts, "...")
			break
		}
	}
	if in.width == 0 || width-2 <= in.width && !lines {
		return in.copied("{ " + strings.Join(parts, ", ") + " }"), nil
	}
	margin := strings.Repeat(" ", indent+2)
	return in.copied("{\n" + margin + strings.Join(parts, ",\n"+margin) + "\n" + margin[2:] + "}"), nil
}

// entries lists a table's elements: 1 to n, then the others by key.
func (in *inspector) entries(t luabind.Table) ([]entry, error) {
	n := 0
	var list []entry
	for v := t.At(1); !v.IsNil(); v = t.At(n + 1) {
		list = append(list, entry{value: v})
		n++
	}
	for _, k := range sortedKeys(t) {
		if i, ok := k.AsInt(); ok && i >= 1 && i <= int64(n) && k.Type() == "number" {
			continue
		}
		name, err := in.key(k)
		if err != nil {
			return nil, err
		}
		list = append(list, entry{name, t.GetValue(k)})
	}
	return list, nil
}

func (in *inspector) key(k value) (string, error) {
	if s, _ := k.AsString(); k.IsString() && isName(s) {
		return s, nil
	}
	s, err := in.plain(k)
	return "[" + s + "]", err
}

// sortedKeys lists a table's keys: numbers, strings and booleans in their
// order, then what has none as it comes.
func sortedKeys(t luabind.Table) []value {
	var keys []value
	t.Each(func(k, _ value) bool { keys = append(keys, k); return true })
	slices.SortStableFunc(keys, func(a, b value) int {
		if o := cmp.Compare(keyRank(a), keyRank(b)); o != 0 {
			return o
		}
		switch a.Type() {
		case "number":
			x, _ := a.AsNumber()
			y, _ := b.AsNumber()
			return cmp.Compare(x, y)
		case "string", "boolean":
			return strings.Compare(a.String(), b.String())
		}
		return 0
	})
	return keys
}

func keyRank(k value) int {
	switch k.Type() {
	case "number":
		return 0
	case "string":
		return 1
	case "boolean":
		return 2
	}
	return 3
}

// luaKeywords cannot be field names without quotes.
var luaKeywords = strings.Fields("and break do else elseif end false for function goto if in local nil not or repeat return then true until while")

// isName says whether s can stand as a field's name in Lua.
func isName(s string) bool {
	for i := 0; i < len(s); i++ {
		ch := s[i]
		letter := ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z'
		if !letter && (i == 0 || ch < '0' || ch > '9') {
			return false
		}
	}
	return s != "" && !slices.Contains(luaKeywords, s)
}

// quoteLua writes a string as a Lua literal; printable text stays readable in
// any script.
func quoteLua(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == utf8.RuneError && n == 1, !unicode.IsPrint(r):
			for _, x := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\%03d`, x)
			}
		default:
			b.WriteRune(r)
		}
		i += n
	}
	b.WriteByte('"')
	return b.String()
}

// inline renders a value on one short line, for messages.
func inline(c *call, v value) string {
	const most = 200
	s, err := (&inspector{c: c, depth: 4, width: 0}).text(v)
	if err != nil {
		return v.Kind()
	}
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}
