package peers

import (
	"flag"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

var update = flag.Bool("update", false, "write down anew what godo has driven")

// driver notes the operations that were answered with success. It is safe for
// concurrent use.
type driver struct {
	mu  sync.Mutex
	ids map[string]bool
}

var driven = &driver{ids: map[string]bool{}}

func (r *driver) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err == nil && resp.StatusCode < 300 {
		if op, _ := catalog.Match(req.Method, req.URL.EscapedPath()); op != nil {
			r.mu.Lock()
			r.ids[op.ID] = true
			r.mu.Unlock()
		}
	}
	return resp, err
}

// report holds what was driven against the list in the simulator's evidence.
func (r *driver) report(t *testing.T) {
	path := filepath.Join("..", "..", "client", "sim", "evidence", "godo.txt")
	r.mu.Lock()
	defer r.mu.Unlock()
	t.Logf("godo drives %d operations", len(r.ids))
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(slices.Sorted(maps.Keys(r.ids)), "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for id := range strings.Lines(string(text)) {
		if id = strings.TrimSpace(id); id != "" && !r.ids[id] {
			t.Errorf("%s is no longer driven by godo", id)
		}
	}
}
