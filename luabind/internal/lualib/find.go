package lualib

import (
	"strings"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind/internal/table"
)

const (
	// What is kept of compiled patterns: those of ordinary length, and so
	// many that a script's patterns fit.
	keptPatterns      = 128
	keptPatternLength = 256
	keptMatchers      = 4

	matcherBytes = 512 // with what it holds for a pattern of ordinary length
)

// program returns the compiled form of a pattern without its anchor.
func (lib *library) program(L *lua.LState, pattern string) *program {
	if p := lib.programs[pattern]; p != nil {
		return p
	}
	if len(pattern) >= copyBytes {
		lib.meter.Steps(L, len(pattern))
	}
	p := compile(pattern, func(n int) { lib.meter.Alloc(L, n) })
	if len(pattern) > keptPatternLength {
		return p
	}
	if lib.programs == nil || len(lib.programs) == keptPatterns {
		lib.programs = make(map[string]*program)
	}
	lib.programs[strings.Clone(pattern)] = p
	return p
}

// matcher returns a matcher of pattern, without its anchor, in subject. It is
// given back by release; one that an error kept from that is left to the
// garbage collector.
func (lib *library) matcher(L *lua.LState, subject, pattern string) *matcher {
	m := &matcher{}
	if n := len(lib.matchers); n > 0 {
		m, lib.matchers = lib.matchers[n-1], lib.matchers[:n-1]
	}
	m.reset(lib, L, lib.program(L, pattern), subject)
	return m
}

// release charges what m has not charged and keeps it for later.
func (m *matcher) release() {
	m.settle()
	lib := m.lib
	m.L, m.subject, m.memo, m.balances = nil, "", nil, balances{}
	if len(lib.matchers) < keptMatchers {
		lib.matchers = append(lib.matchers, m)
	}
}

// capture gives capture n of the match of subject[start:end], where capture 0
// is the whole match if the pattern has no captures.
func (m *matcher) capture(n, start, end int) lua.LValue {
	if n >= len(m.spans) {
		if n > 0 {
			raise(m.L, "invalid capture index")
		}
		return m.lib.substring(m.L, m.subject, start, end)
	}
	switch span := m.spans[n]; m.prog.captures[n] {
	case capturePosition:
		return table.Integer(span.start + 1)
	case captureText:
		return m.lib.substring(m.L, m.subject, span.start, span.end)
	}
	raise(m.L, "unfinished capture")
	return nil
}

// pushCaptures pushes the captures of a match, or the match if there are none,
// and returns how many values that was.
func (m *matcher) pushCaptures(start, end int) int {
	n := max(1, len(m.spans))
	for i := range n {
		m.L.Push(m.capture(i, start, end))
	}
	return n
}

// cutAnchor cuts the ^ off that ties a pattern to the start.
func cutAnchor(pattern string) (rest string, anchored bool) {
	return strings.CutPrefix(pattern, "^")
}

// isPlain reports whether a pattern is text without a special character. As in
// Lua 5.1, only what comes before a zero byte counts.
func isPlain(pattern string) bool {
	for i := 0; i < len(pattern); i++ {
		if specials[pattern[i]] {
			return pattern[i] == 0
		}
	}
	return true
}

// searchFrom gives the offset that the third argument of find and match names.
func searchFrom(L *lua.LState, subject string) int {
	from := position(optInt(L, 3, 1), len(subject)) - 1
	return min(max(from, 0), len(subject))
}

func (lib *library) find(L *lua.LState) int {
	subject, pattern := checkString(L, 1), checkString(L, 2)
	from := searchFrom(L, subject)
	if lua.LVAsBool(L.Get(4)) || isPlain(pattern) {
		i := lib.index(L, subject[from:], pattern)
		if i < 0 {
			L.Push(lua.LNil)
			return 1
		}
		L.Push(table.Integer(from + i + 1))
		L.Push(table.Integer(from + i + len(pattern)))
		return 2
	}
	m, start, end, ok := lib.search(L, subject, pattern, from)
	if !ok {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(table.Integer(start + 1))
	L.Push(table.Integer(end))
	n := 0
	if len(m.spans) > 0 {
		n = m.pushCaptures(start, end)
	}
	m.release()
	return 2 + n
}

func (lib *library) match(L *lua.LState) int {
	subject, pattern := checkString(L, 1), checkString(L, 2)
	from := searchFrom(L, subject)
	m, start, end, ok := lib.search(L, subject, pattern, from)
	if !ok {
		L.Push(lua.LNil)
		return 1
	}
	n := m.pushCaptures(start, end)
	m.release()
	return n
}

// search looks for the first match of a pattern. The matcher of a match is the
// caller's to release.
func (lib *library) search(L *lua.LState, subject, pattern string, from int) (m *matcher, start, end int, ok bool) {
	pattern, anchored := cutAnchor(pattern)
	m = lib.matcher(L, subject, pattern)
	if anchored {
		start = from
		end, ok = m.match(from)
	} else {
		start, end, ok = m.find(from)
	}
	if !ok {
		m.release()
	}
	return m, start, end, ok
}

func (lib *library) gmatch(L *lua.LState) int {
	subject, pattern := checkString(L, 1), checkString(L, 2)
	lib.meter.Alloc(L, matcherBytes)
	m := &matcher{}
	m.reset(lib, L, lib.program(L, pattern), subject)
	from := 0
	L.Push(L.NewFunction(func(L *lua.LState) int {
		m.L = L
		start, end, ok := m.find(from)
		m.settle()
		if !ok {
			from = len(subject) + 1
			return 0
		}
		if from = end; start == end {
			from++
		}
		return m.pushCaptures(start, end)
	}))
	return 1
}
