// Program bare embeds Lua and nothing else, and says what memory it took.
package main

import (
	"context"
	"log"
	"os"

	"github.com/doapi-lua/doapi/luabind"
)

func main() {
	h, err := luabind.New(luabind.WithStdio(nil, os.Stdout, nil))
	if err != nil {
		log.Fatal(err)
	}
	defer h.Close()
	if err := h.DoString(context.Background(), "hello", `print("logs/web.log")`); err != nil {
		log.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	os.Stdout.Write(status)
}
