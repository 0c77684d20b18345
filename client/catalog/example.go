package catalog

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
)

// exampleFiles are the examples, a file an area, each behind a line
// "--- GROUP.NAME".
//
//go:embed examples/*.lua
var exampleFiles embed.FS

var (
	exampleOnce  sync.Once
	exampleTable map[string]string
)

// examples are the scripts by GROUP.NAME, parted when somebody first asks.
func examples() map[string]string {
	exampleOnce.Do(func() {
		exampleTable = map[string]string{}
		files, _ := fs.Glob(exampleFiles, "examples/*.lua") // the pattern is a right one
		for _, file := range files {
			text, _ := exampleFiles.ReadFile(file) // which is there
			for _, part := range strings.Split("\n"+string(text), "\n--- ")[1:] {
				name, source, _ := strings.Cut(part, "\n")
				exampleTable[strings.TrimSpace(name)] = strings.TrimSpace(source)
			}
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
