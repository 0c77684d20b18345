package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// TestWaitsTellHowTheyStand after each look, to whoever wants to know.
func TestWaitsTellHowTheyStand(t *testing.T) {
	clock := sim.NewClock(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	server, err := sim.New(sim.WithClock(clock), sim.Droplets(2))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	c, err := client.New("token-for-tests", client.WithTransport(server.RoundTripper()), client.WithClock(clock),
		client.WithNotices(func(n client.Notice) {
			if n.Kind == client.NoticeWait {
				told = append(told, n.Message)
			}
		}))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	droplets, err := c.FetchAllDroplets(client.DropletFilter{}).List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	action, err := droplets[0].PowerOff(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.WaitActions([]*client.Action{action}).List(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(told); n == 0 || told[n-1] != "waiting: 1 of 1 done" || slices.ContainsFunc(told[:n-1], func(s string) bool { return s != "waiting: 0 of 1 done, 1 in-progress" }) {
		t.Errorf("the wait for an action told\n%s", strings.Join(told, "\n"))
	}
	told = nil
	if _, err := client.Wait(droplets, client.StatusIs("off"), client.WithTimeLimit(5*time.Second)).List(t.Context()); err == nil {
		t.Fatal("a droplet that nobody switches off became off")
	}
	if n := len(told); n == 0 || told[n-1] != "waiting: 1 of 2 done, 1 active" {
		t.Errorf("the wait for droplets told\n%s", strings.Join(told, "\n"))
	}
}
