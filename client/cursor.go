package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/internal/limit"
	"github.com/doapi-lua/doapi/client/internal/paging"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// cursor is where a pager stands. Everything below the gate belongs to whoever
// holds it.
type cursor struct {
	client  *Client
	op      *catalog.Operation
	start   *url.URL
	who     *auth.Credential
	want    jsontext.Want
	loose   bool // a list that the caller named: its absence is his mistake
	lenient bool // an answer may leave an empty list out
	slow    bool // nothing is fetched ahead
	objects bool // that is what all elements must be
	keepTag bool // the client's own tags are wanted too
	partial bool // whoever reads may leave before the end, and misses nothing

	closed  atomic.Bool
	gate    gate.Gate
	page    *page
	at      int // the next element of page
	came    time.Time
	pace    paging.Pace
	ahead   *paging.Ahead[Reply]
	pool    *bufferPool
	seen    paging.IDSet // what has been handed out
	pass    paging.Pass
	total   int      // of the first page of all, with what is hidden; -1 if unknown
	hidden  []string // the clients' own tags that the first page would have had
	counted bool     // all that the total counts and nobody is shown is in hidden
	begun   bool
	known   int // how many elements of different ids there were
	short   int // how many passes in a row ended with fewer than their total

	nameless bool // some elements have no id: a second reading could not tell them apart
}

// page is an answer with a part of a list.
type page struct {
	reply *Reply
	next  *url.URL // nil: this is the last
	last  int      // number of the last page, 0 if unknown
	total int      // elements in all, with what is hidden; -1 if unknown
}

// element is one of a list: its text, and where its fields stand in that if it
// is known.
type element struct {
	value jsontext.Value
	idx   *jsontext.Index
}

// next returns the next element.
func (k *cursor) next(ctx context.Context) (element, error) {
	if err := k.enter(ctx); err != nil {
		return element{}, err
	}
	defer k.gate.Leave()
	for {
		if k.closed.Load() {
			k.discard()
			return element{}, io.EOF
		}
		if err := ctx.Err(); err != nil {
			return element{}, err
		}
		if e, ok := k.rest(); ok {
			return e, nil
		}
		if err := k.turn(ctx); err != nil {
			return element{}, err
		}
	}
}

// rest returns the next element of the present page, if there is one.
func (k *cursor) rest() (element, bool) {
	for k.page != nil && k.at < len(k.page.reply.doc.List) {
		i := k.at
		k.at++
		if e, ok := k.element(i); ok {
			return e, true
		}
	}
	return element{}, false
}

// atHand is next for what takes no waiting.
func (k *cursor) atHand() (element, bool) {
	if !k.gate.Try() {
		return element{}, false
	}
	defer k.gate.Leave()
	if k.closed.Load() {
		return element{}, false
	}
	return k.rest()
}

func (k *cursor) enter(ctx context.Context) error {
	return k.gate.Enter(ctx, k.client.clock)
}

// element copies the element i of the page, unless it has been handed out.
func (k *cursor) element(i int) (element, bool) {
	doc, body := &k.page.reply.doc, k.page.reply.Body
	if id := doc.IDs[i]; id.Empty() {
		k.nameless = true
	} else if !k.seen.Add(id.Bytes(body)) {
		return element{}, false
	} else {
		k.pass.Fresh()
		k.known++
		if k.client.deletions.Gone(k.start.Path, id.Value(body).String(), k.client.clock.Now()) {
			return element{}, false // the API has not caught up
		}
	}
	k.pass.Count()
	e := doc.List[i]
	return element{e.Value(body), doc.Index(body, i)}, true
}

