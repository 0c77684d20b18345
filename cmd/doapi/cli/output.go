package cli

import (
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// output is standard output. On a terminal every write shows at once; into a
// file or pipe writes are gathered, for a moment at most, so that a script
// that prints a line a thousand times does not make a thousand system calls.
type output struct {
	mu       sync.Mutex
	w        io.Writer
	buffer   []byte
	direct   bool        // nothing is gathered
	flushing bool        // a flush is under way to happen
	clear    func() bool // takes away what is in the way on the terminal, if anything is; may be nil
	midLine  bool        // what was written last ends within a line
	err      error
}

const gathered = 32 << 10

func newOutput(w io.Writer) *output {
	f, isFile := w.(*os.File)
	return &output{w: w, direct: !isFile || term.IsTerminal(int(f.Fd()))}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return 0, o.err
	}
	if o.direct {
		o.uncover()
	}
	if len(p) > 0 {
		o.midLine = p[len(p)-1] != '\n'
	}
	if o.direct {
		return o.write(p)
	}
	if len(o.buffer)+len(p) > gathered {
		o.flush()
	}
	if len(p) >= gathered && o.err == nil {
		return o.write(p)
	}
	o.buffer = append(o.buffer, p...)
	if !o.flushing {
		o.flushing = true
		soon(func() { _ = o.Flush() }) // the next write tells
	}
	return len(p), o.err
}

// MidLine reports whether what was written last ends within a line.
func (o *output) MidLine() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.uncover()
	return o.midLine
}

// uncover takes away what is in the way.
func (o *output) uncover() {
	if o.clear != nil && o.clear() {
		o.midLine = false
	}
}

// Interrupted says that the terminal has shown the Ctrl-C that came.
func (o *output) Interrupted() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.midLine = true
}

// LineEnded says that the terminal is on a new line, because of what was typed
// or written elsewhere.
func (o *output) LineEnded() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.midLine = false
}

// before has f called before anything is written that a person may see.
func (o *output) before(f func() bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clear = f
}

// Flush writes out what has been gathered. It gives the first error of all that
// was written.
func (o *output) Flush() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushing = false
	o.flush()
	return o.err
}

func (o *output) flush() {
	if len(o.buffer) > 0 && o.err == nil {
		_, _ = o.write(o.buffer)
	}
	o.buffer = o.buffer[:0]
}

// write keeps the first error: nothing is written after it.
func (o *output) write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// Err is the first error of all that was written.
func (o *output) Err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// Close flushes; later writes go through at once.
func (o *output) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.direct = true
	return o.err
}

// behind is a writer that first lets standard output catch up, so that the two
// appear in the order in which they were written.
type behind struct {
	out *output
	w   io.Writer
}

func (b behind) Write(p []byte) (int, error) {
	_ = b.out.Flush() // whose errors have a place of their own
	b.out.mu.Lock()
	b.out.uncover()
	b.out.midLine = b.out.midLine && !strings.HasSuffix(string(p), "\n")
	b.out.mu.Unlock()
	return b.w.Write(p)
}

// terminal gives the file behind a stream if it is a terminal, else nil.
func terminal(stream any) *os.File {
	switch s := stream.(type) {
	case *output:
		return terminal(s.w)
	case behind:
		return terminal(s.w)
	case *os.File:
		if term.IsTerminal(int(s.Fd())) {
			return s
		}
	}
	return nil
}
