package cli

import (
	"context"
	"errors"
	"os"
	"slices"
	"sync"
	"syscall"

	"github.com/doapi-lua/doapi/luabind"
)

// signals hands each signal to what is going on. When nothing takes signals,
// one ends the program.
type signals struct {
	mu        sync.Mutex
	last      os.Signal
	handlers  []*handler    // the last one has the say
	abandoned chan struct{} // closed when nothing is waited for any more
	abandon   func()
}

type handler struct{ f func(sig os.Signal) }

// watch hands on what comes until the program ends.
func (s *signals) watch(arriving <-chan os.Signal) {
	s.abandoned = make(chan struct{})
	s.abandon = sync.OnceFunc(func() { close(s.abandoned) })
	if arriving == nil {
		return
	}
	go func() {
		for sig := range arriving {
			s.deliver(sig)
		}
	}()
}

// deliver hands a signal to what is going on.
func (s *signals) deliver(sig os.Signal) {
	s.mu.Lock()
	s.last = sig
	f := func(os.Signal) { s.abandon() }
	if n := len(s.handlers); n > 0 {
		f = s.handlers[n-1].f
	}
	s.mu.Unlock()
	f(sig)
}

// interrupt is what Ctrl-C does.
func (s *signals) interrupt() { go s.deliver(os.Interrupt) }

// take has signals go to f until it is removed.
func (s *signals) take(f func(os.Signal)) (remove func()) {
	h := &handler{f}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handlers = append(s.handlers, h)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.handlers = slices.DeleteFunc(s.handlers, func(o *handler) bool { return o == h })
	}
}

// exitCode is what a command ends with that a signal has ended, 0 if none came.
func (s *signals) exitCode() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.last {
	case nil:
		return 0
	case syscall.SIGTERM:
		return exitTerminated
	}
	return exitInterrupted
}

// guard has signals end what host runs under the context that it returns. The
// first one is soft: waits give what they have, and a script that waits for
// nothing is cancelled. The second one cancels whatever the script does, and
// the third ends the program without waiting for deferred functions. stop must
// be called when the run is over.
func (a *app) guard(ctx context.Context, host *luabind.Host) (guarded context.Context, stop func()) {
	guarded, cancel := context.WithCancelCause(ctx)
	count := 0
	remove := a.signals.take(func(os.Signal) {
		switch count++; {
		case count >= 3:
			a.signals.abandon()
		case count == 2 || !host.Interrupt():
			cancel(luabind.ErrInterrupted)
		}
	})
	return guarded, func() {
		remove()
		cancel(nil)
	}
}

// until ends the context at the first signal: for what runs no script.
func (a *app) until(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	remove := a.signals.take(func(os.Signal) { cancel(luabind.ErrInterrupted) })
	return ctx, func() {
		remove()
		cancel(nil)
	}
}

// interrupted reports whether err is how something ends that was told to.
func (a *app) interrupted(err error) bool {
	return a.signals.exitCode() != 0 &&
		(errors.Is(err, luabind.ErrInterrupted) || errors.Is(err, luabind.ErrCancelled) || errors.Is(err, context.Canceled))
}
