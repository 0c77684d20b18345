package cli

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/luabind"
)

// planFlags are those of plans.
type planFlags struct {
	allowEffects []string
	detailed     bool
	expect       string
	out          string
}

// addRun defines those of run.
func (p *planFlags) addRun(set *pflag.FlagSet) {
	set.StringVar(&p.expect, "expect", "", "hold the run against a `PLAN`: what it does not have is refused")
}

// addPlan defines those of plan.
func (p *planFlags) addPlan(set *pflag.FlagSet) {
	set.StringVar(&p.out, "out", "", "write the plan to a `file`, for run --expect")
	set.Var((*list)(&p.allowEffects), "allow-effects", "let the script do these while it is planned: files, shell, http, ssh, spaces")
	set.BoolVar(&p.detailed, "detailed-exitcode", false, "exit with 2 where there are changes, and with 1 for everything that is wrong")
}

func (a *app) planCommand() *cobra.Command {
	var s script
	cmd := &cobra.Command{
		Use:   "plan [flags] script.lua [args]",
		Short: "Show what a script would change, without changing it",
		Long: `Runs a script against the account without changing it: reads go there, changes to
a simulated copy of what they name. Nothing but GET and HEAD is sent. What would
change is printed; --out keeps it for run --expect. "doapi help plan" tells more.`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeScripts,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.take(args)
			err := a.plan(cmd.Context(), &s)
			if err == nil || !a.flags.plan.detailed {
				return err
			}
			code := a.report(err)
			if code == exitUsage && !errors.As(err, new(exitError)) {
				code = exitFailed
			}
			return exitError(code)
		},
	}
	cmd.Flags().SetInterspersed(false)
	cmd.Flags().SortFlags = false
	cmd.Flags().VarP((*repeated)(&s.code), "execute", "e", "plan `code`; what follows are its arguments, or a script")
	completeCode(cmd)
	cmd.Flags().VarP((*repeated)(&s.modules), "load", "l", "require a `module` first, and make it the global of its name")
	a.flags.plan.addPlan(cmd.Flags())
	a.flags.simulated.add(cmd.Flags())
	a.flags.record.add(cmd.Flags())
	return cmd
}

// planning is a run that is planned.
type planning struct {
	overlay *plan.Overlay
	plan    *plan.Plan
	first   *plan.Overlay // the first run's, where this is the second; else nil
}

// plan runs a script without effect and prints what it would change.
func (a *app) plan(ctx context.Context, s *script) error {
	if s.path == "" && len(s.code) == 0 {
		return usagef("plan: no script is given")
	}
	if err := a.flags.plan.checkEffects(); err != nil {
		return err
	}
	source, err := a.readScript(s.path)
	if err != nil {
		return err
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	p := &plan.Plan{
		Version: version().Version, Script: s.path, Args: s.args, Sources: sources(s, source),
		Salt: hex.EncodeToString(salt), Seed: uint64(binary.LittleEndian.Uint32(salt)),
	}
	a.planned = &planning{plan: p}
	output := a.env.Stdout
	a.env.Stdout = a.env.Stderr // the script's own words: the plan is the result
	a.about = *s
	session, err := a.open(s.folder(), false)
	if err != nil {
		return err
	}
	defer session.Close()
	a.env.Stdout = output
	p.Endpoint, p.Started = session.config.Endpoint, session.clock.Now()
	if p.Account, err = session.account(ctx); err != nil {
		return err
	}
	session.host.SetStarted(p.Started)
	guarded, stop := a.guard(ctx, session.host)
	seedRandom(ctx, session.host, p.Seed)
	err = session.runScript(guarded, s, source)
	stop()
	p.Changes, p.Assumed = a.planned.overlay.Changes(), a.planned.overlay.Assumed()
	var exit *luabind.ExitError
	failed := err != nil && !(errors.As(err, &exit) && exit.Code == 0)
	if failed {
		p.Failed = err.Error()
		session.record.ended(exitFailed)
	}
	switch {
	case failed:
	case len(a.flags.plan.allowEffects) > 0:
		a.complain("planned once: with --allow-effects nothing tells what is not reproducible")
	default:
		if bad := a.planAgain(ctx, s, source); bad != nil {
			return bad
		}
	}
	if a.flags.json {
		if bad := p.Write(a.env.Stdout); bad != nil {
			return bad
		}
	} else {
		p.Text(a.env.Stdout)
	}
	if failed {
		return err
	}
	if a.flags.plan.out != "" {
		if err := writePlan(a.flags.plan.out, p); err != nil {
			return err
		}
	}
	switch {
	case p.Refused():
		a.complain("the plan has changes that are refused here, which the API may accept")
		return exitError(exitFailed)
	case len(p.Changes) > 0 && a.flags.plan.detailed:
		return exitError(2)
	}
	return nil
}

func writePlan(file string, p *plan.Plan) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	err = p.Write(f)
	if bad := f.Close(); err == nil {
		err = bad
	}
	if err != nil {
		return fmt.Errorf("--out %s: %w", file, err)
	}
	return nil
}

