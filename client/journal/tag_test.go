package journal_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/journal"
)

// TestTagsThatNothingHas takes back creates that named tags: one that was made on
// the way, one that was there and is on nothing now, and one that others have.
func TestTagsThatNothingHas(t *testing.T) {
	w := newWorld(t)
	others := w.client(t)
	droplet := func(c *client.Client, name string, tags ...string) {
		t.Helper()
		body := client.Body{"name": name, "region": "nyc3", "size": "s-1vcpu-1gb", "image": "ubuntu-24-04-x64", "tags": tags}
		if _, err := c.Request(t.Context(), http.MethodPost, "/v2/droplets", nil, body); err != nil {
			t.Fatal(err)
		}
	}
	droplet(others, "theirs", "shared")
	var b bytes.Buffer
	j, err := journal.New(&b, w.clock.Now, journal.Head{Script: "test"})
	if err != nil {
		t.Fatal(err)
	}
	c := w.client(t, client.WithJournal(j.Around(nil)))
	if _, err := c.Request(t.Context(), http.MethodPost, "/v2/tags", nil, json.RawMessage(`{"name":"made"}`)); err != nil {
		t.Fatal(err)
	}
	droplet(c, "web", "implicit", "old", "shared", "made")
	droplet(c, "db", "implicit")
	entries, err := journal.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	results, err := (&journal.Undoer{Client: w.client(t)}).Undo(t.Context(), entries)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, r := range results {
		told = append(told, r.Entry.Kind+" "+r.Name+" "+r.Status)
	}
	want := []string{"droplet db undone", "droplet web undone", "tag made undone", "tag implicit kept", "tag old kept"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}
