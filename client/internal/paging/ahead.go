package paging

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/gate"
)

// maxAhead is how many pages may be fetched, or lie ready, ahead of the reader.
const maxAhead = 24

// Fetcher is where pages are fetched from.
type Fetcher[R any] struct {
	Clock  clock
	Fetch  func(ctx context.Context, u *url.URL) *R // nil: it failed
	Budget func() int                               // how many requests may be made ahead by now
}

// clock is what of a clock is needed here.
type clock interface {
	Sleep(ctx context.Context, d time.Duration) error
	Busy()
	Idle()
}

// Ahead fetches pages that a reader is going to want. Each is one goroutine that
// ends with its answer; none waits for work. Nothing of it refers to the reader,
// which therefore can be collected.
type Ahead[R any] struct {
	source Fetcher[R]
	ctx    context.Context
	cancel context.CancelFunc
	slots  map[string]*slot[R] // by address
	next   int                 // number of the next page to start
}

// slot is where one page arrives.
type slot[R any] struct {
	done  gate.Signal
	reply *R // nil: it failed, and is asked for again when it is wanted
}

// NewAhead fetches nothing yet. What it is going to fetch ends with life.
func NewAhead[R any](life context.Context, source Fetcher[R]) *Ahead[R] {
	ctx, cancel := context.WithCancel(life)
	return &Ahead[R]{source: source, ctx: ctx, cancel: cancel, slots: map[string]*slot[R]{}}
}

// Cancel gives a function that ends what is under way, and that does not keep
// the rest alive.
func (a *Ahead[R]) Cancel() context.CancelFunc { return a.cancel }

// Pace is how fast pages come and are read. What bounds it is the fastest of
// either: a page takes longer where others are under way.
type Pace struct {
	fetching, reading time.Duration
	size              int // of the largest page
}

// Fetched takes in how long a page took, and its size.
func (p *Pace) Fetched(in time.Duration, size int) {
	if p.fetching == 0 || in < p.fetching {
		p.fetching = in
	}
	p.size = max(p.size, size)
}

// Read takes in how long a page was read.
func (p *Pace) Read(in time.Duration) {
	if p.reading == 0 || in < p.reading {
		p.reading = in
	}
}

// littleMemory is what pages ahead may take without a reason.
const littleMemory = 1 << 20

// Ahead is how many pages have to be under way so that the reader waits for
// none. More of them would only take memory, which does not matter where pages
// are small.
func (p *Pace) Ahead() int {
	if p.reading <= 0 {
		return maxAhead
	}
	return min(maxAhead, max(4+int(p.fetching/p.reading), littleMemory/max(p.size, 1)))
}

// Fill starts fetching the pages behind the one at u, up to the last, until
// width of them are under way or lie ready.
func (a *Ahead[R]) Fill(u *url.URL, last, width int) {
	n := address.Page(u)
	if n == 0 {
		return
	}
	a.next = max(a.next, n+1)
	budget := a.source.Budget() - a.pending()
	for ; a.next <= last && len(a.slots) < width && budget > 0; a.next++ {
		a.start(address.With(u, url.Values{"page": {strconv.Itoa(a.next)}}))
		budget--
	}
}

// pending counts what is under way.
func (a *Ahead[R]) pending() int {
	n := 0
	for _, s := range a.slots {
		if !s.done.Has() {
			n++
		}
	}
	return n
}

func (a *Ahead[R]) start(u *url.URL) {
	s := new(slot[R])
	a.slots[address.Normal(u)] = s
	source, ctx := a.source, a.ctx
	source.Clock.Busy()
	go func() {
		defer source.Clock.Idle()
		defer s.done.Fire()
		s.reply = source.Fetch(ctx, u)
	}()
}

// Take returns the page at u if it was fetched ahead, nil otherwise.
func (a *Ahead[R]) Take(ctx context.Context, u *url.URL) *R {
	where := address.Normal(u)
	s := a.slots[where]
	if s == nil {
		return nil
	}
	if s.done.Wait(ctx, a.source.Clock) != nil {
		return nil // the foreground attempt says why
	}
	delete(a.slots, where)
	return s.reply
}
