package luabind

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind/internal/clock"
	"github.com/doapi-lua/doapi/luabind/internal/timetext"
)

// Clock is the time that a Host runs by: sleeps, joins, timeouts and time.now.
// The real one is the default; a simulator brings a virtual one. Safe from any
// goroutine.
type Clock interface {
	// Now is the current time.
	Now() time.Time
	// Sleep waits for d, or until ctx or a deadline of WithTimeout ends it,
	// and then gives that error.
	Sleep(ctx context.Context, d time.Duration) error
	// WithTimeout gives a context that this clock ends after d.
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	// Busy says that one more goroutine works; virtual time stands still
	// while any does. Idle takes it back.
	Busy()
	Idle()
}

// Forever is a sleep that only its context ends.
const Forever = clock.Forever

// RealClock is the system's clock.
func RealClock() Clock { return clock.Real{} }

// sameClock says whether two clocks are one.
func sameClock(a, b Clock) bool {
	return reflect.TypeOf(a).Comparable() && reflect.TypeOf(b).Comparable() && a == b
}

// Time makes a time value of the Host: see [TimeClass].
func (h *Host) Time(t time.Time) Value { return h.Object(TimeClass, t.Round(0)) }

// AsTime gives the time behind a value that [Host.Time] made.
func (v Value) AsTime() (time.Time, bool) {
	self, class := v.Object()
	if class != TimeClass {
		return time.Time{}, false
	}
	return self.(time.Time), true
}

// TimeType takes a time value, or ISO 8601 text, which it converts.
var TimeType = &Type{Name: "a time or ISO 8601 text", Lua: "Time|string", Literal: []string{"string"}, Check: func(c *Call, v Value) (Value, error) {
	t, ok, err := asMoment(v)
	if err != nil {
		return Nil, err
	}
	if !ok {
		return Nil, ErrType
	}
	return c.h.Time(t), nil
}}

// asMoment gives the time that an operand stands for; ok is false for what is
// neither a time nor a string.
func asMoment(v Value) (t time.Time, ok bool, err error) {
	if t, ok := v.AsTime(); ok {
		return t, true, nil
	}
	if !v.IsString() {
		return time.Time{}, false, nil
	}
	s, _ := v.AsString()
	t, err = ParseTime(s)
	return t, err == nil, err
}

// TimeClass is the class of points in time: as text they are ISO 8601, they
// compare with each other, adding a number moves them by seconds, and the
// difference of two is a number of seconds. Its Go value is a [time.Time].
var TimeClass = &Class{}

