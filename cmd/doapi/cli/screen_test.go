package cli

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// screen is as much of a terminal as the REPL needs, so that tests see what a
// person would.
type screen struct {
	mu      sync.Mutex
	columns int
	lines   [][]rune
	x, y    int
	pending []byte // of a sequence that is not complete yet
	raw     []byte // everything that was written
}

func newScreen(columns int) *screen { return &screen{columns: columns, lines: [][]rune{nil}} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw = append(s.raw, p...)
	text := string(append(s.pending, p...))
	s.pending = nil
	for text != "" {
		if text[0] == 0x1b {
			rest, ok := s.escape(text)
			if !ok {
				s.pending = []byte(text)
				break
			}
			text = rest
			continue
		}
		if !utf8.FullRuneInString(text) {
			s.pending = []byte(text)
			break
		}
		r, size := utf8.DecodeRuneInString(text)
		text = text[size:]
		s.put(r)
	}
	return len(p), nil
}

func (s *screen) put(r rune) {
	switch {
	case r == '\n':
		s.y++
	case r == '\r':
		s.x = 0
	case r == '\b':
		s.x = max(0, s.x-1)
	case r == '\t':
		s.x = (s.x/8 + 1) * 8
	case r < ' ':
	default:
		if s.x >= s.columns {
			s.x = 0
			s.y++
		}
		line := s.line()
		for len(*line) <= s.x {
			*line = append(*line, ' ')
		}
		(*line)[s.x] = r
		s.x += max(1, runewidth.RuneWidth(r))
	}
	s.line()
}

func (s *screen) line() *[]rune {
	for len(s.lines) <= s.y {
		s.lines = append(s.lines, nil)
	}
	return &s.lines[s.y]
}

// escape carries out the sequence that text begins with.
func (s *screen) escape(text string) (rest string, complete bool) {
	if len(text) < 2 {
		return text, false
	}
	if text[1] != '[' {
		return text[2:], true
	}
	end := 2
	for end < len(text) && (text[end] < 0x40 || text[end] > 0x7e) {
		end++
	}
	if end == len(text) {
		return text, false
	}
	n, err := strconv.Atoi(strings.Split(text[2:end], ";")[0])
	count := n
	if err != nil || n == 0 {
		count = 1
	}
	switch text[end] {
	case 'A':
		s.y = max(0, s.y-count)
	case 'B':
		s.y += count
	case 'C':
		s.x += count
	case 'D':
		s.x = max(0, s.x-count)
	case 'J':
		line := s.line()
		*line = (*line)[:min(len(*line), s.x)]
		s.lines = s.lines[:s.y+1]
	case 'K':
		line := s.line()
		if n == 2 {
			*line = nil
		} else {
			*line = (*line)[:min(len(*line), s.x)]
		}
	}
	return text[end+1:], true
}

// String is what the screen shows.
func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for _, l := range s.lines {
		b.WriteString(strings.TrimRight(string(l), " ") + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// rows is how many lines there are, above the cursor and with it.
func (s *screen) rows() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.y + 1
}

// last is the line that the cursor is on.
func (s *screen) last() string {
	lines := strings.Split(s.String(), "\n")
	return lines[len(lines)-1]
}

func (s *screen) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.raw)
}

func (s *screen) resize(columns int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.columns = columns
}
