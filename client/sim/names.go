package sim

import "strings"

// What names may look like. They are checked by hand: patterns would be compiled
// whenever a program that links the simulator starts.

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// madeOf reports whether s has letters, digits and some other characters only.
func madeOf(s, others string) bool {
	for i := range len(s) {
		if !alphanumeric(s[i]) && strings.IndexByte(others, s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

// bounded reports whether s begins and ends with a letter or digit.
func bounded(s string) bool {
	return s != "" && alphanumeric(s[0]) && alphanumeric(s[len(s)-1])
}

func isHostname(s string) bool { return len(s) <= 255 && bounded(s) && madeOf(s, ".-") }
func isTagName(s string) bool  { return len(s) <= 255 && madeOf(s, "_-:") }
func isVPCName(s string) bool  { return madeOf(s, ".-") }
func isVolumeName(s string) bool {
	return len(s) <= 64 && bounded(s) && madeOf(s, "-") && lower(s) && s[0] > '9'
}

func lower(s string) bool { return strings.ToLower(s) == s }

// isDomainName wants at least two labels.
func isDomainName(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if len(label) > 63 || !madeOf(label, "-_") || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return len(labels) > 1 && len(s) <= 253
}
