package client

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// The steps between a method and the wire stand in their order, whatever is
// left out.
func TestChainOrder(t *testing.T) {
	var passed []string
	step := func(name string) Middleware {
		return func(next Handler) Handler {
			return func(ctx context.Context, c *Call) (*Reply, error) {
				passed = append(passed, name)
				return next(ctx, c)
			}
		}
	}
	attempt := step("attempt")(func(context.Context, *Call) (*Reply, error) { return &Reply{}, nil })
	for want, ch := range map[string]chain{
		"guard journal once retry limit attempt": {step("guard"), step("journal"), step("once"), step("retry"), step("limit")},
		"journal retry attempt":                  {journal: step("journal"), retry: step("retry")},
		"attempt":                                {},
		"outer inner attempt":                    {guard: around(step("outer"), step("inner"))},
	} {
		passed = nil
		if _, err := ch.around(attempt)(context.Background(), &Call{}); err != nil || strings.Join(passed, " ") != want {
			t.Errorf("passed %v (%v), want %s", passed, err, want)
		}
	}
}

// A guard sees every call, whoever makes it, and what it refuses is not sent.
func TestGuardAndJournal(t *testing.T) {
	sent := 0
	refusal := errors.New("read only")
	var seen []string
	c, err := New("token", WithTransport(roundTripper(func(*http.Request) (*http.Response, error) {
		sent++
		return nil, errors.New("no network")
	})), WithGuard(func(next Handler) Handler {
		return func(ctx context.Context, call *Call) (*Reply, error) {
			if call.Method != http.MethodGet {
				return nil, refusal
			}
			return next(ctx, call)
		}
	}), WithJournal(func(next Handler) Handler {
		return func(ctx context.Context, call *Call) (*Reply, error) {
			seen = append(seen, call.name())
			return next(ctx, call)
		}
	}), WithRetryMaxTime(0))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Droplet(1).Delete(t.Context()); !errors.Is(err, refusal) || sent != 0 || len(seen) != 0 {
		t.Errorf("%v, %d sent, %v seen", err, sent, seen)
	}
	if _, err := c.Droplet(1).Fetch(t.Context()); errors.Is(err, refusal) || err == nil || sent != 1 || strings.Join(seen, " ") != "droplets_get" {
		t.Errorf("%v, %d sent, %v seen", err, sent, seen)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A clone can be changed without the original.
func TestCloneOfACall(t *testing.T) {
	c, err := New("token")
	if err != nil {
		t.Fatal(err)
	}
	u, err := c.at("/v2/droplets")
	if err != nil {
		t.Fatal(err)
	}
	call := &Call{Method: "GET", URL: u, Header: http.Header{"A": {"1"}}}
	clone := call.Clone()
	clone.Header.Set("A", "2")
	clone.URL.RawQuery = "x=1"
	if call.Header.Get("A") != "1" || call.URL.RawQuery != "" {
		t.Errorf("the original became %v %v", call.URL, call.Header)
	}
}
