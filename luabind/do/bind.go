// Package do is the table `do` of doapi's scripts: the DigitalOcean client,
// its resources, iterators and waits, and every operation of the API, bound to
// Lua.
//
//	c, err := client.New(token)
//	host, err := luabind.New(do.Bind(c))
//	err = host.DoFile(ctx, "deploy.lua")
//
// Everything that scripts can call is described by [luabind.Class] and
// [luabind.Func] values, which [Modules] hands out for help, completion, the
// checker and type definitions.
package do

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/luabind"
)

// Config is what a script's client is made with: the settings of
// doapi{api_token=..., ...}.
type Config struct {
	Token        string
	Endpoint     string         // "" for the default
	Timeout      *time.Duration // without progress; nil for the default, 0 for none
	Connect      *time.Duration // the same while connecting, where it differs
	WaitInterval time.Duration
	WaitTime     time.Duration // negative: no limit
	PerPage      int           // 0 leaves it to the API
	ExactlyOnce  string        // "", "on", "strict" or "off"
	RetryBusy    bool
	Settle       *time.Duration // nil for the default
}

// Format prints the configuration without its token, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) {
	token := "***"
	if c.Token == "" {
		token = ""
	}
	fmt.Fprintf(f, "{Token:%s Endpoint:%s PerPage:%d ExactlyOnce:%s}", token, c.Endpoint, c.PerPage, c.ExactlyOnce)
}

// Factory makes a client of a configuration. An empty token means that none is
// known: an error then says where one is looked for.
type Factory func(Config) (*client.Client, error)

// Option configures [Bind].
type Option func(*binding)

type binding struct {
	client  *client.Client
	config  Config
	factory Factory
	inside  bool // scripts stay at the origin of the embedder's client
	guards  []*guard.Guard
	journal *journal.Journal // nil: nowhere
	expect  Expectation      // nil: nothing
	wires   []client.Option  // steps on what goes to the network
	apart   []client.Option  // of clients that do not go to the network, or not by its time
	host    []luabind.Option // that go with them
}

// Format prints the client and the settings, and no token.
func (b *binding) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "{%v %v}", b.client, b.config) }

// WithOtherOrigins lets scripts ask other origins than that of the bound client,
// by absolute URLs: through its transport, and without its token.
func WithOtherOrigins() Option { return func(b *binding) { b.inside = false } }

// WithGuard has a guard judge what scripts change, with all clients that they
// make. What it refuses never reaches the API, and is a GuardError in scripts.
func WithGuard(g *guard.Guard) Option { return func(b *binding) { b.guards = append(b.guards, g) } }

// WithJournal has what scripts change written down before it is sent, for
// [journal.Undoer], with all clients that they make. A [journal.New] takes any
// io.Writer.
func WithJournal(j *journal.Journal) Option { return func(b *binding) { b.journal = j } }

// Planner is a plan in the making, as package plan's Overlay is one.
type Planner interface {
	Option() client.Option
	Clock() client.Clock
	Seed() uint64
	Started() time.Time
	Load(name string, text []byte)
}

// WithPlan has scripts planned instead of run, with all clients that they make:
// reads go to the account, changes to the plan, and time passes by its clock
// alone. What else scripts would do outside of the Host is a PlanError in them,
// but for the effects that are allowed.
func WithPlan(p Planner, allowed ...luabind.Effect) Option {
	return func(b *binding) {
		b.apart = append(b.apart, p.Option())
		b.host = append(b.host,
			luabind.WithClock(p.Clock()), luabind.WithStarted(p.Started()), seeded(p.Seed()),
			luabind.WithSources(func(file string, text []byte) error { p.Load(file, text); return nil }),
			luabind.WithPlanning(func(kind luabind.Effect, what string) error {
				if slices.Contains(allowed, kind) {
					return nil
				}
				return luabind.Errorf("PlanError", "%s has an effect that a plan cannot simulate: %s", what, kind)
			}))
	}
}

// Expectation is a plan that runs are held against, as package plan's Expect is
// one.
type Expectation interface {
	Around(next client.Handler) client.Handler
	Seed() uint64
	Started() time.Time
	Load(name string, text []byte) error
}

// WithExpectation holds what scripts change against a plan, with all clients that
// they make: what the plan does not have is refused, and is a PlanError in them.
// Their randomness and their time.started() are the plan's.
func WithExpectation(e Expectation) Option {
	return func(b *binding) {
		b.expect = e
		b.host = append(b.host, luabind.WithStarted(e.Started()), seeded(e.Seed()), luabind.WithSources(func(file string, text []byte) error {
			if err := e.Load(file, text); err != nil {
				return luabind.Errorf("PlanError", "%v", err)
			}
			return nil
		}))
	}
}

