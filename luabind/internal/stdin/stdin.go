// Package stdin reads an input that others wait at the other end of.
package stdin

import (
	"context"
	"io"
)

// Reader reads a Host's standard input on a goroutine of its own, so that who
// waits for it can be cancelled. What arrives then is there for the next
// read. For one goroutine at a time.
type Reader struct {
	r       io.Reader
	ctx     context.Context // of who reads
	pending chan result
}

// New makes a Reader of r, which may be nil: there is no input then.
func New(r io.Reader) *Reader { return &Reader{r: r} }

// For has what reads next end with ctx.
func (in *Reader) For(ctx context.Context) { in.ctx = ctx }

type result struct {
	data []byte
	err  error
}

// Read gives what has arrived, or waits for it. It gives the cause where the
// context ends before.
func (in *Reader) Read(p []byte) (int, error) {
	if in.r == nil {
		return 0, io.EOF
	}
	if in.pending == nil {
		in.pending = make(chan result, 1)
		go func(to chan<- result, n int) {
			buf := make([]byte, n)
			got, err := in.r.Read(buf)
			to <- result{buf[:got], err}
		}(in.pending, len(p))
	}
	select {
	case r := <-in.pending:
		in.pending = nil
		n := copy(p, r.data)
		if n < len(r.data) {
			rest := r
			rest.data = r.data[n:]
			in.pending = make(chan result, 1)
			in.pending <- rest
			return n, nil
		}
		return n, r.err
	case <-in.ctx.Done():
		return 0, context.Cause(in.ctx)
	}
}
