package luabind

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// Format says how values are written for people: what inspect, the REPL and
// messages show. The text is Lua where there is Lua for the value, and the same
// at every run: list elements first, then fields in the order of their names. A
// table inside of itself shows as <cycle>.
type Format struct {
	// Width is how many characters a line may have: a table that fits is
	// written on one line. 0: all is written on one line.
	Width int
	// Depth is how many tables inside of each other are shown; 0:
	// MaxFormatDepth, which is the most; negative: none.
	Depth int
	// Items is how many elements of a table are shown; 0: all.
	Items int
	// Text is how many bytes of a string are shown; 0: all.
	Text int
	// Paint colours the text of a value that is no table.
	Paint func(v Value, text string) string
}

// MaxFormatDepth is how many tables inside of each other are shown at most.
const MaxFormatDepth = 100

// maxFormatBytes ends the text of a value: a few tables that refer to each
// other can have more text than there is memory.
const maxFormatBytes = 1 << 20

// Value writes a value. It charges the text and steps for the work, and fails
// where a __tostring does.
func (f Format) Value(c *Call, v Value) (string, error) {
	if f.Depth == 0 || f.Depth > MaxFormatDepth {
		f.Depth = MaxFormatDepth
	}
	text, err := (&formatter{Format: f, c: c}).value(v, 0, 0)
	return text.text, err
}

// formatter writes one value.
type formatter struct {
	Format
	c    *Call
	size int // bytes written, about
	path []any
}

// formatted is a text, which may be coloured, and the characters that it shows
// on its first line.
type formatted struct {
	text  string
	width int
	lines bool // there are several
}

// value writes a value that stands at some indentation, behind so many
// characters of its line.
func (f *formatter) value(v Value, indent, column int) (formatted, error) {
	f.c.Steps(1)
	f.size += indent + 2
	self, class := v.Object()
	if t, ok := v.AsTable(); ok && class == nil {
		if t.Empty() {
			return shown("{}"), nil
		}
		return f.table(t.t, indent, column, func() ([]Pair, error) { return f.entries(t), nil })
	}
	s, err := f.leaf(v)
	if err != nil {
		return formatted{}, err
	}
	if class != nil && class.Pairs != nil && self != nil && s == class.Name+"()" {
		// Its text says nothing of it.
		return f.table(v.lv, indent, column, func() ([]Pair, error) { return class.Pairs(f.c, self) })
	}
	f.size += len(s)
	f.c.Charge(len(s))
	out := shown(s)
	if f.Paint != nil {
		out.text = f.Paint(v, s)
	}
	return out, nil
}

func shown(s string) formatted { return formatted{text: s, width: utf8.RuneCountInString(s)} }

// leaf writes what is no table.
func (f *formatter) leaf(v Value) (string, error) {
	if _, class := v.Object(); class != nil {
		s, err := f.c.ToString(v)
		s = escape(s, false)
		if v.IsNull() || class == TimeClass || class == integerClass || strings.HasPrefix(s, class.Name) {
			return s, err
		}
		return "<" + class.Name + " " + s + ">", err
	}
	switch v.Type() {
	case "string":
		s, cut := v.Text(), ""
		if f.Text > 0 && len(s) > f.Text {
			s, cut = strings.ToValidUTF8(s[:f.Text], ""), "..."
		}
		return QuoteString(s + cut), nil
	case "nil", "boolean", "number":
		return v.String(), nil
	}
	if fn, _ := v.Func(); fn != nil {
		return "<function " + fn.Name + ">", nil
	}
	return "<" + v.Type() + ">", nil
}

