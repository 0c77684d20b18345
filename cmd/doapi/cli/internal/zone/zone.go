// Package zone understands what the variable TZ may hold: names of zones, and
// the strings of POSIX such as "CET-1CEST,M3.5.0,M10.5.0/3".
package zone

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// Parse gives the zone that a value of TZ means. The error says that it means
// none: a program that went on in UTC would be hours wrong without a word.
func Parse(tz string) (*time.Location, error) {
	name := strings.TrimPrefix(tz, ":")
	if name == "" {
		return time.UTC, nil
	}
	if loc, err := time.LoadLocation(name); err == nil {
		return loc, nil
	}
	if name[0] == '/' {
		return nil, nil // a file, which package time reads by itself
	}
	loc, err := time.LoadLocationFromTZData(name, rules(name))
	if err == nil {
		// What cannot be read leaves the name that stands for nothing.
		if zone, _ := time.Unix(0, 0).In(loc).Zone(); zone != unknown && strings.ContainsAny(name, "0123456789") {
			return loc, nil
		}
	}
	return nil, fmt.Errorf("TZ=%s is neither a time zone nor a rule like CET-1CEST,M3.5.0,M10.5.0/3", tz)
}

// unknown is the name of a zone whose rule cannot be read.
const unknown = "???"

// rules is a file of zone data (RFC 8536) without any transition but those of a
// rule.
func rules(rule string) []byte {
	block := func(version byte) []byte {
		b := append([]byte("TZif"), version)
		b = append(b, make([]byte, 15)...)
		for _, n := range []uint32{0, 0, 0, 0, 1, uint32(len(unknown) + 1)} { // UTC and standard marks, leap seconds, transitions, types, characters
			b = binary.BigEndian.AppendUint32(b, n)
		}
		b = append(b, 0, 0, 0, 0, 0, 0) // a type: no offset, no daylight saving, the name at 0
		return append(append(b, unknown...), 0)
	}
	data := append(block('2'), block('2')...)
	return append(data, "\n"+rule+"\n"...)
}
