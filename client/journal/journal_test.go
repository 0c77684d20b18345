package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/sim"
)

// broken is a transport that fails from the n-th change on.
type broken struct {
	next  http.RoundTripper
	after int
}

var errBroken = errors.New("the cable was pulled")

func (b *broken) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet {
		if b.after--; b.after < 0 {
			return nil, errBroken
		}
	}
	return b.next.RoundTrip(r)
}

// world is a simulated account with some things in it.
type world struct {
	*sim.Server
	clock *sim.VirtualClock
}

func newWorld(t testing.TB) *world {
	clock := sim.NewClock(time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	server, err := sim.New(sim.WithClock(clock), sim.Transitions("immediate"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{server, clock}
	c := w.client(t)
	for _, r := range []struct{ path, body string }{
		{"/v2/domains", `{"name":"old.example"}`},
		{"/v2/domains/old.example/records", `{"type":"A","name":"www","data":"192.0.2.1","ttl":300}`},
		{"/v2/tags", `{"name":"old"}`},
		{"/v2/projects", `{"name":"old","purpose":"Web Application","description":"as it was"}`},
	} {
		if _, err := c.Request(t.Context(), http.MethodPost, r.path, nil, json.RawMessage(r.body)); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func (w *world) client(t testing.TB, options ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New("token", append([]client.Option{client.WithTransport(w.RoundTripper()), client.WithClock(w.clock)}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// changing is what tells in a state that something was changed and changed back.
var changing = regexp.MustCompile(`"updated_at":"[^"]*"|hostmaster\.[a-z.]+ \d+`)

// without is the state of the world but for its actions, and for times of changes,
// which stay.
func (w *world) without(t testing.TB) string {
	t.Helper()
	var all map[string]json.RawMessage
	if err := json.Unmarshal(w.State(), &all); err != nil {
		t.Fatal(err)
	}
	delete(all, "actions")
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return changing.ReplaceAllString(string(text), "")
}

// changed is a run with a journal that makes, changes and deletes.
func (w *world) changed(t testing.TB) []byte {
	var b bytes.Buffer
	j, err := journal.New(&b, w.clock.Now, journal.Head{Script: "test"})
	if err != nil {
		t.Fatal(err)
	}
	c := w.client(t, client.WithJournal(j.Around(nil)))
	records, err := c.Request(t.Context(), http.MethodGet, "/v2/domains/old.example/records", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	record := ""
	for r := range records.Get("domain_records").Elements() {
		if r.Get("name").Text() == "www" {
			record = r.Get("id").String()
		}
	}
	for _, r := range []struct{ method, path, body string }{
		{"POST", "/v2/tags", `{"name":"new"}`},
		{"POST", "/v2/droplets", `{"name":"web","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64","user_data":"#!/bin/secret"}`},
		{"PATCH", "/v2/domains/old.example/records/" + record, `{"type":"A","data":"192.0.2.2","ttl":600}`},
		{"POST", "/v2/domains", `{"name":"new.example","ip_address":"192.0.2.3"}`},
		{"POST", "/v2/domains/new.example/records", `{"type":"CNAME","name":"docs","data":"@"}`},
		{"POST", "/v2/volumes", `{"name":"data","region":"nyc3","size_gigabytes":1}`},
		{"POST", "/v2/firewalls", `{"name":"wall","tags":["new"],"inbound_rules":[{"protocol":"tcp","ports":"22","sources":{"addresses":["0.0.0.0/0"]}}]}`},
		{"PATCH", "/v2/projects/default", `{"description":"another"}`},
	} {
		if _, err := c.Request(t.Context(), r.method, r.path, nil, json.RawMessage(r.body)); err != nil {
			t.Fatal(err)
		}
		w.clock.Advance(time.Minute)
	}
	c.Close() // which removes the tag that its droplets were found by
	if err := j.End(0); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestEveryPrefixIsReadable cuts a journal off at every byte: what was whole
// before is read, and a run goes on after it.
func TestEveryPrefixIsReadable(t *testing.T) {
	text := newWorld(t).changed(t)
	if lines := bytes.SplitAfter(text, []byte("\n")); len(lines) > 8 {
		text = bytes.Join(lines[:8], nil)
	}
	all, err := journal.Read(bytes.NewReader(text))
	if err != nil || len(all) != 8 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	dir := t.TempDir()
	whole := 0  // lines that are complete, but perhaps for the line feed
	before := 0 // of them, those that are not read each time
	from := 0   // where the last one before that begins which is cut
	for n := range len(text) + 1 {
		if n < len(text) && text[n] == '\n' {
			whole++
			if n > 0 && whole > 1 {
				from, before = bytes.LastIndexByte(text[:n], '\n')+1, whole-1
			}
		}
		got, err := journal.Read(bytes.NewReader(text[from:n]))
		if err != nil || before+len(got) != whole || len(got) > 0 && got[len(got)-1].Seq != all[whole-1].Seq {
			t.Fatalf("at byte %d: %d entries, want %d, %v", n, before+len(got), whole, err)
		}
		if n%97 != 0 && n < len(text)-3 {
			continue // files are slower
		}
		file := filepath.Join(dir, "journal")
		if err := os.WriteFile(file, text[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		f, entries, err := journal.Open(file)
		if err != nil || len(entries) != whole {
			t.Fatalf("at byte %d: opened with %d entries, want %d, %v", n, len(entries), whole, err)
		}
		j, err := journal.New(f, time.Now, journal.Head{Script: "again"})
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		again, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err = journal.Read(bytes.NewReader(again))
		if err != nil || len(got) != whole+1 || got[whole].Run != j.Run() {
			t.Fatalf("at byte %d: a second run leaves %d entries, want %d, %v", n, len(got), whole+1, err)
		}
	}
}

// TestChangedJournal changes each byte: that is known, unless it is in the last
// line, which may be one that was not written to its end.
func TestChangedJournal(t *testing.T) {
	text := newWorld(t).changed(t)
	end := bytes.LastIndexByte(text[:len(text)-1], '\n')
	for i := range end {
		if i%53 != 0 {
			continue
		}
		bad := slices.Clone(text)
		bad[i] ^= 1
		if _, err := journal.Read(bytes.NewReader(bad)); !errors.Is(err, journal.ErrFormat) {
			t.Fatalf("byte %d was changed, and the error is %v", i, err)
		}
	}
}

// TestLock has two runs on one file.
func TestLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "journal")
	first, _, err := journal.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
	if _, _, err := journal.Open(file); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("a second run: %v", err)
	}
	first.Close()
	second, _, err := journal.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	second.Close()
}

// differing is where a text begins to differ from another.
func differing(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-100):min(len(a), i+100)]
}

// TestUndoGoesOn interrupts an undo before each of its changes, also several
// times, and calls it again: the account is as it was.
func TestUndoGoesOn(t *testing.T) {
	for _, after := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 100} {
		w := newWorld(t)
		before := w.without(t)
		file := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(file, w.changed(t), 0o600); err != nil {
			t.Fatal(err)
		}
		undo := func(transport http.RoundTripper) ([]journal.Result, error) {
			f, entries, err := journal.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			run := journal.LastRun(entries)
			j, err := journal.Continue(f, w.clock.Now, run)
			if err != nil {
				t.Fatal(err)
			}
			return (&journal.Undoer{Client: w.client(t, client.WithTransport(transport), client.WithRetryMaxTime(0)), Journal: j}).Undo(t.Context(), run)
		}
		for range 2 { // interrupted twice
			if _, err := undo(&broken{w.RoundTripper(), after}); err != nil && !errors.Is(err, errBroken) {
				t.Fatalf("after %d: %v", after, err)
			}
		}
		results, err := undo(w.RoundTripper())
		if err != nil {
			t.Fatalf("after %d: %v", after, err)
		}
		for _, r := range results {
			if r.Status == journal.Kept {
				t.Errorf("after %d: %s %s was kept: %s", after, r.Entry.Called, r.Name, r.Why)
			}
		}
		if is := w.without(t); is != before {
			t.Errorf("after %d changes the undo was interrupted, and leaves\n%s\nbefore\n%s", after, differing(is, before), differing(before, is))
		}
		// A further one has nothing to do.
		if results, err := undo(&broken{w.RoundTripper(), 0}); err != nil || len(results) > 0 {
			t.Errorf("after %d: once more: %v, %v", after, results, err)
		}
	}
}

// full is a writer that has room for so many bytes.
type full struct {
	io.Writer
	room int
}

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errors.New("no space left on device")
	}
	return f.Writer.Write(p)
}

// TestFullDisk has the disk be full at each line: no change is sent that was not
// written down.
func TestFullDisk(t *testing.T) {
	w := newWorld(t)
	for room := 0; room < 6000; room += 300 {
		var b bytes.Buffer
		broke := make(chan error, 1)
		j, err := journal.New(&full{&b, room}, w.clock.Now, journal.Head{Script: "test"})
		if err == nil {
			j.OnBroken(func(err error) { broke <- err })
		}
		sent := &broken{w.RoundTripper(), 1000}
		c := w.client(t, client.WithJournal(j.Around(nil)), client.WithTransport(sent))
		made := 0
		for i := range 8 {
			if _, err := c.Request(t.Context(), http.MethodPost, "/v2/domains", nil, map[string]string{"name": "d" + strconv.Itoa(room+i) + ".example"}); err == nil {
				made++
			}
		}
		entries, err := journal.Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		intents := 0
		for _, e := range entries {
			if e.Event == journal.EventIntent {
				intents++
			}
		}
		if asked := 1000 - sent.after; made > intents || asked > intents {
			t.Errorf("with room for %d bytes %d changes were written down and %d were sent", room, intents, asked)
		}
		if made < 8 && j.Err() == nil {
			t.Error("nobody knows that the journal is full")
		}
	}
}

// TestJournalIsAFile refuses what may have no end before it is read.
func TestJournalIsAFile(t *testing.T) {
	for _, path := range []string{os.DevNull, t.TempDir()} {
		if _, _, err := journal.Open(path); err == nil || !strings.Contains(err.Error(), "no regular file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
