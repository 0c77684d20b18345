package client_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
)

// withholding is a way to the simulator whose list at a path leaves some ids
// out, as the API's does with GPU droplets.
type withholding struct {
	http.RoundTripper
	path, key string
	hidden    map[string]bool
}

func (h *withholding) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := h.RoundTripper.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || r.URL.Path != h.path {
		return response, err
	}
	defer response.Body.Close()
	var body map[string]json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		return nil, err
	}
	var all, shown []json.RawMessage
	if err := json.Unmarshal(body[h.key], &all); err != nil {
		return nil, err
	}
	for _, e := range all {
		var one struct{ ID any }
		decoder := json.NewDecoder(bytes.NewReader(e))
		decoder.UseNumber()
		if err := decoder.Decode(&one); err != nil {
			return nil, err
		}
		if !h.hidden[fmt.Sprint(one.ID)] {
			shown = append(shown, e)
		}
	}
	if body[h.key], err = json.Marshal(shown); err != nil {
		return nil, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	response.Header.Del("Content-Length")
	return response, nil
}

// withhold makes a client whose lists at a path leave objects out.
func (w *world) withhold(t *testing.T, path, key string, hidden ...client.Resource) *client.Client {
	t.Helper()
	h := &withholding{RoundTripper: w.server.RoundTripper(), path: path, key: key, hidden: map[string]bool{}}
	for _, r := range hidden {
		h.hidden[r.Base().Identity()] = true
	}
	return w.another(t, client.WithTransport(h))
}

// A list that lags behind, and objects that the API does not know at once, hold
// no droplet up and lose none.
func TestWaitBehindTheList(t *testing.T) {
	for _, lag := range []time.Duration{time.Second, 8 * time.Second, 40 * time.Second} {
		w := simulate(t, sim.BootTime(5*time.Second, 15*time.Second), sim.ListLag(lag), sim.Early404(min(lag, 9*time.Second)))
		all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(30), small("")))
		began := w.clock.Now()
		seen := map[int64]bool{}
		for d, err := range w.WaitDroplets(all, client.StatusIs("active")).All(t.Context()) {
			ok(t, err)
			if d.Gone() || !d.Active() || seen[d.ID()] {
				t.Errorf("a list %v behind: yielded %v, gone %v", lag, d, d.Gone())
			}
			seen[d.ID()] = true
		}
		equal(t, "droplets", len(seen), 30)
		// Asking one by one costs 30 requests a round, which are spread out.
		if took := w.clock.Now().Sub(began); took > 45*time.Second {
			t.Errorf("a list %v behind: took %v", lag, took)
		}
	}
}

// What no list ever shows is asked for by itself, and the rest is not.
func TestWaitForTheUnlisted(t *testing.T) {
	w := simulate(t, sim.BootTime(5*time.Second, 15*time.Second))
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(60), small("")))
	c := w.withhold(t, "/v2/droplets", "droplets", all[7], all[31])
	for i, d := range all {
		all[i] = c.Droplet(d.ID())
	}
	seen := map[int64]bool{}
	made := w.requests(func() {
		for d, err := range c.WaitDroplets(all, client.StatusIs("active")).All(t.Context()) {
			ok(t, err)
			if d.Gone() || !d.Active() || seen[d.ID()] {
				t.Errorf("yielded %v, gone %v", d, d.Gone())
			}
			seen[d.ID()] = true
		}
	})
	equal(t, "droplets", len(seen), 60)
	if made["droplets_get"] > 2*9 || made["droplets_list"] > 9 {
		t.Errorf("the wait took %v", made)
	}
}

// Actions are waited for by their list, those that it does not show by
// themselves.
func TestWaitForUnlistedActions(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	var actions []*client.Action
	for d, err := range w.WaitDroplets(must[[]*client.Droplet](t)(w.CreateMultipleDroplets(ctx, names(40), small(""))), client.Ready()).All(ctx) {
		ok(t, err)
		actions = append(actions, must[*client.Action](t)(d.PowerOff(ctx)))
	}
	c := w.withhold(t, "/v2/actions", "actions", actions[3], actions[20])
	for i, a := range actions {
		actions[i] = c.Action(a.ID())
	}
	seen := map[int64]bool{}
	made := w.requests(func() {
		for a, err := range c.WaitActions(actions).All(ctx) {
			ok(t, err)
			if !a.Completed() || seen[a.ID()] {
				t.Errorf("yielded %v", a)
			}
			seen[a.ID()] = true
		}
	})
	equal(t, "actions", len(seen), 40)
	if made["actions_get"] > 2*made["actions_list"] || made["actions_list"] == 0 {
		t.Errorf("the wait took %v", made)
	}
}

