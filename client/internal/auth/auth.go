// Package auth keeps the keys to the API, and adds them to requests behind
// everything else that sees those.
package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/doapi-lua/doapi/client/internal/address"
)

// Credential says on whose behalf a call is made that is not the account's:
// with a key for one origin, or, without a key, on nobody's. There is one for
// each pair of them in a client, so that they compare as pointers.
type Credential struct {
	origin string
	key    Secret
}

// New makes the credential of an origin and a key; "" for none.
func New(origin, key string) *Credential { return &Credential{origin, NewSecret(key)} }

// Origin is where the key goes.
func (c *Credential) Origin() string { return c.origin }

// Key is the key, "" if there is none.
func (c *Credential) Key() string { return c.key() }

// GoString and String keep the key out of prints.
func (c *Credential) GoString() string { return c.String() }

// String names the origin only.
func (c *Credential) String() string { return "credential for " + c.origin }

// CheckKey says what is wrong with a key.
func CheckKey(key string) error {
	if key == "" || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return errors.New("the key is empty, or holds characters that no key has")
	}
	return nil
}

// credentialKey finds the credential of a request in its context.
type credentialKey struct{}

// As returns a context for a request of this credential.
func (who *Credential) As(ctx context.Context) context.Context {
	if who == nil {
		return ctx
	}
	return context.WithValue(ctx, credentialKey{}, who)
}

// Of is the credential of a request, nil for the account's.
func Of(r *http.Request) *Credential {
	who, _ := r.Context().Value(credentialKey{}).(*Credential)
	return who
}

// present adds the key to a request, at its own origin only.
func (who *Credential) present(r *http.Request) *http.Request {
	if who.key() == "" || address.Origin(r.URL) != who.origin || r.Header.Get("Authorization") != "" {
		return r
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+who.key())
	return r
}

// ShownURL is a URL as errors and traces show it: the query of a presigned
// URL is a key to it, and is left out.
func ShownURL(u *url.URL, who *Credential) string {
	if who == nil || who.key() != "" || u.RawQuery == "" {
		return u.String()
	}
	v := *u
	v.RawQuery = ""
	return v.String() + "?..."
}

// Secret keeps a token where printing a value cannot reach it.
type Secret func() string

// NewSecret hides a token.
func NewSecret(token string) Secret { return func() string { return token } }

// Mask takes the token out of a text.
func (s Secret) Mask(text string) string { return Hide(text, s()) }

// leastSecret is how long a secret is at least. What is shorter, as in a test,
// is no secret, and is found in words that have nothing to do with it.
const leastSecret = 8

// Hide takes a secret out of a text.
func Hide(text, secret string) string {
	if len(secret) < leastSecret {
		return text
	}
	return strings.ReplaceAll(text, secret, "***")
}

// Transport is the RoundTripper that adds the token, to requests of the
// endpoint's own origin only, or the call's other credential. It is the last one before the network: nothing
// above it sees the token.
type Transport struct {
	Next   http.RoundTripper
	Token  Secret
	Origin string // of the endpoint
}

func (a *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if who := Of(r); who != nil {
		return a.Next.RoundTrip(who.present(r))
	}
	if address.Origin(r.URL) != a.Origin || r.Header.Get("Authorization") != "" {
		return a.Next.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+a.Token())
	return a.Next.RoundTrip(r)
}
