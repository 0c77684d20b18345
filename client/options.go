package client

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/auth"
)

// What holds unless options say otherwise.
const (
	DefaultEndpoint     = "https://api.digitalocean.com" // where the API lives
	DefaultTimeout      = 60 * time.Second
	DefaultPerPage      = 200
	DefaultWaitInterval = 2 * time.Second
	DefaultWaitTime     = time.Duration(-1) // no limit
	DefaultSettle       = 15 * time.Second
)

// longest is the longest duration of an option: what is longer is this long, so
// that adding it to a time or to another duration overflows nothing.
const longest = 100 * 365 * 24 * time.Hour

// Option sets something when a [Client] is made; nothing changes afterwards.
type Option func(*settings) error

// Options joins several into one.
func Options(options ...Option) Option {
	return func(s *settings) error {
		for _, option := range options {
			if err := option(s); err != nil {
				return err
			}
		}
		return nil
	}
}

// settings are what options decide.
type settings struct {
	endpoint     *url.URL
	connect      time.Duration // seconds without progress while connecting; 0: no limit
	read         time.Duration // the same afterwards
	perPage      int           // 0: the API's own
	waitInterval time.Duration
	waitTime     time.Duration // negative: for ever
	maxBody      int64
	transport    http.RoundTripper
	clock        Clock
	userAgent    string
	trace        io.Writer
	traceBodies  bool
	chain        chain
	wire         func(http.RoundTripper) http.RoundTripper // nil: nothing between here and the network
	noAhead      bool
	notices      func(Notice)
	jitter       func() float64
	retryTimes   retryTimes
	retryBusy    bool
	exactlyOnce  OnceMode
	settle       time.Duration
	insecure     bool
	inferenceKey *auth.Credential
	standstill   func(time.Duration) bool // nil: something may always happen
}

// WithStandstill tells a client of a simulated API when nothing happens there
// any more unless somebody asks for it. standstill is told for how long that
// has been so, as far as a wait has seen, beginning with 0. Where it holds, a
// wait without a limit ends with a [*StateError] instead of going on for ever.
func WithStandstill(standstill func(d time.Duration) bool) Option {
	return func(s *settings) error {
		s.standstill = standstill
		return nil
	}
}

func defaultSettings() settings {
	return settings{
		connect:      DefaultTimeout,
		read:         DefaultTimeout,
		perPage:      DefaultPerPage,
		waitInterval: DefaultWaitInterval,
		waitTime:     DefaultWaitTime,
		maxBody:      256 << 20,
		clock:        RealClock(),
		userAgent:    "doapi (+https://github.com/doapi-lua/doapi)",
		jitter:       rand.Float64,
		retryTimes:   defaultRetryTimes,
		exactlyOnce:  OnceOn,
		settle:       DefaultSettle,
	}
}

// WithEndpoint sets the base URL of the API instead of [DefaultEndpoint]. The
// token goes to its origin only.
func WithEndpoint(address string) Option {
	return func(s *settings) error {
		u, err := ParseEndpoint(address)
		if err != nil {
			return fmt.Errorf("endpoint %q: %w", address, err)
		}
		s.endpoint = u
		return nil
	}
}

// ParseEndpoint checks the base URL of an API: http or https, a host, and
// perhaps a path, without the /v2 that the paths of requests begin with.
func ParseEndpoint(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimRight(address, "/"))
	switch {
	case !strings.Contains(address, "://"):
		return nil, errors.New("not an http or https URL: it begins with https:// or http://")
	case err != nil:
		return nil, errors.New("not a URL")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return nil, errors.New("not an http or https URL")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("only scheme, host and path belong there")
	case path.Base(u.Path) == "v2":
		return nil, errors.New("the /v2 at its end is a part of each request: leave it out")
	}
	return u, nil
}

// WithInsecure allows an endpoint with plain http on another machine, where
// everybody on the way can read the token. Without it [New] returns an error
// for such an endpoint.
func WithInsecure() Option {
	return func(s *settings) error { s.insecure = true; return nil }
}

// WithTimeout limits how long an attempt may go without progress, connecting
// and reading alike; 60 seconds unless given, 0 for no limit.
func WithTimeout(d time.Duration) Option { return WithTimeouts(d, d) }

// WithTimeouts is [WithTimeout] with separate limits for making a connection
// and for everything after it.
func WithTimeouts(connect, read time.Duration) Option {
	return func(s *settings) error {
		if connect < 0 || read < 0 {
			return errors.New("a timeout cannot be negative")
		}
		s.connect, s.read = min(connect, longest), min(read, longest)
		return nil
	}
}

