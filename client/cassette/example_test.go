package cassette_test

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/sim"
)

// What a client asks is recorded, and answered from the recording.
func Example() {
	clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer
	recorder, err := cassette.NewRecorder(&file, clock.Now)
	if err != nil {
		fmt.Println(err)
		return
	}
	program := func(options ...client.Option) {
		c, err := client.New("any-token", options...)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer c.Close()
		tag, err := c.CreateTag(context.Background(), "web")
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(tag.Name())
	}
	program(client.WithTransport(server.RoundTripper()), client.WithClock(clock), recorder.Option())

	player, err := cassette.Load(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	program(player.Option(sim.NewClock(player.Started())))
	fmt.Println(len(player.Left()))
	// Output:
	// web
	// web
	// 0
}
