package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/identity"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// find looks once for what a create has made.
func (o *once) find(ctx context.Context, t *try) (finding, error) {
	switch t.id.By {
	case identity.ByPath:
		return o.findByPath(ctx, t)
	case identity.ByQuery:
		items, err := o.list(ctx, t.call, t.call.URL.Path, t.id.Narrow(t.body), nil)
		if err != nil {
			return finding{}, err
		}
		return o.judge(t, items), nil
	case identity.ByDroplet:
		return o.findAddress(ctx, t)
	case identity.ByTime:
		return o.findAction(ctx, t)
	}
	return finding{}, nil
}

// findByPath asks for the item at the path that it would have.
func (o *once) findByPath(ctx context.Context, t *try) (finding, error) {
	element := t.body.Get(t.id.Field).Text()
	if t.id.Element != nil {
		element = t.id.Element(element)
	}
	if element == "" {
		return finding{}, nil // such a body is refused
	}
	escaped, err := address.Escape(element)
	if err != nil {
		return finding{}, err
	}
	reply, err := o.ask(ctx, t.call, t.call.URL.EscapedPath()+"/"+escaped, nil)
	if errors.Is(err, ErrNotFound) {
		return finding{}, nil
	}
	if err != nil {
		return finding{}, err
	}
	return o.judge(t, []jsontext.Value{reply.member(wrapperOf(t.call))}), nil
}

// judge decides which of the items is what the create made.
func (o *once) judge(t *try, items []jsontext.Value) finding {
	found, secret := finding{}, identity.Secret(t.call.Op)
	for _, item := range items {
		if item.Kind() != jsontext.KindObject {
			continue
		}
		path := itemPath(t.call, item)
		made := time.Time{}
		if t.id.Since != nil {
			made = t.id.Since(item)
		}
		switch {
		case !t.id.Alike(t.body, item):
			if t.id.By == identity.ByPath {
				found.match = foreign
			}
		case t.id.By == identity.ByPath && t.id.Since == nil && t.id.Same == nil:
			// Making it again is no different from finding it there.
			return finding{match: ours, raw: wrapped(t.call, item)}
		case !made.IsZero() && made.Before(o.sent(t)):
			found.match = foreign
		case made.IsZero() && (o.exactlyOnce == OnceStrict || !t.id.Unique && !t.fresh):
			return finding{match: unsure, what: "there is one like it, " + path + ", which may have been there before"}
		case secret != "" && !item.Get(secret).Exists() && !o.has(path):
			return finding{match: unsure, what: path + " was made, and its " + secret + " was in the answer that got lost: delete it and make another"}
		case !o.take(path):
			found.match = foreign
		default:
			return finding{match: ours, raw: wrapped(t.call, item)}
		}
	}
	return found
}

// sent is the second in which a create was first sent, by the API's clock: the
// times in its answers have no fractions. Where that clock was set meanwhile, it
// is the earlier of what was known then and what is now.
func (o *once) sent(t *try) time.Time {
	at, _ := o.limiter.Theirs(t.first)
	if !t.theirs.IsZero() && t.theirs.Before(at) {
		at = t.theirs
	}
	return at.Truncate(time.Second)
}

// wrapped is an item as the answer to the create would have had it.
func wrapped(c *Call, item jsontext.Value) string {
	if key := wrapperOf(c); key != "" {
		return `{"` + key + `":` + item.Raw() + `}`
	}
	return item.Raw()
}

// findAction looks through the actions of the resource for one that has begun
// since the call was sent and that no other call has.
func (o *once) findAction(ctx context.Context, t *try) (finding, error) {
	items, err := o.list(ctx, t.call, t.call.URL.Path, url.Values{"per_page": {"200"}}, nil)
	if err != nil {
		return finding{}, err
	}
	kind := t.body.Get("type").Text()
	var oldest jsontext.Value
	var began time.Time
	for _, item := range items {
		at := item.Get("started_at").Time()
		if !isKind(item.Get("type").Text(), kind) || at.Before(o.sent(t)) || o.has(itemPath(t.call, item)) {
			continue
		}
		// Of several, the oldest leaves the others to whom they belong.
		if !oldest.Exists() || at.Before(began) {
			oldest, began = item, at
		}
	}
	if !oldest.Exists() || !o.take(itemPath(t.call, oldest)) {
		return finding{}, nil
	}
	return finding{match: ours, raw: wrapped(t.call, oldest)}, nil
}

