package luajson

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// maxDepth bounds the nesting of what is decoded, as encoding/json does.
const maxDepth = 10000

// maxDigits bounds an integer: reading one takes time by the square of its
// length.
const maxDigits = 10000

// jsonDecoder reads one JSON text straight into Lua values. It takes exactly
// the texts that encoding/json takes. Elements of unfinished lists and objects
// wait on two stacks, so that each table is made once and in its final size.
type jsonDecoder struct {
	c        *luabind.Call
	growth   kit.Growth
	s        string
	i        int
	depth    int
	elements int // read so far
	values   []luabind.Value
	keys     []string
	names    map[string]string // keys seen, so that each is held once
}

// Decode gives the value of a JSON text, or a ParseError.
func Decode(c *luabind.Call, s string) (luabind.Value, error) { return decodeAt(c, s, 1) }

// decodeAt is [Decode] for a text that begins at the given line of another.
func decodeAt(c *luabind.Call, s string, line int) (luabind.Value, error) {
	d := &jsonDecoder{c: c, growth: kit.NewGrowth(c), s: s, names: map[string]string{}}
	d.space()
	v, problem := d.value()
	if problem == "" {
		d.space()
		if d.i < len(s) {
			problem = "more text follows the value"
		}
	}
	if problem == "" {
		return v, nil
	}
	return luabind.Nil, kit.TextError("decode: "+problem, s, d.i, line)
}

func (d *jsonDecoder) space() {
	start := d.i
	defer func() {
		if n := d.i - start; n > 1<<12 {
			d.c.Steps(n / 64)
		}
	}()
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\n', '\r':
			d.i++
		default:
			return
		}
	}
}

// unexpected says what stands where something else should.
func (d *jsonDecoder) unexpected(wanted string) string {
	if d.i >= len(d.s) {
		return "the text ends where " + wanted + " should be"
	}
	r, _ := utf8.DecodeRuneInString(d.s[d.i:])
	return "unexpected " + strconv.QuoteRune(r) + " where " + wanted + " should be"
}

// value reads a value; d.i stands on its first byte. What is wrong comes back
// as text, "" if nothing is.
func (d *jsonDecoder) value() (luabind.Value, string) {
	if d.i >= len(d.s) {
		return luabind.Nil, d.unexpected("a value")
	}
	switch ch := d.s[d.i]; {
	case ch == '"':
		s, problem := d.text()
		d.growth.Add(len(s))
		return luabind.String(strings.Clone(s)), problem
	case ch == '{':
		return d.nested(d.object)
	case ch == '[':
		return d.nested(d.list)
	case ch == '-' || ch >= '0' && ch <= '9':
		return d.number()
	case ch == 't':
		return luabind.Bool(true), d.word("true")
	case ch == 'f':
		return luabind.Bool(false), d.word("false")
	case ch == 'n':
		return d.c.Host().Null(), d.word("null")
	}
	return luabind.Nil, d.unexpected("a value")
}

func (d *jsonDecoder) word(w string) string {
	for j := range len(w) {
		if d.i+j >= len(d.s) || d.s[d.i+j] != w[j] {
			d.i += j
			return d.unexpected("the word " + w)
		}
	}
	d.i += len(w)
	return ""
}

func (d *jsonDecoder) nested(read func() (luabind.Value, string)) (luabind.Value, string) {
	if d.depth++; d.depth > maxDepth {
		return luabind.Nil, "lists and objects are nested deeper than " + strconv.Itoa(maxDepth)
	}
	d.i++
	v, problem := read()
	d.depth--
	return v, problem
}