// table writes the entries of a table or object, which id tells from others.
func (f *formatter) table(id any, indent, column int, list func() ([]Pair, error)) (formatted, error) {
	if slices.Contains(f.path, id) {
		return shown("<cycle>"), nil
	}
	if len(f.path) >= f.Depth || f.size > maxFormatBytes {
		return shown("{...}"), nil
	}
	f.path = append(f.path, id)
	defer func() { f.path = f.path[:len(f.path)-1] }()
	entries, err := list()
	if err != nil {
		return formatted{}, err
	}
	parts := make([]string, 0, min(len(entries), 1024))
	width, lines, next := column+len("{  }"), false, 1
	for i, e := range entries {
		if f.Items > 0 && i == f.Items {
			parts = append(parts, fmt.Sprintf("... %d more", len(entries)-i))
			width += len(parts[i])
			break
		}
		key := ""
		if n, ok := e.Key.AsNumber(); ok && n == float64(next) {
			next++
		} else if key, err = f.key(e.Key); err != nil {
			return formatted{}, err
		} else {
			key += " = "
		}
		f.size += len(key)
		keyWidth := utf8.RuneCountInString(key)
		s, err := f.value(e.Value, indent+2, indent+2+keyWidth+len(","))
		if err != nil {
			return formatted{}, err
		}
		parts = append(parts, key+s.text)
		width += keyWidth + s.width + 2
		lines = lines || s.lines
		if f.size > maxFormatBytes {
			parts = append(parts, "...")
			break
		}
	}
	if f.Width == 0 || width-2 <= f.Width && !lines {
		return formatted{text: f.copied("{ " + strings.Join(parts, ", ") + " }"), width: width - 2 - column}, nil
	}
	margin := strings.Repeat(" ", indent+2)
	return formatted{text: f.copied("{\n" + margin + strings.Join(parts, ",\n"+margin) + "\n" + margin[2:] + "}"), width: 1, lines: true}, nil
}

// copied counts the work of putting together a text.
func (f *formatter) copied(s string) string {
	f.c.Steps(len(s) / 64)
	return s
}

// entries lists a table's elements: 1 to n, then the others by key.
func (f *formatter) entries(t Table) []Pair {
	var list []Pair
	n := 0
	for v := t.At(1); !v.IsNil(); v = t.At(n + 1) {
		n++
		f.charge(n)
		list = append(list, Pair{Number(float64(n)), v})
	}
	var rest []Pair
	t.Each(func(k, v Value) bool {
		if i, ok := k.AsInt(); ok && i >= 1 && i <= int64(n) && k.Type() == "number" {
			return true
		}
		rest = append(rest, Pair{k, v})
		f.charge(len(rest))
		return true
	})
	f.c.Steps(len(rest))
	slices.SortStableFunc(rest, func(a, b Pair) int { return compareKeys(a.Key, b.Key) })
	return append(list, rest...)
}

// charge counts an element that is noted.
func (f *formatter) charge(n int) {
	if n%1024 == 0 {
		f.c.Charge(1024 * 2 * valueBytes)
		f.c.Steps(1024)
	}
}

func (f *formatter) key(k Value) (string, error) {
	if s := k.Text(); k.IsString() && IsName(s) {
		return s, nil
	}
	s, err := f.leaf(k)
	return "[" + s + "]", err
}

// Keys lists a table's keys: numbers, strings and booleans in their order, then
// what has none as it comes.
func (t Table) Keys() []Value {
	var keys []Value
	t.Each(func(k, _ Value) bool { keys = append(keys, k); return true })
	slices.SortStableFunc(keys, compareKeys)
	return keys
}

func compareKeys(a, b Value) int {
	if x, ok := a.lv.(lua.LString); ok {
		if y, ok := b.lv.(lua.LString); ok {
			return strings.Compare(string(x), string(y))
		}
	}
	if o := cmp.Compare(keyRank(a), keyRank(b)); o != 0 {
		return o
	}
	switch a.Type() {
	case "number":
		return cmp.Compare(a.Float(), b.Float())
	case "boolean":
		return strings.Compare(a.String(), b.String())
	}
	return 0
}

func keyRank(k Value) int {
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

// IsName says whether s can stand as a name in Lua, of a field for instance.
func IsName(s string) bool {
	for i := 0; i < len(s); i++ {
		ch := s[i]
		letter := ch == '_' || ch >= 'a' && ch <= 'z' || ch >= 'A' && ch <= 'Z'
		if !letter && (i == 0 || ch < '0' || ch > '9') {
			return false
		}
	}
	return s != "" && !syntax.IsReserved(s)
}

// QuoteString writes a string as a Lua literal; printable text stays readable
// in any script.
func QuoteString(s string) string { return `"` + escape(s, true) + `"` }

// escape makes a text safe to stand in a line: what is not printable is written
// as in a literal, in which the quotes are escaped too.
func escape(s string, literal bool) string {
	plain := func(r rune) bool { return unicode.IsPrint(r) && (!literal || r != '"' && r != '\\') }
	if utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case plain(r) && (r != utf8.RuneError || n > 1):
			b.WriteRune(r)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		default:
			for _, x := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\%03d`, x)
			}
		}
		i += n
	}
	return b.String()
}
