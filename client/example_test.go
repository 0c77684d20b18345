package client_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// exampleClient is a client of a simulated API, whose clock jumps over waits.
func exampleClient() *client.Client {
	clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	clock.Busy()
	server, err := sim.New(sim.WithClock(clock), sim.Seed(1))
	if err != nil {
		panic(err)
	}
	c, err := client.New("dop_v1_example", client.WithTransport(server.RoundTripper()), client.WithClock(clock))
	if err != nil {
		panic(err)
	}
	return c
}

func Example() {
	ctx, c := context.Background(), exampleClient()
	defer c.Close()

	fleet, err := c.CreateMultipleDroplets(ctx, []string{"web-1", "web-2"}, client.DropletRequest{
		Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3", Tags: []string{"web"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for d, err := range c.WaitDroplets(fleet, client.Ready(), client.WithTimeLimit(5*time.Minute)).All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(d.Name(), d.Status(), d.RegionSlug(), d.IPAddress() != "")
	}
	for d, err := range c.Tag("web").FetchAllDroplets().All(ctx) {
		if err == nil {
			err = d.Delete(ctx)
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	// Unordered output:
	// web-1 active nyc3 true
	// web-2 active nyc3 true
}

func ExampleError() {
	ctx, c := context.Background(), exampleClient()
	defer c.Close()

	_, err := c.FetchDroplet(ctx, 1)
	var refusal *client.Error
	if errors.As(err, &refusal) {
		fmt.Println(refusal.Status, refusal.ID, errors.Is(err, client.ErrNotFound))
	}
	// Output: 404 not_found true
}

func ExampleObserve() {
	ctx, c := context.Background(), exampleClient()
	defer c.Close()

	ctx = client.Observe(ctx, func(r *client.Reply) {
		fmt.Println(r.Method, r.Status, r.RateLimit().Known())
	})
	if _, err := c.FetchAccount(ctx); err != nil {
		fmt.Println(err)
	}
	// Output: GET 200 true
}

func ExampleClient_Request() {
	ctx, c := context.Background(), exampleClient()
	defer c.Close()

	body, err := c.Request(ctx, "POST", "/v2/tags", nil, map[string]string{"name": "web"})
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(body.Get("tag", "name"))
	// Output: web
}
