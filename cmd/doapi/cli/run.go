package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
	"github.com/doapi-lua/doapi/luabind"
)

// script is what a run consists of.
type script struct {
	code        []string // -e, in order
	modules     []string // -l
	interactive bool     // -i
	path        string   // "" for none, "-" for standard input
	args        []string
}

// The names of chunks that are no files.
const (
	chunkCode  = "(command line)"
	chunkStdin = "stdin"
)

func (a *app) runCommand() *cobra.Command {
	var s script
	cmd := &cobra.Command{
		Use:   "run [flags] script.lua [args]",
		Short: "Run a Lua script",
		Long: `Runs a Lua script; "run" itself may be left out. The script finds its arguments
in the table arg, and as "...". "-" reads the script from standard input.`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeScripts,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.take(args)
			return a.run(cmd.Context(), &s)
		},
	}
	cmd.Flags().SetInterspersed(false)
	cmd.Flags().SortFlags = false
	cmd.Flags().VarP((*repeated)(&s.code), "execute", "e", "run `code`; what follows are its arguments, or a script to run afterwards if that ends in .lua")
	completeCode(cmd)
	cmd.Flags().VarP((*repeated)(&s.modules), "load", "l", "require a `module` first, and make it the global of its name")
	a.flags.plan.addRun(cmd.Flags())
	a.flags.simulated.add(cmd.Flags())
	a.flags.record.add(cmd.Flags())
	cmd.Flags().BoolVarP(&s.interactive, "interactive", "i", false, "go on line by line afterwards")
	return cmd
}

// take parts the script from its arguments.
func (s *script) take(args []string) {
	s.args = args
	if len(args) > 0 && (len(s.code) == 0 || args[0] == "-" || strings.HasSuffix(args[0], ".lua")) {
		s.path, s.args = args[0], args[1:]
	}
}

func (a *app) run(ctx context.Context, s *script) error {
	if s.path == "" && len(s.code) == 0 && !s.interactive {
		if len(s.modules) == 0 {
			return usagef("run: no script is given")
		}
	}
	source, err := a.readScript(s.path)
	if err != nil {
		return err
	}
	var expected *plan.Plan
	if a.flags.plan.expect != "" {
		if expected, err = a.expectPlan(s, source); err != nil {
			return err
		}
	}
	if s.interactive {
		a.env.Stdin = lines(a.env.Stdin)
	}
	a.about = *s
	session, err := a.open(s.folder(), s.interactive)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	guarded, stop := a.guard(ctx, session.host)
	defer stop() // after the session has been closed
	defer session.Close()
	if err := session.openJournal(s.path, s.args); err != nil {
		return err
	}
	session.journal.OnBroken(cancel)
	if expected != nil {
		if err := session.startExpecting(ctx, expected, cancel); err != nil {
			_ = session.journal.End(exitFailed) // err tells more than why that could not be written
			return err
		}
	}
	if session.guard != nil {
		session.guard.OnStop(a.signals.interrupt)
	}
	err = session.runScript(guarded, s, source)
	err = session.expectation(session.guardOutcome(err))
	if !s.interactive {
		code := a.report(err)
		session.record.ended(code, err)
		if err := session.settle(err, code); err != nil && code == 0 {
			session.record.ended(exitFailed, err)
			return err
		}
		if code != 0 {
			return exitError(code)
		}
		return nil
	}
	if code := a.report(err); code != 0 && errors.As(err, new(*luabind.ExitError)) {
		return exitError(code)
	}
	return session.repl(ctx, err)
}

