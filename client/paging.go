package client

import (
	"net/url"
	"strconv"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// sizeParam is the parameter for the size of pages in each kind of paging that
// has one.
var sizeParam = map[catalog.Paging]string{
	catalog.ByPage: "per_page", catalog.ByNumber: "per_page", catalog.ByToken: "per_page", catalog.ByTotalPages: "per_page",
	catalog.ByAfter: "limit", catalog.ByLimit: "limit",
}

// firstPageOf adds the client's page size, as far as the operation takes one,
// unless the URL has one.
func (c *Client) firstPageOf(op *catalog.Operation, u *url.URL) *url.URL {
	if op == nil {
		return c.firstPage(u)
	}
	name := sizeParam[op.Paging]
	if name == "" || c.perPage == 0 || u.Query().Has(name) {
		return u
	}
	size := c.perPage
	if param := op.Param(name); param != nil {
		if most, err := strconv.Atoi(param.Schema.Maximum); err == nil {
			size = min(size, most)
		}
	}
	return withQuery(u, url.Values{name: {itoa(int64(size))}})
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
	p.next = withQuery(at, url.Values{"page": {itoa(int64(max(pageNumber(at), 1)) + 1)}})
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
		p.next = withQuery(at, url.Values{"after": {last}})
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
		number = int64(max(pageNumber(at), 1))
	}
	if last := from.Get(pages).Int(); number < last && last < 1<<30 {
		p.last = int(last)
		p.next = withQuery(at, url.Values{"page": {itoa(number + 1)}})
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
