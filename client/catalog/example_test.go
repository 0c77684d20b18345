package catalog_test

import (
	"fmt"

	"github.com/doapi-lua/doapi/client/catalog"
)

// A request says which operation it is.
func ExampleMatch() {
	op, values := catalog.Match("GET", "/v2/droplets/5/actions")
	fmt.Println(op.ID, op.Group+"."+op.Name, values.Get("droplet_id"))
	// Output: dropletActions_list droplet_actions.list 5
}

// A path is made of a template, each value escaped.
func ExampleExpand() {
	path, err := catalog.Expand(catalog.ByName("tags", "get").Path, "a/b")
	fmt.Println(path, err)
	// Output: /v2/tags/a%2Fb <nil>
}
