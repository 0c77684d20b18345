package lualib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// span is the part of the subject that a capture holds. For a position capture
// start alone counts.
type span struct{ start, end int }

// choice is a place on the way to a match where there is another way. Since an
// instruction is reached once, there are never more of them than instructions.
type choice struct {
	pc      int
	low     int // the subject position at which the instruction was reached
	high    int // opStar: how far its bytes reach
	current int // the position that was tried last
}

// matcher looks for a program's matches in one subject. Matching is a loop with
// a stack of its own. It backtracks as the reference implementation does until
// that has cost more than a few looks at each byte of the subject. From then on
// memo keeps which choices have failed at which positions, and none of them is
// tried again. What follows a choice depends on its position alone (on captures
// only before the last back-reference, and choices there have no memo), so the
// memo holds for as long as the subject does: across starting points and across
// the matches of a gsub.
type matcher struct {
	lib     *library
	L       *lua.LState // whose run is charged
	prog    *program
	subject string
	spans   []span // of the match that was found last
	choices []choice

	work     int // units of work since the matcher was made
	charged  int // how much of it the meter knows
	limit    int // the work at which the next charge is due
	memoFrom int // the work from which a memo pays
	memo     []failures
	balances balances
}

const (
	// chargeEvery is how much work is done between two charges. It is also
	// what bounds the time until a cancellation is seen.
	chargeEvery = 256
	// scanBytes is how many bytes are passed in a tight loop before the work
	// is counted.
	scanBytes = 1 << 14
	// bytesPerStep is how many bytes a tight loop over bytes passes in the
	// time of a VM instruction.
	bytesPerStep = 4
)

// reset prepares m for a subject.
func (m *matcher) reset(lib *library, L *lua.LState, prog *program, subject string) {
	m.lib, m.L, m.prog, m.subject = lib, L, prog, subject
	m.work, m.charged, m.limit = 0, 0, chargeEvery
	m.memoFrom = 4*len(subject) + 1024
	m.memo, m.balances = nil, balances{}
	if n := len(prog.captures); n <= cap(m.spans) {
		m.spans = m.spans[:n]
	} else {
		m.spans = make([]span, n)
	}
}

// settle charges the work that was not charged yet.
func (m *matcher) settle() {
	n := m.work - m.charged
	m.charged, m.limit = m.work, m.work+chargeEvery
	if n > 0 {
		m.lib.meter.Steps(m.L, n)
	}
	if m.memo == nil && m.work > m.memoFrom && m.prog.rows > 0 {
		m.lib.meter.Alloc(m.L, m.prog.rows*sliceBytes)
		m.memo = make([]failures, m.prog.rows)
	}
}

// scanned counts a tight loop over n bytes as work.
func (m *matcher) scanned(n int) {
	m.work += n/bytesPerStep + 1
	if m.work >= m.limit {
		m.settle()
	}
}

// find looks for the first match that starts at or after position from.
func (m *matcher) find(from int) (start, end int, ok bool) {
	for ; from <= len(m.subject); from++ {
		if from, ok = m.candidate(from); !ok {
			break
		}
		if end, ok = m.match(from); ok {
			return from, end, true
		}
	}
	return 0, 0, false
}

// candidate returns the first position at or after from where a match may start.
func (m *matcher) candidate(from int) (int, bool) {
	if len(m.prog.prefix) > 0 {
		i := m.lib.index(m.L, m.subject[from:], m.prog.prefix)
		return from + i, i >= 0
	}
	if m.prog.first == nil {
		return from, true
	}
	for from < len(m.subject) {
		stop := min(len(m.subject), from+scanBytes)
		i := from
		for i < stop && !m.prog.first[m.subject[i]] {
			i++
		}
		m.scanned(i - from)
		if i < stop {
			return i, true
		}
		from = i
	}
	return from, false
}

// match matches the whole program at position s and returns where it ends.
func (m *matcher) match(s int) (end int, ok bool) {
	m.choices = m.choices[:0]
	for pc := 0; ; {
		if m.work++; m.work >= m.limit {
			m.settle()
		}
		in := &m.prog.code[pc]
		ok = true
		switch in.op {
		case opEnd:
			return s, true
		case opSingle:
			if ok = s < len(m.subject) && in.set[m.subject[s]]; ok {
				s++
			}
		case opStar:
			if ok = !m.failed(in, s); ok {
				if high := m.reach(in, s); high > s || m.memo != nil {
					m.choices = append(m.choices, choice{pc, s, high, high})
					s = high
				}
			}
		case opMinus:
			if ok = !m.failed(in, s); ok {
				m.choices = append(m.choices, choice{pc, s, s, s})
			}
		case opMaybe:
			if s < len(m.subject) && in.set[m.subject[s]] {
				if ok = !m.failed(in, s); ok {
					m.choices = append(m.choices, choice{pc, s, s, s + 1})
					s++
				}
			}
		case opError:
			raise(m.L, "%s", m.prog.fault)
		default:
			s, ok = m.special(in, s)
		}
		if ok {
			pc++
			continue
		}
		if pc, s = m.backtrack(); pc < 0 {
			return 0, false
		}
	}
}