func (d *jsonDecoder) list() (luabind.Value, string) {
	base := len(d.values)
	d.space()
	if d.i < len(d.s) && d.s[d.i] == ']' {
		d.i++
		return d.c.Host().MarkList(d.table(0, 0)).Value(), ""
	}
	for {
		d.space()
		v, problem := d.value()
		if problem != "" {
			return luabind.Nil, problem
		}
		d.values = append(d.values, v)
		d.counted()
		d.space()
		if d.i < len(d.s) && d.s[d.i] == ',' {
			d.i++
			continue
		}
		if d.i < len(d.s) && d.s[d.i] == ']' {
			d.i++
			break
		}
		return luabind.Nil, d.unexpected("',' or ']'")
	}
	t := d.c.Host().MarkList(d.table(len(d.values)-base, 0))
	for _, v := range d.values[base:] {
		t.Append(v)
	}
	clear(d.values[base:])
	d.values = d.values[:base]
	return t.Value(), ""
}

func (d *jsonDecoder) object() (luabind.Value, string) {
	base, keys := len(d.values), len(d.keys)
	d.space()
	if d.i < len(d.s) && d.s[d.i] == '}' {
		d.i++
		return d.c.Host().MarkObject(d.table(0, 0)).Value(), ""
	}
	for {
		d.space()
		if d.i >= len(d.s) || d.s[d.i] != '"' {
			return luabind.Nil, d.unexpected("a quoted name")
		}
		key, problem := d.name()
		if problem != "" {
			return luabind.Nil, problem
		}
		d.space()
		if d.i >= len(d.s) || d.s[d.i] != ':' {
			return luabind.Nil, d.unexpected("':'")
		}
		d.i++
		d.space()
		v, problem := d.value()
		if problem != "" {
			return luabind.Nil, problem
		}
		d.values, d.keys = append(d.values, v), append(d.keys, key)
		d.counted()
		d.space()
		if d.i < len(d.s) && d.s[d.i] == ',' {
			d.i++
			continue
		}
		if d.i < len(d.s) && d.s[d.i] == '}' {
			d.i++
			break
		}
		return luabind.Nil, d.unexpected("',' or '}'")
	}
	t := d.c.Host().MarkObject(d.table(0, len(d.values)-base))
	for i, v := range d.values[base:] {
		t.Set(d.keys[keys+i], v)
	}
	clear(d.values[base:])
	d.values, d.keys = d.values[:base], d.keys[:keys]
	return t.Value(), ""
}

// counted charges for another element, not for each by itself.
func (d *jsonDecoder) counted() {
	const several = 64
	if d.elements++; d.elements%several == 0 {
		d.growth.Add(several * kit.ElementBytes)
	}
}

// table makes a table for a list of n or an object of m elements.
func (d *jsonDecoder) table(n, m int) luabind.Table {
	d.growth.Add(kit.TableBytes + m*kit.ElementBytes)
	return d.c.NewTable(n, m)
}

// name reads an object's key.
func (d *jsonDecoder) name() (string, string) {
	const most = 4096
	s, problem := d.text()
	if problem != "" {
		return "", problem
	}
	if known, ok := d.names[s]; ok {
		return known, ""
	}
	d.growth.Add(len(s))
	s = strings.Clone(s)
	if len(d.names) < most {
		d.names[s] = s
	}
	return s, ""
}

func (d *jsonDecoder) number() (luabind.Value, string) {
	start := d.i
	if d.s[d.i] == '-' {
		d.i++
	}
	digits := func() bool {
		first := d.i
		for d.i < len(d.s) && d.s[d.i] >= '0' && d.s[d.i] <= '9' {
			d.i++
		}
		return d.i > first
	}
	if d.i < len(d.s) && d.s[d.i] == '0' {
		d.i++
	} else if !digits() {
		return luabind.Nil, d.unexpected("a digit")
	}
	whole := true
	if d.i < len(d.s) && d.s[d.i] == '.' {
		d.i++
		whole = false
		if !digits() {
			return luabind.Nil, d.unexpected("a digit")
		}
	}
	if d.i < len(d.s) && (d.s[d.i] == 'e' || d.s[d.i] == 'E') {
		d.i++
		whole = false
		if d.i < len(d.s) && (d.s[d.i] == '+' || d.s[d.i] == '-') {
			d.i++
		}
		if !digits() {
			return luabind.Nil, d.unexpected("a digit")
		}
	}
	s := d.s[start:d.i]
	if whole && s != "-0" {
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return d.c.Host().Int(n), ""
		}
		if len(s) > maxDigits {
			d.i = start
			return luabind.Nil, "a number has more than " + strconv.Itoa(maxDigits) + " digits"
		}
		d.growth.Add(len(s))
		return d.c.Host().Digits(s), ""
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		d.i = start
		return luabind.Nil, "a number is too large"
	}
	return luabind.Number(f), ""
}

