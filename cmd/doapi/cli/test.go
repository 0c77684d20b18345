package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"sync"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/watch"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

func (a *app) testCommand() *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test [paths]",
		Short: "Run Lua tests, each file against a simulator of its own",
		Long: `Runs files of tests that use the module test: those named, and of folders all
that are called *_test.lua (of the working folder if none is given). Each file
has a simulated account of its own, which starts empty; several run at a time.`,
		RunE: func(cmd *cobra.Command, paths []string) error { return a.test(cmd.Context(), paths, f) },
	}
	cmd.Flags().StringVar(&f.junit, "junit", "", "also write a JUnit report to a `file`")
	cmd.Flags().StringVar(&f.only, "only", "", "run only the tests whose name matches a regular `expression`")
	cmd.Flags().StringVar(&f.only, "filter", "", "the same as --only: a regular `expression`")
	cmd.Flags().BoolVar(&f.update, "update", false, "write the snapshots that to_match_snapshot compares with")
	cmd.Flags().IntVar(&f.retry, "retry", 0, "run a test that failed so many `times` more; one that passes then is reported")
	cmd.Flags().BoolVar(&f.coverage, "coverage", false, "tell which lines of the scripts were reached, and which operations were asked for")
	cmd.Flags().StringVar(&f.lcov, "lcov", "", "also write the lines that were reached to a `file`, in the format of LCOV")
	cmd.Flags().BoolVar(&f.watch, "watch", false, "run again whenever a Lua file below the working folder changes, until Ctrl-C")
	cmd.Flags().BoolVar(&f.tap, "tap", false, "report by the Test Anything Protocol")
	cmd.Flags().BoolVar(&f.leaks, "leaks", false, "fail a test that leaves behind what it has made")
	cmd.Flags().IntVar(&f.parallel, "parallel", runtime.GOMAXPROCS(0), "how many `files` run at a time")
	a.flags.simulated.add(cmd.Flags())
	return cmd
}

// testFlags are the flags of test.
type testFlags struct {
	junit, only, lcov  string
	tap, leaks, update bool
	coverage, watch    bool
	parallel, retry    int
}

func (a *app) test(ctx context.Context, paths []string, f testFlags) error {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	switch {
	case a.flags.json && f.tap:
		return usagef("test: --json and --tap exclude each other")
	case a.flags.json && f.coverage:
		return usagef("test: --coverage is a table for people; with --json give --lcov FILE")
	}
	if f.retry < 0 {
		return usagef("--retry: %d is no number of times", f.retry)
	}
	if !f.watch {
		return a.testOnce(ctx, paths, f)
	}
	for {
		before := watch.Files(".")
		if err := a.testOnce(ctx, paths, f); err != nil && !errors.As(err, new(exitError)) {
			if ctx.Err() != nil {
				return err
			}
			a.warn("%v", err)
		}
		fmt.Fprintln(a.env.Stderr, "waiting for a change; Ctrl-C ends")
		changed, err := watch.Change(ctx, luabind.RealClock(), ".", before)
		if err != nil {
			return err
		}
		fmt.Fprintf(a.env.Stderr, "\n%s changed\n", changed)
	}
}

func (a *app) testOnce(ctx context.Context, paths []string, f testFlags) error {
	files, err := luatest.Find(paths)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("there is no *_test.lua in %s", paths[0])
	}
	a.flags.sim = true
	var mu sync.Mutex
	var sessions []*session
	defer func() {
		for _, s := range sessions {
			s.Close()
		}
	}()
	if f.coverage || f.lcov != "" {
		a.coverage = new(luabind.Coverage)
	}
	runner := luatest.Runner{
		NewHost: func(path string) (*luabind.Host, error) {
			mu.Lock()
			defer mu.Unlock()
			s, err := a.open(filepath.Dir(path), false)
			if err != nil {
				return nil, err
			}
			sessions = append(sessions, s)
			return s.host, nil
		},
		Leaks: f.leaks, Update: f.update, Retry: f.retry, Parallel: f.parallel,
	}
	if !f.tap && !a.flags.json {
		runner.Report = func(f luatest.File) { _ = luatest.WriteText(a.env.Stdout, f) } // what fails here fails at the end too
	}
	if f.only != "" {
		re, err := regexp.Compile(f.only)
		if err != nil {
			return usagef("--only: %v", err)
		}
		runner.Only = re.MatchString
	}
	ctx, stop := a.until(ctx)
	defer stop()
	results := runner.Run(ctx, files)
	if err := context.Cause(ctx); err != nil {
		return err
	}
	if a.flags.json {
		if err := writeTestResults(a.env.Stdout, results); err != nil {
			return err
		}
	}
	if f.tap {
		if err := luatest.WriteTAP(a.env.Stdout, results); err != nil {
			return err
		}
	}
	if f.junit != "" {
		if err := writeTo(f.junit, func(w io.Writer) error { return luatest.WriteJUnit(w, results) }); err != nil {
			return fmt.Errorf("--junit: %w", err)
		}
	}
	none := func(r luatest.File) bool { return r.Err == nil && len(r.Cases) == 0 }
	if f.only != "" && !slices.ContainsFunc(results, func(r luatest.File) bool { return !none(r) }) {
		return fmt.Errorf("--only: no test has a name that matches %s", luabind.String(f.only).Quote())
	}
	if f.coverage {
		asked := map[string]int{}
		for _, s := range sessions {
			for name, n := range s.sim.Requests().ByOperation {
				asked[name] += n
			}
		}
		if err := luatest.WriteCoverage(a.env.Stdout, a.coverage, asked); err != nil {
			return err
		}
	}
	if f.lcov != "" {
		if err := writeTo(f.lcov, func(w io.Writer) error { return luatest.WriteLCOV(w, a.coverage) }); err != nil {
			return fmt.Errorf("--lcov: %w", err)
		}
	}
	for i := range results {
		if results[i].Failed() {
			return exitError(exitFailed)
		}
	}
	return nil
}

// testCase, testError and testFile are what test writes under --json.
type testCase struct {
	Name    []string `json:"name"`
	Seconds float64  `json:"seconds"`
	Skipped bool     `json:"skipped,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	Failure string   `json:"failure,omitempty"`
	Kind    string   `json:"kind,omitempty"`
	Where   string   `json:"where,omitempty"`
}

type testError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

type testFile struct {
	File    string     `json:"file"`
	Seconds float64    `json:"seconds"`
	Failed  bool       `json:"failed"`
	Tests   []testCase `json:"tests"`
	Error   *testError `json:"error,omitempty"` // why it was not run to its end
}

// writeTestResults writes a list with an element for each file.
func writeTestResults(w io.Writer, results []luatest.File) error {
	files := []testFile{}
	for i := range results {
		f := testFile{File: results[i].Path, Seconds: results[i].Duration.Seconds(), Failed: results[i].Failed(), Tests: []testCase{}}
		for _, c := range results[i].Cases {
			f.Tests = append(f.Tests, testCase{c.Name, c.Duration.Seconds(), c.Skipped, c.Reason, c.Failure, c.Kind, c.Where})
		}
		if err := results[i].Err; err != nil {
			f.Error = &testError{contract.CodeOf(err), err.Error()}
		}
		files = append(files, f)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(files)
}

// writeTo writes a file by a function.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := replace.Create(path, 0o666)
	if err != nil {
		return err
	}
	return f.Commit(write(f))
}