// runScript runs the modules, the code and the script, in this order. What they
// have deferred is for the end of the last of them.
func (s *session) runScript(ctx context.Context, sc *script, source string) error {
	var parts []func(context.Context) error
	for _, m := range sc.modules {
		parts = append(parts, func(ctx context.Context) error { return s.host.DoString(ctx, chunkCode, requireChunk(m)) })
	}
	for _, code := range sc.code {
		parts = append(parts, func(ctx context.Context) error { return s.execute(ctx, sc, code) })
	}
	if name := sc.path; name != "" {
		if name == "-" {
			name = chunkStdin
		}
		parts = append(parts, func(ctx context.Context) error { return s.do(ctx, sc, name, source) })
	}
	for i, part := range parts {
		if i == len(parts)-1 {
			return part(ctx)
		}
		if err := part(luabind.Part(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// do runs a source text, whose local variables are kept for the lines that are
// typed afterwards.
func (s *session) do(ctx context.Context, sc *script, name, source string) error {
	if !sc.interactive {
		return s.host.DoString(ctx, name, source, sc.args...)
	}
	return s.debugger.DoString(ctx, name, source, sc.args...)
}

// execute runs the code of -e. With --json the values of an expression are
// what it prints.
func (s *session) execute(ctx context.Context, sc *script, code string) error {
	if !s.app.flags.json {
		return s.do(ctx, sc, chunkCode, code)
	}
	return s.host.EvalTo(ctx, chunkCode, code, func(c *luabind.Call, values []luabind.Value) error {
		for _, v := range values {
			text, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
			if err != nil {
				return err
			}
			if err := c.Write(append(text, '\n')); err != nil {
				return err
			}
		}
		return nil
	})
}

// requireChunk is the code for -l: as with lua, "m" and "name=m".
func requireChunk(arg string) string {
	name, module, ok := strings.Cut(arg, "=")
	if !ok {
		module = arg
		name = arg[strings.LastIndexAny(arg, "./")+1:]
	}
	return fmt.Sprintf("_G[%q] = require(%q)", name, module)
}

// readScript reads a script before anything else is made, so that a missing
// one is known first.
func (a *app) readScript(path string) (string, error) {
	switch path {
	case "":
		return "", nil
	case "-":
		text, err := input.All(a.env.Stdin, input.Script)
		if err != nil {
			return "", fmt.Errorf("cannot read the script from standard input: %w", err)
		}
		return string(text), nil
	}
	text, err := input.File(path, input.Script)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return "", fmt.Errorf("cannot read the script %s: %w", path, err)
	}
	return string(text), nil
}

// folder is where the script's own modules lie.
func (s *script) folder() string {
	if s.path == "" || s.path == "-" {
		return "."
	}
	if real, err := filepath.EvalSymlinks(s.path); err == nil {
		return filepath.Dir(real)
	}
	return filepath.Dir(s.path)
}

// searchPath is where require looks for files before it takes a module of ours:
// beside the script, wherever a link to it lies, in that folder's lua_modules,
// along LUA_PATH, and in the trees of luarocks.
func (a *app) searchPath(folder string) []string {
	if real, err := filepath.EvalSymlinks(folder); err == nil && folder != "." {
		folder = real
	}
	patterns := luaTree(folder)
	for _, tree := range []string{"lua_modules", filepath.Join("lua_modules", "share", "lua", "5.1")} {
		patterns = append(patterns, luaTree(filepath.Join(folder, tree))...)
	}
	var trees []string
	if home := a.env.Getenv("HOME"); home != "" {
		trees = luaTree(filepath.Join(home, ".luarocks", "share", "lua", "5.1"))
	}
	trees = append(trees, luaTree("/usr/local/share/lua/5.1")...)
	path := a.env.Getenv("LUA_PATH_5_1")
	if path == "" {
		path = a.env.Getenv("LUA_PATH")
	}
	// Two semicolons stand for what is searched anyway.
	for pattern := range strings.SplitSeq(path, ";") {
		if pattern != "" {
			patterns = append(patterns, pattern)
		}
	}
	return append(patterns, trees...)
}

// luaTree are the patterns of a folder of Lua modules.
func luaTree(folder string) []string {
	return []string{filepath.Join(folder, "?.lua"), filepath.Join(folder, "?", "init.lua")}
}
