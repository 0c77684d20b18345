package repl

import (
	"bytes"
	"io"
	"sync"
)

// Ahead hands on to scripts what was typed at a prompt behind the line that the
// prompt has read: without it that stays there for the next prompt. The zero value is
// ready; it is safe from any goroutine.
type Ahead struct {
	mu   sync.Mutex
	keys []byte
	echo io.Writer // where what is read is shown, as a terminal does with what it reads
}

// Reader reads what was typed ahead first, and then from in.
func (a *Ahead) Reader(in io.Reader) io.Reader { return &aheadReader{a, in} }

// keep notes what was typed behind the line that was read last.
func (a *Ahead) keep(keys []byte, echo io.Writer) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys, a.echo = keys, echo
}

// take gives what no script has read.
func (a *Ahead) take() []byte {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	keys := a.keys
	a.keys = nil
	return keys
}

type aheadReader struct {
	ahead *Ahead
	in    io.Reader
}

// endOfInput is Ctrl-D.
const endOfInput = 0x04

// Read reads a line at most, as from a terminal.
func (r *aheadReader) Read(p []byte) (int, error) {
	if n, err := r.ahead.read(p); n > 0 || err != nil {
		return n, err
	}
	return r.in.Read(p)
}

func (a *Ahead) read(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for n < len(p) && len(a.keys) > 0 {
		key := a.keys[0]
		if key == endOfInput && n > 0 {
			break
		}
		a.keys = a.keys[1:]
		switch {
		case key == endOfInput:
			return 0, io.EOF
		case key == '\r' || key == '\n':
			p[n] = '\n'
			n++
			a.show(p[:n])
			return n, nil
		case key == '\t' || key >= ' ' && key != 0x7f:
			p[n] = key
			n++
		}
	}
	a.show(p[:n])
	return n, nil
}

func (a *Ahead) show(text []byte) {
	if a.echo != nil && len(text) > 0 {
		_, _ = a.echo.Write(bytes.Clone(text))
	}
}