// special runs the rarer instructions at s and returns the position after them.
func (m *matcher) special(in *instruction, s int) (after int, ok bool) {
	switch in.op {
	case opTail:
		return s, s == len(m.subject)
	case opOpen, opPosition:
		m.spans[in.arg].start = s
		return s, true
	case opClose:
		m.spans[in.arg].end = s
		return s, true
	case opBackref:
		if m.prog.captures[in.arg] != captureText {
			return s, false
		}
		text := m.subject[m.spans[in.arg].start:m.spans[in.arg].end]
		m.scanned(len(text))
		return s + len(text), strings.HasPrefix(m.subject[s:], text)
	case opBalance:
		return m.balanced(in.arg, in.end, s)
	case opFrontier:
		return s, !in.set[m.byteAt(s-1)] && in.set[m.byteAt(s)]
	}
	return s, false
}

// byteAt gives a byte of the subject, 0 before and after it.
func (m *matcher) byteAt(i int) byte {
	if i < 0 || i >= len(m.subject) {
		return 0
	}
	return m.subject[i]
}

// reach returns how far from s the bytes reach that a star may take. Places
// where the star has failed before are not passed: what could be tried there
// has been tried.
func (m *matcher) reach(in *instruction, s int) int {
	if m.memo == nil || in.row < 0 {
		if in.set == &anyByte {
			return len(m.subject)
		}
		i := s
		for {
			stop := min(len(m.subject), i+scanBytes)
			from := i
			for i < stop && in.set[m.subject[i]] {
				i++
			}
			m.scanned(i - from)
			if i < stop || i == len(m.subject) {
				return i
			}
		}
	}
	i, failed := s, &m.memo[in.row]
	for i < len(m.subject) && in.set[m.subject[i]] {
		if m.work++; m.work >= m.limit {
			m.settle()
		}
		if i++; failed.has(i) {
			return i - 1
		}
	}
	return i
}

// backtrack goes back to the last choice that has another way and returns
// where it leads, pc -1 if there is none left.
func (m *matcher) backtrack() (pc, s int) {
	for len(m.choices) > 0 {
		c := &m.choices[len(m.choices)-1]
		in := &m.prog.code[c.pc]
		more := false
		switch in.op {
		case opStar:
			more = m.shorter(c)
		case opMinus:
			more = m.longer(c, in)
		case opMaybe:
			if more = c.current > c.low; more {
				c.current = c.low
			}
		}
		if more {
			return c.pc + 1, c.current
		}
		if m.memo != nil && in.row >= 0 {
			m.memo[in.row].add(m, c.low, c.high)
		}
		m.choices = m.choices[:len(m.choices)-1]
	}
	return -1, 0
}

// shorter gives back bytes that a star took: one, or as many as it takes for a
// single item that follows to match.
func (m *matcher) shorter(c *choice) bool {
	if c.current == c.low {
		return false
	}
	next := &m.prog.code[c.pc+1]
	if next.op != opSingle {
		c.current--
		return true
	}
	from := c.current
	stop := max(c.low, from-scanBytes)
	i := from - 1
	for i > stop && !next.set[m.subject[i]] {
		i--
	}
	m.scanned(from - i)
	c.current = i
	return true
}

// longer lets a minus take another byte, or as many as it takes for a single
// item that follows to match.
func (m *matcher) longer(c *choice, in *instruction) bool {
	next := &m.prog.code[c.pc+1]
	from := c.current
	stop := min(len(m.subject), from+scanBytes)
	i := from
	for i < stop && in.set[m.subject[i]] {
		i++
		if m.memo != nil && in.row >= 0 && m.memo[in.row].has(i) {
			break
		}
		if next.op != opSingle || i < len(m.subject) && next.set[m.subject[i]] {
			m.scanned(i - from)
			c.current, c.high = i, i
			return true
		}
	}
	m.scanned(i - from)
	c.high = i
	if i == stop && i < len(m.subject) && i > from {
		c.current = i
		return true
	}
	return false
}

// failed reports whether a choice is known to fail at s.
func (m *matcher) failed(in *instruction, s int) bool {
	return m.memo != nil && in.row >= 0 && m.memo[in.row].has(s)
}
