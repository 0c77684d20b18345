package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/luabind"
)

// sources tells what the program is made of.
func sources(s *script, text string) []plan.Source {
	var all []plan.Source
	for _, name := range s.modules {
		all = append(all, plan.Source{Name: "-l", Hash: plan.Hash([]byte(name))})
	}
	for _, code := range s.code {
		all = append(all, plan.Source{Name: "-e", Hash: plan.Hash([]byte(code))})
	}
	if s.path != "" {
		all = append(all, plan.Source{Name: s.path, Hash: plan.Hash([]byte(text))})
	}
	return all
}

// isCode reports whether a source stands on the command line.
func isCode(name string) bool { return name == "-e" || name == "-l" }

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
	case p.Version != program().Version:
		return other("it was made by version %s, and this is %s", p.Version, program().Version)
	case strings.Join(p.Args, "\x00") != strings.Join(s.args, "\x00"):
		return other("it has the arguments %q, not %q", p.Args, s.args)
	case len(now) != len(p.Sources):
		return other("it was made of %d files, not %d", len(p.Sources), len(now))
	}
	for i, source := range p.Sources {
		switch own := now[i]; {
		case own.Hash == source.Hash:
		case own.Name == source.Name && isCode(own.Name):
			return other("the code of %s is another", source.Name)
		case own.Name == source.Name:
			return other("%s has changed since", source.Name)
		default:
			return other("it is of %s, and this is %s", source.Name, own.Name)
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
