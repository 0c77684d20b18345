// Command names prints every name of the contract with scripts and where the
// Lua tests use it. Run it from the project's root.
package main

import (
	"fmt"
	"os"

	"github.com/doapi-lua/doapi/tests/names"
)

func main() {
	places, err := names.Places("tests/lua")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, n := range names.All() {
		at := "NOT TESTED"
		if p := places[n]; len(p) > 0 {
			at = fmt.Sprintf("%s (%d places)", p[0], len(p))
		}
		fmt.Printf("%-45s %s\n", n, at)
	}
}
