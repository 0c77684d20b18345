package plan_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/client/sim"
)

// A program runs against an overlay: the account stays as it is, and the plan
// tells what would change. A later run is held against it.
func Example() {
	clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	account, err := sim.New(sim.WithClock(clock))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	program := func(c *client.Client) error {
		defer c.Close()
		v, err := c.Request(ctx, http.MethodPost, "/v2/volumes", nil, map[string]any{"name": "data", "region": "nyc3", "size_gigabytes": 100})
		if err != nil {
			return err
		}
		_, err = c.Request(ctx, http.MethodPost, "/v2/tags", nil, map[string]any{"name": "for-" + v.Get("volume", "name").Text()})
		return err
	}

	network := client.Options(client.WithTransport(account.RoundTripper()), client.WithClock(clock))
	overlay, err := plan.New(nil, sim.NewClock(clock.Now()), 1, "salt")
	if err != nil {
		fmt.Println(err)
		return
	}
	planned, err := client.New("any-token", network, overlay.Option())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := program(planned); err != nil {
		fmt.Println(err)
		return
	}
	p := overlay.Plan()
	p.Text(os.Stdout)

	expect := plan.NewExpect(p)
	c, err := client.New("any-token", network, client.WithGuard(expect.Around))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(program(c), expect.Deviation(), len(expect.Left()))
	// Output:
	// + 1 volume data
	//       region: "nyc3"
	//       size_gigabytes: 100
	//       +10.00 USD a month
	// + 2 tag for-data
	//
	// 2 to create, 0 to change, 0 to delete, 0 to do; +10.00 USD a month: 0.00 before, 10.00 after
	// <nil> <nil> 0
}
