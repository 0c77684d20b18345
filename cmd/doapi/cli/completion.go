package cli

import (
	_ "embed"
	"io"
	"strings"

	"github.com/spf13/cobra"
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
			return usagef("completion: there is none for '%s'%s: only for %s", args[0], didYouMean("", args[0], shells), strings.Join(shells, ", "))
		},
	}
}

// isCompletion reports whether a shell asks for candidates.
func isCompletion(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}
