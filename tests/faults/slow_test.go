package faults

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind/do"
)

// drip is a body of which a byte comes every second, for ever.
type drip struct {
	w   *world
	ctx context.Context
}

func (d drip) Read(p []byte) (int, error) {
	if err := d.w.clock.Sleep(d.ctx, time.Second); err != nil {
		return 0, err
	}
	p[0] = ' '
	return 1, nil
}

func (drip) Close() error { return nil }

// TestEndlessAnswers: an answer that drips, and one in another protocol, end at
// the attempt's limit.
func TestEndlessAnswers(t *testing.T) {
	for name, status := range map[string]int{"drip": 200, "drip of a refusal": 503, "switching protocols": 101} {
		w := newWorld(t)
		c := w.client(t, client.WithTimeout(20*time.Second), client.WithRetryMaxTime(0), client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Header: http.Header{}, Body: drip{w, r.Context()}, ContentLength: -1, Request: r}, nil
		})))
		began := w.clock.Now()
		_, err := c.FetchAccount(context.Background())
		if took := w.clock.Now().Sub(began); err == nil || took > 25*time.Second {
			t.Errorf("%s: %v after %v", name, err, took)
		}
		var broke *client.ConnectionError
		if status == 200 && (!errors.As(err, &broke) || !broke.Timeout()) {
			t.Errorf("%s: %v", name, err)
		}
		ended, cancel := w.clock.WithTimeout(context.Background(), 3*time.Second)
		began = w.clock.Now()
		_, err = c.FetchAccount(ended)
		if took := w.clock.Now().Sub(began); err == nil || took > 4*time.Second {
			t.Errorf("%s, under a deadline: %v after %v", name, err, took)
		}
		cancel()
	}
}

// TestTokenIsNeverPrinted prints what holds a token with every verb.
func TestTokenIsNeverPrinted(t *testing.T) {
	w := newWorld(t)
	c := w.client(t, client.WithInferenceKey(token+"-key"))
	account := must[*client.Account](t)(c.FetchAccount(context.Background()))
	for _, v := range []any{c, *c, struct{ C *client.Client }{c}, account, do.Config{Token: token}, &do.Config{Token: token}, []do.Config{{Token: token}}, struct{ C do.Config }{do.Config{Token: token}}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(io.Discard, verb, v)
			if text := fmt.Sprintf(verb, v); strings.Contains(text, token) {
				t.Errorf("%s of a %T shows the token", verb, v)
			}
		}
	}
}
