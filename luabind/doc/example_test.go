package doc_test

import (
	"fmt"
	"strings"

	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
)

// Help on a function comes from what its calls are checked by.
func ExampleIndex_Help() {
	index := doc.New(doc.Config{Modules: do.Modules()})
	text, ok := index.Help("Droplet:rename")
	first, _, _ := strings.Cut(text, "\n")
	fmt.Println(first, ok)
	// Output: Droplet:rename(name [, {...}]) -> Action true
}
