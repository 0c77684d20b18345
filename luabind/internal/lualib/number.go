package lualib

import (
	"io"
	"math"
	"strconv"
	"strings"
)

const (
	// maxNumeral is the length of the longest text that is read as a number.
	maxNumeral = 1 << 16
	// exactInt bounds the integers of which a number holds every one.
	exactInt = 1 << 53
)

// FormatNumber gives the text of a number, as tostring does: with 14
// significant digits as Lua 5.1 ("%.14g"), except that an integer below 2^53
// shows all of its digits, because an id that is cut short names another
// resource. Infinity and NaN are "inf", "-inf", "nan" and "-nan".
func FormatNumber(f float64) string {
	if i := int(f); i >= 0 && i < 100 && float64(i) == f && !(i == 0 && math.Signbit(f)) {
		return strconv.Itoa(i) // one of the strings that strconv keeps
	}
	var digits [32]byte
	return string(appendNumber(digits[:0], f))
}

func appendNumber(b []byte, f float64) []byte {
	switch {
	case f == 0 && math.Signbit(f):
		return append(b, "-0"...)
	case f > -exactInt && f < exactInt && f == math.Trunc(f):
		return strconv.AppendInt(b, int64(f), 10)
	case isSpecial(f):
		return append(b, special(f)...)
	}
	return strconv.AppendFloat(b, f, 'g', 14, 64)
}

func isSpecial(f float64) bool { return math.IsInf(f, 0) || math.IsNaN(f) }

// special spells an infinity or NaN as the C library does.
func special(f float64) string {
	name := "nan"
	if math.IsInf(f, 0) {
		name = "inf"
	}
	if math.Signbit(f) {
		return "-" + name
	}
	return name
}

// ParseNumber reads a number as tonumber does: decimal or hexadecimal, with or
// without fraction and exponent, "inf" or "nan", with white space around it.
// What is too large is infinite.
func ParseNumber(s string) (float64, bool) {
	if n := len(s); n > 0 && n <= 15 {
		if i, ok := smallDecimal(s); ok {
			return float64(i), true
		}
	}
	s = strings.Trim(s, white)
	if len(s) > maxNumeral {
		return 0, false
	}
	body := strings.TrimLeft(s, "+-")
	if len(s)-len(body) > 1 {
		return 0, false
	}
	switch lower := strings.ToLower(body[:min(len(body), 8)]); {
	case strings.HasPrefix(lower, "0x"):
		exponent, ok := scanNumeral(body[2:], isHexDigit, 'p')
		if !ok {
			return 0, false
		}
		if !exponent {
			s += "p0"
		}
	case len(body) <= 8 && (lower == "inf" || lower == "infinity"):
		return math.Inf(sign(s)), true
	case lower == "nan" && len(body) == 3:
		return math.Copysign(math.NaN(), float64(sign(s))), true
	default:
		if _, ok := scanNumeral(body, isDigit, 'e'); !ok {
			return 0, false
		}
	}
	// The syntax has been checked: an error is one of range, with an infinite
	// or zero result.
	f, _ := strconv.ParseFloat(s, 64)
	return f, true
}

// smallDecimal reads digits alone.
func smallDecimal(s string) (n int64, ok bool) {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}

func sign(s string) int {
	if s[0] == '-' {
		return -1
	}
	return 1
}

// scanNumeral reports whether s is digits with an optional point among them
// and an optional exponent, and whether it has the exponent.
func scanNumeral(s string, digit func(byte) bool, mark byte) (exponent, ok bool) {
	digits := func() int {
		n := 0
		for n < len(s) && digit(s[n]) {
			n++
		}
		s = s[n:]
		return n
	}
	n := digits()
	if s != "" && s[0] == '.' {
		s = s[1:]
		n += digits()
	}
	if n == 0 {
		return false, false
	}
	if s == "" {
		return false, true
	}
	if s[0]|0x20 != mark {
		return false, false
	}
	if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
		s = s[1:]
	}
	digit = isDigit
	return true, digits() > 0 && s == ""
}

// parseInBase reads an unsigned integer in a base other than ten as C's strtoul
// does: a minus sign wraps around, what is too large becomes the greatest.
func parseInBase(s string, base int) (float64, bool) {
	s = strings.Trim(s, white)
	if len(s) > maxNumeral {
		return 0, false
	}
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	if base == 16 && len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	n, err := strconv.ParseUint(s, base, 64)
	if err != nil && n != math.MaxUint64 {
		return 0, false
	}
	if negative && err == nil {
		n = -n
	}
	return float64(n), true
}

// ScanNumber takes what can begin a number from the input.
func ScanNumber(r io.ByteScanner) (string, error) {
	const longest = 200
	var text []byte
	for len(text) < longest {
		ch, err := r.ReadByte()
		if err == io.EOF {
			return string(text), nil
		}
		if err != nil {
			return string(text), err
		}
		space := ch == ' ' || '\t' <= ch && ch <= '\r'
		if space && len(text) == 0 {
			continue
		}
		if space || !strings.ContainsRune("+-.0123456789abcdefABCDEFxXpP", rune(ch)) {
			return string(text), r.UnreadByte()
		}
		text = append(text, ch)
	}
	return string(text), nil
}
