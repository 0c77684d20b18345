package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/limit"
	"github.com/doapi-lua/doapi/client/internal/policy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// WithRetryMaxTime limits how long a call may take from its first attempt to
// the start of its last one, pauses for the rate limit included; 0 means that
// nothing is sent twice. Unless given, a call that fails is sent 5 times at
// most, within 2 minutes, and the rate limit is waited for as long as the API
// says. The context of a call limits it in any case.
func WithRetryMaxTime(d time.Duration) Option {
	return func(s *settings) error {
		if d < 0 {
			return errors.New("retry_max_time cannot be negative")
		}
		d = min(d, longest)
		s.retryTimes = retryTimes{failed: d, limited: d, busy: d, given: true}
		return nil
	}
}

// WithRetryBusy also retries what the API refuses because something else is
// still being done to a droplet (422 "pending event").
func WithRetryBusy(on bool) Option {
	return func(s *settings) error { s.retryBusy = on; return nil }
}

// WithJitter sets where the random part of pauses comes from: f returns numbers
// from 0 up to 1, and is safe for concurrent use. For runs that are to be
// repeated exactly.
func WithJitter(f func() float64) Option {
	return func(s *settings) error {
		if f == nil {
			return errors.New("the source of jitter cannot be nil")
		}
		s.jitter = f
		return nil
	}
}

// retryTimes says for how long a call is sent again, by what stands in its way.
type retryTimes struct {
	failed  time.Duration
	limited time.Duration
	busy    time.Duration
	given   bool // by the user: then it bounds pauses that others ordered too
}

// defaultRetryTimes: the window of the hourly limit, and some, for the rate limit;
// what the longest usual events take for what is busy.
var defaultRetryTimes = retryTimes{failed: 2 * time.Minute, limited: 90 * time.Minute, busy: 15 * time.Minute}

// answerOf is what became of one sending of a call, for the tables of policy.
func answerOf(c *Call, err error) policy.Attempt {
	a := policy.Attempt{Safe: policy.Safe(c.Method, c.Op)}
	var refusal *Error
	var garbled *ResponseError
	var broke *ConnectionError
	switch {
	case err == nil:
		a.Status, a.Usable = http.StatusOK, true
	case errors.As(err, &refusal):
		a.Status, a.Busy = refusal.Status, isBusy(refusal)
		a.OwnJSON = refusal.Fields.Get("id").Kind() == jsontext.KindString && refusal.Fields.Get("message").Kind() == jsontext.KindString
	case errors.As(err, &garbled):
		a.Status, a.Hopeless = garbled.Status, errors.Is(err, ErrTooLarge)
	case errors.As(err, &broke):
		a.Sent, a.Hopeless = broke.Sent, hopeless(broke.Err)
	default:
		// Nothing was sent: a step before the wire said no, or ctx ended.
		a.Hopeless = true
	}
	return a
}

// isBusy recognizes the API's words for a droplet that something is being done
// to.
func isBusy(e *Error) bool {
	return e.Status == http.StatusUnprocessableEntity && strings.Contains(strings.ToLower(e.Message), "pending event")
}

// neverSent recognizes failures to make a connection, whoever made it.
func neverSent(err error) bool {
	var op *net.OpError
	return isFinal(err) || errors.Is(err, syscall.ECONNREFUSED) || errors.As(err, &op) && op.Op == "dial"
}

// isFinal recognizes what a step on the wire says of a request that it did not
// send and will not send: its error has a method Final.
func isFinal(err error) bool {
	var final interface{ Final() bool }
	return errors.As(err, &final) && final.Final()
}

// hopeless recognizes failures to connect that do not pass by themselves: names
// that do not exist, and servers that are not who they should be.
func hopeless(err error) bool {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return isFinal(err) || errors.As(err, &name) && name.IsNotFound || errors.As(err, &certificate) || errors.As(err, &unknown) ||
		errors.As(err, &host) || errors.As(err, &invalid) || errors.As(err, &record) || errors.As(err, &alert)
}

