package cli

import (
	"bytes"
	"fmt"
	"io"
	"sync/atomic"
)

// tracing is where the client's trace goes when it can be switched on and off:
// the client hands over an exchange's line and body in one piece.
type tracing struct {
	w      io.Writer
	mode   atomic.Value // "off", "on" or "body"
	bodies bool         // whether the client hands over bodies at all
}

// newTracing starts in a mode. One that starts in "on" never shows bodies.
func newTracing(w io.Writer, mode string) *tracing {
	t := &tracing{w: w, bodies: mode != "on"}
	t.mode.Store(mode)
	return t
}

// set switches; the error says what modes there are.
func (t *tracing) set(mode string) error {
	switch mode {
	case "off", "on", "body":
		t.mode.Store(mode)
		return nil
	}
	return fmt.Errorf("is on, body or off, not '%s'", mode)
}

func (t *tracing) Write(p []byte) (int, error) {
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
