package lualib

import (
	"errors"
	"strings"
)

// naive matches a pattern by the letter of the manual: it reads the pattern
// while it matches, backtracks by recursion, and gives up after a number of
// steps.
type naive struct {
	subject, pattern string
	starts, ends     []int // ends: -1 while open, -2 for a position
	steps            int
}

var errTired = errors.New("too many steps")

const naiveSteps = 200_000

type naiveError string

func (e naiveError) Error() string { return string(e) }

// naiveFind finds the first match and lists its ends and captures, "?" for one
// that is unfinished.
func naiveFind(subject, pattern string, from int) (result []any, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	pattern, _, _ = strings.Cut(pattern, "\x00")
	pattern, anchored := strings.CutPrefix(pattern, "^")
	steps := 0
	for s := from; s <= len(subject); s++ {
		n := &naive{subject: subject, pattern: pattern, steps: steps}
		if end := n.match(s, 0); end >= 0 {
			return n.result(s, end), nil
		}
		steps = n.steps
		if anchored {
			break
		}
	}
	return nil, nil
}

func (n *naive) result(start, end int) []any {
	result := []any{start, end}
	for i := range n.starts {
		switch n.ends[i] {
		case -1:
			result = append(result, "?")
		case -2:
			result = append(result, n.starts[i]+1)
		default:
			result = append(result, n.subject[n.starts[i]:n.ends[i]])
		}
	}
	return result
}

func (n *naive) fail(message string) { panic(naiveError(message)) }

// match matches pattern[p:] at s and returns the end, -1 without a match.
func (n *naive) match(s, p int) int {
	if n.steps++; n.steps > naiveSteps {
		panic(errTired)
	}
	if p == len(n.pattern) {
		return s
	}
	rest := n.pattern[p:]
	switch {
	case strings.HasPrefix(rest, "()"):
		return n.capture(s, p+2, -2)
	case rest[0] == '(':
		return n.capture(s, p+1, -1)
	case rest[0] == ')':
		for i := len(n.ends) - 1; i >= 0; i-- {
			if n.ends[i] == -1 {
				n.ends[i] = s
				if end := n.match(s, p+1); end >= 0 {
					return end
				}
				n.ends[i] = -1
				return -1
			}
		}
		n.fail("invalid pattern capture")
	case rest == "$":
		if s == len(n.subject) {
			return s
		}
		return -1
	case strings.HasPrefix(rest, "%b"):
		return n.balance(s, p)
	case strings.HasPrefix(rest, "%f"):
		return n.frontier(s, p)
	case len(rest) > 1 && rest[0] == '%' && '0' <= rest[1] && rest[1] <= '9':
		i := int(rest[1]) - '1'
		if i < 0 || i >= len(n.ends) || n.ends[i] == -1 {
			n.fail("invalid capture index")
		}
		if n.ends[i] == -2 {
			return -1
		}
		if text := n.subject[n.starts[i]:n.ends[i]]; strings.HasPrefix(n.subject[s:], text) {
			return n.match(s+len(text), p+2)
		}
		return -1
	}
	return n.single(s, p)
}

func (n *naive) capture(s, p, end int) int {
	if len(n.starts) == 32 {
		n.fail("too many captures")
	}
	n.starts, n.ends = append(n.starts, s), append(n.ends, end)
	if end := n.match(s, p); end >= 0 {
		return end
	}
	n.starts, n.ends = n.starts[:len(n.starts)-1], n.ends[:len(n.ends)-1]
	return -1
}

func (n *naive) balance(s, p int) int {
	if len(n.pattern) < p+4 {
		n.fail("unbalanced pattern")
	}
	open, shut := n.pattern[p+2], n.pattern[p+3]
	if s == len(n.subject) || n.subject[s] != open {
		return -1
	}
	depth := 1
	for i := s + 1; i < len(n.subject); i++ {
		if n.subject[i] == shut {
			depth--
		} else if n.subject[i] == open {
			depth++
		}
		if depth == 0 {
			return n.match(i+1, p+4)
		}
	}
	return -1
}

