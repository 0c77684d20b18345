package luatest

import (
	"fmt"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// maxDifferences bounds how many are listed for one comparison.
const maxDifferences = 10

// differ compares values deeply and lists in what they differ, each
// difference with its path.
type differ struct {
	c    *luabind.Call
	out  []string
	more int
	seen map[[2]luabind.Value]bool // pairs of tables under comparison, or compared
}

// differences finds in what got is not what was wanted: as text, one a line if
// there are several; "" if they are equal.
func differences(c *luabind.Call, got, want luabind.Value) string {
	d := &differ{c: c, seen: map[[2]luabind.Value]bool{}}
	d.compare("", got, want)
	total := len(d.out) + d.more
	if total < 2 {
		return strings.Join(d.out, "")
	}
	if d.more > 0 {
		d.out = append(d.out, fmt.Sprintf("and %d more", d.more))
	}
	return fmt.Sprintf("%d differences:\n  %s", total, strings.Join(d.out, "\n  "))
}

func (d *differ) add(path, format string, args ...any) {
	if len(d.out) >= maxDifferences {
		d.more++
		return
	}
	s := fmt.Sprintf(format, args...)
	if path != "" {
		s = path + ": " + s
	}
	d.out = append(d.out, s)
}

func (d *differ) compare(path string, got, want luabind.Value) {
	d.c.Steps(1)
	if same(got, want) {
		return
	}
	a, ok1 := kit.PlainTable(got)
	b, ok2 := kit.PlainTable(want)
	if ok1 && ok2 {
		d.tables(path, a, b)
		return
	}
	x, text1 := got.AsString()
	y, text2 := want.AsString()
	if text1 && text2 && got.IsString() && want.IsString() && strings.ContainsRune(x+y, '\n') {
		d.texts(path, x, y)
		return
	}
	d.add(path, "got %s, expected %s", kit.Inline(d.c, got), kit.Inline(d.c, want))
}

// same is equality without looking into tables: NaN equals itself, objects
// compare as == does.
func same(a, b luabind.Value) bool {
	if a.Equal(b) {
		return true
	}
	x, ok1 := a.AsNumber()
	y, ok2 := b.AsNumber()
	if ok1 && ok2 {
		return x == y || x != x && y != y
	}
	self, class := a.Object()
	other, class2 := b.Object()
	return class != nil && class == class2 && class.Equal != nil && class.Equal(self, other)
}

func (d *differ) tables(path string, got, want luabind.Table) {
	pair := [2]luabind.Value{got.Value(), want.Value()}
	if d.seen[pair] {
		return
	}
	d.seen[pair] = true
	for _, k := range want.Keys() {
		p := path + step(k)
		v := got.GetValue(k)
		if w := want.GetValue(k); v.IsNil() {
			d.add(p, "missing, expected %s", kit.Inline(d.c, w))
		} else {
			d.compare(p, v, w)
		}
	}
	for _, k := range got.Keys() {
		if want.GetValue(k).IsNil() {
			d.add(path+step(k), "got %s, expected nothing", kit.Inline(d.c, got.GetValue(k)))
		}
	}
}

// texts finds the first line in which two texts differ.
func (d *differ) texts(path, got, want string) {
	a, b := strings.SplitAfter(got, "\n"), strings.SplitAfter(want, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	line := func(lines []string) string {
		if i < len(lines) && (lines[i] != "" || i < len(lines)-1) {
			return kit.Inline(d.c, luabind.String(lines[i]))
		}
		return "the end"
	}
	d.add(path, "line %d: got %s, expected %s", i+1, line(a), line(b))
}

// step renders a key as it is written behind a table.
func step(k luabind.Value) string {
	if s, _ := k.AsString(); k.IsString() {
		if luabind.IsName(s) {
			return "." + s
		}
		return "[" + luabind.QuoteString(s) + "]"
	}
	return "[" + k.Quote() + "]"
}
