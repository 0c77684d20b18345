// Command limits runs a script that would never end.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/doapi-lua/doapi/luabind"
)

func main() {
	host, err := luabind.New(luabind.WithInstructionLimit(1_000_000))
	if err != nil {
		log.Fatal(err)
	}
	defer host.Close()
	err = host.DoString(context.Background(), "loop.lua", `while true do end`)
	fmt.Println(errors.Is(err, luabind.ErrInstructionLimit))
	err = host.DoString(context.Background(), "file.lua", `io.open("/etc/passwd")`)
	fmt.Println(err)
}
