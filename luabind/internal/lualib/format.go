package lualib

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

func (lib *library) format(L *lua.LState) int {
	text := checkString(L, 1)
	out := buffer{lib: lib, L: L}
	for arg := 1; ; {
		literal, rest, more := strings.Cut(text, "%")
		out.write(literal)
		if !more {
			break
		}
		if strings.HasPrefix(rest, "%") {
			out.writeByte('%')
			text = rest[1:]
			continue
		}
		if arg++; arg > L.GetTop() {
			ArgError(L, arg, "no value")
		}
		var c conversion
		c, text = parseConversion(L, rest)
		lib.convert(L, &out, c, arg)
	}
	L.Push(out.value())
	return 1
}

// conversion is one % of a format: %[flags][width][.precision]verb.
type conversion struct {
	left, plus, space, sharp, zero bool

	width     int
	precision int // -1 if there is none
	verb      byte
}

// parseConversion reads what follows a %, and returns the rest of the format.
func parseConversion(L *lua.LState, text string) (c conversion, rest string) {
	i := 0
	for ; i < len(text); i++ {
		flag := [...]*bool{&c.left, &c.plus, &c.space, &c.sharp, &c.zero}
		n := strings.IndexByte("-+ #0", text[i])
		if n < 0 {
			break
		}
		*flag[n] = true
	}
	if i > len("-+ #0") {
		raise(L, "invalid format (repeated flags)")
	}
	// Two digits are what Lua allows for each number.
	digits := func() (n int) {
		for end := i + 2; i < end && i < len(text) && isDigit(text[i]); i++ {
			n = n*10 + int(text[i]-'0')
		}
		return n
	}
	c.width, c.precision = digits(), -1
	if i < len(text) && text[i] == '.' {
		i++
		c.precision = digits()
	}
	if i == len(text) {
		return c, ""
	}
	if isDigit(text[i]) {
		raise(L, "invalid format (width or precision too long)")
	}
	c.verb = text[i]
	return c, text[i+1:]
}

// convert writes argument n as c says.
func (lib *library) convert(L *lua.LState, out *buffer, c conversion, n int) {
	// Digits of the largest number, its sign and point, and a precision.
	var digits [512]byte
	number := digits[:0]
	switch c.verb {
	case 'c':
		c.text(out, string([]byte{byte(toInt(checkNumber(L, n)))}))
		return
	case 's':
		s := lib.text(L, n)
		if c.precision >= 0 && c.precision < len(s) {
			s = s[:c.precision]
		}
		c.text(out, s)
		return
	case 'q':
		quote(out, checkString(L, n))
		return
	case 'd', 'i':
		if digits, negative, ok := exact(L.Get(n)); ok {
			c.integer(out, negative, "", digits)
			return
		}
		f := math.Trunc(checkNumber(L, n))
		if isSpecial(f) {
			f = math.MinInt64 // what the processor makes of it in Lua 5.1
		}
		if a := math.Abs(f); a < 1<<63 {
			number = strconv.AppendUint(number, uint64(a), 10)
		} else {
			number = strconv.AppendFloat(number, a, 'f', 0, 64)
		}
		c.integer(out, f < 0, "", number)
	case 'u':
		number = strconv.AppendUint(number, toUnsigned(checkNumber(L, n)), 10)
		c.plus, c.space = false, false
		c.integer(out, false, "", number)
	case 'o', 'x', 'X':
		c.unsigned(out, toUnsigned(checkNumber(L, n)), number)
	case 'e', 'E', 'f', 'g', 'G':
		c.float(out, checkNumber(L, n), number)
	case 0:
		raise(L, "invalid option '%%' to 'format'")
	default:
		raise(L, "invalid option '%%%s' to 'format'", string([]byte{c.verb}))
	}
}

// exact gives the digits of an integer that is an object because no number has
// its value.
func exact(v lua.LValue) (digits []byte, negative, ok bool) {
	ud, isObject := v.(*lua.LUserData)
	if !isObject {
		return nil, false, false
	}
	n, isText := ud.Value.(fmt.Stringer)
	if !isText {
		return nil, false, false
	}
	text, negative := strings.CutPrefix(n.String(), "-")
	for i := range len(text) {
		if !isDigit(text[i]) {
			return nil, false, false
		}
	}
	return []byte(text), negative, text != ""
}

// text is the text of argument n for %s: what its __tostring says if it has one.
func (lib *library) text(L *lua.LState, n int) string {
	v := L.Get(n)
	if lua.LVCanConvToString(v) || L.GetMetaField(v, "__tostring") == lua.LNil {
		return checkString(L, n)
	}
	switch s := ToString(L, v).(type) {
	case lua.LString:
		return string(s)
	case lua.LNumber:
		return FormatNumber(float64(s))
	}
	raise(L, "'__tostring' must return a string")
	return ""
}

