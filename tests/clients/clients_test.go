// Package clients runs programs that others wrote for the API against the
// simulator over HTTP, where they are installed, and writes down which operations
// they have driven. Without them the tests are skipped, as they are unless DOAPI_CLIENTS
// is set, for they take minutes.
package clients

import (
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
)

var update = flag.Bool("update", false, "write down anew what the clients have driven")

// wanted skips a test of minutes that nobody has asked for.
func wanted(t *testing.T) {
	t.Helper()
	if os.Getenv("DOAPI_CLIENTS") == "" {
		t.Skip("set DOAPI_CLIENTS=1 to run other programs for minutes")
	}
}

// service is a simulated API that remembers what succeeded and what did not.
type service struct {
	*sim.Server
	url string

	mu      sync.Mutex
	driven  map[string]bool // operations that were answered with success
	refused []string        // requests that were not, in their order
}

// serve starts a simulated API whose time passes so many times faster.
func serve(t *testing.T, speed float64) *service {
	t.Helper()
	server, err := sim.New(sim.WithClock(sim.NewScaledClock(speed)))
	if err != nil {
		t.Fatal(err)
	}
	s := &service{Server: server, driven: map[string]bool{}}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &status{ResponseWriter: w, code: http.StatusOK}
		server.ServeHTTP(seen, r)
		s.note(r, seen.code)
	}))
	t.Cleanup(web.Close)
	s.url = web.URL
	return s
}

type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

func (s *service) note(r *http.Request, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimSuffix(r.URL.EscapedPath(), "/")
	op, _ := catalog.Match(r.Method, path)
	switch {
	case code >= 400:
		s.refused = append(s.refused, http.StatusText(code)+": "+r.Method+" "+r.URL.RequestURI())
	case op != nil:
		s.driven[op.ID] = true
	}
}

// since returns the requests that were refused after the first n.
func (s *service) since(n int) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.refused[n:])
}

// report compares what has been driven with what is written down for a client. A
// client that drives more than that is no error: it may be a newer one.
func (s *service) report(t *testing.T, client string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id := range s.driven {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	t.Logf("%s drives %d operations", client, len(ids))
	path := filepath.Join("..", "..", "client", "sim", "evidence", client+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(ids, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for id := range strings.Lines(string(text)) {
		if id = strings.TrimSpace(id); !s.driven[id] {
			t.Errorf("%s is no longer driven by %s", id, client)
		}
	}
}

// value finds a value in JSON by a dotted path: fields, and places in lists. A
// list stands for its first element where a field is asked for.
func value(v any, path string) any {
	for _, key := range strings.Split(path, ".") {
		if list, ok := v.([]any); ok {
			n := 0
			if key[0] >= '0' && key[0] <= '9' {
				n, key = int(key[0]-'0'), ""
			}
			if n >= len(list) {
				return nil
			}
			v = list[n]
		}
		if m, ok := v.(map[string]any); ok && key != "" {
			v = m[key]
		}
	}
	return v
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}
