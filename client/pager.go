package client

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/identity"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Pager walks through a list, page by page. Nothing is asked for before the
// first element is. Once a second page is wanted, and the API numbers its
// pages, further ones are fetched ahead.
//
// No element is left out or comes twice: elements are told apart by their ids,
// and a page that cannot be had is an error. A list that shrinks while it is
// read is read again until that brings nothing new. So a loop may delete what
// it walks through.
//
// All methods are safe from any goroutine; several that call Next share the
// elements among them. Whoever stops before the end calls Close; All does so
// by itself.
type Pager[T any] struct {
	cursor *cursor
	decode func(element) T
	err    error // of the arguments: nothing can be asked for
}

// newPager makes the pager of a list below the endpoint.
func newPager[T any](c *Client, op *catalog.Operation, start *url.URL, want jsontext.Want, decode func(element) T) *Pager[T] {
	return &Pager[T]{cursor: &cursor{client: c, op: op, start: start, want: want, pool: new(bufferPool)}, decode: decode}
}

// failedPager never asks for anything.
func failedPager[T any](err error) *Pager[T] { return &Pager[T]{err: err} }

// Err is an [*ArgumentError] when the list cannot be asked for at all, nil
// otherwise; Next returns it too.
func (p *Pager[T]) Err() error { return p.err }

// Next returns the next element, and [io.EOF] after the last one. Errors are
// those of [Client.Do]; after one, Next asks for the same page again.
func (p *Pager[T]) Next(ctx context.Context) (T, error) {
	var none T
	if p.err != nil {
		return none, p.err
	}
	e, err := p.cursor.next(ctx)
	if err != nil {
		return none, err
	}
	return p.decode(e), nil
}

// Buffered returns the next element if the page that has come holds it. It
// never waits; ok is false when it takes a Next to get on.
func (p *Pager[T]) Buffered() (element T, ok bool) {
	if p.err != nil {
		return element, false
	}
	e, ok := p.cursor.atHand()
	if !ok {
		return element, false
	}
	return p.decode(e), true
}

// All ranges over the elements that are left. An error comes once, as the last
// pair. It closes the pager when it ends.
func (p *Pager[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer p.Close()
		for {
			element, err := p.Next(ctx)
			if err == io.EOF {
				return
			}
			if !yield(element, err) || err != nil {
				return
			}
		}
	}
}

// List collects the elements that are left. On an error it returns those that
// came before it too.
func (p *Pager[T]) List(ctx context.Context) ([]T, error) {
	var all []T
	for element, err := range p.All(ctx) {
		if err != nil {
			return all, err
		}
		all = append(all, element)
	}
	return all, nil
}

// First returns the next element and closes the pager; ok is false when there
// is none.
func (p *Pager[T]) First(ctx context.Context) (element T, ok bool, err error) {
	defer p.Close()
	element, err = p.Next(ctx)
	if err == io.EOF {
		return element, false, nil
	}
	return element, err == nil, err
}

// firstPage returns the elements of the first page.
func (p *Pager[T]) firstPage(ctx context.Context) ([]T, error) {
	if p.err != nil {
		return nil, p.err
	}
	page, err := p.cursor.firstPage(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]T, len(page))
	for i, e := range page {
		all[i] = p.decode(e)
	}
	return all, nil
}

// Total is how many elements the API says there are; known is false when it
// does not say. It asks for the first page if nobody has.
func (p *Pager[T]) Total(ctx context.Context) (total int, known bool, err error) {
	if p.err != nil {
		return 0, false, p.err
	}
	total, err = p.cursor.count(ctx)
	return max(total, 0), total >= 0 && err == nil, err
}

