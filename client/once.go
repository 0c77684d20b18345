package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/identity"
	"github.com/doapi-lua/doapi/client/internal/limit"
	"github.com/doapi-lua/doapi/client/internal/policy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// OnceMode says what becomes of a create when nothing tells whether it acted.
type OnceMode string

// The modes of [WithExactlyOnce].
const (
	// OnceOn looks for what the create may have made. What is still not there
	// after the time of [WithSettle] counts as not made, and is asked for again.
	OnceOn OnceMode = "on"
	// OnceStrict looks too, but never takes absence for a proof: the error is
	// an *UnknownOutcomeError then.
	OnceStrict OnceMode = "strict"
	// OnceOff leaves it to the caller: the error is what came instead of an
	// answer.
	OnceOff OnceMode = "off"
)

// WithExactlyOnce sets how the client sees to it that nothing is made twice or
// lost, [OnceOn] unless given; "" is the same as OnceOn.
func WithExactlyOnce(mode OnceMode) Option {
	return func(s *settings) error {
		switch mode {
		case "":
			mode = OnceOn
		case OnceOn, OnceStrict, OnceOff:
		default:
			return fmt.Errorf("exactly_once cannot be %q: it is on, strict or off", string(mode))
		}
		s.exactlyOnce = mode
		return nil
	}
}

// WithSettle sets for how long what was just made may be missing in the API's
// answers, 15 seconds unless given.
func WithSettle(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return errors.New("settle cannot be negative")
		}
		s.settle = min(d, longest)
		return nil
	}
}

// maxAgain is how often a create is sent again after it was not found.
const maxAgain = 5

// once makes creates happen exactly once. It sends them, and when nothing tells
// whether one acted it looks for what it would have made.
type once struct {
	*settings
	client   *Client
	next     Handler // retries, and what is below
	notifier *notifier
	limiter  *limit.Limiter
	own      func(*Call) bool
	*creations
}

// creations is what is known of the creates of a client.
type creations struct {
	droplets identity.Creations

	mu      sync.Mutex
	taken   map[string]time.Time // paths of what calls of this client returned, and when
	unclear []*creation          // of which nobody knows what they made
}

// try is a create under way.
type try struct {
	call   *Call
	body   jsontext.Value
	id     *identity.Identity
	first  time.Time // when it was first sent, by the client's clock
	theirs time.Time // and by the API's, as far as that was known then; or zero
	err    error     // what came instead of an answer the last time; nil before that
	fresh  bool      // there was nothing like it before
	unseen bool      // the API said that it acted, and did not show what it did
}

// match says what a look for what a create made has found.
type match int

const (
	absent  match = iota // nothing
	ours                 // what it made
	foreign              // something that was there before
	unsure               // something that may be either
)

// finding is a match with what it is about.
type finding struct {
	match
	raw  string // ours: the answer's body
	what string // unsure: what to look at
}

// around is the middleware.
func (o *once) around(next Handler) Handler {
	o.next = next
	return func(ctx context.Context, c *Call) (*Reply, error) {
		if o.exactlyOnce == OnceOff || !o.own(c) {
			return next(ctx, c)
		}
		switch {
		case c.Method == http.MethodDelete:
			reply, err := next(ctx, c)
			if err == nil {
				o.forget(c.URL.Path)
			}
			return reply, err
		case policy.Safe(c.Method, c.Op):
			return next(ctx, c)
		}
		t := &try{call: c, body: c.object(), fresh: ctx.Value(absentKey{}) != nil}
		if t.id = identity.Of(c.Op, t.body); t.id.By == identity.ByTag {
			return o.createDroplets(ctx, t)
		}
		return o.create(ctx, t)
	}
}

// AbsentBefore returns a context for a create of what the caller has just seen
// not to be there. Where the answer is lost, one that is alike and found
// afterwards is taken for what was made, also of things that may exist twice,
// such as records of a domain; [OnceStrict] takes it for no proof.
func AbsentBefore(ctx context.Context) context.Context {
	return context.WithValue(ctx, absentKey{}, true)
}

