package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/internal/limit"
	"github.com/doapi-lua/doapi/client/internal/paging"
	"github.com/doapi-lua/doapi/client/internal/trace"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Client talks to the API with one token. Nothing of it changes after [New];
// all methods are safe from any goroutine. Close it when it is no longer
// needed.
//
// A Client keeps no answers: [Observe] sees them.
type Client struct {
	settings
	*shared
	origin string
	token  auth.Secret
	handle Handler
	scopes map[*ResourceClass]*scope
	once   *once
}

// shared is what a client has in common with those that [Client.With] makes
// of it.
type shared struct {
	limiter     *limit.Limiter
	made        creations
	deletions   paging.Deletions
	credentials sync.Map // *auth.Credential by the hash of origin and key
	closed      atomic.Bool
	closing     sync.Once
	life        context.Context // ends with Close; what was started ahead hangs on it
	end         context.CancelFunc
	parent      *shared // what ends with that; nil for none
}

// ended reports whether Close was called.
func (s *shared) ended() bool { return s.closed.Load() || s.parent != nil && s.parent.ended() }

// New makes a client. It sends nothing. An error tells which option cannot be.
func New(token string, options ...Option) (*Client, error) {
	s := defaultSettings()
	s.endpoint, _ = url.Parse(DefaultEndpoint)
	if err := s.apply(options); err != nil {
		return nil, err
	}
	return newClient(s, token, nil)
}

// newClient makes a client of settings, which ends with a parent.
func newClient(s settings, token string, parent *shared) (*Client, error) {
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return nil, errors.New("client: the token is empty, or holds characters that no token has")
	}
	if s.transport == nil {
		s.transport = NewTransport()
	}
	if Exposed(s.endpoint) && !s.insecure {
		return nil, fmt.Errorf("client: the endpoint %s would show the token to everybody on the way: use https, or WithInsecure", s.endpoint)
	}
	state := &shared{limiter: limit.For(address.Origin(s.endpoint), token, s.clock), parent: parent}
	state.made.droplets.Now, state.made.droplets.Account = s.clock.Now, state.limiter
	state.life, state.end = context.WithCancel(context.Background())
	return assemble(s, auth.NewSecret(token), state), nil
}

// Beside makes a further, fully separate client with another token, of what this
// one was made with: its transport, clock, guards and endpoint. Options are
// those of [New], but the endpoint's origin stays. Errors are those of New.
func (c *Client) Beside(token string, options ...Option) (*Client, error) {
	s := c.settings
	s.inferenceKey = nil // which is the other account's
	if err := s.apply(options); err != nil {
		return nil, err
	}
	if at := address.Origin(s.endpoint); at != c.origin {
		return nil, badArgument("endpoint", "is at another origin than %s, which this program does not allow", c.origin)
	}
	return newClient(s, token, nil)
}

// Apart makes a further client of the same account, of what this one was made
// with, and with a state of its own; it ends with this one. Options are those of
// [New], but the endpoint's origin stays, where the token belongs. Errors are
// those of New.
func (c *Client) Apart(options ...Option) (*Client, error) {
	s := c.settings
	if err := s.apply(options); err != nil {
		return nil, err
	}
	if at := address.Origin(s.endpoint); at != c.origin {
		return nil, badArgument("endpoint", "is at another origin than %s, where the token does not go", c.origin)
	}
	return newClient(s, c.token(), c.shared)
}

// apply sets options.
func (s *settings) apply(options []Option) error {
	for _, option := range options {
		if err := option(s); err != nil {
			return fmt.Errorf("client: %w", err)
		}
	}
	return nil
}

