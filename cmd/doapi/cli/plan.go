package cli

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/output"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
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
		Version: program().Version, Script: s.path, Args: s.args, Sources: sources(s, source),
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
		session.record.ended(exitFailed, err)
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
	f, err := replace.Create(file, 0o600)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if f.Regular() {
		err = f.Chmod(0o600) // whatever it was before
	}
	if err == nil {
		err = p.Write(f)
	}
	if err = f.Commit(err); err != nil {
		return fmt.Errorf("--out %s: %w", file, err)
	}
	return nil
}

// planOver begins the plan of a session's clients, by a clock of its own.
func (s *session) planOver() (err error) {
	p := s.app.planned
	if p.first != nil {
		clock := sim.NewClock(p.plan.Started.Add(later))
		s.clock = clock
		p.overlay, err = p.first.Again(clock, p.plan.Seed+1)
		return err
	}
	clock := sim.NewClock(s.clock.Now())
	s.clock = clock
	p.overlay, err = plan.New(nil, clock, p.plan.Seed, p.plan.Salt)
	return err
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
