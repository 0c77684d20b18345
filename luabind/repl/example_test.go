package repl_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/repl"
)

// Lines over a pipe; on a terminal there are a prompt, history and completion.
func ExampleRun() {
	host, err := luabind.New(luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	lines := strings.NewReader("local n = 6\nn * 7\n_ + 1\n")
	err = repl.Run(context.Background(), repl.Config{Host: host, Stdin: lines, Stdout: os.Stdout, Stderr: os.Stderr})
	fmt.Println(err)
	// Output:
	// 42
	// 43
	// <nil>
}
