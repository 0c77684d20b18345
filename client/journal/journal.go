package journal

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
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
	id := make([]byte, 6)
	_, _ = rand.Read(id) // never fails
	j := &Journal{w: w, now: now, run: now().UTC().Format("20060102-150405-") + hex.EncodeToString(id)}
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

// before asks for what taking the change back will need to know.
func (j *Journal) before(ctx context.Context, c *client.Call, what *change.Change, next client.Handler, e *Entry) {
	undo := c.Op.Undo(what.Type)
	switch {
	case what.Sign == change.Create:
		if c.Op == nil {
			return
		}
		if r, role := catalog.CollectionOf(c.Op); r != nil && role == catalog.RoleCreate && !datedKind(r) && r.Op(catalog.RoleList) != nil {
			e.Known = knownBefore(ctx, c, what, r, next)
		}
	case undo.Method == catalog.UndoOpposite && strings.HasPrefix(e.Operation, "tags_"):
		at := collectionURL(c.URL)
		at.Path = at.Path[:strings.Index(at.Path, "/tags/")] + "/droplets"
		at.RawPath, at.RawQuery = "", url.Values{"tag_name": {what.Name()}, "per_page": {"200"}}.Encode()
		if parts := strings.Split(what.Path, "/"); len(parts) > 3 {
			name, _ := url.PathUnescape(parts[3])
			at.RawQuery = url.Values{"tag_name": {name}, "per_page": {"200"}}.Encode()
		}
		if v, err := get(ctx, c, next, at); err == nil {
			e.Known = []string{}
			for d := range v.Get("droplets").Elements() {
				e.Known = append(e.Known, d.Get("id").String())
			}
		}
	default:
		at := targetURL(c, what, undo)
		if at == nil {
			return
		}
		if v, err := get(ctx, c, next, at); err == nil {
			e.Former = jsonOnly(secrets.Answer(reading(at), []byte(v.Raw())))
		}
	}
}

// knownBefore are the ids of what there was before a create, nil where that
// cannot be told. Of what its name tells from others one answer says it.
func knownBefore(ctx context.Context, c *client.Call, what *change.Change, r *catalog.Collection, next client.Handler) []string {
	known := []string{}
	if name := what.Body.Get("name").Text(); len(r.IDs) > 0 && r.IDs[0] == "name" && name != "" {
		at := *c.URL
		at.RawQuery = ""
		at = *at.JoinPath(url.PathEscape(name))
		switch _, err := get(ctx, c, next, &at); {
		case err == nil:
			return append(known, name)
		case errors.Is(err, client.ErrNotFound):
			return known
		}
		return nil
	}
	for at := collectionURL(c.URL); at != nil; {
		v, err := get(ctx, c, next, at)
		if err != nil {
			return nil
		}
		for item := range v.Get(r.ListKey).Elements() {
			known = append(known, idOf(r, item))
		}
		following, err := url.Parse(v.Get("links", "pages", "next").Text())
		if err != nil || following.RawQuery == "" {
			break
		}
		further := *at
		further.RawQuery = following.RawQuery
		at = &further
	}
	return known
}

// targetURL is where what a call changes can be asked for, nil if nowhere.
func targetURL(c *client.Call, what *change.Change, undo catalog.Undo) *url.URL {
	u := *c.URL
	u.RawQuery = ""
	path := u.EscapedPath()
	if what.Target != what.Path {
		path = strings.TrimSuffix(path, "/actions")
	}
	if undo.Method == catalog.UndoOpposite && what.Target == what.Path {
		path = path[:strings.LastIndexByte(path, '/')] // /v2/firewalls/1/droplets
	}
	api := path[strings.Index(path, "/v2/"):]
	if op, _ := catalog.Match(http.MethodGet, api); op == nil || op.Effect != catalog.Read {
		return nil
	}
	u.Path, _ = url.PathUnescape(path)
	u.RawPath = path
	return &u
}

// collectionURL is a list's URL for as much as one answer holds.
func collectionURL(u *url.URL) *url.URL {
	v := *u
	v.RawQuery = "per_page=200"
	return &v
}

