// Package report notes what a run does, as lines of JSON, and draws it as one
// page of HTML that needs nothing else.
package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/doapi-lua/doapi/client/journal"
)

// The kinds of events.
const (
	Run    = "run"    // a run begins
	Call   = "call"   // a call of the API, with all its attempts
	Sleep  = "sleep"  // a task slept or waited
	Notice = "notice" // what the client said: a retry, a pause, a look
	Output = "output" // what the script wrote
	End    = "end"    // the run has ended
)

// Event is a line of an events file. Times are milliseconds since the run
// began.
type Event struct {
	Event string  `json:"event"`
	At    float64 `json:"at"`
	For   float64 `json:"for,omitempty"`

	// Of a run.
	Script   string    `json:"script,omitempty"`
	Args     []string  `json:"args,omitempty"`
	Version  string    `json:"version,omitempty"`
	Endpoint string    `json:"endpoint,omitempty"`
	Mode     string    `json:"mode,omitempty"` // real, sim, plan or journal
	Started  time.Time `json:"started,omitzero"`

	// Of calls and sleeps.
	Task     string    `json:"task,omitempty"`
	Line     string    `json:"line,omitempty"`
	Called   string    `json:"called,omitempty"` // "droplets.create"
	Method   string    `json:"method,omitempty"`
	Path     string    `json:"path,omitempty"`
	Status   int       `json:"status,omitempty"` // of the last answer
	Error    string    `json:"error,omitempty"`
	Ahead    bool      `json:"ahead,omitempty"` // asked for before it was wanted
	Attempts []Attempt `json:"attempts,omitempty"`
	Left     int       `json:"left,omitempty"`  // of the rate limit, after the call
	Limit    int       `json:"limit,omitempty"` // of it in all

	// Of calls that change something.
	Sign  string   `json:"sign,omitempty"` // + ~ - >
	Kind  string   `json:"kind,omitempty"`
	Type  string   `json:"type,omitempty"`
	Names []string `json:"names,omitempty"`
	Cost  *float64 `json:"cost,omitempty"` // USD a month that it adds; absent where there is no price

	// Of notices and output.
	What string `json:"what,omitempty"` // retry, pause, look, warning; out, err
	Text string `json:"text,omitempty"`

	Code int `json:"code,omitempty"` // of the end, whose error says why
}

// Attempt is one request of a call.
type Attempt struct {
	Look   string  `json:"look,omitempty"` // what was asked before or after the call itself: "GET /v2/tags/web"
	At     float64 `json:"at"`
	For    float64 `json:"for"`
	Status int     `json:"status,omitempty"`
	Error  string  `json:"error,omitempty"`
}

// ErrFormat is that a text is no events file.
var ErrFormat = errors.New("report: a line is no event")

// Read reads an events file. A last line that was not written to its end is
// left out; of any other that is no event the error tells the number.
func Read(r io.Reader) ([]Event, error) {
	var events []Event
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return events, fmt.Errorf("report: %w", err)
		}
		whole := err == nil
		if text := bytes.TrimSpace(line); len(text) > 0 {
			var e Event
			switch bad := json.Unmarshal(text, &e); {
			case bad == nil && e.Event != "":
				events = append(events, e)
			case whole:
				return events, fmt.Errorf("line %d: %w", n, ErrFormat)
			}
		}
		if !whole {
			if len(events) == 0 {
				return nil, fmt.Errorf("line 1: %w", ErrFormat)
			}
			return events, nil
		}
	}
}

// FromJournal makes events of a run's entries: its changes, without what was
// only read.
func FromJournal(entries []journal.Entry) []Event {
	if len(entries) == 0 {
		return nil
	}
	head := entries[0]
	at := func(e journal.Entry) float64 { return float64(e.Time.Sub(head.Time).Microseconds()) / 1000 }
	outcomes := map[int]journal.Entry{}
	for _, e := range entries {
		if e.Event == journal.EventOutcome {
			outcomes[e.Of] = e
		}
	}
	events := []Event{{Event: Run, Script: head.Script, Args: head.Args, Version: head.Version, Endpoint: head.Endpoint, Mode: "journal", Started: head.Time}}
	last, code, ended := 0.0, 0, false
	for _, e := range entries {
		last = max(last, at(e))
		switch e.Event {
		case journal.EventIntent:
			c := Event{Event: Call, At: at(e), Task: e.Task, Line: e.Line, Called: e.Called, Method: e.Method, Path: e.Path, Sign: e.Sign, Kind: e.Kind, Type: e.Type, Names: e.Names}
			if len(c.Names) == 0 {
				c.Names = []string{journal.Subject(entries, e)}
			}
			if out, ok := outcomes[e.Seq]; ok {
				c.For, c.Status, c.Error = at(out)-at(e), out.Code, out.Error
			} else {
				c.Error = "the run was cut off before an answer came"
			}
			events = append(events, c)
		case journal.EventEnd:
			code, ended = e.Code, true
		}
	}
	if ended {
		events = append(events, Event{Event: End, At: last, Code: code})
	}
	return events
}

// Merge adds to the events of a run what its journal knows and they lack.
func Merge(events, changes []Event) []Event {
	known := map[string]int{}
	for _, e := range events {
		if e.Event == Call && e.Sign != "" {
			known[e.Method+" "+e.Path]++
		}
	}
	for _, c := range changes {
		key := c.Method + " " + c.Path
		switch {
		case c.Event != Call:
		case known[key] > 0:
			known[key]--
		default:
			events = append(events, c)
		}
	}
	return events
}
