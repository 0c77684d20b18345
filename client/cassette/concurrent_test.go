package cassette_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/cassette"
	"github.com/doapi-lua/doapi/client/sim"
)

// chains are the work of several tasks, each on a domain of its own, and what they
// saw.
func chains(t *testing.T, c *client.Client, numbers []int, together bool) map[int]string {
	t.Helper()
	var mu sync.Mutex
	saw := map[int]string{}
	work := func(i int) {
		path := fmt.Sprintf("/v2/domains/d%d.example", i)
		var seen []string
		ask := func(method, at string, body any) string {
			v, err := c.Request(t.Context(), method, at, nil, body)
			if err != nil {
				t.Errorf("task %d: %v", i, err)
			}
			seen = append(seen, v.Raw())
			return v.Get("domain_record", "id").String()
		}
		ask(http.MethodPost, "/v2/domains", map[string]string{"name": fmt.Sprintf("d%d.example", i)})
		id := ask(http.MethodPost, path+"/records", map[string]any{"type": "A", "name": "www", "data": fmt.Sprintf("192.0.2.%d", i)})
		ask(http.MethodGet, path+"/records/"+id, nil)
		ask(http.MethodPatch, path+"/records/"+id, map[string]any{"type": "A", "ttl": 600})
		ask(http.MethodGet, path+"/records/"+id, nil)
		ask(http.MethodGet, "/v2/account", nil)
		ask(http.MethodDelete, path+"/records/"+id, nil)
		mu.Lock()
		defer mu.Unlock()
		saw[i] = strings.Join(seen, "\n")
	}
	var all sync.WaitGroup
	for _, i := range numbers {
		if !together {
			work(i)
			continue
		}
		c.Clock().Busy()
		all.Add(1)
		go func() {
			defer all.Done()
			defer c.Clock().Idle()
			work(i)
		}()
	}
	all.Wait()
	return saw
}

// TestAnotherOrder plays what tasks did at the same time back in other orders, one
// after the other and at the same time: each sees what it saw.
func TestAnotherOrder(t *testing.T) {
	clock := sim.NewClock(start)
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	var tape bytes.Buffer
	recorder, err := cassette.NewRecorder(&tape, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New("token", client.WithTransport(server.RoundTripper()), client.WithClock(clock), client.WithWire(recorder.Wrap))
	if err != nil {
		t.Fatal(err)
	}
	numbers := []int{1, 2, 3, 4, 5, 6}
	want := chains(t, c, numbers, true)
	c.Close()
	for _, order := range [][]int{numbers, {6, 5, 4, 3, 2, 1}, {3, 1, 5, 2, 6, 4}} {
		for _, together := range []bool{false, true} {
			c, p := replay(t, tape.String())
			got := chains(t, c, order, together)
			for i, text := range want {
				if got[i] != text {
					t.Errorf("in the order %v (together: %v) task %d saw\n%s\nand not\n%s", order, together, i, got[i], text)
				}
			}
			if left := p.Left(); len(left) > 0 {
				t.Errorf("in the order %v: %v were not asked for", order, left)
			}
			// What was not recorded says so.
			_, err := c.Request(t.Context(), http.MethodGet, "/v2/domains/d7.example", nil, nil)
			var miss *cassette.MissError
			if !errors.As(err, &miss) || !strings.Contains(err.Error(), "the cassette has no answer for GET /v2/domains/d7.example") {
				t.Errorf("what was not recorded: %v", err)
			}
		}
	}
}

// TestSecretsAreMasked records what the catalog calls secret: requests and
// answers, in fields whose names tell nothing.
func TestSecretsAreMasked(t *testing.T) {
	clock := sim.NewClock(start)
	server, err := sim.New(sim.WithClock(clock))
	if err != nil {
		t.Fatal(err)
	}
	var tape bytes.Buffer
	recorder, err := cassette.NewRecorder(&tape, clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New("token-of-the-account", client.WithTransport(server.RoundTripper()), client.WithClock(clock), client.WithWire(recorder.Wrap))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, r := range []struct{ path, body string }{
		{"/v2/apps", `{"spec":{"name":"shop","region":"nyc","services":[{"name":"web","image":{"registry_type":"DOCKER_HUB","registry":"library","repository":"nginx"},"envs":[{"key":"PLAIN","value":"hunter2-env","type":"GENERAL"}]}]}}`},
		{"/v2/droplets", `{"name":"web","region":"nyc3","size":"s-1vcpu-1gb","image":"debian-12-x64","user_data":"hunter2-data"}`},
		{"/v2/databases", `{"name":"orders","engine":"pg","region":"nyc3","size":"db-s-1vcpu-1gb","num_nodes":1}`},
		{"/v2/something/new", `{"password":"hunter2-new"}`},
	} {
		_, err := c.Request(t.Context(), http.MethodPost, r.path, nil, json.RawMessage(r.body))
		if err != nil && r.path != "/v2/something/new" {
			t.Fatal(err)
		}
	}
	dbs, err := c.Request(t.Context(), http.MethodGet, "/v2/databases", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	secret := ""
	for db := range dbs.Get("databases").Elements() {
		secret = db.Get("connection", "password").Text()
	}
	for _, text := range []string{"hunter2", "token-of-the-account", secret} {
		if text == "" || strings.Contains(tape.String(), text) {
			t.Errorf("%q is in the cassette", text)
		}
	}
}
