package plan

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// list answers with the account's list, changed as the program has changed it.
func (o *Overlay) list(r *http.Request, what *change.Change) (*saved, error) {
	a, err := o.ask(r)
	if err != nil || a.status/100 != 2 {
		return a, err
	}
	if len(o.changes) == 0 {
		return a, nil
	}
	// All that the simulated copy shows of the same list.
	u := *r.URL
	query := u.Query()
	query.Del("page")
	query.Set("per_page", "200")
	u.RawQuery = query.Encode()
	var ours []jsontext.Value
	for next := &u; next != nil; {
		page, err := o.learned(o.simulated(r.Context(), http.MethodGet, next, nil))
		if err != nil {
			return nil, err
		}
		if page.status/100 != 2 {
			break // the copy has no such list: nothing of it was changed
		}
		v, err := jsontext.Parse(string(page.body))
		if err != nil {
			return nil, err
		}
		for item := range v.Get(what.Op.ListKey).Elements() {
			ours = append(ours, item)
		}
		next = nil
		if at := v.Get("links", "pages", "next").Text(); at != "" {
			if next, err = url.Parse(at); err != nil {
				return nil, err
			}
		}
	}
	return o.merge(r, what, a, ours)
}

// current is an object of the account without the tags that the run has deleted.
func (o *Overlay) current(item jsontext.Value) string {
	tags := item.Get("tags")
	if len(o.untagged) == 0 || tags.Kind() != jsontext.KindArray {
		return item.Raw()
	}
	kept := []string{}
	for tag := range tags.Elements() {
		if !o.untagged[tag.Text()] {
			kept = append(kept, tag.Raw())
		}
	}
	if len(kept) == tags.Len() {
		return item.Raw()
	}
	var fields []string
	for name, v := range item.Fields() {
		text := v.Raw()
		if name == "tags" {
			text = "[" + strings.Join(kept, ",") + "]"
		}
		fields = append(fields, strconv.Quote(name)+":"+text)
	}
	return "{" + strings.Join(fields, ",") + "}"
}

// merge puts a page of the account and what the copy shows together.
func (o *Overlay) merge(r *http.Request, what *change.Change, a *saved, ours []jsontext.Value) (*saved, error) {
	page, err := jsontext.Parse(string(a.body))
	if err != nil {
		return a, nil // the client will say so
	}
	res, _ := catalog.CollectionOf(what.Op)
	collection := strings.TrimSuffix(canonical(what.Path), "/")
	if res != nil && strings.Contains(what.Path, "/droplets/") && what.Op.ListKey == "snapshots" {
		collection = "/v2/images"
	}
	own := map[string]jsontext.Value{}
	for _, item := range ours {
		own[identify(item)] = item
	}
	listed := r.URL.Path + "?" + withoutPage(r.URL.Query())
	seen := o.seen[listed]
	if seen == nil || r.URL.Query().Get("page") == "" || r.URL.Query().Get("page") == "1" {
		seen = map[string]bool{}
		o.seen[listed] = seen
	}
	var items []string
	dropped := 0
	for item := range page.Get(what.Op.ListKey).Elements() {
		id := identify(item)
		path := collection + "/" + url.PathEscape(valueOf(id))
		seen[id] = true
		mine, has := own[id]
		switch {
		case o.gone[path]:
			dropped++
		case o.copied[path] && has:
			items = append(items, mine.Raw())
		case o.copied[path]:
			dropped++ // the change has taken it out of this list
		default:
			items = append(items, o.current(item))
		}
	}
	last := page.Get("links", "pages", "next").Text() == ""
	added := 0
	for _, item := range ours {
		id := identify(item)
		path := collection + "/" + url.PathEscape(valueOf(id))
		again := o.gone[path] && o.made[path] // under the name of one that is gone
		if o.base[id] && !o.copied[path] || !again && (seen[id] || o.gone[path]) {
			continue
		}
		// What was copied the account has, on a page to come or, where a change
		// has put it into this list, nowhere.
		if o.copied[path] && !again && !last {
			continue
		}
		if added++; last {
			items = append(items, item.Raw())
		}
	}
	var fields []string
	for name, v := range page.Fields() {
		text := v.Raw()
		switch name {
		case what.Op.ListKey:
			text = "[" + strings.Join(items, ",") + "]"
		case "meta":
			if total := v.Get("total"); total.Exists() {
				text = strings.Replace(text, total.Raw(), strconv.FormatInt(max(0, total.Int()+int64(added-o.droppedIn(collection))), 10), 1)
			}
		}
		fields = append(fields, strconv.Quote(name)+":"+text)
	}
	return &saved{a.status, a.header, []byte("{" + strings.Join(fields, ",") + "}")}, nil
}

// droppedIn counts what the run has deleted from a collection of the account.
func (o *Overlay) droppedIn(collection string) int {
	n := 0
	for path := range o.gone {
		if strings.HasPrefix(path, collection+"/") && !strings.Contains(path[len(collection)+1:], "/") && o.copied[path] {
			n++
		}
	}
	return n
}

func withoutPage(q url.Values) string {
	q.Del("page")
	return q.Encode()
}

func valueOf(id string) string {
	_, value, _ := strings.Cut(id, "=")
	return value
}
