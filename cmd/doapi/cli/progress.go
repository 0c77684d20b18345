package cli

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/schollz/progressbar/v3"

	"github.com/doapi-lua/doapi/client"
)

// progress shows what a long piece of work is about: on a terminal one line of
// standard error that is gone whenever something else is written, elsewhere,
// if asked for, a plain line now and then.
type progress struct {
	w     io.Writer
	width func() int // of the terminal; nil: plain lines

	mu       sync.Mutex
	since    time.Time // when the present work began; zero: none
	shown    time.Time // of the last plain line
	requests int
	doing    string                   // the last request
	note     string                   // the last notice that lasts
	bar      *progressbar.ProgressBar // nil while no line is shown
	stop     func()
}

// newProgress makes what the flag --progress asks for; nil for nothing.
func (a *app) newProgress() *progress {
	screen := terminal(a.env.Stderr)
	switch a.flags.progress.value {
	case "never":
		return nil
	case "auto":
		if screen == nil || a.env.Getenv("TERM") == "dumb" {
			return nil
		}
	}
	p := &progress{w: a.env.Stderr.(behind).w}
	if screen != nil && a.env.Getenv("TERM") != "dumb" {
		p.width = func() int { return width(screen) }
	}
	a.out.before(p.pause)
	return p
}

// watch is a step of a client that has the progress see its requests.
func (p *progress) watch(next client.Handler) client.Handler {
	return func(ctx context.Context, c *client.Call) (*client.Reply, error) {
		p.request(c)
		return next(ctx, c)
	}
}

// request takes note of a request that is about to be sent.
func (p *progress) request(c *client.Call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin()
	p.requests++
	p.doing = c.Method + " " + c.URL.Path
	if page := c.URL.Query().Get("page"); page != "" && page != "1" {
		p.doing += " page " + page
	}
	if !strings.HasPrefix(p.note, "waiting:") {
		p.note = ""
	}
}

// notice takes note of what a client says of itself.
func (p *progress) notice(n client.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begin()
	p.note = n.Message
	if p.width == nil && n.Kind != client.NoticeWait {
		p.plain()
	}
}

// begin starts showing, if nothing is shown. The lock is held.
func (p *progress) begin() {
	if !p.since.IsZero() {
		return
	}
	p.since, p.shown, p.requests = now(), now(), 0
	p.stop = every(p.tick)
}

// patient is how long work takes before anything is said about it, and plainly
// how often plain lines come.
const (
	patient = time.Second
	plainly = 10 * time.Second
)

// tick shows the line anew.
func (p *progress) tick() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since.IsZero() || now().Sub(p.since) < patient {
		return
	}
	if p.width == nil {
		if now().Sub(p.shown) >= plainly {
			p.plain()
		}
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions(-1,
			progressbar.OptionSetWriter(p.w), progressbar.OptionSpinnerType(14), progressbar.OptionSetWidth(10),
			progressbar.OptionSetSpinnerChangeInterval(0), // else it draws by itself, at any time
			progressbar.OptionSetElapsedTime(false), progressbar.OptionClearOnFinish(), progressbar.OptionUseANSICodes(true),
			progressbar.OptionSetRenderBlankState(false))
	}
	p.bar.Describe(runewidth.Truncate(p.text(), max(p.width()-6, 10), "...")) // shows it too
}

// text is the line. The lock is held.
func (p *progress) text() string {
	text := p.note
	if text == "" {
		text = p.doing
	}
	return fmt.Sprintf("%s, %d requests, %v", text, p.requests, now().Sub(p.since).Round(time.Second))
}

func (p *progress) plain() {
	p.shown = now()
	fmt.Fprintln(p.w, "doapi: "+p.text())
}

// pause takes the line away, because something else is going to be written; it
// comes back if the work goes on for long.
func (p *progress) pause() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear() // what cannot be taken away is not worth failing for
		p.bar = nil
	}
	if p.width != nil {
		p.end()
	}
}

// end forgets the work. The lock is held.
func (p *progress) end() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.since, p.note, p.doing = time.Time{}, "", ""
}

// Close takes the line away for good.
func (p *progress) Close() {
	if p == nil {
		return
	}
	p.pause()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.end()
}
