package lualib

import "sync"

// Character classes of the C locale, on bytes.

const white = " \t\n\v\f\r"

// byteSet holds for each byte whether it is in the set. It is immutable once
// made.
type byteSet [256]bool

func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isLower(c byte) bool    { return 'a' <= c && c <= 'z' }
func isUpper(c byte) bool    { return 'A' <= c && c <= 'Z' }
func isLetter(c byte) bool   { return isLower(c) || isUpper(c) }
func isHexDigit(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isControl(c byte) bool  { return c < ' ' || c == 0x7f }
func isSpace(c byte) bool    { return c == ' ' || '\t' <= c && c <= '\r' }
func isPunct(c byte) bool {
	return '!' <= c && c <= '~' && !isDigit(c) && !isLetter(c)
}

// classTests are the classes that a pattern can name, by their small letters;
// the capital is the complement.
var classTests = [...]struct {
	letter byte
	test   func(byte) bool
}{
	{'a', isLetter},
	{'c', isControl},
	{'d', isDigit},
	{'l', isLower},
	{'p', isPunct},
	{'s', isSpace},
	{'u', isUpper},
	{'w', func(c byte) bool { return isLetter(c) || isDigit(c) }},
	{'x', isHexDigit},
	{'z', func(c byte) bool { return c == 0 }},
}

// singles[c] holds c alone; classes[c] what %c stands for, with c alone for
// what names no class; anyByte all. fillSets fills them.
var (
	sets    sync.Once
	singles [256]byteSet
	classes [256]*byteSet
	anyByte byteSet
)

func fillSets() {
	sets.Do(func() {
		for c := range 256 {
			singles[c][c] = true
			classes[c] = &singles[c]
			anyByte[c] = true
		}
		for _, class := range classTests {
			in, out := new(byteSet), new(byteSet)
			for c := range 256 {
				in[c] = class.test(byte(c))
				out[c] = !in[c]
			}
			classes[class.letter], classes[class.letter&^0x20] = in, out
		}
	})
}

// specials are what a pattern's meaning hangs on, and its end.
var specials = byteSet{
	'^': true, '$': true, '*': true, '+': true, '?': true, '.': true, '(': true, '[': true, '%': true, '-': true, 0: true,
}

// lowerCase and upperCase map a letter to its case and all else to itself.
// fillCases fills them.
var (
	cases     sync.Once
	lowerCase [256]byte
	upperCase [256]byte
)

func fillCases() {
	cases.Do(func() {
		for i := range 256 {
			c := byte(i)
			lowerCase[c], upperCase[c] = c, c
			if isLetter(c) {
				lowerCase[c], upperCase[c] = c|0x20, c&^0x20
			}
		}
	})
}
