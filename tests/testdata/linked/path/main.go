// Program path embeds Lua with one small standard module, and says what
// memory it took.
package main

import (
	"context"
	"log"
	"os"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luapath"
)

func main() {
	h, err := luabind.New(luabind.WithModules(luapath.Module), luabind.WithStdio(nil, os.Stdout, nil))
	if err != nil {
		log.Fatal(err)
	}
	defer h.Close()
	if err := h.DoString(context.Background(), "hello", `print(require("path").join("logs", "web.log"))`); err != nil {
		log.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(status)
}
