package cli

import (
	"bytes"
	_ "embed"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/lazy"
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
			var script bytes.Buffer
			var err error
			switch root := cmd.Root(); args[0] {
			case "bash":
				script.WriteString(bashHelpers)
				err = root.GenBashCompletionV2(&script, true)
			case "zsh":
				err = root.GenZshCompletion(&script)
			case "fish":
				err = root.GenFishCompletion(&script, true)
			default:
				return usagef("completion: there is none for '%s'%s: only for %s", args[0], luabind.DidYouMean(args[0], shells), strings.Join(shells, ", "))
			}
			if err != nil {
				return err
			}
			return a.showFile(args[0], script.Bytes())
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

var engineOnce lazy.Value[*complete.Completer]

// engine completes as editors and the REPL do.
func engine() *complete.Completer {
	return engineOnce.Get(func() *complete.Completer {
		return complete.New(complete.Config{Checker: check.New(modules(), check.WithGlobals("help")), Topics: docs().Names})
	})
}

// membersAt lists what can stand behind the last dot or colon of a name of scripts
// or of a class, and where that word begins.
func membersAt(name string) (items []complete.Item, start int) {
	start = strings.LastIndexAny(name, ".:") + 1
	if start < 2 {
		return nil, 0
	}
	owner, colon := name[:start-1], name[start-1] == ':'
	var of check.Known
	switch class, m := docs().Class(owner), docs().Module(owner); {
	case class != nil:
		of.Class = class
	case m != nil && m.Class != nil:
		of.Class = m.Class
	case m != nil:
		of.Module = m
	default:
		r := engine().At("help", []byte(name), len(name))
		return r.Items, r.Start
	}
	items = slices.DeleteFunc(engine().Members(of, colon), func(i complete.Item) bool { return !strings.HasPrefix(i.Text, name[start:]) })
	slices.SortStableFunc(items, func(a, b complete.Item) int { return strings.Compare(a.Text, b.Text) })
	return items, start
}

// completeTopics offers what there is help on.
func completeTopics(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	names := startingWith(begun, append(commandNames(cmd.Root()), docs().Names()...))
	items, start := membersAt(begun)
	for _, i := range items {
		names = append(names, begun[:start]+i.Text)
	}
	slices.Sort(names)
	return slices.Compact(names), cobra.ShellCompDirectiveNoFileComp
}

// completeCall offers operations, then their arguments, and what these take.
func completeCall(_ *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) == 0 {
		for _, op := range catalog.All() {
			names = append(names, op.Group+"."+op.Name)
		}
		return startingWith(begun, names), cobra.ShellCompDirectiveNoFileComp
	}
	// A call in a script that stands for the one on the command line.
	script := "do." + strings.TrimPrefix(args[0], "do.") + "{"
	for _, arg := range args[1:] {
		if name, _, ok := strings.Cut(arg, "="); ok && luabind.IsName(name) {
			script += name + " = 1, "
		}
	}
	name, value, isValue := strings.Cut(begun, "=")
	if isValue {
		script += name + ` = "` + value
	} else {
		script += begun
	}
	for _, i := range engine().At("call", []byte(script), len(script)).Items {
		switch {
		case isValue && i.Kind == complete.Value:
			names = append(names, name+"="+i.Text)
		case !isValue && i.Kind == complete.Argument:
			names = append(names, i.Text+"=")
		}
	}
	switch {
	case !isValue:
		return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	case len(names) == 0:
		return nil, cobra.ShellCompDirectiveDefault // a value, which may be a file's
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// completeChunk goes on with a script that is given as an argument.
func completeChunk(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	var texts []string
	r := engine().At("argument", []byte(begun), len(begun))
	for _, i := range r.Items {
		texts = append(texts, begun[:r.Start]+i.Text+strings.TrimRight(i.After, " "))
	}
	return texts, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeCode has a command's --execute go on as scripts do.
func completeCode(cmd *cobra.Command) {
	if err := cmd.RegisterFlagCompletionFunc("execute", completeChunk); err != nil {
		panic(err) // there is no such flag
	}
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
