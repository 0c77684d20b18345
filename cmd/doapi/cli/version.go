package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
)

// build says what this program is.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`

	Description string `json:"description"` // day of the API's description
	Operations  int    `json:"operations"`
	Groups      int    `json:"groups"`
}

func version() build {
	b := build{Version: "devel", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	b.Description, b.Operations, b.Groups = catalog.Described, len(catalog.All()), len(catalog.Groups())
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			b.Revision = s.Value[:min(12, len(s.Value))]
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
				return json.NewEncoder(a.env.Stdout).Encode(b)
			}
			_, err := fmt.Fprintf(a.env.Stdout, "doapi %s (%s, %s)\nthe API as described on %s: %d operations in %d groups\n", b.Version, b.Go, b.Platform, b.Description, b.Operations, b.Groups)
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
