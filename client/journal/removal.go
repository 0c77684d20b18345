package journal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

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
	return u.send(ctx, result, http.MethodDelete, m.Path, nil)
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
