package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luatest"
)

func (a *app) testCommand() *cobra.Command {
	var junit, only string
	cmd := &cobra.Command{
		Use:   "test [paths]",
		Short: "Run Lua tests, each file against a simulator of its own",
		Long: `Runs files of tests that use the module test: those named, and of folders all
that are called *_test.lua (of the working folder if none is given). Each file
has a simulated account of its own, which starts empty.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return a.test(cmd.Context(), paths, junit, only)
		},
	}
	cmd.Flags().StringVar(&junit, "junit", "", "also write a JUnit report to a `file`")
	cmd.Flags().StringVar(&only, "only", "", "run only the tests whose name matches a regular `expression`")
	return cmd
}

func (a *app) test(ctx context.Context, paths []string, junit, only string) error {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	files, err := luatest.Find(paths)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("there is no *_test.lua in %s", paths[0])
	}
	a.flags.sim = true
	var sessions []*session
	defer func() {
		for _, s := range sessions {
			s.Close()
		}
	}()
	runner := luatest.Runner{
		NewHost: func(path string) (*luabind.Host, error) {
			s, err := a.open(filepath.Dir(path), false)
			if err != nil {
				return nil, err
			}
			sessions = append(sessions, s)
			return s.host, nil
		},
		Report: func(f luatest.File) { _ = luatest.WriteText(a.env.Stdout, f) }, // what fails here fails at the end too
	}
	if only != "" {
		re, err := regexp.Compile(only)
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
	if junit != "" {
		if err := writeReport(junit, results); err != nil {
			return fmt.Errorf("--junit: %w", err)
		}
	}
	for i := range results {
		if results[i].Failed() {
			return exitError(exitFailed)
		}
	}
	return nil
}

func writeReport(path string, results []luatest.File) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := luatest.WriteJUnit(f, results); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
