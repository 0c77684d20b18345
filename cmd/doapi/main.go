// Command doapi runs Lua scripts that drive the DigitalOcean API.
package main

import (
	"context"
	"os"

	"github.com/doapi-lua/doapi/cmd/doapi/cli"
)

func main() {
	if code, ran := cli.First(); ran {
		os.Exit(code)
	}
	os.Exit(cli.Main(context.Background(), cli.System()))
}