type absentKey struct{}

// object is the call's body, if that is a JSON object.
func (c *Call) object() jsontext.Value {
	v, err := jsontext.Parse(string(c.Body))
	if err != nil || v.Kind() != jsontext.KindObject {
		return jsontext.Value{}
	}
	return v
}

// create sends a call until it has certainly acted once.
func (o *once) create(ctx context.Context, t *try) (*Reply, error) {
	for again := 0; ; again++ {
		reply, err := o.send(ctx, t)
		outcome := answerOf(t.call, err).Outcome()
		switch {
		case outcome == policy.Yes:
			o.note(t, reply)
			return reply, nil
		case ctx.Err() != nil:
			return reply, err
		case outcome == policy.No && t.err == nil:
			return reply, err
		case outcome == policy.No:
			return o.refused(ctx, t, reply, err)
		}
		t.err, t.unseen = err, outcome == policy.Unseen
		if t.id.By == identity.Nothing {
			return nil, o.unknown(t, "", "")
		}
		found, lost := o.look(ctx, t, t.id.Unique && !t.unseen)
		switch {
		case lost != nil && ctx.Err() != nil:
			return nil, lost
		case lost != nil:
			return nil, o.unknown(t, "", o.notAsked())
		case found.match == ours:
			return claimed(t.call, found.raw)
		case found.match == unsure:
			return nil, o.unknown(t, found.what, "")
		case t.unseen,
			found.match == absent && !t.id.Unique && o.exactlyOnce == OnceStrict,
			again == maxAgain || o.late(t):
			return nil, o.unknown(t, "", o.notSeen(t))
		}
	}
}

// refused decides what the refusal of a repeated create means: it may be
// refused because it has acted before.
func (o *once) refused(ctx context.Context, t *try, reply *Reply, err error) (*Reply, error) {
	switch found, lost := o.look(ctx, t, false); {
	case lost != nil && ctx.Err() != nil:
		return nil, lost
	case lost == nil && found.match == ours:
		return claimed(t.call, found.raw)
	case lost != nil:
		return nil, o.unknown(t, "", o.notAsked())
	case found.match == unsure:
		return nil, o.unknown(t, found.what, "")
	}
	return reply, err
}

// late reports whether the user's time for retries is over.
func (o *once) late(t *try) bool {
	return o.retryTimes.given && o.clock.Now().Sub(t.first) >= o.retryTimes.failed
}

// send sends the call, and notes when that was.
func (o *once) send(ctx context.Context, t *try) (*Reply, error) {
	d := *t.call
	d.began = func(at time.Time) { o.began(t, at) }
	return o.next(ctx, &d)
}

// began notes when a create is first sent.
func (o *once) began(t *try, at time.Time) {
	if !t.first.IsZero() {
		return
	}
	t.first = at
	if theirs, measured := o.limiter.Theirs(at); measured {
		t.theirs = theirs
	}
}

// look looks for what a create may have made: until it is found, or until it
// would have been seen. quick is content with one look, because the API refuses
// a second one of its kind. An error means that the API could not be asked.
func (o *once) look(ctx context.Context, t *try, quick bool) (finding, error) {
	return o.lookFor(ctx, t.call, t.err, quick, func() (finding, error) { return o.find(ctx, t) })
}

func (o *once) lookFor(ctx context.Context, c *Call, why error, quick bool, find func() (finding, error)) (finding, error) {
	end := o.clock.Now().Add(o.settle)
	if !quick {
		o.notifier.tell(Notice{
			Kind: NoticeLook, Op: c.name(), Until: end, Err: why,
			Message: fmt.Sprintf("%s %s may have acted: looking for what it made, until %s", c.Method, address.Short(c.address(), false), end.Format("15:04:05")),
		})
	}
	for n := 0; ; n++ {
		// What was just made is often missing in the first moment.
		wait := limit.Backoff(n, time.Second, 8*time.Second)
		if left := end.Sub(o.clock.Now()); quick && n == 0 {
			wait = 0
		} else if left > 0 {
			wait = min(wait, left)
		}
		if err := o.clock.Sleep(ctx, wait); err != nil {
			return finding{}, fmt.Errorf("%s %s: %w while looking for what it made", c.Method, address.Short(c.address(), false), err)
		}
		asked := o.clock.Now()
		found, err := find()
		switch {
		case ctx.Err() != nil && err != nil:
			return found, err
		case err == nil && (quick || found.match == ours || found.match == foreign || !asked.Before(end)):
			return found, nil
		case err != nil && !asked.Before(end.Add(o.outage())):
			return found, err
		}
	}
}

