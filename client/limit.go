package client

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/limit"
)

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
