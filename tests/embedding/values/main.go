// Command values gives a script values and a module of the program.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// config is read by scripts as config.region and config.sizes.
type config struct {
	Region string
	Sizes  []string
}

// names is found by require "names".
var names = &luabind.Module{
	Name: "names", Doc: "How this company names its machines.",
	Funcs: []luabind.Func{{
		Name: "host", Doc: "Makes a host name.", Result: "string",
		Params: []luabind.Param{{Name: "role", Type: luabind.StringType, Doc: "what it does"}, {Name: "number", Type: luabind.IntegerType}},
		Run: func(c *luabind.Call) error {
			var role string
			var number int
			c.Bind(&role, &number)
			return c.Return(luabind.String(fmt.Sprintf("%s-%03d", strings.ToLower(role), number)))
		},
	}},
}

func main() {
	host, err := luabind.New(luabind.WithModules(names), luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		log.Fatal(err)
	}
	defer host.Close()
	if err := host.Set("config", config{"nyc3", []string{"small", "large"}}); err != nil {
		log.Fatal(err)
	}
	err = host.DoString(context.Background(), "values.lua", `
		local names = require "names"
		print(names.host("Web", 7), config.region, config.sizes[2])
		print(select(2, pcall(names.host, "web", "seven")))`)
	if err != nil {
		log.Fatal(err)
	}
}