// WithPerPage sets how many elements a page of a list has, 1 to 200; 200 unless
// given, 0 leaves it to the API.
func WithPerPage(n int) Option {
	return func(s *settings) error {
		if n < 0 {
			return fmt.Errorf("per_page cannot be %d", n)
		}
		s.perPage = n
		return nil
	}
}

// WithWaitInterval sets the time between two looks of a wait, 2 seconds unless
// given.
func WithWaitInterval(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return errors.New("wait_interval cannot be negative")
		}
		s.waitInterval = min(d, longest)
		return nil
	}
}

// WithWaitTime sets when waits give up; negative, for ever, unless given.
func WithWaitTime(d time.Duration) Option {
	return func(s *settings) error { s.waitTime = min(d, longest); return nil }
}

// WithMaxBody sets how many bytes an answer may have, 256 MiB unless given.
func WithMaxBody(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 1 || bytes > 4<<30-1 {
			return errors.New("the largest body must be between 1 byte and 4 GiB")
		}
		s.maxBody = bytes
		return nil
	}
}

// WithTransport sends requests through something else than the network, or
// through a network set up otherwise (see [NewTransport]). It must be safe for
// concurrent use, and follows no redirects by contract.
func WithTransport(t http.RoundTripper) Option {
	return func(s *settings) error {
		if t == nil {
			return errors.New("the transport cannot be nil")
		}
		s.transport = t
		return nil
	}
}

// WithClock sets the clock, [RealClock] unless given.
func WithClock(c Clock) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("the clock cannot be nil")
		}
		s.clock = c
		return nil
	}
}

// WithUserAgent sets the User-Agent header.
func WithUserAgent(name string) Option {
	return func(s *settings) error { s.userAgent = name; return nil }
}

// WithTrace writes a line for every request and every answer, with bodies if
// wanted. The token never shows. Lines are written whole; w needs no lock.
func WithTrace(w io.Writer, bodies bool) Option {
	return func(s *settings) error { s.trace, s.traceBodies = w, bodies; return nil }
}

// WithGuard adds a step in front of everything, which may refuse calls. The
// last one given is the outermost.
func WithGuard(m Middleware) Option {
	return func(s *settings) error { s.chain.guard = around(m, s.chain.guard); return nil }
}

// WithJournal adds a step that sees each call once, however often it is sent,
// behind the guards.
func WithJournal(m Middleware) Option {
	return func(s *settings) error { s.chain.journal = around(m, s.chain.journal); return nil }
}

// WithWire adds a step that sees every request as it goes to the network and
// every answer as it comes, without the token, which is added behind it. The
// last one given is the outermost. What it returns must be safe for concurrent
// use.
func WithWire(wrap func(next http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) error {
		if wrap == nil {
			return errors.New("the step on the wire cannot be nil")
		}
		inner := s.wire
		s.wire = func(next http.RoundTripper) http.RoundTripper {
			if inner != nil {
				next = inner(next)
			}
			return wrap(next)
		}
		return nil
	}
}

// WithReadAhead sets whether further pages of a list are asked for before they
// are wanted, which they are unless given.
func WithReadAhead(on bool) Option {
	return func(s *settings) error { s.noAhead = !on; return nil }
}

// around puts one middleware around another, which may be nil.
func around(outer, inner Middleware) Middleware {
	if inner == nil {
		return outer
	}
	return func(h Handler) Handler { return outer(inner(h)) }
}

// NewTransport returns what a Client uses unless [WithTransport] is given, to be
// changed before it is used: proxies from the environment, HTTP/2, and
// connections enough for the pages that are fetched ahead.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          128,
		MaxIdleConnsPerHost:   32,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// WithInferenceKey sets the model access key that goes with inference
// operations, and nowhere else; [WithKey] gives one for a single call.
func WithInferenceKey(key string) Option {
	return func(s *settings) error {
		if err := auth.CheckKey(key); err != nil {
			return err
		}
		s.inferenceKey = auth.New("", key)
		return nil
	}
}

// Exposed reports whether requests to u could be read on their way: plain http
// to anything but this machine.
func Exposed(u *url.URL) bool {
	if u.Scheme != "http" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	ip, err := netip.ParseAddr(host)
	return host != "localhost" && !strings.HasSuffix(host, ".localhost") && (err != nil || !ip.Unmap().IsLoopback())
}
