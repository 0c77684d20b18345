package stdlib_test

import (
	"context"
	"fmt"
	"os"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
	"github.com/doapi-lua/doapi/stdlib/luajson"
)

// A Host with all modules; what reaches out of the script is refused until its
// capability is granted.
func ExampleCore() {
	host, err := luabind.New(stdlib.Core(), luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	err = host.DoString(context.Background(), "hello.lua", `
		local json = require "json"
		print(json.encode({hello = "world"}))
		print(pcall(require, "shell") == false)`)
	fmt.Println(err)
	// Output:
	// {"hello":"world"}
	// true
	// <nil>
}

// A program that wants one module links one.
func ExampleModules() {
	host, err := luabind.New(luabind.WithModules(luajson.Module), luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	fmt.Println(host.DoString(context.Background(), "one.lua", `print(require("json").decode("[1, 2]")[2])`))
	// Output:
	// 2
	// <nil>
}
