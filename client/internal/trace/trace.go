// Package trace writes down what goes over the wire.
package trace

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/internal/secrets"
)

// Transport is the RoundTripper that writes down every exchange. It sits above the
// one that adds the token.
type Transport struct {
	Next   http.RoundTripper
	Bodies bool                // whether they are shown
	Mask   func(string) string // takes keys out of a text
	Now    func() time.Time
	To     io.Writer

	mu sync.Mutex
}

// maxTraced is how much of a body is shown, and maxMasked how long one may be
// that is looked through for secrets: of a longer one nothing is shown.
const (
	maxTraced = 64 << 10
	maxMasked = 4 << 20
)

// shown is what of a body of so many bytes may be seen.
func shown(body []byte, size int, mask func([]byte) []byte) string {
	if size > maxMasked {
		return fmt.Sprintf("(%d bytes, too many to take secrets out of)", size)
	}
	text := mask(body)
	if len(text) > maxTraced {
		return fmt.Sprintf("%s... (%d bytes in all)", text[:maxTraced], size)
	}
	return string(text)
}

// operation is what the catalog knows a request as, nil if it does not.
func operation(r *http.Request) *catalog.Operation {
	path := r.URL.EscapedPath()
	if i := strings.Index(path, "/v2/"); i > 0 {
		path = path[i:]
	}
	op, _ := catalog.Match(r.Method, path)
	return op
}

func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	place := r.Method + " " + auth.ShownURL(r.URL, auth.Of(r))
	line := "> " + place
	var sent []byte
	if t.Bodies && r.GetBody != nil {
		if body, err := r.GetBody(); err == nil {
			sent, _ = io.ReadAll(io.LimitReader(body, maxMasked+1))
			line += "\n  " + shown(sent, len(sent), func(b []byte) []byte { return secrets.Request(operation(r), b) })
		}
	}
	t.Write(line)
	started := t.Now()
	response, err := t.Next.RoundTrip(r)
	elapsed := t.Now().Sub(started).Round(1e5)
	if err != nil {
		t.Write(fmt.Sprintf("< %s: %v (%v)", place, err, elapsed))
		return nil, err
	}
	line = fmt.Sprintf("< %s: %s (%v", place, response.Status, elapsed)
	if id := response.Header.Get("X-Request-Id"); id != "" {
		line += ", request " + id
	}
	if left := response.Header.Get("Ratelimit-Remaining"); left != "" {
		line += ", " + left + " left"
	}
	t.Write(line + ")")
	if t.Bodies {
		op := operation(r)
		mask := func(b []byte) []byte { return secrets.Answer(op, b) }
		if response.StatusCode/100 != 2 {
			mask = func(b []byte) []byte { return secrets.Refusal(op, sent, b) }
		}
		response.Body = &tracedBody{ReadCloser: response.Body, t: t, place: place, mask: mask}
	}
	return response, nil
}

// Write writes a line.
func (t *Transport) Write(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	// A trace that cannot be written is no reason to fail a request.
	_, _ = io.WriteString(t.To, t.Mask(s)+"\n")
}

// tracedBody writes down a body once it has been read.
type tracedBody struct {
	io.ReadCloser
	t     *Transport
	place string
	mask  func([]byte) []byte
	seen  bytes.Buffer
	size  int
}

func (b *tracedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.size += n
	b.seen.Write(p[:min(n, maxMasked-b.seen.Len())])
	return n, err
}

func (b *tracedBody) Close() error {
	if b.size > 0 {
		b.t.Write("< " + b.place + ": body\n  " + shown(b.seen.Bytes(), b.size, b.mask))
	}
	return b.ReadCloser.Close()
}
