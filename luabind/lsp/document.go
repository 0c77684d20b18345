package lsp

import (
	"bytes"
	"sort"
	"sync"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind/check"
)

// document is one state of a text; an edit makes another. It is safe from any
// goroutine, but for what the lock guards.
type document struct {
	uri     string
	version int
	text    []byte
	lines   []int // the offset of each line's first byte

	mu       sync.Mutex // an Analysis serves one goroutine at a time
	analyzed bool
	analysis *check.Analysis // nil: the text is no program
	err      error
}

func newDocument(uri string, version int, text []byte) *document {
	lines := make([]int, 1, bytes.Count(text, []byte("\n"))+1)
	d := &document{uri: uri, version: version, text: text, lines: lines}
	if bytes.IndexByte(text, '\r') < 0 {
		for at := 0; ; {
			n := bytes.IndexByte(text[at:], '\n')
			if n < 0 {
				return d
			}
			at += n + 1
			d.lines = append(d.lines, at)
		}
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			fallthrough
		case '\n':
			d.lines = append(d.lines, i+1)
		}
	}
	return d
}

// analyze runs f with what is known of the text, under the lock.
func (d *document) analyze(c *check.Checker, f func(a *check.Analysis, err error)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.analyzed {
		d.analyzed = true
		d.analysis, d.err = c.Analyze(nameOf(d.uri), d.text)
	}
	f(d.analysis, d.err)
}

// line gives a line without its end.
func (d *document) line(n int) []byte {
	start, end := d.lines[n], len(d.text)
	if n+1 < len(d.lines) {
		end = d.lines[n+1]
	}
	return bytes.TrimRight(d.text[start:end], "\r\n")
}

// offset finds a position. One that is beyond a line's end is at the end, as
// the protocol says.
func (d *document) offset(p position) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(d.lines) {
		return len(d.text)
	}
	line := d.line(p.Line)
	at, units := 0, 0
	for at < len(line) && units < p.Character {
		r, n := utf8.DecodeRune(line[at:])
		at += n
		units += unitsOf(r)
	}
	return d.lines[p.Line] + at
}

// unitsOf counts the UTF-16 code units of a character. A byte that is no UTF-8
// counts as one.
func unitsOf(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

func (d *document) position(offset int) position {
	offset = max(0, min(offset, len(d.text)))
	n := sort.Search(len(d.lines), func(i int) bool { return d.lines[i] > offset }) - 1
	units := 0
	for text := d.text[d.lines[n]:offset]; len(text) > 0; {
		r, size := utf8.DecodeRune(text)
		units += unitsOf(r)
		text = text[size:]
	}
	return position{n, units}
}

func (d *document) rangeOf(start, end int) textRange {
	return textRange{d.position(start), d.position(end)}
}

// edit gives the text after some changes, each to what the one before left.
func (d *document) edit(version int, changes didChangeParams) *document {
	for _, c := range changes.ContentChanges {
		if c.Range == nil {
			d = newDocument(d.uri, version, []byte(c.Text))
			continue
		}
		start, end := d.offset(c.Range.Start), d.offset(c.Range.End)
		if end < start {
			start, end = end, start
		}
		text := make([]byte, 0, len(d.text)-(end-start)+len(c.Text))
		text = append(append(append(text, d.text[:start]...), c.Text...), d.text[end:]...)
		d = newDocument(d.uri, version, text)
	}
	d.version = version
	return d
}