// sources tells what the program is made of.
func sources(s *script, text string) []plan.Source {
	var all []plan.Source
	for i, code := range append(append([]string{}, s.modules...), s.code...) {
		all = append(all, plan.Source{Name: fmt.Sprintf("argument %d", i+1), Hash: plan.Hash([]byte(code))})
	}
	if s.path != "" {
		all = append(all, plan.Source{Name: s.path, Hash: plan.Hash([]byte(text))})
	}
	return all
}

// loaded is a file of code as a plan names it: from the script's folder where it
// lies in there, so that the folder may be elsewhere when the plan is run.
func loaded(folder, file string) string {
	from, err := filepath.Abs(folder)
	if err != nil {
		return file
	}
	to, err := filepath.Abs(file)
	if err != nil {
		return file
	}
	if name, err := filepath.Rel(from, to); err == nil && filepath.IsLocal(name) {
		return filepath.ToSlash(name)
	}
	return to
}

// sourcesOption has files of code noted in the plan that is made, or held against
// the one that is run.
func (s *session) sourcesOption(folder string) luabind.Option {
	planned := s.app.planned
	switch {
	case planned != nil && planned.first == nil:
		return luabind.WithSources(func(file string, text []byte) error {
			planned.plan.Load(loaded(folder, file), text)
			return nil
		})
	case s.app.flags.plan.expect != "":
		return luabind.WithSources(func(file string, text []byte) error {
			if s.expect == nil {
				return nil
			}
			if err := s.expect.Load(loaded(folder, file), text); err != nil {
				return luabind.Errorf("PlanError", "%v", err)
			}
			return nil
		})
	}
	return luabind.Options()
}

// changedModule is the first file that a plan's program loaded and that is another
// one now, in words; "" if there is none.
func changedModule(p *plan.Plan, folder string) string {
	for _, m := range p.Modules {
		file := filepath.FromSlash(m.Name)
		if !filepath.IsAbs(file) {
			file = filepath.Join(folder, file)
		}
		switch text, err := input.File(file, input.Script); {
		case errors.Is(err, fs.ErrNotExist):
			return "the module " + file + " is not there any more"
		case err != nil:
			return fmt.Sprintf("the module %s cannot be read: %v", file, err)
		case plan.Hash(text) != m.Hash && !slices.Contains(p.Modules, plan.Source{Name: m.Name, Hash: plan.Hash(text)}):
			return "the module " + file + " has changed since"
		}
	}
	return ""
}

// seedRandom gives math.random the plan's seed.
func seedRandom(ctx context.Context, host *luabind.Host, seed uint64) {
	// The only way to fail is that the host has no math, and so no randomness.
	_ = host.DoString(ctx, "(seed)", fmt.Sprintf("if math and math.randomseed then math.randomseed(%d) end", seed))
}

// planOver puts the overlay in the way of a session's requests, and its clock.
func (s *session) planOver() error {
	account := s.transport
	if account == nil {
		account = client.NewTransport()
	}
	p := s.app.planned
	if p.first != nil {
		clock := sim.NewClock(p.plan.Started.Add(later))
		overlay, err := p.first.Again(clock, p.plan.Seed+1)
		s.clock, p.overlay, s.transport = clock, overlay, overlay
		return err
	}
	clock := sim.NewClock(s.clock.Now())
	s.clock = clock
	overlay, err := plan.New(account, clock, p.plan.Seed, p.plan.Salt)
	if err != nil {
		return err
	}
	p.overlay, s.transport = overlay, overlay
	return nil
}

// later is how much later the second run of a plan starts: what depends on the
// day, the hour or the second comes out otherwise.
const later = 25*time.Hour + time.Second

// planAgain runs the script a second time, unseen, and marks in the plan what does
// not come out the same.
func (a *app) planAgain(ctx context.Context, s *script, source string) error {
	b := &app{env: a.env, flags: a.flags, about: a.about, planned: &planning{plan: a.planned.plan, first: a.planned.overlay}}
	b.out = output.New(io.Discard, soon)
	b.env.Stdin, b.env.Stdout, b.env.Stderr = strings.NewReader(""), b.out, io.Discard
	b.flags.record, b.flags.tape = recordFlags{}, tapeFlags{}
	session, err := b.open(s.folder(), false)
	if err != nil {
		return err
	}
	defer session.Close()
	p := a.planned.plan
	session.host.SetStarted(p.Started)
	guarded, stop := a.guard(ctx, session.host)
	defer stop()
	seedRandom(ctx, session.host, p.Seed)
	if err := session.runScript(guarded, s, source); err != nil && guarded.Err() != nil {
		return context.Cause(guarded)
	}
	p.Differs = p.Compare(b.planned.overlay.Changes())
	return nil
}

