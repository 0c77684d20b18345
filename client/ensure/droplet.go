package ensure

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// shown is a field as it compares with a wanted one: some fields have another
// name or form where the API shows them.
func (e *work) shown(name string, object, is jsontext.Value) jsontext.Value {
	switch {
	case e.k.Name == "droplet" && name == "size":
		return object.Get("size_slug")
	case e.k.Name == "droplet" && (name == "backups" || name == "monitoring" || name == "ipv6"):
		for f := range object.Get("features").Elements() {
			if f.Text() == name {
				return jsontext.Of("true")
			}
		}
		return jsontext.Of("false")
	case e.k.Name == "droplet" && name == "volumes":
		return object.Get("volume_ids")
	case e.k.Name == "reserved_ip" && name == "droplet_id":
		return object.Get("droplet", "id")
	}
	return is
}

// updateDroplet changes what can be changed of a droplet.
func (e *work) updateDroplet(ctx context.Context, r *Result, differs map[string]json.RawMessage) error {
	for _, name := range slices.Sorted(maps.Keys(differs)) {
		want := differs[name]
		var err error
		switch name {
		case "size":
			err = e.resizeDroplet(ctx, r, want)
		case "backups":
			kind := "disable_backups"
			if string(want) == "true" {
				kind = "enable_backups"
			}
			err = e.act(ctx, r.Path, map[string]any{"type": kind})
		case "tags":
			err = e.retag(ctx, r.Object, want)
		default:
			err = errorf("ensure.droplet: '%s' cannot be changed", name)
		}
		if err != nil {
			return err
		}
	}
	return e.again(ctx, r)
}

// resizeDroplet needs leave to take the droplet down.
func (e *work) resizeDroplet(ctx context.Context, r *Result, size json.RawMessage) error {
	on := r.Object.Get("status").Text() == "active"
	if on && !e.may("power_off") {
		return errorf("ensure.droplet: its size is %s, not %s: a resize takes it down, which may={\"power_off\"} allows", r.Object.Get("size_slug").Raw(), size)
	}
	steps := []map[string]any{{"type": "power_off"}, {"type": "resize", "size": size}, {"type": "power_on"}}
	if !on {
		steps = steps[1:2]
	}
	for _, step := range steps {
		if err := e.act(ctx, r.Path, step); err != nil {
			return err
		}
	}
	return nil
}

// act sends an action and waits for its end.
func (e *work) act(ctx context.Context, path string, body map[string]any) error {
	c, err := e.c.With(client.WithRetryBusy(true))
	if err != nil {
		return err
	}
	v, err := c.Request(ctx, http.MethodPost, path+"/actions", nil, body)
	if err != nil {
		return err
	}
	for v.Get("action", "status").Text() == "in-progress" {
		if err := e.c.Clock().Sleep(ctx, e.c.WaitInterval()); err != nil {
			return err
		}
		if v, err = e.c.Request(ctx, http.MethodGet, "/v2/actions/"+v.Get("action", "id").String(), nil, nil); err != nil {
			return err
		}
	}
	if status := v.Get("action", "status").Text(); status == "errored" {
		return errorf("ensure.%s: %v of %s has failed", e.k.Name, body["type"], path)
	}
	return nil
}

// retag gives a droplet, a volume or a database the wanted tags and no others.
func (e *work) retag(ctx context.Context, object jsontext.Value, want json.RawMessage) error {
	resources := map[string]any{"resources": []map[string]string{{"resource_id": object.Get("id").String(), "resource_type": e.k.Name}}}
	wanted, has := map[string]bool{}, map[string]bool{}
	for t := range jsontext.Of(string(want)).Elements() {
		wanted[t.Text()] = true
	}
	for t := range object.Get("tags").Elements() {
		has[t.Text()] = true
		if !wanted[t.Text()] {
			if _, err := e.c.Request(ctx, http.MethodDelete, "/v2/tags/"+url.PathEscape(t.Text())+"/resources", nil, resources); err != nil {
				return err
			}
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(wanted)) {
		if has[tag] {
			continue
		}
		if _, err := Ensure(ctx, e.c, "tag", map[string]any{"name": tag}, Options{}); err != nil {
			return err
		}
		if _, err := e.c.Request(ctx, http.MethodPost, "/v2/tags/"+url.PathEscape(tag)+"/resources", nil, resources); err != nil {
			return err
		}
	}
	return nil
}

// updateVolume makes a volume larger and tags it, which is all that can be done to
// one.
func (e *work) updateVolume(ctx context.Context, r *Result, differs map[string]json.RawMessage) error {
	for _, name := range slices.Sorted(maps.Keys(differs)) {
		want := differs[name]
		if name == "tags" {
			if err := e.retag(ctx, r.Object, want); err != nil {
				return err
			}
			continue
		}
		size := jsontext.Of(string(want)).Int()
		switch is := r.Object.Get("size_gigabytes").Int(); {
		case name != "size_gigabytes":
			return errorf("ensure.volume: '%s' cannot be changed", name)
		case size < is:
			return errorf("ensure.volume: it has %d GiB, and a volume does not shrink to %d", is, size)
		}
		if err := e.act(ctx, r.Path, map[string]any{"type": "resize", "size_gigabytes": size, "region": r.Object.Get("region", "slug").Text()}); err != nil {
			return err
		}
	}
	return e.again(ctx, r)
}

// assign gives an address to the wanted droplet.
func (e *work) assign(ctx context.Context, r *Result) error {
	want, is := e.text("droplet_id"), r.Object.Get("droplet", "id")
	if is.String() == want {
		return nil
	}
	r.Changed["droplet_id"] = Difference{Was: is, Is: jsontext.Of(string(e.want["droplet_id"]))}
	if err := e.act(ctx, r.Path, map[string]any{"type": "assign", "droplet_id": e.want["droplet_id"]}); err != nil {
		return err
	}
	return e.again(ctx, r)
}

// assigned waits until a new address is with its droplet.
func (e *work) assigned(ctx context.Context, r *Result) error {
	for range 90 {
		if err := e.again(ctx, r); err != nil {
			return err
		}
		if r.Object.Get("droplet", "id").String() == e.text("droplet_id") {
			return nil
		}
		if err := e.c.Clock().Sleep(ctx, e.c.WaitInterval()); err != nil {
			return err
		}
	}
	return errorf("ensure.reserved_ip: %s was made and is still not assigned to droplet %s", r.Object.Get("ip").Text(), e.text("droplet_id"))
}

// again asks for the object as it is now.
func (e *work) again(ctx context.Context, r *Result) error {
	v, err := e.c.Request(ctx, http.MethodGet, r.Path, nil, nil)
	if err != nil {
		return fmt.Errorf("asking for it once more: %w", err)
	}
	r.Object = v.Get(e.k.ObjectKey)
	return nil
}
