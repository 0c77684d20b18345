package luabind_test

import (
	"testing"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// at makes a global function that gives a time value.
func withTimes(h *luabind.Host) {
	f := &luabind.Func{
		Name: "at", Params: []luabind.Param{{Name: "t", Type: luabind.TimeType}},
		Run: func(c *luabind.Call) error { return c.Return(c.Named("t")) },
	}
	h.SetGlobal("at", h.FuncValue(f))
}

func TestTimeValues(t *testing.T) {
	for src, want := range map[string]string{
		`at "2026-01-31T12:30:05Z"`:                                                  "2026-01-31T12:30:05Z",
		`"" .. at "2026-01-31"`:                                                      "2026-01-31T00:00:00Z",
		`at "2026-01-31" + 90`:                                                       "2026-01-31T00:01:30Z",
		`1.5 + at "2026-01-31"`:                                                      "2026-01-31T00:00:01.5Z",
		`at "2026-01-31" - 0.25`:                                                     "2026-01-30T23:59:59.75Z",
		`at "2026-01-31" - at "2026-01-30"`:                                          "86400",
		`at "2026-01-31" - "2026-01-30"`:                                             "86400",
		`"2026-01-31" - at "2026-01-30"`:                                             "86400",
		`at "2026-01-31" > at "2026-01-30"`:                                          "true",
		`at "2026-01-31T02:00+02:00" == at "2026-01-31"`:                             "true",
		`at "2026-01-31" <= at "2026-01-31"`:                                         "true",
		`at "2026-01-31" ~= at "2026-01-30"`:                                         "true",
		`at("2026-01-31T12:30:05Z").unix`:                                            "1769862605",
		`at("2026-01-31T12:30:05.25Z").nanosecond`:                                   "250000000",
		`at("2026-02-01").weekday`:                                                   "7",
		`at("2026-02-01").yearday`:                                                   "32",
		`at("2026-02-01T10:20:30+05:30").offset`:                                     "19800",
		`at("2026-02-01T10:20:30+05:30"):utc()`:                                      "2026-02-01T04:50:30Z",
		`at("2026-02-01T10:20:30Z"):in_zone("-03")`:                                  "2026-02-01T07:20:30-03:00",
		`at("2026-02-01T10:20:30Z"):format("%d.%m.%y %H:%M")`:                        "01.02.26 10:20",
		`at("2026-02-01T10:20:30Z"):format()`:                                        "2026-02-01T10:20:30Z",
		`at("2026-01-31"):add{months = 1}`:                                           "2026-02-28T00:00:00Z",
		`at("2024-02-29"):add{years = 1, days = 1, hours = 2}`:                       "2025-03-01T02:00:00Z",
		`at("2026-01-31").class`:                                                     "Time",
		`select(2, pcall(function() return at("2026-01-31") * 2 end))`:               "attempt to compute Time * number: a time takes + and - of seconds, and - of another time",
		`select(2, pcall(function() return at("2026-01-31") - "x" end))`:             `cannot subtract "x" from Time: it is no ISO 8601 time`,
		`select(2, pcall(function() return at("2026-01-31") + at("2026") end))`:      `at: 't': "2026" is no ISO 8601 time: the month needs 2 digits at column 5`,
		`select(2, pcall(function() return at("2026-01-31") + 0/0 end)).kind`:        "ValueError",
		`select(2, pcall(function() return at(5) end))`:                              "at: 't' must be a time or ISO 8601 text, got number",
		`select(2, pcall(function() return at("2026-01-31"):format("YYYY-MM") end))`: `format: the layout "YYYY-MM" has nothing of the time in it: write it as in "%Y-%m-%d %H:%M:%S"`,
		`select(2, pcall(function() return at("2026-01-31"):format("%Q") end))`:      `format: unknown conversion %Q in the layout "%Q"`,
		`select(2, pcall(function() return at("2026-01-31"):in_zone("Mars") end))`:   `in_zone: unknown time zone "Mars"`,
		`select(2, pcall(function() local t = at("2026-01-31") t.year = 5 end))`:     "Time.year cannot be set",
	} {
		h, _ := host(t)
		withTimes(h)
		vs, err := h.Eval(t.Context(), "test", "tostring("+src+")")
		if err != nil {
			t.Errorf("%s: %v", src, err)
		} else if got := vs[0].String(); got != want {
			t.Errorf("%s: got %q, want %q", src, got, want)
		}
	}
}

func TestParseTime(t *testing.T) {
	moment := time.Date(2026, 1, 31, 12, 30, 5, 0, time.UTC)
	for _, s := range []string{
		"2026-01-31T12:30:05Z", "2026-01-31 12:30:05", "2026-01-31t12:30:05z", "20260131T123005Z", "20260131T123005",
		"2026-01-31T14:30:05+02:00", "2026-01-31T14:30:05+0200", "2026-01-31T14:30:05+02", "2026-01-31T07:00:05-05:30",
		"2026-01-31T12:30:05.000Z", "2026-01-31T12:30:05,0", "2026-01-31 12:30:05 Z",
	} {
		got, err := luabind.ParseTime(s)
		if err != nil || !got.Equal(moment) {
			t.Errorf("%s: got %v, %v", s, got, err)
		}
	}
	if got, err := luabind.ParseTime("2026-01-31T24:00"); err != nil || !got.Equal(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("24:00: got %v, %v", got, err)
	}
	for s, want := range map[string]string{
		"":                       `"" is no ISO 8601 time: the year needs 4 digits at column 1`,
		"2026-13-01":             `"2026-13-01" is no ISO 8601 time: the month must be 1 to 12 at column 6`,
		"2026-02-30":             `"2026-02-30" is no ISO 8601 time: the month has no day 30 at column 9`,
		"2026-02-03x":            `"2026-02-03x" is no ISO 8601 time: a T is missing at column 11`,
		"2026-02-03T25:00":       `"2026-02-03T25:00" is no ISO 8601 time: the hour must be 0 to 24 at column 12`,
		"2026-02-03T24:01":       `"2026-02-03T24:01" is no ISO 8601 time: the time of day ends at 24:00 at column 17`,
		"2026-02-03T10:00:00.":   `"2026-02-03T10:00:00." is no ISO 8601 time: the fraction needs digits at column 21`,
		"2026-02-03T10:00:00Zx":  `"2026-02-03T10:00:00Zx" is no ISO 8601 time: more text follows at column 21`,
		"2026-02-03T10:00:00+99": `"2026-02-03T10:00:00+99" is no ISO 8601 time: the offset's hour must be 0 to 23 at column 21`,
	} {
		_, err := luabind.ParseTime(s)
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", s, err, want)
		}
	}
}

