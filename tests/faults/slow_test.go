package faults

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
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
