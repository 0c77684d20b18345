package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/sim"
)

// hijack answers with raw bytes and closes the connection.
func hijack(t *testing.T, raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, raw)
		conn.Close()
	}
}

func TestBrokenConnections(t *testing.T) {
	for name, raw := range map[string]string{
		"reset":        "",
		"cut headers":  "HTTP/1.1 200 OK\r\nContent-",
		"cut body":     "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"account\":{}}",
		"cut chunks":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":",
		"not HTTP":     "SSH-2.0-OpenSSH\r\n",
		"broken chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, hijack(t, raw))
			_, err := c.Request(t.Context(), "POST", "/v2/x", nil, "{}")
			var e *client.ConnectionError
			if !errors.As(err, &e) || e.Timeout() || !e.Sent || e.Method != "POST" {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("cut refusal", func(t *testing.T) {
		c := serve(t, hijack(t, "HTTP/1.1 503 Sorry\r\nContent-Length: 100\r\n\r\n{\"id\":"))
		_, err := c.FetchAccount(t.Context())
		var e *client.Error
		if !errors.As(err, &e) || e.Status != 503 || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("refused", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listener.Close()
		c, err := client.New(token, client.WithEndpoint("http://"+listener.Addr().String()), client.WithRetryMaxTime(0))
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.FetchAccount(t.Context())
		var e *client.ConnectionError
		if !errors.As(err, &e) || e.Sent || e.Timeout() {
			t.Errorf("got %v", err)
		}
	})
}

// inProcess is a transport without a network.
type inProcess func(r *http.Request) (*http.Response, error)

func (f inProcess) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// slowBody hands out a byte at a time, each after a pause.
type slowBody struct {
	r     *http.Request
	clock client.Clock
	pause time.Duration
	text  string
	wide  bool // every byte comes with others
}

func (b *slowBody) Read(p []byte) (int, error) {
	if err := b.clock.Sleep(b.r.Context(), b.pause); err != nil {
		return 0, err
	}
	if b.text == "" {
		return 0, io.EOF
	}
	p[0], b.text = b.text[0], b.text[1:]
	n := 1
	for ; b.wide && n < len(p) && n < 6000; n++ {
		p[n] = ' '
	}
	return n, nil
}

func (b *slowBody) Close() error { return nil }

// A body that keeps coming is never late; one that stands still is.
func TestTimeoutIsWithoutProgress(t *testing.T) {
	clock := sim.NewClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	clock.Busy()
	status, before, pause, wide := 200, time.Duration(0), time.Duration(0), false
	transport := inProcess(func(r *http.Request) (*http.Response, error) {
		if err := clock.Sleep(r.Context(), before); err != nil {
			return nil, err
		}
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: &slowBody{r, clock, pause, "[1,2,3]", wide}, ContentLength: -1}, nil
	})
	c, err := client.New(token, client.WithTransport(transport), client.WithClock(clock), client.WithTimeout(time.Minute), client.WithRetryMaxTime(0))
	if err != nil {
		t.Fatal(err)
	}
	began := clock.Now()
	if v, err := func() (jsontext.Value, error) {
		before, pause, wide = 59*time.Second, 8*time.Second, true
		return c.Request(t.Context(), "GET", "/x", nil, nil)
	}(); err != nil || v.Len() != 3 || clock.Now().Sub(began) != 59*time.Second+8*8*time.Second {
		t.Errorf("a slow body: %d elements, %v after %v", v.Len(), err, clock.Now().Sub(began))
	}
	wide = false
	for name, set := range map[string]func(){
		"stalled headers": func() { before, pause = client.Forever, 0 },
		"stalled body":    func() { before, pause = 0, client.Forever },
		"too slow":        func() { before, pause = 0, 70*time.Second },
		"a drip":          func() { before, pause = 0, 20*time.Second },
	} {
		set()
		began := clock.Now()
		_, err := c.Request(t.Context(), "GET", "/x", nil, nil)
		var e *client.ConnectionError
		if !errors.As(err, &e) || !e.Timeout() || !e.Sent || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", name, err)
		}
		if took := clock.Now().Sub(began); took < time.Minute || took > 65*time.Second {
			t.Errorf("%s: noticed after %v", name, took)
		}
	}
	status, before, pause = 500, 0, client.Forever
	var refused *client.Error
	if _, err := c.Request(t.Context(), "GET", "/x", nil, nil); !errors.As(err, &refused) || refused.Status != 500 {
		t.Errorf("a stalled refusal: %v", err)
	}
	// The caller's own deadline is his, and no connection's fault.
	status, before = 200, client.Forever
	ctx, cancel := clock.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var late *client.ConnectionError
	if _, err = c.Request(ctx, "GET", "/x", nil, nil); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &late) {
		t.Errorf("the caller's deadline: %v", err)
	}
}

// The same on the machine's clock and a real connection.
func TestTimeoutOfARealConnection(t *testing.T) {
	stall := make(chan struct{})
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "[1")
		w.(http.Flusher).Flush()
		<-stall
	}, client.WithTimeouts(0, 200*time.Millisecond))
	defer close(stall)
	_, err := c.Request(t.Context(), "GET", "/x", nil, nil)
	var e *client.ConnectionError
	if !errors.As(err, &e) || !e.Timeout() || !e.Sent || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := c.Request(ctx, "GET", "/x", nil, nil); !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &e) && e.Method == "" {
		t.Errorf("the caller's deadline: %v", err)
	}
}

// The connect timeout is one of its own: an address that never answers.
func TestConnectTimeout(t *testing.T) {
	dialing := make(chan struct{})
	transport := client.NewTransport()
	transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		close(dialing)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	c, err := client.New(token, client.WithTransport(transport), client.WithTimeouts(30*time.Millisecond, 0), client.WithRetryMaxTime(0))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.FetchAccount(t.Context())
	<-dialing
	var e *client.ConnectionError
	if !errors.As(err, &e) || !e.Timeout() || e.Sent {
		t.Errorf("got %v", err)
	}
}
