package cassette

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/doapi-lua/doapi/client"
)

// Player answers requests with what was recorded. All methods are safe from any
// goroutine.
type Player struct {
	started time.Time
	sleep   func(context.Context, time.Duration) error

	mu        sync.Mutex
	exchanges []*exchange
	byRequest map[request][]*exchange
	tag       string
}

// ErrFormat is that a text is no cassette, or one of another version.
var ErrFormat = errors.New("cassette: this is no cassette that can be played")

// Load reads a cassette. A last line that was not written to its end is left
// out. The error is [ErrFormat] or that of reading.
func Load(r io.Reader) (*Player, error) {
	p := &Player{byRequest: map[request][]*exchange{}}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("cassette: %w", err)
		}
		whole := err == nil
		if n == 1 {
			var h head
			if json.Unmarshal(line, &h) != nil || h.Cassette != version {
				return nil, ErrFormat
			}
			p.started = h.Started
		} else if len(bytes.TrimSpace(line)) > 0 {
			e := new(exchange)
			if bad := json.Unmarshal(line, e); bad != nil && whole {
				return nil, fmt.Errorf("%w: line %d: %w", ErrFormat, n, bad)
			} else if bad == nil {
				p.exchanges = append(p.exchanges, e)
			}
		}
		if !whole {
			break
		}
	}
	slices.SortFunc(p.exchanges, func(a, b *exchange) int { return a.N - b.N })
	for _, e := range p.exchanges {
		p.byRequest[e.request()] = append(p.byRequest[e.request()], e)
	}
	return p, nil
}

func (e *exchange) request() request { return request{e.Method, e.URL, e.Body} }

// Started is when the recording began, for a clock to start at.
func (p *Player) Started() time.Time { return p.started }

// Pace has each answer take as long as it took when it was recorded, by the
// clock whose Sleep is given. Call it before the first request.
func (p *Player) Pace(sleep func(context.Context, time.Duration) error) { p.sleep = sleep }

// Option is what a client is made with that is answered from the cassette, in
// the network's place: each answer takes as long as it took, by the clock, which
// begins best at [Player.Started].
func (p *Player) Option(clock client.Clock) client.Option {
	wire := func(http.RoundTripper) http.RoundTripper { return player{p, clock.Sleep} }
	return client.Options(client.WithWire(wire), client.WithTransport(nowhere{}), client.WithReadAhead(false), client.WithClock(clock))
}

// nowhere is a transport that nothing reaches.
type nowhere struct{}

func (nowhere) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, fmt.Errorf("%s %s: a cassette is played, nothing is sent", r.Method, r.URL)
}

// Left are the changes that were recorded and not asked for, in their order:
// "POST /v2/droplets".
func (p *Player) Left() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var left []string
	for _, e := range p.exchanges {
		if changes(e.Method) && !e.replayed {
			left = append(left, e.Method+" "+e.URL)
		}
	}
	return left
}

// Wrap is the step that answers in the network's place, for client.WithWire.
func (p *Player) Wrap(http.RoundTripper) http.RoundTripper { return player{p: p} }

type player struct {
	p     *Player
	sleep func(context.Context, time.Duration) error // nil: what Pace says
}

// RoundTrip answers a request. The error is a [*MissError], or what was
// recorded in an answer's place.
func (t player) RoundTrip(r *http.Request) (*http.Response, error) {
	what, tag, err := read(r)
	if err != nil {
		return nil, err
	}
	e, tag, err := t.p.take(what, tag)
	if err != nil {
		return nil, err
	}
	sleep := t.sleep
	if sleep == nil {
		sleep = t.p.sleep
	}
	if sleep != nil {
		if err := sleep(r.Context(), time.Duration(e.Millis)*time.Millisecond); err != nil {
			return nil, err
		}
	}
	switch {
	case e.Unsent:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New(e.Error)}
	case e.Error != "":
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: &recorded{os.NewSyscallError("read", syscall.ECONNRESET), e.Error}}
	}
	body := e.Text
	if e.Answer != nil {
		body = e.Answer
	}
	if tag != "" {
		body = bytes.ReplaceAll(body, []byte(sameTag), []byte(tag))
	}
	response := &http.Response{
		Status: fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)), StatusCode: e.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: e.Header.Clone(), Request: r, ContentLength: int64(len(body)),
		Body: io.NopCloser(bytes.NewReader(body)),
	}
	if response.Header == nil {
		response.Header = http.Header{}
	}
	if e.Cut != "" {
		response.ContentLength = -1
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), cut{}))
	}
	return response, nil
}

// recorded is an error with its recorded text.
type recorded struct {
	error
	text string
}

func (e *recorded) Error() string { return e.text }
func (e *recorded) Unwrap() error { return e.error }

// cut ends a body as a broken connection does.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// take finds the exchange that answers a request, and the tag that the client
// which asks has marked its creates with.
func (p *Player) take(what request, tag string) (*exchange, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if tag != "" {
		p.tag = tag
	}
	e, err := p.find(what)
	return e, p.tag, err
}

func (p *Player) find(what request) (*exchange, error) {
	equal := p.byRequest[what]
	i := slices.IndexFunc(equal, func(e *exchange) bool { return !e.replayed })
	if i < 0 {
		if len(equal) > 0 && !changes(what.method) {
			return equal[len(equal)-1], nil
		}
		return nil, p.miss(what)
	}
	e := equal[i]
	if earlier := p.before(e); earlier != nil {
		return nil, &MissError{
			Method: what.method, URL: what.url, Nearest: earlier.Method + " " + earlier.URL,
			Difference: "was recorded before it, of the same object, and has not been asked for",
		}
	}
	e.replayed = true
	return e, nil
}

// before is the first earlier change of the same object that is still to come.
func (p *Player) before(e *exchange) *exchange {
	of := object(e.URL)
	if !changes(e.Method) || of == "" {
		return nil
	}
	for _, other := range p.exchanges {
		switch {
		case other == e:
			return nil
		case changes(other.Method) && !other.replayed && object(other.URL) == of:
			return other
		}
	}
	return nil
}
