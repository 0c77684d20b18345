package report

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/price"
	"github.com/doapi-lua/doapi/luabind"
)

// Clock is what tells the time of a run, and lets it sleep.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
	WithTimeout(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc)
	Busy()
	Idle()
}

// most is how much of what a script writes is kept.
const most = 1 << 20

// Recorder notes what the clients and tasks of a run do. All methods are safe
// from any goroutine.
type Recorder struct {
	clock   Clock
	started time.Time
	book    price.Book

	mu      sync.Mutex
	w       io.Writer // nil: events are only kept
	err     error     // of writing
	events  []Event
	written int // bytes of output
	closed  bool
}

// New begins to record. Each event is also written to w, as a line, unless that
// is nil.
func New(clock Clock, w io.Writer, head Event) *Recorder {
	r := &Recorder{clock: clock, started: clock.Now(), w: w}
	head.Event, head.Started = Run, r.started
	r.add(head)
	return r
}

func (r *Recorder) ms(t time.Time) float64 { return float64(t.Sub(r.started).Microseconds()) / 1000 }

func (r *Recorder) now() float64 { return r.ms(r.clock.Now()) }

func (r *Recorder) add(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return
	}
	r.events = append(r.events, e)
	if r.w == nil || r.err != nil {
		return
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = r.w.Write(append(line, '\n'))
	}
	r.err = err
}

// Events are those noted so far.
func (r *Recorder) Events() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.events[:len(r.events):len(r.events)]
}

// End notes that the run has ended, and why it failed, "" if it did not. Nothing
// is noted afterwards. The error is why the events could not be written.
func (r *Recorder) End(code int, why string) error {
	r.add(Event{Event: End, At: r.now(), Code: code, Error: why})
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return r.err
}

// noted is a call that is under way.
type noted struct {
	mu sync.Mutex
	e  *Event
}

type notedKey struct{}

// Around notes calls; it wants to be the outermost step.
func (r *Recorder) Around(next client.Handler) client.Handler {
	return func(ctx context.Context, c *client.Call) (*client.Reply, error) {
		origin := client.OriginOf(ctx)
		what := change.Of(c)
		e := &Event{Event: Call, At: r.now(), Task: origin.Task, Line: origin.Place(), Called: what.Operation(), Method: c.Method, Path: pathOf(c), Ahead: c.Speculative}
		if e.Task == "" {
			e.Task = "main"
		}
		if what.Sign != change.None {
			e.Sign, e.Kind, e.Type, e.Names = string(what.Sign), what.Kind, what.Type, what.Names
			if len(e.Names) == 0 && what.Name() != "" {
				e.Names = []string{what.Name()}
			}
			if cost, err := r.book.Of(ctx, what, r.ask(next, c)); err == nil && cost.Known {
				e.Cost = &cost.Monthly
				if what.Sign == change.Delete && isStanding(what.Kind) {
					if v, err := r.ask(next, c)(ctx, what.Target); err == nil {
						if name := v.Get(what.Kind, "name").Text(); name != "" {
							e.Names = []string{name}
						}
						if was, err := r.book.Standing(ctx, what.Kind, v.Get(what.Kind), r.ask(next, c)); err == nil {
							cost.Monthly = -was.Monthly
						}
					}
				}
			}
		}
		n := &noted{e: e}
		reply, err := next(context.WithValue(ctx, notedKey{}, n), c)
		n.mu.Lock()
		defer n.mu.Unlock()
		e.For = r.now() - e.At
		if reply != nil {
			e.Status = reply.Status
		}
		if err != nil {
			e.Error = err.Error()
		}
		r.add(*e)
		return reply, err
	}
}

// isStanding says whether things of a kind cost something for as long as they are there.
func isStanding(kind string) bool {
	switch kind {
	case "droplet", "volume", "load_balancer", "reserved_ip", "floating_ip", "snapshot", "image", "database":
		return true
	}
	return false
}

