// Command hello runs a script on a simulated account.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/stdlib"
)

const script = `
for d in do.wait_droplets({do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")}, {ready = true}) do
  print(d.name, d.status)
end`

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
	host, err := luabind.New(do.Bind(c), stdlib.Core(), luabind.WithClock(clock), luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		log.Fatal(err)
	}
	defer host.Close()
	if err := host.DoString(context.Background(), "deploy.lua", script); err != nil {
		log.Fatal(err)
	}
	fmt.Println("done")
}
