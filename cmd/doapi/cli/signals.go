package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
)

// notifySignals has the signals that end a program delivered, but for those
// that were ignored when it began, as under nohup: they stay so. From then on a
// closed pipe is an error of who writes to it.
func notifySignals() <-chan os.Signal {
	signals := make(chan os.Signal, 8)
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(sig) {
			signal.Notify(signals, sig)
		}
	}
	output.NotifyClosedPipes()
	return signals
}

// codeOfSignal is what a program ends with that a signal has ended.
func codeOfSignal(sig os.Signal) int {
	switch sig {
	case os.Interrupt:
		return exitInterrupted
	case syscall.SIGTERM:
		return exitTerminated
	case syscall.SIGHUP:
		return exitHungUp
	}
	return 0
}

// signals hands each signal to what is going on. When nothing takes signals,
// one ends the program.
type signals struct {
	under     sync.RWMutex // held while a signal is handed on
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
	s.under.RLock()
	defer s.under.RUnlock()
	s.mu.Lock()
	s.last = sig
	f := func(os.Signal) { s.abandon() }
	if n := len(s.handlers); n > 0 {
		f = s.handlers[n-1].f
	}
	s.mu.Unlock()
	f(sig)
}

// settle waits until what a signal has to say is said.
func (s *signals) settle() {
	s.under.Lock()
	defer s.under.Unlock()
}

// interrupt is what Ctrl-C does. When it returns, what runs has been told.
func (s *signals) interrupt() { s.deliver(os.Interrupt) }

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
	if s.last == nil {
		return 0
	}
	return codeOfSignal(s.last)
}

// guard has signals interrupt what host runs under the context that it returns:
// see [luabind.Host.Interrupt]. The first one says so, and so does the second;
// the third ends the program without waiting for deferred functions. When
// nothing runs, the first one has nothing run any more. stop must be called when
// the session is closed, which is finished too.
func (a *app) guard(ctx context.Context, host *luabind.Host) (guarded context.Context, stop func()) {
	guarded, cancel := context.WithCancelCause(ctx)
	idle := 0 // signals that came while nothing ran
	remove := a.signals.take(func(sig os.Signal) {
		if sig == os.Interrupt && output.Terminal(a.env.Stderr) != nil {
			fmt.Fprintln(a.env.Stderr) // the terminal has shown ^C
		}
		switch host.Interrupt() {
		case luabind.Stopping:
			if !a.yields() {
				a.complain("stopping: what is being changed is finished, and then the script ends; again to end it now")
			}
		case luabind.Ending:
			cancel(luabind.ErrInterrupted)
			a.complain("ending: only deferred functions run, for 30 seconds at most; again to leave at once")
		case luabind.Ended:
			a.signals.abandon()
		default:
			cancel(luabind.ErrInterrupted)
			if idle++; idle > 1 {
				a.signals.abandon()
			}
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
	return a.signals.exitCode() != 0 && (errors.Is(err, luabind.ErrInterrupted) || errors.Is(err, context.Canceled))
}

// replSignals is where signals go while a REPL is on.
type replSignals struct {
	app        *app
	interrupts chan struct{} // Ctrl-C while a person types
	end        context.CancelCauseFunc
}

// replSignals has signals come to a REPL that waits for a line: a request to
// end ends ctx, and so does an interrupt unless a person types, who only takes
// back the line with it.
func (a *app) replSignals(ctx context.Context, typed bool) (context.Context, *replSignals, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	s := &replSignals{a, make(chan struct{}, 1), cancel}
	remove := a.signals.take(func(sig os.Signal) {
		if sig != os.Interrupt || !typed {
			cancel(luabind.ErrInterrupted)
			return
		}
		select {
		case s.interrupts <- struct{}{}:
		default:
		}
	})
	return ctx, s, func() {
		remove()
		cancel(nil)
	}
}

// guard is app.guard for a line of a REPL, which outlives every interrupt. A
// line that only computes or reads ends at the first one: there is nothing to
// finish.
func (s *replSignals) guard(ctx context.Context, host *luabind.Host) (context.Context, func()) {
	guarded, cancel := context.WithCancelCause(ctx)
	remove := s.app.signals.take(func(sig os.Signal) {
		if sig != os.Interrupt {
			s.end(luabind.ErrInterrupted)
		} else {
			s.app.out.Interrupted()
		}
		did := host.Interrupt()
		if did == luabind.Stopping && !host.Finishing() {
			did = host.Interrupt()
		}
		if did != luabind.Stopping {
			cancel(luabind.ErrInterrupted)
		}
	})
	return guarded, func() {
		remove()
		cancel(nil)
	}
}
