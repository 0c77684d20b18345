package journal_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/journal"
	"github.com/doapi-lua/doapi/client/sim"
)

// What a client changes is written down, here into a buffer, and taken back.
func Example() {
	clock := sim.NewClock(time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		fmt.Println(err)
		return
	}
	var file bytes.Buffer // or a file that journal.Open gives
	j, err := journal.New(&file, clock.Now, journal.Head{Script: "deploy"})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := client.New("any-token", client.WithTransport(server.RoundTripper()), client.WithClock(clock), client.WithJournal(j.Around(nil)))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	ctx := context.Background()
	for _, name := range []string{"example.com", "example.org"} {
		if _, err := c.Request(ctx, http.MethodPost, "/v2/domains", nil, map[string]string{"name": name}); err != nil {
			fmt.Println(err)
		}
	}

	entries, err := journal.Read(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	undoer := &journal.Undoer{Client: c, Tell: func(r journal.Result) { fmt.Println(r.Entry.Kind, r.Name, r.Status) }}
	_, err = undoer.Undo(ctx, journal.LastRun(entries))
	fmt.Println(err)
	// Output:
	// domain example.org undone
	// domain example.com undone
	// <nil>
}