// turn goes to the next page: of this pass, or of the next one.
func (k *cursor) turn(ctx context.Context) error {
	if k.page == nil {
		return k.begin(ctx)
	}
	next := k.page.next
	if next == nil {
		if k.lacks() {
			if k.short++; k.short >= maxReadings {
				return k.page.reply.bad("it has %d elements, and says that there are %d: %d are missing, in %d readings", k.known, k.pass.Shown(), k.pass.Shown()-k.known, k.short)
			}
			k.discard()
			if k.client.retryTimes.given && k.client.retryTimes.failed == 0 {
				return nil // there is no time for pauses
			}
			return k.client.clock.Sleep(ctx, limit.Backoff(k.short-1, time.Second, mostSettling))
		}
		k.short = 0
		// Elements without ids could not be told apart in a second reading.
		if !k.nameless && k.pass.Moved(k.client.deletions.Under(k.start.Path)) {
			k.discard()
			return nil
		}
		k.closed.Store(true)
		return nil
	}
	if k.pass.Visited(next) {
		return k.page.reply.bad("its links.pages.next leads back to %s", address.Short(next.String(), false))
	}
	if n := k.pass.Endless(); n > 0 {
		return k.page.reply.bad("%d pages in a row bring nothing new, and there are ever more", n)
	}
	k.pace.Read(k.client.clock.Now().Sub(k.came))
	if k.ahead == nil && !k.slow && !k.client.noAhead {
		k.ahead = k.fetchAhead()
		// What is fetched ahead ends with a pager that nobody holds any longer.
		runtime.AddCleanup(k, func(cancel context.CancelFunc) { cancel() }, k.ahead.Cancel())
	}
	if !k.slow && k.ahead != nil {
		k.ahead.Fill(next, k.page.last, k.pace.Ahead())
	}
	p, err := k.fetch(ctx, next)
	if err != nil {
		return err
	}
	k.pass.Visit(next)
	k.deliver(p)
	return nil
}

// begin reads the first page of a pass.
func (k *cursor) begin(ctx context.Context) error {
	deleted := k.client.deletions.Under(k.start.Path)
	p, err := k.fetch(ctx, k.start)
	if err != nil {
		return err
	}
	if !k.begun {
		k.begun, k.total, k.hidden, k.counted = true, p.total, p.reply.hidden, p.next == nil
	}
	k.pass = k.pass.Next(k.start, p.total, deleted)
	k.deliver(p)
	return nil
}

// deliver makes p the present page.
func (k *cursor) deliver(p *page) {
	k.release()
	k.page, k.at, k.came = p, 0, k.client.clock.Now()
	k.pace.Fetched(p.reply.Elapsed, len(p.reply.Body))
	k.pass.Page(p.total, len(p.reply.hidden))
	// Who reads in part marks no element as new.
	if doc := &p.reply.doc; len(doc.List) > 0 && (k.partial || doc.IDs[0].Empty()) {
		k.pass.Elements(paging.Digest(p.texts))
	}
}

// mostSettling is the longest pause before a list is read again that lacked
// elements.
const mostSettling = 4 * time.Second

// lacks reports whether the list says that it has more elements than it showed,
// on whatever pages.
func (k *cursor) lacks() bool {
	return !k.partial && !k.nameless && k.want.ID != "" && k.known < k.pass.Shown()
}

// fetch gets a page, from what was fetched ahead if it is there.
func (k *cursor) fetch(ctx context.Context, u *url.URL) (*page, error) {
	var reply *Reply
	if k.ahead != nil {
		reply = k.ahead.Take(ctx, u)
	}
	if reply == nil {
		var err error
		if reply, err = k.client.send(ctx, k.call(u)); err != nil {
			observe(ctx, reply)
			return nil, err
		}
	}
	observe(ctx, reply)
	p, err := k.read(reply)
	var odd *oddLink
	for n := 1; errors.As(err, &odd) && n < maxReadings; n++ {
		if reply, err = k.client.send(ctx, k.call(u)); err != nil {
			return nil, err
		}
		observe(ctx, reply)
		p, err = k.read(reply)
	}
	if errors.As(err, &odd) {
		return nil, odd.ResponseError
	}
	return p, err
}

