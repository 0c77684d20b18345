package client

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/doapi-lua/doapi/client/catalog"
)

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

// Changes reports whether a call does more than look: it is to be sent with
// care.
func (c *Call) Changes() bool {
	if c.Op != nil {
		return c.Op.Effect == catalog.Change
	}
	return c.Method != http.MethodGet && c.Method != http.MethodHead
}