// account asks whose account it is.
func (s *session) account(ctx context.Context) (string, error) {
	c, err := s.makeClient(s.config, false)
	if err != nil {
		return "", err
	}
	v, err := c.Request(ctx, http.MethodGet, "/v2/account", nil, nil)
	if err != nil {
		return "", err
	}
	return v.Get("account", "uuid").Text(), nil
}

// expectPlan reads the plan that a run is held against and holds what can be
// held before the first request.
func (a *app) expectPlan(s *script, source string) (*plan.Plan, error) {
	f, err := os.Open(a.flags.plan.expect)
	if err != nil {
		return nil, fmt.Errorf("--expect: %w", err)
	}
	defer f.Close()
	p, err := plan.Read(f)
	if err != nil {
		return nil, fmt.Errorf("--expect %s: %w", a.flags.plan.expect, err)
	}
	other := func(format string, args ...any) (*plan.Plan, error) {
		return nil, fmt.Errorf("--expect %s: PlanError: the plan is of another run: %s", a.flags.plan.expect, fmt.Sprintf(format, args...))
	}
	now := sources(s, source)
	switch {
	case p.Version != version().Version:
		return other("it was made by version %s, and this is %s", p.Version, version().Version)
	case strings.Join(p.Args, "\x00") != strings.Join(s.args, "\x00"):
		return other("it has the arguments %q, not %q", p.Args, s.args)
	case len(now) != len(p.Sources):
		return other("it was made of %d files, not %d", len(p.Sources), len(now))
	}
	for i, source := range p.Sources {
		if now[i].Hash != source.Hash {
			return other("%s has changed since", source.Name)
		}
	}
	if why := changedModule(p, s.folder()); why != "" {
		return other("%s", why)
	}
	return p, nil
}

// startExpecting holds a session against a plan.
func (s *session) startExpecting(ctx context.Context, p *plan.Plan, broken func(error)) error {
	if p.Endpoint != s.config.Endpoint {
		return fmt.Errorf("PlanError: the plan is of the account at %s, and this is %s", p.Endpoint, s.config.Endpoint)
	}
	account, err := s.account(ctx)
	if err != nil {
		return err
	}
	if account != p.Account {
		return fmt.Errorf("PlanError: the plan is of another account (%s, and this is %s)", p.Account, account)
	}
	s.expect = plan.NewExpect(p)
	s.expect.OnDeviation(broken)
	seedRandom(ctx, s.host, p.Seed)
	s.host.SetStarted(p.Started)
	return nil
}

// expectation tells at the end of a run how it kept to its plan.
func (s *session) expectation(err error) error {
	if s.expect == nil {
		return err
	}
	if deviation := s.expect.Deviation(); deviation != nil {
		err = fmt.Errorf("PlanError: %w", deviation)
	}
	if left := s.expect.Left(); len(left) > 0 {
		if err == nil {
			err = fmt.Errorf("PlanError: the run ended without %d of the planned changes", len(left))
		}
		s.app.complain("planned, and not done:")
		for _, c := range left {
			fmt.Fprintf(s.app.env.Stderr, "  %s %d %s %s %s\n", c.Sign, c.N, c.Kind, c.Name, c.Type)
		}
	}
	return err
}

// planningOption has scripts that are planned do nothing outside of the API but
// what is allowed.
func (s *session) planningOption() luabind.Option {
	if s.app.planned == nil {
		return luabind.Options()
	}
	allowed := s.app.flags.plan.allowEffects
	return luabind.WithPlanning(func(kind luabind.Effect, what string) error {
		if slices.Contains(allowed, string(kind)) {
			return nil
		}
		return luabind.Errorf("PlanError", "%s has an effect that a plan cannot simulate: --allow-effects %s lets it happen", what, kind)
	})
}

// effects are what --allow-effects can name.
var effects = []string{"files", "shell", "http", "ssh", "spaces"}

// checkEffects refuses names that are none.
func (p *planFlags) checkEffects() error {
	for _, name := range p.allowEffects {
		if !slices.Contains(effects, name) {
			return usagef("--allow-effects: there is no effect '%s'%s", name, luabind.DidYouMean(name, effects))
		}
	}
	return nil
}