func TestFormatTime(t *testing.T) {
	at := time.Date(2026, 3, 7, 15, 4, 9, 123456789, time.FixedZone("CET", 3600))
	for layout, want := range map[string]string{
		"%Y-%m-%dT%H:%M:%S%z": "2026-03-07T15:04:09+0100",
		"%:z %Z":              "+01:00 CET",
		"%a %A %b %B %h":      "Sat Saturday Mar March Mar",
		"%I %l %k %p %P":      "03  3 15 PM pm",
		"%j %u %w %U %W %V":   "066 6 6 09 09 10",
		"%G %g %C %y %e":      "2026 26 20 26  7",
		"%F %T %R %D %r":      "2026-03-07 15:04:09 15:04 03/07/26 03:04:09 PM",
		"%f %L %N %s":         "123456 123 123456789 1772892249",
		"100%%%n%t|":          "100%\n\t|",
		"%c":                  "Sat Mar  7 15:04:09 2026",
		"":                    "",
		"Jan 2006":            "Jan 2006",
	} {
		got, err := luabind.FormatTime(at, layout)
		if err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", layout, got, err, want)
		}
	}
	for _, bad := range []string{"%", "x%", "%Q", "%:y"} {
		if got, err := luabind.FormatTime(at, bad); err == nil {
			t.Errorf("%s: got %q", bad, got)
		}
	}
}
