package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind/do"
)

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
		"trace": one(f.trace.among), "progress": one(f.progress.among), "color": one(f.color.among),
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
	c, err := a.readDoctl()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return startingWith(begun, c.names()), cobra.ShellCompDirectiveNoFileComp
}
