package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// poller finds out how many objects are, with few requests.
type poller struct {
	client *Client
	lists  map[listing]int // how many elements each had when last read
	broken map[listing]int // how often in a row a list could not be had whole
	cost   int             // requests of the present round
	turn   int             // where some goes on
	good   time.Time       // when the API last gave a good answer
	err    error           // what it gave instead since then
}

// lasting is for how long failures of polls are put up with: of all of them, or
// of those for one object.
const lasting = 10 * time.Minute

// passes reports whether a failure may go away by itself; failures of ctx are
// none of the API's.
func passes(ctx context.Context, err error) bool {
	var refusal *Error
	if ctx.Err() != nil {
		return false
	}
	if errors.As(err, &refusal) && refusal.Status/100 == 4 {
		switch refusal.Status {
		case http.StatusRequestTimeout, http.StatusTooManyRequests, 499:
			return true
		}
		return false
	}
	var broke *ConnectionError
	var garbled *ResponseError
	return refusal != nil || errors.As(err, &broke) && !hopeless(broke.Err) || errors.As(err, &garbled)
}

// answered notes that the API gave a good answer.
func (p *poller) answered() { p.good, p.err = p.client.clock.Now(), nil }

func newPoller(c *Client) poller {
	return poller{client: c, lists: map[listing]int{}, broken: map[listing]int{}, good: c.clock.Now()}
}

// listing is a list that shows some of the objects.
type listing struct {
	in  scope
	tag string // that all of them share; "" for the whole list
}

// singlesAtOnce is how many objects are asked for at the same time.
const singlesAtOnce = 8

// defaultPerPage is how many elements the API puts on a page.
const defaultPerPage = 20

// look updates the items. One that is gone has ended, as has one that the API
// refuses to show. What fails and may go away by itself is asked for again the
// next time; an error is one that concerns all of the items.
func (p *poller) look(ctx context.Context, items []*item) error {
	groups := map[scope][]*item{}
	var order []scope
	for _, i := range items {
		in := *i.now.Base().in
		if groups[in] == nil {
			order = append(order, in)
		}
		groups[in] = append(groups[in], i)
	}
	for _, in := range order {
		missing, err := p.list(ctx, in, groups[in])
		switch {
		case err == nil:
		case !passes(ctx, err):
			return err
		default:
			p.err = err
			continue
		}
		if err := p.singles(ctx, missing); err != nil {
			return err
		}
	}
	if p.err != nil && p.client.clock.Now().Sub(p.good) >= lasting {
		return p.err
	}
	return nil
}

// list looks for the items in their list, as long as that promises to cost
// fewer requests than asking for each, and returns those it did not find.
func (p *poller) list(ctx context.Context, in scope, items []*item) (missing []*item, err error) {
	if in.class.list == "" || in.path == "" || len(items) < 2 {
		return items, nil
	}
	from := listing{in: in, tag: sharedTag(in.class, items)}
	if known, ok := p.lists[from]; ok && pagesOf(known, p.perPage()) > len(items) {
		return items, nil
	}
	if p.broken[from] > 1 {
		p.broken[from] = 0 // perhaps single objects can be had
		return p.some(items), nil
	}
	u, err := in.client.at(in.path)
	if err != nil {
		return nil, err
	}
	if from.tag != "" {
		u = address.With(u, url.Values{"tag_name": {from.tag}})
	}
	wanted := make(map[string][]*item, len(items)) // one object may be waited for twice
	for _, i := range items {
		id := i.now.Base().Identity()
		wanted[id] = append(wanted[id], i)
	}
	k := &cursor{client: in.client, op: catalog.ByID(in.class.list), start: in.client.firstPageOf(catalog.ByID(in.class.list), u), who: in.who, want: wantedOf(in.class), objects: true, partial: true, pool: new(bufferPool)}
	defer k.close()
	for read := 0; len(wanted) > 0; {
		if err := k.turn(ctx); err != nil {
			p.broken[from]++
			return nil, err
		}
		p.answered()
		if k.closed.Load() {
			break
		}
		p.cost++
		doc := &k.page.reply.doc
		for n, id := range doc.IDs {
			key := id.Value(k.page.reply.Body).String()
			if found := wanted[key]; found != nil {
				e := doc.List[n]
				now := in.wrap(e.Value(k.page.reply.Body))
				for _, i := range found {
					i.see(now)
				}
				delete(wanted, key)
			}
		}
		read += len(doc.List)
		if k.page.total < 0 {
			continue
		}
		p.lists[from] = k.page.total
		pages := pagesOf(k.page.total-read, max(len(doc.List), 1))
		if pages > len(wanted) {
			break
		}
		// A list that is much longer than what is wanted may show it all on its
		// next page: don't ask for more of it ahead.
		k.slow = pages > 2*pagesOf(len(wanted), max(len(doc.List), 1))+1
	}
	p.broken[from] = 0 // a page alone does not make a list whole
	for _, i := range items {
		if wanted[i.now.Base().Identity()] != nil {
			missing = append(missing, i)
		}
	}
	return missing, nil
}

