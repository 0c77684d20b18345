package guard_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/sim"
)

// A guard lets nothing be deleted, and nothing be made that costs more than ten
// dollars a month together.
func Example() {
	clock := sim.NewClock(time.Now())
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		fmt.Println(err)
		return
	}
	g, err := guard.New(guard.Policy{Deny: []string{"*.delete*"}, MaxCost: guard.USD(10)})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := client.New("any-token", client.WithTransport(server.RoundTripper()), client.WithClock(clock), client.WithGuard(g.Around))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	ctx := context.Background()
	create := func(name string) error {
		_, err := c.CreateDroplet(ctx, client.DropletRequest{Name: name, Image: client.Slug("debian-12-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"})
		return err
	}
	fmt.Println(create("one"))
	var refused *guard.Error
	if errors.As(create("two"), &refused) {
		fmt.Println(refused.Guard, refused.Reason)
	}
	_, err = c.Request(ctx, http.MethodDelete, "/v2/domains/example.com", nil, nil)
	fmt.Println(err)
	// Output:
	// <nil>
	// max-cost it would cost 6.00 USD a month, which with the 6.00 of before is more than 10.00
	// domains.delete is refused by --deny: it is on the list (DELETE https://api.digitalocean.com/v2/domains/example.com)
}
