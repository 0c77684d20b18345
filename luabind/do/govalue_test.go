package do_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/sim"
	"github.com/doapi-lua/doapi/luabind/do/dotest"
)

// TestResourcesCrossTheBorder: into scripts as their objects, and back as the
// client's.
func TestResourcesCrossTheBorder(t *testing.T) {
	w := dotest.New(t)
	ctx := t.Context()
	d, err := w.Client.CreateDroplet(ctx, client.DropletRequest{Name: "web", Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"})
	if err != nil {
		t.Fatal(err)
	}
	var got *client.Droplet
	for name, v := range map[string]any{
		"web":    d,
		"none":   (*client.Droplet)(nil),
		"list":   []*client.Droplet{d, d},
		"byname": map[string]*client.Droplet{"web": d},
		"make":   func(ctx context.Context) (*client.Droplet, error) { return w.Client.FetchDroplet(ctx, d.ID()) },
		"all":    func() *client.Pager[*client.Droplet] { return w.Client.FetchAllDroplets(client.DropletFilter{}) },
		"stream": func(ctx context.Context) iter.Seq2[*client.Droplet, error] {
			return w.Client.FetchAllDroplets(client.DropletFilter{}).All(ctx)
		},
		"take":  func(d *client.Droplet) string { got = d; return d.Name() },
		"any":   func(v any) string { return v.(*client.Droplet).Name() },
		"names": func(l []*client.Droplet) string { return names(l) },
		"brief": func(d struct {
			ID     int64  `json:"id"`
			Called string `json:"name"`
			Region struct {
				Slug string `json:"slug"`
			} `json:"region"`
		}) string {
			return d.Called + " in " + d.Region.Slug
		},
		"fields": func(m map[string]any) string { return m["name"].(string) },
		"walk": func(s iter.Seq2[*client.Droplet, error]) (string, error) {
			var all []*client.Droplet
			for d, err := range s {
				if err != nil {
					return "", err
				}
				all = append(all, d)
			}
			return names(all), nil
		},
	} {
		if err := w.Host.Set(name, v); err != nil {
			t.Fatal(name, err)
		}
	}
	if err := w.Host.DoString(ctx, "test", `
		assert(web.class == "Droplet" and web.name == "web" and web == do.fetch_droplet(web) and none == nil)
		assert(list[2].name == "web" and byname.web.id == web.id)
		assert(make() == do.fetch_droplet(web.id) and make():fetch().name == "web")
		assert(all():first().name == "web" and #all():list() == 1)
		for d in stream() do assert(d.class == "Droplet") end
		assert(take(web) == "web" and take(do.fetch_all_droplets():first()) == "web")
		assert(any(web) == "web" and names{web, make()} == "web web" and names(do.fetch_all_droplets()) == "web")
		assert(brief(web) == "web in nyc3" and fields(web) == "web")
		assert(walk(do.fetch_all_droplets()) == "web")
		web.name = "renamed" assert(take(web) == "renamed" and brief(web) == "renamed in nyc3")
		local ok, e = pcall(take, do.Tag("x")) assert(not ok and tostring(e):find("got Tag"), e)
		do.fetch_droplet(web.id):wait{ready = true} web:power_off():wait()
		function one() return do.fetch_droplet(web.id) end
		function some() return do.fetch_all_droplets() end
		function of(d) return d.class .. " " .. d.name end`); err != nil {
		t.Fatal(err)
	}
	if got.Name() != "renamed" {
		t.Error(got)
	}
	// Arguments and results of calls from Go.
	out, err := w.Host.Call(ctx, "of", d)
	if err != nil || out[0] != "Droplet web" {
		t.Error(out, err)
	}
	out, err = w.Host.Call(ctx, "one")
	if err != nil || out[0].(*client.Droplet).ID() != d.ID() {
		t.Error(out, err)
	}
	var one *client.Droplet
	var some []*client.Droplet
	var brief []struct{ Name, Status string }
	var stream iter.Seq2[*client.Droplet, error]
	if err := errors.Join(w.Host.CallInto(ctx, &one, "one"), w.Host.CallInto(ctx, &some, "some"), w.Host.CallInto(ctx, &brief, "some"), w.Host.CallInto(ctx, &stream, "some")); err != nil {
		t.Fatal(err)
	}
	if one.Name() != "web" || names(some) != "web" || brief[0].Name != "web" || brief[0].Status != "off" {
		t.Error(one, some, brief)
	}
	n := 0
	for d, err := range stream {
		if n++; err != nil || d.ID() != one.ID() {
			t.Error(d, err)
		}
	}
	if n != 1 {
		t.Errorf("%d droplets", n)
	}
}

// TestResourcesOfAnotherClient: what the program gives of another account acts on
// that one.
func TestResourcesOfAnotherClient(t *testing.T) {
	w := dotest.New(t)
	server, err := sim.New(sim.WithClock(w.Clock), sim.Droplets(3))
	if err != nil {
		t.Fatal(err)
	}
	other, err := client.New("other", client.WithClock(w.Clock), client.WithTransport(server.RoundTripper()))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	d, _, err := other.FetchAllDroplets(client.DropletFilter{}).First(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Host.Set("theirs", d); err != nil {
		t.Fatal(err)
	}
	if err := w.Host.DoString(t.Context(), "test", `assert(theirs:fetch().id == theirs.id) theirs:delete()
		local ok, e = pcall(do.fetch_droplet, theirs) assert(not ok and tostring(e):find("of another client"), e)`); err != nil {
		t.Error(err)
	}
	if n := server.Requests().Total; n < 3 {
		t.Errorf("%d requests to the other account", n)
	}
	if n := w.Requests(); len(n) != 0 {
		t.Errorf("requests to the own account: %v", n)
	}
}

func names(l []*client.Droplet) string {
	var s []string
	for _, d := range l {
		s = append(s, d.Name())
	}
	return strings.Join(s, " ")
}
