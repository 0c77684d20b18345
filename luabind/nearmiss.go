package luabind

import "strings"

// NearMiss gives the known value that a value of an open set is a slip for, ""
// if it is none: the one that it equals once case, spaces, "-" and "_" are
// dropped, or from which one letter is missing, in which one is too many, or two
// neighbours are swapped, the digits being the same. Another letter in a place is
// no slip: "nyc4" may well be new. A known value is no slip either.
func NearMiss(value string, known []string) string {
	if value == "" || len(value) > longestName {
		return ""
	}
	near := ""
	plain := squeeze(value)
	for _, k := range known {
		if k == value {
			return ""
		}
		if near == "" && isSlip(plain, squeeze(k)) {
			near = k
		}
	}
	return near
}

// squeeze drops what people mix up in slugs.
func squeeze(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(s))
}

func isSlip(a, b string) bool {
	if a == b {
		return true
	}
	if digits(a) != digits(b) {
		return false
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1: // a letter of b is missing
		return len(a) > 1 && a[i:] == b[i+1:]
	case 0:
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	}
	return false
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
