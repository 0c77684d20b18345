package format_test

import (
	"fmt"

	"github.com/doapi-lua/doapi/luabind/format"
)

// A program is laid out, and means the same.
func ExampleSource() {
	out, err := format.Source("deploy.lua", []byte("for i=1,3 do\nprint( i ,'web' )\nend"), format.DefaultWidth)
	fmt.Printf("%s%v\n", out, err)
	// Output:
	// for i = 1, 3 do
	//   print(i, "web")
	// end
	// <nil>
}
