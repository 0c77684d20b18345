package luare

import (
	"context"
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

const (
	// maxPatterns is how many compiled patterns a Host keeps.
	maxPatterns = 64
	// maxPattern bounds a pattern's text, longPattern what is compiled with the
	// Host's lock held.
	maxPattern  = 256 << 10
	longPattern = 2 << 10
	// shortWork is how much a search may have to do, by the lengths of text and
	// pattern, so that it need not be interruptible.
	shortWork = 1 << 20
)

// pattern is a compiled one.
type pattern struct {
	*regexp.Regexp
	text string
	// behind finds the pattern, as its group 1, behind a first character that
	// stands before the place where the search begins: ^ and \b look at it.
	behind func() *regexp.Regexp
}

type patternsKey struct{}

// refusesPattern says whether a pattern is none.
func refusesPattern(c *luabind.Call) error {
	_, err := compiled(c)
	return err
}

// compiled gives the pattern of a call, from those that the Host has used.
func compiled(c *luabind.Call) (*pattern, error) {
	text := c.Named("pattern").Text()
	known := c.Host().State(patternsKey{}, func() any { return map[string]*pattern{} }).(map[string]*pattern)
	if p := known[text]; p != nil {
		return p, nil
	}
	if len(text) > maxPattern {
		return nil, luabind.ValueErrorf("%s: the pattern is longer than %d KB", c.Func().Name, maxPattern>>10)
	}
	c.Steps(16 * len(text))
	compile := func() (*regexp.Regexp, error) { return regexp.Compile(text) }
	var p *regexp.Regexp
	var err error
	if len(text) > longPattern {
		err = c.Block(func(ctx context.Context) (err error) {
			p, err = luabind.Apart(ctx, compile, func(*regexp.Regexp) {})
			return err
		})
	} else {
		p, err = compile()
	}
	var se *syntax.Error
	if errors.As(err, &se) {
		at := max(0, strings.Index(text, se.Expr))
		return nil, kit.TextError(c.Func().Name+": "+se.Code.String()+" in the pattern: "+luabind.String(se.Expr).Quote(), text, at, 1)
	} else if err != nil {
		return nil, err
	}
	if len(known) >= maxPatterns {
		clear(known)
	}
	known[text] = &pattern{p, text, sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\A(?s:.)(?s:.*?)(` + text + `)`)
	})}
	return known[text], nil
}

// short says whether a search in s may go on to its end, and counts its work.
func (p *pattern) short(c *luabind.Call, s string) bool {
	work := len(s) * (16 + len(p.text))
	if work > shortWork {
		return false
	}
	c.Steps(work / 32)
	return true
}

// test says whether the text has a match.
func (p *pattern) test(c *luabind.Call, s string) bool {
	if p.short(c, s) {
		return p.MatchString(s)
	}
	return p.MatchReader(p.reader(c, s))
}

// first gives the places of the first match and its groups, nil without one.
func (p *pattern) first(c *luabind.Call, s string) []int {
	if p.short(c, s) {
		return p.FindStringSubmatchIndex(s)
	}
	return p.FindReaderSubmatchIndex(p.reader(c, s))
}

// each visits up to n matches, all with n < 0, as
// [regexp.Regexp.FindAllStringSubmatchIndex] finds them.
func (p *pattern) each(c *luabind.Call, s string, n int, visit func(match []int) error) error {
	if p.short(c, s) {
		for _, m := range p.FindAllStringSubmatchIndex(s, n) {
			if err := visit(m); err != nil {
				return err
			}
		}
		return nil
	}
	return p.walk(c, s, n, visit)
}

// walk is each for a text of any length, a match at a time.
func (p *pattern) walk(c *luabind.Call, s string, n int, visit func(match []int) error) error {
	last := -1 // where the last match ended
	for at := 0; at <= len(s) && n != 0; {
		m := p.from(c, s, at)
		if m == nil {
			return nil
		}
		empty := m[1] == at
		if empty {
			_, size := utf8.DecodeRuneInString(s[at:])
			at += max(size, 1)
		} else {
			at = m[1]
		}
		// An empty match right behind another is none.
		adjacent := empty && m[0] == last
		if last = m[1]; adjacent {
			continue
		}
		n--
		if err := visit(m); err != nil {
			return err
		}
	}
	return nil
}

// from gives the first match that begins at a place or behind it.
func (p *pattern) from(c *luabind.Call, s string, at int) []int {
	if at == 0 {
		return p.FindReaderSubmatchIndex(p.reader(c, s))
	}
	_, size := utf8.DecodeLastRuneInString(s[:at])
	begin := at - size
	m := p.behind().FindReaderSubmatchIndex(p.reader(c, s[begin:]))
	if m == nil {
		return nil
	}
	m = m[2:]
	for i := range m {
		if m[i] >= 0 {
			m[i] += begin
		}
	}
	return m
}

// reader gives a text to a search and counts the search's work: it ends where
// the run does.
type reader struct {
	c       *luabind.Call
	rest    string
	cost    int // of a character
	pending int
}

func (p *pattern) reader(c *luabind.Call, s string) *reader {
	return &reader{c: c, rest: s, cost: 2 + len(p.text)/8}
}

// ReadRune gives the next character.
func (r *reader) ReadRune() (rune, int, error) {
	const several = 4096
	if r.pending += r.cost; r.pending >= several {
		r.c.Steps(r.pending)
		r.pending = 0
	}
	if r.rest == "" {
		return 0, 0, errEnd
	}
	ch, size := utf8.DecodeRuneInString(r.rest)
	r.rest = r.rest[size:]
	return ch, size, nil
}

// errEnd ends a text; what it is does not matter.
var errEnd = errors.New("the end")
