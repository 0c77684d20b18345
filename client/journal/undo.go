package journal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// What became of taking a change back.
const (
	Undone = "undone"
	Gone   = "gone" // there was nothing left to take back
	Kept   = "kept" // it was left as it is, for a reason
)

// Result tells what became of taking one change back, or one of the objects
// that it made.
type Result struct {
	Entry  Entry // the intent
	Path   string
	Name   string
	Status string
	Why    string // of Kept
}

// Undoer takes the changes of a run back, newest first.
type Undoer struct {
	Client  *client.Client
	Journal *Journal // where it writes down what it does; nil: nowhere
	// Force deletes also what is no longer what the run made, and sets back
	// fields that have another value than the run gave them.
	Force bool
	Tell  func(Result) // hears of each result; may be nil

	results []Result
}

// Changes are the changes in the entries of a run that taking it back is about,
// newest first: those that happened, or may have, and were not taken back yet.
func Changes(entries []Entry) []Entry {
	outcome := map[int]string{}
	undone := map[int]bool{}
	for _, e := range entries {
		switch e.Event {
		case EventOutcome:
			outcome[e.Of] = e.Status
		case EventUndo:
			if e.Path == "" {
				undone[e.Of] = true
			}
		}
	}
	var all []Entry
	for _, e := range entries {
		if e.Event == EventIntent && outcome[e.Seq] != Refused && !undone[e.Seq] {
			all = append(all, e)
		}
	}
	slices.Reverse(all)
	return all
}

// Undo takes back what the entries of one run tell. Entries of its own that an
// earlier call has written are taken into account, so that it can be continued.
// The error is that of asking the API, of the journal, or of ctx; the results
// until then come with it.
func (u *Undoer) Undo(ctx context.Context, entries []Entry) ([]Result, error) {
	made := map[int][]Made{}
	for _, e := range entries {
		if e.Event == EventOutcome {
			made[e.Of] = e.Made
		}
	}
	for _, e := range Changes(entries) {
		if err := u.one(ctx, e, made[e.Seq], entries); err != nil {
			return u.results, fmt.Errorf("taking back %s: %w", e.Called, err)
		}
		if err := u.note(e, Result{Entry: e}); err != nil {
			return u.results, err
		}
	}
	if err := u.tidy(ctx, entries); err != nil {
		return u.results, err
	}
	return u.results, u.tellTags(ctx, entries)
}

// one takes back a change.
func (u *Undoer) one(ctx context.Context, e Entry, made []Made, entries []Entry) error {
	op := catalog.ByID(e.Operation)
	undo := op.Undo(e.Type)
	switch undo.Method {
	case catalog.NoUndo:
		return u.tell(Result{Entry: e, Path: e.Target, Name: name(e), Status: Kept, Why: undo.Why})
	case catalog.UndoDelete:
		known := slices.ContainsFunc(entries, func(o Entry) bool { return o.Event == EventOutcome && o.Of == e.Seq && o.Status == OK })
		if !known {
			var err error
			if made, err = u.find(ctx, op, undo, e, entries); err != nil {
				return err
			}
			if len(made) == 0 {
				return u.tell(Result{Entry: e, Path: e.Target, Name: name(e), Status: Gone})
			}
		}
		for i := len(made) - 1; i >= 0; i-- {
			if err := u.remove(ctx, e, made[i]); err != nil {
				return err
			}
		}
		return nil
	case catalog.UndoRestore:
		return u.restore(ctx, op, e)
	}
	return u.opposite(ctx, op, undo, e)
}

// name is what a change was about.
func name(e Entry) string {
	if known := nameIn(e); known != "" {
		return known
	}
	text, err := url.PathUnescape(e.Target[strings.LastIndexByte(e.Target, '/')+1:])
	if err != nil {
		return e.Target
	}
	return text
}

// tell notes a result.
func (u *Undoer) tell(r Result) error {
	u.results = append(u.results, r)
	if u.Tell != nil {
		u.Tell(r)
	}
	return u.note(r.Entry, r)
}

// note writes a result down; one without a status closes the change.
func (u *Undoer) note(e Entry, r Result) error {
	if u.Journal == nil {
		return nil
	}
	out := &Entry{Event: EventUndo, Of: e.Seq, Path: r.Path, Status: r.Status, Error: r.Why}
	if r.Status == "" {
		out.Path = ""
	}
	out.Run = e.Run
	return u.Journal.write(out)
}

// ask is a GET; the value does not exist where nothing is there.
func (u *Undoer) ask(ctx context.Context, path string) (jsontext.Value, error) {
	v, err := u.Client.Request(ctx, http.MethodGet, path, nil, nil)
	if errors.Is(err, client.ErrNotFound) {
		return jsontext.Value{}, nil
	}
	return v, err
}

// object takes an answer out of its wrapper.
func object(v jsontext.Value) jsontext.Value {
	for _, w := range v.Fields() {
		if w.Kind() == jsontext.KindObject && v.Len() == 1 {
			return w
		}
	}
	return v
}
