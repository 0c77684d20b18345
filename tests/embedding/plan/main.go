// Command plan shows what a script would change, and then runs it as planned.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/plan"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

const script = `
local web = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
do.create_tag("is-" .. web.status)`

// run runs the script with one more option of its client.
func run(c *client.Client, options ...do.Option) error {
	host, err := luabind.New(luabind.WithClock(c.Clock()), do.Bind(c, options...))
	if err != nil {
		return err
	}
	defer host.Close()
	return host.DoString(context.Background(), "deploy.lua", script)
}

func main() {
	clock := sim.NewClock(time.Now())
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		log.Fatal(err)
	}
	c, err := client.New("any-token", client.WithTransport(server.RoundTripper()), client.WithClock(clock))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()

	overlay, err := plan.New(nil, sim.NewClock(clock.Now()), 1, "salt")
	if err != nil {
		log.Fatal(err)
	}
	if err := run(c, do.WithPlan(overlay)); err != nil {
		log.Fatal(err)
	}
	p := overlay.Plan()
	p.Text(os.Stdout)

	limit, err := guard.New(guard.Policy{MaxCost: guard.USD(10)})
	if err != nil {
		log.Fatal(err)
	}
	if err := run(c, do.WithExpectation(plan.NewExpect(p)), do.WithGuard(limit)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("run as planned")
}
