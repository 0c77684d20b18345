// Command doapi runs Lua scripts that drive the DigitalOcean API.
package main

import (
	"context"
	"os"
	"runtime/debug"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(75) // a tenth less memory for a long list, at a few percent of its time
	}
	os.Exit(cli.Main(context.Background(), cli.System()))
}
