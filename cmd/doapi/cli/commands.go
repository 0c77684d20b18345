package cli

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	"github.com/doapi-lua/doapi/luabind"
)

// rootCommand makes the tree of commands. A command line without a command is
// given one by dispatch, so that the root itself only shows help.
func (a *app) rootCommand() *cobra.Command {
	root := a.scriptCommand()
	a.addCommands(root)
	return root
}

// scriptCommand is the root with no command but run: making the others and their
// flags would be a good part of what the start of a script takes.
func (a *app) scriptCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "doapi",
		Short: "Lua scripts that drive the DigitalOcean API",
		Long: `doapi runs Lua scripts that drive the DigitalOcean API.

  doapi [flags] script.lua [args]    run a script
  doapi -e 'code' [args]             run code
  doapi - < script.lua               run what standard input holds
  doapi                              try things out, line by line

With --sim everything happens in a simulated account, without a token.

"doapi help" tells more of a command, of what scripts can call, as in
"doapi help do.create_droplet", and of these topics:

  ` + strings.Join(topics.Names(), " "),
		SilenceErrors:     true,
		SilenceUsage:      true,
		ValidArgsFunction: completeBeside,
		Run:               func(cmd *cobra.Command, _ []string) { _ = cmd.Help() }, // to our own writer
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetIn(a.env.Stdin)
	root.SetOut(a.env.Stdout)
	root.SetErr(a.env.Stderr)
	root.SetGlobalNormalizationFunc(alias)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return flagError(cmd.Flags(), err) })
	a.flags.add(root.PersistentFlags())
	a.foldHelp(root)
	root.SetHelpCommand(a.helpCommand(root))
	root.AddCommand(a.runCommand())
	describeCommands(root)
	return root
}

// addCommands adds what scriptCommand leaves out.
func (a *app) addCommands(root *cobra.Command) {
	a.completeFlags(root)
	cmd := a.helpCommand(root)
	root.SetHelpCommand(cmd)
	root.AddCommand(
		a.replCommand(),
		a.simCommand(),
		a.checkCommand(),
		a.fmtCommand(),
		a.lspCommand(),
		a.testCommand(),
		a.newCommand(),
		a.opsCommand(),
		a.callCommand(),
		a.requestCommand(),
		a.planCommand(),
		a.undoCommand(),
		a.reportCommand(),
		a.tidyCommand(),
		a.typesCommand(),
		a.authCommand(),
		a.completionCommand(),
		a.docsCommand(),
		a.manCommand(),
		a.versionCommand(),
		a.capabilitiesCommand(),
		cmd,
	)
	describeCommands(root)
}

// describeCommands gives each command its examples, and its errors their form.
func describeCommands(root *cobra.Command) {
	addUsages(root)
	for _, c := range root.Commands() {
		c.Args = usageOf(c, c.Args)
	}
}

// usageOf has what a command says of its arguments be an error of usage.
func usageOf(c *cobra.Command, check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		return nil
	}
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		if err == nil || errors.As(err, new(*usageError)) {
			return err
		}
		return usagef("%s: the arguments are wrong, it is called as: doapi %s", c.Name(), c.Use)
	}
}

// dispatch puts the command in front of the flags: the one that is named, or
// run for a script. Flags before the command are the command's. The root has run
// alone, and gets all commands where it is not run.
func (a *app) dispatch(root *cobra.Command, args []string) ([]string, error) {
	if isCompletion(args) {
		a.addCommands(root)
		return args, nil
	}
	run, _, _ := root.Find([]string{"run"})
	at, code := scan([]*pflag.FlagSet{run.Flags(), root.PersistentFlags()}, args)
	rest := args[at:]
	if code || len(rest) > 0 && (strings.HasPrefix(rest[0], "-") || isPath(rest[0])) {
		return slices.Concat([]string{"run"}, args), nil
	}
	a.addCommands(root)
	switch {
	case len(rest) == 0 && slices.ContainsFunc(args, isHelp):
		return append([]string{"--help"}, onlyJSON(args)...), nil
	case len(rest) == 0 && slices.ContainsFunc(args, isVersion):
		return append([]string{"version"}, onlyJSON(args)...), nil
	case len(rest) == 0:
		return slices.Concat([]string{"repl"}, args), nil
	}
	name := rest[0]
	for _, c := range root.Commands() {
		if c.Name() == name || c.HasAlias(name) {
			return slices.Concat([]string{name}, args[:at], rest[1:]), nil
		}
	}
	if !looksLikeScript(name) {
		if own := otherCommand(name); own != "" {
			return nil, usagef("there is no command, and no script, '%s': %s", name, own)
		}
		return nil, usagef("there is no command, and no script, '%s'%s", name, luabind.DidYouMean(name, commandNames(root)))
	}
	return slices.Concat([]string{"run"}, args), nil
}

