// Package output is what the program writes to: standard output, and streams
// that keep in step with it.
package output

import (
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"
)

// Stream is standard output. On a terminal every write shows at once. Into a
// file or pipe writes are gathered, for a moment at most: a script that prints
// a thousand lines makes few system calls.
type Stream struct {
	mu       sync.Mutex
	w        io.Writer
	buffer   []byte
	direct   bool        // nothing is gathered
	flushing bool        // a flush is under way to happen
	clear    func() bool // takes away what is in the way on the terminal, if anything is; may be nil
	midLine  bool        // what was written last ends within a line
	err      error
	soon     func(f func()) // calls f a moment later, on a goroutine of its own
}

const gathered = 32 << 10

// New makes the stream that writes to w. soon calls a function a moment later,
// on a goroutine of its own.
func New(w io.Writer, soon func(f func())) *Stream {
	f, isFile := w.(*os.File)
	return &Stream{w: w, soon: soon, direct: !isFile || term.IsTerminal(int(f.Fd()))}
}

func (o *Stream) Write(p []byte) (int, error) {
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
		o.soon(func() { _ = o.Flush() }) // the next write tells
	}
	return len(p), o.err
}

// MidLine reports whether what was written last ends within a line.
func (o *Stream) MidLine() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.uncover()
	return o.midLine
}

// uncover takes away what is in the way.
func (o *Stream) uncover() {
	if o.clear != nil && o.clear() {
		o.midLine = false
	}
}

// Interrupted says that the terminal has shown the Ctrl-C that came.
func (o *Stream) Interrupted() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.midLine = true
}

// LineEnded says that the terminal is on a new line, because of what was typed
// or written elsewhere.
func (o *Stream) LineEnded() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.midLine = false
}

// Before has f called before anything is written that a person may see.
func (o *Stream) Before(f func() bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clear = f
}

// Flush writes out what has been gathered. It gives the first error of all that
// was written.
func (o *Stream) Flush() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flushing = false
	o.flush()
	return o.err
}

func (o *Stream) flush() {
	if len(o.buffer) > 0 && o.err == nil {
		_, _ = o.write(o.buffer)
	}
	o.buffer = o.buffer[:0]
}

// write keeps the first error: nothing is written after it.
func (o *Stream) write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// Err is the first error of all that was written.
func (o *Stream) Err() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

// Close flushes; later writes go through at once.
func (o *Stream) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.flush()
	o.direct = true
	return o.err
}

type behind struct {
	out *Stream
	w   io.Writer
}

// Behind gives a writer to w that first lets the stream catch up, so that the
// two appear in the order in which they were written.
func (o *Stream) Behind(w io.Writer) io.Writer { return behind{o, w} }

func (b behind) Write(p []byte) (int, error) {
	_ = b.out.Flush() // whose errors have a place of their own
	b.out.mu.Lock()
	b.out.uncover()
	b.out.midLine = b.out.midLine && !strings.HasSuffix(string(p), "\n")
	b.out.mu.Unlock()
	return b.w.Write(p)
}

// Direct gives the writer below one that Behind gave; any other one itself.
func Direct(w io.Writer) io.Writer {
	if b, ok := w.(behind); ok {
		return b.w
	}
	return w
}

// Terminal gives the file behind a stream if it is a terminal, else nil.
func Terminal(stream any) *os.File {
	switch s := stream.(type) {
	case *Stream:
		return Terminal(s.w)
	case behind:
		return Terminal(s.w)
	case *os.File:
		if term.IsTerminal(int(s.Fd())) {
			return s
		}
	}
	return nil
}