// retrier sends calls again.
type retrier struct {
	*settings
	notifier *notifier
	limiter  *limit.Limiter
	own      func(*Call) bool // whether the limiter holds the call back where it must
}

// around is the middleware.
func (r *retrier) around(next Handler) Handler {
	return func(ctx context.Context, c *Call) (*Reply, error) {
		if c.Speculative {
			return next(ctx, c) // asked for again in the foreground if it is wanted
		}
		started := r.clock.Now()
		if r.retryTimes.given {
			d := *c
			d.giveUp = started.Add(r.retryTimes.failed)
			c = &d
		}
		var since [policy.Busy + 1]time.Time // when each obstacle was first met
		acted := false                       // an attempt may have had its effect
		failures := 0
		for n := 0; ; n++ {
			reply, err := next(ctx, c)
			if err == nil {
				return reply, nil
			}
			if acted {
				if reply, err, ok := repeated(c, started, reply, err); ok {
					return reply, err
				}
			}
			answer := answerOf(c, err)
			what := answer.Obstacle()
			if what == policy.Busy && !r.retriesBusy(ctx) && !acted {
				return reply, withWayOut(err, "do.retry_busy = true waits until it is free")
			}
			if what == policy.None {
				return reply, err
			}
			acted = acted || answer.Outcome() != policy.No
			now := r.clock.Now()
			if since[what].IsZero() {
				since[what] = now
			}
			from := since[what]
			if r.retryTimes.given {
				from = started
			}
			wait := r.pause(c, what, n, err)
			at := now.Add(wait)
			if opens := r.limiter.Opens(c.name()); what == policy.Limited && r.own(c) && opens.After(at) {
				at = opens // but it is the limiter that waits
			}
			if what == policy.Failed {
				failures++
			}
			if at.Sub(from) >= r.most(what) || failures == policy.Attempts && !r.retryTimes.given {
				if r.most(what) == 0 {
					return reply, err // nothing was to be sent again
				}
				if n == 0 {
					return reply, withWayOut(err, "retry_max_time leaves no time for another attempt")
				}
				return reply, withWayOut(err, "given up after %d attempts in %v, retry_max_time allows more", n+1, now.Sub(started).Round(time.Second))
			}
			r.tell(c, n, at, err)
			if gone := r.clock.Sleep(ctx, wait); gone != nil {
				return nil, fmt.Errorf("%s %s: %w before another attempt after: %v", c.Method, address.Short(c.address(), !r.own(c)), gone, err)
			}
		}
	}
}

// withWayOut has an error of an attempt say which setting would have helped.
func withWayOut(err error, format string, args ...any) error {
	text := "; " + fmt.Sprintf(format, args...)
	var refusal *Error
	var garbled *ResponseError
	var broke *ConnectionError
	switch {
	case errors.As(err, &refusal):
		refusal.wayOut = text
	case errors.As(err, &garbled):
		garbled.wayOut = text
	case errors.As(err, &broke):
		broke.wayOut = text
	}
	return err
}

func (r *retrier) most(what policy.Obstacle) time.Duration {
	switch what {
	case policy.Limited:
		return r.retryTimes.limited
	case policy.Busy:
		return r.retryTimes.busy
	}
	return r.retryTimes.failed
}

// pause is how long to wait before the next attempt. Where the limiter holds
// calls back it is nothing.
func (r *retrier) pause(c *Call, what policy.Obstacle, n int, err error) time.Duration {
	if what == policy.Limited && r.own(c) {
		return 0
	}
	wait := time.Duration(r.jitter() * float64(limit.Backoff(n, policy.FirstPause, policy.MostPause)))
	var refusal *Error
	if errors.As(err, &refusal) && refusal.RetryAfter > 0 {
		wait = min(refusal.RetryAfter, limit.LongestPause) + min(wait, time.Second)
	} else if what == policy.Limited {
		wait = max(wait, time.Second)
	}
	return wait
}

