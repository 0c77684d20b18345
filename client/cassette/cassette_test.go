package cassette_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/sim"
)

var start = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

// session is what is recorded: a droplet's life, and a long list.
func session(ctx context.Context, c *client.Client, name string) (string, error) {
	var b strings.Builder
	d, err := c.CreateDroplet(ctx, client.DropletRequest{Name: name, Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3", UserData: "#!/bin/sh\necho hunter2secret"})
	if err != nil {
		return "", err
	}
	n := 0
	for d, err := range c.FetchAllDroplets(client.DropletFilter{}).All(ctx) {
		if err != nil {
			return "", err
		}
		b.WriteString(d.Name() + " ")
		n++
	}
	if _, err := c.Request(ctx, "GET", "/v2/droplets/999", nil, nil); err == nil {
		return "", errors.New("there is a droplet 999")
	}
	return b.String(), d.Delete(ctx)
}

// record records the session, once for all tests.
func record(t *testing.T) (tape, saw string) {
	t.Helper()
	recorded.Do(func() { recorded.tape, recorded.saw = recordNow(t) })
	return recorded.tape, recorded.saw
}

var recorded struct {
	sync.Once
	tape, saw string
}

func recordNow(t *testing.T) (tape, saw string) {
	clock := sim.NewClock(start)
	server, err := sim.New(sim.WithClock(clock), sim.Droplets(450))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	r, err := cassette.NewRecorder(&b, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New("token-that-nobody-may-see", client.WithTransport(server.RoundTripper()), client.WithClock(clock), client.WithWire(r.Wrap), client.WithRetryBusy(true))
	if err != nil {
		t.Fatal(err)
	}
	saw, err = session(t.Context(), c, "web-1")
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String(), saw
}

func replay(t *testing.T, tape string) (*client.Client, *cassette.Player) {
	t.Helper()
	p, err := cassette.Load(strings.NewReader(tape))
	if err != nil {
		t.Fatal(err)
	}
	clock := sim.NewClock(p.Started())
	p.Pace(clock.Sleep)
	offline := roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("something went to the network")
		return nil, errors.New("no network")
	})
	c, err := client.New("none", client.WithTransport(offline), client.WithClock(clock), client.WithWire(p.Wrap), client.WithReadAhead(false), client.WithRetryBusy(true))
	if err != nil {
		t.Fatal(err)
	}
	return c, p
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestReplay(t *testing.T) {
	tape, saw := record(t)
	for _, secret := range []string{"token-that-nobody-may-see", "hunter2secret"} {
		if strings.Contains(tape, secret) {
			t.Errorf("the cassette holds %q", secret)
		}
	}
	c, p := replay(t, tape)
	got, err := session(t.Context(), c, "web-1")
	if err != nil {
		t.Fatal(err)
	}
	if got != saw {
		t.Errorf("replay saw\n%s\nrecording saw\n%s", got, saw)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if left := p.Left(); len(left) != 0 {
		t.Errorf("not played: %v", left)
	}
}

// TestMiss changes what is asked for: the error names what is nearest, nothing
// is asked twice, and no time passes in vain.
func TestMiss(t *testing.T) {
	tape, _ := record(t)
	for name, test := range map[string]struct {
		do   func(*client.Client) error
		want string
	}{
		"body": {func(c *client.Client) error {
			_, err := session(context.Background(), c, "web-2")
			return err
		}, `POST /v2/droplets was recorded with another body: name was "web-1", and is "web-2"`},
		"query": {func(c *client.Client) error {
			return last(c.Request(context.Background(), "GET", "/v2/droplets?page=77", nil, nil))
		}, "GET /v2/droplets?page=77: GET /v2/droplets"},
		"path": {func(c *client.Client) error {
			return last(c.Request(context.Background(), "PUT", "/v2/droplets/5/firewalls", nil, nil))
		}, "the nearest that was recorded"},
		"method": {func(c *client.Client) error {
			return last(c.Request(context.Background(), "DELETE", "/v2/droplets/999", nil, nil))
		}, "GET /v2/droplets/999 was recorded"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := replay(t, tape)
			err := test.do(c)
			var miss *cassette.MissError
			if !errors.As(err, &miss) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func last(_ jsontext.Value, err error) error { return err }

// TestOrder deletes before it renames, where it was recorded the other way.
func TestOrder(t *testing.T) {
	tape := `{"cassette":1,"started":"2026-05-01T12:00:00Z"}
{"n":1,"method":"PUT","url":"/v2/tags/a","body":"{}","status":200,"answer":{},"ms":1}
{"n":2,"method":"DELETE","url":"/v2/tags/a","status":204,"ms":1}
{"n":3,"method":"DELETE","url":"/v2/tags/b","status":204,"ms":1}
`
	c, _ := replay(t, tape)
	ctx := t.Context()
	if err := last(c.Request(ctx, "DELETE", "/v2/tags/b", nil, nil)); err != nil {
		t.Error(err)
	}
	if err := last(c.Request(ctx, "DELETE", "/v2/tags/a", nil, nil)); err == nil || !strings.Contains(err.Error(), "PUT /v2/tags/a was recorded before it") {
		t.Errorf("got %v", err)
	}
	if err := last(c.Request(ctx, "PUT", "/v2/tags/a", nil, map[string]any{})); err != nil {
		t.Error(err)
	}
	if err := last(c.Request(ctx, "DELETE", "/v2/tags/a", nil, nil)); err != nil {
		t.Error(err)
	}
	if err := last(c.Request(ctx, "DELETE", "/v2/tags/a", nil, nil)); err == nil {
		t.Error("a change was answered twice")
	}
}

// TestLoad reads what is no cassette, and one that ends in the middle of a line
// at each byte.
func TestLoad(t *testing.T) {
	tape, _ := record(t)
	for _, text := range []string{"", "{}", "hello\n", `{"cassette":99}` + "\n", strings.Replace(tape, `{"n":2,`, `{"n":"2",`, 1)} {
		if _, err := cassette.Load(strings.NewReader(text)); !errors.Is(err, cassette.ErrFormat) {
			t.Errorf("%.20q: got %v", text, err)
		}
	}
	head := strings.IndexByte(tape, '\n') + 1
	for n := head; n < min(len(tape), head+3000); n += 7 {
		if _, err := cassette.Load(strings.NewReader(tape[:n])); err != nil {
			t.Fatalf("cut off at %d: %v", n, err)
		}
	}
}

// TestFailures plays a refused connection and a body that broke off.
func TestFailures(t *testing.T) {
	tape := `{"cassette":1,"started":"2026-05-01T12:00:00Z"}
{"n":1,"method":"GET","url":"/v2/account","error":"connection refused","unsent":true,"ms":1}
{"n":2,"method":"GET","url":"/v2/account","status":200,"answer":{"account":{"uuid":"u"}},"cut":"unexpected EOF","ms":1}
{"n":3,"method":"GET","url":"/v2/account","status":200,"answer":{"account":{"uuid":"u"}},"ms":1}
`
	c, _ := replay(t, tape)
	v, err := c.Request(t.Context(), "GET", "/v2/account", nil, nil)
	if err != nil || v.Get("account").Get("uuid").Text() != "u" {
		t.Errorf("got %v, %v", v, err)
	}
}

// TestWriteFails begins a cassette that cannot be written.
func TestWriteFails(t *testing.T) {
	full, err := os.OpenFile(filepath.Join(t.TempDir(), "c"), os.O_CREATE|os.O_RDONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer full.Close()
	if _, err := cassette.NewRecorder(full, func() time.Time { return start }); err == nil {
		t.Error("a file that cannot be written was written")
	}
}
