package price_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/client/price"
)

// What a change adds to what an account costs, by the account's own prices.
func ExampleBook_Of() {
	at, _ := url.Parse("https://api.digitalocean.com/v2/droplets")
	made := change.OfRequest("POST", at, []byte(`{"names": ["web-1", "web-2"], "size": "s-1vcpu-1gb", "image": "ubuntu-24-04-x64"}`))
	fmt.Println(made.Sign.Word(), made.Kind, made.Makes)

	sizes := func(context.Context, string) (jsontext.Value, error) {
		return jsontext.Of(`{"sizes":[{"slug":"s-1vcpu-1gb","price_monthly":6.0}]}`), nil
	}
	cost, err := new(price.Book).Of(context.Background(), made, sizes)
	fmt.Println(cost.Monthly, cost.Known, err)
	// Output:
	// create droplet 2
	// 12 true <nil>
}
