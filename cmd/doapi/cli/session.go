package cli

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"
	"weak"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/client/sim/spaces"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/credential"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/machine"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/progress"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
	"github.com/doapi-lua/doapi/luabind/repl"
	"github.com/doapi-lua/doapi/stdlib"
	"github.com/doapi-lua/doapi/stdlib/luaspaces"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

// session is what scripts of one command line run in: a Host, the clients that
// it makes, and under --sim the simulator that they talk to, all on one clock.
type session struct {
	app         *app
	who         credential.Credential
	clock       luabind.Clock
	sim         *sim.Server // nil without --sim
	transport   http.RoundTripper
	config      do.Config          // of the script's client
	tracing     *output.Trace      // nil unless requests may be shown
	progress    *progress.Progress // nil unless it is to be shown
	host        *luabind.Host
	debugger    luabind.Debugger // of the script that lines are typed after
	console     console
	ahead       repl.Ahead
	guard       *guard.Guard // nil if nothing is refused
	tape        tape
	record      *recording
	expect      *plan.Expect     // nil unless the run is held against a plan
	journal     *journal.Journal // nil where nothing is changed by scripts
	journalFile *os.File

	mu      sync.Mutex
	clients []weak.Pointer[client.Client] // those that scripts dropped close by themselves
}

// Format prints whose it is, and no token.
func (s *session) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "session of %v", s.who) }

// open makes a session whose scripts find their modules in folder. Nothing is
// connected to before a script asks for it. An interactive one can be switched
// to show requests later.
func (a *app) open(folder string, interactive bool) (*session, error) {
	s := &session{app: a, clock: luabind.RealClock()}
	if a.flags.trace.value != "" {
		s.tracing = output.NewTrace(a.env.Stderr, a.flags.trace.value)
	} else if interactive {
		s.tracing = output.NewTrace(a.env.Stderr, "off") // until :trace
	}
	var err error
	if s.config, err = a.clientConfig(); err != nil {
		return nil, err
	}
	if s.transport, err = a.flags.transport(); err != nil {
		return nil, err
	}
	if a.flags.sim {
		clock := sim.NewClock(s.clock.Now().Truncate(time.Second))
		s.clock = clock
		if s.sim, err = a.flags.simulated.simulator(clock); err != nil {
			return nil, err
		}
		s.transport = s.sim.RoundTripper()
	} else if name, given := a.flags.simulated.given(); given {
		return nil, usagef("--%s is about the simulator: it goes with --sim", name)
	}
	if err := s.openTape(); err != nil {
		return nil, err
	}
	if a.planned != nil {
		if err := s.planOver(); err != nil {
			return nil, err
		}
	}
	if err := s.openRecording(); err != nil {
		return nil, err
	}
	s.progress = a.newProgress(s.clock)
	if s.guard, err = a.newGuard(s.clock); err != nil {
		return nil, err
	}
	if s.who, err = a.findToken(); err != nil {
		return nil, err
	}
	if a.flags.trace.value != "" && a.flags.trace.value != "off" {
		a.traceToken(s.who)
	}
	s.config.Token, a.who = s.who.Token, s.who
	if s.tape.player != nil && s.config.Token == "" {
		s.config.Token = "replayed"
	}
	if s.host, err = luabind.New(append(s.hostOptions(folder), s.world(), do.Bind(nil, do.WithConfig(s.config, s.newClient)))...); err != nil {
		return nil, err
	}
	s.debugger.Host = s.host
	return s, nil
}

// world is what the module test acts upon: the simulated account, if there is
// one.
func (s *session) world() luabind.Option {
	if s.sim == nil && s.app.planned == nil {
		return luabind.WithSetup(func(*luabind.Host) {})
	}
	if s.sim == nil {
		return stdlib.WithSimulated(s.app.planned.overlay.Machine)
	}
	storage := &spaces.Server{Now: s.clock.Now}
	machine := s.sim.Machine
	if s.app.planned != nil {
		machine = s.app.planned.overlay.Machine
	}
	return luabind.Options(stdlib.WithSimulated(machine), luatest.WithWorld(dotest.Account{Server: s.sim}), luaspaces.WithTransport(storage.RoundTripper()))
}

