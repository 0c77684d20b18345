package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Head tells what program a journal's run is of.
type Head struct {
	Script   string
	Args     []string
	Endpoint string
	Version  string
}

// Journal writes the changes of one run of a program. All methods are safe from
// any goroutine; one Journal serves all clients of the run.
type Journal struct {
	now func() time.Time
	run string

	mu      sync.Mutex
	w       io.Writer
	seq     int
	entries []Entry
	err     error
	broken  func(error)
}

// New begins the journal of a run. With a nil writer the entries are only kept,
// for [Journal.Left], and nothing is asked of the API for their sake. If w has a
// method Sync, it is called before a change is sent and after its outcome is
// written. The error is that of writing.
func New(w io.Writer, now func() time.Time, head Head) (*Journal, error) {
	id := rand.Uint64() >> 16 // 12 digits
	j := &Journal{w: w, now: now, run: fmt.Sprintf("%s-%012x", now().UTC().Format("20060102-150405"), id)}
	err := j.write(&Entry{Event: EventRun, Script: head.Script, Args: head.Args, Endpoint: head.Endpoint, Version: head.Version})
	return j, err
}

// Continue goes on with the journal of an earlier run, whose entries are given.
func Continue(w io.Writer, now func() time.Time, entries []Entry) (*Journal, error) {
	if len(entries) == 0 {
		return nil, errors.New("journal: there is no run to go on with")
	}
	j := &Journal{w: w, now: now, run: entries[0].Run, entries: slices.Clone(entries)}
	for _, e := range entries {
		j.seq = max(j.seq, e.Seq)
	}
	return j, nil
}

// Run is the id of the run.
func (j *Journal) Run() string { return j.run }

// Entries are those written so far.
func (j *Journal) Entries() []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

// Err is why the journal cannot be written any more.
func (j *Journal) Err() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// OnBroken has f called when the journal cannot be written: no change is sent
// from then on.
func (j *Journal) OnBroken(f func(error)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.broken = f
}

// End notes that the program ends, with its exit code.
func (j *Journal) End(code int) error { return j.write(&Entry{Event: EventEnd, Code: code}) }

// write numbers an entry and writes it.
func (j *Journal) write(e *Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return j.err
	}
	if e.Run == "" {
		e.Run = j.run
	}
	j.seq++
	e.Seq, e.Time = j.seq, j.now().UTC()
	j.entries = append(j.entries, *e)
	if j.w == nil {
		return nil
	}
	line, err := encode(e)
	if err == nil {
		_, err = j.w.Write(line)
	}
	if s, ok := j.w.(interface{ Sync() error }); ok && err == nil {
		err = s.Sync()
	}
	if err != nil {
		j.err = fmt.Errorf("journal: it cannot be written, so nothing is changed any more: %w", err)
		if j.broken != nil {
			go j.broken(j.err)
		}
	}
	return j.err
}

// Around is the step that writes down a client's changes, for
// client.WithJournal. tag, if it is not nil, gives the tag that the client
// marks its droplets with.
func (j *Journal) Around(tag func() string) client.Middleware {
	return func(next client.Handler) client.Handler {
		return func(ctx context.Context, c *client.Call) (*client.Reply, error) {
			if c.Speculative {
				return next(ctx, c)
			}
			what := change.Of(c)
			if what.Sign == change.None {
				return next(ctx, c)
			}
			return j.do(ctx, c, what, next, tag)
		}
	}
}

// do writes down, sends, and writes down what came.
func (j *Journal) do(ctx context.Context, c *client.Call, what *change.Change, next client.Handler, tag func() string) (*client.Reply, error) {
	if err := j.Err(); err != nil {
		return nil, err
	}
	origin := client.OriginOf(ctx)
	e := &Entry{
		Event: EventIntent, Called: what.Operation(), Method: what.Method, Path: pathOf(c.URL), Target: what.Target,
		Sign: string(what.Sign), Kind: what.Kind, Type: what.Type, Names: what.Names, Task: origin.Task, Line: origin.Place(),
	}
	if c.Op != nil {
		e.Operation = c.Op.ID
	}
	masked := secrets.Request(c.Op, c.Body)
	if e.Body = jsonOnly(masked); e.Body != nil && !bytes.Equal(masked, c.Body) {
		e.Masked = maskedFields(what.Body, masked)
	}
	if tag != nil && e.Operation == "droplets_create" {
		e.Tag = tag()
	}
	if j.w != nil {
		j.before(ctx, c, what, next, e)
	}
	if err := j.write(e); err != nil {
		return nil, err
	}
	reply, err := next(ctx, c)
	out := &Entry{Event: EventOutcome, Of: e.Seq, Status: outcomeOf(c, err)}
	if err != nil {
		out.Error = err.Error()
	}
	if reply != nil {
		out.Code = reply.Status
	}
	if err == nil {
		out.Made = madeBy(c, what, reply)
	}
	if bad := j.write(out); bad != nil && err == nil {
		// The change was made; the next one is refused.
		return reply, nil
	}
	return reply, err
}

func pathOf(u *url.URL) string {
	path := u.EscapedPath()
	if i := strings.Index(path, "/v2/"); i > 0 {
		path = path[i:]
	}
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	return path
}

func jsonOnly(b []byte) json.RawMessage {
	if len(b) == 0 || !json.Valid(b) {
		return nil
	}
	return bytes.Clone(b)
}

// maskedFields names the fields of a body that hold secrets, by what is left of
// it without them.
func maskedFields(body jsontext.Value, masked []byte) []string {
	shown, _ := jsontext.Parse(string(masked))
	var names []string
	for name, v := range body.Fields() {
		if !v.Equal(shown.Get(name)) {
			names = append(names, name)
		}
	}
	return names
}