// assemble puts a client together.
func assemble(s settings, token auth.Secret, state *shared) *Client {
	c := &Client{settings: s, shared: state, token: token, origin: address.Origin(s.endpoint)}
	notifier := &notifier{hook: c.notices, mask: c.mask}
	wire := http.RoundTripper(&auth.Transport{Next: c.transport, Token: c.token, Origin: c.origin})
	if c.wire != nil {
		wire = c.wire(wire)
	}
	if c.trace != nil {
		t := &trace.Transport{Next: wire, To: c.trace, Bodies: c.traceBodies, Mask: c.mask, Now: c.clock.Now}
		wire, notifier.trace = t, t.Write
	}
	c.scopes = make(map[*ResourceClass]*scope, len(classes))
	for _, class := range classes {
		c.scopes[class] = &scope{client: c, class: class, path: class.Path}
	}
	own := func(call *Call) bool { return call.who == nil && c.sameOrigin(call.URL) }
	attempt := &attempter{settings: &c.settings, wire: wire, mask: c.mask, origin: c.origin}
	c.chain.limit = limiting(c.limiter, c.clock, own, notifier, c.jitter)
	c.chain.retry = (&retrier{settings: &c.settings, notifier: notifier, limiter: c.limiter, own: own}).around
	c.once = &once{settings: &c.settings, creations: &c.made, client: c, notifier: notifier, limiter: c.limiter, own: own}
	c.chain.once = c.once.around
	c.handle = c.chain.around(attempt.do)
	return c
}

// Endpoint is the base URL of the API, without a slash at its end.
func (c *Client) Endpoint() string { return c.endpoint.String() }

// PerPage, WaitInterval, WaitTime, Timeouts and Clock tell the client's
// settings; see the options of their names.
func (c *Client) PerPage() int { return c.perPage }

// WaitInterval is the time between two looks of a wait.
func (c *Client) WaitInterval() time.Duration { return c.waitInterval }

// WaitTime is when waits give up; negative: never.
func (c *Client) WaitTime() time.Duration { return c.waitTime }

// Timeouts are how long an attempt may go without progress, while connecting
// and afterwards; 0 is no limit.
func (c *Client) Timeouts() (connect, read time.Duration) { return c.connect, c.read }

// Clock is the client's source of time.
func (c *Client) Clock() Clock { return c.clock }

// UserAgent is the User-Agent header of all requests.
func (c *Client) UserAgent() string { return c.userAgent }

// String names the endpoint, and never the token.
func (c *Client) String() string { return "client of " + c.Endpoint() }

// GoString is String, so that no verb prints more.
func (c *Client) GoString() string { return c.String() }

// Close ends what was started ahead, removes the tag that droplets were made
// with, and lets idle connections go. Every method afterwards returns
// [ErrClosed].
func (c *Client) Close() error {
	c.closed.Store(true)
	c.closing.Do(func() { // who closes it too waits until it is
		c.once.tidy()
		c.end()
		if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
			t.CloseIdleConnections()
		}
	})
	return nil
}

// Do carries out a call. Errors are [*Error] for any status that is not 2xx,
// [*ResponseError] for a 2xx that is not what it should be, [*ConnectionError]
// when there is no whole answer, [ErrClosed], and those of ctx. With an *Error
// comes the reply too.
func (c *Client) Do(ctx context.Context, call *Call) (*Reply, error) {
	reply, err := c.send(ctx, call)
	observe(ctx, reply)
	return reply, err
}

// send is Do that nobody observes.
func (c *Client) send(ctx context.Context, call *Call) (*Reply, error) {
	if c.ended() {
		return nil, ErrClosed
	}
	if call.Op == nil && call.who == nil && c.sameOrigin(call.URL) {
		if op := c.operationAt(call.Method, call.URL); op != nil {
			known := *call
			known.Op = op
			call = &known
		}
	}
	reply, err := c.handle(ctx, call)
	if err == nil && call.Method == http.MethodDelete && c.sameOrigin(call.URL) {
		c.deletions.Note(call.URL, c.clock.Now())
	}
	return reply, err
}

// operationAt is the operation of a method and a URL, nil if the catalog knows
// none.
func (c *Client) operationAt(method string, u *url.URL) *catalog.Operation {
	path, below := strings.CutPrefix(u.EscapedPath(), c.endpoint.EscapedPath())
	if !below {
		return nil
	}
	op, _ := catalog.Match(method, path)
	return op
}