// isKind compares the type of an action with the one that was asked for; some
// are shown with what they act on, as in assign_ip.
func isKind(shown, asked string) bool {
	return asked != "" && (shown == asked || strings.HasPrefix(shown, asked+"_"))
}

// has reports whether a call of this client has what has the path.
func (o *once) has(path string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, known := o.taken[path]
	return known
}

// findAddress looks for an address that leads to the droplet and that nothing
// was done to before the call was sent. One that is locked may be on its way
// there.
func (o *once) findAddress(ctx context.Context, t *try) (finding, error) {
	items, err := o.list(ctx, t.call, t.call.URL.Path, url.Values{"per_page": {"200"}}, nil)
	if err != nil {
		return finding{}, err
	}
	want := t.body.Get("droplet_id").String()
	found := finding{}
	for _, item := range items {
		leads := item.Get("droplet", "id").String() == want
		path := itemPath(t.call, item)
		if !leads && !(item.Get("droplet").IsNull() && item.Get("locked").Bool()) || o.has(path) {
			continue
		}
		escaped, err := address.Escape(item.Get("ip").Text())
		if err != nil {
			continue
		}
		actions, err := o.list(ctx, t.call, t.call.URL.Path+"/"+escaped+"/actions", url.Values{"per_page": {"200"}}, nil)
		if err != nil {
			return finding{}, err
		}
		fresh := len(actions) > 0
		for _, a := range actions {
			fresh = fresh && !a.Get("started_at").Time().Before(o.sent(t))
		}
		switch {
		case !fresh:
		case leads && o.take(path):
			return finding{match: ours, raw: wrapped(t.call, item)}, nil
		case !leads:
			found = finding{match: unsure, what: "look where " + path + " leads"}
		}
	}
	return found, nil
}

// ask gets something on behalf of a create.
func (o *once) ask(ctx context.Context, c *Call, path string, query url.Values) (*Reply, error) {
	u := *c.URL
	u.RawQuery = query.Encode()
	var err error
	if u.Path, err = url.PathUnescape(path); err != nil {
		return nil, err
	}
	u.RawPath = path
	call := newGet(o.client.operationAt(http.MethodGet, &u), &u, nil)
	call.keepTag = true
	return o.next(ctx, call)
}

// maxReadings is how often a list is read that changes meanwhile.
const maxReadings = 3

// list reads a list on behalf of a create: all of it, or, with a time at which
// its elements were made, as much as can hold what was made since. That is one
// page, or two, of a list that is ordered by that time, which it shows itself.
func (o *once) list(ctx context.Context, c *Call, path string, query url.Values, since *time.Time) ([]jsontext.Value, error) {
	for n := 1; ; n++ {
		r := reading{o: o, call: c, path: path, query: query, seen: map[string]bool{}, total: -1, steady: true}
		err := r.read(ctx, since)
		if err != nil || r.steady || n == maxReadings {
			return r.items, err
		}
	}
}

// reading is one reading of a list on behalf of a create.
type reading struct {
	o     *once
	call  *Call
	path  string
	query url.Values

	items  []jsontext.Value
	seen   map[string]bool
	total  int64
	steady bool // no element can have moved between pages
}

