// Package simpage shows a simulated account on a page, live: what exists and
// how it hangs together, and requests as they come. It is for the person at
// this machine alone: every request must name this machine as its host, come
// from the page itself, and know a random key.
package simpage

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

//go:embed assets
var assets embed.FS

// Page is the page of an account. All methods are safe from any goroutine.
type Page struct {
	server *sim.Server
	run    func(ctx context.Context, code string, out io.Writer) error
	key    string

	mu       sync.Mutex
	sent     int       // requests that were logged
	requests []request // the last ones
	wake     chan struct{}
	running  bool // a script of the editor
}

// request is a line of the log.
type request struct {
	N      int     `json:"n"`
	Time   string  `json:"time"` // of the simulated clock
	Method string  `json:"method"`
	Path   string  `json:"path"`
	Status int     `json:"status"`
	Took   float64 `json:"took"` // milliseconds
}

// kept is how many requests a page that is opened later still sees.
const kept = 500

// New makes the page of a server. run runs a script against the account; what
// it prints goes to out.
func New(server *sim.Server, run func(ctx context.Context, code string, out io.Writer) error) *Page {
	key := make([]byte, 24)
	_, _ = rand.Read(key) // never fails
	return &Page{server: server, run: run, key: base64.RawURLEncoding.EncodeToString(key), wake: make(chan struct{})}
}

// Path is where the page begins, with its key.
func (p *Page) Path() string { return "/" + p.key + "/" }

// Watch notes the requests that a handler serves.
func (p *Page) Watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		defer func() {
			p.note(request{Time: p.server.Clock().Now().UTC().Format("15:04:05"), Method: r.Method, Path: r.URL.RequestURI(), Status: seen.status, Took: float64(since(start).Microseconds()) / 1000})
		}()
		next.ServeHTTP(seen, r)
	})
}

// Transport notes the requests that go past the handler, within the process.
func (p *Page) Transport(next http.RoundTripper) http.RoundTripper {
	return transport(func(r *http.Request) (*http.Response, error) {
		start := now()
		response, err := next.RoundTrip(r)
		seen := request{Time: p.server.Clock().Now().UTC().Format("15:04:05"), Method: r.Method, Path: r.URL.RequestURI(), Took: float64(since(start).Microseconds()) / 1000}
		if err == nil {
			seen.Status = response.StatusCode
		}
		p.note(seen)
		return response, err
	})
}

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func (p *Page) note(r request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent++
	r.N = p.sent
	p.requests = append(p.requests, r)
	if len(p.requests) > 2*kept {
		p.requests = append([]request(nil), p.requests[len(p.requests)-kept:]...)
	}
	p.wakeReaders()
}

// wakeReaders ends the waits for further requests. The lock must be held.
func (p *Page) wakeReaders() {
	close(p.wake)
	p.wake = make(chan struct{})
}

// behind gives the requests after the nth, and what is closed when there are
// more.
func (p *Page) behind(n int) ([]request, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []request
	for _, r := range p.requests {
		if r.N > n {
			list = append(list, r)
		}
	}
	return list[max(0, len(list)-kept):], p.wake
}

// ServeHTTP serves the page.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if why := p.refuse(r); why != "" {
		http.Error(w, why, http.StatusForbidden)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, p.Path())
	switch r.Method + " " + name {
	case "GET ":
		p.asset(w, "index.html", "text/html; charset=utf-8")
	case "GET page.css":
		p.asset(w, name, "text/css; charset=utf-8")
	case "GET page.js":
		p.asset(w, name, "text/javascript; charset=utf-8")
	case "GET events":
		p.events(w, r)
	case "POST clock", "POST fault", "POST reset":
		p.control(w, r, name)
	case "POST run":
		p.script(w, r)
	default:
		http.NotFound(w, r)
	}
}

