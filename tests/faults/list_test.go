package faults

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
)

// rewrite passes an answer on as a function of its JSON makes it.
func rewrite(response *http.Response, f func(body map[string]any)) (*http.Response, error) {
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	response.Body.Close()
	var body map[string]any
	if err := json.Unmarshal(text, &body); err != nil {
		return nil, err
	}
	f(body)
	if text, err = json.Marshal(body); err != nil {
		return nil, err
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	response.Header.Del("Content-Length")
	return response, nil
}

// TestSpoiledLists has a proxy spoil a page in the middle, once or always: the
// list is whole, or an error says that it is not.
func TestSpoiledLists(t *testing.T) {
	t.Parallel()
	const n = 450
	for name, spoil := range map[string]func(body map[string]any){
		"an element fewer":    func(b map[string]any) { b["droplets"] = b["droplets"].([]any)[1:] },
		"an empty page":       func(b map[string]any) { b["droplets"] = []any{} },
		"a short page":        func(b map[string]any) { b["droplets"] = b["droplets"].([]any)[:7] },
		"an element twice":    func(b map[string]any) { l := b["droplets"].([]any); l[3] = l[4] },
		"the list ends early": func(b map[string]any) { delete(b["links"].(map[string]any)["pages"].(map[string]any), "next") },
		"no links at all":     func(b map[string]any) { b["links"] = map[string]any{} },
		"next is a number":    func(b map[string]any) { b["links"].(map[string]any)["pages"].(map[string]any)["next"] = 3 },
		"next is a list":      func(b map[string]any) { b["links"].(map[string]any)["pages"].(map[string]any)["next"] = []any{"x"} },
	} {
		for _, always := range []bool{false, true} {
			w := newWorld(t, sim.Droplets(n))
			spoiled := 0
			c := w.client(t, client.WithPerPage(100), client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
				response, err := w.server.RoundTripper().RoundTrip(r)
				if err != nil || r.URL.Query().Get("page") != "2" || spoiled > 0 && !always {
					return response, err
				}
				spoiled++
				return rewrite(response, spoil)
			})))
			all, err := c.FetchAllDroplets(client.DropletFilter{}).List(context.Background())
			seen := map[int64]bool{}
			for _, d := range all {
				seen[d.ID()] = true
			}
			var bad *client.ResponseError
			switch {
			case spoiled == 0:
				t.Errorf("%s: nothing was spoiled", name)
			case len(seen) != len(all):
				t.Errorf("%s: %d elements, %d different ones", name, len(all), len(seen))
			case !always && (err != nil || len(all) != n):
				t.Errorf("%s, once: %d elements, %v", name, len(all), err)
			case always && !errors.As(err, &bad):
				t.Errorf("%s, always: %d elements, %v", name, len(all), err)
			case always && !strings.Contains(err.Error(), "missing"):
				t.Errorf("%s, always: %v does not say what is missing", name, err)
			}
		}
	}
}

// TestDeletedIsNotListed: what a client has just deleted it does not list, though
// the API still shows it.
func TestDeletedIsNotListed(t *testing.T) {
	w := newWorld(t, sim.Droplets(5))
	var stale []byte
	c := w.client(t, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
		response, err := w.server.RoundTripper().RoundTrip(r)
		if err != nil || r.Method != http.MethodGet || r.URL.Path != "/v2/droplets" {
			return response, err
		}
		if stale == nil {
			stale, err = io.ReadAll(response.Body)
		}
		response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(stale)), int64(len(stale))
		return response, err
	})))
	all := must[[]*client.Droplet](t)(c.FetchAllDroplets(client.DropletFilter{}).List(context.Background()))
	ok(t, all[2].Delete(context.Background()))
	for _, d := range must[[]*client.Droplet](t)(c.FetchAllDroplets(client.DropletFilter{}).List(context.Background())) {
		if d.ID() == all[2].ID() {
			t.Error("a deleted droplet is listed")
		}
	}
}