// toUnsigned converts as C does on a 64-bit machine: negative numbers wrap
// around, what is too large is 0.
func toUnsigned(f float64) uint64 {
	switch {
	case f >= 1<<64:
		return 0
	case f >= 1<<63:
		return uint64(f)
	case f >= -1<<63:
		return uint64(int64(f))
	}
	return 1 << 63
}

// text writes s in the width of c.
func (c *conversion) text(out *buffer, s string) {
	fill := c.width - len(s)
	if !c.left {
		pad(out, ' ', fill)
	}
	out.write(s)
	if c.left {
		pad(out, ' ', fill)
	}
}

func pad(out *buffer, c byte, n int) {
	for ; n > 0; n-- {
		out.writeByte(c)
	}
}

// signed gives the sign to show before a number.
func (c *conversion) signed(negative bool) string {
	switch {
	case negative:
		return "-"
	case c.plus:
		return "+"
	case c.space:
		return " "
	}
	return ""
}

// number writes a number with what stands before its digits, in the width of c.
func (c *conversion) number(out *buffer, before string, digits []byte, zeros bool) {
	fill := c.width - len(before) - len(digits)
	if !c.left && !zeros {
		pad(out, ' ', fill)
	}
	out.write(before)
	if !c.left && zeros {
		pad(out, '0', fill)
	}
	out.write(string(digits))
	if c.left {
		pad(out, ' ', fill)
	}
}

// integer writes the digits of an integer, of which the precision is the least
// number.
func (c *conversion) integer(out *buffer, negative bool, before string, digits []byte) {
	if c.precision == 0 && string(digits) == "0" {
		digits = nil
	}
	if missing := c.precision - len(digits); missing > 0 {
		digits = append(bytes.Repeat([]byte{'0'}, missing), digits...)
	}
	c.number(out, c.signed(negative)+before, digits, c.zero && c.precision < 0)
}

// unsigned writes %o, %x and %X.
func (c *conversion) unsigned(out *buffer, n uint64, number []byte) {
	c.plus, c.space = false, false
	before := ""
	if c.verb == 'o' {
		number = strconv.AppendUint(number, n, 8)
		switch {
		case c.sharp && n != 0 && c.precision <= len(number):
			number = append([]byte{'0'}, number...)
		case c.sharp && n == 0 && c.precision == 0:
			c.precision = 1
		}
		c.integer(out, false, before, number)
		return
	}
	number = strconv.AppendUint(number, n, 16)
	if c.sharp && n != 0 {
		before = "0" + string(c.verb)
	}
	if c.verb == 'X' {
		number = bytes.ToUpper(number)
	}
	c.integer(out, false, before, number)
}

// float writes %e, %f and %g.
func (c *conversion) float(out *buffer, f float64, number []byte) {
	before := c.signed(math.Signbit(f))
	f = math.Abs(f)
	if isSpecial(f) {
		name := special(f)
		if c.verb < 'a' {
			name = strings.ToUpper(name)
		}
		c.number(out, before, []byte(name), false)
		return
	}
	if c.precision < 0 {
		c.precision = 6
	}
	verb := c.verb | 0x20
	if verb == 'g' && c.sharp {
		number = appendAllDigits(number, f, max(c.precision, 1))
	} else {
		number = strconv.AppendFloat(number, f, verb, c.precision, 64)
	}
	if c.sharp && bytes.IndexByte(number, '.') < 0 {
		mantissa, exponent, _ := bytes.Cut(number, []byte("e"))
		number = append(bytes.Clone(mantissa), '.')
		if len(exponent) > 0 {
			number = append(append(number, 'e'), exponent...)
		}
	}
	if c.verb == 'E' || c.verb == 'G' {
		number = bytes.ToUpper(number)
	}
	c.number(out, before, number, c.zero)
}

// appendAllDigits adds f with a number of significant digits of which trailing
// zeros are kept, in the form that %g would choose.
func appendAllDigits(b []byte, f float64, digits int) []byte {
	scientific := strconv.AppendFloat(nil, f, 'e', digits-1, 64)
	_, text, _ := bytes.Cut(scientific, []byte("e"))
	exponent, err := strconv.Atoi(string(text))
	if err != nil || exponent < -4 || exponent >= digits {
		return append(b, scientific...)
	}
	return strconv.AppendFloat(b, f, 'f', digits-1-exponent, 64)
}

// quote writes s as a Lua string.
func quote(out *buffer, s string) {
	out.writeByte('"')
	written := 0
	for i := 0; i < len(s); i++ {
		if i%chargeEvery == 0 {
			out.lib.passed(out.L, chargeEvery)
		}
		escape := ""
		switch s[i] {
		case '"', '\\':
			escape = "\\" + s[i:i+1]
		case '\n':
			escape = "\\\n"
		case '\r':
			escape = `\r`
		case 0:
			escape = `\000`
		default:
			continue
		}
		out.write(s[written:i])
		out.write(escape)
		written = i + 1
	}
	out.write(s[written:])
	out.writeByte('"')
}
