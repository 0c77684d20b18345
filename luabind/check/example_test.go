package check_test

import (
	"fmt"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do"
)

// Faults are found without running the script.
func ExampleChecker_Check() {
	checker := check.New(do.Modules())
	for _, p := range checker.Check("deploy.lua", []byte(`do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {ssh_key = 5})`)) {
		fmt.Println(p)
	}
	// Output: deploy.lua:1:70: create_droplet: unknown argument 'ssh_key' (did you mean 'ssh_keys'?)
}
