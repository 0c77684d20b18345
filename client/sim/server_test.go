package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// api drives a server in this process, on a virtual clock.
type api struct {
	*testing.T
	server *Server
	clock  *VirtualClock
	http   http.RoundTripper
	base   string
	header http.Header
}

func newAPI(t *testing.T, opts ...Option) *api {
	t.Helper()
	clock := NewClock(epoch)
	server, err := New(append([]Option{WithClock(clock)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return &api{
		T: t, server: server, clock: clock, http: server.RoundTripper(), base: "https://api.digitalocean.com",
		header: http.Header{"Authorization": {"Bearer dop_v1_test"}},
	}
}

// result is an answer with its body decoded.
type result struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

func (a *api) send(method, path string, body any) (result, error) {
	var reader io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(body)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			a.Fatal(err)
		}
		reader = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, a.base+path, reader)
	if err != nil {
		a.Fatal(err)
	}
	req.Header = a.header.Clone()
	if body != nil && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := a.http.RoundTrip(req)
	if err != nil {
		return result{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	res := result{status: resp.StatusCode, header: resp.Header, text: string(text)}
	json.Unmarshal(text, &res.body)
	return res, err
}

// do sends a request and wants a status.
func (a *api) do(status int, method, path string, body any) result {
	a.Helper()
	res, err := a.send(method, path, body)
	if err != nil {
		a.Fatalf("%s %s: %v", method, path, err)
	}
	if res.status != status {
		a.Fatalf("%s %s: status %d, want %d: %s", method, path, res.status, status, res.text)
	}
	return res
}

func (a *api) get(path string) result { a.Helper(); return a.do(200, "GET", path, nil) }

// refused wants a 422 with a message.
func (a *api) refused(message, method, path string, body any) {
	a.Helper()
	a.refusedAs(422, "unprocessable_entity", message, method, path, body)
}

func (a *api) refusedAs(status int, id, message, method, path string, body any) {
	a.Helper()
	res := a.do(status, method, path, body)
	if res.str("id") != id || !saysOf(res.str("message"), message) {
		a.Errorf("%s %s: %s, want %s %q", method, path, res.text, id, message)
	}
}

// saysOf reports whether a refusal says something, and at most adds which values there
// are, or the rule.
func saysOf(said, what string) bool {
	what = strings.TrimSuffix(what, ".")
	rest, ok := strings.CutPrefix(said, what)
	return ok && (rest == "" || rest == "." || strings.HasPrefix(rest, " (") || strings.HasPrefix(rest, ": "))
}

// at follows keys and list indexes into the body.
func (r result) at(path ...any) any {
	var v any = r.body
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

func (r result) str(path ...any) string { return fmt.Sprint(r.at(path...)) }
func (r result) id(path ...any) int64   { f, _ := r.at(append(path, "id")...).(float64); return int64(f) }
func (r result) list(path ...any) []any { l, _ := r.at(path...).([]any); return l }

func (a *api) sleep(d time.Duration) {
	a.Helper()
	if err := a.clock.Sleep(context.Background(), d); err != nil {
		a.Fatal(err)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Errorf("%s: %s, want %s", what, g, w)
	}
}

var plain = map[string]any{"name": "web-1", "region": "nyc3", "size": "s-1vcpu-1gb", "image": "ubuntu-24-04-x64"}

// with returns a copy of a body with fields changed.
func with(body map[string]any, pairs ...any) map[string]any {
	c := map[string]any{}
	for k, v := range body {
		c[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		c[pairs[i].(string)] = pairs[i+1]
	}
	return c
}

// create makes an active droplet and returns its path.
func (a *api) create(pairs ...any) (path string, id int64) {
	a.Helper()
	res := a.do(202, "POST", "/v2/droplets", with(plain, pairs...))
	a.sleep(time.Minute)
	id = res.id("droplet")
	path = fmt.Sprintf("/v2/droplets/%d", id)
	same(a.T, "status", a.get(path).str("droplet", "status"), "active")
	return path, id
}

// act posts an action and lets it complete.
func (a *api) act(path string, body any) result {
	a.Helper()
	code := 201
	if strings.HasPrefix(path, "/v2/volumes") {
		code = 202
	}
	res := a.do(code, "POST", path+"/actions", body)
	same(a.T, "status", res.str("action", "status"), "in-progress")
	a.sleep(10 * time.Minute)
	res = a.get(fmt.Sprintf("/v2/actions/%d", res.id("action")))
	same(a.T, "status", res.str("action", "status"), "completed")
	return res
}
