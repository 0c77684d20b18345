package cassette

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/secrets"
)

// Recorder writes down exchanges. All methods are safe from any goroutine.
type Recorder struct {
	now func() time.Time

	mu  sync.Mutex
	w   io.Writer
	n   int
	err error
}

// NewRecorder begins a cassette. The time comes from now. The error is that of
// writing.
func NewRecorder(w io.Writer, now func() time.Time) (*Recorder, error) {
	r := &Recorder{w: w, now: now}
	r.write(head{version, now().UTC()})
	return r, r.Err()
}

// Wrap is the step that records what goes through it, for client.WithWire.
func (r *Recorder) Wrap(next http.RoundTripper) http.RoundTripper { return &recording{r, next} }

// Option is what a client is made with whose exchanges are recorded.
func (r *Recorder) Option() client.Option { return client.WithWire(r.Wrap) }

// Err is why the cassette is not whole: the first error of writing it.
func (r *Recorder) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

func (r *Recorder) write(v any) {
	line, err := json.Marshal(v)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return
	}
	if err == nil {
		_, err = r.w.Write(append(line, '\n'))
	}
	if err != nil {
		r.err = fmt.Errorf("cassette: it cannot be written: %w", err)
	}
}

func (r *Recorder) number() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	return r.n
}

type recording struct {
	r    *Recorder
	next http.RoundTripper
}

// RoundTrip sends the request on, and writes down what comes of it when the
// answer has been read.
func (t *recording) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.r.Err(); err != nil {
		return nil, err // what would not be recorded is not done
	}
	what, _, err := read(req)
	if err != nil {
		return nil, err
	}
	started := t.r.now()
	e := &exchange{N: t.r.number(), Method: what.method, URL: what.url, Body: what.body}
	response, err := t.next.RoundTrip(req)
	if err != nil {
		e.Millis = t.r.now().Sub(started).Milliseconds()
		e.Error, e.Unsent = err.Error(), neverLeft(err)
		t.r.write(e)
		return nil, err
	}
	e.Status, e.Header = response.StatusCode, header(response.Header)
	op, _ := catalog.Match(req.Method, req.URL.EscapedPath())
	response.Body = &recordedBody{ReadCloser: response.Body, t: t, e: e, op: op, started: started}
	return response, nil
}

// neverLeft recognizes failures to make a connection.
func neverLeft(err error) bool {
	var op *net.OpError
	return errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial"
}

// kept are the headers that mean something when an exchange is played back.
var kept = []string{"Content-Type", "X-Request-Id", "Retry-After", "Location", "Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset", "Date"}

func header(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		if slices.Contains(kept, name) {
			out[name] = values
		}
	}
	return out
}

// recordedBody is an answer's body, kept as it is read.
type recordedBody struct {
	io.ReadCloser
	t       *recording
	e       *exchange
	op      *catalog.Operation
	started time.Time
	seen    bytes.Buffer
	end     error
	done    sync.Once
}

func (b *recordedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.seen.Write(p[:n])
	if err != nil {
		b.end = err
		b.finish()
	}
	return n, err
}

// Close records what has been read.
func (b *recordedBody) Close() error {
	b.finish()
	return b.ReadCloser.Close()
}

func (b *recordedBody) finish() {
	b.done.Do(func() {
		b.e.Millis = b.t.r.now().Sub(b.started).Milliseconds()
		if b.end != nil && b.end != io.EOF {
			b.e.Cut = b.end.Error()
		}
		text := []byte(onceTag().ReplaceAllString(string(secrets.Answer(b.op, b.seen.Bytes())), sameTag))
		if json.Valid(text) {
			b.e.Answer = text
		} else {
			b.e.Text = text
		}
		b.t.r.write(b.e)
	})
}