// Every class with a list is waited for in the same way: here volumes, of which
// one vanishes and one is in no list.
func TestWaitForAnything(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	var made []client.Resource
	for _, name := range names(25) {
		answer, err := w.Call(ctx, catalog.ByID("volumes_create"), client.Args{"name": name, "size_gigabytes": 10, "region": "nyc3"})
		ok(t, err)
		made = append(made, answer.Object())
	}
	c := w.withhold(t, "/v2/volumes", "volumes", made[5])
	var all []client.Resource
	for _, r := range made {
		answer, err := c.Call(ctx, catalog.ByID("volumes_get"), client.Args{"volume_id": r.Base().Identity()})
		ok(t, err)
		all = append(all, answer.Object())
	}
	began := w.clock.Now()
	w.clock.Busy()
	go func() {
		defer w.clock.Idle()
		w.clock.Sleep(ctx, 5*time.Second)
		w.Call(ctx, catalog.ByID("volumes_delete"), client.Args{"volume_id": made[9].Base().Identity()})
	}()
	gone, done := "", 0
	requests := w.requests(func() {
		until := client.Until(func(client.Resource) bool { return w.clock.Now().Sub(began) >= 10*time.Second })
		for r, err := range client.Wait(all, until).All(ctx) {
			ok(t, err)
			if r.Base().Gone() {
				gone += r.Base().Identity()
			}
			done++
		}
	})
	equal(t, "volumes", done, 25)
	equal(t, "the one that vanished", gone, made[9].Base().Identity())
	if requests["volumes_list"] > 7 || requests["volumes_get"] > 7+2 {
		t.Errorf("the wait took %v", requests)
	}
}

// However long a duration is, it is no shorter than a long one.
func TestWaitLongDurations(t *testing.T) {
	w := simulate(t)
	d := must[*client.Droplet](t)(w.CreateDroplet(t.Context(), small("web")))
	for _, long := range []time.Duration{1<<63 - 1, 1 << 62} {
		polls := 0
		ctx := client.Observe(t.Context(), func(*client.Reply) { polls++ })
		_, err := d.Wait(ctx, client.StatusIs("archive"), client.WithInterval(long), client.WithTimeLimit(time.Hour))
		var late *client.WaitTimeoutError
		if !errors.As(err, &late) || polls != 2 {
			t.Errorf("an interval of %v: %d polls, %v", long, polls, err)
		}
		if _, err := d.Wait(ctx, client.StatusIs("active"), client.WithTimeLimit(long)); err != nil {
			t.Errorf("a limit of %v: %v", long, err)
		}
		again, err := w.With(client.WithTimeouts(long, long), client.WithSettle(long), client.WithRetryMaxTime(long), client.WithWaitTime(long), client.WithWaitInterval(long))
		ok(t, err)
		if _, err := again.FetchAccount(ctx); err != nil {
			t.Errorf("timeouts of %v: %v", long, err)
		}
	}
}

// A page of a list that cannot be had keeps nobody waiting who stands on it,
// though the pages before it are there each time.
func TestWaitBehindABrokenPage(t *testing.T) {
	w := simulate(t, sim.BootTime(5*time.Second, 15*time.Second))
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(300), small("")))
	broken := inProcess(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet && r.URL.Path == "/v2/droplets" && r.URL.Query().Get("page") == "2" {
			return &http.Response{StatusCode: 500, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte(`{"id":"server_error","message":"a page"}`))), Request: r}, nil
		}
		return w.server.RoundTripper().RoundTrip(r)
	})
	c := must[*client.Client](t)(client.New(token, client.WithTransport(broken), client.WithClock(w.clock), client.WithPerPage(100), client.WithRetryMaxTime(0)))
	t.Cleanup(func() { c.Close() })
	for i, d := range all {
		all[i] = c.Droplet(d.ID())
	}
	seen := map[int64]bool{}
	for d, err := range c.WaitDroplets(all, client.StatusIs("active"), client.WithTimeLimit(9*time.Minute)).All(t.Context()) {
		ok(t, err)
		seen[d.ID()] = true
	}
	equal(t, "droplets", len(seen), 300)
}

// A list of however many pages is read to what is waited for.
func TestWaitOverManyPages(t *testing.T) {
	w := simulate(t, sim.BootTime(5*time.Second, 15*time.Second))
	all := must[[]*client.Droplet](t)(w.CreateMultipleDroplets(t.Context(), names(300), small("")))
	c := w.another(t, client.WithPerPage(20))
	for i, d := range all {
		all[i] = c.Droplet(d.ID())
	}
	seen := map[int64]bool{}
	made := w.requests(func() {
		for d, err := range c.WaitDroplets(all, client.StatusIs("active"), client.WithTimeLimit(time.Minute)).All(t.Context()) {
			ok(t, err)
			seen[d.ID()] = true
		}
	})
	equal(t, "droplets", len(seen), 300)
	if made["droplets_get"] > 0 {
		t.Errorf("the wait took %v", made)
	}
}
