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
	"github.com/doapi-lua/doapi/client/jsontext"
)

// find looks once for what a create has made.
func (o *once) find(ctx context.Context, t *try) (finding, error) {
	switch t.id.by {
	case byPath:
		return o.findByPath(ctx, t)
	case byQuery:
		items, err := o.list(ctx, t.call, t.call.URL.Path, t.id.queryOf(t.call))
		if err != nil {
			return finding{}, err
		}
		return o.judge(t, items), nil
	case byDroplet:
		return o.findAddress(ctx, t)
	case byTime:
		return o.findAction(ctx, t)
	}
	return finding{}, nil
}

// findByPath asks for the item at the path that it would have.
func (o *once) findByPath(ctx context.Context, t *try) (finding, error) {
	element := t.call.field(t.id.field).Text()
	if t.id.element != nil {
		element = t.id.element(element)
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
	found := finding{}
	for _, item := range items {
		if item.Kind() != jsontext.KindObject {
			continue
		}
		path := itemPath(t.call, item)
		made := time.Time{}
		if t.id.since != nil {
			made = t.id.since(item)
		}
		switch {
		case !t.alike(item):
			if t.id.by == byPath {
				found.verdict = foreign
			}
		case t.id.since == nil && t.id.same == nil:
			// Making it again is no different from finding it there.
			return finding{verdict: ours, raw: wrapped(t.call, item)}
		case !made.IsZero() && made.Before(o.sent(t)):
			found.verdict = foreign
		case made.IsZero() && o.exactlyOnce == OnceStrict:
			return finding{verdict: unsure, what: "there is one like it, " + path + ", which may have been there before"}
		case !o.take(path):
			found.verdict = foreign
		default:
			return finding{verdict: ours, raw: wrapped(t.call, item)}
		}
	}
	return found
}

// alike reports whether an item has what the body says.
func (t *try) alike(item jsontext.Value) bool {
	for _, name := range t.id.same {
		// What the body leaves out the API decides.
		if want := t.call.field(name); !want.IsNull() && !alikeValue(want, item.Get(name)) {
			return false
		}
	}
	return true
}

// sent is the second in which a create was first sent, by the API's clock: the
// times in its answers have no fractions.
func (o *once) sent(t *try) time.Time {
	return o.limiter.Theirs(t.first).Truncate(time.Second)
}

// alikeValue compares a field of a body with that of an item. Some are sent as
// a slug, and come back as an object that has it.
func alikeValue(want, have jsontext.Value) bool {
	if have.Kind() == jsontext.KindObject {
		have = have.Get("slug")
	}
	return want.String() == have.String()
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
	items, err := o.list(ctx, t.call, t.call.URL.Path, url.Values{"per_page": {"200"}})
	if err != nil {
		return finding{}, err
	}
	kind := t.call.field("type").Text()
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
	return finding{verdict: ours, raw: wrapped(t.call, oldest)}, nil
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
	items, err := o.list(ctx, t.call, t.call.URL.Path, url.Values{"per_page": {"200"}})
	if err != nil {
		return finding{}, err
	}
	want := t.call.field("droplet_id").String()
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
		actions, err := o.list(ctx, t.call, t.call.URL.Path+"/"+escaped+"/actions", url.Values{"per_page": {"200"}})
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
			return finding{verdict: ours, raw: wrapped(t.call, item)}, nil
		case !leads:
			found = finding{verdict: unsure, what: "look where " + path + " leads"}
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
	return o.next(ctx, &Call{Op: o.client.operationAt(http.MethodGet, &u), Method: http.MethodGet, URL: &u, keepTag: true})
}

// maxReadings is how often a list is read that changes meanwhile.
const maxReadings = 3

// list reads a whole list on behalf of a create.
func (o *once) list(ctx context.Context, c *Call, path string, query url.Values) ([]jsontext.Value, error) {
	for reading := 1; ; reading++ {
		items, steady, err := o.readList(ctx, c, path, query)
		if err != nil || steady || reading == maxReadings {
			return items, err
		}
	}
}

// readList reads the pages one after the other; steady is false when elements
// may have moved between them.
func (o *once) readList(ctx context.Context, c *Call, path string, query url.Values) (items []jsontext.Value, steady bool, err error) {
	steady = true
	total := int64(-1)
	seen := map[string]bool{}
	for page := 1; ; page++ {
		q := url.Values{"page": {itoa(int64(page))}}
		for name, values := range query {
			q[name] = values
		}
		reply, err := o.ask(ctx, c, path, q)
		if err != nil {
			return nil, false, err
		}
		key := listKeyOf(reply)
		list := reply.member(key)
		if list.Kind() != jsontext.KindArray {
			return nil, false, reply.bad("there is no list %q in it", key)
		}
		added := 0
		for e := range list.Elements() {
			if id := itemPath(c, e); !seen[id] {
				seen[id] = true
				items = append(items, e)
				added++
			}
		}
		n, known := reply.Meta().Get("total").Int64()
		if known && total >= 0 && n < total {
			steady = false
		}
		if known {
			total = max(total, n)
		}
		if more := reply.member("links").Get("pages", "next").Text() != ""; !more || added == 0 {
			return items, steady && !more, nil
		}
	}
}

// listKeyOf is the key of the list in an answer.
func listKeyOf(reply *Reply) string {
	if op := catalog.ByID(reply.Op); op != nil && op.ListKey != "" {
		return op.ListKey
	}
	return ""
}
