package luatime

import (
	"fmt"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// layoutParser reads a text by a strptime layout.
type layoutParser struct {
	s string
	i int

	year, month, day          int
	hour, minute, second      int
	nanosecond                int
	yearday                   int
	pm, twelve                bool
	unix                      int64
	zone                      *time.Location
	hasYearday, hasUnix, hasP bool
}

// parseLayout reads a text by a layout. Errors are ParseErrors with the column
// in the text, or ValueErrors about the layout.
func parseLayout(s, layout string) (time.Time, error) {
	p := &layoutParser{s: s, year: 1970, month: 1, day: 1, zone: time.UTC}
	err := p.layout(layout)
	if err == nil && p.i < len(s) {
		err = p.bad("more text follows")
	}
	if err != nil {
		return time.Time{}, err
	}
	return p.time()
}

func (p *layoutParser) bad(problem string) error {
	return kit.TextError(fmt.Sprintf("parse: %s does not fit the layout: %s", luabind.String(p.s).Quote(), problem), p.s, p.i, 1)
}

func (p *layoutParser) layout(layout string) error {
	for i := 0; i < len(layout); i++ {
		ch := layout[i]
		if ch != '%' {
			if err := p.literal(ch); err != nil {
				return err
			}
			continue
		}
		i++
		if i < len(layout) && layout[i] == ':' && i+1 < len(layout) && layout[i+1] == 'z' {
			i++
		}
		if i == len(layout) {
			return luabind.ValueErrorf("parse: the layout %q ends with a lone %%", layout)
		}
		if whole, ok := composed(layout[i]); ok {
			if err := p.layout(whole); err != nil {
				return err
			}
			continue
		}
		known, err := p.conversion(layout[i])
		if !known {
			return luabind.ValueErrorf("parse: unknown conversion %%%c in the layout %q", layout[i], layout)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// literal takes a character as it is; white space stands for any of it.
func (p *layoutParser) literal(ch byte) error {
	if ch == ' ' || ch == '\t' || ch == '\n' {
		p.skipSpace()
		return nil
	}
	if p.i >= len(p.s) || p.s[p.i] != ch {
		return p.bad(fmt.Sprintf("%q should be", ch))
	}
	p.i++
	return nil
}

func (p *layoutParser) skipSpace() {
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.i]) >= 0 {
		p.i++
	}
}

// composed is what a conversion stands for that stands for several others.
func composed(conversion byte) (v string, ok bool) {
	switch conversion {
	case 'F':
		return "%Y-%m-%d", true
	case 'T', 'X':
		return "%H:%M:%S", true
	case 'R':
		return "%H:%M", true
	case 'D', 'x':
		return "%m/%d/%y", true
	case 'r':
		return "%I:%M:%S %p", true
	case 'c':
		return "%a %b %e %H:%M:%S %Y", true
	}
	return v, false
}

func (p *layoutParser) conversion(ch byte) (known bool, err error) {
	switch ch {
	case 'Y':
		p.year, err = p.number(4, 0, 9999, "the year")
	case 'y':
		if p.year, err = p.number(2, 0, 99, "the year"); p.year < 69 {
			p.year += 100
		}
		p.year += 1900
	case 'm':
		p.month, err = p.number(2, 1, 12, "the month")
	case 'd', 'e':
		p.skipSpace()
		p.day, err = p.number(2, 1, 31, "the day")
	case 'H', 'k':
		p.skipSpace()
		p.hour, err = p.number(2, 0, 23, "the hour")
		p.twelve = false
	case 'I', 'l':
		p.skipSpace()
		p.hour, err = p.number(2, 1, 12, "the hour")
		p.twelve = true
	case 'M':
		p.minute, err = p.number(2, 0, 59, "the minute")
	case 'S':
		p.second, err = p.number(2, 0, 60, "the second")
	case 'j':
		p.yearday, err = p.number(3, 1, 366, "the day of the year")
		p.hasYearday = true
	case 'f', 'N', 'L':
		err = p.fraction()
	case 's':
		before := strings.HasPrefix(p.s[p.i:], "-") // 1970
		if before {
			p.i++
		}
		var n int
		n, err = p.number(11, 0, 1<<40, "the seconds")
		if p.unix, p.hasUnix = int64(n), true; before {
			p.unix = -p.unix
		}
	case 'b', 'B', 'h':
		p.month, err = p.name(monthNames(), "the name of a month")
	case 'a', 'A':
		_, err = p.name(dayNames(), "the name of a day")
	case 'p', 'P':
		var n int
		n, err = p.name([]string{"AM", "PM"}, "AM or PM")
		p.pm, p.hasP = n == 2, true
	case 'z', 'Z':
		err = p.offset()
	case 'n', 't':
		p.skipSpace()
	case '%':
		err = p.literal('%')
	default:
		return false, nil
	}
	return true, err
}

// number reads up to most digits.
func (p *layoutParser) number(most, low, high int, what string) (int, error) {
	start, n := p.i, 0
	for p.i < len(p.s) && p.i-start < most && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		n = n*10 + int(p.s[p.i]-'0')
		p.i++
	}
	if p.i == start {
		return 0, p.bad(what + " should be")
	}
	if n < low || n > high {
		p.i = start
		return 0, p.bad(fmt.Sprintf("%s must be %d to %d", what, low, high))
	}
	return n, nil
}

func (p *layoutParser) fraction() error {
	start, unit := p.i, int(time.Second)
	p.nanosecond = 0
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		unit /= 10
		p.nanosecond += int(p.s[p.i]-'0') * unit
		p.i++
	}
	if p.i == start {
		return p.bad("the fraction of the second should be")
	}
	return nil
}

