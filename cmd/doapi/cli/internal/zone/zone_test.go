package zone

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	winter, summer := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC), time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		tz             string
		winter, summer string // local times; "" for a refusal
	}{
		{"", "12:00 UTC", "12:00 UTC"},
		{"UTC", "12:00 UTC", "12:00 UTC"},
		{"Europe/Berlin", "13:00 CET", "14:00 CEST"},
		{":Europe/Berlin", "13:00 CET", "14:00 CEST"},
		{"CET-1CEST,M3.5.0,M10.5.0/3", "13:00 CET", "14:00 CEST"},
		{"EST5EDT,M3.2.0,M11.1.0", "07:00 EST", "08:00 EDT"},
		{"<+0530>-5:30", "17:30 +0530", "17:30 +0530"},
		{"XYZ-3", "15:00 XYZ", "15:00 XYZ"},
		{"NZST-12NZDT,M9.5.0,M4.1.0/3", "01:00 NZDT", "00:00 NZST"},
		{"Europe/Berlim", "", ""},
		{"CET-1CEST,M13.5.0,M10.5.0", "", ""},
		{"nonsense", "", ""},
		{"5", "", ""},
	} {
		loc, err := Parse(test.tz)
		if test.winter == "" {
			if err == nil {
				t.Errorf("%q means %v", test.tz, loc)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", test.tz, err)
			continue
		}
		if got := winter.In(loc).Format("15:04 MST"); got != test.winter {
			t.Errorf("%q in winter: %s", test.tz, got)
		}
		if got := summer.In(loc).Format("15:04 MST"); got != test.summer {
			t.Errorf("%q in summer: %s", test.tz, got)
		}
	}
}
