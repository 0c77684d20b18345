package simpage

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

func newPage(t *testing.T) *Page {
	t.Helper()
	server, err := sim.New(sim.Droplets(1))
	if err != nil {
		t.Fatal(err)
	}
	return New(server, func(_ context.Context, code string, out io.Writer) error {
		_, _ = io.WriteString(out, "ran "+code)
		return errors.New("and failed")
	})
}

// ask sends a request as a browser on this machine does, changed by f.
func ask(p *Page, method, name, body string, f func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, p.Path()+name, strings.NewReader(body))
	r.Host = "127.0.0.1:8080"
	if method != http.MethodGet {
		r.Header.Set("Origin", "http://127.0.0.1:8080")
	}
	if f != nil {
		f(r)
	}
	w := httptest.NewRecorder()
	p.ServeHTTP(w, r)
	return w
}

// TestStrangers holds who is turned away: other hosts, other origins, other
// sites, and those who do not know the key.
func TestStrangers(t *testing.T) {
	p := newPage(t)
	for name, f := range map[string]func(*http.Request){
		"another host":            func(r *http.Request) { r.Host = "evil.example" },
		"a name for this machine": func(r *http.Request) { r.Host = "rebound.example:8080" },
		"an address of a network": func(r *http.Request) { r.Host = "192.168.0.7:8080" },
		"another origin":          func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") },
		"another port":            func(r *http.Request) { r.Header.Set("Origin", "http://127.0.0.1:9") },
		"a null origin":           func(r *http.Request) { r.Header.Set("Origin", "null") },
		"another site":            func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"no key":                  func(r *http.Request) { r.URL.Path = "/" },
		"a wrong key":             func(r *http.Request) { r.URL.Path = "/" + strings.Repeat("x", 32) + "/reset" },
		"half a key":              func(r *http.Request) { r.URL.Path = p.Path()[:10] + "/" },
		"no origin":               func(r *http.Request) { r.Header.Del("Origin") },
	} {
		if w := ask(p, http.MethodPost, "reset", "", f); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, w.Code)
		}
		if name == "no origin" {
			continue // of a GET there need not be one
		}
		if w := ask(p, http.MethodGet, "", "", f); w.Code != http.StatusForbidden {
			t.Errorf("%s reads the page: %d", name, w.Code)
		}
	}
	for _, host := range []string{"localhost:1", "127.0.0.1", "[::1]:80", "127.0.0.2:5"} {
		if w := ask(p, http.MethodGet, "", "", func(r *http.Request) { r.Host = host }); w.Code != http.StatusOK {
			t.Errorf("%s: %d", host, w.Code)
		}
	}
	if other := newPage(t); other.Path() == p.Path() {
		t.Error("two pages have the same key")
	}
}

// TestControls moves the clock, adds faults, runs a script and begins anew.
func TestControls(t *testing.T) {
	p := newPage(t)
	before := p.server.Clock().Now()
	if w := ask(p, http.MethodPost, "clock", `{"seconds": 3600}`, nil); w.Code != http.StatusNoContent || p.server.Clock().Now().Sub(before).Hours() < 1 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for body, want := range map[string]int{`{"seconds": -1}`: 400, `x`: 400, `{"seconds": 1e300}`: 400} {
		if w := ask(p, http.MethodPost, "clock", body, nil); w.Code != want {
			t.Errorf("%s: %d", body, w.Code)
		}
	}
	if w := ask(p, http.MethodPost, "fault", `{"kind":"status","status":503,"times":1}`, nil); w.Code != http.StatusNoContent {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(p, http.MethodPost, "fault", `{"kind":"weather"}`, nil); w.Code != http.StatusBadRequest {
		t.Errorf("%d", w.Code)
	}
	if w := ask(p, http.MethodPost, "run", "code", nil); w.Code != http.StatusOK || w.Body.String() != "ran codeand failed\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(p, http.MethodPost, "reset", "", nil); w.Code != http.StatusNoContent {
		t.Errorf("%d", w.Code)
	}
	if w := ask(p, http.MethodGet, "reset", "", nil); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

// TestEvents sends what exists and what is asked.
func TestEvents(t *testing.T) {
	p := newPage(t)
	api := p.Watch(p.server)
	r := httptest.NewRequest(http.MethodGet, "/v2/droplets", nil)
	r.Header.Set("Authorization", "Bearer x")
	api.ServeHTTP(httptest.NewRecorder(), r)
	ctx, cancel := context.WithCancel(context.Background())
	server := httptest.NewServer(p)
	defer server.Close()
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+p.Path()+"events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got strings.Builder
	buffer := make([]byte, 64<<10)
	for !strings.Contains(got.String(), "event: now") {
		n, err := response.Body.Read(buffer)
		got.Write(buffer[:n])
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{`event: requests`, `"path":"/v2/droplets","status":200`, `event: state`, `"droplets":{"total":1,"objects":[{`} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("%s is missing in\n%.2000s", want, got.String())
		}
	}
}
