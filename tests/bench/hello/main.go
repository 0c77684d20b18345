// Command hello is the least that a program with the Lua VM does.
package main

import lua "github.com/yuin/gopher-lua"

func main() {
	state := lua.NewState()
	defer state.Close()
	if err := state.DoString(`print("hello")`); err != nil {
		panic(err)
	}
}
