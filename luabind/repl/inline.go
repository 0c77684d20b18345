package repl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// inline renders a value on one line, coloured.
func (p *printer) inline(v luabind.Value, depth int) string {
	if _, ok := v.AsTable(); ok || v.IsString() {
		return p.tint(v, p.inlinePlain(v, depth))
	}
	return p.scalar(v)
}

// inlinePlain renders a value on one line.
func (p *printer) inlinePlain(v luabind.Value, depth int) string {
	if self, class := v.Object(); class != nil {
		text := clean(v.String())
		if v.Type() == "table" && class.String != nil { // one that Lua knows by its address
			text = clean(class.String(self))
		}
		if text == class.Name+"()" && depth < maxNesting && p.hasFields(self, class) {
			return p.fields(self, class, depth) // it says nothing by itself
		}
		return text
	}
	if v.IsString() {
		s := v.String()
		if len(s) > maxText {
			s = strings.ToValidUTF8(s[:maxText], "") + "..."
		}
		return quote(s)
	}
	t, ok := v.AsTable()
	if !ok {
		return clean(v.String())
	}
	if t.Empty() {
		return "{}"
	}
	if depth >= maxNesting {
		return "{...}"
	}
	var parts []string
	for _, e := range entries(t) {
		if len(parts) == maxItems {
			parts = append(parts, "...")
			break
		}
		parts = append(parts, e.prefix()+p.inlinePlain(e.value, depth+1))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// fields renders an object as the table of its fields.
func (p *printer) fields(self any, class *luabind.Class, depth int) string {
	pairs, err := class.Pairs(p.c, self)
	if err != nil {
		return class.Name + "()"
	}
	parts := make([]string, len(pairs))
	for i, f := range pairs {
		parts[i] = entry{key: f.Key}.prefix() + p.inlinePlain(f.Value, depth+1)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// block renders a table: on a line if it fits, else an entry a line.
func (p *printer) block(v luabind.Value, indent string, above map[luabind.Table]bool) string {
	t, ok := v.AsTable()
	if _, class := v.Object(); !ok || class != nil {
		return p.inline(v, 0)
	}
	if above[t] {
		return p.paint(colorDim, "{...the table that this is in...}")
	}
	above[t] = true
	defer delete(above, t)
	room := p.width
	if room == 0 {
		room = 100
	}
	if flat(t, 2) {
		if text := p.inlinePlain(v, 0); runewidth.StringWidth(indent)+runewidth.StringWidth(text) <= room {
			return text
		}
	}
	if len(indent) >= 2*maxNesting {
		return p.paint(colorDim, "{...}")
	}
	var b strings.Builder
	b.WriteString("{\n")
	all := entries(t)
	for i, e := range all {
		if i == maxItems {
			b.WriteString(indent + "  " + p.paint(colorDim, fmt.Sprintf("... %d more", len(all)-i)) + "\n")
			break
		}
		b.WriteString(indent + "  " + e.prefix() + p.block(e.value, indent+"  ", above) + ",\n")
	}
	b.WriteString(indent + "}")
	return b.String()
}

// flat reports whether a table nests no deeper than depth, so that it surely
// has an end.
func flat(t luabind.Table, depth int) bool {
	ok := true
	t.Each(func(_, v luabind.Value) bool {
		inner, isTable := v.AsTable()
		if _, class := v.Object(); isTable && class == nil {
			ok = depth > 0 && flat(inner, depth-1)
		}
		return ok
	})
	return ok
}

// entry is one element of a table.
type entry struct {
	key   luabind.Value
	value luabind.Value
	index int64 // of the list part, else 0
}

// prefix is what stands before the value.
func (e entry) prefix() string {
	if e.index > 0 {
		return ""
	}
	if e.key.IsString() {
		if s := e.key.String(); isName(s) {
			return s + " = "
		}
		return "[" + quote(e.key.String()) + "] = "
	}
	return "[" + clean(e.key.String()) + "] = "
}

// entries lists a table in an order that is always the same: the list, then
// other numbers, then names.
func entries(t luabind.Table) []entry {
	var all []entry
	n := int64(0) // where the list ends: its length counts gaps as well
	for ; !t.At(int(n) + 1).IsNil(); n++ {
	}
	t.Each(func(k, v luabind.Value) bool {
		e := entry{key: k, value: v}
		if i, ok := k.AsInt(); ok && k.Type() == "number" && i >= 1 && i <= n {
			e.index = i
		}
		all = append(all, e)
		return true
	})
	slices.SortStableFunc(all, func(a, b entry) int {
		switch {
		case a.index > 0 && b.index > 0:
			return int(a.index - b.index)
		case a.index > 0:
			return -1
		case b.index > 0:
			return 1
		}
		x, xok := a.key.AsNumber()
		y, yok := b.key.AsNumber()
		switch {
		case xok && yok && x < y:
			return -1
		case xok && yok && x > y:
			return 1
		case xok && yok:
			return 0
		case xok:
			return -1
		case yok:
			return 1
		}
		return strings.Compare(a.key.String(), b.key.String())
	})
	return all
}

// isName reports whether a key needs no brackets.
func isName(s string) bool {
	for i, c := range []byte(s) {
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && !syntax.IsReserved(s)
}

// quote writes a string as Lua would have it.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\r':
			b.WriteString(`\r`)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03d`, c)
		case unprintable(c):
			for _, raw := range []byte(string(c)) {
				fmt.Fprintf(&b, `\%03d`, raw)
			}
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
