package client

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// tracer is the RoundTripper that writes down every exchange. It sits above the
// one that adds the token.
type tracer struct {
	next   http.RoundTripper
	bodies bool
	mask   func(string) string
	clock  Clock

	mu sync.Mutex
	w  io.Writer
}

// maxTraced is how much of a body is shown.
const maxTraced = 64 << 10

func (t *tracer) RoundTrip(r *http.Request) (*http.Response, error) {
	place := r.Method + " " + shownURL(r.URL, credentialOf(r))
	line := "> " + place
	if t.bodies && r.GetBody != nil {
		if body, err := r.GetBody(); err == nil {
			b, _ := io.ReadAll(io.LimitReader(body, maxTraced))
			line += "\n  " + string(b)
		}
	}
	t.write(line)
	started := t.clock.Now()
	response, err := t.next.RoundTrip(r)
	elapsed := t.clock.Now().Sub(started).Round(1e5)
	if err != nil {
		t.write(fmt.Sprintf("< %s: %v (%v)", place, err, elapsed))
		return nil, err
	}
	line = fmt.Sprintf("< %s: %s (%v", place, response.Status, elapsed)
	if id := response.Header.Get("X-Request-Id"); id != "" {
		line += ", request " + id
	}
	if left := response.Header.Get("Ratelimit-Remaining"); left != "" {
		line += ", " + left + " left"
	}
	t.write(line + ")")
	if t.bodies {
		response.Body = &tracedBody{ReadCloser: response.Body, t: t, place: place}
	}
	return response, nil
}

func (t *tracer) write(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	// A trace that cannot be written is no reason to fail a request.
	_, _ = io.WriteString(t.w, t.mask(s)+"\n")
}

// tracedBody writes down a body once it has been read.
type tracedBody struct {
	io.ReadCloser
	t     *tracer
	place string
	seen  bytes.Buffer
	size  int
}

func (b *tracedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.size += n
	b.seen.Write(p[:min(n, maxTraced-b.seen.Len())])
	return n, err
}

func (b *tracedBody) Close() error {
	if b.size > 0 {
		more := ""
		if b.size > b.seen.Len() {
			more = fmt.Sprintf("... (%d bytes in all)", b.size)
		}
		b.t.write("< " + b.place + ": body\n  " + b.seen.String() + more)
	}
	return b.ReadCloser.Close()
}
