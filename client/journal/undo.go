package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/secrets"
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
	return u.results, u.tidy(ctx, entries)
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
	if len(e.Names) > 0 {
		return strings.Join(e.Names, ", ")
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

// remove deletes something that the run made, if it is still that.
func (u *Undoer) remove(ctx context.Context, e Entry, m Made) error {
	result := Result{Entry: e, Path: m.Path, Name: m.Name}
	if result.Name == "" {
		result.Name = m.ID
	}
	is, err := u.ask(ctx, m.Path)
	switch {
	case err != nil:
		return err
	case !is.Exists():
		result.Status = Gone
		return u.tell(result)
	}
	if why := u.other(ctx, e, m, object(is)); why != "" && !u.Force {
		result.Status, result.Why = Kept, why
		return u.tell(result)
	}
	_, err = u.Client.Request(ctx, http.MethodDelete, m.Path, nil, nil)
	var refusal *client.Error
	switch {
	case err == nil:
		result.Status = Undone
	case errors.Is(err, client.ErrNotFound):
		result.Status = Gone
	case errors.As(err, &refusal) && refusal.Status/100 == 4:
		result.Status, result.Why = Kept, "the API refuses: "+refusal.Message
	default:
		return err
	}
	return u.tell(result)
}

// other says why something is not what the run made, "" if it is.
func (u *Undoer) other(ctx context.Context, e Entry, m Made, is jsontext.Value) string {
	if m.CreatedAt != "" {
		if at := is.Get("created_at").Text(); at != m.CreatedAt {
			return fmt.Sprintf("what is there now was made at %s, not at %s", at, m.CreatedAt)
		}
		return ""
	}
	was, err := jsontext.Parse(string(m.Object))
	if err != nil {
		return "" // all that is known is its id
	}
	switch e.Kind {
	case "tag":
		if n := is.Get("resources", "count").Int(); n > 0 {
			return fmt.Sprintf("%d resources have it", n)
		}
		return ""
	case "domain":
		return u.foreignRecords(ctx, e, m)
	}
	for field, v := range was.Fields() {
		if w := is.Get(field); scalar(v) && !v.Equal(w) && field != "status" && field != "updated_at" {
			if v.Text() == secrets.Masked {
				continue
			}
			return fmt.Sprintf("its %s is %s, and was %s", field, w.String(), v.String())
		}
	}
	return ""
}

func scalar(v jsontext.Value) bool {
	return v.Kind() == jsontext.KindString || v.Kind() == jsontext.KindNumber || v.Kind() == jsontext.KindBool
}

// foreignRecords says whether a domain has records that the run's create did
// not make with it.
func (u *Undoer) foreignRecords(ctx context.Context, e Entry, m Made) string {
	v, err := u.ask(ctx, m.Path+"/records?per_page=200")
	if err != nil {
		return "its records cannot be read: " + err.Error()
	}
	body, _ := jsontext.Parse(string(e.Body))
	for r := range v.Get("domain_records").Elements() {
		kind := r.Get("type").Text()
		if kind == "NS" || kind == "SOA" || kind == "A" && r.Get("name").Text() == "@" && r.Get("data").Text() == body.Get("ip_address").Text() {
			continue
		}
		return fmt.Sprintf("it has a record that the run's journal does not account for: %s %s", kind, r.Get("name").Text())
	}
	return ""
}

// find looks for what a create made whose outcome was never written down.
func (u *Undoer) find(ctx context.Context, op *catalog.Operation, undo catalog.Undo, e Entry, entries []Entry) ([]Made, error) {
	r, _ := catalog.CollectionOf(op)
	if r == nil || r.Op(catalog.RoleList) == nil {
		return nil, u.tell(Result{Entry: e, Path: e.Target, Name: name(e), Status: Kept, Why: "it may have been made, and cannot be looked for"})
	}
	query := url.Values{"per_page": {"200"}}
	if e.Tag != "" {
		query.Set("tag_name", e.Tag)
	}
	known := map[string]bool{}
	for _, o := range entries {
		for _, m := range o.Made {
			known[m.Path] = true
		}
	}
	body, _ := jsontext.Parse(string(e.Body))
	var all []Made
	for item, err := range u.list(ctx, e.Target+"?"+query.Encode(), r.ListKey) {
		if err != nil {
			return nil, err
		}
		m := madeItem(undo.By, r, e.Target, item)
		if m == nil || known[m.Path] || !u.fits(e, r, body, item) {
			continue
		}
		all = append(all, *m)
	}
	return all, nil
}

// list walks through all pages of a list.
func (u *Undoer) list(ctx context.Context, path, key string) func(func(jsontext.Value, error) bool) {
	return func(yield func(jsontext.Value, error) bool) {
		for path != "" {
			page, err := u.ask(ctx, path)
			if err != nil {
				yield(jsontext.Value{}, err)
				return
			}
			for item := range page.Get(key).Elements() {
				if !yield(item, nil) {
					return
				}
			}
			path = page.Get("links", "pages", "next").Text()
		}
	}
}

// skew is how far the API's clock may be behind the one that wrote a journal.
const skew = 10 * time.Second

// fits reports whether an object can only be what a create made: it was not
// there before, and says what the body said.
func (u *Undoer) fits(e Entry, r *catalog.Collection, body, item jsontext.Value) bool {
	if at := item.Get("created_at"); at.Exists() && datedKind(r) {
		if at.Time().Before(e.Time.Add(-skew)) {
			return false
		}
	} else if e.Known == nil && e.Tag == "" || slices.Contains(e.Known, idOf(r, item)) {
		return false
	}
	if len(e.Names) > 0 && item.Get("name").Exists() && !slices.Contains(e.Names, item.Get("name").Text()) {
		return false
	}
	for field, v := range body.Fields() {
		if w := item.Get(field); scalar(v) && scalar(w) && v.Text() != secrets.Masked && !v.Equal(w) && !strings.EqualFold(v.String(), w.String()) {
			return false
		}
	}
	return true
}

// restore sets the fields that a change has sent to their former values.
func (u *Undoer) restore(ctx context.Context, op *catalog.Operation, e Entry) error {
	path, _, _ := strings.Cut(e.Path, "?")
	result := Result{Entry: e, Path: path, Name: name(e), Status: Kept}
	former, err := jsontext.Parse(string(e.Former))
	if err != nil || len(e.Former) == 0 {
		result.Why = "its former values are not known"
		return u.tell(result)
	}
	former = object(former)
	now, err := u.ask(ctx, path)
	switch {
	case err != nil:
		return err
	case !now.Exists():
		result.Status = Gone
		return u.tell(result)
	}
	now = object(now)
	sent, _ := jsontext.Parse(string(e.Body))
	body := map[string]json.RawMessage{}
	var others []string
	changed := false
	for field, v := range sent.Fields() {
		was, is := former.Get(field), now.Get(field)
		switch {
		case slices.Contains(e.Masked, field), strings.Contains(was.Raw(), `"`+secrets.Masked+`"`):
			others = append(others, field+" is secret")
			continue
		case same(was, is):
			body[field] = raw(v, was) // nothing to set back, but a PUT wants it
			continue
		case !same(v, is) && !u.Force:
			others = append(others, fmt.Sprintf("%s is %s, which the run did not write", field, short(is.Raw())))
			body[field] = raw(v, is)
			continue
		}
		body[field] = raw(v, was)
		changed = true
	}
	result.Why = strings.Join(others, "; ")
	if !changed {
		if len(others) == 0 {
			result.Status = Gone
		}
		return u.tell(result)
	}
	if op.Method == http.MethodPut {
		// What is not sent falls back to its default.
		for _, p := range op.BodyFields() {
			if is := now.Get(p.Name); body[p.Name] == nil && is.Exists() && !p.Schema.ReadOnly {
				body[p.Name] = raw(is, is)
			}
		}
	}
	if _, err := u.Client.Request(ctx, op.Method, path, nil, body); err != nil {
		var refusal *client.Error
		if errors.As(err, &refusal) && refusal.Status/100 == 4 {
			result.Status, result.Why = Kept, "the API refuses: "+refusal.Message
			return u.tell(result)
		}
		return err
	}
	result.Status = Undone
	return u.tell(result)
}

func short(text string) string {
	if text == "" {
		return "absent"
	}
	if len(text) > 60 {
		return text[:57] + "..."
	}
	return text
}

// same compares values as the API shows them: an object stands for its slug.
func same(a, b jsontext.Value) bool {
	return a.Equal(b) || slug(a) != "" && slug(a) == slug(b) || !a.Exists() && b.IsNull() || !b.Exists() && a.IsNull() || empty(a) && empty(b)
}

func empty(v jsontext.Value) bool {
	return v.IsNull() || v.Raw() == `""` || v.Raw() == "[]"
}

func slug(v jsontext.Value) string {
	switch v.Kind() {
	case jsontext.KindObject:
		return v.Get("slug").Text()
	case jsontext.KindString:
		return v.Text()
	}
	return ""
}

// raw is a value as a body wants it, in the form of what was sent.
func raw(sent, v jsontext.Value) json.RawMessage {
	if v.Kind() == jsontext.KindObject && (sent.Kind() == jsontext.KindString || v.Get("slug").Exists()) {
		if s := v.Get("slug"); s.Exists() {
			return json.RawMessage(s.Raw())
		}
	}
	if !v.Exists() {
		return json.RawMessage("null")
	}
	return json.RawMessage(v.Raw())
}

// tidy removes the tags that a run's droplets were found by, which a program that
// was killed leaves behind.
func (u *Undoer) tidy(ctx context.Context, entries []Entry) error {
	for _, tag := range Tags(entries) {
		path := "/v2/tags/" + url.PathEscape(tag)
		if _, err := u.Client.Request(ctx, http.MethodDelete, path, nil, nil); err != nil && !errors.Is(err, client.ErrNotFound) {
			return fmt.Errorf("removing the tag %s: %w", tag, err)
		}
		if u.Journal == nil {
			continue
		}
		if err := u.Journal.write(&Entry{Run: entries[0].Run, Event: EventUndo, Path: path, Tag: tag, Status: Undone}); err != nil {
			return err
		}
	}
	return nil
}

// Tags are the tags that droplets of a run were made with to be found by, and
// that may still be there.
func Tags(entries []Entry) []string {
	var tags []string
	for _, e := range entries {
		switch {
		case e.Tag == "":
		case e.Event == EventUndo:
			tags = slices.DeleteFunc(tags, func(tag string) bool { return tag == e.Tag })
		case !slices.Contains(tags, e.Tag):
			tags = append(tags, e.Tag)
		}
	}
	return tags
}
