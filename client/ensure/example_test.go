package ensure_test

import (
	"context"
	"fmt"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/ensure"
	"github.com/doapi-lua/doapi/client/sim"
)

// A volume is made, found as it is, and made larger.
func Example() {
	clock := sim.NewClock(time.Now())
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := client.New("any-token", client.WithTransport(server.RoundTripper()), client.WithClock(clock))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	for _, size := range []int{10, 10, 20} {
		want := map[string]any{"name": "data", "region": "nyc3", "size_gigabytes": size}
		r, err := ensure.Ensure(context.Background(), c, "volume", want, ensure.Options{})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(r.Object.Get("size_gigabytes"), r.Created, len(r.Changed))
	}
	// Output:
	// 10 true 0
	// 10 false 0
	// 20 false 1
}
