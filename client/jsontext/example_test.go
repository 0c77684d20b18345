package jsontext_test

import (
	"fmt"

	"github.com/doapi-lua/doapi/client/jsontext"
)

// A value is looked at without decoding the rest.
func ExampleParse() {
	v, err := jsontext.Parse(`{"droplet": {"id": 9007199254740993, "tags": ["web", "eu"]}}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v.Get("droplet", "id").Raw(), v.Get("droplet", "tags", "1").Text(), v.Get("droplet", "name").Exists())
	// Output: 9007199254740993 eu false
}
