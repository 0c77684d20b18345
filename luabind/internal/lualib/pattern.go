package lualib

import "strings"

// A pattern is a sequence of items, each of them tried at one place of the
// subject after the other: there are no alternatives, and only single bytes
// repeat. So each instruction below is reached at most once on the way to a
// match, which captures are open is known for each, and what is wrong with a
// pattern can be an instruction that raises when it is reached, as in Lua.
type instruction struct {
	op  opKind
	arg uint8    // opOpen, opClose, opPosition, opBackref: the capture; opBalance: the opening byte
	end uint8    // opBalance: the closing byte
	lit int16    // the byte that set consists of, or -1
	row int32    // opStar, opMinus, opMaybe: the row of the matcher's memo, or -1
	set *byteSet // the bytes that a single item matches
}

const instructionBytes = 24

type opKind uint8

const (
	opEnd      opKind = iota // the match is complete
	opTail                   // the end of the subject: a last $
	opSingle                 // one byte of set
	opStar                   // as many bytes of set as possible
	opMinus                  // as few bytes of set as possible
	opMaybe                  // one byte of set, or none
	opOpen                   // start of a capture
	opClose                  // end of a capture
	opPosition               // position capture
	opBackref                // the text of an earlier capture
	opBalance                // balanced text
	opFrontier               // from a byte outside of set to one in it
	opError
)

// Lua's limit on captures.
const maxCaptures = 32

type captureKind uint8

const (
	captureUnfinished captureKind = iota
	captureText
	capturePosition
)

// program is a compiled pattern without its anchor. It is immutable.
type program struct {
	code     []instruction
	fault    string // what opError raises
	captures []captureKind
	rows     int      // how many instructions have a memo row
	prefix   string   // what each match starts with
	first    *byteSet // the bytes with which a match may start; nil if it may be empty
}

// compiler translates a pattern, given without a leading anchor.
type compiler struct {
	pattern string
	charge  func(bytes int) // called before memory is taken
	sets    map[string]*byteSet
	prog    program
	open    []uint8 // the captures that are open
}

// compile translates a pattern. It never fails: a fault is raised when a match
// reaches it.
func compile(pattern string, charge func(bytes int)) *program {
	fillSets()
	// Lua 5.1 patterns are C strings.
	pattern, _, _ = strings.Cut(pattern, "\x00")
	c := compiler{pattern: pattern, charge: charge}
	charge(instructionBytes * (len(pattern) + 1))
	c.prog.code = make([]instruction, 0, len(pattern)+1)
	for i := 0; i >= 0; {
		i = c.item(i)
	}
	c.numberRows()
	c.findStart()
	p := c.prog // without the rest of c
	return &p
}

// emit adds an instruction and returns the position of the next item.
func (c *compiler) emit(in instruction, next int) int {
	c.prog.code = append(c.prog.code, in)
	return next
}

// fail ends the program with an error.
func (c *compiler) fail(text string) int {
	c.prog.fault = text
	return c.emit(instruction{op: opError}, -1)
}

// item translates the item at position i and returns where the next starts,
// -1 after the last.
func (c *compiler) item(i int) int {
	p := c.pattern
	if i == len(p) {
		return c.emit(instruction{op: opEnd}, -1)
	}
	switch {
	case p[i] == '(':
		return c.openCapture(i + 1)
	case p[i] == ')':
		return c.closeCapture(i + 1)
	case p[i] == '$' && i+1 == len(p):
		return c.emit(instruction{op: opTail}, i+1)
	case p[i] == '%' && i+1 < len(p):
		switch next := p[i+1]; {
		case next == 'b':
			if i+3 >= len(p) {
				return c.fail("unbalanced pattern")
			}
			return c.emit(instruction{op: opBalance, arg: p[i+2], end: p[i+3]}, i+4)
		case next == 'f':
			return c.frontier(i + 2)
		case isDigit(next):
			return c.backref(next, i+2)
		}
	}
	return c.single(i)
}

func (c *compiler) openCapture(i int) int {
	n := len(c.prog.captures)
	if n == maxCaptures {
		return c.fail("too many captures")
	}
	if i < len(c.pattern) && c.pattern[i] == ')' {
		c.prog.captures = append(c.prog.captures, capturePosition)
		return c.emit(instruction{op: opPosition, arg: uint8(n)}, i+1)
	}
	c.prog.captures = append(c.prog.captures, captureUnfinished)
	c.open = append(c.open, uint8(n))
	return c.emit(instruction{op: opOpen, arg: uint8(n)}, i)
}

func (c *compiler) closeCapture(i int) int {
	if len(c.open) == 0 {
		return c.fail("invalid pattern capture")
	}
	n := c.open[len(c.open)-1]
	c.open = c.open[:len(c.open)-1]
	c.prog.captures[n] = captureText
	return c.emit(instruction{op: opClose, arg: n}, i)
}

