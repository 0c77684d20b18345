package client

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// secret keeps a token where printing a value cannot reach it.
type secret func() string

func newSecret(token string) secret { return func() string { return token } }

// mask takes the token out of a text.
func (s secret) mask(text string) string { return hide(text, s()) }

// leastSecret is how long a secret is at least. What is shorter, as in a test,
// is no secret, and is found in words that have nothing to do with it.
const leastSecret = 8

// hide takes a secret out of a text.
func hide(text, secret string) string {
	if len(secret) < leastSecret {
		return text
	}
	return strings.ReplaceAll(text, secret, "***")
}

// authorize is the RoundTripper that adds the token, to requests of the
// endpoint's own origin only, or the call's other credential. It is the last one before the network: nothing
// above it sees the token.
type authorize struct {
	next   http.RoundTripper
	token  secret
	origin string
}

func (a *authorize) RoundTrip(r *http.Request) (*http.Response, error) {
	if who := credentialOf(r); who != nil {
		return a.next.RoundTrip(who.present(r))
	}
	if origin(r.URL) != a.origin || r.Header.Get("Authorization") != "" {
		return a.next.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+a.token())
	return a.next.RoundTrip(r)
}

// exposed reports whether requests to u could be read on their way.
func exposed(u *url.URL) bool {
	if u.Scheme != "http" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	ip, err := netip.ParseAddr(host)
	return host != "localhost" && !strings.HasSuffix(host, ".localhost") && (err != nil || !ip.Unmap().IsLoopback())
}

// sameOrigin reports whether u is where the token may go.
func (c *Client) sameOrigin(u *url.URL) bool { return origin(u) == c.origin }

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
