package cli

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	"github.com/doapi-lua/doapi/luabind/check"
)

// build says what this program is.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Made     string `json:"made,omitempty"` // day of the revision
	Go       string `json:"go"`
	Platform string `json:"platform"`

	Description string `json:"description"` // day of the API's description
	Operations  int    `json:"operations"`
	Beyond      int    `json:"operations_beyond"` // of them that the description lacks
	Groups      int    `json:"groups"`
}

// version tells all of it; counting the operations takes long at a start.
func version() build {
	b := program()
	b.Description, b.Operations, b.Groups = catalog.Described, len(catalog.All()), len(catalog.Groups())
	for _, op := range catalog.All() {
		if op.Beyond {
			b.Beyond++
		}
	}
	return b
}

// program tells what the program is, without the API.
func program() build {
	b := build{Version: "devel", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value[:min(12, len(s.Value))]
		case "vcs.time":
			b.Made, _, _ = strings.Cut(s.Value, "T")
		}
	}
	return b
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the version",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := version()
			if a.flags.json {
				return a.encode(b)
			}
			_, err := fmt.Fprintf(a.env.Stdout, "doapi %s (%s, %s)\nthe API as described on %s: %d operations, and %d that the description lacks, in %d groups\n", b.Version, b.Go, b.Platform, b.Description, b.Operations-b.Beyond, b.Beyond, b.Groups)
			return err
		},
	}
}

// capability is a command with its flags.
type capability struct {
	Name  string      `json:"name"`
	Short string      `json:"short"`
	Flags []flagOffer `json:"flags,omitempty"`
}

// flagOffer is a flag.
type flagOffer struct {
	Name    string `json:"name"`
	Short   string `json:"short,omitempty"` // the letter
	Type    string `json:"type"`
	Default string `json:"default,omitempty"`
	Means   string `json:"means"`
}

// moduleOffer is a module of scripts.
type moduleOffer struct {
	Name      string   `json:"name"`
	Global    bool     `json:"global,omitempty"` // there without require
	Functions []string `json:"functions,omitempty"`
}

// capabilities is what this program can do, for other programs.
type capabilities struct {
	build
	Contract   int                  `json:"contract"` // grows when a program that relied on this could break
	Commands   []capability         `json:"commands"`
	Flags      []flagOffer          `json:"flags"` // of every command
	ExitCodes  []contract.ExitCode  `json:"exit_codes"`
	ErrorCodes []contract.ErrorCode `json:"error_codes"`
	ErrorKinds []contract.ErrorKind `json:"error_kinds"` // of errors that scripts see
	CheckCodes []check.Rule         `json:"check_codes"`
	Variables  []contract.Variable  `json:"environment"`
	Modules    []moduleOffer        `json:"modules"`
	Topics     []string             `json:"topics"`
	Unlisted   int                  `json:"operations_not_described"`
}

func flagOffers(set *pflag.FlagSet) []flagOffer {
	var all []flagOffer
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && f.Name != "help" {
			_, usage := pflag.UnquoteUsage(f)
			all = append(all, flagOffer{f.Name, f.Shorthand, f.Value.Type(), f.DefValue, usage})
		}
	})
	return all
}

func (a *app) capabilitiesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "capabilities",
		Short: "Show what this program can do, for other programs",
		Long: `Shows commands, flags, exit codes, codes of errors and of check, modules,
variables of the environment and topics: with --json as one object.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c := capabilities{
				build: version(), Contract: 1, Flags: flagOffers(cmd.Root().PersistentFlags()), ExitCodes: contract.ExitCodes(), ErrorCodes: contract.ErrorCodes(),
				ErrorKinds: contract.ErrorKinds(), CheckCodes: check.Codes(), Variables: contract.Variables(), Topics: topics.Names(), Unlisted: len(catalog.AllUnlisted()),
			}
			for _, sub := range cmd.Root().Commands() {
				if !sub.Hidden {
					c.Commands = append(c.Commands, capability{sub.Name(), sub.Short, flagOffers(sub.LocalNonPersistentFlags())})
				}
			}
			for _, m := range modules() {
				o := moduleOffer{Name: m.Name, Global: len(m.Globals) > 0}
				for i := range m.Funcs {
					o.Functions = append(o.Functions, m.Funcs[i].Name)
				}
				c.Modules = append(c.Modules, o)
			}
			if a.flags.json {
				return a.encode(c)
			}
			var b strings.Builder
			fmt.Fprintf(&b, "doapi %s: %d operations in %d groups of the API as described on %s\n\nCommands\n", c.Version, c.Operations, c.Groups, c.Description)
			for _, sub := range c.Commands {
				fmt.Fprintf(&b, "  %-13s %s\n", sub.Name, sub.Short)
			}
			b.WriteString("\nModules of scripts\n ")
			for _, m := range c.Modules {
				b.WriteString(" " + m.Name)
			}
			b.WriteString("\n\nExit codes\n" + contract.ExitCodeTable() + "\nCodes of errors under --json\n" + contract.ErrorCodeTable() + "\nCodes of check\n")
			for _, r := range c.CheckCodes {
				fmt.Fprintf(&b, "  %-17s %s\n", r.Code, r.Doc)
			}
			_, err := io.WriteString(a.env.Stdout, b.String())
			return err
		},
	}
}

// noArgs refuses arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, got '%s'", cmd.Name(), args[0])
	}
	return nil
}