// notSeen says how it was looked for in vain what a create made, and which
// setting that hangs on.
func (o *once) notSeen(t *try) string {
	switch {
	case t.unseen:
	case t.id.Unique:
		return ""
	case o.exactlyOnce == OnceStrict:
		return fmt.Sprintf("it was not seen within the settle of %v, after which exactly_once=\"on\" would have sent it again", o.settle)
	case o.late(t):
		return fmt.Sprintf("the retry_max_time of %v is over", o.retryTimes.failed)
	}
	return fmt.Sprintf("it was not seen within the settle of %v", o.settle)
}

// notAsked says that the API could not be asked what a create made.
func (o *once) notAsked() string {
	return fmt.Sprintf("it could not be looked for within %v (retry_max_time)", o.outage())
}

// outage is for how long the API may fail to say what a create made: as long as
// waits put up with that, unless the user says otherwise.
func (o *once) outage() time.Duration {
	if o.retryTimes.given {
		return o.retryTimes.failed
	}
	return lasting
}

// unknown is the error of a create that remains unclear: what to look at, if
// that is known, and what became of looking for it.
func (o *once) unknown(t *try, what, looked string) *UnknownOutcomeError {
	c := t.call
	hint := t.id.Look(t.body, "GET "+address.Short(c.URL.Scheme+"://"+c.URL.Host+c.URL.EscapedPath(), false))
	if what != "" {
		hint = what
	}
	return &UnknownOutcomeError{Op: c.name(), Method: c.Method, URL: c.address(), SentAt: t.first, Hint: hint, Err: t.err, looked: looked}
}

// claimed makes the reply of a call that had none.
func claimed(c *Call, body string) (*Reply, error) {
	status := http.StatusOK
	if c.Op != nil && len(c.Op.Success) > 0 {
		status = c.Op.Success[0]
	}
	text := identity.HideTags([]byte(body))
	doc, wrong := jsontext.Scan(text, c.want)
	reply := &Reply{Op: c.name(), Method: c.Method, URL: c.address(), Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: text, doc: doc}
	if wrong != nil {
		return nil, reply.bad("%s", wrong.Message)
	}
	return reply, nil
}

// note remembers what a create has returned, so that none of it passes for what
// another one made.
func (o *once) note(t *try, reply *Reply) {
	for _, item := range itemsOf(t.call, reply) {
		if path := itemPath(t.call, item); path != "" {
			o.take(path)
		}
	}
}

// remembered is for how long what calls returned is remembered: longer than any
// create takes to become clear.
const remembered = 3 * time.Hour

// take reserves what has a path for one call; it reports false if it is taken.
func (o *once) take(path string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.clock.Now()
	if _, known := o.taken[path]; known {
		return false
	}
	if o.taken == nil {
		o.taken = map[string]time.Time{}
	}
	if len(o.taken)%1024 == 1023 {
		for path, at := range o.taken {
			if now.Sub(at) > remembered {
				delete(o.taken, path)
			}
		}
	}
	o.taken[path] = now
	return true
}

func (o *once) forget(path string) {
	o.mu.Lock()
	delete(o.taken, path)
	o.mu.Unlock()
}

// OnceTag is the tag that the client marks the droplets of this lifetime with
// until it is closed, so that they can be found whatever becomes of the answers
// to their creates; "" if it marks none.
func (c *Client) OnceTag() string {
	if c.exactlyOnce == OnceOff {
		return ""
	}
	return c.made.droplets.Tag()
}
