package do_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// A script drives the account of a client; here a simulated one, whose minutes
// of waiting pass at once.
func ExampleBind() {
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
	host, err := luabind.New(do.Bind(c), luabind.WithClock(clock), luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	err = host.DoString(context.Background(), "deploy.lua", `
		local web = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
		print(web.status, web:wait{ready = true}.status)`)
	fmt.Println(err)
	// Output:
	// new	active
	// <nil>
}

// Operations of the API can be looked through without a Host.
func ExampleOperations() {
	for _, op := range do.Operations("certificates") {
		fmt.Println(do.OperationFunc(op).Called(), op.Method, op.Path)
		break
	}
	// Output:
	// certificates.create POST /v2/certificates
}

// A Host has a guard and a journal around what its scripts change, with all
// clients that they make.
func ExampleWithGuard() {
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
	g, err := guard.New(guard.Policy{MaxCreates: guard.Creates(1)})
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	j, err := journal.New(&file, clock.Now, journal.Head{Script: "deploy.lua"})
	if err != nil {
		fmt.Println(err)
		return
	}
	host, err := luabind.New(do.Bind(c, do.WithGuard(g), do.WithJournal(j)), luabind.WithClock(clock), luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	err = host.DoString(context.Background(), "deploy.lua", `
		do.create_tag("one")
		local ok, e = pcall(do.create_tag, "two")
		print(ok, e.kind, e.guard)
		ok, e = pcall(function() doapi{api_token = "other"}:create_tag("three") end)
		print(ok, e.kind)`)
	fmt.Println(err, len(g.Refused()))
	for _, left := range j.Left() {
		fmt.Println("left:", left.Kind, left.Name)
	}
	// Output:
	// false	GuardError	max-creates
	// false	GuardError
	// <nil> 2
	// left: tag one
}
