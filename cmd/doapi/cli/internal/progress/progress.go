// Package progress shows what a long piece of work is about.
package progress

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// Progress shows what a long piece of work is about: on a terminal one line of
// standard error that is gone whenever something else is written, elsewhere,
// if asked for, a plain line now and then. It is safe from any goroutine.
type Progress struct {
	w     io.Writer
	width func() int    // of the terminal; nil: plain lines
	clock luabind.Clock // that notices go by
	now   func() time.Time
	every func(func()) (stop func())

	mu       sync.Mutex
	since    time.Time // when the work began; zero: none has
	resumed  time.Time // when it went on after something was written; zero: it has not
	shown    time.Time // of the last plain line
	requests int
	doing    string        // the last request
	list     *listing      // that it asks for a page of; nil for none
	lists    listings      // that are being read
	note     client.Notice // the last one that is still true
	held     time.Time     // until when the rate limit holds all calls back
	drawn    int           // how often the line was since it is there
	waiting  bool          // the note is of a wait that goes on
	stop     func()
}

// New makes one that writes to w. width is how many columns its terminal has;
// nil: w is none, and gets plain lines. Notices come by the clock.
func New(w io.Writer, width func() int, clock luabind.Clock) *Progress {
	return &Progress{w: w, width: width, clock: clock, now: now, every: every, lists: listings{}}
}

// Watch is a step of a client that has the progress see its requests.
func (p *Progress) Watch(next client.Handler) client.Handler {
	return func(ctx context.Context, c *client.Call) (*client.Reply, error) {
		list := p.request(c)
		reply, err := next(ctx, c)
		if err == nil {
			p.answered(c, list, reply)
		}
		return reply, err
	}
}

// request takes note of a request that is about to be sent. It gives the list
// that the request is a part of, if it is.
func (p *Progress) request(c *client.Call) *listing {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin()
	p.requests++
	p.doing, p.list = c.Method+" "+c.URL.Path, p.lists.asked(c)
	if !p.waiting {
		p.note = client.Notice{}
	}
	return p.list
}

// answered takes note of an answer: nothing is held back any more.
func (p *Progress) answered(c *client.Call, list *listing, reply *client.Reply) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = time.Time{}
	if list != nil {
		list.take(c, reply)
	}
}

// Notice takes note of what a client says of itself.
func (p *Progress) Notice(n client.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin()
	if n.Kind == client.NoticePause {
		p.held = n.Until
	} else {
		p.note = n
	}
	var done, of int
	_, err := fmt.Sscanf(n.Message, "waiting: %d of %d", &done, &of)
	p.waiting = n.Kind == client.NoticeWait && (err != nil || done < of)
	if p.width == nil && n.Kind != client.NoticeWait {
		p.plain(n.Message) // also when it is over already
	}
}

// begin starts showing, if nothing is shown. The lock is held.
func (p *Progress) begin() {
	if !p.resumed.IsZero() {
		return
	}
	p.resumed, p.shown = p.now(), p.now()
	if p.since.IsZero() {
		p.since, p.requests = p.resumed, 0
	}
	p.stop = p.every(p.tick)
}

// spinner turns in front of the line.
var spinner = []rune("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

// firstLine is how long work takes before anything is said about it, and
// plainLine how often plain lines come.
const (
	firstLine = time.Second
	plainLine = 10 * time.Second
)

// tick shows the line anew.
func (p *Progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.resumed.IsZero() || p.now().Sub(p.resumed) < firstLine {
		return
	}
	if p.width == nil {
		if p.now().Sub(p.shown) >= plainLine {
			p.plain(p.what())
		}
		return
	}
	text := runewidth.Truncate(p.line(p.what()), max(p.width()-6, 10), "...")
	// What cannot be drawn is not worth failing for.
	_, _ = fmt.Fprintf(p.w, "\r\x1b[2K%c %s", spinner[p.drawn%len(spinner)], text)
	p.drawn++
}

// what is being done. The lock is held.
func (p *Progress) what() string {
	now := p.clock.Now()
	if left := p.held.Sub(now).Round(time.Second); left > 0 {
		return fmt.Sprintf("the API's rate limit is reached: going on at %s, in %v", p.held.Format("15:04:05"), left)
	}
	if p.note.Message != "" && (p.note.Until.IsZero() || now.Before(p.note.Until)) {
		return p.note.Message
	}
	if p.list != nil {
		return p.doing + p.list.String()
	}
	return p.doing
}

// line adds to what is being done how much it has been.
func (p *Progress) line(what string) string {
	requests := "requests"
	if p.requests == 1 {
		requests = "request"
	}
	return fmt.Sprintf("%s, %d %s, %v", what, p.requests, requests, p.now().Sub(p.since).Round(time.Second))
}

func (p *Progress) plain(what string) {
	p.shown = p.now()
	fmt.Fprintln(p.w, "doapi: "+p.line(what))
}

// Pause takes the line away, if it is there, because something else is going to
// be written; it comes back if the work goes on for long.
func (p *Progress) Pause() (was bool) {
	if p == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn > 0 {
		_, _ = io.WriteString(p.w, "\r\x1b[2K")
		p.drawn, was = 0, true
	}
	if p.width != nil {
		p.rest()
	}
	return was
}

// rest shows nothing until there is something new to tell. The lock is held.
func (p *Progress) rest() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.resumed, p.note, p.waiting, p.doing, p.list = time.Time{}, client.Notice{}, false, "", nil
}

// Close takes the line away, if it is there: the work is done.
func (p *Progress) Close() (was bool) {
	if p == nil {
		return false
	}
	was = p.Pause()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest()
	p.since = time.Time{}
	return was
}
