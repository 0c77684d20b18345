// Command simulator uses the client alone, on a simulated account.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

func main() {
	ctx := context.Background()
	clock := sim.NewClock(time.Now())
	server, err := sim.New(sim.WithClock(clock), sim.Droplets(3))
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New("any-token", client.WithTransport(server.RoundTripper()), client.WithClock(clock))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	count := 0
	for _, err := range c.FetchAllDroplets(client.DropletFilter{}).All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		count++
	}
	_, err = c.FetchDroplet(ctx, 1)
	fmt.Println(count, "droplets;", errors.Is(err, client.ErrNotFound))
}