// some are as many of the items as are asked for one by one where their list is
// broken, each time others.
func (p *poller) some(items []*item) []*item {
	const most = 8 * singlesAtOnce
	if len(items) <= most {
		return items
	}
	from := p.turn % len(items)
	p.turn += most
	return slices.Concat(items[from:], items[:from])[:most]
}

func (p *poller) perPage() int {
	if p.client.perPage > 0 {
		return p.client.perPage
	}
	return defaultPerPage
}

// pagesOf is how many pages n elements take.
func pagesOf(n, perPage int) int { return (max(n, 0) + perPage - 1) / perPage }

// wantedOf is what of a list of a class should come apart.
func wantedOf(class *ResourceClass) jsontext.Want {
	return jsontext.Want{List: class.ListKey, ID: class.IDField}
}

// sharedTag is a tag that all of the items have, "" if there is none or the list
// cannot be asked for by tag.
func sharedTag(class *ResourceClass, items []*item) string {
	if !class.tagged {
		return ""
	}
	shared := texts(items[0].now.Base().Field("tags"))
	for _, i := range items[1:] {
		if len(shared) == 0 {
			break
		}
		tags := texts(i.now.Base().Field("tags"))
		shared = slices.DeleteFunc(shared, func(t string) bool { return !slices.Contains(tags, t) })
	}
	if len(shared) == 0 {
		return ""
	}
	return shared[0]
}

// singles asks for each of the items. When none of the first can be had, the
// others are left for the next time.
func (p *poller) singles(ctx context.Context, items []*item) error {
	replies := make([]*Reply, len(items))
	errs := make([]error, len(items))
	var failed, had atomic.Int64
	gate.Parallel(p.client.clock, len(items), singlesAtOnce, func(n int) bool {
		if had.Load() == 0 && failed.Load() >= singlesAtOnce {
			errs[n] = errNotAsked
			return true
		}
		replies[n], errs[n] = ask(ctx, items[n].now.Base())
		if errs[n] == nil || !passes(ctx, errs[n]) {
			had.Add(1)
		} else {
			failed.Add(1)
		}
		return ctx.Err() == nil
	})
	p.cost += len(items)
	if err := ctx.Err(); err != nil {
		return err
	}
	for n, i := range items {
		observe(ctx, replies[n])
		err := errs[n]
		if err == nil {
			var r Resource
			if r, err = one[Resource](i.now.Base().in, replies[n]); err == nil {
				p.answered()
				i.see(r)
				continue
			}
		}
		switch {
		case errors.Is(err, ErrNotFound):
			p.answered()
			i.miss(p.client.clock)
		case errors.Is(err, errNotAsked):
		case passes(ctx, err):
			if p.fail(i, err); i.ended {
				p.answered() // it is this object alone
			}
		default:
			p.answered()
			i.ended, i.err = true, err
		}
	}
	return nil
}

// errNotAsked stands for an answer that nobody asked for.
var errNotAsked = errors.New("not asked for")

// fail notes that an object could not be had. When that lasts, although others
// can be had, the wait for it has ended.
func (p *poller) fail(i *item, err error) {
	now := p.client.clock.Now()
	if i.failing.IsZero() {
		i.failing = now
	}
	if p.err == nil && p.good.Before(now) {
		p.err = err
	}
	if now.Sub(i.failing) >= lasting && p.good.After(i.failing) {
		i.ended, i.err = true, err
	}
}

// ask gets the present state of an object, without anybody observing.
func ask(ctx context.Context, o *Object) (*Reply, error) {
	u, err := o.location()
	if err != nil {
		return nil, err
	}
	return o.in.client.send(ctx, newGet(catalog.ByID(o.in.class.get), u, o.in.who))
}

// see takes a new state in.
func (i *item) see(r Resource) {
	i.now, i.seen, i.updated, i.failing = r, true, true, time.Time{}
}

// miss takes in that the API does not know the object: it is gone, unless it is
// so new that the API may not know it yet.
func (i *item) miss(clock Clock) {
	o := i.now.Base()
	if !i.seen && (o.fresh || o.in.class == dropletClass && o.Field("status").Text() == DropletNew) {
		now := clock.Now()
		if i.lost.IsZero() {
			i.lost = now
		}
		if now.Sub(i.lost) < settle {
			return
		}
	}
	i.now, i.ended = o.asGone(), true
}
