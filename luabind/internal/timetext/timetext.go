// Package timetext writes and reads times: strftime layouts, ISO 8601 and zones.
package timetext

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ISO is a time as ISO 8601.
func ISO(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		t = t.UTC()
	}
	return t.Format(time.RFC3339Nano)
}

// maxLayout bounds a layout: writing one out cannot be interrupted.
const maxLayout = 10_000

// Format renders a time by a layout as C's strftime does, in English
// whatever the locale. Beyond C: %f microseconds, %L milliseconds, %N
// nanoseconds, %:z the offset with a colon, and as in GNU's a - after the % for
// a number without padding: %-d. It fails for a conversion that it
// does not know.
func Format(t time.Time, layout string) (string, error) {
	if len(layout) > maxLayout {
		return "", fmt.Errorf("the layout is %d bytes long: at most %d are taken", len(layout), maxLayout)
	}
	var b strings.Builder
	for i := 0; i < len(layout); i++ {
		if layout[i] != '%' {
			b.WriteByte(layout[i])
			continue
		}
		i++
		if i < len(layout) && layout[i] == ':' && i+1 < len(layout) && layout[i+1] == 'z' {
			i++
			b.WriteString(t.Format("-07:00"))
			continue
		}
		bare := i+1 < len(layout) && layout[i] == '-'
		if bare {
			i++
		}
		if i == len(layout) {
			return "", fmt.Errorf("the layout %q ends with a lone %%", layout)
		}
		s, ok := conversion(t, layout[i])
		if bare && ok {
			s = withoutPadding(s)
		}
		if !ok {
			return "", fmt.Errorf("unknown conversion %%%c in the layout %q", layout[i], layout)
		}
		b.WriteString(s)
	}
	return b.String(), nil
}

// withoutPadding takes the zeros and spaces away that a number begins with.
func withoutPadding(s string) string {
	if strings.Trim(s, " 0123456789") != "" {
		return s
	}
	if s = strings.TrimLeft(s, " 0"); s == "" {
		return "0"
	}
	return s
}

// goLayout is how Go's layouts say a conversion that they can say.
func goLayout(c byte) (v string, ok bool) {
	switch c {
	case 'Y':
		return "2006", true
	case 'm':
		return "01", true
	case 'd':
		return "02", true
	case 'H':
		return "15", true
	case 'M':
		return "04", true
	case 'S':
		return "05", true
	case 'y':
		return "06", true
	case 'b', 'h':
		return "Jan", true
	case 'B':
		return "January", true
	case 'a':
		return "Mon", true
	case 'A':
		return "Monday", true
	case 'I':
		return "03", true
	case 'p':
		return "PM", true
	case 'P':
		return "pm", true
	case 'j':
		return "002", true
	case 'Z':
		return "MST", true
	case 'z':
		return "-0700", true
	case 'e':
		return "_2", true
	case 'F':
		return "2006-01-02", true
	case 'T', 'X':
		return "15:04:05", true
	case 'R':
		return "15:04", true
	case 'D', 'x':
		return "01/02/06", true
	case 'r':
		return "03:04:05 PM", true
	case 'c':
		return "Mon Jan _2 15:04:05 2006", true
	}
	return v, false
}

func conversion(t time.Time, c byte) (string, bool) {
	if l, ok := goLayout(c); ok {
		return t.Format(l), true
	}
	year, week := t.ISOWeek()
	switch c {
	case '%':
		return "%", true
	case 'n':
		return "\n", true
	case 't':
		return "\t", true
	case 's':
		return strconv.FormatInt(t.Unix(), 10), true
	case 'f':
		return fmt.Sprintf("%06d", t.Nanosecond()/1e3), true
	case 'L':
		return fmt.Sprintf("%03d", t.Nanosecond()/1e6), true
	case 'N':
		return fmt.Sprintf("%09d", t.Nanosecond()), true
	case 'u':
		return strconv.Itoa(Weekday(t)), true
	case 'w':
		return strconv.Itoa(int(t.Weekday())), true
	case 'C':
		return fmt.Sprintf("%02d", t.Year()/100), true
	case 'k':
		return fmt.Sprintf("%2d", t.Hour()), true
	case 'l':
		return fmt.Sprintf("%2d", (t.Hour()+11)%12+1), true
	case 'G':
		return fmt.Sprintf("%04d", year), true
	case 'g':
		return fmt.Sprintf("%02d", year%100), true
	case 'V':
		return fmt.Sprintf("%02d", week), true
	case 'U':
		return fmt.Sprintf("%02d", (t.YearDay()+6-int(t.Weekday()))/7), true
	case 'W':
		return fmt.Sprintf("%02d", (t.YearDay()+6-(int(t.Weekday())+6)%7)/7), true
	}
	return "", false
}

// Parse reads ISO 8601 text. With an error it gives the column, from 1, where it
// is.
func Parse(s string) (t time.Time, column int, err error) {
	p := isoParser{s: s}
	t, err = p.time()
	return t, p.i + 1, err
}