// read reads the pages that can hold what was made since.
func (r *reading) read(ctx context.Context, since *time.Time) error {
	first, last, err := r.page(ctx, 1)
	if err != nil || last < 2 {
		return err
	}
	switch order := orderOf(first); {
	case since == nil || order == 0:
	case order < 0 && createdAt(first[len(first)-1]).Before(*since):
		return nil // the newest are first, and the rest is older
	case order > 0:
		// The newest are last.
		for n := last; n > 1; n-- {
			items, _, err := r.page(ctx, n)
			if err != nil {
				return err
			}
			if orderOf(items) <= 0 && len(items) > 1 {
				break
			}
			if len(items) > 0 && createdAt(items[0]).Before(*since) {
				return nil
			}
		}
	}
	for n := 2; n <= last; n++ {
		added := len(r.items)
		if _, last, err = r.page(ctx, n); err != nil {
			return err
		}
		if len(r.items) == added {
			break
		}
	}
	return nil
}

// page reads a page, and tells which is the last.
func (r *reading) page(ctx context.Context, n int) (items []jsontext.Value, last int, err error) {
	q := url.Values{"page": {itoa(int64(n))}}
	for name, values := range r.query {
		q[name] = values
	}
	reply, err := r.o.ask(ctx, r.call, r.path, q)
	if err != nil {
		return nil, 0, err
	}
	key := listKeyOf(reply)
	list := reply.member(key)
	if list.Kind() != jsontext.KindArray {
		return nil, 0, reply.bad("there is no list %q in it", key)
	}
	for e := range list.Elements() {
		items = append(items, e)
		if id := itemPath(r.call, e); !r.seen[id] {
			r.seen[id] = true
			r.items = append(r.items, e)
		}
	}
	if total, known := reply.Meta().Get("total").Int64(); known {
		r.steady = r.steady && total >= r.total
		r.total = max(r.total, total)
	}
	pages := reply.member("links").Get("pages")
	last = n
	if next := pages.Get("next").Text(); next != "" {
		last = n + 1
	}
	if u, err := url.Parse(pages.Get("last").Text()); err == nil {
		last = max(last, address.Page(u))
	}
	return items, last, nil
}

// orderOf tells in which order of time a page is: negative for the newest
// first, positive for the oldest first, 0 for none that it shows.
func orderOf(items []jsontext.Value) int {
	up, down := true, true
	for i := 1; i < len(items); i++ {
		before, after := createdAt(items[i-1]), createdAt(items[i])
		up, down = up && !after.Before(before), down && !before.Before(after)
	}
	switch {
	case len(items) == 0 || up == down || createdAt(items[0]).IsZero():
		return 0
	case down:
		return -1
	}
	return 1
}

// listKeyOf is the key of the list in an answer.
func listKeyOf(reply *Reply) string {
	if op := catalog.ByID(reply.Op); op != nil && op.ListKey != "" {
		return op.ListKey
	}
	return ""
}

// itemsOf are the things in an answer: one under the operation's wrapper, or
// several under the key of its list.
func itemsOf(c *Call, reply *Reply) []jsontext.Value {
	var items []jsontext.Value
	for _, key := range []string{wrapperOf(c), "actions"} {
		switch v := reply.member(key); v.Kind() {
		case jsontext.KindObject:
			items = append(items, v)
		case jsontext.KindArray:
			for e := range v.Elements() {
				items = append(items, e)
			}
		}
	}
	return items
}

// wrapperOf is the key of the one object in the answer to c.
func wrapperOf(c *Call) string {
	if c.Op == nil {
		return ""
	}
	return c.Op.Wrapper
}

// itemPath tells items apart: the collection's path, and what identifies one;
// "" if nothing does.
func itemPath(c *Call, item jsontext.Value) string {
	if strings.HasSuffix(c.URL.Path, "/actions") {
		return actionClass.Path + "/" + item.Get("id").String()
	}
	names := []string{"id", "uuid", "name", "ip"}
	if c.Op != nil {
		names = idFields(c.Op)
	}
	for _, name := range names {
		if v := item.Get(name); !v.IsNull() {
			return c.URL.Path + "/" + v.String()
		}
	}
	return ""
}

// createdAt is when most things say that they were made.
func createdAt(item jsontext.Value) time.Time { return item.Get("created_at").Time() }
