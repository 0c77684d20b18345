package cli

import (
	_ "embed"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

var shells = []string{"bash", "zsh", "fish"}

// bashHelpers come before the completion script for bash.
//
//go:embed bash.sh
var bashHelpers string

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Write a completion script for a shell",
		Long: `Writes a completion script for a shell:

  bash   source <(doapi completion bash)
  zsh    doapi completion zsh > "${fpath[1]}/_doapi"
  fish   doapi completion fish > ~/.config/fish/completions/doapi.fish`,
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("completion: give a shell: %s", strings.Join(shells, ", "))
			}
			switch root := cmd.Root(); args[0] {
			case "bash":
				if _, err := io.WriteString(a.env.Stdout, bashHelpers); err != nil {
					return err
				}
				return root.GenBashCompletionV2(a.env.Stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.env.Stdout)
			case "fish":
				return root.GenFishCompletion(a.env.Stdout, true)
			}
			return usagef("completion: there is none for '%s'%s: only for %s", args[0], luabind.DidYouMean(args[0], shells), strings.Join(shells, ", "))
		},
	}
}

// isCompletion reports whether a shell asks for candidates.
func isCompletion(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// words are what can stand at a place of a command line, for the shell to
// choose from by what is typed already.
type words = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

// completeScripts offers Lua files.
func completeScripts(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"lua"}, cobra.ShellCompDirectiveFilterFileExt
}

// completeBeside offers Lua files beside the commands, which the shell would
// take for endings of names if it were told to look for files itself.
func completeBeside(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	var names []string
	directive := cobra.ShellCompDirectiveNoFileComp
	found, _ := filepath.Glob(begun + "*") // a pattern that is none matches nothing
	for _, name := range found {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			names = append(names, name+string(filepath.Separator))
			directive |= cobra.ShellCompDirectiveNoSpace
		} else if strings.HasSuffix(name, ".lua") {
			names = append(names, name)
		}
	}
	return names, directive
}

// completeTopics offers what there is help on.
func completeTopics(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	return startingWith(begun, append(commandNames(cmd.Root()), docs().Names()...)), cobra.ShellCompDirectiveNoFileComp
}

// completeCall offers operations, and then their arguments.
func completeCall(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) == 0 {
		for _, op := range catalog.All() {
			names = append(names, op.Group+"."+op.Name)
		}
		return startingWith(begun, names), cobra.ShellCompDirectiveNoFileComp
	}
	op, err := findOperation(strings.TrimPrefix(args[0], "do."))
	if err != nil || strings.Contains(begun, "=") {
		return nil, cobra.ShellCompDirectiveDefault // a value, which may be a file's
	}
	for _, p := range do.OperationFunc(op).Params {
		given := func(arg string) bool { return strings.HasPrefix(arg, p.Name+"=") }
		if p.Name != "" && !slices.ContainsFunc(args[1:], given) {
			names = append(names, p.Name+"=")
		}
	}
	return startingWith(begun, names), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func startingWith(begun string, names []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, begun) })
}

// completeFlags has the values of flags offered.
func (a *app) completeFlags(root *cobra.Command) {
	f := &a.flags
	values := map[string]words{
		"trace": one(f.trace.among), "progress": one(f.progress.among), "color": one(f.color.among), "on-interrupt": one(f.onInterrupt.among),
		"context": a.completeContexts,
	}
	for name, offer := range values {
		if err := root.RegisterFlagCompletionFunc(name, offer); err != nil {
			panic(err) // a flag that is not there
		}
	}
}

func one(among []string) words {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		return startingWith(begun, slices.Clone(among)), cobra.ShellCompDirectiveNoFileComp
	}
}

// completeContexts offers those of doctl's configuration.
func (a *app) completeContexts(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	return startingWith(begun, a.finder().Contexts()), cobra.ShellCompDirectiveNoFileComp
}