// text reads a string; d.i stands on its quote. What it gives may be a part of
// the source, and is copied before it is kept: a short string must not keep the
// whole source alive.
func (d *jsonDecoder) text() (string, string) {
	d.i++
	start := d.i
	for d.i < len(d.s) {
		switch ch := d.s[d.i]; {
		case ch == '"':
			s := d.s[start:d.i]
			d.i++
			return s, ""
		case ch == '\\' || ch >= utf8.RuneSelf:
			return d.mixed(start)
		case ch < ' ':
			return "", "a control character must be written as an escape"
		}
		d.i++
	}
	return "", d.unexpected("the end of a string")
}

// mixed reads on a string that has escapes or bytes beyond ASCII. Bytes that
// are no UTF-8 and lone surrogates become U+FFFD, as in encoding/json.
func (d *jsonDecoder) mixed(start int) (string, string) {
	b := append(make([]byte, 0, d.i-start+32), d.s[start:d.i]...)
	for d.i < len(d.s) {
		ch := d.s[d.i]
		switch {
		case ch == '"':
			d.i++
			return string(b), ""
		case ch == '\\':
			d.i++
			r, problem := d.escape()
			if problem != "" {
				return "", problem
			}
			b = utf8.AppendRune(b, r)
		case ch < ' ':
			return "", "a control character must be written as an escape"
		case ch < utf8.RuneSelf:
			b = append(b, ch)
			d.i++
		default:
			r, n := utf8.DecodeRuneInString(d.s[d.i:])
			b = utf8.AppendRune(b, r)
			d.i += n
		}
	}
	return "", d.unexpected("the end of a string")
}

// escaped is the character that one behind a backslash stands for.
func escaped(c byte) (v rune, ok bool) {
	switch c {
	case '"':
		return '"', true
	case '\\':
		return '\\', true
	case '/':
		return '/', true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	}
	return v, false
}

// escape reads what follows a backslash.
func (d *jsonDecoder) escape() (rune, string) {
	if d.i >= len(d.s) {
		return 0, d.unexpected("the rest of an escape")
	}
	if d.s[d.i] != 'u' {
		r, ok := escaped(d.s[d.i])
		if !ok {
			return 0, d.unexpected(`one of " \ / b f n r t u after a backslash`)
		}
		d.i++
		return r, ""
	}
	d.i++
	r, problem := d.hex()
	if problem != "" || !utf16.IsSurrogate(r) {
		return r, problem
	}
	// The second half of a pair, if one follows; else it stands for itself.
	if strings.HasPrefix(d.s[d.i:], `\u`) {
		back := d.i
		d.i += 2
		low, problem := d.hex()
		if problem != "" {
			return 0, problem
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, ""
		}
		d.i = back
	}
	return utf8.RuneError, ""
}

// hex reads the four digits of a \u escape.
func (d *jsonDecoder) hex() (rune, string) {
	var r rune
	for range 4 {
		if d.i >= len(d.s) {
			return 0, d.unexpected("a hexadecimal digit")
		}
		switch ch := d.s[d.i]; {
		case ch >= '0' && ch <= '9':
			r = r<<4 | rune(ch-'0')
		case ch >= 'a' && ch <= 'f':
			r = r<<4 | rune(ch-'a'+10)
		case ch >= 'A' && ch <= 'F':
			r = r<<4 | rune(ch-'A'+10)
		default:
			return 0, d.unexpected("a hexadecimal digit")
		}
		d.i++
	}
	return r, ""
}
