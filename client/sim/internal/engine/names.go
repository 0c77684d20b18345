package engine

import "strings"

// What names may look like. They are checked by hand: patterns would be compiled
// whenever a program that links the simulator starts.

func Alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// MadeOf reports whether s has letters, digits and some other characters only.
func MadeOf(s, others string) bool {
	for i := range len(s) {
		if !Alphanumeric(s[i]) && strings.IndexByte(others, s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

// Bounded reports whether s begins and ends with a letter or digit.
func Bounded(s string) bool {
	return s != "" && Alphanumeric(s[0]) && Alphanumeric(s[len(s)-1])
}

func IsHostname(s string) bool { return len(s) <= 255 && Bounded(s) && MadeOf(s, ".-") }
func IsTagName(s string) bool  { return len(s) <= 255 && MadeOf(s, "_-:") }
func IsVPCName(s string) bool  { return MadeOf(s, ".-") }
func IsVolumeName(s string) bool {
	return len(s) <= 64 && Bounded(s) && MadeOf(s, "-") && Lower(s) && s[0] > '9'
}

func Lower(s string) bool { return strings.ToLower(s) == s }

// IsDomainName wants at least two labels.
func IsDomainName(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if len(label) > 63 || !MadeOf(label, "-_") || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return len(labels) > 1 && len(s) <= 253
}

// Capital is a field's name as it begins a message.
func Capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