func init() {
	part := func(name, doc string, get func(t time.Time) int) Property {
		return Property{Name: name, Doc: doc, Type: "integer", Get: func(c *Call, self any) (Value, error) {
			return Number(float64(get(self.(time.Time)))), nil
		}}
	}
	unit := func(name string) Param {
		return Param{Name: name, Type: IntegerType, Option: true, Doc: "may be negative"}
	}
	*TimeClass = Class{
		Name:    "Time",
		Doc:     "A point in time. Text is ISO 8601; + and - take seconds, the difference of two times is in seconds.",
		String:  func(self any) string { return timetext.ISO(self.(time.Time)) },
		Equal:   func(a, b any) bool { return a.(time.Time).Equal(b.(time.Time)) },
		Compare: compareTimes,
		Arith:   timeArith,
		Properties: []Property{
			{Name: "unix", Doc: "Seconds since 1970-01-01T00:00:00Z, with fraction.", Type: "number", Get: func(c *Call, self any) (Value, error) {
				t := self.(time.Time)
				return Number(float64(t.Unix()) + float64(t.Nanosecond())/1e9), nil
			}},
			part("year", "The year.", time.Time.Year),
			part("month", "The month, 1 to 12.", func(t time.Time) int { return int(t.Month()) }),
			part("day", "The day of the month, 1 to 31.", time.Time.Day),
			part("hour", "The hour, 0 to 23.", time.Time.Hour),
			part("minute", "The minute, 0 to 59.", time.Time.Minute),
			part("second", "The second, 0 to 59.", time.Time.Second),
			part("nanosecond", "The fraction of the second in nanoseconds.", time.Time.Nanosecond),
			part("weekday", "The day of the week, 1 (Monday) to 7 (Sunday).", timetext.Weekday),
			part("yearday", "The day of the year, 1 to 366.", time.Time.YearDay),
			part("offset", "The zone's offset in seconds east of UTC.", func(t time.Time) int { _, o := t.Zone(); return o }),
			{Name: "zone", Doc: `The zone's abbreviation: "UTC", "CEST".`, Type: "string", Get: func(c *Call, self any) (Value, error) {
				z, _ := self.(time.Time).Zone()
				return String(z), nil
			}},
		},
		Methods: []Func{
			{Name: "format", Doc: "The time as text, by a strftime layout; ISO 8601 without one.", Result: "string",
				Params: []Param{{Name: "layout", Type: StringType, Optional: true, Doc: `as in "%Y-%m-%d %H:%M:%S"`}},
				Run:    timeFormat},
			{Name: "utc", Doc: "The same moment in UTC.", Result: "Time", Run: func(c *Call) error {
				return c.Return(c.h.Time(c.Self().(time.Time).UTC()))
			}},
			{Name: "in_zone", Doc: "The same moment in another zone.", Result: "Time",
				Params: []Param{{Name: "zone", Type: StringType, Doc: `"Europe/Berlin", "+02:00", "UTC" or "local"`}},
				Run:    timeInZone},
			{Name: "add", Doc: "The time moved by calendar units: a month later is the same day of the next month, or that month's last day.", Result: "Time",
				NamedArgs: true,
				Params:    []Param{unit("years"), unit("months"), unit("weeks"), unit("days"), unit("hours"), unit("minutes"), {Name: "seconds", Type: NumberType, Option: true, Doc: "may be negative or a fraction"}},
				Run: func(c *Call) error {
					t, err := addCalendar(c.Self().(time.Time), c)
					if err != nil {
						return err
					}
					return c.Return(t)
				}},
		},
	}
}

func timeFormat(c *Call) error {
	t, layout := c.Self().(time.Time), c.Named("layout")
	if layout.IsNil() {
		return c.Return(String(timetext.ISO(t)))
	}
	// "2006-01-02" and "YYYY-MM-DD" are layouts elsewhere, and would come back as
	// they are.
	if text := layout.Text(); text != "" && !strings.Contains(text, "%") {
		return ValueErrorf(`format: the layout %s has nothing of the time in it: write it as in "%%Y-%%m-%%d %%H:%%M:%%S"`, layout.Quote())
	}
	s, err := FormatTime(t, layout.Text())
	if err != nil {
		return ValueErrorf("format: %w", err)
	}
	return c.Return(String(s))
}

func timeInZone(c *Call) error {
	z, err := ParseZone(c.Named("zone").Text())
	if err != nil {
		return ValueErrorf("in_zone: %w", err)
	}
	return c.Return(c.h.Time(c.Self().(time.Time).In(z)))
}

func compareTimes(a, b Value) (int, bool) {
	x, ok1, _ := asMoment(a)
	y, ok2, _ := asMoment(b)
	return x.Compare(y), ok1 && ok2
}

