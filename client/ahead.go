package client

import (
	"context"
	"net/url"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/gate"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// maxAhead is how many pages may be fetched, or lie ready, ahead of the reader.
const maxAhead = 24

// ahead fetches pages that a pager is going to want. Each is one goroutine that
// ends with its answer; none waits for work. Nothing of it refers to the pager,
// which therefore can be collected.
type ahead struct {
	client *Client
	op     *catalog.Operation
	want   jsontext.Want
	pool   *bufferPool
	ctx    context.Context
	cancel context.CancelFunc
	slots  map[string]*slot // by address
	next   int              // number of the next page to start
}

// slot is where one page arrives.
type slot struct {
	done  gate.Signal
	reply *Reply // nil: it failed, and is asked for again when it is wanted
}

func newAhead(k *cursor) *ahead {
	ctx, cancel := context.WithCancel(k.client.life)
	return &ahead{client: k.client, op: k.op, want: k.want, pool: k.pool, ctx: ctx, cancel: cancel, slots: map[string]*slot{}}
}

// pace is how fast pages come and are read. What bounds it is the fastest of
// either: a page takes longer where others are under way.
type pace struct {
	fetching, reading time.Duration
	size              int // of the largest page
}

func (p *pace) fetched(r *Reply) {
	if p.fetching == 0 || r.Elapsed < p.fetching {
		p.fetching = r.Elapsed
	}
	p.size = max(p.size, len(r.Body))
}

func (p *pace) read(in time.Duration) {
	if p.reading == 0 || in < p.reading {
		p.reading = in
	}
}

// littleMemory is what pages ahead may take without a reason.
const littleMemory = 1 << 20

// ahead is how many pages have to be under way so that the reader waits for
// none. More of them would only take memory, which does not matter where pages
// are small.
func (p *pace) ahead() int {
	if p.reading <= 0 {
		return maxAhead
	}
	return min(maxAhead, max(4+int(p.fetching/p.reading), littleMemory/max(p.size, 1)))
}

// fill starts fetching the pages behind the one at u, up to the last, until
// width of them are under way or lie ready.
func (a *ahead) fill(u *url.URL, last, width int) {
	n := address.Page(u)
	if n == 0 || a.client.noAhead {
		return
	}
	a.next = max(a.next, n+1)
	budget := a.client.limiter.Left(a.client.clock.Now())/2 - a.pending()
	for ; a.next <= last && len(a.slots) < width && budget > 0; a.next++ {
		a.start(address.With(u, url.Values{"page": {itoa(int64(a.next))}}))
		budget--
	}
}

// pending counts what is under way.
func (a *ahead) pending() int {
	n := 0
	for _, s := range a.slots {
		if !s.done.Has() {
			n++
		}
	}
	return n
}

func (a *ahead) start(u *url.URL) {
	s := new(slot)
	a.slots[address.Normal(u)] = s
	clock, client, ctx := a.client.clock, a.client, a.ctx
	call := &Call{Op: a.op, Method: "GET", URL: u, Speculative: true, want: a.want, pool: a.pool}
	clock.Busy()
	go func() {
		defer clock.Idle()
		defer s.done.Fire()
		if reply, err := client.send(ctx, call); err == nil {
			s.reply = reply
		}
	}()
}

// take returns the page at u if it was fetched ahead, nil otherwise.
func (a *ahead) take(ctx context.Context, u *url.URL) *Reply {
	where := address.Normal(u)
	s := a.slots[where]
	if s == nil {
		return nil
	}
	if s.done.Wait(ctx, a.client.clock) != nil {
		return nil // the foreground attempt says why
	}
	delete(a.slots, where)
	return s.reply
}