func (r *retrier) tell(c *Call, n int, at time.Time, err error) {
	now := r.clock.Now()
	when := "at once"
	if wait := at.Sub(now); wait > 0 {
		when = fmt.Sprintf("in %v", wait.Round(time.Millisecond))
	}
	r.notifier.tell(Notice{
		Kind: NoticeRetry, Op: c.name(), Until: at, Err: err,
		Message: fmt.Sprintf("attempt %d failed, the next one comes %s: %v", n+1, when, err),
	})
}

// repeated decides what the answer to a repeated call means when an earlier
// attempt may have had its effect: it may have been that which stands in the
// way now.
func repeated(c *Call, sent time.Time, reply *Reply, err error) (*Reply, error, bool) {
	var refusal *Error
	if !errors.As(err, &refusal) {
		return nil, nil, false
	}
	switch {
	case c.Method == http.MethodDelete && refusal.Status == http.StatusNotFound:
		done := *reply
		done.Status, done.Body, done.doc = http.StatusNoContent, nil, jsontext.Document{}
		return &done, nil, true
	case (c.Method == http.MethodPut || c.Method == http.MethodPatch) && refusal.Status/100 == 4 && answerOf(c, err).Obstacle() == policy.None:
		return reply, &UnknownOutcomeError{
			Op: c.name(), Method: c.Method, URL: c.address(), SentAt: sent, Err: err,
			Hint: "an attempt before had no answer: look whether it is as it should be",
		}, true
	}
	return nil, nil, false
}

// BusyRetried returns a context under which calls that the API refuses because
// something else is still being done to a droplet (422 "pending event") are sent
// again, as with [WithRetryBusy].
func BusyRetried(ctx context.Context) context.Context {
	return context.WithValue(ctx, busyKey{}, true)
}

type busyKey struct{}

func (s *settings) retriesBusy(ctx context.Context) bool {
	return s.retryBusy || ctx.Value(busyKey{}) != nil
}

// limiting is the step that waits for room before each attempt, for calls to
// the endpoint with the account's token.
func limiting(l *limit.Limiter, clock Clock, own func(*Call) bool, n *notifier, jitter func() float64) Middleware {
	return func(next Handler) Handler {
		return func(ctx context.Context, c *Call) (*Reply, error) {
			if !own(c) {
				c.begin(clock.Now())
				return next(ctx, c)
			}
			pausing, sent, done := beforeSent(ctx)
			p, err := l.Admit(pausing, limit.Request{
				Op: c.name(), Speculative: c.Speculative, GiveUp: c.giveUp,
				Paused: func(now, until time.Time) { n.pause(c, now, until) },
			})
			done()
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w while waiting for the rate limit", c.Method, address.Short(c.address(), false), err)
			}
			sent()
			c.begin(p.At)
			reply, err := next(ctx, c)
			if reply != nil {
				l.Done(p, reply.Status, reply.Header, jitter())
			} else {
				l.Done(p, 0, nil, jitter())
			}
			return reply, err
		}
	}
}

// UntilSent returns a context for one call, which gives up waiting for the rate
// limit when unsent ends, unless an attempt has been sent by then: the call ends
// with [context.Canceled], and nothing has happened.
func UntilSent(ctx, unsent context.Context) context.Context {
	return context.WithValue(ctx, unsentKey{}, &unsentCall{ctx: unsent})
}

type unsentKey struct{}

type unsentCall struct {
	ctx  context.Context
	sent atomic.Bool
}

// beforeSent is the context for pauses before an attempt.
func beforeSent(ctx context.Context) (pausing context.Context, sent func(), done func()) {
	u, _ := ctx.Value(unsentKey{}).(*unsentCall)
	if u == nil || u.sent.Load() {
		return ctx, func() {}, func() {}
	}
	pausing, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(u.ctx, cancel)
	return pausing, func() { u.sent.Store(true) }, func() { stop(); cancel() }
}
