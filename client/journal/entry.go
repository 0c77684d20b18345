// Package journal writes down each change of an account before it is sent and
// what came of it, and takes changes back.
//
//	j, err := journal.New(file, clock.Now, journal.Head{Script: "deploy.lua"})
//	c, err := client.New(token, client.WithJournal(j.Around(nil)))
//	...
//	entries, err := journal.Read(file)
//	results, err := (&journal.Undoer{Client: c}).Undo(ctx, journal.LastRun(entries))
//
// A journal is lines of JSON, each with a checksum. A change that cannot be
// written down is not sent. What is secret is masked. A journal that was cut
// off at any byte can be read up to there.
package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/change"
)

// The events of entries.
const (
	EventRun     = "run"     // a program begins
	EventIntent  = "intent"  // a change is about to be sent
	EventOutcome = "outcome" // what came of it
	EventUndo    = "undo"    // a change of before was taken back, or not
	EventEnd     = "end"     // the program has ended
)

// The outcomes.
const (
	OK      = "ok"
	Refused = "refused" // the API said no, or nothing was sent: nothing happened
	Unknown = "unknown" // it may have happened
)

// Entry is a line of a journal. Which fields are set depends on the event.
type Entry struct {
	Run   string    `json:"run"`
	Seq   int       `json:"seq"` // within the run, from 1
	Time  time.Time `json:"time"`
	Event string    `json:"event"`

	// Of a run.
	Script   string   `json:"script,omitempty"`
	Args     []string `json:"args,omitempty"`
	Endpoint string   `json:"endpoint,omitempty"`
	Version  string   `json:"version,omitempty"`

	// Of an intent.
	Operation string          `json:"operation,omitempty"` // the catalog's id, "" if it knows none
	Called    string          `json:"called,omitempty"`    // as scripts call it
	Method    string          `json:"method,omitempty"`
	Path      string          `json:"path,omitempty"` // with the query
	Target    string          `json:"target,omitempty"`
	Sign      string          `json:"sign,omitempty"`
	Kind      string          `json:"kind,omitempty"`
	Type      string          `json:"type,omitempty"`
	Names     []string        `json:"names,omitempty"`
	Body      json.RawMessage `json:"body,omitempty"`   // secrets masked
	Masked    []string        `json:"masked,omitempty"` // fields of it that are
	Tag       string          `json:"tag,omitempty"`    // by which droplets are found that it makes
	Former    json.RawMessage `json:"former,omitempty"` // what it changes, as it was before
	Known     []string        `json:"known,omitzero"`   // what was there before of a kind without a time
	Task      string          `json:"task,omitempty"`
	Line      string          `json:"line,omitempty"`

	// Of an outcome, an undo and an end.
	Of     int    `json:"of,omitempty"` // the intent's seq
	Status string `json:"status,omitempty"`
	Code   int    `json:"code,omitempty"` // of HTTP, or the program's exit code
	Error  string `json:"error,omitempty"`
	Made   []Made `json:"made,omitempty"`
}

// Made is something that a change has made.
type Made struct {
	Path      string          `json:"path"` // of what can be asked for and deleted
	ID        string          `json:"id"`
	Name      string          `json:"name,omitempty"`
	CreatedAt string          `json:"created_at,omitempty"`
	Object    json.RawMessage `json:"object,omitempty"` // as it was answered, secrets masked
}

// Subject says what the change of an entry is about: the name of what it makes, the
// name that it has before, or that under which an entry of the run made it. Where no
// name is known it is the path.
func Subject(run []Entry, e Entry) string {
	if known := nameIn(e); known != "" {
		return change.FullName(e.Target, known)
	}
	text, at := strings.TrimPrefix(e.Target, "/v2/"), 0
	for _, o := range run {
		if o.Seq >= e.Seq {
			break
		}
		for _, m := range o.Made {
			below, within := strings.CutPrefix(e.Target, m.Path)
			if within && m.Name != "" && len(m.Path) >= at && (below == "" || below[0] == '/') {
				text, at = strings.TrimSpace(change.FullName(m.Path, m.Name)+" "+strings.TrimPrefix(below, "/")), len(m.Path)
			}
		}
	}
	return text
}

// nameIn is the name of what a change makes, or of what it changes; "" if the entry
// has none.
func nameIn(e Entry) string {
	if len(e.Names) > 0 {
		return strings.Join(e.Names, ", ")
	}
	var former map[string]json.RawMessage
	if json.Unmarshal(e.Former, &former) != nil || len(former) != 1 {
		return ""
	}
	for _, object := range former {
		var named struct {
			Name string `json:"name"`
		}
		if json.Unmarshal(object, &named) == nil {
			return named.Name
		}
	}
	return ""
}

// encode makes the line of an entry: its checksum stands first, over all that
// follows.
func encode(e *Entry) ([]byte, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	rest := text[1:] // after the brace
	line := fmt.Appendf(nil, `{"crc":"%08x",`, crc32.ChecksumIEEE(rest))
	return append(append(line, rest...), '\n'), nil
}

// prefix is how long the checksum is.
const prefix = len(`{"crc":"00000000",`)

// ErrFormat is that a text is no journal, or was changed.
var ErrFormat = errors.New("journal: a line is no entry, or was changed")

func decode(line []byte) (*Entry, error) {
	var sum uint32
	if len(line) < prefix {
		return nil, ErrFormat
	}
	if _, err := fmt.Sscanf(string(line[:prefix]), `{"crc":"%08x",`, &sum); err != nil || crc32.ChecksumIEEE(line[prefix:]) != sum {
		return nil, ErrFormat
	}
	e := new(Entry)
	if err := json.Unmarshal(line, e); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return e, nil
}

// Read reads a journal. A last line that was not written to its end is left
// out; any other that is damaged is an error, [ErrFormat] with its number, and
// the entries before it are returned too.
func Read(r io.Reader) ([]Entry, error) {
	var entries []Entry
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return entries, fmt.Errorf("journal: %w", err)
		}
		whole := err == nil
		if text := bytes.TrimSuffix(line, []byte("\n")); len(text) > 0 {
			e, bad := decode(text)
			switch {
			case bad == nil:
				entries = append(entries, *e)
			case whole:
				return entries, fmt.Errorf("line %d: %w", n, bad)
			}
		}
		if !whole {
			return entries, nil
		}
	}
}

// Runs are the ids of the runs in a journal, in the order in which they began.
func Runs(entries []Entry) []string {
	var ids []string
	for _, e := range entries {
		if e.Event == EventRun {
			ids = append(ids, e.Run)
		}
	}
	return ids
}

// OfRun are the entries of one run.
func OfRun(entries []Entry, id string) []Entry {
	var own []Entry
	for _, e := range entries {
		if e.Run == id {
			own = append(own, e)
		}
	}
	return own
}

// LastRun are the entries of the run that began last and changed something.
func LastRun(entries []Entry) []Entry {
	ids := Runs(entries)
	for i := len(ids) - 1; i >= 0; i-- {
		own := OfRun(entries, ids[i])
		for _, e := range own {
			if e.Event == EventIntent {
				return own
			}
		}
	}
	return nil
}
