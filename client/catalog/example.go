package catalog

import (
	_ "embed"
	"strings"
	"sync"
)

// exampleList are the examples, each behind a line "--- GROUP.NAME".
//
//go:embed examples.lua
var exampleList string

var (
	exampleOnce  sync.Once
	exampleTable map[string]string
)

// examples are the scripts by GROUP.NAME, parted when somebody first asks.
func examples() map[string]string {
	exampleOnce.Do(func() {
		exampleTable = map[string]string{}
		for _, part := range strings.Split("\n"+exampleList, "\n--- ")[1:] {
			name, source, _ := strings.Cut(part, "\n")
			exampleTable[strings.TrimSpace(name)] = strings.TrimSpace(source)
		}
	})
	return exampleTable
}

// Example is a script that runs an operation, given by its id, in a fresh account:
// it makes what it needs. "" if there is none.
func Example(id string) string {
	op := ByID(id)
	if op == nil {
		return ""
	}
	return examples()[op.Group+"."+op.Name]
}