func (n *naive) frontier(s, p int) int {
	if p+2 == len(n.pattern) || n.pattern[p+2] != '[' {
		n.fail("missing '[' after '%f' in pattern")
	}
	before, here := byte(0), byte(0)
	if s > 0 {
		before = n.subject[s-1]
	}
	if s < len(n.subject) {
		here = n.subject[s]
	}
	end := n.itemEnd(p + 2)
	if n.in(before, p+2, end) || !n.in(here, p+2, end) {
		return -1
	}
	return n.match(s, end)
}

func (n *naive) single(s, p int) int {
	end := n.itemEnd(p)
	fits := func(i int) bool { return i < len(n.subject) && n.in(n.subject[i], p, end) }
	repeat := byte(0)
	if end < len(n.pattern) {
		repeat = n.pattern[end]
	}
	switch repeat {
	case '?':
		if fits(s) {
			if e := n.match(s+1, end+1); e >= 0 {
				return e
			}
		}
		return n.match(s, end+1)
	case '-':
		for {
			if e := n.match(s, end+1); e >= 0 {
				return e
			}
			if !fits(s) {
				return -1
			}
			s++
		}
	case '*', '+':
		least := s
		if repeat == '+' {
			least++
		}
		for fits(s) {
			s++
		}
		for ; s >= least; s-- {
			if e := n.match(s, end+1); e >= 0 {
				return e
			}
		}
		return -1
	}
	if !fits(s) {
		return -1
	}
	return n.match(s+1, end)
}

// itemEnd returns where the single item at p ends.
func (n *naive) itemEnd(p int) int {
	c := n.pattern[p]
	p++
	if c == '%' {
		if p == len(n.pattern) {
			n.fail("malformed pattern (ends with '%')")
		}
		return p + 1
	}
	if c != '[' {
		return p
	}
	if p < len(n.pattern) && n.pattern[p] == '^' {
		p++
	}
	for {
		if p == len(n.pattern) {
			n.fail("malformed pattern (missing ']')")
		}
		c := n.pattern[p]
		p++
		if c == '%' && p < len(n.pattern) {
			p++
		}
		if p < len(n.pattern) && n.pattern[p] == ']' {
			return p + 1
		}
	}
}

// in reports whether c is what the single item pattern[p:end] stands for.
func (n *naive) in(c byte, p, end int) bool {
	item := n.pattern[p:end]
	switch item[0] {
	case '.':
		return true
	case '%':
		return inClass(c, item[1])
	case '[':
		item = item[1 : len(item)-1]
		want := true
		if strings.HasPrefix(item, "^") {
			want, item = false, item[1:]
		}
		for item != "" {
			switch {
			case item[0] == '%' && len(item) > 1:
				if inClass(c, item[1]) {
					return want
				}
				item = item[2:]
			case len(item) > 2 && item[1] == '-':
				if item[0] <= c && c <= item[2] {
					return want
				}
				item = item[3:]
			default:
				if item[0] == c {
					return want
				}
				item = item[1:]
			}
		}
		return !want
	}
	return item[0] == c
}

func inClass(c, class byte) bool {
	const lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	is := func(set string) bool { return strings.IndexByte(set, c) >= 0 }
	var in bool
	switch class | 0x20 {
	case 'a':
		in = is(lower + upper)
	case 'c':
		in = c < 32 || c == 127
	case 'd':
		in = is(digits)
	case 'l':
		in = is(lower)
	case 'p':
		in = c > 32 && c < 127 && !is(lower+upper+digits)
	case 's':
		in = is(" \t\n\v\f\r")
	case 'u':
		in = is(upper)
	case 'w':
		in = is(lower + upper + digits)
	case 'x':
		in = is(digits + "abcdefABCDEF")
	case 'z':
		in = c == 0
	default:
		return c == class
	}
	if 'A' <= class && class <= 'Z' {
		return !in
	}
	if class < 'a' || class > 'z' {
		return c == class
	}
	return in
}
