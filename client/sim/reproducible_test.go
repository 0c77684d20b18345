package sim

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// tape notes all that is asked and answered.
type tape struct {
	next  http.RoundTripper
	notes []string
}

func (t *tape) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		t.notes = append(t.notes, fmt.Sprintf("%s %s %s\n%v", r.Method, r.URL, sent, err))
		return resp, err
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(text))
	t.notes = append(t.notes, fmt.Sprintf("%s %s %s\n%d %v\n%s %v", r.Method, r.URL, sent, resp.StatusCode, resp.Header, text, err))
	return resp, nil
}

// Equal seeds and equal requests give equal answers, to the last byte, for every
// operation; and so does a world that is made again from its file, by asking once
// more or as it was saved.
func TestEveryByte(t *testing.T) {
	plain["backups"] = true
	defer delete(plain, "backups")
	var first *tape
	for run := range 3 {
		path := filepath.Join(t.TempDir(), "state")
		a := newAPI(t, Seed(11), Actions(5), Droplets(3), StateFile(path))
		tp := &tape{next: a.http}
		a.http = tp
		tour(a)
		if first == nil {
			first = &tape{notes: slices.Clone(tp.notes)}
		}
		for i := range min(len(tp.notes), len(first.notes)) {
			if tp.notes[i] != first.notes[i] {
				t.Fatalf("run %d, request %d:\n%s\nwas in the first run:\n%s", run+1, i+1, tp.notes[i], first.notes[i])
			}
		}
		if len(tp.notes) != len(first.notes) {
			t.Fatalf("run %d has %d requests, the first %d", run+1, len(tp.notes), len(first.notes))
		}
		if run > 0 {
			continue
		}
		// The PEM of an authority and the like are made when they are shown: the
		// state is compared, and what everything does later.
		b := reopened(t, path, a.clock.Now())
		b.base = a.base
		compare := func(when string) {
			t.Helper()
			got, want := string(b.server.State()), string(a.server.State())
			if got == want {
				return
			}
			i := 0
			for i < min(len(got), len(want)) && got[i] == want[i] {
				i++
			}
			from := max(0, i-300)
			t.Errorf("%s: the state is\n%.600s\nand not\n%.600s", when, got[from:], want[from:])
		}
		compare("asked once more")
		a.sleep(100 * 24 * time.Hour)
		b.sleep(100 * 24 * time.Hour)
		compare("a hundred days later")
		a.server.state.room = 0
		a.get("/v2/account")
		if a.server.state.asked > 0 {
			t.Error("the file is not written anew")
		}
		b = reopened(t, path, a.clock.Now())
		b.base = a.base
		compare("as it was saved")
		for _, p := range []string{"/v2/droplets", "/v2/actions", "/v2/tags", "/v2/images?private=true", "/v2/projects", "/v2/apps", "/v2/databases", "/v2/kubernetes/clusters",
			"/v2/customers/my/balance", "/v2/customers/my/invoices", "/v2/domains", "/v2/firewalls", "/v2/load_balancers", "/v2/volumes", "/v2/snapshots", "/v2/vpcs"} {
			same(t, p, b.get(p).text, a.get(p).text)
		}
		a.sleep(40 * 24 * time.Hour)
		b.sleep(40 * 24 * time.Hour)
		compare("forty days after it was saved")
	}
	if n := len(first.notes); n < 600 {
		t.Errorf("only %d requests", n)
	}
	if strings.Count(strings.Join(first.notes, ""), "\n500 ") > 0 {
		t.Error("an answer is a 500")
	}
}
