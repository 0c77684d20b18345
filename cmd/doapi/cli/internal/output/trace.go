package output

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
)

// Trace is where the client's trace goes when it can be switched on and off:
// the client hands over an exchange's line and body in one piece.
type Trace struct {
	w      io.Writer
	mode   atomic.Value // "off", "on" or "body"
	Bodies bool         // whether the client hands over bodies at all
}

// NewTrace starts in a mode. One that starts in "on" never shows bodies.
func NewTrace(w io.Writer, mode string) *Trace {
	t := &Trace{w: w, Bodies: mode != "on"}
	t.mode.Store(mode)
	return t
}

// Set switches; the error says what modes there are.
func (t *Trace) Set(mode string) error {
	switch mode {
	case "off", "on", "body":
		t.mode.Store(mode)
		return nil
	}
	return fmt.Errorf("is on, body or off, not '%s'", mode)
}

func (t *Trace) Write(p []byte) (int, error) {
	text := p
	switch t.mode.Load() {
	case "off":
		return len(p), nil
	case "on":
		line, body, more := bytes.Cut(bytes.TrimSuffix(p, []byte("\n")), []byte("\n"))
		if more && len(body) > 0 && bytes.HasPrefix(line, []byte("<")) {
			return len(p), nil // of an answer whose line has been shown
		}
		text = append(bytes.Clone(line), '\n')
	}
	if _, err := t.w.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}
