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
	a.completeFlags(root)
	a.foldHelp(root)
	help := a.helpCommand(root)
	root.SetHelpCommand(help)
	root.AddCommand(
		a.runCommand(),
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
		help,
	)
	addUsages(root)
	for _, c := range root.Commands() {
		c.Args = usageOf(c, c.Args)
	}
	return root
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
// run for a script. Flags before the command are the command's.
func (a *app) dispatch(root *cobra.Command, args []string) ([]string, error) {
	if isCompletion(args) {
		return args, nil
	}
	run, _, _ := root.Find([]string{"run"})
	at, code := scan(flagsOf(run), args)
	rest := args[at:]
	switch {
	case len(rest) == 0 && slices.ContainsFunc(args, isHelp) && !code:
		return []string{"--help"}, nil
	case len(rest) == 0 && slices.ContainsFunc(args, isVersion) && !code:
		return []string{"version"}, nil
	case len(rest) == 0 && !code:
		return slices.Concat([]string{"repl"}, args), nil
	case code, rest[0] == "-", strings.HasPrefix(rest[0], "-"):
		return slices.Concat([]string{"run"}, args), nil
	}
	name := rest[0]
	for _, c := range root.Commands() {
		if c.Name() == name || c.HasAlias(name) {
			return slices.Concat([]string{name}, args[:at], rest[1:]), nil
		}
	}
	if !looksLikeScript(name) {
		return nil, usagef("there is no command, and no script, '%s'%s", name, luabind.DidYouMean(name, commandNames(root)))
	}
	return slices.Concat([]string{"run"}, args), nil
}

func isHelp(arg string) bool    { return arg == "-h" || arg == "--help" }
func isVersion(arg string) bool { return arg == "-V" || arg == "--version" }

func looksLikeScript(name string) bool {
	if strings.ContainsAny(name, "./\\") {
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

// flagsOf gives all flags of a command, those of its parents included.
func flagsOf(cmd *cobra.Command) *pflag.FlagSet {
	set := pflag.NewFlagSet(cmd.Name(), pflag.ContinueOnError)
	set.SetNormalizeFunc(alias)
	set.AddFlagSet(cmd.Flags())
	set.AddFlagSet(cmd.InheritedFlags())
	return set
}

// scan finds the first argument that is no flag and no flag's value, and
// whether code is given by a flag. It stops at a flag that it does not know,
// and at "--".
func scan(set *pflag.FlagSet, args []string) (at int, code bool) {
	for at < len(args) {
		arg := args[at]
		if len(arg) < 2 || arg[0] != '-' || arg == "--" {
			return at, code
		}
		at++
		if name, ok := strings.CutPrefix(arg, "--"); ok {
			name, _, valued := strings.Cut(name, "=")
			f := set.Lookup(name)
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
			f := set.ShorthandLookup(arg[i : i+1])
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
