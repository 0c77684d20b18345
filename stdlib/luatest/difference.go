package luatest

import (
	"fmt"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// maxDifferences bounds how many are listed for one comparison.
const maxDifferences = 10

// maxNesting bounds how deep values are compared.
const maxNesting = 1000

// differ compares values deeply and lists in what they differ, each
// difference with its path.
type differ struct {
	c      *luabind.Call
	growth kit.Growth
	out    []string
	more   int
	path   []luabind.Value           // the keys that lead to what is compared
	seen   map[[2]luabind.Value]bool // pairs of tables under comparison, or compared
}

// differences finds in what got is not what was wanted: as text, one a line if
// there are several; "" if they are equal.
func differences(c *luabind.Call, got, want luabind.Value) (string, error) {
	d := &differ{c: c, growth: kit.NewGrowth(c), seen: map[[2]luabind.Value]bool{}}
	if err := d.compare(got, want); err != nil {
		return "", err
	}
	total := len(d.out) + d.more
	if total < 2 {
		return strings.Join(d.out, ""), nil
	}
	if d.more > 0 {
		d.out = append(d.out, fmt.Sprintf("and %d more", d.more))
	}
	return fmt.Sprintf("%d differences:\n  %s", total, strings.Join(d.out, "\n  ")), nil
}

// add notes a difference; text is asked for only if it is listed.
func (d *differ) add(text func() string) {
	if len(d.out) >= maxDifferences {
		d.more++
		return
	}
	s := text()
	if len(d.path) > 0 {
		var path strings.Builder
		for _, k := range d.path {
			path.WriteString(step(k))
		}
		s = path.String() + ": " + s
	}
	d.out = append(d.out, s)
}

func (d *differ) compare(got, want luabind.Value) error {
	d.c.Steps(1)
	if same(got, want) {
		return nil
	}
	a, ok1 := kit.PlainTable(got)
	b, ok2 := kit.PlainTable(want)
	if ok1 && ok2 {
		return d.tables(a, b)
	}
	x, text1 := got.AsString()
	y, text2 := want.AsString()
	if text1 && text2 && got.IsString() && want.IsString() && (strings.Contains(x, "\n") || strings.Contains(y, "\n")) {
		d.texts(x, y)
		return nil
	}
	d.add(func() string { return "got " + kit.Inline(d.c, got) + ", expected " + kit.Inline(d.c, want) })
	return nil
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

func (d *differ) tables(got, want luabind.Table) error {
	pair := [2]luabind.Value{got.Value(), want.Value()}
	if d.seen[pair] {
		return nil
	}
	if len(d.path) >= maxNesting {
		return luabind.ValueErrorf("%s: the tables are nested deeper than %d", d.c.Func().Name, maxNesting)
	}
	d.growth.Add(kit.TableBytes)
	d.seen[pair] = true
	for _, k := range want.Keys() {
		v, w := got.GetValue(k), want.GetValue(k)
		d.path = append(d.path, k)
		if v.IsNil() {
			d.add(func() string { return "missing, expected " + kit.Inline(d.c, w) })
		} else if err := d.compare(v, w); err != nil {
			return err
		}
		d.path = d.path[:len(d.path)-1]
	}
	for _, k := range got.Keys() {
		d.c.Steps(1)
		if want.GetValue(k).IsNil() {
			d.path = append(d.path, k)
			d.add(func() string { return "got " + kit.Inline(d.c, got.GetValue(k)) + ", expected nothing" })
			d.path = d.path[:len(d.path)-1]
		}
	}
	return nil
}

// texts finds the first line in which two texts differ.
func (d *differ) texts(got, want string) {
	number := 1
	for {
		d.growth.Add(1)
		a, moreA := cutLine(&got)
		b, moreB := cutLine(&want)
		if a != b || !moreA || !moreB {
			d.add(func() string {
				line := func(s string, some bool) string {
					if !some {
						return "the end"
					}
					return kit.Inline(d.c, luabind.String(s))
				}
				return fmt.Sprintf("line %d: got %s, expected %s", number, line(a, moreA), line(b, moreB))
			})
			return
		}
		number++
	}
}

// cutLine takes the next line off a text, with its end; some is false at the
// text's end.
func cutLine(s *string) (line string, some bool) {
	i := strings.IndexByte(*s, '\n') + 1
	if i == 0 {
		i = len(*s)
	}
	line, *s = (*s)[:i], (*s)[i:]
	return line, line != ""
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