// count is the total of the list.
func (k *cursor) count(ctx context.Context) (int, error) {
	if err := k.enter(ctx); err != nil {
		return -1, err
	}
	defer k.gate.Leave()
	if !k.begun && !k.closed.Load() {
		if err := k.begin(ctx); err != nil {
			return -1, err
		}
	}
	if !k.begun {
		return -1, nil
	}
	hidden, err := k.hiddenTags(ctx)
	if err != nil {
		return -1, err
	}
	return max(k.total-len(hidden), min(k.total, 0)), nil
}

// hiddenTags are the clients' own tags that the total of a list of tags counts.
// Those that no page has shown yet are asked for.
func (k *cursor) hiddenTags(ctx context.Context) ([]string, error) {
	if k.counted || k.keepTag || k.op == nil || k.op.ID != tagClass.list {
		return k.hidden, nil
	}
	for _, tag := range identity.InUse(k.client.limiter) {
		if slices.Contains(k.hidden, tag) {
			continue
		}
		u, err := k.client.at(tagClass.Path, tag)
		if err != nil {
			return nil, err
		}
		switch _, err := k.client.send(ctx, newGet(k.client.operationAt(http.MethodGet, u), u, k.who)); {
		case err == nil:
			k.hidden = append(k.hidden, tag)
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
	}
	k.counted = true
	return k.hidden, nil
}

// Close ends what was fetched ahead; Next then returns [io.EOF].
func (p *Pager[T]) Close() {
	if p.err == nil {
		p.cursor.close()
	}
}

// Paginate walks through any list: key names the list in the answers, whose
// links.pages.next lead on. Elements that are objects with an "id" are told
// apart by it. The first Next returns an [*ArgumentError] when url cannot be,
// or when an answer has no such list.
func (c *Client) Paginate(url, key string, params url.Values) *Pager[jsontext.Value] {
	u, err := c.resolve(url)
	if err == nil && key == "" {
		err = badArgument("key", "is empty")
	}
	if err != nil {
		return failedPager[jsontext.Value](err)
	}
	p := newPager(c, nil, c.firstPage(address.With(u, params)), jsontext.Want{List: key, ID: "id"}, func(e element) jsontext.Value { return e.value })
	p.cursor.loose = true
	return p
}

// firstPage adds the client's page size unless the URL has one.
func (c *Client) firstPage(u *url.URL) *url.URL {
	if c.perPage == 0 || u.Query().Has("per_page") {
		return u
	}
	return address.With(u, url.Values{"per_page": {itoa(int64(c.perPage))}})
}

// list makes the pager of a collection of typed objects.
func list[T Resource](in *scope, op string, u *url.URL, err error, params url.Values) *Pager[T] {
	if err != nil {
		return failedPager[T](err)
	}
	c := in.client
	p := newPager(c, catalog.ByID(op), c.firstPage(address.With(u, params)), jsontext.Want{List: in.class.ListKey, ID: in.class.IDField, Fields: true}, func(e element) T {
		return in.wrapIndexed(e.value, e.idx).(T)
	})
	p.cursor.objects = true
	return p
}

// sizeParam is the parameter for the size of pages in a kind of paging that has one.
func sizeParam(paging catalog.Paging) string {
	switch paging {
	case catalog.ByPage, catalog.ByNumber, catalog.ByToken, catalog.ByTotalPages:
		return "per_page"
	case catalog.ByAfter, catalog.ByLimit:
		return "limit"
	}
	return ""
}

// firstPageOf adds the client's page size, as far as the operation takes one,
// unless the URL has one.
func (c *Client) firstPageOf(op *catalog.Operation, u *url.URL) *url.URL {
	if op == nil {
		return c.firstPage(u)
	}
	name := sizeParam(op.Paging)
	if name == "" || c.perPage == 0 || u.Query().Has(name) {
		return u
	}
	size := c.perPage
	if param := op.Param(name); param != nil {
		if most, err := strconv.Atoi(param.Schema.Maximum); err == nil {
			size = min(size, most)
		}
	}
	return address.With(u, url.Values{name: {itoa(int64(size))}})
}

// follow finds the page behind p, and the total, where they are not in
// links.pages and meta.total.
func (k *cursor) follow(p *page) (irregular bool, err error) {
	if k.op == nil {
		return false, nil
	}
	switch k.op.Paging {
	case catalog.ByToken:
		// A page's address is known only once the one before it is there.
		k.slow = true
		return false, nil
	case catalog.ByNumber:
		return true, k.byNumber(p)
	case catalog.ByAfter:
		return true, k.byAfter(p)
	case catalog.ByLimit:
		return true, k.byCount(p, p.reply.Meta(), "page", "pages", "total")
	case catalog.ByTotalPages:
		return true, k.byCount(p, p.reply.Value(), "current_page", "total_pages", "total_items")
	}
	return false, nil
}

// link reads a link to a page, nil if there is none. It must not lead to
// another host.
func (k *cursor) link(reply *Reply, v jsontext.Value) (*url.URL, error) {
	if v.Text() == "" {
		return nil, nil
	}
	base, err := url.Parse(reply.URL)
	if err != nil {
		return nil, err
	}
	u, err := base.Parse(v.Text())
	if err != nil {
		return nil, reply.bad("its links.pages.next is no URL")
	}
	if address.Origin(u) != address.Origin(k.start) || u.User != nil {
		return nil, reply.bad("its links.pages.next leads to another host, %s", address.Origin(u))
	}
	u.Fragment = ""
	return u, nil
}

// byNumber asks on until a page holds fewer elements than were asked for.
// Where nobody said how many, that is a page with none.
func (k *cursor) byNumber(p *page) error {
	at, err := url.Parse(p.reply.URL)
	if err != nil {
		return err
	}
	n := len(p.reply.doc.List)
	size, _ := strconv.Atoi(at.Query().Get("per_page"))
	if n == 0 || n < size {
		return nil
	}
	p.next = address.With(at, url.Values{"page": {itoa(int64(max(address.Page(at), 1)) + 1)}})
	return nil
}

// byAfter asks for what is behind the last element.
func (k *cursor) byAfter(p *page) error {
	if !p.reply.member("has_more").Bool() {
		return nil
	}
	last := p.reply.member("last_id").Text()
	if ids := p.reply.doc.IDs; last == "" && len(ids) > 0 {
		id := ids[len(ids)-1]
		last = id.Value(p.reply.Body).Text()
	}
	if last == "" {
		return p.reply.bad("there are more pages, but nothing tells what is behind this one")
	}
	at, err := url.Parse(p.reply.URL)
	if err == nil {
		p.next = address.With(at, url.Values{"after": {last}})
	}
	return err
}

// byCount reads the numbers of pages and elements from an object.
func (k *cursor) byCount(p *page, from jsontext.Value, page, pages, total string) error {
	at, err := url.Parse(p.reply.URL)
	if err != nil {
		return err
	}
	if n, ok := from.Get(total).Int64(); ok && n >= 0 && n < 1<<40 {
		p.total = int(n)
	}
	number, ok := from.Get(page).Int64()
	if !ok {
		number = int64(max(address.Page(at), 1))
	}
	if last := from.Get(pages).Int(); number < last && last < 1<<30 {
		p.last = int(last)
		p.next = address.With(at, url.Values{"page": {itoa(number + 1)}})
	}
	return nil
}

// mayLack reports whether an answer without its list stands for an empty one:
// some parts of the API leave empty lists out, or send null. An answer with
// anything unexpected in it does not.
func (k *cursor) mayLack(reply *Reply) bool {
	if !k.lenient || k.op.Response == nil || reply.doc.Kind != jsontext.KindObject {
		return false
	}
	for name, v := range reply.Value().Fields() {
		switch {
		case name == k.want.List && !v.IsNull():
			return false
		case name != "links" && name != "meta" && k.op.Response.Prop(name) == nil:
			return false
		}
	}
	return true
}
