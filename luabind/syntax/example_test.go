package syntax_test

import (
	"fmt"

	"github.com/doapi-lua/doapi/luabind/syntax"
)

// A fault has a place, and says what was expected.
func ExampleParse() {
	_, err := syntax.Parse("deploy.lua", []byte("if ready then start()"))
	fmt.Println(err)
	// Output: deploy.lua:1:22: 'end' expected near end of file
}
