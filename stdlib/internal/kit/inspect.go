package kit

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
)

// MaxInspectDepth is how many tables inside of each other are shown at most.
const MaxInspectDepth = 100

const (
	// maxInspectBytes ends the text of a value: a few tables that refer to
	// each other can have more text than there is memory.
	maxInspectBytes = 1 << 20
)

// inspector renders values.
type inspector struct {
	c     *luabind.Call
	depth int
	width int // 0: everything on one line
	size  int // bytes rendered, about
	path  []luabind.Table
}

// Inspect renders a value as Lua text: so many tables inside of each other,
// those that fit into width characters on one line; all is one line for width
// 0.
func Inspect(c *luabind.Call, v luabind.Value, depth, width int) (string, error) {
	return (&inspector{c: c, depth: depth, width: width}).value(v, 0, 0)
}

// value renders a value that stands at some indentation, behind so many
// characters of its line.
func (in *inspector) value(v luabind.Value, indent, column int) (string, error) {
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
func (in *inspector) plain(v luabind.Value) (string, error) {
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
		return QuoteLua(s), nil
	case "nil", "boolean", "number":
		return v.String(), nil
	}
	return "<" + v.Type() + ">", nil
}

// entry is one element of a table, its key rendered unless it is a list's.
type entry struct {
	key   string
	value luabind.Value
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
	for _, k := range SortedKeys(t) {
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

func (in *inspector) key(k luabind.Value) (string, error) {
	if s, _ := k.AsString(); k.IsString() && IsName(s) {
		return s, nil
	}
	s, err := in.plain(k)
	return "[" + s + "]", err
}

// Inline renders a value on one short line, for messages.
func Inline(c *luabind.Call, v luabind.Value) string {
	const most = 200
	s, err := Inspect(c, v, 4, 0)
	if err != nil {
		return v.Kind()
	}
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}
