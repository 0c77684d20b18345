package luabind

import (
	"cmp"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// Coverage counts how often the lines of scripts are reached, in all Hosts that
// are made with it ([WithCoverage]). The zero value is ready for use. Safe from
// any goroutine.
type Coverage struct {
	mu    sync.Mutex
	files map[string]map[int]*atomic.Int64
}

// CoveredFile is what was reached of one source text.
type CoveredFile struct {
	Name  string // as the Host was given it: a file's path
	Lines []CoveredLine
}

// CoveredLine is a line that a statement begins on.
type CoveredLine struct {
	Line int // from 1
	Runs int64
}

// WithCoverage has a Host count what its scripts reach. They run slower by a
// call for every line. Programs that [Compile] made count nothing.
func WithCoverage(c *Coverage) Option {
	return func(o *config) error { o.coverage = c; return nil }
}

// Files gives what was counted so far, sorted by name and line. What was loaded
// under one name counts together.
func (c *Coverage) Files() []CoveredFile {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []CoveredFile
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		f := CoveredFile{Name: name}
		for line, n := range c.files[name] {
			f.Lines = append(f.Lines, CoveredLine{line, n.Load()})
		}
		slices.SortFunc(f.Lines, func(a, b CoveredLine) int { return cmp.Compare(a.Line, b.Line) })
		out = append(out, f)
	}
	return out
}

// of gives the counters of a source text's lines; nil where nothing is counted.
func (c *Coverage) of(name string) func(line int) *atomic.Int64 {
	if c == nil {
		return nil
	}
	return func(line int) *atomic.Int64 {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.files == nil {
			c.files = map[string]map[int]*atomic.Int64{}
		}
		lines := c.files[name]
		if lines == nil {
			lines = map[int]*atomic.Int64{}
			c.files[name] = lines
		}
		if lines[line] == nil {
			lines[line] = new(atomic.Int64)
		}
		return lines[line]
	}
}
