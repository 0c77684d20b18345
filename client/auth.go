package client

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
)

// credential says on whose behalf a call is made that is not the account's:
// with a key for one origin, or, without a key, on nobody's. There is one for
// each pair of them in a client, so that they compare as pointers.
type credential struct {
	origin string
	key    secret
}

// GoString and String keep the key out of prints.
func (c *credential) GoString() string { return c.String() }

// String names the origin only.
func (c *credential) String() string { return "credential for " + c.origin }

// WithInferenceKey sets the model access key that goes with inference
// operations, and nowhere else; [WithKey] gives one for a single call.
func WithInferenceKey(key string) Option {
	return func(s *settings) error {
		if err := checkKey(key); err != nil {
			return err
		}
		s.inferenceKey = &credential{key: newSecret(key)}
		return nil
	}
}

func checkKey(key string) error {
	if key == "" || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return errors.New("the key is empty, or holds characters that no key has")
	}
	return nil
}

// credentialFor decides who an operation is called as; nil is the account,
// whose token the wire adds at the endpoint alone.
func (c *Client) credentialFor(op *catalog.Operation, u *url.URL, key string) (*credential, error) {
	if op.Host == catalog.API || op.Host == catalog.Upload {
		if key != "" {
			return nil, badArgument("key", "is not for %s", op.ID)
		}
		if op.Host == catalog.API {
			return nil, nil
		}
		return c.credential(address.Origin(u), ""), nil
	}
	if key == "" && op.Host == catalog.Inference {
		if c.inferenceKey == nil {
			return nil, badArgument("key", "is missing: %s needs a model access key", op.ID)
		}
		key = c.inferenceKey.key()
	}
	if key != "" && checkKey(key) != nil {
		return nil, badArgument("key", "is empty, or holds characters that no key has")
	}
	return c.credential(address.Origin(u), key), nil
}

// credential gives the client's one credential of an origin and a key.
func (c *Client) credential(origin, key string) *credential {
	who, _ := c.credentials.LoadOrStore(sha256.Sum256([]byte(origin+"\n"+key)), &credential{origin, newSecret(key)})
	return who.(*credential)
}

// mask takes the token, and every other key that was used, out of a text.
func (c *Client) mask(text string) string {
	text = c.token.mask(text)
	c.credentials.Range(func(_, who any) bool {
		text = hide(text, who.(*credential).key())
		return true
	})
	return text
}

// credentialKey finds the credential of a request in its context.
type credentialKey struct{}

// as returns a context for a request of this credential.
func (who *credential) as(ctx context.Context) context.Context {
	if who == nil {
		return ctx
	}
	return context.WithValue(ctx, credentialKey{}, who)
}

// credentialOf is the credential of a request, nil for the account's.
func credentialOf(r *http.Request) *credential {
	who, _ := r.Context().Value(credentialKey{}).(*credential)
	return who
}

// present adds the key to a request, at its own origin only.
func (who *credential) present(r *http.Request) *http.Request {
	if who.key() == "" || address.Origin(r.URL) != who.origin || r.Header.Get("Authorization") != "" {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+who.key())
	return r
}

// address is the URL as errors and traces show it: the query of a presigned
// URL is a key to it, and is left out.
func (c *Call) address() string { return shownURL(c.URL, c.who) }

func shownURL(u *url.URL, who *credential) string {
	if who == nil || who.key() != "" || u.RawQuery == "" {
		return u.String()
	}
	v := *u
	v.RawQuery = ""
	return v.String() + "?..."
}

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
	if address.Origin(r.URL) != a.origin || r.Header.Get("Authorization") != "" {
		return a.next.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+a.token())
	return a.next.RoundTrip(r)
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

// sameOrigin reports whether u is where the token may go.
func (c *Client) sameOrigin(u *url.URL) bool { return address.Origin(u) == c.origin }