// seeded gives math.random a seed.
func seeded(seed uint64) luabind.Option {
	return luabind.WithSetup(func(h *luabind.Host) {
		// The only way to fail is that the host has no math, and so no randomness.
		_ = h.DoString(context.Background(), "(seed)", fmt.Sprintf("if math and math.randomseed then math.randomseed(%d) end", seed))
	})
}

// WithRecorder has what scripts and the API exchange recorded, with all clients
// that they make.
func WithRecorder(r *cassette.Recorder) Option {
	return func(b *binding) { b.wires = append(b.wires, r.Option()) }
}

// WithPlayer answers scripts from a cassette, with all clients that they make, and
// has their Host go by the clock, which begins best at the player's
// [cassette.Player.Started].
func WithPlayer(p *cassette.Player, clock client.Clock) Option {
	return func(b *binding) {
		b.apart = append(b.apart, p.Option(clock))
		b.host = append(b.host, luabind.WithClock(clock))
	}
}

// WithConfig tells the settings that the bound client was made with, so that
// scripts see them, and how to make further clients of other settings. With a
// nil client, Bind makes the first one when a script first needs it.
func WithConfig(cfg Config, make Factory) Option {
	return func(b *binding) { b.config, b.factory = cfg, make }
}

// Bind gives a Host the globals DO (which scripts write `do`) and doapi, for a
// client. The Host's limit of requests holds for what scripts send. The client
// stays the caller's to close.
func Bind(c *client.Client, opts ...Option) luabind.Option {
	b := &binding{client: c, config: Config{Endpoint: client.DefaultEndpoint, WaitInterval: client.DefaultWaitInterval, WaitTime: client.DefaultWaitTime, PerPage: client.DefaultPerPage}}
	if c != nil {
		b.config.Endpoint, b.config.WaitInterval, b.config.WaitTime, b.config.PerPage = c.Endpoint(), c.WaitInterval(), c.WaitTime(), c.PerPage()
		connect, read := c.Timeouts()
		b.config.Timeout, b.config.Connect = &read, &connect
		b.inside = true
	}
	for _, o := range opts {
		o(b)
	}
	if c != nil {
		b.client = b.limited(c)
	}
	if b.factory == nil {
		b.factory = func(cfg Config) (*client.Client, error) {
			switch {
			case cfg.Token == "":
				return nil, errors.New("a further client needs an api_token")
			case c != nil:
				return c.Beside(cfg.Token, cfg.Options()...)
			}
			return client.New(cfg.Token, cfg.Options()...)
		}
	}
	return luabind.Options(append(b.host,
		luabind.WithErrors(scriptError),
		luabind.WithGoValues(b.fromGo),
		luabind.WithSetup(func(h *luabind.Host) {
			v := b.manager(h).value
			h.SetGlobal("DO", v)
			h.SetGlobal("doapi", v)
		}))...,
	)
}

// manager is the table `do` of a Host.
func (b *binding) manager(h *luabind.Host) *manager {
	return h.State(b, func() any {
		m := &manager{binding: b, config: b.config, client: b.client}
		m.value = h.Object(managerClass, m)
		return m
	}).(*manager)
}

// Options are the client's options for a configuration.
func (cfg Config) Options() []client.Option {
	opts := cfg.settings()
	if cfg.Endpoint != "" {
		opts = append(opts, client.WithEndpoint(cfg.Endpoint))
	}
	if cfg.Settle != nil {
		opts = append(opts, client.WithSettle(*cfg.Settle))
	}
	return append(opts, client.WithExactlyOnce(client.OnceMode(cfg.ExactlyOnce)))
}

// settings are those of the options that scripts may change.
func (cfg Config) settings() []client.Option {
	opts := []client.Option{client.WithWaitInterval(cfg.WaitInterval), client.WithWaitTime(cfg.WaitTime), client.WithPerPage(cfg.PerPage), client.WithRetryBusy(cfg.RetryBusy)}
	if cfg.Timeout != nil {
		connect := cfg.Timeout
		if cfg.Connect != nil {
			connect = cfg.Connect
		}
		opts = append(opts, client.WithTimeouts(*connect, *cfg.Timeout))
	}
	return opts
}

// check finds what no client can be made with.
func (cfg Config) check() error {
	_, err := client.New("check", append(cfg.Options(), client.WithInsecure())...)
	return err
}

// Modules describes the table `do`, for help, completion, the checker and type
// definitions. It needs no Host.
func Modules() []*luabind.Module {
	described.Do(func() {
		describeFields()
		managerClass.Prepare()
		ensureClass.Prepare()
		module.Class = managerClass
		module.Funcs = managerClass.Methods
		module.Classes = append([]*luabind.Class{managerClass, secretClass}, resourceClasses()...)
		for _, class := range client.GenericClasses() {
			module.Classes = append(module.Classes, genericKind(class).class)
		}
	})
	return []*luabind.Module{module}
}

// described guards module.
var described sync.Once

var module = &luabind.Module{Name: "do", Doc: "The DigitalOcean client of the script.", Globals: []string{"DO", "doapi"}}