var monthNamesOnce lazy.Value[[]string]

func monthNames() []string {
	return monthNamesOnce.Get(func() []string {
		return namesOf(12, func(i int) string { return time.Month(i).String() })
	})
}

var dayNamesOnce lazy.Value[[]string]

func dayNames() []string {
	return dayNamesOnce.Get(func() []string {
		return namesOf(7, func(i int) string { return time.Weekday(i - 1).String() })
	})
}

func namesOf(n int, name func(i int) string) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = name(i + 1)
	}
	return list
}

// name reads one of some English names, whole or its first three letters, and
// gives its number from 1.
func (p *layoutParser) name(names []string, what string) (int, error) {
	rest := p.s[p.i:]
	for _, length := range []int{16, 3} {
		for i, n := range names {
			n = n[:min(length, len(n))]
			if len(rest) >= len(n) && strings.EqualFold(rest[:len(n)], n) {
				p.i += len(n)
				return i + 1, nil
			}
		}
	}
	return 0, p.bad(what + " should be")
}

// offset reads a zone: Z, an offset from UTC, or a name that means UTC. Other
// abbreviations mean different zones in different places.
func (p *layoutParser) offset() error {
	end := p.i
	for end < len(p.s) && strings.IndexByte(" \t\n)", p.s[end]) < 0 {
		end++
	}
	word := p.s[p.i:end]
	if strings.EqualFold(word, "gmt") {
		word = "UTC"
	}
	zone, err := luabind.ParseZone(word)
	if err != nil {
		return p.bad(`a zone should be, as "+02:00", "Z" or "Europe/Berlin"`)
	}
	p.zone, p.i = zone, end
	return nil
}

// time puts together what was read.
func (p *layoutParser) time() (time.Time, error) {
	if p.hasUnix {
		return time.Unix(p.unix, int64(p.nanosecond)).In(p.zone), nil
	}
	if p.twelve && p.hasP {
		p.hour %= 12
		if p.pm {
			p.hour += 12
		}
	}
	month, day := time.Month(p.month), p.day
	if p.hasYearday {
		month, day = time.January, p.yearday
	}
	t := time.Date(p.year, month, day, p.hour, p.minute, p.second, p.nanosecond, p.zone)
	date := time.Date(p.year, month, day, 0, 0, 0, 0, time.UTC)
	if date.Year() != p.year || !p.hasYearday && date.Day() != day {
		p.i = 0
		return time.Time{}, p.bad("there is no such day")
	}
	return t, nil
}