// otherCommand says what does what other tools have a command for; "" for what none
// is known to have.
func otherCommand(name string) string {
	switch name {
	case "apply", "up", "deploy":
		return "doapi plan script.lua shows what it would change, doapi run script.lua does it"
	case "preview", "diff":
		return "doapi plan script.lua shows what it would change"
	case "exec", "eval":
		return "-e runs code, as in doapi -e 'print(1)'"
	case "validate", "lint", "vet":
		return "doapi check script.lua finds faults in a script"
	case "destroy", "rollback", "down":
		return "doapi undo JOURNAL takes back what a run with --journal JOURNAL has changed"
	case "init", "create":
		return "doapi new NAME starts a project"
	case "login", "whoami":
		return "doapi auth shows whose token is used, doapi help environment where it may stand"
	case "console", "shell":
		return "doapi repl tries things out"
	case "format":
		return "doapi fmt script.lua lays out a script"
	case "list", "ls", "compute":
		return "doapi ops WORD finds operations, doapi call GROUP.OPERATION calls one"
	case "api", "curl":
		return "doapi request PATH asks for any path"
	case "serve":
		return "doapi sim serves a simulated account"
	}
	return ""
}

// onlyJSON leaves of flags the one that says how an answer is written.
func onlyJSON(args []string) []string {
	return slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return arg != "--json" })
}

func isHelp(arg string) bool    { return arg == "-h" || arg == "--help" }
func isVersion(arg string) bool { return arg == "-V" || arg == "--version" }

// isPath says whether a word can only be the path of a script.
func isPath(name string) bool { return strings.ContainsAny(name, "./\\") }

func looksLikeScript(name string) bool {
	if isPath(name) {
		return true
	}
	_, err := os.Stat(name)
	return err == nil
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return names
}

// scan finds the first argument that is no flag and no flag's value, and
// whether code is given by a flag. It stops at a flag that none of the sets
// knows, and at "--".
func scan(sets []*pflag.FlagSet, args []string) (at int, code bool) {
	find := func(by func(*pflag.FlagSet) *pflag.Flag) *pflag.Flag {
		for _, set := range sets {
			if f := by(set); f != nil {
				return f
			}
		}
		return nil
	}
	for at < len(args) {
		arg := args[at]
		if len(arg) < 2 || arg[0] != '-' || arg == "--" {
			return at, code
		}
		at++
		if name, ok := strings.CutPrefix(arg, "--"); ok {
			name, _, valued := strings.Cut(name, "=")
			f := find(func(set *pflag.FlagSet) *pflag.Flag { return set.Lookup(name) })
			if f == nil {
				if isHelp(arg) || isVersion(arg) {
					continue
				}
				return at - 1, code
			}
			code = code || f.Name == "execute"
			if !valued && f.NoOptDefVal == "" {
				at++
			}
			continue
		}
		for i := 1; i < len(arg); i++ {
			if isHelp("-"+arg[i:i+1]) || isVersion("-"+arg[i:i+1]) {
				continue
			}
			f := find(func(set *pflag.FlagSet) *pflag.Flag { return set.ShorthandLookup(arg[i : i+1]) })
			if f == nil {
				return at - 1, code
			}
			code = code || f.Name == "execute"
			if f.NoOptDefVal == "" {
				if i == len(arg)-1 {
					at++
				}
				break
			}
		}
	}
	return len(args), code
}