// refuse says why a request is none of the page's, "" if it is one. A page of
// another site can have a browser send requests here, and can make a name of
// its own stand for this machine; but it cannot know the key, nor lie about
// where it comes from.
func (p *Page) refuse(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "this page is for this machine only"
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return "a page of another origin asks"
	}
	if r.Method != http.MethodGet && r.Header.Get("Origin") == "" {
		return "a request that changes something must say its origin"
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return "a page of another site asks"
	}
	given, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if subtle.ConstantTimeCompare([]byte(given), []byte(p.key)) != 1 || path.Clean(r.URL.Path)+"/" != r.URL.Path && strings.HasSuffix(r.URL.Path, "/") {
		return "the address lacks the key that doapi sim --ui printed"
	}
	return ""
}

func (p *Page) asset(w http.ResponseWriter, name, kind string) {
	text, err := assets.ReadFile("assets/" + name)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(text)
}

// often is how often the account is looked at for changes that time has made.
const often = 500 * time.Millisecond

// events sends what exists, and requests as they come, until the page is left.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	_ = stream.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(event string, v any) bool {
		text, err := json.Marshal(v)
		if err != nil {
			return false
		}
		_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text)
		return err == nil && stream.Flush() == nil
	}
	last, had := 0, ""
	for {
		list, more := p.behind(last)
		if len(list) > 0 {
			last = list[len(list)-1].N
			if !send("requests", list) {
				return
			}
		}
		state := p.server.State()
		if string(state) != had {
			had = string(state)
			if !send("state", map[string]any{"now": p.server.Clock().Now().UTC(), "account": shorten(state)}) {
				return
			}
		} else if !send("now", p.server.Clock().Now().UTC()) {
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		go func() {
			select {
			case <-more:
				cancel()
			case <-ctx.Done():
			}
		}()
		pause(ctx, often)
		cancel()
		if r.Context().Err() != nil || !pause(r.Context(), often/5) {
			return
		}
	}
}

// shown is how many objects of a kind the page gets.
const shown = 400

// shorten keeps the first objects of each kind, and says how many there are.
func shorten(state []byte) any {
	var all map[string][]json.RawMessage
	if json.Unmarshal(state, &all) != nil {
		return json.RawMessage(state)
	}
	type kind struct {
		Total   int               `json:"total"`
		Objects []json.RawMessage `json:"objects"`
	}
	short := map[string]kind{}
	for name, list := range all {
		if name == "images" || name == "actions" {
			// The newest stand last, and the public ones are no news.
			short[name] = kind{len(list), list[max(0, len(list)-shown):]}
			continue
		}
		short[name] = kind{len(list), list[:min(len(list), shown)]}
	}
	return short
}

// control moves the clock, adds a fault or begins anew.
func (p *Page) control(w http.ResponseWriter, r *http.Request, what string) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 64<<10))
	if err == nil {
		switch what {
		case "clock":
			var body struct {
				Seconds float64 `json:"seconds"`
			}
			if err = json.Unmarshal(text, &body); err == nil {
				if !(body.Seconds >= 0 && body.Seconds <= 1e9) {
					err = fmt.Errorf("seconds is %v, not a number from 0 up", body.Seconds)
				} else {
					err = p.server.Advance(time.Duration(body.Seconds * float64(time.Second)))
				}
			}
		case "fault":
			var rules []sim.Fault
			if rules, err = sim.ParseFaults(text); err == nil {
				for _, rule := range rules {
					if err = p.server.AddFault(rule); err != nil {
						break
					}
				}
			}
		case "reset":
			err = p.server.Reset()
		}
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.wakeReaders()
	p.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// script runs what the editor holds, and sends what it prints.
func (p *Page) script(w http.ResponseWriter, r *http.Request) {
	code, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	p.mu.Lock()
	busy := p.running
	p.running = true
	p.mu.Unlock()
	if busy {
		http.Error(w, "a script is running already", http.StatusConflict)
		return
	}
	defer func() {
		p.mu.Lock()
		p.running = false
		p.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	out := &flushing{w, http.NewResponseController(w)}
	if err := p.run(r.Context(), string(code), out); err != nil {
		fmt.Fprintf(out, "%v\n", err)
	}
}

// flushing sends each write at once.
type flushing struct {
	w      io.Writer
	stream *http.ResponseController
}

func (f *flushing) Write(text []byte) (int, error) {
	n, err := f.w.Write(text)
	if bad := f.stream.Flush(); err == nil {
		err = bad
	}
	return n, err
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the server take over the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
