package client

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Notice tells what goes on behind a call that takes longer than usual.
type Notice struct {
	Kind    NoticeKind
	Message string    // one line for people; the token is not in it
	Op      string    // id of the operation, "" if the catalog does not know it
	Until   time.Time // when it goes on, by the client's clock; zero for a warning
	Err     error     // what failed, nil if nothing did
}

// NoticeKind says what a [Notice] is about.
type NoticeKind int

// The kinds of notices.
const (
	NoticeWarning NoticeKind = iota // something is not as it should be, and works nevertheless
	NoticeRetry                     // a call failed, and is sent again at Until
	NoticePause                     // the API's rate limit holds calls back until Until
	NoticeLook                      // nothing tells whether a create acted: it is looked for until Until
	NoticeWait                      // a wait has looked: how many are done; not in the trace
)

// String is the kind in a word.
func (k NoticeKind) String() string {
	switch k {
	case NoticeWarning:
		return "warning"
	case NoticeRetry:
		return "retry"
	case NoticePause:
		return "pause"
	case NoticeLook:
		return "look"
	case NoticeWait:
		return "wait"
	}
	return fmt.Sprintf("NoticeKind(%d)", int(k))
}

// WithNotices has f called with every [Notice], on the goroutine of the call
// that it is about and with no lock held. f must be safe for concurrent use and
// return soon. Notices are in the trace as well.
func WithNotices(f func(Notice)) Option {
	return func(s *settings) error { s.notices = f; return nil }
}

// notifier hands out notices.
type notifier struct {
	trace func(line string) // nil: there is none
	hook  func(Notice)      // the same
	mask  func(string) string

	mu     sync.Mutex
	paused time.Time       // until when the last pause was told to last
	warned map[string]bool // what was warned of
}

func (n *notifier) tell(notice Notice) {
	notice.Message = flat(n.mask(notice.Message))
	if n.trace != nil {
		n.trace("= " + notice.Message)
	}
	if n.hook != nil {
		n.hook(notice)
	}
}

// warn tells something once in the client's life.
func (n *notifier) warn(format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	n.mu.Lock()
	if n.warned == nil {
		n.warned = map[string]bool{}
	}
	known := n.warned[message]
	n.warned[message] = true
	n.mu.Unlock()
	if !known {
		n.tell(Notice{Kind: NoticeWarning, Message: message})
	}
}

// shortest is the shortest pause for the rate limit that is worth a word.
const shortest = time.Second

// pause tells of a pause for the rate limit, once however many calls wait.
func (n *notifier) pause(c *Call, now, until time.Time) {
	d := until.Sub(now)
	n.mu.Lock()
	known := !until.After(n.paused.Add(shortest))
	if !known && d >= shortest {
		n.paused = until
	}
	n.mu.Unlock()
	if known || d < shortest {
		return
	}
	n.tell(Notice{
		Kind: NoticePause, Op: c.name(), Until: until,
		Message: fmt.Sprintf("the API's rate limit is reached: going on at %s, in %v", until.Format("15:04:05"), d.Round(time.Second)),
	})
}

// report tells how the wait stands after a look: how many are done, and in
// which states the others are.
func (w *waiter) report() {
	tell := w.client.notices
	if tell == nil {
		return
	}
	w.mu.Lock()
	open := len(w.open)
	states := map[string]int{}
	for _, i := range w.open {
		if s := i.now.Base().Field("status").Text(); s != "" {
			states[s]++
		}
	}
	w.mu.Unlock()
	var parts []string
	for _, s := range slices.Sorted(maps.Keys(states)) {
		parts = append(parts, fmt.Sprintf("%d %s", states[s], s))
	}
	message := fmt.Sprintf("waiting: %d of %d done", w.total-open, w.total)
	if len(parts) > 0 {
		message += ", " + strings.Join(parts, ", ")
	}
	tell(Notice{Kind: NoticeWait, Message: oneLine(message)})
}
