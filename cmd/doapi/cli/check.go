package cli

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/findings"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/luabind/check"
)

func (a *app) checkCommand() *cobra.Command {
	var strict bool
	var format string
	cmd := &cobra.Command{
		Use:   "check script.lua...",
		Short: "Find faults in scripts without running them",
		Long: `Finds faults in scripts without running them: broken syntax, operations and
arguments that do not exist, values that can never be right, variables that
nothing sets. Folders stand for the .lua files in them, - for standard input.
The exit code is 1 when a fault is found, with --strict also for a warning:
what may be meant so. Each has a code that stays the same; --format json and
sarif are for other programs.`,
		ValidArgsFunction: completeScripts,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if a.flags.json && format == "text" {
				if cmd.Flags().Changed("format") {
					return usagef("check: --json and --format text exclude each other")
				}
				format = "json"
			}
			return a.check(paths, strict, format)
		},
	}
	cmd.Flags().BoolVar(&strict, "strict", false, "exit 1 for warnings too")
	cmd.Flags().StringVar(&format, "format", "text", "text, json or sarif")
	return cmd
}

func (a *app) check(paths []string, strict bool, format string) error {
	sources := map[string][]byte{}
	write := map[string]func(io.Writer, []check.Problem) error{"text": findings.WriteText, "json": findings.WriteJSON, "sarif": func(w io.Writer, problems []check.Problem) error {
		return findings.WriteSARIF(w, problems, program().Version, func(file string) []byte { return sources[file] })
	}}[format]
	if write == nil {
		return usagef("check: --format is text, json or sarif, not %q", format)
	}
	if len(paths) == 0 {
		return usagef("check: no script is given")
	}
	files, err := luaFiles(paths)
	if err != nil {
		return err
	}
	problems := []check.Problem{}
	for _, file := range files {
		var src []byte
		if file == "-" {
			src, err = input.All(a.env.Stdin, input.Script)
		} else {
			src, err = input.File(file, input.Script)
		}
		if err != nil {
			return fmt.Errorf("cannot read the script %s: %w", file, cause(err))
		}
		checker := check.New(modules(), check.WithGlobals("help"), check.WithSource(a.sourceBeside(file)))
		found := checker.Check(file, src)
		if len(found) > 0 {
			sources[file] = src
		}
		problems = append(problems, found...)
	}
	if err := write(a.env.Stdout, problems); err != nil {
		return err
	}
	if slices.ContainsFunc(problems, func(p check.Problem) bool { return strict || !p.Warning }) {
		return exitError(exitFailed)
	}
	return nil
}

// sourceBeside finds what a script requires, as running it would.
func (a *app) sourceBeside(file string) func(module string) ([]byte, bool) {
	return func(module string) ([]byte, bool) {
		for _, pattern := range a.searchPath(filepath.Dir(file)) {
			src, err := input.File(strings.ReplaceAll(pattern, "?", strings.ReplaceAll(module, ".", string(filepath.Separator))), input.Script)
			if err == nil {
				return src, true
			}
		}
		return nil, false
	}
}

// luaFiles lists the scripts that paths stand for.
func luaFiles(paths []string) ([]string, error) {
	var files []string
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case p == "-":
			files = append(files, p)
			continue
		case err != nil:
			return nil, fmt.Errorf("cannot read %s: %w", p, cause(err))
		case !info.IsDir():
			files = append(files, p)
			continue
		}
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(path) == ".lua" {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there is no .lua file in %s", strings.Join(paths, ", "))
	}
	return files, nil
}