func timeArith(c *Call, op string, a, b Value) (Value, error) {
	t, isTime := a.AsTime()
	u, otherTime := b.AsTime()
	switch {
	case op == "+" && isTime && !otherTime:
		if s, ok := b.AsNumber(); ok {
			return moved(c, t, s)
		}
	case op == "+" && otherTime && !isTime:
		if s, ok := a.AsNumber(); ok {
			return moved(c, u, s)
		}
	case op == "-" && isTime:
		if s, ok := b.AsNumber(); ok {
			return moved(c, t, -s)
		}
		fallthrough
	case op == "-" && otherTime:
		x, ok1, err1 := asMoment(a)
		y, ok2, err2 := asMoment(b)
		if ok1 && ok2 {
			return Number(difference(x, y)), nil
		}
		if err1 != nil || err2 != nil {
			return Nil, ValueErrorf("cannot subtract %s from %s: it is no ISO 8601 time", b.Quote(), a.Quote())
		}
	}
	return Nil, TypeErrorf("attempt to compute %s %s %s: a time takes + and - of seconds, and - of another time", a.Kind(), op, b.Kind())
}

// difference is in seconds, also where a [time.Duration] would overflow.
func difference(x, y time.Time) float64 {
	return float64(x.Unix()-y.Unix()) + float64(x.Nanosecond()-y.Nanosecond())/1e9
}

// moved adds seconds to a time, whole ones and the fraction apart, so that no
// number of years loses nanoseconds.
func moved(c *Call, t time.Time, s float64) (Value, error) {
	const most = 1e11 // about 3000 years
	if math.IsNaN(s) || math.Abs(s) > most {
		return Nil, ValueErrorf("a time cannot be moved by %s seconds", Number(s).String())
	}
	whole, fraction := math.Modf(s)
	u := time.Unix(t.Unix()+int64(whole), int64(t.Nanosecond())+int64(math.Round(fraction*1e9)))
	return c.h.Time(u.In(t.Location())), nil
}

// addCalendar moves by the units in c's named arguments. Months are kept from
// running over: January 31st plus a month is the end of February.
func addCalendar(t time.Time, c *Call) (Value, error) {
	const most = 10000 // years
	var far string
	n := func(name string, inYear float64) int {
		v := c.Named(name)
		i, ok := v.AsInt()
		if !v.IsNil() && (!ok || math.Abs(float64(i)) > most*inYear) {
			far = v.String() + " " + name
		}
		return int(i)
	}
	years, months, weeks, days := n("years", 1), n("months", 12), n("weeks", 53), n("days", 366)
	hours, minutes := n("hours", 366*24), n("minutes", 366*24*60)
	if far != "" {
		return Nil, ValueErrorf("add: a time cannot be moved by %s", far)
	}
	year, month, day := t.Date()
	first := time.Date(year+years, month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	s, _ := c.Named("seconds").AsNumber()
	date := time.Date(first.Year(), first.Month(), min(day, last)+7*weeks+days,
		t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
	return moved(c, date, float64(hours)*3600+float64(minutes)*60+s)
}

// FormatTime renders a time by a layout as C's strftime does, in English
// whatever the locale. Beyond C: %f microseconds, %L milliseconds, %N
// nanoseconds, %:z the offset with a colon, and as in GNU's a - after the % for
// a number without padding: %-d. It fails for a conversion that it does not
// know.
func FormatTime(t time.Time, layout string) (string, error) { return timetext.Format(t, layout) }

// ParseTime reads ISO 8601 text: "2026-01-31", "2026-01-31T12:30",
// "2026-01-31 12:30:00.25+02:00", "20260131T123000Z", a "T" or a space
// between date and time, a comma or a dot before the fraction. Text without a
// zone is UTC. Its errors are [*ScriptError]s of [KindParse] with the column.
func ParseTime(s string) (time.Time, error) {
	t, column, err := timetext.Parse(s)
	if err != nil {
		return time.Time{}, &ScriptError{
			Kind:    KindParse,
			Message: fmt.Sprintf("%s is no ISO 8601 time: %s at column %d", String(s).Quote(), err, column),
			Fields:  map[string]Value{"line": Number(1), "column": Number(float64(column))},
		}
	}
	return t, nil
}

// ParseZone finds a time zone by its name in the zone database, an offset
// from UTC ("+02:00", "-0530"), "UTC", "Z" or "local".
func ParseZone(s string) (*time.Location, error) { return timetext.Zone(s) }
