// Package luatime is the module time of scripts: points in time, durations and sleep.
package luatime

import (
	"math"
	"strconv"
	"time"
	_ "time/tzdata" // zones also where the system has none

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "time"`: points in time, durations and sleep, by the Host's
// clock.
var Module = &luabind.Module{
	Name: "time",
	Doc: `Points in time and durations, both in seconds where they are numbers.

    local time = require "time"
    local deadline = time.now() + time.duration("1h30m")
    local t = time.parse("31.01.2026 18:00 +0100", "%d.%m.%Y %H:%M %z")
    print(t, deadline - t, t:format("%A"))
    print(droplet.created_at < time.now():add{days = -30})`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Classes = []*luabind.Class{luabind.TimeClass}
	m.Funcs = []luabind.Func{
		{Name: "now", Doc: "The time now, in UTC.", Result: "Time",
			Run: func(c *luabind.Call) error { return c.Return(c.Host().Time(c.Clock().Now().UTC())) }},
		{Name: "started", Doc: "When the run began, in UTC; in a run that is held against a plan, when the plan was begun. Names that are made of a time are to be made of this one.", Result: "Time",
			Run: func(c *luabind.Call) error { return c.Return(c.Host().Time(c.Started().UTC())) }},
		{Name: "parse", Doc: "The time that a text says: ISO 8601, or by a strptime layout. Without a zone it is UTC. Other text is a ParseError with its column.", Result: "Time",
			Params: []luabind.Param{
				{Name: "s", Type: luabind.StringType},
				{Name: "layout", Type: luabind.StringType, Optional: true, Doc: `as in "%d.%m.%Y %H:%M"`},
			},
			Run: runParse, Refuses: runParse},
		{Name: "date", Doc: "The time with these parts: date{year = 2026, month = 1, day = 31}.", Result: "Time", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "year", Type: luabind.IntegerType},
				{Name: "month", Type: luabind.IntegerType, Optional: true, Default: "1"},
				{Name: "day", Type: luabind.IntegerType, Optional: true, Default: "1"},
				{Name: "hour", Type: luabind.IntegerType, Optional: true, Default: "0"},
				{Name: "minute", Type: luabind.IntegerType, Optional: true, Default: "0"},
				{Name: "second", Type: luabind.NumberType, Optional: true, Default: "0", Doc: "may have a fraction"},
				{Name: "zone", Type: luabind.StringType, Option: true, Default: "UTC", Doc: `"Europe/Berlin", "+02:00", "UTC" or "local"`},
			},
			Run: runDate, Refuses: runDate},
		{Name: "duration", Doc: `The seconds that a text says: "1h30m", "1.5h", "250ms", "2d", "-1w". A number stays as it is.`, Result: "number",
			Params: []luabind.Param{{Name: "s", Type: durationType}},
			Run:    func(c *luabind.Call) error { return c.Return(c.Named("s")) }},
		{Name: "sleep", Doc: "Waits; other tasks go on.",
			Params: []luabind.Param{{Name: "s", Type: durationType, Doc: "seconds, or a text as for duration"}},
			Run: func(c *luabind.Call) error {
				d := c.Named("s").Seconds()
				return c.Sleep(d)
			}},
		{Name: "monotonic", Doc: "Seconds since the first call, by a clock that nobody sets: for measuring.", Result: "number",
			Run: func(c *luabind.Call) error {
				now := c.Clock().Now()
				first := c.Host().State(monotonicKey{}, func() any { return now }).(time.Time)
				return c.Return(luabind.Number(now.Sub(first).Seconds()))
			}},
	}
}

func runParse(c *luabind.Call) error {
	var t time.Time
	var err error
	if c.Named("layout").IsNil() {
		t, err = luabind.ParseTime(c.Named("s").Text())
	} else {
		t, err = parseLayout(c.Named("s").Text(), c.Named("layout").Text())
	}
	if err != nil {
		return err
	}
	return c.Return(c.Host().Time(t))
}

type monotonicKey struct{}

// durationType takes seconds, or a text that says how many.
var durationType = &luabind.Type{Name: "a number of seconds or a duration", Lua: "number|string", Literal: []string{"number", "string"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if n, ok := v.AsNumber(); ok {
		if math.IsNaN(n) {
			return luabind.Nil, luabind.ValueErrorf("must be a number of seconds, got nan")
		}
		return v, nil
	}
	s, ok := v.AsString()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	n, err := parseDuration(s)
	return luabind.Number(n), err
}}

// secondsOf is how long a unit of durations is.
func secondsOf(unit string) (v float64, ok bool) {
	switch unit {
	case "ns":
		return 1e-9, true
	case "us", "µs":
		return 1e-6, true
	case "ms":
		return 1e-3, true
	case "s":
		return 1, true
	case "m":
		return 60, true
	case "h":
		return 3600, true
	case "d":
		return 86400, true
	case "w":
		return 7 * 86400, true
	}
	return v, false
}

// parseDuration reads "1h30m" as seconds.
func parseDuration(s string) (float64, error) {
	i, sign, total := 0, 1.0, 0.0
	bad := func(problem string) (float64, error) {
		return 0, kit.TextError(luabind.String(s).Quote()+" is no duration: "+problem, s, i, 1)
	}
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		if s[i] == '-' {
			sign = -1
		}
		i++
	}
	if i == len(s) {
		return bad(`a number with a unit, as in "90s", is missing`)
	}
	for i < len(s) {
		start := i
		for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.') {
			i++
		}
		n, err := strconv.ParseFloat(s[start:i], 64)
		if err != nil {
			i = start
			return bad("a number should be")
		}
		start = i
		for i < len(s) && (s[i] < '0' || s[i] > '9') && s[i] != '.' {
			i++
		}
		unit, ok := secondsOf(s[start:i])
		if !ok {
			i = start
			return bad("one of the units ns, us, ms, s, m, h, d, w should be")
		}
		total += n * unit
	}
	return sign * total, nil
}

func runDate(c *luabind.Call) error {
	year, month, day, hour, minute, second, zoneName := int64(0), int64(1), int64(1), int64(0), int64(0), 0.0, "UTC"
	c.Bind(&year, &month, &day, &hour, &minute, &second, &zoneName)
	for _, part := range []struct {
		name            string
		is, least, most int64
	}{{"year", year, 0, 9999}, {"month", month, 1, 12}, {"day", day, 1, 31}, {"hour", hour, 0, 23}, {"minute", minute, 0, 59}} {
		if part.is < part.least || part.is > part.most {
			return luabind.ValueErrorf("date: '%s' must be %d to %d, got %d", part.name, part.least, part.most, part.is)
		}
	}
	if !(second >= 0 && second < 60) {
		return luabind.ValueErrorf("date: 'second' must be from 0 to below 60, got %s", luabind.Number(second).Quote())
	}
	zone, err := luabind.ParseZone(zoneName)
	if err != nil {
		return luabind.ValueErrorf("date: 'zone': %w", err)
	}
	whole, fraction := math.Modf(second)
	t := time.Date(int(year), time.Month(month), int(day), int(hour), int(minute), int(whole), int(math.Round(fraction*1e9)), zone)
	if t.Month() != time.Month(month) {
		return luabind.ValueErrorf("date: %d-%02d has no day %d", year, month, day)
	}
	return c.Return(c.Host().Time(t))
}