// fetchAhead prepares to fetch pages that are going to be wanted. What it keeps
// does not refer to the cursor.
func (k *cursor) fetchAhead() *paging.Ahead[Reply] {
	client, op, want, pool := k.client, k.op, k.want, k.pool
	return paging.NewAhead(client.life, paging.Fetcher[Reply]{
		Clock:  client.clock,
		Budget: func() int { return client.limiter.Left(client.clock.Now()) / 2 },
		Fetch: func(ctx context.Context, u *url.URL) *Reply {
			call := newGet(op, u, nil)
			call.Speculative, call.want, call.pool = true, want, pool
			reply, err := client.send(ctx, call)
			if err != nil {
				return nil
			}
			return reply
		},
	})
}

// oddLink is a link that cannot be followed, and that may be right the next
// time.
type oddLink struct{ *ResponseError }

func (k *cursor) call(u *url.URL) *Call {
	call := newGet(k.op, u, k.who)
	call.want, call.pool, call.keepTag = k.want, k.pool, k.keepTag
	return call
}

// read takes the links and the total out of an answer.
func (k *cursor) read(reply *Reply) (*page, error) {
	if !reply.doc.HasList && !k.mayLack(reply) {
		if k.loose {
			return nil, badArgument("key", "%q names no list in the answer to GET %s", k.want.List, address.Short(reply.URL, reply.foreign))
		}
		return nil, reply.bad("there is no list %q in it", k.want.List)
	}
	for _, e := range reply.doc.List {
		if kind := e.Value(reply.Body).Kind(); k.objects && kind != jsontext.KindObject {
			return nil, reply.bad("an element of its list %q is %s", k.want.List, kind)
		}
	}
	p := &page{reply: reply, total: -1}
	if total, ok := reply.Meta().Get("total").Int64(); ok && total >= 0 && total < 1<<40 {
		p.total = int(total) + len(reply.hidden)
	}
	if irregular, err := k.follow(p); irregular {
		return p, err
	}
	pages := reply.member("links").Get("pages")
	if next := pages.Get("next"); !next.IsNull() && next.Kind() != jsontext.KindString {
		missing := ""
		if left := p.total - k.known - len(reply.doc.List); left > 0 {
			missing = fmt.Sprintf(": %d of %d elements are missing, in %d readings", left, p.total, maxReadings)
		}
		return nil, &oddLink{reply.bad("its links.pages.next is %s%s", next.Kind(), missing)}
	}
	next, err := k.link(reply, pages.Get("next"))
	if err != nil {
		return nil, err
	}
	p.next = next
	if last, err := k.link(reply, pages.Get("last")); err == nil && last != nil && next != nil && last.Path == next.Path {
		p.last = address.Page(last)
	}
	return p, nil
}

// firstPage returns the elements of the first page, and ends the list there.
func (k *cursor) firstPage(ctx context.Context) ([]element, error) {
	if err := k.enter(ctx); err != nil {
		return nil, err
	}
	defer k.gate.Leave()
	if err := k.begin(ctx); err != nil {
		return nil, err
	}
	var all []element
	for e, ok := k.rest(); ok; e, ok = k.rest() {
		all = append(all, e)
	}
	k.closed.Store(true)
	k.discard()
	return all, nil
}

// close may come from any goroutine, also while another is in next.
func (k *cursor) close() {
	k.closed.Store(true)
	if k.gate.Try() {
		k.discard()
		k.gate.Leave()
	}
}

// discard ends the pass and what was fetched ahead for it.
func (k *cursor) discard() {
	k.release()
	k.page = nil
	if k.ahead != nil {
		k.ahead.Cancel()()
		k.ahead = nil
	}
}

// release gives the memory of the page back.
func (k *cursor) release() {
	if k.page != nil {
		k.page.reply.release()
		k.page = nil
	}
}

// texts are those of the page's elements.
func (p *page) texts(yield func([]byte) bool) {
	for _, e := range p.reply.doc.List {
		if !yield(e.Bytes(p.reply.Body)) {
			return
		}
	}
}