// Request asks for anything. A url without a host is relative to the endpoint;
// another origin is asked without the token. params are added to its query.
// body may be nil for none. A string, []byte or json.RawMessage is sent as it
// is, anything else as JSON. A blank answer gives a Value that does not exist.
// Besides the errors of [Client.Do] there is [*ArgumentError].
func (c *Client) Request(ctx context.Context, method, url string, params url.Values, body any) (jsontext.Value, error) {
	method = strings.ToUpper(method)
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
	default:
		return jsontext.Value{}, badArgument("method", "cannot be %q", method)
	}
	u, err := c.resolve(url)
	if err != nil {
		return jsontext.Value{}, err
	}
	call, err := newCall(nil, method, address.With(u, params), nil, body)
	if err != nil {
		return jsontext.Value{}, err
	}
	call.loose = true
	reply, err := c.Do(ctx, call)
	if err != nil {
		return jsontext.Value{}, err
	}
	return reply.Value(), nil
}

// at returns the URL of a path below the endpoint, which is escaped already,
// and of further elements, which are not. A path of another host has that
// before it.
func (c *Client) at(path string, elements ...string) (*url.URL, error) {
	for _, e := range elements {
		escaped, err := address.Escape(e)
		if err != nil {
			return nil, badArgument("path", "%v", err)
		}
		path += "/" + escaped
	}
	if strings.HasPrefix(path, "/") {
		path = c.endpoint.String() + path
	}
	return url.Parse(path)
}

// resolve returns the URL that a user means: relative to the endpoint, unless
// it is absolute.
func (c *Client) resolve(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, badArgument("url", "is not a URL: %v", err)
	}
	if !u.IsAbs() {
		if u.Host != "" {
			return nil, badArgument("url", "names a host without a scheme")
		}
		return url.Parse(c.endpoint.String() + "/" + strings.TrimPrefix(address, "/"))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, badArgument("url", "is neither a path nor an http or https URL")
	}
	if u.User != nil {
		return nil, badArgument("url", "holds a user name or password")
	}
	u.Fragment = ""
	return u, nil
}

// encodeBody makes the bytes of a request's body.
func encodeBody(body any) ([]byte, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case string:
		return []byte(b), nil
	case []byte:
		return b, nil
	case json.RawMessage:
		return b, nil
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body); err != nil {
		return nil, badArgument("body", "cannot be sent as JSON: %v", err)
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// itoa is for ids in paths.
func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// With returns c with other settings. What c has found out and made is common
// to both, as is their end: closing one closes the other. The endpoint, the
// clock and the transport stay what they are. An error tells which option
// cannot be.
func (c *Client) With(options ...Option) (*Client, error) {
	s := c.settings
	s.endpoint, s.clock, s.transport = nil, nil, nil
	if err := s.apply(options); err != nil {
		return nil, err
	}
	if s.endpoint != nil || s.clock != nil || s.transport != nil {
		return nil, errors.New("client: a client of another endpoint, clock or transport takes a New")
	}
	s.endpoint, s.clock, s.transport = c.endpoint, c.clock, c.transport
	return assemble(s, c.token, c.shared), nil
}

// Shares reports whether one of the two clients was made of the other by
// [Client.With]: they have one account, one state and one end.
func (c *Client) Shares(other *Client) bool { return c.shared == other.shared }

// Adopt returns r as an object of c: its methods use the settings and the token
// of c.
func (c *Client) Adopt(r Resource) Resource {
	o := r.Base()
	if o.in.client == c {
		return r
	}
	in := *o.in
	in.client = c
	if in.who != nil {
		in.who = c.credential(in.who.Origin(), in.who.Key())
	}
	if own := c.scopes[in.class]; own != nil && *own == in {
		return o.copied(own, o.value, o.idx.Load())
	}
	return o.copied(&in, o.value, o.idx.Load())
}

// sameOrigin reports whether u is where the token may go.
func (c *Client) sameOrigin(u *url.URL) bool { return address.Origin(u) == c.origin }