// Close lets go of what the session holds.
func (s *session) Close() {
	s.host.Close()
	s.progress.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, w := range s.clients {
		if c := w.Value(); c != nil {
			c.Close()
		}
	}
	if s.journalFile != nil {
		s.journalFile.Close() // every line was synced
	}
	if err := errors.Join(s.tape.close(), s.record.close()); err != nil {
		s.app.complain(err.Error())
		s.app.unwritten = true
	}
}

// standstill is for how long nothing may happen in the simulated account before a
// wait takes it that nothing will: where nobody else has something to do later,
// and where somebody may.
const (
	standstill     = time.Hour
	longStandstill = 24 * time.Hour
)

// newClient makes the script's client when it is first needed, and any further
// one that the script asks for.
func (s *session) newClient(config do.Config) (*client.Client, error) {
	return s.makeClient(config, true)
}

// makeClient makes a client; what a visible one does may be shown.
func (s *session) makeClient(config do.Config, visible bool) (*client.Client, error) {
	if config.Token == "" {
		return nil, &noTokenError{s.who.Missing}
	}
	f := &s.app.flags
	options := append(config.Options(), client.WithClock(s.clock), client.WithUserAgent("doapi/"+program().Version))
	if s.transport != nil {
		options = append(options, client.WithTransport(s.transport))
	}
	if clock, virtual := s.clock.(*sim.VirtualClock); virtual && s.sim != nil && s.app.planned == nil {
		long := func(d time.Duration) bool { return d >= longStandstill || d >= standstill && clock.Alone() }
		options = append(options, client.WithStandstill(func(d time.Duration) bool { return s.sim.Quiet() && (d == 0 || long(d)) }))
	}
	if visible {
		options = append(options, client.WithNotices(s.notice))
		if s.progress != nil {
			options = append(options, client.WithGuard(s.progress.Watch))
		}
	}
	options = append(options, s.tape.options(s.clock)...)
	if s.app.planned != nil {
		options = append(options, s.app.planned.overlay.Option())
	}
	if s.expect != nil && visible {
		options = append(options, client.WithGuard(s.expect.Around))
	}
	if s.guard != nil && visible {
		options = append(options, client.WithGuard(s.guard.Around))
	}
	if f.given("retry-max-time") {
		options = append(options, client.WithRetryMaxTime(f.retryMaxTime.duration()))
	}
	if f.insecure {
		options = append(options, client.WithInsecure())
	}
	if s.tracing != nil && visible {
		options = append(options, client.WithTrace(s.tracing, s.tracing.Bodies))
	}
	if address(config.Endpoint).exposed() && !f.insecure && s.sim == nil {
		return nil, fmt.Errorf("the endpoint %s would show the token to everybody on the way: use https, or say --insecure", config.Endpoint)
	}
	made := func(*client.Client) {}
	if s.journal != nil && visible {
		var option client.Option
		option, made = s.journaled()
		options = append(options, option)
	}
	if visible {
		options = append(options, s.record.clients()...)
	}
	c, err := client.New(config.Token, options...)
	if err != nil {
		return nil, err
	}
	made(c)
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.clients); n&(n-1) == 0 { // now and then
		s.clients = slices.DeleteFunc(s.clients, func(w weak.Pointer[client.Client]) bool { return w.Value() == nil })
	}
	s.clients = append(s.clients, weak.Make(c))
	return c, nil
}

// notice passes on what a client says of itself.
func (s *session) notice(n client.Notice) {
	if s.record != nil {
		s.record.Notice(n)
	}
	switch {
	case n.Kind == client.NoticeWarning:
		s.app.warn("%s", n.Message)
	case s.progress != nil:
		s.progress.Notice(n)
	}
}