func (c *compiler) backref(digit byte, i int) int {
	n := int(digit) - '1'
	if n < 0 || n >= len(c.prog.captures) || c.prog.captures[n] == captureUnfinished {
		return c.fail("invalid capture index")
	}
	return c.emit(instruction{op: opBackref, arg: uint8(n)}, i)
}

func (c *compiler) frontier(i int) int {
	if i == len(c.pattern) || c.pattern[i] != '[' {
		return c.fail("missing '[' after '%f' in pattern")
	}
	end, fault := c.classEnd(i)
	if fault != "" {
		return c.fail(fault)
	}
	set, _ := c.set(i, end)
	return c.emit(instruction{op: opFrontier, set: set}, end)
}

// single translates a single-byte item and what repeats it.
func (c *compiler) single(i int) int {
	end, fault := c.classEnd(i)
	if fault != "" {
		return c.fail(fault)
	}
	set, lit := c.set(i, end)
	in := instruction{op: opSingle, set: set, lit: lit, row: -1}
	if end == len(c.pattern) {
		return c.emit(in, end)
	}
	switch c.pattern[end] {
	case '*':
		in.op = opStar
	case '+':
		c.emit(in, end)
		in.op = opStar
	case '-':
		in.op = opMinus
	case '?':
		in.op = opMaybe
	default:
		return c.emit(in, end)
	}
	return c.emit(in, end+1)
}

// classEnd returns where the single-byte item at i ends, or what is wrong with
// it.
func (c *compiler) classEnd(i int) (end int, fault string) {
	p := c.pattern
	switch p[i] {
	case '%':
		if i+1 == len(p) {
			return 0, "malformed pattern (ends with '%')"
		}
		return i + 2, ""
	case '[':
		i++
		if i < len(p) && p[i] == '^' {
			i++
		}
		// A bracket in the first place stands for itself.
		for first := true; first || i >= len(p) || p[i] != ']'; first = false {
			if i >= len(p) {
				return 0, "malformed pattern (missing ']')"
			}
			i++
			if p[i-1] == '%' && i < len(p) {
				i++
			}
		}
	}
	return i + 1, ""
}

// set returns the bytes that the single-byte item in pattern[i:end] matches,
// and the only one of them, or -1.
func (c *compiler) set(i, end int) (set *byteSet, lit int16) {
	p := c.pattern
	switch p[i] {
	case '.':
		return &anyByte, -1
	case '[':
		return c.bracketSet(p[i:end]), -1
	case '%':
		i++
		if set = classes[p[i]]; set != &singles[p[i]] {
			return set, -1
		}
	}
	return &singles[p[i]], int16(p[i])
}

// bracketSet translates a set in brackets. Equal texts share one.
func (c *compiler) bracketSet(text string) *byteSet {
	if set := c.sets[text]; set != nil {
		return set
	}
	c.charge(len(byteSet{}))
	set := new(byteSet)
	body := text[1 : len(text)-1]
	negated := strings.HasPrefix(body, "^")
	if negated {
		body = body[1:]
	}
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] == '%' && i+1 < len(body):
			i++
			for b, in := range classes[body[i]] {
				set[b] = set[b] || in
			}
		case i+2 < len(body) && body[i+1] == '-':
			for b := int(body[i]); b <= int(body[i+2]); b++ {
				set[b] = true
			}
			i += 2
		default:
			set[body[i]] = true
		}
	}
	if negated {
		for b := range set {
			set[b] = !set[b]
		}
	}
	if c.sets == nil {
		c.sets = map[string]*byteSet{}
	}
	c.sets[text] = set
	return set
}

// numberRows gives memo rows to the choices whose outcome depends on their
// place alone: all that no back-reference follows.
func (c *compiler) numberRows() {
	for i := len(c.prog.code) - 1; i >= 0; i-- {
		switch in := &c.prog.code[i]; in.op {
		case opStar, opMinus, opMaybe:
			in.row = int32(c.prog.rows)
			c.prog.rows++
		case opBackref:
			return
		}
	}
}

// findStart sets prefix and first.
func (c *compiler) findStart() {
	var prefix []byte
	for i := range c.prog.code {
		switch in := &c.prog.code[i]; in.op {
		case opOpen, opPosition, opClose:
			continue
		case opSingle:
			if c.prog.first == nil {
				c.prog.first = in.set
			}
			if in.lit >= 0 {
				prefix = append(prefix, byte(in.lit))
				continue
			}
		case opBalance:
			if c.prog.first == nil {
				c.prog.first = &singles[in.arg]
			}
		}
		break
	}
	c.prog.prefix = string(prefix)
}
