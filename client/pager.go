package client

import (
	"context"
	"io"
	"iter"
	"net/url"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Pager walks through a list, page by page. Nothing is asked for before the
// first element is. Once a second page is wanted, and the API numbers its
// pages, further ones are fetched ahead.
//
// No element is left out or comes twice: a page that cannot be had is an error,
// elements are told apart by their ids, and a list that shrinks while it is
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
	p := newPager(c, nil, c.firstPage(withQuery(u, params)), jsontext.Want{List: key, ID: "id"}, func(e element) jsontext.Value { return e.value })
	p.cursor.loose = true
	return p
}

// firstPage adds the client's page size unless the URL has one.
func (c *Client) firstPage(u *url.URL) *url.URL {
	if c.perPage == 0 || u.Query().Has("per_page") {
		return u
	}
	return withQuery(u, url.Values{"per_page": {itoa(int64(c.perPage))}})
}

// list makes the pager of a collection of typed objects.
func list[T Resource](in *scope, op string, u *url.URL, err error, params url.Values) *Pager[T] {
	if err != nil {
		return failedPager[T](err)
	}
	c := in.client
	p := newPager(c, catalog.ByID(op), c.firstPage(withQuery(u, params)), jsontext.Want{List: in.class.ListKey, ID: in.class.IDField, Fields: true}, func(e element) T {
		return in.wrapIndexed(e.value, e.idx).(T)
	})
	p.cursor.objects = true
	return p
}