// clientConfig is what flags and environment say about the client.
func (a *app) clientConfig() (do.Config, error) {
	f := &a.flags
	config := do.Config{Endpoint: client.DefaultEndpoint, WaitInterval: client.DefaultWaitInterval, WaitTime: client.DefaultWaitTime, PerPage: client.DefaultPerPage}
	if f.endpoint != "" {
		config.Endpoint = string(f.endpoint)
	} else if text := a.env.Getenv("DIGITALOCEAN_API_URL"); text != "" {
		var from address
		if err := from.Set(text); err != nil {
			return config, fmt.Errorf("DIGITALOCEAN_API_URL=%s: %w", text, err)
		}
		config.Endpoint = string(from)
	}
	if f.given("timeout") {
		d := f.timeout.duration()
		config.Timeout = &d
	}
	if f.given("wait-interval") {
		config.WaitInterval = f.waitInterval.duration()
	}
	if f.given("wait-time") {
		config.WaitTime = f.waitTime.duration()
	}
	if f.given("per-page") {
		config.PerPage = int(f.perPage)
	}
	return config, nil
}

// transport is the way to the network, nil for the usual one.
func (f *flags) transport() (http.RoundTripper, error) {
	if f.caFile == "" && !f.insecure {
		return nil, nil
	}
	t := client.NewTransport()
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: f.insecure}
	if f.caFile != "" {
		pem, err := input.File(f.caFile, input.Certificate)
		if err != nil {
			return nil, fmt.Errorf("--ca-file: %w", err)
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("--ca-file %s: there is no certificate in it", f.caFile)
		}
		t.TLSClientConfig.RootCAs = pool
	}
	return t, nil
}

// hostOptions opens what scripts of a command line expect: everything, within
// the limits that the flags set.
func (s *session) hostOptions(folder string) []luabind.Option {
	f := &s.app.flags
	memory := int64(f.maxMemory)
	if memory == 0 {
		memory = machine.Memory() / 2
	} else if s.app.env.Signals != nil {
		// The process is ours: what is thrown away is collected before it takes
		// much more than the script may use.
		debug.SetMemoryLimit(memory + memory/8 + 32<<20)
	}
	options := []luabind.Option{
		luabind.WithoutLimits(),
		luabind.WithTimeLimit(f.maxTime.duration()),
		luabind.WithMemoryLimit(memory),
		luabind.WithInstructionLimit(int64(f.maxInstructions)),
		luabind.WithCallDepth(int(f.maxDepth)),
		luabind.WithClock(s.clock),
		s.record.stdio(s.stdin(), s.app.env.Stdout, s.app.env.Stderr),
		luabind.WithCapabilities(luabind.CapFS, luabind.CapEnv, luabind.CapShell, luabind.CapNet, luabind.CapOS),
		luabind.WithPath(s.app.searchPath(folder)...),
		s.planningOption(),
		s.sourcesOption(folder),
		luabind.WithCoverage(s.app.coverage),
		stdlib.Core(),
		s.app.withHelp(),
		s.breakpoints(),
	}
	if f.maxTime.seconds == 0 {
		options = append(options, luabind.WithGrace(luabind.Forever)) // what is cleaned up may be busy for long
	}
	if s.app.yields() {
		options = append(options, luabind.WithResume())
	}
	return options
}

// yields says whether scripts go on after an interrupt.
func (a *app) yields() bool { return a.flags.onInterrupt.value == "yield" }

// newProgress makes what the flag --progress asks for; nil for nothing. Notices
// come by the clock.
func (a *app) newProgress(clock luabind.Clock) *progress.Progress {
	screen := output.Terminal(a.env.Stderr)
	if a.env.Getenv("TERM") == "dumb" {
		screen = nil
	}
	choice := a.flags.progress.value
	if choice == "never" || choice == "auto" && screen == nil {
		return nil
	}
	var columns func() int
	if screen != nil {
		columns = func() int { return width(screen) }
	}
	p := progress.New(output.Direct(a.env.Stderr), columns, clock)
	a.out.Before(p.Pause)
	return p
}