// get asks with the steps behind the journal.
func get(ctx context.Context, c *client.Call, next client.Handler, u *url.URL) (jsontext.Value, error) {
	reply, err := next(ctx, &client.Call{Op: reading(u), Method: http.MethodGet, URL: u})
	if err != nil {
		return jsontext.Value{}, err
	}
	return reply.Value(), nil
}

// reading is the operation that reads a URL, nil if the catalog has none.
func reading(u *url.URL) *catalog.Operation {
	path := u.EscapedPath()
	if i := strings.Index(path, "/v2/"); i > 0 {
		path = path[i:]
	}
	op, _ := catalog.Match(http.MethodGet, path)
	return op
}

// datedKind reports whether objects of a resource tell when they were made.
func datedKind(r *catalog.Collection) bool {
	op := r.Op(catalog.RoleGet)
	if op == nil {
		op = r.Op(catalog.RoleCreate)
	}
	if op == nil || op.Response == nil {
		return false
	}
	for _, p := range op.Response.Props {
		if p.Name != r.ObjectKey {
			continue
		}
		for _, field := range p.Schema.Props {
			if field.Name == "created_at" {
				return true
			}
		}
	}
	return false
}

// idOf is what identifies an item.
func idOf(r *catalog.Collection, item jsontext.Value) string {
	for _, name := range r.IDs {
		if v := item.Get(name); v.Exists() && !v.IsNull() && v.String() != "" {
			return v.String()
		}
	}
	return ""
}

// outcomeOf says whether a call has happened.
func outcomeOf(c *client.Call, err error) string {
	var refusal *client.Error
	var broke *client.ConnectionError
	switch {
	case err == nil:
		return OK
	case errors.As(err, new(*client.UnknownOutcomeError)):
		return Unknown
	case errors.As(err, &refusal):
		if refusal.Status/100 == 4 && refusal.Status != http.StatusRequestTimeout && refusal.Status != 499 || refusal.Status/100 == 3 || refusal.Status == http.StatusNotImplemented {
			return Refused
		}
	case errors.As(err, &broke) && !broke.Sent:
		return Refused
	}
	return Unknown
}

// madeBy are the objects in the answer to a create.
func madeBy(c *client.Call, what *change.Change, reply *client.Reply) []Made {
	undo := c.Op.Undo(what.Type)
	if what.Sign != change.Create || undo.Method != catalog.UndoDelete || reply == nil {
		return nil
	}
	r, _ := catalog.CollectionOf(c.Op)
	body, err := jsontext.Parse(string(secrets.Answer(c.Op, reply.Body)))
	if err != nil {
		return nil
	}
	var items []jsontext.Value
	for v := range body.Get(c.Op.ListKey).Elements() {
		items = append(items, v)
	}
	if v := body.Get(c.Op.Wrapper); c.Op.Wrapper != "" && v.Exists() && !v.IsNull() {
		items = append(items, v)
	} else if c.Op.Wrapper == "" && len(items) == 0 && body.Kind() == jsontext.KindObject {
		items = append(items, body)
	}
	var all []Made
	for _, item := range items {
		if m := madeItem(undo.By, r, what.Path, item); m != nil {
			all = append(all, *m)
		}
	}
	return all
}

// madeItem tells of an object what finds it again, nil if nothing does.
func madeItem(by *catalog.Operation, r *catalog.Collection, collection string, item jsontext.Value) *Made {
	id := idOf(r, item)
	if id == "" {
		return nil
	}
	_, values := catalog.Match(http.MethodPost, collection)
	var path []string
	for _, v := range values {
		path = append(path, v.Value)
	}
	path = append(path, id)
	n := strings.Count(by.Path, "{")
	if n > len(path) {
		return nil
	}
	at, err := catalog.Expand(by.Path, path[len(path)-n:]...)
	if err != nil {
		return nil
	}
	return &Made{Path: at, ID: id, Name: item.Get("name").Text(), CreatedAt: item.Get("created_at").Text(), Object: jsonOnly([]byte(item.Raw()))}
}
