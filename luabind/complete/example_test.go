package complete_test

import (
	"fmt"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/do"
)

// What can stand at the end of a half-written line.
func ExampleCompleter_At() {
	c := complete.New(complete.Config{Checker: check.New(do.Modules())})
	src := []byte("do.create_dro")
	for _, item := range c.At("deploy.lua", src, len(src)).Items {
		fmt.Println(item.Text)
	}
	// Output: create_droplet
}