func pathOf(c *client.Call) string {
	path := c.URL.EscapedPath()
	if i := strings.Index(path, "/v2/"); i > 0 {
		path = path[i:]
	}
	if c.URL.RawQuery != "" {
		path += "?" + c.URL.RawQuery
	}
	return path
}

// ask reads what prices are made of, behind the steps that note.
func (r *Recorder) ask(next client.Handler, c *client.Call) price.Ask {
	return func(ctx context.Context, path string) (jsontext.Value, error) {
		u := *c.URL
		base := u.Path
		if i := strings.Index(base, "/v2/"); i >= 0 {
			base = base[:i]
		}
		path, query, _ := strings.Cut(path, "?")
		if i := strings.Index(path, "/v2/"); i >= 0 {
			path = path[i:]
		}
		u.Path, u.RawPath, u.RawQuery = base+path, "", query
		reply, err := next(ctx, &client.Call{Method: http.MethodGet, URL: &u})
		if err != nil {
			return jsontext.Value{}, err
		}
		return reply.Value(), nil
	}
}

// Wire notes each request of a call.
func (r *Recorder) Wire(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		n, _ := request.Context().Value(notedKey{}).(*noted)
		at := r.now()
		response, err := next.RoundTrip(request)
		if n == nil {
			return response, err
		}
		n.mu.Lock()
		defer n.mu.Unlock()
		a := Attempt{At: at, For: r.now() - at}
		if request.Method != n.e.Method {
			a.Look = request.Method + " " + request.URL.Path
		}
		if err != nil {
			a.Error = err.Error()
		} else {
			a.Status = response.StatusCode
			if limit, bad := strconv.Atoi(response.Header.Get("Ratelimit-Limit")); bad == nil {
				n.e.Limit = limit
				n.e.Left, _ = strconv.Atoi(response.Header.Get("Ratelimit-Remaining"))
			}
		}
		n.e.Attempts = append(n.e.Attempts, a)
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Notice notes what a client says of itself.
func (r *Recorder) Notice(n client.Notice) {
	if n.Kind == client.NoticeWait {
		return // the looks of a wait are calls
	}
	e := Event{Event: Notice, At: r.now(), What: n.Kind.String(), Text: n.Message, Called: n.Op}
	if !n.Until.IsZero() {
		e.For = max(0, r.ms(n.Until)-e.At)
	}
	r.add(e)
}

// Writer notes what goes to a stream, "out" or "err", and passes it on.
func (r *Recorder) Writer(name string, w io.Writer) io.Writer { return &stream{r, name, w} }

type stream struct {
	r    *Recorder
	name string
	w    io.Writer
}

func (s *stream) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.r.mu.Lock()
	room := most - s.r.written
	s.r.written += n
	s.r.mu.Unlock()
	if room > 0 && n > 0 {
		s.r.add(Event{Event: Output, At: s.r.now(), What: s.name, Text: strings.ToValidUTF8(string(p[:min(n, room)]), "\ufffd")})
	}
	return n, err
}

// Sleeps is the run's clock, which notes who sleeps how long.
func (r *Recorder) Sleeps() Clock { return &sleeps{r.clock, r} }

type sleeps struct {
	Clock
	r *Recorder
}

// shortest is the shortest sleep that is worth a place.
const shortest = 20 * time.Millisecond

func (s *sleeps) Sleep(ctx context.Context, d time.Duration) error {
	if d < shortest {
		return s.Clock.Sleep(ctx, d)
	}
	origin := client.OriginOf(ctx)
	if origin.Task == "" {
		origin.Task = luabind.TaskOf(ctx)
	}
	at := s.r.now()
	err := s.Clock.Sleep(ctx, d)
	if _, within := ctx.Value(notedKey{}).(*noted); !within {
		s.r.add(Event{Event: Sleep, At: at, For: s.r.now() - at, Task: origin.Task, Line: origin.Place()})
	}
	return err
}