// Weekday is the day of the week, 1 (Monday) to 7 (Sunday).
func Weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

type isoParser struct {
	s string
	i int // where it stands, and after a failure what was wrong
}

// digits reads exactly n of them.
func (p *isoParser) digits(n int, what string) (int, error) {
	v := 0
	for j := range n {
		if p.i+j >= len(p.s) || p.s[p.i+j] < '0' || p.s[p.i+j] > '9' {
			p.i += j
			return 0, fmt.Errorf("the %s needs %d digits", what, n)
		}
		v = v*10 + int(p.s[p.i+j]-'0')
	}
	p.i += n
	return v, nil
}

// within reads a number of two digits and bounds it.
func (p *isoParser) within(low, high int, what string) (int, error) {
	at := p.i
	v, err := p.digits(2, what)
	if err == nil && (v < low || v > high) {
		p.i = at
		err = fmt.Errorf("the %s must be %d to %d", what, low, high)
	}
	return v, err
}

func (p *isoParser) skip(chars string) bool {
	if p.i < len(p.s) && strings.IndexByte(chars, p.s[p.i]) >= 0 {
		p.i++
		return true
	}
	return false
}

func (p *isoParser) time() (time.Time, error) {
	year, err := p.digits(4, "year")
	if err != nil {
		return time.Time{}, err
	}
	dashes := p.skip("-")
	month, err := p.within(1, 12, "month")
	if err != nil {
		return time.Time{}, err
	}
	if dashes && !p.skip("-") {
		return time.Time{}, fmt.Errorf("a - is missing")
	}
	at := p.i
	day, err := p.within(1, 31, "day")
	if err != nil {
		return time.Time{}, err
	}
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if date.Day() != day {
		p.i = at
		return time.Time{}, fmt.Errorf("the month has no day %d", day)
	}
	if p.i == len(p.s) {
		return date, nil
	}
	if !p.skip("Tt ") {
		return time.Time{}, fmt.Errorf("a T is missing")
	}
	clock, err := p.clock()
	if err != nil {
		return time.Time{}, err
	}
	zone := time.UTC
	if p.i < len(p.s) {
		p.skip(" ")
		if zone, err = p.zone(); err != nil {
			return time.Time{}, err
		}
	}
	if p.i < len(p.s) {
		return time.Time{}, fmt.Errorf("more text follows")
	}
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone).Add(clock), nil
}

// clock reads the time of day.
func (p *isoParser) clock() (time.Duration, error) {
	hour, err := p.within(0, 24, "hour")
	if err != nil {
		return 0, err
	}
	colons := p.skip(":")
	minute, err := p.within(0, 59, "minute")
	if err != nil {
		return 0, err
	}
	d := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	if colons && p.skip(":") || !colons && p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		second, err := p.within(0, 60, "second")
		if err != nil {
			return 0, err
		}
		d += time.Duration(second) * time.Second
		if p.skip(".,") {
			start, unit := p.i, time.Second
			for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
				unit /= 10
				d += time.Duration(p.s[p.i]-'0') * unit
				p.i++
			}
			if p.i == start {
				return 0, fmt.Errorf("the fraction needs digits")
			}
		}
	}
	if d > 24*time.Hour {
		return 0, fmt.Errorf("the time of day ends at 24:00")
	}
	return d, nil
}

// zone reads Z, or an offset: +02, +0200, +02:00.
func (p *isoParser) zone() (*time.Location, error) {
	if p.skip("Zz") {
		return time.UTC, nil
	}
	sign := 1
	switch {
	case p.skip("-"):
		sign = -1
	case !p.skip("+"):
		return nil, fmt.Errorf("a zone is Z or an offset like +02:00")
	}
	hours, err := p.within(0, 23, "offset's hour")
	if err != nil {
		return nil, err
	}
	minutes := 0
	if colon := p.skip(":"); colon || p.i < len(p.s) {
		if minutes, err = p.within(0, 59, "offset's minute"); err != nil {
			return nil, err
		}
	}
	if hours == 0 && minutes == 0 {
		return time.UTC, nil
	}
	return time.FixedZone("", sign*(hours*3600+minutes*60)), nil
}

// Zone finds a time zone by its name in the zone database, an offset
// from UTC ("+02:00", "-0530"), "UTC", "Z" or "local".
func Zone(s string) (*time.Location, error) {
	switch s {
	case "UTC", "utc", "Z":
		return time.UTC, nil
	case "local", "Local":
		return time.Local, nil
	case "":
		return nil, fmt.Errorf("the name of a time zone is empty")
	}
	if s[0] == '+' || s[0] == '-' {
		p := isoParser{s: s}
		if z, err := p.zone(); err == nil && p.i == len(s) {
			return z, nil
		}
		return nil, fmt.Errorf("%q is no offset from UTC", s)
	}
	z, err := time.LoadLocation(s)
	if err != nil {
		return nil, fmt.Errorf("unknown time zone %q", s)
	}
	return z, nil
}
