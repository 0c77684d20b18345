package do_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/plan"
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

// Scripts are planned: what they would change is known, and the account stays as
// it is. A later run is held against the plan.
func ExampleWithPlan() {
	clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
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
	program := func(option do.Option, source string) error {
		host, err := luabind.New(luabind.WithClock(clock), do.Bind(c, option), luabind.WithStdio(nil, os.Stdout, os.Stderr))
		if err != nil {
			return err
		}
		defer host.Close()
		return host.DoString(context.Background(), "deploy.lua", source)
	}
	const deploy = `
		local web = do.create_droplet("web-" .. math.random(1000), "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
		do.create_tag("has-" .. web.id)
		print(web.status, do.planning)`

	overlay, err := plan.New(nil, sim.NewClock(clock.Now()), 1, "salt")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(program(do.WithPlan(overlay), deploy))
	p := overlay.Plan()
	p.Text(os.Stdout)

	expect := plan.NewExpect(p)
	fmt.Println(program(do.WithExpectation(expect), deploy), len(expect.Left()))
	fmt.Println(program(do.WithExpectation(expect), `print(pcall(do.create_tag, "another"))`))
	// Output:
	// active	true
	// <nil>
	// + 1 droplet web-276  (deploy.lua:2)
	//       image: "ubuntu-24-04-x64"
	//       region: "nyc3"
	//       size: "s-1vcpu-1gb"
	//       +6.00 USD a month
	// + 2 tag has-${1.id}  (deploy.lua:3)
	//
	// 2 to create, 0 to change, 0 to delete, 0 to do; +6.00 USD a month: 0.00 before, 6.00 after
	// active	false
	// <nil> 0
	// false	the plan has no such change (any more): tags.create another (deploy.lua:1)
	// <nil>
}

// What scripts and the API exchange is recorded, and answered from the recording:
// without a network, and without waiting.
func ExampleWithPlayer() {
	clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
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
	program := func(option do.Option) error {
		host, err := luabind.New(luabind.WithClock(clock), do.Bind(c, option), luabind.WithStdio(nil, os.Stdout, os.Stderr))
		if err != nil {
			return err
		}
		defer host.Close()
		return host.DoString(context.Background(), "deploy.lua", `
			local web = do.create_droplet("web", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
			print(web.status, web.ip_address ~= nil)
			web:delete()`)
	}
	var file bytes.Buffer
	recorder, err := cassette.NewRecorder(&file, clock.Now)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(program(do.WithRecorder(recorder)))
	before := server.Requests().ByOperation["droplets_create"]

	player, err := cassette.Load(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(program(do.WithPlayer(player, sim.NewClock(player.Started()))), len(player.Left()))
	fmt.Println(before, server.Requests().ByOperation["droplets_create"])
	// Output:
	// active	true
	// <nil>
	// active	true
	// <nil> 0
	// 1 1
}
